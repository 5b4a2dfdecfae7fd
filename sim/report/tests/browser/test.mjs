// The pages of a report in a headless Chromium: nothing breaks, nothing is fetched, everything works by hand and by key.
//
//   node test.mjs [--shots FOLDER] PAGE.html…        CHROMIUM=/path/to/chromium, else the optional one of package.json
//
// A page that stands in a report folder must show every chart of its `charts/`.
import assert from "node:assert/strict";
import { existsSync, mkdirSync, readFileSync, readdirSync, statSync } from "node:fs";
import { basename, dirname, join, resolve } from "node:path";
import { createRequire } from "node:module";
import { chromium } from "playwright-core";
import { contrasts } from "./contrast.mjs";

const axe = createRequire(import.meta.url).resolve("axe-core/axe.min.js");
const pages = process.argv.slice(2);
const at = pages.indexOf("--shots");
const shots = at < 0 ? null : resolve(pages.splice(at, 2)[1]);
if (shots) mkdirSync(shots, { recursive: true });
if (!pages.length) {
  console.error("usage: node test.mjs [--shots FOLDER] PAGE.html…");
  process.exit(2);
}
const browser = await launch();
let failed = 0;
// What tells a value, in the picture that is shown.
const spots = ".wide [data-tells]";
for (const file of pages) await one(resolve(file));
await browser.close();
console.log(failed ? `${failed} failed` : "all held");
process.exitCode = failed ? 1 : 0;

// Exit code 4: there is no browser, or the one from npm does not find what it needs on this machine. One that was named or
// installed must start.
async function launch() {
  const named = process.env.CHROMIUM;
  try {
    const program = named || await (await import("@sparticuz/chromium")).default.executablePath();
    return await chromium.launch({
      executablePath: program,
      args: ["--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run", "--disable-background-networking",
        "--disable-component-update", "--disable-sync"],
    });
  } catch (error) {
    console.error(named ? `${named} does not start: ${error.message}`
      : `no Chromium that starts (apt-get install chromium, or name one: CHROMIUM=/path/to/chromium): ${error.message}`);
    process.exit(named ? 1 : 4);
  }
}

async function check(name, what) {
  try {
    const told = await what();
    console.log(`  ok    ${name}${told === undefined ? "" : `: ${told}`}`);
  } catch (error) {
    failed += 1;
    console.log(`  FAIL  ${name}: ${error.message}`);
  }
}

async function open(file, options = {}) {
  // A locale of its own: a shell without one would give pages a language that is no tag.
  const context = await browser.newContext({ viewport: { width: 1200, height: 900 }, locale: "ko-KR", ...options });
  const page = await context.newPage();
  const noise = [];
  page.on("console", (message) => ["error", "warning"].includes(message.type()) && noise.push(message.text()));
  page.on("pageerror", (error) => noise.push(String(error)));
  page.on("dialog", (dialog) => { noise.push(`dialog: ${dialog.message()}`); dialog.dismiss(); });
  page.on("request", (request) => {
    if (!request.url().startsWith("data:") && request.url() !== `file://${encodeURI(file)}`) noise.push(`request: ${request.url()}`);
  });
  await page.goto(`file://${encodeURI(file)}`);
  await page.evaluate(() => document.fonts.ready.then(() => true));
  return { page, noise, close: () => context.close() };
}

async function shot(page, file, kind, options = {}) {
  if (shots) await page.screenshot({ path: join(shots, `${basename(dirname(file))}-${basename(file, ".html")}-${kind}.png`), ...options });
}

