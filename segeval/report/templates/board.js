"use strict";
// The page is complete without this file. It sorts, filters, chooses columns, redraws the forest plot for another
// structure or metric, copies tables, saves charts, and keeps all of that in the link.
const $ = (selector, root = document) => root.querySelector(selector);
const all = (selector, root = document) => [...root.querySelectorAll(selector)];
const data = JSON.parse($("#data").textContent);
const table = $("#board");
const heads = all("th[data-c]", table);
const bodies = () => [...table.tBodies];
const groups = all(".groups th", table).map((head) => ({ head, span: head.colSpan }));
const search = $("#filter");
const [views, metrics] = [$("#view"), $("#metric")];
const rowOf = (i) => rows[i];
const rows = bodies();
const models = bodies().map((b) => $("bdi", b).textContent);
const state = new URLSearchParams(location.hash.slice(1));

const remember = (changes) => {
  for (const [key, value] of Object.entries(changes)) value ? state.set(key, value) : state.delete(key);
  history.replaceState(null, "", `#${state}`);
};
const numeric = (text) => parseFloat(text.replace("−", "-"));
const unpack = ({ a, z, s }) =>
  Array.from({ length: s.length / 2 }, (_, i) => {
    const code = parseInt(s.slice(2 * i, 2 * i + 2), 36);
    return code > 1294 ? null : a + (code / 1294) * (z - a || 1);
  });

// ---- the table
const cell = (body, column) => body.rows[0].cells[column];
const shown = (body, column) => cell(body, column).firstChild?.textContent.trim() ?? "";
const size = { k: 1e3, M: 1e6, G: 1e9 };
const key = (body, { c, kind }) => {
  if (c === "0") return rows.indexOf(body); // as it was written: by rank
  const text = cell(body, c).dataset.sort ?? (kind === "text" ? $("bdi", body).textContent : shown(body, c));
  if (kind === "text") return text.toLowerCase();
  const value = numeric(text) * (kind === "scaled" ? size[text.at(-1)] ?? 1 : 1);
  return kind === "distance" ? Math.abs(value) : value;
};
const order = (head, direction) => {
  const sign = direction === "ascending" ? 1 : -1;
  heads.forEach((h) => h.removeAttribute("aria-sort"));
  head.setAttribute("aria-sort", direction);
  const sorted = bodies().sort((a, b) => {
    const off = a.classList.contains("off") - b.classList.contains("off"); // not ranked: last
    const [x, y] = [key(a, head.dataset), key(b, head.dataset)];
    if (off) return off;
    if (Number.isNaN(x) || Number.isNaN(y)) return Number.isNaN(x) - Number.isNaN(y);
    return sign * ((x > y) - (x < y));
  });
  table.append(...sorted);
};
const sort = (head, direction) => {
  order(head, direction);
  remember({ sort: head.dataset.c, order: direction });
};
const filter = (text) => {
  for (const body of bodies()) body.hidden = !$("th", body).textContent.toLowerCase().includes(text.toLowerCase());
};
const columns = () => {
  const chosen = state.get("cols")?.split(".");
  const preset = state.get("preset") ?? "Overview";
  const view = views.value;
  const seen = new Set();
  for (const h of heads) {
    const { f, v, c } = h.dataset;
    let on = !f || f === "Difference" || (f === "Cost" ? ["Overview", "Cost", "All"].includes(preset) : ["All", f].includes(preset));
    if (f && preset === "Overview" && f !== "Cost" && f !== "Difference") on = !seen.has(f) || h.dataset.h === "1";
    if (v !== undefined && v !== view) on = preset === "All" && !chosen && view === views.options[0].value;
    else if (v !== undefined) seen.add(f);
    if (chosen && f) on = chosen.includes(c);
    if (v === view && h.dataset.m === metrics.value) on = true;
    h.hidden = !on;
    for (const body of bodies()) cell(body, c).hidden = !on;
    const box = $(`#cols input[value="${c}"]`);
    if (box) box.checked = on;
  }
  let at = 0;
  groups.forEach(({ head, span }) => {
    const visible = heads.slice(at, (at += span)).filter((h) => !h.hidden).length;
    head.hidden = !visible;
    head.colSpan = visible || 1;
  });
  all("[data-preset]").forEach((b) => b.setAttribute("aria-pressed", !chosen && b.dataset.preset === preset));
};
const bars = () => {
  for (const h of heads.filter((h) => h.dataset.v !== undefined)) {
    const values = bodies().map((b) => Math.abs(numeric(shown(b, h.dataset.c))));
    const top = Math.max(...values.filter((v) => !Number.isNaN(v)));
    bodies().forEach((b, i) => top > 0 && cell(b, h.dataset.c).style.setProperty("--bar", `${(100 * values[i]) / top || 0}%`));
  }
};

