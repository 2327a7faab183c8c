"use strict";
(() => {
  const root = document.documentElement;
  const why = document.getElementById("why");
  const search = document.getElementById("search");
  const rows = [...document.querySelectorAll(".row")];
  let pinned = null;
  let lit = null;

  const wantsDark = matchMedia("(prefers-color-scheme: dark)");
  const paint = () => { root.dataset.theme = chosen ?? (wantsDark.matches ? "dark" : "light"); };
  let chosen = null;
  paint();
  wantsDark.addEventListener("change", paint);
  addEventListener("beforeprint", () => { root.dataset.theme = "light"; });
  addEventListener("afterprint", paint);
  document.getElementById("theme").addEventListener("click", () => {
    chosen = root.dataset.theme === "dark" ? "light" : "dark";
    paint();
  });

  const owner = (element) => {
    const { s, strength } = element.dataset;
    if (s) return `scope ${s}` + (strength ? `, ${strength}` : "");
    return element.dataset.by === "call" ? "the call" : "the function's own default";
  };
  const place = (number) => document.querySelector(`#s${number} .at`)?.textContent ?? "";

  const tell = (element) => {
    if (element.matches("li")) {
      const name = element.querySelector("b");
      const where = element.dataset.s ? ` at ${place(element.dataset.s)}` : "";
      const lost = [...element.querySelectorAll("s")].map((s) => `${s.textContent} of ${owner(s)}`);
      return `${name.textContent}${name.nextSibling.textContent} was set by ${owner(element)}${where}` +
        (lost.length ? `, instead of ${lost.join(", then ")}` : "");
    }
    return `scope ${element.dataset.s}, opened at ${place(element.dataset.s)}: all it set is marked`;
  };

  const light = (element) => {
    const number = element?.dataset.s ?? null;
    if (number) root.dataset.on = number; else delete root.dataset.on;
    lit?.classList.remove("lit");
    lit = null;
    why.classList.toggle("on", Boolean(element));
    if (!element) return;
    why.textContent = tell(element);
    if (number && element.matches("li")) {
      const name = element.querySelector("b").textContent;
      lit = document.querySelector(`[data-d=${CSS.escape(`${number}:${name}`)}]`);
      lit?.classList.add("lit");
    }
  };

  const touched = (event) => {
    const found = event.target.closest?.("li[data-s],li[data-by],[data-s]");
    return found && !found.closest("#how") ? found : null;
  };
  document.addEventListener("pointerover", (event) => { if (!pinned) light(touched(event)); });
  document.addEventListener("focusin", (event) => {
    const found = touched(event);
    if (found && !pinned) light(found);
  });
  document.addEventListener("focusout", () => { if (!pinned) light(null); });
  document.addEventListener("click", (event) => {
    const more = event.target.closest("button[data-fn]");
    if (more) return showDefaults(more);
    if (event.target.closest("a,button,input,summary")) return;
    const found = touched(event);
    pinned = found && found !== pinned ? found : null;
    light(pinned);
  });

  const showDefaults = (button) => {
    const row = button.closest(".row");
    const given = new Set([...row.querySelectorAll(":scope>ul>li>b")].map((name) => name.textContent));
    const all = document.querySelectorAll(`#f${button.dataset.fn} li`);
    const list = document.createElement("ul");
    for (const item of all) {
      if (!given.has(item.querySelector("b").textContent)) list.append(item.cloneNode(true));
    }
    button.replaceWith(list);
  };

  const texts = new Map();
  const textOf = (row) => {
    if (!texts.has(row)) texts.set(row, row.textContent.toLowerCase());
    return texts.get(row);
  };
  const found = document.getElementById("found");
  const filter = () => {
    const words = search.value.toLowerCase().split(/\s+/).filter(Boolean);
    let count = 0;
    for (const row of rows) {
      const fits = words.every((word) => textOf(row).includes(word));
      if (row.hidden === fits) row.hidden = !fits;
      const folded = row.parentElement.closest("details");
      if (folded && words.length && fits) folded.open = true;
      count += fits;
    }
    if (found) found.textContent = words.length ? `${count} of ${rows.length}` : "";
  };
  search.addEventListener("input", () => {
    filter();
    if (search.value) document.getElementById("calls")?.scrollIntoView();
  });

  const step = (by) => {
    const open = rows.filter((row) => !row.closest("[hidden],details:not([open]) .row"));
    const at = open.indexOf(document.activeElement.closest(".row"));
    const next = open[Math.min(Math.max(at + by, 0), open.length - 1)];
    next?.focus();
    next?.scrollIntoView({ block: "nearest" });
  };
  const stepChip = (by) => {
    const row = document.activeElement.closest(".row");
    if (!row) return false;
    const chips = [...row.querySelectorAll(":scope>ul>li")];
    const next = chips[Math.min(Math.max(chips.indexOf(document.activeElement) + by, 0), chips.length - 1)];
    if (!next) return false;
    next.tabIndex = -1;
    next.focus();
    return true;
  };
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.key === "Escape") {
      search.value = "";
      filter();
      pinned = null;
      light(null);
      document.activeElement.blur();
      return;
    }
    if (event.target.matches("input")) return;
    const moves = { ArrowDown: 1, j: 1, ArrowUp: -1, k: -1 };
    const inRow = document.activeElement.closest(".row");
    if (event.key === "/") { event.preventDefault(); search.focus(); }
    else if (event.key in moves && (inRow || event.key.length === 1)) { event.preventDefault(); step(moves[event.key]); }
    else if (event.key === "ArrowRight" && stepChip(1)) event.preventDefault();
    else if (event.key === "ArrowLeft" && stepChip(-1)) event.preventDefault();
    else if (/^[1-9]$/.test(event.key)) {
      const card = document.getElementById(`s${event.key}`);
      pinned = card && card !== pinned ? card : null;
      light(pinned);
    }
  });
})();
