"use strict";
// The page is complete without this file, which shows one modality or dimension and keeps that in the link.
const all = (selector) => [...document.querySelectorAll(selector)];
const state = new URLSearchParams(location.hash.slice(1));
const fits = (element) => ["m", "d"].every((key) => !state.get(key) || element.dataset[key] === state.get(key));
const show = () => {
  const tiles = all(".grid li");
  tiles.forEach((tile) => (tile.hidden = !fits(tile)));
  all(".tiles").forEach((part) => (part.hidden = !part.querySelector("li:not([hidden])")));
  const heads = all("#matrix thead th");
  const shown = heads.map((head) => !head.dataset.m || fits(head));
  for (const row of all("#matrix tr")) [...row.cells].forEach((cell, i) => (cell.hidden = !shown[i]));
  for (const row of all("#matrix tbody tr")) row.hidden = !row.querySelector("td:not(.c, .x, [hidden])");
  all("#matrix").forEach((part) => (part.hidden = !part.querySelector("tbody tr:not([hidden])")));
  for (const key of ["m", "d"]) {
    all(`button[data-${key}]`).forEach((b) => b.setAttribute("aria-pressed", b.dataset[key] === (state.get(key) ?? "")));
  }
  const left = tiles.filter((tile) => !tile.hidden).length;
  document.querySelector("#said").textContent = left < tiles.length ? `${left} of ${tiles.length} shown` : "";
};
for (const button of all(".tools button")) {
  button.addEventListener("click", () => {
    for (const [key, value] of Object.entries(button.dataset)) value ? state.set(key, value) : state.delete(key);
    history.replaceState(null, "", `#${state}`);
    show();
  });
}
document.querySelector(".tools").hidden = false;
show();