async function one(file) {
  console.log(file);
  const { page, noise, close } = await open(file);
  const charts = join(dirname(file), "charts");
  await check("it is under 600 KB", () => {
    const { size } = statSync(file);
    assert.ok(size < 600_000, `${size} bytes`);
    return `${Math.round(size / 1000)} KB`;
  });
  await check("every chart is there, drawn and named", () => figures(page, charts));
  await check("the font is the page's own", async () =>
    assert.ok(await page.evaluate(() => [...document.fonts].some((it) => /Naru Sans/.test(it.family) && it.status === "loaded"))));
  await check("the pointer shows a value", () => pointer(page, file));
  await check("the arrow keys show values", () => arrows(page));
  await check("a button hides its series and shows it again", () => toggles(page));
  await check("a heading sorts its table", () => sorts(page));
  await check("the time axis zooms by drag, button and key", () => zooms(page, file));
  await check("tab reaches everything, visibly", () => tab(page));
  await check("text stands out in light", () => readable(page));
  await check("no error, no request", () => assert.deepEqual(noise, []));
  await page.evaluate(() => scrollTo(0, 0));
  await shot(page, file, "desk", { fullPage: true });
  await check("the button makes it dark", () => darkens(page));
  await check("text stands out in the dark", () => readable(page));
  await shot(page, file, "dark", { fullPage: true });
  await check("axe finds nothing", () => audit(page));
  await close();

  for (const width of [360, 768]) {
    await check(`no sideways scroll at ${width} px`, async () => {
      const small = await open(file, { viewport: { width, height: 780 } });
      const wide = await small.page.evaluate(() => document.documentElement.scrollWidth);
      if (width === 360) {
        await readable(small.page);
        await shot(small.page, file, "phone", { fullPage: true });
      }
      assert.deepEqual(small.noise, []);
      await small.close();
      assert.ok(wide <= width, `${wide} px`);
    });
  }
  await check("the system's dark is followed", async () => {
    const night = await open(file, { colorScheme: "dark" });
    const ground = await night.page.evaluate(() => getComputedStyle(document.body).backgroundColor);
    await night.close();
    assert.equal(ground, "rgb(20, 23, 28)");
  });
  await check("without a script all figures and tables stand there", async () => {
    const plain = await open(file, { javaScriptEnabled: false });
    for (const kind of ["figure.chart .wide svg", "figure.table table"]) {
      for (const it of await plain.page.locator(kind).all()) assert.ok(await it.isVisible(), kind);
    }
    assert.equal(await plain.page.locator("#theme").isVisible(), false);
    await plain.close();
  });
  await check("it prints on A4", () => prints(file));
}

async function figures(page, charts) {
  const found = await page.locator("figure.chart").evaluateAll((all) => all.map((figure) => {
    const svg = [...figure.querySelectorAll("svg")].find((it) => it.getBoundingClientRect().width > 0);
    return { id: figure.id, caption: figure.querySelector("figcaption").textContent,
      drawn: svg ? svg.querySelectorAll("path,rect,circle,line").length : 0, wide: svg ? svg.getBoundingClientRect().width : 0 };
  }));
  assert.ok(found.length > 0, "no figure");
  for (const it of found) {
    assert.ok(it.wide > 300 && it.drawn > 0, `${it.id}: ${it.wide} px, ${it.drawn} shapes`);
    // That each has a name of its own is axe's to say.
    assert.ok(it.caption.length > 10, `${it.id} says nothing`);
  }
  if (existsSync(charts)) {
    const files = new Set(readdirSync(charts).filter((name) => name.endsWith(".svg")).map((name) => name.split(".")[0].replace(/-(80|160)mm$/, "")));
    const missing = [...files].filter((name) => !found.some((it) => it.id === name));
    assert.deepEqual(missing, [], "charts that the page lacks");
  }
  return `${found.length} figures`;
}

async function pointer(page, file) {
  const all = page.locator(`figure.chart:has(${spots})`);
  for (const [i, figure] of (await all.all()).entries()) {
    const hot = figure.locator(spots);
    const middle = hot.nth(Math.floor((await hot.count()) / 2));
    await middle.scrollIntoViewIfNeeded();
    const box = await middle.boundingBox();
    await page.mouse.move(box.x + box.width / 2, box.y + box.height / 2);
    const tip = page.locator(".tip");
    assert.ok(await tip.isVisible(), `${await figure.getAttribute("id")}: no value`);
    const told = await tip.textContent();
    const known = await hot.evaluateAll((spots) => spots.map((it) => it.dataset.tells));
    assert.ok(/\d/.test(told) && known.includes(told), `no value of the picture: ${told}`);
    const edge = await tip.evaluate((it) => { const r = it.getBoundingClientRect(); return [r.left, r.top, innerWidth - r.right, innerHeight - r.bottom]; });
    assert.ok(edge.every((room) => room >= 0), `leaves the screen: ${edge}`);
    if (i === 0) await shot(page, file, "hover");
  }
  await page.mouse.move(2, 2);
  assert.equal(await page.locator(".tip").isVisible(), false);
  return `${await all.count()} figures have values`;
}

async function arrows(page) {
  const svg = page.locator("figure.chart .wide svg[tabindex]");
  if (!(await svg.count())) return "none has values";
  await svg.first().focus();
  await page.keyboard.press("ArrowRight");
  const first = await page.locator(".tip").textContent();
  assert.ok(await page.locator(".tip").isVisible());
  assert.equal(await page.locator("div[role=status]").textContent(), first);
  await page.keyboard.press("End");
  assert.notEqual(await page.locator(".tip").textContent(), first);
  await page.keyboard.press("Escape");
  assert.equal(await page.locator(".tip").isVisible(), false);
}

