
"use strict";
// The page is complete without this file; it adds sorting, filtering, one structure at a time, and a link to the view.
const all = (selector) => [...document.querySelectorAll(selector)];
const table = document.querySelector("table.sortable");

if (table) {
  const heads = all("th[data-column]");
  const search = document.querySelector("#filter");
  const buttons = all("[data-show]");
  const rows = () => [...table.tBodies].flatMap((body) => [...body.rows]);
  const scales = { k: 1e3, M: 1e6, G: 1e9 };

  const read = (row, { column, kind }) => {
    const cell = row.cells[column];
    const text = cell.dataset.sort ?? cell.firstChild?.textContent.trim() ?? "";
    if (kind === "text") return text.toLowerCase();
    const value = parseFloat(text.replace("−", "-")) * (kind === "scaled" ? scales[text.at(-1)] ?? 1 : 1);
    return kind === "distance" ? Math.abs(value) : value;
  };

  const order = (head, direction) => {
    const sign = direction === "ascending" ? 1 : -1;
    const compare = (a, b) => {
      const [x, y] = [read(a, head.dataset), read(b, head.dataset)];
      if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y); // no value: last
      return sign * ((x > y) - (x < y));
    };
    heads.forEach((h) => h.removeAttribute("aria-sort"));
    head.setAttribute("aria-sort", direction);
    for (const body of table.tBodies) body.append(...[...body.rows].sort(compare));
  };

  const filter = (text) => {
    for (const row of rows()) {
      const head = row.querySelector("th");
      const name = `${head.textContent} ${head.querySelector("bdi")?.title ?? ""}`; // an id that is long, in full
      row.hidden = !name.toLowerCase().includes(text.toLowerCase());
    }
  };

  const show = (view) => {
    for (const head of heads.filter((h) => h.dataset.view !== undefined)) {
      const hidden = Boolean(view) && head.dataset.view !== view;
      head.hidden = hidden;
      for (const row of rows()) row.cells[head.dataset.column].hidden = hidden;
    }
    all("[data-group]").forEach((g) => (g.hidden = Boolean(view) && g.dataset.group !== view));
    buttons.forEach((b) => b.setAttribute("aria-pressed", b.dataset.show === view));
  };

  const remember = (changes) => {
    const state = new URLSearchParams(location.hash.slice(1));
    Object.entries(changes).forEach(([key, value]) => state.set(key, value));
    history.replaceState(null, "", `#${state}`);
  };

  const restore = () => {
    const state = new URLSearchParams(location.hash.slice(1));
    const head = heads.find((h) => h.dataset.column === state.get("sort"));
    if (head) order(head, state.get("order") === "ascending" ? "ascending" : "descending");
    search.value = state.get("filter") ?? "";
    filter(search.value);
    const wanted = state.get("view") ?? table.dataset.view;
    show(buttons.some((b) => b.dataset.show === wanted) ? wanted : "");
  };

  for (const head of heads) {
    head.querySelector("button").addEventListener("click", () => {
      const opposite = { ascending: "descending", descending: "ascending" };
      const direction = opposite[head.getAttribute("aria-sort")] ?? head.dataset.first;
      order(head, direction);
      remember({ sort: head.dataset.column, order: direction });
    });
  }
  search.addEventListener("input", () => {
    filter(search.value);
    remember({ filter: search.value });
  });
  for (const button of buttons) {
    button.addEventListener("click", () => {
      show(button.dataset.show);
      remember({ view: button.dataset.show });
    });
  }
  addEventListener("hashchange", restore);
  document.querySelector(".tools").hidden = false;
  restore();
}
