"use strict";
(async () => {
  const version = document.body.dataset.version;
  const pause = (time) => new Promise((done) => setTimeout(done, time));
  for (;;) {
    try {
      const answer = await fetch("?after=" + version);
      if (answer.ok && (await answer.text()).trim() !== version) return location.reload();
      if (!answer.ok) await pause(2000);
    } catch {
      await pause(2000);
    }
  }
})();
