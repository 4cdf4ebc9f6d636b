"use strict";
(() => {
  const D = JSON.parse(document.getElementById("data").textContent);
  const main = document.querySelector("main");
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue("--" + name).trim();
  const signed = (text) => /[1-9]/.test(text) ? text.replace("-", "\u2212") : text.replace("-", "");
  const percent = (v, digits = 1) => v == null ? "–" : signed((100 * v).toFixed(digits)) + " %";
  const dollars = (v) => v == null ? "–" : "$" + Math.round(v).toLocaleString("en-US");
  const number = (v, digits = 2) => v == null ? "–" : signed(v.toFixed(digits));
  const charts = [];  // how to draw each again: another width, another colour scheme

  function element(tag, attributes = {}, ...children) {
    const made = document.createElement(tag);
    for (const [key, value] of Object.entries(attributes)) made.setAttribute(key, value);
    made.append(...children);
    return made;
  }
  function section(title, note, ...children) {
    const made = element("section", {}, element("h2", {}, title));
    if (note) made.append(element("p", {class: "note"}, note));
    made.append(...children);
    main.insertBefore(made, main.querySelector("footer"));
    return made;
  }
  function table(head, rows, attributes = {}) {
    const body = element("tbody");
    for (const row of rows) body.append(element("tr", {}, ...row.map((cell) => cell instanceof Node ? cell : element("td", {}, String(cell)))));
    return element("div", {class: "scroll"},
      element("table", attributes, element("thead", {}, element("tr", {}, ...head.map((h) => element("th", {scope: "col", ...(h.startsWith("What") ? {class: "text"} : {})}, h)))), body));
  }

  // A chart fills its place and is drawn anew when that changes; `options(width)` gives uPlot's.
  function chart(title, note, data, options) {
    const place = element("div", {class: "chart", role: "img", "aria-label": title});
    section(title, note, place);
    let plot = null, drawn = 0;
    const draw = (force) => {
      const width = place.clientWidth;
      if (!width || (!force && width === drawn)) return;
      drawn = width;
      if (plot) plot.destroy();
      plot = new uPlot({width, ...options(width)}, data(), place);
    };
    new ResizeObserver(() => draw(false)).observe(place);
    charts.push(() => draw(true));
    draw(true);
  }
  const axis = (more = {}) => ({
    stroke: colour("faint"), grid: {stroke: colour("line"), width: 1}, ticks: {show: false}, font: "12px system-ui, sans-serif", ...more,
  });
  const time = {time: true};
  // After a tap the values stay: the browser says at once that the mouse, which is none, has left.
  let touching = false;
  addEventListener("pointerdown", (event) => { touching = event.pointerType === "touch"; }, {capture: true, passive: true});
  const bind = {mouseleave: (plot, target, handler) => (event) => { if (!touching) handler(event); }};
  const cursor = {sync: {key: "sessions"}, drag: {x: true, y: false}, points: {size: 6}, bind};
  const dateSeries = {label: "Date", value: (u, v) => v == null ? "–" : new Date(v * 1000).toISOString().slice(0, 10)};
  const dates = D.dates.map((day) => day * 86400);
  const utc = (seconds) => new Date(seconds * 1000 + new Date(seconds * 1000).getTimezoneOffset() * 60000);

  // ---- figures ----
  const tiles = element("div", {class: "tiles"});
  for (const [label, value] of D.tiles) tiles.append(element("div", {class: "tile"}, element("b", {}, value), element("span", {}, label)));
  main.insertBefore(tiles, main.querySelector("footer"));
  if (D.verdict) {
    section("How much of it is luck?", null, element("div", {class: "card verdict " + D.verdict.name}, element("p", {}, D.verdict.sentence)),
      table(["Measure", "Value", "What it says"], D.verdict.rows.map(([what, value, meaning]) => {
        return [what, value, element("td", {class: "text faint"}, meaning)];
      }), {class: "measures"}));
  }
  section("Key figures", D.figures_note, table(["", ...D.figures.columns], D.figures.rows.map((row) => row)));

  // ---- equity ----
  const roles = {strategy: "own", account: "account", benchmark: "one", benchmark2: "two"};
  function equityData() {
    const peak = [];
    D.equity[0].values.forEach((v, i) => peak.push(i ? Math.max(peak[i - 1], v) : v));
    return [dates, peak, ...D.equity.map((s) => s.values)];
  }
  chart("Equity", "Logarithmic: equal distances are equal percentages. Shaded: below the highest value so far.", equityData, (width) => ({
    height: width < 620 ? 300 : 400, tzDate: utc, cursor,
    scales: {x: time, y: {distr: 3, range: (u, low, high) => [low * .95, high * 1.05]}},
    axes: [axis(), axis({size: 70, splits: (u, index, low, high) => roundSteps(low, high), values: (u, splits) => splits.map((v) => v == null ? "" : dollars(v))})],
    bands: [{series: [1, 2], fill: colour("loss") + "26"}],
    series: [dateSeries, {show: true, label: "Peak", stroke: "transparent", points: {show: false}, value: (u, v) => dollars(v)},
      ...D.equity.map((s, i) => ({label: s.name, stroke: colour(roles[s.role]), width: i ? 1.25 : 2, points: {show: false}, value: (u, v) => dollars(v)}))],
  }));

  function roundSteps(low, high) {
    const steps = [];
    if (high / low < 2) {
      const rough = (high - low) / 5, power = 10 ** Math.floor(Math.log10(rough)), digit = rough / power;
      const step = power * (digit < 1.5 ? 1 : digit < 3.5 ? 2 : digit < 7.5 ? 5 : 10);
      for (let at = Math.ceil(low / step); at * step <= high; at++) steps.push(at * step);
      return steps;
    }
    for (let power = Math.floor(Math.log10(low)); power <= Math.log10(high); power++)
      for (const digit of high / low > 8 ? [1, 2, 5] : [1, 1.25, 1.5, 2, 2.5, 3, 4, 5, 6, 8]) {
        const step = digit * 10 ** power;
        if (step >= low && step <= high) steps.push(step);
      }
    return steps;
  }

  const filled = (title, note, name, values, format, more = {}) => chart(title, note, () => [dates, values], (width) => ({
    height: width < 620 ? 190 : 220, tzDate: utc, cursor, scales: {x: time},
    axes: [axis(), axis({size: 60, values: (u, splits) => splits.map(format)})],
    series: [dateSeries, {label: title, stroke: colour(name), width: 1.25, points: {show: false}, value: (u, v) => format(v), ...(more.fill ? {fill: colour(name) + "33"} : {})}],
  }));
  filled("Drawdown", "How far the strategy stood below its highest value so far.", "loss", D.drawdown, (v) => percent(v), {fill: true});
  if (D.rolling_sharpe.values.some((v) => v != null))
    filled("Rolling Sharpe ratio", "Of the " + D.rolling_sharpe.sessions + " sessions before, annualised.", "own", D.rolling_sharpe.values, (v) => number(v));

  // ---- weights ----
  if (D.weights.symbols.length) {
    const hues = D.weights.symbols.map((s, i) => (i * 360 / D.weights.symbols.length + 210) % 360);
    const shade = (i, alpha) => "hsla(" + hues[i] + ", 58%, 52%, " + alpha + ")";
    // Thousands of sessions side by side are noise: beyond two years a step is a month, and the last one reaches to the end.
    const monthly = dates.length > 504;
    const month = (t) => new Date(dates[t] * 1000).toISOString().slice(0, 7);
    const starts = [...dates.keys()].filter((t) => !monthly || !t || month(t) !== month(t - 1));
    const mean = (column, from, to) => column.slice(from, to).reduce((sum, v) => sum + v, 0) / (to - from);
    const means = (column) => starts.map((from, i) => mean(column, from, starts[i + 1] ?? dates.length));
    const columns = D.weights.columns.map(means).map((column) => monthly ? [...column, column.at(-1)] : column);
    const days = [...starts.map((t) => dates[t]), ...(monthly ? [dates.at(-1)] : [])];
    const stacked = () => {
      const sums = days.map(() => 0);
      return [days, ...columns.map((column) => column.map((v, t) => (sums[t] += v)))];
    };
    const step = uPlot.paths.stepped({align: 1});
    chart("Weights over time", "Share of equity in each symbol after trades" + (monthly ? ", a month's mean" : "") + "; what is missing to 100 % is cash.", stacked, (width) => ({
      height: width < 620 ? 240 : 280, tzDate: utc, cursor, scales: {x: time, y: {range: [0, 1]}},
      axes: [axis(), axis({size: 60, values: (u, splits) => splits.map((v) => percent(v, 0))})],
      legend: {markers: {fill: (u, i) => i ? shade(i - 1, .75) : "transparent"}},
      bands: D.weights.symbols.slice(1).map((s, i) => ({series: [i + 2, i + 1], fill: shade(i + 1, .75)})),
      series: [dateSeries, ...D.weights.symbols.map((s, i) => ({
        label: s, stroke: shade(i, 1), width: .5, paths: step, points: {show: false}, ...(i ? {} : {fill: shade(0, .75)}),
        value: (u, v, index, at) => at == null ? "–" : percent(columns[i][at]),
      }))],
    }));
  }

  // ---- months ----
  const months = ["Jan", "Feb", "Mar", "Apr", "May", "Jun", "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"];
  const heat = (v, scale) => {
    const cell = element("td", {}, v == null ? "" : signed((100 * v).toFixed(1)));
    if (v != null) {
      const share = Math.round(Math.min(1, Math.abs(v) / scale) * 55);
      cell.style.background = "color-mix(in srgb, " + (v < 0 ? "var(--loss) " : "var(--gain) ") + share + "%, transparent)";
    }
    return cell;
  };
  section("Monthly returns", "In percent.", table(["Year", ...months, "Year"],
    D.months.map(([year, values, whole]) => [String(year), ...values.map((v) => heat(v, .08)), heat(whole, .3)]), {class: "months"}));

  section("Worst drawdowns", null, table(["Depth", "Peak", "Trough", "Recovered", "Sessions"],
    D.drawdowns.map((d) => [percent(d.depth), d.peak, d.trough, d.recovery ?? "not yet", d.sessions])));

  section("Costs", D.costs_note, table(["Year", "Trades", "Turnover", "Commission", "Slippage", "Of equity"],
    D.costs.map((c) => [c.year, c.trades, percent(c.turnover, 0), dollars(c.commission), dollars(c.slippage), percent(c.share, 2)])));

  // ---- walk-forward ----
  if (D.walkforward) {
    const starts = D.walkforward.windows.map((w) => w.day * 86400);
    section("Walk-forward", D.walkforward.note);
    for (const key of D.walkforward.keys)
      chart(key.name, key.note, () => [starts, key.values], (width) => ({
        height: 150, tzDate: utc, cursor: {drag: {x: false, y: false}, bind}, scales: {x: time, y: {range: (u, low, high) => [Math.min(...key.grid) - key.pad, Math.max(...key.grid) + key.pad]}},
        axes: [axis(), axis({size: 60, splits: () => key.grid})],
        series: [dateSeries, {label: key.name, stroke: colour("own"), width: 2, paths: uPlot.paths.stepped({align: 1}), points: {show: true, size: 5, fill: colour("own")}}],
      }));
  }

  // ---- permutation ----
  if (D.permutation) {
    const bars = uPlot.paths.bars({size: [.9, 60]});
    const shown = D.permutation, last = shown.bins.length - 1;
    // The real one stands at its value, not at the middle of a bin.
    const markReal = (plot) => {
      const x = Math.round(plot.valToPos(shown.real, "x", true)), {top, height} = plot.bbox;
      plot.ctx.save();
      plot.ctx.strokeStyle = colour("loss");
      plot.ctx.lineWidth = 3 * devicePixelRatio;
      plot.ctx.beginPath();
      plot.ctx.moveTo(x, top);
      plot.ctx.lineTo(x, top + height);
      plot.ctx.stroke();
      plot.ctx.restore();
    };
    chart("Permutation test", shown.note, () => [shown.bins, shown.counts, shown.bins.map(() => null)], (width) => ({
      height: width < 620 ? 220 : 260, cursor: {drag: {x: false, y: false}, bind}, hooks: {draw: [markReal]},
      scales: {x: {time: false, range: () => [shown.bins[0] - shown.width, shown.bins[last] + shown.width]}, y: {range: (u, low, high) => [0, high * 1.1]}},
      axes: [axis({values: (u, splits) => splits.map((v) => number(v))}), axis({size: 50})],
      series: [{label: shown.objective, value: (u, v) => number(v)},
        {label: "Permuted markets", stroke: colour("faint"), fill: colour("faint") + "55", paths: bars, points: {show: false}},
        {label: "The real one", stroke: colour("loss"), points: {show: false}, value: () => number(shown.real)}],
    }));
  }

  matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => charts.forEach((draw) => draw()));
})();