async function toggles(page) {
  const buttons = page.locator("figure.chart > .legend button");
  const count = await buttons.count();
  for (let i = 0; i < count; i += 1) {
    const button = buttons.nth(i);
    const layers = () => button.evaluate((it) => [...it.closest("figure").querySelectorAll(".wide [data-series]")]
      .filter((layer) => layer.dataset.series === it.textContent).map((layer) => layer.getBoundingClientRect().width > 0 && getComputedStyle(layer).display !== "none"));
    assert.ok((await layers()).some(Boolean), "nothing to hide");
    await button.focus();
    await page.keyboard.press("Space");
    assert.equal(await button.getAttribute("aria-pressed"), "false");
    assert.ok((await layers()).every((shown) => !shown), "still shown");
    await page.keyboard.press("Space");
    assert.ok((await layers()).some(Boolean), "does not come back");
  }
  return `${count} series`;
}

async function sorts(page) {
  const tables = page.locator("figure.table table:has(thead button)");
  const count = await tables.count();
  for (let i = 0; i < count; i += 1) {
    const table = tables.nth(i);
    const column = await table.evaluate((it) => {
      const rows = [...it.tBodies[0].rows];
      return [...it.tHead.rows[0].cells].findIndex((_, c) => rows.filter((row) => row.cells[c].dataset.v).length > 1);
    });
    if (column < 0) continue;
    const head = table.locator("thead th").nth(column);
    const read = () => table.evaluate((it, c) => [...it.tBodies[0].rows].map((row) => ({ sum: row.classList.contains("sum"), v: row.cells[c].dataset.v, text: row.textContent })), column);
    const before = await read();
    for (const way of ["ascending", "descending"]) {
      await head.locator("button").focus();
      await page.keyboard.press("Enter");
      assert.equal(await head.getAttribute("aria-sort"), way);
      const rows = await read();
      const values = rows.filter((row) => !row.sum && row.v).map((row) => Number(row.v));
      const sorted = [...values].sort((a, b) => (way === "ascending" ? a - b : b - a));
      assert.deepEqual(values, sorted);
      assert.ok(rows.slice(values.length).every((row) => row.sum || !row.v), "sums and empty cells stay below");
    }
    await head.locator("button").click();
    assert.deepEqual(await read(), before, "as it was");
  }
  return `${count} tables`;
}

async function zooms(page, file) {
  const boxes = page.locator("details.explore");
  const count = await boxes.count();
  for (let i = 0; i < count; i += 1) {
    const box = boxes.nth(i);
    await box.locator("summary").click();
    const view = box.locator("> div[tabindex]");
    const span = () => view.evaluate((it) => [it.dataset.from, it.dataset.to]);
    // It is drawn once it has been laid out.
    await page.waitForFunction((it) => it.dataset.from, await view.elementHandle());
    const whole = await span();
    const canvas = box.locator(".u-over");
    await canvas.scrollIntoViewIfNeeded();
    const inked = () => view.locator("canvas").evaluate((it) => it.getContext("2d").getImageData(0, 0, it.width, it.height).data.filter((_, n) => n % 4 === 3).filter((alpha) => alpha > 0).length);
    assert.ok((await inked()) > 2000, "an empty view");
    const area = await canvas.boundingBox();
    await page.mouse.move(area.x + area.width * 0.3, area.y + 40);
    await page.mouse.down();
    await page.mouse.move(area.x + area.width * 0.6, area.y + 60, { steps: 4 });
    await page.mouse.up();
    const dragged = await span();
    assert.notDeepEqual(dragged, whole, "a drag zooms");
    assert.match(await box.locator(".readout").textContent(), /\d{4}.*\d/, "values of the day");
    if (i === 0) await shot(page, file, "zoom");
    await canvas.dblclick();
    assert.deepEqual(await span(), whole, "a double click goes back");
    await box.locator(".tools button").first().click();
    assert.notDeepEqual(await span(), whole, "a button zooms");
    await view.focus();
    await page.keyboard.press("0");
    assert.deepEqual(await span(), whole, "a key goes back");
    await page.keyboard.press("ArrowRight");
    const day = await box.locator(".readout").textContent();
    await page.keyboard.press("ArrowRight");
    assert.notEqual(await box.locator(".readout").textContent(), day, "arrows go by days");
    await box.locator("summary").click();
  }
  await page.mouse.move(2, 2);
  return `${count} views`;
}

