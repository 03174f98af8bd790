"use strict";
(() => {
  const by = (id) => document.getElementById(id);
  let lit = [];
  const lines = (part) => {
    const [first, last] = ((part && part.dataset.t) || "").split("-").map(Number);
    const found = [];
    if (first) for (let n = first; n <= (last || first); n++) found.push(by("t" + n));
    return found;
  };
  // All that belongs to a part, to a line, or to a piece of the source.
  function kin(one) {
    let part = one;
    if (one.id[0] === "t") {
      const to = one.querySelector("a[href]");
      part = to && by(to.hash.slice(1));
      if (!part) return [one];
      return [one, part, by("s" + part.id.slice(1))];
    }
    if (one.id[0] === "s") part = by("p" + one.id.slice(1));
    if (one.id[0] === "r") part = by("p" + one.id.slice(1));
    return part ? [part, by("s" + part.id.slice(1)), ...lines(part)] : [one];
  }
  function light(target, moves) {
    const one = target.closest && target.closest("[id]");
    const is = one && /^[pstr]\d+$/.test(one.id);
    lit.forEach((old) => old.classList.remove("on"));
    lit = is ? kin(one).filter(Boolean) : [];
    lit.forEach((now) => now.classList.add("on"));
    if (moves) for (const now of lit) if (!now.contains(one)) now.scrollIntoView({ block: "nearest" });
  }
  const main = document.querySelector("main");
  main.addEventListener("mouseover", (event) => light(event.target, false));
  main.addEventListener("focusin", (event) => light(event.target, true));
  main.addEventListener("click", (event) => light(event.target, true));
})();