// ---- the forest plot, for the structure and the metric that are chosen
const chart = $("#forest svg");
const ns = "http://www.w3.org/2000/svg";
const draw = (name, attributes, text) => {
  const made = document.createElementNS(ns, name);
  for (const [k, v] of Object.entries(attributes)) made.setAttribute(k, v);
  if (text !== undefined) made.textContent = text;
  return made;
};
const ticks = (low, high, number) => {
  const power = 10 ** Math.floor(Math.log10((high - low) / number));
  const step = [1, 2, 2.5, 5, 10].find((s) => s * power >= (high - low) / number - 1e-12) * power;
  const digits = Math.max(0, -Math.floor(Math.log10(step) + 1e-9) + (step / power === 2.5 ? 1 : 0));
  const found = [];
  for (let k = Math.ceil(low / step - 1e-9); k * step <= high + 1e-9 * step; k++) found.push([k * step, (k * step).toFixed(digits).replace("-", "−")]);
  return found;
};
const pairs = (text) => Array.from({ length: text.length / 2 }, (_, k) => parseInt(text.slice(2 * k, 2 * k + 2), 36));
const read = (column) => {
  const [places, told, reach] = [pairs(column.o), pairs(column.r), unpack(column.w)];
  const [boxes, dots] = column.q ? [unpack(column.q), unpack(column.p)] : [[], []];
  const starts = (column.n ?? []).reduce((sums, n) => [...sums, sums.at(-1) + n], [0]);
  const worth = (i) => numeric(cell(rowOf(i), column.c).dataset.sort ?? shown(rowOf(i), column.c));
  return models.map((name, i) => {
    const place = places.indexOf(i);
    const sure = cell(rowOf(i), column.c).textContent.match(/\[(.+?), (.+?)\]/);
    const mean = numeric(shown(rowOf(i), column.c));
    const gap = place < 0 ? null : worth(i) - worth(places[0]);
    const ends = [1 + told[2 * place], places.length - told[2 * place + 1]];
    return {
      i, name, place: place < 0 ? 1e6 + i : place, mean: Number.isNaN(mean) ? null : mean,
      low: sure ? numeric(sure[1]) : null, high: sure ? numeric(sure[2]) : null,
      box: boxes.slice(3 * i, 3 * i + 3), dots: dots.slice(starts[i], starts[i + 1]), level: column.l[place] === "1",
      gap: gap === null ? [null, null, null] : reach[i] === null ? [gap, null, null] : [gap, gap - reach[i], gap + reach[i]],
      rank: place < 0 ? "–" : ends[0] === ends[1] ? `${ends[0]}` : `${ends[0]}–${ends[1]}`,
    };
  }).sort((a, b) => a.place - b.place);
};
const { left, top: ceiling, row: step, values: [v0, v1], gaps: [g0, g1] } = chart ? JSON.parse($("#forest").dataset.plan) : { values: [], gaps: [] };
const spread = [0.5, 0.12, 0.86, 0.31, 0.69, 0, 1, 0.42, 0.2, 0.78]; // where dots lie across their row
const scale = (numbers, start, end, air) => {
  const known = numbers.filter((n) => n !== null && n !== undefined);
  let [low, high] = [Math.min(...known), Math.max(...known)];
  const width = high - low || Math.abs(high) * 0.1 || 1;
  [low, high] = [low - air * width, high + air * width];
  const at = (v) => start + ((end - start) * (v - low)) / (high - low);
  return { at, low, high };
};
const reforest = (column) => {
  const lines = read(column).filter((r) => r.mean !== null);
  const x = scale(lines.flatMap((r) => [r.mean, r.low, r.high, ...r.box, ...r.dots]), v0, v1, 0.02);
  const g = scale([0, ...lines.flatMap((r) => r.gap)], g0, g1, 0.06);
  const bottom = ceiling + step * lines.length;
  const made = [draw("title", {}, `${column.t}, ${column.v}`)];
  const line = (x1, y1, x2, y2, c) => draw("path", { class: `c-${c}`, d: `M${x1} ${y1}L${x2} ${y2}` });
  const word = (x, y, t, c, anchor = "start") => draw("text", { class: `c-${c}`, x, y, "text-anchor": anchor }, t);
  const unit = column.u === "1" ? "" : ` (${column.u})`;
  made.push(word(v0, ceiling - 22, `${column.t}, ${column.v}${unit}`, "title"), word(g0, ceiling - 22, `Paired difference to the best${unit}`, "title"));
  made.push(word(38, ceiling - 22, "Rank", "note", "end"), word(left, ceiling - 22, "Model", "note"));
  for (const [s, n] of [[x, 6], [g, 4]])
    for (const [value, text] of ticks(s.low, s.high, n))
      made.push(line(s.at(value), ceiling - 4, s.at(value), bottom, "grid"), word(s.at(value), bottom + 18, text, "tick", "middle"));
  made.push(line(g.at(0), ceiling - 4, g.at(0), bottom, "zero"));
  const lanes = [];
  const ends = pairs(column.k);
  for (let n = 0; n < ends.length; n += 2) {
    const [a, b] = [ends[n], ends[n + 1]];
    let lane = lanes.findIndex((end) => end < a);
    if (lane < 0) lane = lanes.length;
    if (lane > 3) continue;
    lanes[lane] = b;
    made.push(line(49 + 7 * lane, ceiling + step * a + 5, 49 + 7 * lane, ceiling + step * (b + 1) - 5, "bracket"));
  }
  lines.forEach((r, k) => {
    const group = draw("g", { "data-k": r.i, transform: `translate(0 ${ceiling + step * k})` });
    const name = r.name.length > 31 ? `${r.name.slice(0, 15)}…${r.name.slice(-14)}` : r.name;
    group.append(draw("title", {}, `${r.name}: ${r.mean}`), word(38, 18, r.rank, "note", "end"), word(left, 18, name, r.level ? "first" : r.rank === "–" ? "note" : "name"));
    const spots = r.dots.map((v, n) => `M${Math.round(x.at(v))} ${Math.round(6 + 16 * spread[n % spread.length])}h0`);
    if (spots.length) group.append(draw("path", { class: "c-dot", d: spots.join("") }));
    if (r.box.length && r.box[0] !== null) {
      const [a, m, b] = r.box.map(x.at);
      group.append(draw("rect", { class: "c-box", x: a, y: 7, width: b - a, height: 14 }), line(m, 7, m, 21, "median"));
    }
    if (r.low !== null) group.append(line(x.at(r.low), 14, x.at(r.high), 14, "range"));
    const c = x.at(r.mean);
    group.append(draw("path", { class: "c-mean", d: `M${c - 5.5} 14L${c} 8.5L${c + 5.5} 14L${c} 19.5Z` }));
    if (r.gap[0] !== null) {
      if (r.gap[1] !== null && r.gap[1] < r.gap[2]) group.append(line(g.at(r.gap[1]), 14, g.at(r.gap[2]), 14, r.level ? "level" : "tell"));
      group.append(draw("circle", { class: r.level ? "c-same" : "c-apart", cx: g.at(r.gap[0]), cy: 14, r: 4 }));
    }
    made.push(group);
  });
  chart.replaceChildren(...made);
  $("#forest figcaption .now").textContent = `${column.t}, ${column.v}. `;
};
const current = () => data.cols.find((c) => c.v === views.value && c.m === metrics.value) ?? data.cols[0];
const original = chart?.innerHTML;
const differences = (column) => {
  const head = heads.find((h) => h.dataset.f === "Difference");
  if (!head) return;
  const digits = column.u === "1" ? 4 : 2;
  const print = (v, d) => v.toFixed(d).replace("-", "−");
  for (const r of read(column)) {
    const place = cell(rowOf(r.i), head.dataset.c);
    const [d, low, high] = r.gap;
    place.textContent = d === null ? "–" : print(d, digits);
    if (d !== null && low !== null && r.place > 0) {
      const small = document.createElement("i");
      small.textContent = `[${print(low, digits - 1)}, ${print(high, digits - 1)}]`;
      place.append(small);
    }
    cell(rowOf(r.i), 0).firstChild.textContent = r.rank;
  }
};
const choose = (changed) => {
  const held = metrics.value;
  const names = data.cols.filter((c) => c.v === views.value).map((c) => c.m);
  metrics.replaceChildren(...names.map((n) => new Option(n, n)));
  metrics.value = names.includes(held) ? held : names[0];
  if (!changed) return columns();
  const column = current();
  if (column === data.cols[0]) {
    chart.innerHTML = original;
    $("#forest figcaption .now").textContent = "";
  } else reforest(column);
  differences(column);
  columns();
};

