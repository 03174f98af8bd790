"use strict";
(() => {
  const form = document.getElementById("filter");
  if (!form) return;
  const names = ["code", "severity", "file", "text"];
  const files = [...document.querySelectorAll(".file")].map((section) => ({
    section,
    name: section.dataset.file.toLowerCase(),
    findings: [...section.querySelectorAll(".finding")].map((article) => ({
      article,
      text: article.textContent.toLowerCase(),
    })),
  }));

  const groups = [...document.querySelectorAll(".group")];

  // Shows what the form asks for, and says how much that is.
  function show() {
    const wanted = Object.fromEntries(names.map((name) => [name, form.elements[name].value]));
    const [file, text] = [wanted.file.toLowerCase(), wanted.text.toLowerCase()];
    let shown = 0;
    let all = 0;
    for (const { section, name, findings } of files) {
      let here = 0;
      for (const finding of findings) {
        const { code, severity } = finding.article.dataset;
        const fits =
          (!wanted.code || wanted.code === code) &&
          (!wanted.severity || wanted.severity === severity) &&
          name.includes(file) &&
          finding.text.includes(text);
        finding.article.hidden = !fits;
        here += fits ? 1 : 0;
      }
      section.hidden = here === 0;
      shown += here;
      all += findings.length;
    }
    for (const group of groups) group.hidden = !group.querySelector(".file:not([hidden])");
    form.querySelector("output").value = shown + " of " + all;
  }

  // The address says what is asked for: `#code=R1301&text=salute`.
  function read() {
    // The address of one finding asks for nothing else.
    if (/^#f\d+$/.test(location.hash)) return show();
    const asked = new URLSearchParams(location.hash.slice(1));
    for (const name of names) form.elements[name].value = asked.get(name) || "";
    show();
  }

  function write() {
    const asked = new URLSearchParams();
    for (const name of names) if (form.elements[name].value) asked.set(name, form.elements[name].value);
    history.replaceState(null, "", "#" + asked);
    show();
  }

  form.addEventListener("input", write);
  form.addEventListener("submit", (event) => event.preventDefault());
  // The fields are empty after the event.
  form.addEventListener("reset", () => setTimeout(write));
  window.addEventListener("hashchange", read);
  form.hidden = false;
  read();
})();
