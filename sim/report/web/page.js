"use strict";
// What a page can do beyond being read. Without this script every figure and table still stands there.
(() => {
  const words = JSON.parse(document.getElementById("words").textContent);
  const make = (name, attributes = {}, text = "") => {
    const element = document.createElement(name);
    for (const [key, value] of Object.entries(attributes)) element.setAttribute(key, value);
    element.textContent = text;
    return element;
  };
  const colour = (name) => getComputedStyle(document.documentElement).getPropertyValue(name).trim();
  const say = make("div", { role: "status", class: "vh" });
  document.body.append(say);

  // Light and dark: the system's choice, until the button says otherwise.
  const system = matchMedia("(prefers-color-scheme: dark)");
  const root = document.documentElement;
  const dark = () => (root.dataset.theme ? root.dataset.theme === "dark" : system.matches);
  const redraw = [];
  const theme = document.getElementById("theme");
  const shade = () => {
    theme.setAttribute("aria-pressed", String(dark()));
    for (const again of redraw) again();
  };
  theme.hidden = false;
  theme.addEventListener("click", () => {
    root.dataset.theme = dark() ? "light" : "dark";
    shade();
  });
  system.addEventListener("change", shade);
  theme.setAttribute("aria-pressed", String(dark()));

  // A button for each series of a figure: the layers `data-series` of its pictures.
  const swatch = (layer) => {
    for (const shape of [layer, ...layer.querySelectorAll("*")]) {
      for (const kind of ["stroke", "fill"]) {
        if (/^#/.test(shape.getAttribute(kind) || "") && !/^text$/.test(shape.tagName)) return shape.getAttribute(kind);
      }
    }
    return null;
  };
  const toggle = (button, change) => button.addEventListener("click", () => {
    const shown = button.getAttribute("aria-pressed") !== "true";
    button.setAttribute("aria-pressed", String(shown));
    change(shown);
  });
  const seriesButton = (name, hue) => {
    const button = make("button", { type: "button", "aria-pressed": "true" });
    const mark = make("i");
    mark.style.background = mark.style.borderColor = hue;
    button.append(mark, make("span", {}, name));
    return button;
  };
  const variable = (hex) => `var(--c${hex.slice(1).toLowerCase()},${hex})`;
  const hues = (figure) => {
    const found = new Map();
    for (const layer of figure.querySelectorAll("svg [data-series]")) {
      const name = layer.dataset.series;
      const hex = swatch(layer);
      if (!found.has(name) || (!found.get(name) && hex)) found.set(name, hex);
    }
    return found;
  };
  const legend = (figure) => {
    const series = hues(figure);
    if (series.size < 2) return;
    const bar = make("div", { class: "legend", role: "group", "aria-label": words.series });
    for (const [name, hex] of series) {
      const button = seriesButton(name, hex ? variable(hex) : "var(--grey)");
      toggle(button, (shown) => {
        for (const layer of figure.querySelectorAll("svg [data-series]")) {
          if (layer.dataset.series === name) layer.toggleAttribute("data-off", !shown);
        }
      });
      bar.append(button);
    }
    figure.querySelector(".plot").before(bar);
  };

  // Values under the pointer, or by the arrow keys once a picture has the focus.
  const tip = make("div", { class: "tip" });
  tip.hidden = true;
  document.body.append(tip);
  let lit = null;
  const hide = () => {
    if (lit) lit.classList.remove("on");
    lit = null;
    tip.hidden = true;
  };
  const show = (hot) => {
    if (hot === lit) return;
    hide();
    lit = hot;
    hot.classList.add("on");
    tip.textContent = hot.dataset.tells;
    tip.hidden = false;
    const at = hot.getBoundingClientRect();
    const wide = root.clientWidth;
    const left = Math.min(Math.max(at.left + at.width / 2 - tip.offsetWidth / 2, 4), wide - tip.offsetWidth - 4);
    const above = at.top - tip.offsetHeight - 6;
    tip.style.left = `${left + scrollX}px`;
    tip.style.top = `${(above > 4 ? above : Math.min(at.top + 8, innerHeight - tip.offsetHeight - 8)) + scrollY}px`;
  };
  const values = (svg, hint) => {
    // The browser's own bubbles would cover these.
    const title = svg.querySelector(":scope > title");
    const desc = svg.querySelector(":scope > desc");
    if (title) {
      svg.setAttribute("aria-label", [title, desc].map((it) => (it ? it.textContent.trim() : "")).join(". "));
      svg.removeAttribute("aria-labelledby");
      title.remove();
    }
    const spots = [...svg.querySelectorAll(".hot *")].filter((spot) => spot.querySelector(":scope > title"));
    for (const spot of spots) {
      const name = spot.querySelector("title");
      spot.dataset.tells = name.textContent.trim();
      name.remove();
    }
    if (!spots.length) return;
    svg.setAttribute("tabindex", "0");
    svg.setAttribute("aria-describedby", hint);
    const over = (event) => {
      const spot = event.target.closest("[data-tells]");
      if (spot) show(spot);
      else hide();
    };
    svg.addEventListener("pointermove", over);
    svg.addEventListener("pointerdown", over);
    svg.addEventListener("pointerleave", hide);
    svg.addEventListener("blur", hide);
    svg.addEventListener("keydown", (event) => {
      const open = spots.filter((spot) => !spot.closest("[data-off]"));
      const at = open.indexOf(lit);
      const to = { ArrowRight: at + 1, ArrowDown: at + 1, ArrowLeft: at < 0 ? 0 : at - 1, ArrowUp: at < 0 ? 0 : at - 1,
        Home: 0, End: open.length - 1 }[event.key];
      if (event.key === "Escape") hide();
      if (to === undefined || !open.length) return;
      event.preventDefault();
      show(open[Math.min(Math.max(to, 0), open.length - 1)]);
      say.textContent = tip.textContent;
    });
  };
  document.addEventListener("keydown", (event) => event.key === "Escape" && hide());

  // A view of a course over days in which one can zoom.
  const DAY = 86400;
  const stamp = (seconds) => {
    const day = new Date(seconds * 1000);
    const [y, m, d] = [day.getUTCFullYear(), day.getUTCMonth() + 1, day.getUTCDate()];
    return words.lang === "ko" ? `${y}. ${m}. ${d}.` : day.toISOString().slice(0, 10);
  };
  const tick = (seconds, step) => {
    const day = new Date(seconds * 1000);
    const month = day.getUTCMonth();
    if (step >= 27 * DAY) return words.months[month];
    return words.lang === "ko" ? `${month + 1}. ${day.getUTCDate()}.` : `${day.getUTCDate()} ${words.months[month]}`;
  };
  const course = (figure) => {
    const source = figure.querySelector("script.course");
    if (!source || typeof uPlot === "undefined") return;
    const of = JSON.parse(source.textContent);
    const start = Date.parse(`${of.start}T00:00:00Z`) / 1000;
    const days = of.series.reduce((most, one) => Math.max(most, one.middle.length), 0);
    const end = start + (days - 1) * DAY;
    const number = new Intl.NumberFormat(words.lang, { maximumFractionDigits: of.decimals });
    const x = Array.from({ length: days }, (_, day) => start + day * DAY);
    const known = hues(figure);
    const spare = ["#005796", "#b44a00", "#007a5a", "#4b5563", "#9f1239", "#111827"];
    const hue = of.series.map((one, i) => known.get(one.name) || spare[i % spare.length]);
    const off = of.series.map(() => false);

    const box = make("details", { class: "explore" });
    const heading = make("summary", {}, words.explore);
    const tools = make("div", { class: "tools", role: "group", "aria-label": words.range });
    const names = make("div", { class: "legend", role: "group", "aria-label": words.series });
    const view = make("div", { tabindex: "0", role: "group", "aria-label": `${words.explore}: ${words.keys}` });
    const readout = make("p", { class: "readout", role: "status" }, words.drag);
    box.append(heading, tools, names, view, readout);
    figure.querySelector(".source").before(box);

    let plot = null;
    let from = start;
    let to = end;
    const range = (a, b) => {
      const wide = Math.min(Math.max(b - a, 7 * DAY), end - start);
      from = Math.min(Math.max(a, start), end - wide);
      to = from + wide;
      if (plot) plot.setScale("x", { min: from, max: to });
      view.dataset.from = stamp(from);
      view.dataset.to = stamp(to);
    };
    const zoom = (factor) => {
      const middle = (from + to) / 2;
      range(middle - ((to - from) * factor) / 2, middle + ((to - from) * factor) / 2);
    };
    const shift = (share) => range(from + (to - from) * share, to + (to - from) * share);
    const steps = [[words.in, () => zoom(0.5)], [words.out, () => zoom(2)], [words.earlier, () => shift(-0.5)],
      [words.later, () => shift(0.5)], [words.all, () => range(start, end)]];
    for (const [name, act] of steps) {
      const button = make("button", { type: "button" }, name);
      button.addEventListener("click", act);
      tools.append(button);
    }
    const value = (one, day) => {
      const middle = one.middle[day];
      if (middle === null || middle === undefined) return "-";
      const ends = one.low ? ` (${number.format(one.low[day])}${words.lang === "ko" ? "~" : "\u2013"}${number.format(one.high[day])})` : "";
      return number.format(middle) + ends;
    };
    const tell = (day) => {
      readout.replaceChildren(make("span", {}, stamp(start + day * DAY)));
      of.series.forEach((one, i) => {
        if (!off[i]) readout.append(make("span", {}, `${one.name} ${value(one, day)} ${of.unit}`));
      });
      for (const limit of of.limits) readout.append(make("span", {}, `${limit.name} ${number.format(limit.value)} ${of.unit}`));
    };
    const draw = () => {
      if (plot) plot.destroy();
      const data = [x];
      const series = [{}];
      const bands = [];
      const own = (i) => colour(`--c${hue[i].slice(1).toLowerCase()}`) || hue[i];
      of.series.forEach((one, i) => {
        const show = !off[i];
        series.push({ stroke: own(i), width: 2, points: { show: false }, show });
        data.push(one.middle);
        if (one.low) {
          series.push({ show, stroke: "transparent", width: 0, points: { show: false } }, { show, stroke: "transparent", width: 0, points: { show: false } });
          data.push(one.high, one.low);
          bands.push({ series: [data.length - 2, data.length - 1], fill: `${own(i)}33` });
        }
      });
      for (const limit of of.limits) {
        series.push({ stroke: colour("--ink"), width: 1, dash: [6, 4], points: { show: false } });
        data.push(x.map(() => limit.value));
      }
      const axis = { stroke: colour("--grey"), font: '12px "Naru Sans", sans-serif', grid: { stroke: colour("--rule"), width: 1 }, ticks: { show: false } };
      plot = new uPlot({
        width: view.clientWidth, height: Math.round(Math.min(320, view.clientWidth * 0.6)), tzDate: (s) => uPlot.tzDate(new Date(s * 1000), "Etc/UTC"),
        legend: { show: false }, cursor: { y: false, drag: { x: true, y: false, setScale: false } },
        scales: { x: { time: true, min: from, max: to }, y: { range: (_, low, high) => [Math.min(0, low), high > 0 ? high * 1.05 : 1] } },
        series, bands,
        axes: [{ ...axis, size: 30, values: (_, at, __, ___, step) => at.map((s) => tick(s, step)) },
          { ...axis, size: 56, values: (_, at) => at.map((v) => number.format(v)) }],
        hooks: {
          setCursor: [(u) => u.cursor.idx !== null && u.cursor.idx !== undefined && tell(u.cursor.idx)],
          setSelect: [(u) => {
            if (u.select.width < 4) return;
            const [a, b] = [u.posToVal(u.select.left, "x"), u.posToVal(u.select.left + u.select.width, "x")];
            u.setSelect({ left: 0, top: 0, width: 0, height: 0 }, false);
            range(a, b);
          }],
        },
      }, data, view);
      plot.over.addEventListener("dblclick", () => range(start, end));
      for (const canvas of view.querySelectorAll("canvas")) canvas.setAttribute("aria-hidden", "true");
    };
    of.series.forEach((one, i) => {
      const button = seriesButton(one.name, variable(hue[i]));
      toggle(button, (shown) => {
        off[i] = !shown;
        draw();
      });
      names.append(button);
    });
    names.hidden = of.series.length < 2;
    let at = -1;
    view.addEventListener("keydown", (event) => {
      if (event.key === "+" || event.key === "=") zoom(0.5);
      else if (event.key === "-") zoom(2);
      else if (event.key === "0") range(start, end);
      else if (event.key === "ArrowRight" || event.key === "ArrowLeft") {
        const [first, last] = [Math.ceil((from - start) / DAY), Math.floor((to - start) / DAY)];
        at = Math.min(Math.max(at + (event.key === "ArrowRight" ? 1 : -1), first), last);
        plot.setCursor({ left: plot.valToPos(start + at * DAY, "x"), top: 10 });
      } else return;
      event.preventDefault();
    });
    box.addEventListener("toggle", () => {
      if (!box.open) return;
      range(from, to);
      draw();
    });
    redraw.push(() => box.open && draw());
    addEventListener("resize", () => {
      if (box.open && plot && view.clientWidth !== plot.width) draw();
    });
  };

  for (const figure of document.querySelectorAll("figure.chart")) {
    for (const svg of figure.querySelectorAll("svg")) values(svg, "hint");
    legend(figure);
    course(figure);
  }

  // Tables: a heading sorts up, then down, then as it was; sums stay below.
  const order = (cell) => {
    const raw = cell.dataset.v;
    if (raw === undefined) return [1, cell.textContent];
    if (raw === "") return [2, ""];
    return [0, Number(raw)];
  };
  const compare = (a, b) => a[0] - b[0] || (a[0] === 1 ? a[1].localeCompare(b[1], words.lang, { numeric: true }) : a[1] - b[1]);
  for (const table of document.querySelectorAll("figure.table table")) {
    const body = table.tBodies[0];
    const rows = [...body.rows];
    const plain = rows.filter((row) => !row.classList.contains("sum"));
    if (plain.length < 3) continue;
    const heads = [...table.tHead.rows[0].cells];
    heads.forEach((head, column) => {
      const button = make("button", { type: "button", title: words.sort });
      button.append(...head.childNodes);
      head.append(button);
      button.addEventListener("click", () => {
        const next = { none: "ascending", ascending: "descending", descending: "none" }[head.getAttribute("aria-sort") || "none"];
        for (const other of heads) other.removeAttribute("aria-sort");
        if (next === "none") {
          body.append(...rows);
          return;
        }
        head.setAttribute("aria-sort", next);
        const sign = next === "ascending" ? 1 : -1;
        const sorted = [...plain].sort((a, b) => {
          const [x, y] = [order(a.cells[column]), order(b.cells[column])];
          return x[0] === 2 || y[0] === 2 ? x[0] - y[0] : sign * compare(x, y);
        });
        body.append(...sorted, ...rows.filter((row) => row.classList.contains("sum")));
      });
    });
  }
  // A table wider than its place can be scrolled by keyboard.
  const reach = () => {
    for (const box of document.querySelectorAll(".scroll")) {
      const name = box.querySelector("table").getAttribute("aria-labelledby");
      for (const [key, value] of [["tabindex", "0"], ["role", "region"], ["aria-labelledby", name]]) {
        if (box.scrollWidth > box.clientWidth) box.setAttribute(key, value);
        else box.removeAttribute(key);
      }
    }
  };
  addEventListener("resize", reach);
  reach();
  document.fonts.ready.then(reach);

  // Where one is, in the contents.
  const links = new Map([...document.querySelectorAll(".toc a")].map((link) => [link.hash.slice(1), link]));
  const seen = new IntersectionObserver((entries) => {
    for (const entry of entries) {
      if (!entry.isIntersecting) continue;
      for (const link of links.values()) link.removeAttribute("aria-current");
      const link = links.get(entry.target.id);
      if (link) link.setAttribute("aria-current", "true");
    }
  }, { rootMargin: "0px 0px -75% 0px" });
  for (const section of document.querySelectorAll("main > section")) seen.observe(section);
})();