// ---- copying and saving
const visible = () => heads.filter((h) => !h.hidden);
const grid = () => [
  visible().map((h) => $("button", h).textContent.trim()),
  ...bodies().filter((b) => !b.hidden).map((b) =>
    visible().map((h) => (h.dataset.c === "1" ? $("bdi", b).textContent : [shown(b, h.dataset.c), ...[...cell(b, h.dataset.c).innerText.matchAll(/\[.+?\]\*?/g)].map(String)].join(" ").trim()))),
];
const quote = (v) => {
  let text = v === null || v === undefined ? "" : String(v).replace("−", "-");
  if (/^[=+@\t\r'-]/.test(text) && Number.isNaN(Number(text))) text = `'${text}`;
  return /[",\r\n]/.test(text) ? `"${text.replaceAll('"', '""')}"` : text;
};
const csv = (lines) => lines.map((line) => line.map(quote).join(",")).join("\n") + "\n";
const tex = (t) => t.replace(/[\\&%$#_{}~^]/g, (c) => ({ "\\": "\\textbackslash{}", "~": "\\textasciitilde{}", "^": "\\textasciicircum{}" })[c] ?? `\\${c}`).replaceAll("−", "$-$").replace("↑", "$\\uparrow$").replace("↓", "$\\downarrow$").replace("→0", "$\\to$0").replace("Δ", "$\\Delta$").replaceAll("–", "--");
const bibtex = `${$("#bibtex")?.textContent.trim()}\n`;
const formats = {
  Markdown: () => grid().map((line, i) => `| ${line.map((t) => t.replaceAll("|", "\\|").replace(/\s+/g, " ")).join(" | ")} |` + (i ? "" : `\n|${line.map((_, k) => (k > 1 ? "--:" : "---")).join("|")}|`)).join("\n") + "\n",
  LaTeX: () => {
    const [head, ...lines] = grid().map((line) => line.map(tex).join(" & ") + " \\\\");
    return `\\begin{tabular}{ll${"r".repeat(visible().length - 2)}}\n\\toprule\n${head}\n\\midrule\n${lines.join("\n")}\n\\bottomrule\n\\end{tabular}\n`;
  },
  CSV: () => csv(grid()),
  BibTeX: () => bibtex,
};
const say = (text) => ($("#said").textContent = text);
const copy = async (text, what) => {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    const area = document.body.appendChild(document.createElement("textarea"));
    area.value = text;
    area.select();
    document.execCommand("copy");
    area.remove();
  }
  say(`${what} copied`);
};
const save = (text, name, type) => {
  const link = document.createElement("a");
  link.href = URL.createObjectURL(new Blob([text], { type }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 1e4);
  say(`${name} saved`);
};
const alone = (svg) => {
  const twin = svg.cloneNode(true);
  const style = getComputedStyle(document.documentElement);
  const rules = $("style").textContent.match(/\.c-[a-z]+\{[^}]*\}/g).join("");
  twin.prepend(draw("style", {}, `${rules}svg{font-family:sans-serif;background:${style.getPropertyValue("--ground").trim()}}`));
  return new XMLSerializer().serializeToString(twin).replace(/var\((--\w+)\)/g, (_, name) => style.getPropertyValue(name).trim());
};
const numbers = (key) => {
  if (key === "forest") return [["model", "rank", "mean", "low", "high", "q1", "median", "q3", "difference", "difference low", "difference high"], ...read(current()).map((r) => [r.name, r.rank, r.mean, r.low, r.high, ...r.box, ...r.gap])];
  if (!data.figs[key]) { // against what it costs
    const of = heads.find((h) => $("button", h).textContent.startsWith(key === "params" ? "params" : "s/case"));
    const price = (i) => numeric(shown(rowOf(i), of.dataset.c)) * (size[shown(rowOf(i), of.dataset.c).at(-1)] ?? 1);
    return [["model", key, "mean", "low", "high"], ...read(data.cols[0]).filter((r) => r.place < 1e6).map((r) => [r.name, price(r.i), r.mean, r.low, r.high])];
  }
  const { h, c } = data.figs[key];
  const name = (v) => (typeof v === "number" ? models[v] : v);
  if (key === "pairs") { // each pair once
    const p = c.slice(1).map((column) => (column.s ? unpack(column) : []));
    return [h.map(name), ...p.map((_, i) => [models[c[0].m[i]] ?? c[0].m[i], ...p.map((_, j) => (i === j ? 1 : Number(p[Math.min(i, j)][Math.abs(i - j) - 1].toPrecision(3))))])];
  }
  const lines = c.map((column) => (column.s !== undefined ? unpack(column).map((v) => v && Number(v.toPrecision(4))) : column.m ? column.m.map(name) : column));
  return [h.map(name), ...lines[0].map((_, i) => lines.map((column) => column[i]))];
};

// ---- wiring
const restore = () => {
  const link = new URLSearchParams(location.hash.slice(1));
  [...state.keys()].forEach((k) => state.delete(k));
  link.forEach((v, k) => state.set(k, v));
  if ([...views.options].some((o) => o.value === state.get("view"))) views.value = state.get("view");
  choose(false);
  if ([...metrics.options].some((o) => o.value === state.get("metric"))) metrics.value = state.get("metric");
  choose(Boolean(chart) && (state.has("metric") || state.has("view")));
  search.value = state.get("filter") ?? "";
  filter(search.value);
  const head = heads.find((h) => h.dataset.c === (state.get("sort") ?? "0"));
  if (head) order(head, ["ascending", "descending"].includes(state.get("order")) ? state.get("order") : head.dataset.first);
};
for (const v of new Set(data.cols.map((c) => c.v))) views.add(new Option(v, v));
for (const h of heads) $("button", h).addEventListener("click", () => sort(h, { ascending: "descending", descending: "ascending" }[h.getAttribute("aria-sort")] ?? h.dataset.first));
for (const h of heads.filter((h) => h.dataset.f)) {
  const label = document.createElement("label");
  const box = Object.assign(document.createElement("input"), { type: "checkbox", value: h.dataset.c });
  label.append(box, ` ${$("button", h).textContent}${h.dataset.v && views.options.length > 1 ? `, ${h.dataset.v}` : ""}`);
  $("#cols").append(label);
  box.addEventListener("change", () => {
    remember({ cols: all("#cols input:checked").map((b) => b.value).join("."), preset: "" });
    columns();
  });
}
for (const select of [views, metrics]) select.addEventListener("change", () => {
  choose(true);
  remember({ view: views.value, metric: metrics.value, sort: "", order: "" });
  const head = heads.find((h) => h.dataset.v === views.value && h.dataset.m === metrics.value);
  if (head) sort(head, head.dataset.first);
});
all("[data-preset]").forEach((b) => b.addEventListener("click", () => (remember({ preset: b.dataset.preset, cols: "" }), columns())));
search.addEventListener("input", () => (filter(search.value), remember({ filter: search.value })));
table.addEventListener("click", (event) => {
  const button = event.target.closest("button[aria-controls]");
  if (!button) return;
  button.setAttribute("aria-expanded", button.getAttribute("aria-expanded") !== "true");
});
table.addEventListener("keydown", (event) => {
  const button = event.target.closest("button[aria-controls]");
  const move = { ArrowDown: 1, ArrowUp: -1 }[event.key];
  if (!button || !move) return;
  const buttons = all("button[aria-controls]", table).filter((b) => b.offsetParent);
  buttons[buttons.indexOf(button) + move]?.focus();
  event.preventDefault();
});
addEventListener("keydown", (event) => {
  if (event.key === "/" && !/INPUT|SELECT|TEXTAREA/.test(document.activeElement.tagName)) (search.focus(), event.preventDefault());
});
all("[data-copy]").forEach((b) => b.addEventListener("click", () => copy(formats[b.dataset.copy](), b.dataset.copy)));
all("pre").forEach((pre) => {
  const button = Object.assign(document.createElement("button"), { type: "button", textContent: "copy", className: "copy" });
  const text = pre.textContent;
  button.addEventListener("click", () => copy(text, "Text"));
  pre.prepend(button);
});
all("figure[id]").forEach((figure) => {
  const name = `${document.body.dataset.name}-${figure.id}`;
  $("[data-svg]", figure).addEventListener("click", () => save(alone($("svg", figure)), `${name}.svg`, "image/svg+xml"));
  $("[data-csv]", figure).addEventListener("click", () => save(csv(numbers(figure.id)), `${name}.csv`, "text/csv"));
});
for (const button of all("th[scope=row] button", table)) {
  Object.assign(button, { type: "button", ariaExpanded: "false" });
  if (!button.closest("tr").nextElementSibling) continue;
  button.setAttribute("aria-controls", (button.closest("tr").nextElementSibling.id = `more-${rows.indexOf(button.closest("tbody"))}`));
}
all(".js").forEach((e) => (e.hidden = false));
for (const column of data.cols.filter((each) => each.i)) { // intervals that a large board leaves out
  const ends = unpack(column.i);
  const digits = column.u === "1" ? 3 : 2;
  rows.forEach((body, i) => {
    if (ends[2 * i] === null) return;
    const small = document.createElement("i");
    small.textContent = `[${ends[2 * i].toFixed(digits)}, ${ends[2 * i + 1].toFixed(digits)}]`.replaceAll("-", "−");
    cell(body, column.c).append(small);
  });
}
bars();
restore();
addEventListener("hashchange", restore);
