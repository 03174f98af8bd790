"use strict";
(() => {
  const main = document.querySelector("main");
  const by = (id) => document.getElementById(id);
  let lit = [];
  const lines = (part) => {
    const [first, last] = ((part && part.dataset.t) || "").split("-").map(Number);
    const found = [];
    if (first) for (let n = first; n <= (last || first); n++) found.push(by("t" + n));
    return found;
  };
  const figures = [...document.querySelectorAll("#images figure[id]")];
  // The image of the page on which a part stands.
  function image(part) {
    const isBefore = (one) => one && (one === part || one.compareDocumentPosition(part) & Node.DOCUMENT_POSITION_FOLLOWING);
    return figures.filter((figure) => isBefore(by("p" + figure.id.slice(1)))).pop();
  }
  // All that belongs to a part, to a line, or to a piece of the source.
  function kin(one) {
    let part = one;
    if (one.id[0] === "t") {
      part = by((one.firstChild.hash || "").slice(1));
      if (!part) return [one];
      return [one, part, by("s" + part.id.slice(1)), image(part)];
    }
    if (one.id[0] === "i") part = by("p" + one.id.slice(1));
    if (one.id[0] === "s") part = by("p" + one.id.slice(1));
    if (one.id[0] === "r") part = by("p" + one.id.slice(1));
    return part ? [part, by("s" + part.id.slice(1)), image(part), ...lines(part)] : [one];
  }
  const isPart = (one) => /^[ipstr]\d+$/.test(one.id);
  function light(target, moves) {
    let one = target.closest && target.closest("[id]");
    while (one && one !== main && !isPart(one)) one = one.parentElement;
    const is = one && isPart(one);
    lit.forEach((old) => old.classList.remove("on"));
    lit = is ? kin(one).filter(Boolean) : [];
    lit.forEach((now) => now.classList.add("on"));
    if (moves) for (const now of lit) if (!now.contains(one)) now.scrollIntoView({ block: "nearest" });
  }
  main.addEventListener("mouseover", (event) => light(event.target, false));
  main.addEventListener("focusin", (event) => light(event.target, true));
  main.addEventListener("click", (event) => light(event.target, true));
  // Findings in the order of their places: in the edition, or else in the transcript.
  const marks = [...document.querySelectorAll("#edition .f")];
  for (const mark of document.querySelectorAll("#transcript .f")) if (!by("f" + mark.id.slice(1))) marks.push(mark);
  let current = -1;
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || event.target.closest("input, textarea, select")) return;
    const step = { n: 1, p: -1 }[event.key];
    if (!step || !marks.length) return;
    const at = marks.indexOf(document.activeElement);
    const from = at < 0 ? current : at;
    current = from < 0 && step < 0 ? marks.length - 1 : (from + step + marks.length) % marks.length;
    marks[current].focus();
    marks[current].scrollIntoView({ block: "center" });
    event.preventDefault();
  });
  const keys = by("keys");
  if (keys) keys.hidden = false;
})();
