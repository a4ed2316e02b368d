// ---- cases: which models their pictures show, and the way there from a dot of the forest plot or a cell of the heat map
const shots = all(".shot");
const sides = all("#a, #b");
const layer = (n, k) => document.getElementById(`s${n}m${k}`);
const expose = () => {
  shots.forEach((shot, n) => {
    for (const { id, value } of sides) {
      const use = $(`[data-side=${id}]`, shot);
      if (!use) continue;
      const k = value || (use.dataset.row ??= use.getAttribute("href").split("m")[1]);
      const [found, told] = [layer(n, k), use.closest("div")];
      use.setAttribute("href", found ? `#s${n}m${k}` : "");
      $("bdi", told).textContent = models[k];
      $("b", told).textContent = found?.dataset.value ?? "no picture";
      use.parentNode.setAttribute("aria-label", `${models[k]} on ${shot.dataset.case}`);
    }
  });
};
const pair = () => {
  const wanted = (state.get("pair") ?? "").split(".");
  sides.forEach((side, i) => (side.value = [...side.options].some((o) => o.value === wanted[i]) ? wanted[i] : ""));
  expose();
};
const turn = (side, step) => {
  const taken = sides.find((s) => s !== side).value || (side.id === "b" ? side.options[1].value : "");
  do side.selectedIndex = (side.selectedIndex + step + side.length) % side.length;
  while (side.value && side.value === taken);
  side.dispatchEvent(new Event("change"));
};
if (shots.length) {
  const drawn = [...new Set(all("[data-value]").map((e) => e.id.split("m")[1]))].sort((x, y) => x - y);
  for (const side of sides) {
    side.add(new Option("chosen by case", ""));
    for (const k of drawn) side.add(new Option(models[k], k));
    side.addEventListener("change", () => (expose(), remember({ pair: sides.map((s) => s.value).join(".").replace(/^\.$/, "") })));
  }
  $("#shots").addEventListener("keydown", (event) => {
    const step = { ArrowRight: 1, ArrowLeft: -1 }[event.key];
    if (!step || event.altKey || event.ctrlKey || event.metaKey) return;
    turn(sides[event.shiftKey ? 0 : 1], step);
    event.preventDefault();
  });
  pair();
  addEventListener("hashchange", pair);
}
const jump = (name, k) => {
  const shot = shots.find((s) => s.dataset.case === name);
  const place = shot ?? all("tr[data-case]").find((line) => line.dataset.case === name);
  if (!place) {
    location.href = `${$("a[href$='cases.html']", rows[k]).getAttribute("href")}#filter=${encodeURIComponent(name)}`;
    return;
  }
  if (shot && layer(shots.indexOf(shot), k) && !shot.querySelector(`use[data-side][href$="m${k}"]`)) {
    sides[1].value = k;
    sides[1].dispatchEvent(new Event("change"));
  }
  all(".here").forEach((e) => e.classList.remove("here"));
  place.classList.add("here");
  place.scrollIntoView({ block: "center" });
  if (shot) $("#shots").focus({ preventScroll: true });
};
const cells = $("#cases image");
if (cells) {
  const { c: [{ m: cases }, ...columns] } = data.figs.cases;
  const places = pairs(data.cols[0].o);
  const values = columns.map((column) => (column.s === undefined ? column : unpack(column)));
  const under = (event) => {
    const box = cells.getBoundingClientRect();
    const at = (share, count) => Math.min(count - 1, Math.max(0, Math.floor(share * count)));
    return [at((event.clientX - box.left) / box.width, cases.length), at((event.clientY - box.top) / box.height, places.length)];
  };
  cells.addEventListener("mousemove", (event) => {
    const [i, j] = under(event);
    $("#cases .now").textContent = `${cases[i]}, ${models[places[j]]}: ${values[j][i]?.toPrecision(3) ?? "no value"}. `;
  });
  cells.addEventListener("click", (event) => {
    const [i, j] = under(event);
    jump(cases[i], places[j]);
  });
  chart.addEventListener("click", (event) => {
    const row = event.target.closest("g[data-k]");
    const dots = row && current() === data.cols[0] && $(".c-dot", row);
    if (!dots) return;
    const box = chart.getBoundingClientRect();
    const zoom = chart.viewBox.baseVal.width / box.width;
    const top = row.transform.baseVal[0].matrix.f;
    const [x, y] = [(event.clientX - box.left) * zoom, (event.clientY - box.top) * zoom - top];
    const far = [...dots.getAttribute("d").matchAll(/M([\d.-]+) ([\d.-]+)/g)].map(([, a, b]) => Math.hypot(a - x, b - y));
    const nearest = far.indexOf(Math.min(...far));
    const name = cases[pairs(data.dots[row.dataset.k] ?? "")[nearest]];
    if (far[nearest] < 8 && name !== undefined) jump(name, Number(row.dataset.k));
  });
}
