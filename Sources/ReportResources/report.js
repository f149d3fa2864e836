"use strict";
// Hover, sorting, filtering, details, and the player of a report. All numbers are in the page; none is
// computed here.
(() => {
  const one = (query, root = document) => root.querySelector(query);
  const all = (query, root = document) => [...root.querySelectorAll(query)];
  const read = (id) => one(id) && JSON.parse(one(id).textContent);
  const data = read("#data");
  const live = read("#live-data");
  document.documentElement.classList.add("script");

  /** An element; texts are never markup. */
  function make(name, attributes = {}, ...children) {
    const isSVG = ["svg", "path", "circle", "line", "text", "rect", "polygon", "g"].includes(name);
    const element = isSVG
      ? document.createElementNS("http://www.w3.org/2000/svg", name) : document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) {
      if (key.startsWith("on")) element.addEventListener(key.slice(2), value);
      else if (value !== null && value !== undefined && value !== false) element.setAttribute(key, value);
    }
    element.append(...children.flat().filter((child) => child !== null && child !== undefined));
    return element;
  }

  // ---- What survives a reload

  const storeKey = `sweep:${location.pathname}:${data.name}`;
  const state = Object.assign(
    { filters: {}, ranking: null, trials: null, rows: 12, trialRows: 25, text: "", status: "",
      details: null, line: null, scroll: null, wasLive: false },
    stored(sessionStorage, storeKey));

  function stored(storage, key) {
    try { return JSON.parse(storage.getItem(key)) || {}; } catch { return {}; }
  }
  function save() {
    try { sessionStorage.setItem(storeKey, JSON.stringify(state)); } catch { /* not kept */ }
  }

  // ---- Colours

  const themes = ["auto", "light", "dark"];
  let theme = "auto";
  try { theme = localStorage.getItem("sweep-theme") || "auto"; } catch { /* not kept */ }
  function applyTheme() {
    if (theme === "auto") delete document.documentElement.dataset.theme;
    else document.documentElement.dataset.theme = theme;
    const button = one("#theme");
    button.textContent = theme;
    button.setAttribute("aria-label", `Colours: ${theme === "auto" ? "automatic" : theme}`);
  }
  one("#theme").addEventListener("click", () => {
    theme = themes[(themes.indexOf(theme) + 1) % themes.length];
    try { localStorage.setItem("sweep-theme", theme); } catch { /* not kept */ }
    applyTheme();
  });
  applyTheme();

  // ---- The text under the pointer

  const tip = one("#tip");
  function showTip(x, y, lines) {
    tip.replaceChildren(...lines.map((line) =>
      typeof line === "string" ? make("p", {}, line) : line));
    tip.hidden = false;
    const box = tip.getBoundingClientRect();
    const left = Math.min(Math.max(8, x + 14), innerWidth - box.width - 8);
    const top = y + 18 + box.height > innerHeight ? Math.max(8, y - box.height - 12) : y + 18;
    tip.style.transform = `translate(${Math.max(8, left)}px, ${top}px)`;
  }
  function hideTip() { tip.hidden = true; }

  document.addEventListener("pointerover", (event) => {
    const target = event.target.closest?.("[data-tip]");
    if (target) showTip(event.clientX, event.clientY, [target.dataset.tip]);
  });
  document.addEventListener("pointerout", (event) => {
    if (event.target.closest?.("[data-tip]")) hideTip();
  });
  addEventListener("scroll", hideTip, { passive: true });
  addEventListener("keydown", (event) => { if (event.key === "Escape") hideTip(); });

  /** A number for a tip: four digits. */
  const short = (number) => number === null ? "" : typeof number === "string" ? number
    : String(Number(number.toPrecision(4)));

  // ---- Configurations

  const count = data.ranks.length;
  const everyRank = Array.from({ length: count }, (_, rank) => rank);
  const axisText = (axis, rank) => axis.values[axis.indices[rank]];
  const label = (rank) => data.axes.filter((axis) => axisText(axis, rank) !== "")
    .map((axis) => `${axis.title} ${axisText(axis, rank)}`).join(", ");
  const matches = (rank) => data.axes.every((axis) => {
    const value = state.filters[axis.title];
    return value === undefined || axis.values[axis.indices[rank]] === value;
  });

  /** Sorts by keys; empty ones come last in either direction, and equal ones keep their order. */
  function sorted(rows, key, isDescending) {
    return rows.map((row, place) => [row, key(row), place]).sort((a, b) => {
      const [x, y] = [a[1], b[1]];
      if (x === y) return a[2] - b[2];
      if (x === null) return 1;
      if (y === null) return -1;
      const order = typeof x === typeof y ? (x < y ? -1 : 1) : typeof x === "number" ? -1 : 1;
      return isDescending ? -order : order;
    }).map((entry) => entry[0]);
  }

  /** Makes the headings of a table buttons that sort it. */
  function makeSortable(table, columns, current, change) {
    all("thead th", table).forEach((heading, index) => {
      const column = columns[index];
      if (!column) return;
      const button = make("button", { type: "button", onclick: () => {
        const now = current();
        const isDescending = now && now.column === column.name
          ? !now.isDescending : Boolean(column.isDescending);
        change({ column: column.name, isDescending });
      } }, heading.textContent);
      heading.replaceChildren(button);
      heading.setAttribute("aria-sort", "none");
    });
  }
  function markSorted(table, columns, sort) {
    all("thead th", table).forEach((heading, index) => {
      if (!columns[index]) return;
      heading.setAttribute("aria-sort", sort && sort.column === columns[index].name
        ? (sort.isDescending ? "descending" : "ascending") : "none");
    });
  }

  const table = one("#ranking-table");
  const rankingColumns = [
    { name: "#", key: (rank) => rank },
    ...data.axes.map((axis) => ({ name: axis.title, key: (rank) => axis.keys[axis.indices[rank]] })),
    { name: "picture", key: (rank) => data.picture.means[rank], isDescending: !data.smallerIsBetter },
    ...data.scores.map((column) => ({ name: column.title + " ", key: (rank) => column.keys[rank],
      isDescending: column.descending })),
  ];
  const knownRows = new Map();

  function rankingRow(rank) {
    if (knownRows.has(rank)) return knownRows.get(rank);
    const row = make("tr", { "data-row": rank },
      make("th", { scope: "row", class: "number" }, data.ranks[rank]),
      data.axes.map((axis) => make("td", { class: axis.numeric ? "number" : null },
        axisText(axis, rank))),
      make("td", { class: "picture" }, strip(rank)),
      data.scores.map((column) => make("td", { class: "number" }, column.texts[rank])));
    knownRows.set(rank, row);
    return row;
  }

  /** The picture of a configuration's scores, as those of the first rows. */
  function strip(rank) {
    const { low, high, from, to, means, scores } = data.picture;
    if (means[rank] === null) return "";
    const inside = (score) => score === "inf" ? high : score === "-inf" ? low
      : Math.min(Math.max(score, low), high);
    const x = (score) => high > low ? 5 + (inside(score) - low) / (high - low) * 180 : 95;
    return make("svg", { class: "strip", viewBox: "0 0 190 20", "aria-hidden": "true" },
      make("path", { class: "guide", d: "M5,10H185" }),
      from[rank] === null ? null
        : make("path", { class: "interval", d: `M${x(from[rank])},10H${x(to[rank])}` }),
      scores[rank].map((score) => make("circle", { cx: x(score), cy: 10, r: 2.6 })),
      make("path", { class: "mean", d: `M${x(means[rank])},3V17` }));
  }

  function drawRanking() {
    if (!table) return;
    const sort = state.ranking;
    const column = rankingColumns.find((one) => sort && one.name === sort.column);
    const rows = everyRank.filter(matches);
    const order = column ? sorted(rows, column.key, sort.isDescending) : rows;
    const shown = order.slice(0, state.rows);
    one("tbody", table).replaceChildren(...shown.map(rankingRow));
    markSorted(table, rankingColumns, sort);
    const counter = one("#ranking-count");
    if (counter) {
      counter.textContent = `${shown.length} of ${rows.length} configurations`
        + (rows.length < count ? ` that match, of ${count}.` : ".");
      one("#ranking-more").hidden = shown.length >= rows.length;
    }
  }

  if (table) {
    all("tbody tr", table).forEach((row) => knownRows.set(Number(row.dataset.row), row));
    makeSortable(table, rankingColumns, () => state.ranking, (sort) => {
      state.ranking = sort;
      save();
      drawRanking();
    });
    one("#ranking-more")?.addEventListener("click", () => {
      state.rows += 100;
      save();
      drawRanking();
    });
    table.addEventListener("pointermove", (event) => {
      const picture = event.target.closest(".picture");
      const row = event.target.closest("tbody tr");
      if (!picture || !row) return;
      const rank = Number(row.dataset.row);
      const { from, to, means, scores } = data.picture;
      if (means[rank] === null) return;
      showTip(event.clientX, event.clientY, [
        `mean ${short(means[rank])}`
          + (from[rank] === null ? "" : `, 95 % interval ${short(from[rank])} to ${short(to[rank])}`),
        make("p", { class: "small" }, "seeds: "
          + [...scores[rank]].sort((a, b) => a - b).slice(0, 40).map(short).join(", ")),
      ]);
    });
    table.addEventListener("pointerleave", hideTip);
  }

  // ---- Filters

  function drawFilters() {
    const box = one("#filters");
    if (!box) return;
    const axes = data.axes.filter((axis) => axis.values.length > 1 && axis.values.length <= 60);
    if (axes.length === 0) return;
    box.replaceChildren(...axes.map((axis) => {
      const select = make("select", { onchange: () => {
        if (select.value === "*") delete state.filters[axis.title];
        else state.filters[axis.title] = axis.values[Number(select.value)];
        filter();
      } }, make("option", { value: "*" }, "all"),
      axis.values.map((value, index) => make("option", { value: index }, value === "" ? "\u2013" : value)));
      const index = axis.values.indexOf(state.filters[axis.title]);
      select.value = index < 0 ? "*" : String(index);
      select.classList.toggle("set", index >= 0);
      return make("label", {}, axis.title, select);
    }), make("button", { type: "button", id: "clear", onclick: () => {
      state.filters = {};
      filter();
      one("#filters select")?.focus();
    } }, "Show all"));
    one("#clear").hidden = Object.keys(state.filters).length === 0;
  }
  function filter() {
    state.rows = 12;
    state.trialRows = 25;
    save();
    // The control that has the focus is made anew.
    const index = all("#filters select").indexOf(document.activeElement);
    drawFilters();
    if (index >= 0) all("#filters select")[index].focus();
    drawRanking();
    drawTrials();
    all(".parallel .lines path").forEach((path) =>
      path.classList.toggle("off", !matches(Number(path.dataset.rank))));
  }

  // ---- Learning curves

  for (const figure of all("figure.curves")) {
    let line = null;
    let index = null;
    const isPinned = () => state.line !== null;

    function activate(next) {
      line = next;
      figure.classList.toggle("focus", line !== null);
      all("[data-line]", figure).forEach((element) => {
        const isActive = line !== null && Number(element.dataset.line) === line;
        element.classList.toggle("active", isActive);
        if (element.matches("button")) {
          element.setAttribute("aria-pressed", String(isActive && isPinned()));
        }
      });
    }
    function pin(next) {
      state.line = next;
      save();
      activate(next);
    }
    all(".legend button", figure).forEach((button) => {
      const own = Number(button.dataset.line);
      button.addEventListener("click", () => pin(state.line === own ? null : own));
      button.addEventListener("pointerenter", () => { if (!isPinned()) activate(own); });
      button.addEventListener("pointerleave", () => { if (!isPinned()) activate(null); });
    });

    function nearest(steps, step) {
      let best = 0;
      for (let i = 1; i < steps.length; i += 1) {
        if (Math.abs(steps[i] - step) < Math.abs(steps[best] - step)) best = i;
      }
      return best;
    }
    function describe(svg, step, x, y) {
      const curve = data.curves[line];
      const place = nearest(curve.steps, step);
      const d = svg.dataset;
      const px = Number(d.left) + curve.steps[place] / d.last * (d.right - d.left);
      const cursor = one(".cursor", svg);
      cursor.setAttribute("x1", px);
      cursor.setAttribute("x2", px);
      cursor.classList.add("on");
      const seeds = curve.seeds.map((seed) => seed.scores[nearest(seed.steps, curve.steps[place])]);
      const interval = curve.low[place] === null ? ""
        : ` (${short(curve.low[place])} to ${short(curve.high[place])})`;
      showTip(x, y, [
        `${curve.rank}. ${curve.label}`,
        `step ${curve.steps[place]}: ${short(curve.means[place])}${interval}`,
        seeds.length > 1 ? make("p", { class: "small" }, "seeds: "
          + seeds.sort((a, b) => a - b).slice(0, 40).map(short).join(", ")) : "",
      ]);
      index = place;
    }
    for (const svg of all("svg.plot", figure)) {
      const d = svg.dataset;
      svg.addEventListener("pointermove", (event) => {
        const box = svg.getBoundingClientRect();
        const scale = svg.viewBox.baseVal.width / box.width;
        const [x, y] = [(event.clientX - box.left) * scale, (event.clientY - box.top) * scale];
        const step = (x - d.left) / (d.right - d.left) * d.last;
        const score = Number(d.low) + (d.bottom - y) / (d.bottom - d.top) * (d.high - d.low);
        if (!isPinned()) {
          const distance = (curve) => Math.abs(curve.means[nearest(curve.steps, step)] - score);
          const distances = data.curves.map(distance);
          activate(distances.indexOf(Math.min(...distances)));
        }
        describe(svg, step, event.clientX, event.clientY);
      });
      svg.addEventListener("pointerleave", () => {
        hideTip();
        one(".cursor", svg).classList.remove("on");
        if (!isPinned()) activate(null);
      });
      svg.addEventListener("keydown", (event) => {
        const move = { ArrowLeft: [-1, 0], ArrowRight: [1, 0], ArrowUp: [0, -1], ArrowDown: [0, 1] }[event.key];
        if (!move) return;
        event.preventDefault();
        const count = data.curves.length;
        const next = line === null ? 0 : (line + move[1] + count) % count;
        if (isPinned()) state.line = next;
        activate(next);
        const steps = data.curves[next].steps;
        const place = Math.min(Math.max((index ?? -1) + move[0], 0), steps.length - 1);
        const box = svg.getBoundingClientRect();
        const share = (Number(d.left) + steps[place] / d.last * (d.right - d.left)) / svg.viewBox.baseVal.width;
        describe(svg, steps[place], box.left + share * box.width, box.top + 20);
      });
      svg.addEventListener("blur", () => {
        hideTip();
        one(".cursor", svg).classList.remove("on");
        if (!isPinned()) activate(null);
      });
    }
    if (data.curves && state.line !== null && state.line < data.curves.length) activate(state.line);
    else state.line = null;
  }

  // ---- Parallel coordinates

  for (const svg of all("svg.parallel")) {
    let active = null;
    function activate(path) {
      active?.classList.remove("active");
      active = path;
      if (active) {
        active.classList.add("active");
        active.parentNode.append(active);
      }
    }
    svg.addEventListener("pointermove", (event) => {
      let path = null;
      for (const dy of [0, -3, 3, -6, 6]) {
        path = document.elementFromPoint(event.clientX, event.clientY + dy)?.closest?.(".lines path");
        if (path) break;
      }
      if (path !== active) activate(path);
      if (!path) { hideTip(); return; }
      const rank = Number(path.dataset.rank);
      showTip(event.clientX, event.clientY,
        [`rank ${rank + 1}, mean ${short(data.picture.means[rank])}`, label(rank)]);
    });
    svg.addEventListener("pointerleave", () => { activate(null); hideTip(); });
  }

  // ---- Trials

  const trials = data.trials;
  const everyTrial = Array.from({ length: trials.ids.length }, (_, row) => row);
  const tableResults = trials.results.filter((column) =>
    column.name === data.metric || ["return_last_100", "solved_at_episode", "episodes", "steps", "regret"].includes(column.name))
    .sort((a, b) => (b.name === data.metric) - (a.name === data.metric));
  const trialColumns = [
    { name: "trial", key: (row) => trials.ids[row] },
    { name: "rank", key: (row) => trials.ranks[row] },
    ...data.axes.map((axis) => ({ name: axis.title,
      key: (row) => axis.keys[axis.indices[trials.ranks[row]]] })),
    { name: "seed", key: (row) => trials.replicates[row] },
    { name: "status", key: (row) => trials.statuses[row] },
    ...tableResults.map((column) => ({ name: column.name + " ", key: (row) => column.values[row],
      isDescending: !data.smallerIsBetter })),
  ];

  const trialsBox = one("#trials-table");
  let trialsTable = null;
  function buildTrials() {
    const search = make("input", { type: "search", placeholder: "id, setting, reason",
      oninput: () => { state.text = search.value; state.trialRows = 25; save(); drawTrials(); } });
    search.value = state.text;
    const names = trials.statusNames;
    const status = make("select", { onchange: () => {
      state.status = status.value; state.trialRows = 25; save(); drawTrials();
    } }, make("option", { value: "" }, "all"),
    names.map((name) => make("option", { value: name }, name)));
    status.value = state.status;
    trialsTable = make("table", {},
      make("caption", { class: "hidden" }, "Trials"),
      make("thead", {}, make("tr", {}, trialColumns.map((column, index) =>
        make("th", { scope: "col", class: index === 0 || column.name === "status" ? null : "number" },
          column.name.trim())))),
      make("tbody"));
    trialsBox.replaceChildren(
      make("div", { class: "filters", role: "search", "aria-label": "Trials" },
        make("label", {}, "search", search), make("label", {}, "status", status)),
      make("div", { class: "scroll", tabindex: "0", role: "region", "aria-label": "Trials" }, trialsTable),
      make("p", { class: "more" }, make("span", { id: "trials-count", role: "status" }), " ",
        make("button", { type: "button", id: "trials-more", onclick: () => {
          state.trialRows += 100; save(); drawTrials();
        } }, "Show more")));
    makeSortable(trialsTable, trialColumns, () => state.trials, (sort) => {
      state.trials = sort;
      save();
      drawTrials();
    });
  }
  function trialMatches(row) {
    if (!matches(trials.ranks[row])) return false;
    if (state.status && trials.statusNames[trials.statuses[row]] !== state.status) return false;
    if (!state.text) return true;
    const text = `${trials.ids[row]} ${label(trials.ranks[row])} `
      + trials.failures[trials.failureIndices[row]];
    return text.toLowerCase().includes(state.text.toLowerCase());
  }
  const cell = (value) => value === null ? "" : typeof value === "string" ? value
    : Number.isInteger(value) ? String(value) : String(Number(value.toPrecision(6)));
  function drawTrials() {
    if (!trialsTable) return;
    const rows = everyTrial.filter(trialMatches);
    const sort = state.trials;
    const column = trialColumns.find((one) => sort && one.name === sort.column);
    const order = column ? sorted(rows, column.key, sort.isDescending) : rows;
    const shown = order.slice(0, state.trialRows);
    one("tbody", trialsTable).replaceChildren(...shown.map((row) => {
      const rank = trials.ranks[row];
      const status = trials.statusNames[trials.statuses[row]];
      return make("tr", {},
        make("th", { scope: "row" },
          make("button", { type: "button", class: "link", onclick: () => openDetails(row) }, trials.ids[row])),
        make("td", { class: "number" }, String(rank + 1)),
        data.axes.map((axis) => make("td", { class: "number" }, axisText(axis, rank))),
        make("td", { class: "number" }, String(trials.replicates[row])),
        make("td", {}, make("span", { class: `status-${status}` }, status)),
        tableResults.map((result) => make("td", { class: "number" }, cell(result.values[row]))));
    }));
    markSorted(trialsTable, trialColumns, sort);
    one("#trials-count").textContent = `${shown.length} of ${rows.length} trials`
      + (rows.length < everyTrial.length ? ` that match, of ${everyTrial.length}.` : ".");
    one("#trials-more").hidden = shown.length >= rows.length;
  }

  // ---- A trial's details

  const dialog = one("#details");
  const digits = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
  function points(row, width, height) {
    const text = trials.curves.points[row];
    const number = (place) => digits.indexOf(text[place]) * 64 + digits.indexOf(text[place + 1]);
    const path = [];
    for (let place = 0; place < text.length; place += 4) {
      path.push(`${(number(place) / 4095 * width).toFixed(1)},`
        + `${((1 - number(place + 2) / 4095) * height).toFixed(1)}`);
    }
    return path.length > 1 ? `M${path.join("L")}` : "";
  }
  function curveOf(row) {
    const curves = trials.curves;
    if (!curves || !curves.points[row]) return null;
    const [left, top, width, height] = [56, 8, 680, 190];
    const text = (x, y, content, style) => make("text", { x, y, class: style }, content);
    const siblings = everyTrial.filter((one) =>
      one !== row && trials.ranks[one] === trials.ranks[row]).slice(0, 40);
    const inner = make("g", { transform: `translate(${left},${top})` },
      [0, 0.5, 1].map((share) => make("line", { class: "grid", x1: 0, x2: width,
        y1: height * share, y2: height * share })),
      siblings.map((one) => make("path", { class: "others", d: points(one, width, height) })),
      make("path", { class: "line c0", d: points(row, width, height) }));
    const middle = (curves.low + curves.high) / 2;
    return [
      make("h3", {}, `Returns of the ${curves.of}`),
      make("svg", { class: "small-plot", viewBox: "0 0 750 226", role: "img",
        "aria-label": `Returns of the ${curves.of}; other seeds in grey` }, inner,
      text(left - 6, top + 4, short(curves.high), "end"),
      text(left - 6, top + height / 2 + 4, short(middle), "end"),
      text(left - 6, top + height + 4, short(curves.low), "end"),
      text(left, top + height + 17, "0", ""),
      text(left + width, top + height + 17, `${curves.lastStep} steps`, "end")),
      siblings.length > 0 ? make("p", { class: "note" }, "Grey: the other seeds of this configuration.") : null,
    ];
  }
  function facts(rows) {
    return make("table", {}, make("tbody", {}, rows.map(([name, value, style]) =>
      make("tr", {}, make("th", { scope: "row" }, name), make("td", { class: style }, value)))));
  }
  function openDetails(row) {
    const rank = trials.ranks[row];
    const id = trials.ids[row];
    const status = trials.statusNames[trials.statuses[row]];
    const failure = trials.failures[trials.failureIndices[row]];
    const setting = (one) => one.values[one.indices ? one.indices[rank] : 0];
    const commands = data.hasExperiment
      ? [`sweep replay ${data.folder} --trial ${id}`, `sweep watch ${data.folder}/trials/${id}.h5`]
      : [`sweep rerun summary.csv --trial ${id}`];
    dialog.replaceChildren(
      make("div", { class: "head" },
        make("h2", { id: "details-title" }, `Trial ${id}`),
        make("button", { type: "button", onclick: () => dialog.close(), autofocus: "" }, "Close")),
      make("div", { class: "content" },
        make("p", {}, make("span", { class: `status-${status}` }, status),
          failure ? `: ${failure}` : "", ` \u00B7 rank ${data.ranks[rank]}`
          + (label(rank) ? ` \u00B7 ${label(rank)}` : "") + ` \u00B7 seed ${trials.replicates[row]}`),
        curveOf(row),
        make("h3", {}, "Results"),
        facts(trials.results.filter((one) => one.values[row] !== null).map((one) =>
          [one.name, `${one.values[row]}${one.units ? ` ${one.units}` : ""} \u2013 ${one.meaning}`])),
        make("h3", {}, "Run it again"),
        commands.map((command) => make("pre", { tabindex: "0" }, make("code", {}, command))),
        make("h3", {}, "Identity"),
        facts([["configuration", data.configurations[rank], "hash"],
          ["root seed", trials.seed], ["replicate", String(trials.replicates[row])],
          ["weights SHA-256", trials.weights[row], "hash"], ["result SHA-256", trials.digests[row], "hash"]]),
        make("h3", {}, "Hyperparameters"),
        facts(data.settings.filter((one) => setting(one) !== "").map((one) => [one.name, setting(one)]))));
    state.details = id;
    save();
    if (!dialog.open) dialog.showModal();
    dialog.scrollTop = 0;
  }
  dialog.addEventListener("close", () => { state.details = null; save(); });
  dialog.addEventListener("click", (event) => { if (event.target === dialog) dialog.close(); });

  // ---- The policy at work

  const players = read("#playback");
  let playing = 0;
  /** A stored picture sequence: shapes or pixels, with what was done in each. */
  function makePlayer(box) {
    const film = players.films[Number(box.dataset.film)];
    const stage = film.stage;
    const screen = one(".screen", box);
    const shapes = players.shapes;
    let draw;
    if (stage.palette) {
      const canvas = make("canvas", { width: stage.width, height: stage.height, role: "img",
        "aria-label": "The screen of the game" });
      const context = canvas.getContext("2d");
      const image = context.createImageData(stage.width, stage.height);
      const pixels = new Uint8Array(stage.width * stage.height);
      let at = -1;
      const colours = stage.palette.map((one) => [1, 3, 5].map((start) => parseInt(one.slice(start, start + 2), 16)));
      draw = (index) => {
        if (index < at) at = -1;
        while (at < index) {
          at += 1;
          if (at === 0) pixels.fill(0);
          const runs = film.pictures[at];
          let place = 0;
          for (let run = 0; run < runs.length; run += 3) {
            place += runs[run];
            pixels.fill(runs[run + 2], place, place + runs[run + 1]);
            place += runs[run + 1];
          }
        }
        pixels.forEach((pixel, place) => image.data.set([...colours[pixel], 255], 4 * place));
        context.putImageData(image, 0, 0);
      };
      screen.replaceChildren(canvas);
    } else {
      const paint = (colour) => colour[0] === "#" ? { fill: colour, stroke: colour } : { class: `role-${colour}` };
      const shape = ([kind, colour, ...n]) => {
        const look = { ...paint(colour) };
        switch (kind) {
        case "r": return make("rect", { ...look, x: n[0], y: n[1], width: n[2], height: n[3], rx: n[4], "stroke-width": 0 });
        case "l": return make("line", { ...look, x1: n[0], y1: n[1], x2: n[2], y2: n[3], "stroke-width": n[4], "stroke-linecap": "round" });
        case "c": return make("circle", { ...look, cx: n[0], cy: n[1], r: n[2], "stroke-width": 0 });
        case "p": return make("polygon", { ...look, points: n.join(" "), "fill-rule": "evenodd", "stroke-width": 0 });
        default: return make("text", { ...look, x: n[1], y: n[2] + n[3] / 2, style: `font-size:${n[3] / 0.72}px;text-anchor:middle`, "stroke-width": 0 }, n[0]);
        }
      };
      const front = make("g");
      screen.replaceChildren(make("svg", { class: "stage", viewBox: `0 0 ${stage.width} ${stage.height}`,
        role: "img", "aria-label": "The state of the environment" }, stage.backdrop.map(shape), front));
      draw = (index) => front.replaceChildren(...film.pictures[index].map((one) => shape(shapes[one])));
    }
    const slider = make("input", { type: "range", min: 0, max: film.pictures.length - 1, value: 0,
      "aria-label": "Step", oninput: () => show(Number(slider.value)) });
    const button = make("button", { type: "button", onclick: () => (timer ? pause() : play()) }, "Play");
    one(".controls", box).replaceChildren(button, slider);
    const bars = players.actions.map((name) => {
      const bar = make("span");
      const number = make("td", { class: "number" });
      return { row: make("tr", {}, make("th", { scope: "row" }, name), number,
        make("td", { class: "bar", "aria-hidden": "true" }, bar)), bar, number };
    });
    one(".action-values", box).replaceChildren(make("table", { class: "values" },
      make("caption", { class: "hidden" }, "Value of each action"), make("tbody", {}, bars.map((one) => one.row))));
    const [low, high] = film.range;
    function show(index) {
      draw(index);
      slider.value = index;
      const action = film.steps[index][0];
      const values = film.steps[index].slice(3);
      one(".where", box).textContent = `step ${index} of ${film.length}, reward ${film.steps[index][1]}, `
        + `return ${film.steps[index][2]}` + (action === null ? ": the end" : "");
      slider.setAttribute("aria-valuetext", one(".where", box).textContent);
      bars.forEach(({ row, bar, number }, place) => {
        const value = values[place];
        row.classList.toggle("taken", place === action);
        number.textContent = value === undefined ? "" : String(value);
        bar.style.width = value === undefined ? 0 : `${high > low ? 4 + (value - low) / (high - low) * 96 : 50}%`;
      });
    }
    let timer = null;
    function pause() {
      if (!timer) return;
      clearInterval(timer);
      timer = null;
      playing -= 1;
      button.textContent = "Play";
    }
    function play() {
      if (Number(slider.value) >= film.pictures.length - 1) show(0);
      playing += 1;
      button.textContent = "Pause";
      timer = setInterval(() => {
        const next = Number(slider.value) + 1;
        if (next >= film.pictures.length) pause();
        else show(next);
      }, 1000 / players.speed);
    }
    show(0);
  }
  if (players) all(".player").forEach(makePlayer);

  // ---- A run under way

  function ageText(seconds) {
    if (seconds < 90) return `${Math.round(seconds)} s`;
    if (seconds < 5400) return `${Math.round(seconds / 60)} min`;
    return seconds < 129600 ? `${Math.round(seconds / 3600)} h` : `${Math.round(seconds / 86400)} days`;
  }
  let isLeaving = false;
  function saveScroll() {
    state.scroll = scrollY;
    const input = document.activeElement;
    state.focus = input && input.matches?.("input[type=search]") ? input.selectionStart : null;
    state.theTables = all(".scroll").map((box) => box.scrollLeft);
    save();
  }
  function reload() {
    // Whoever reads, plays or marks something is not disturbed.
    if (playing > 0 || String(getSelection()) !== "") { setTimeout(reload, 1000); return; }
    isLeaving = true;
    saveScroll();
    location.reload();
  }
  function followRun() {
    const box = one("#live");
    state.wasLive = true;
    save();
    const interval = Math.max(live.interval, 2);
    box.classList.toggle("stopped", !live.isRunning);
    function tick() {
      const age = Math.max(0, (Date.now() - live.updated) / 1000);
      const isStale = live.isRunning && age > 4 * interval + 20;
      box.classList.toggle("stale", isStale);
      one("#live-state").textContent = !live.isRunning ? "Stopped: the same command continues"
        : isStale ? "No news: the run may have been killed, or its machine is off" : "Running";
      one("#live-age").textContent = `this page is ${ageText(age)} old`;
      document.title = (live.isRunning ? isStale ? "\u26A0 " : `${live.done}/${live.total} ` : "") + data.name;
      return isStale || !live.isRunning;
    }
    const isSlow = tick();
    setInterval(tick, 1000);
    const age = (Date.now() - live.updated) / 1000;
    setTimeout(reload, 1000 * (isSlow ? 15 : Math.max(1, Math.min(interval, interval - age + 0.5))));
  }
  addEventListener("pagehide", () => { if (!isLeaving) saveScroll(); });

  // ---- Beginning

  drawFilters();
  buildTrials();
  drawTrials();
  if (state.ranking || Object.keys(state.filters).length > 0 || state.rows > 12) filterKeepingRows();
  function filterKeepingRows() {
    drawRanking();
    all(".parallel .lines path").forEach((path) =>
      path.classList.toggle("off", !matches(Number(path.dataset.rank))));
  }
  if (table) markSorted(table, rankingColumns, state.ranking);
  if (state.details) {
    const row = trials.ids.indexOf(state.details);
    if (row >= 0) openDetails(row);
  }
  if (live) {
    followRun();
  } else if (state.wasLive) {
    const done = trials.statuses.filter((one) => trials.statusNames[one] === "done").length;
    const failed = trials.statuses.filter((one) => trials.statusNames[one] === "failed").length;
    one("#main").prepend(make("section", { id: "ended", role: "status", "aria-label": "End of the run" },
      make("strong", {}, "The run has ended"),
      `: ${done} of ${trials.ids.length} trials done` + (failed ? `, ${failed} failed.` : ".")));
  }
  const navigation = performance.getEntriesByType("navigation")[0];
  if (state.scroll !== null && navigation && navigation.type === "reload") {
    history.scrollRestoration = "manual";
    scrollTo({ top: state.scroll, behavior: "instant" });
    all(".scroll").forEach((box, index) => { box.scrollLeft = (state.theTables || [])[index] || 0; });
    if (typeof state.focus === "number") {
      const input = one("input[type=search]");
      input?.focus({ preventScroll: true });
      input?.setSelectionRange(state.focus, state.focus);
    }
  }

  // The link of the section that is seen.
  const links = new Map(all("nav a").map((link) => [link.getAttribute("href").slice(1), link]));
  if ("IntersectionObserver" in window) {
    const observer = new IntersectionObserver((entries) => {
      for (const entry of entries) {
        if (!entry.isIntersecting) continue;
        links.forEach((link) => {
          const isHere = link === links.get(entry.target.id);
          link.classList.toggle("here", isHere);
          if (!isHere) return link.removeAttribute("aria-current");
          link.setAttribute("aria-current", "true");
          // Sideways only: the page itself must not move.
          const list = link.closest("ul");
          list.scrollLeft = link.offsetLeft - (list.clientWidth - link.offsetWidth) / 2;
        });
      }
    }, { rootMargin: "-15% 0px -75% 0px" });
    links.forEach((_, id) => { if (one(`#${id}`)) observer.observe(one(`#${id}`)); });
  }
})();