async function tab(page) {
  const wanted = await page.evaluate(() => {
    const all = document.querySelectorAll("a[href],button,summary,[tabindex='0']");
    return [...all].filter((it) => it.checkVisibility() && !it.closest("details:not([open]) > :not(summary)")).length;
  });
  await page.evaluate(() => { document.activeElement.blur(); scrollTo(0, 0); document.body.tabIndex = -1; document.body.focus(); });
  let reached = 0;
  for (;;) {
    await page.keyboard.press("Tab");
    const it = await page.evaluate(() => {
      const it = document.activeElement;
      if (!it || it === document.body || it === document.documentElement || it.dataset.seen) return null;
      it.dataset.seen = "yes";
      return { name: it.outerHTML.slice(0, 80), lit: getComputedStyle(it).outlineStyle !== "none" };
    });
    if (!it) break;
    assert.ok(it.lit, `no outline: ${it.name}`);
    reached += 1;
  }
  await page.evaluate(() => document.body.removeAttribute("tabindex"));
  assert.equal(reached, wanted);
  return `${reached} stops`;
}

async function readable(page) {
  const poor = await page.evaluate(contrasts);
  const worst = poor.bad.slice(0, 6).map((it) => `${it.ratio.toFixed(2)} "${it.text}" ${it.front} on ${it.back}`);
  assert.ok(poor.bad.length === 0, `${poor.bad.length} of ${poor.all}: ${worst.join("; ")}`);
  assert.ok(poor.all > 20);
  return `${poor.all} texts, least ${poor.least.toFixed(2)}`;
}

async function darkens(page) {
  const ground = () => page.evaluate(() => getComputedStyle(document.body).backgroundColor);
  assert.equal(await ground(), "rgb(255, 255, 255)");
  await page.locator("#theme").click();
  assert.equal(await ground(), "rgb(20, 23, 28)");
  assert.equal(await page.locator("#theme").getAttribute("aria-pressed"), "true");
}

async function audit(page) {
  // The page's policy forbids any script but its own: axe comes in through the debugger.
  await page.evaluate(readFileSync(axe, "utf8"));
  const result = await page.evaluate(() => window.axe.run(document, { runOnly: ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"] }));
  const told = result.violations.map((it) => `${it.id} (${it.nodes.length}): ${it.nodes[0].html.slice(0, 120)}`);
  assert.deepEqual(told, []);
  return `${result.passes.length} rules`;
}

async function prints(file) {
  const { page, close } = await open(file, { viewport: { width: 627, height: 970 } });
  await page.emulateMedia({ media: "print" });
  const { high, tallest, wide, widest } = await page.evaluate(() => ({
    widest: [...document.querySelectorAll("table,pre,svg,p")].sort((a, b) => b.getBoundingClientRect().right - a.getBoundingClientRect().right)[0].outerHTML.slice(0, 80),
    high: document.documentElement.scrollHeight,
    wide: document.documentElement.scrollWidth,
    tallest: Math.max(...[...document.querySelectorAll("figure.chart")].map((it) => it.getBoundingClientRect().height)),
  }));
  for (const gone of ["#theme", ".legend", ".explore", ".skip"]) {
    for (const it of await page.locator(gone).all()) assert.equal(await it.isVisible(), false, gone);
  }
  const path = shots ? join(shots, `${basename(dirname(file))}-${basename(file, ".html")}.pdf`) : undefined;
  const pdf = (await page.pdf({ path, preferCSSPageSize: true })).toString("latin1");
  await close();
  const sheets = pdf.match(/\/Type\s*\/Page\b(?!s)/g).length;
  const sizes = new Set([...pdf.matchAll(/\/MediaBox\s*\[([^\]]*)\]/g)].map((it) => it[1].trim().split(/\s+/).map((x) => Math.round(Number(x))).join(" ")));
  assert.deepEqual([...sizes], ["0 0 595 842"]);
  assert.ok(wide <= 627, `wider than the paper: ${wide}, ${widest}`);
  assert.ok(tallest < 970, "a figure that no sheet holds");
  // 257 mm of text a sheet; a figure that would break moves on and leaves room behind.
  const least = Math.floor(high / 970);
  assert.ok(sheets >= least && sheets <= least * 1.6 + 2, `${sheets} sheets for ${(high / 970).toFixed(1)}`);
  return `${sheets} sheets`;
}
