// Contrast of every visible text with what lies behind it, as WCAG 2.2 counts it. Runs inside the page.
export function contrasts() {
  const parse = (text) => {
    const numbers = (text.match(/[\d.]+/g) ?? []).map(Number);
    return text === "transparent" || text === "none" ? [0, 0, 0, 0] : [...numbers.slice(0, 3), numbers[3] ?? 1];
  };
  const over = (front, back) => [0, 1, 2].map((i) => front[i] * front[3] + back[i] * (1 - front[3])).concat(1);
  const light = (colour) => {
    const [r, g, b] = colour.slice(0, 3).map((byte) => { const c = byte / 255; return c <= 0.04045 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4; });
    return 0.2126 * r + 0.7152 * g + 0.0722 * b;
  };
  const ratio = (a, b) => { const [x, y] = [light(a) + 0.05, light(b) + 0.05]; return x > y ? x / y : y / x; };
  const own = (element) => {
    const style = getComputedStyle(element);
    if (!(element instanceof SVGElement)) return parse(style.backgroundColor);
    if (!(element instanceof SVGGeometryElement)) return [0, 0, 0, 0];
    const fill = parse(style.fill);
    return [...fill.slice(0, 3), fill[3] * Number(style.fillOpacity) * Number(style.opacity)];
  };
  // What has been painted below a text: for a picture, its shapes under the text's middle that come before it.
  const behind = (element, x, y) => {
    let colour = [255, 255, 255, 1];
    const chain = [];
    for (let it = element; it; it = it.parentElement) chain.unshift(it);
    for (const it of chain) if (!(it instanceof SVGElement) || it instanceof SVGSVGElement) colour = over(it instanceof SVGSVGElement ? [0, 0, 0, 0] : own(it), colour);
    const svg = element.closest("svg");
    if (!svg) return colour;
    for (const shape of svg.querySelectorAll("path,rect,circle,polygon")) {
      if (!(shape.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) || shape.closest("[data-off],.hot,defs,clipPath")) continue;
      const matrix = shape.getScreenCTM();
      if (!matrix) continue;
      const point = new DOMPoint(x, y).matrixTransform(matrix.inverse());
      const fill = own(shape);
      if (fill[3] > 0 && shape.isPointInFill(point)) colour = over(fill, colour);
    }
    return colour;
  };
  const bad = [];
  let [all, least] = [0, 21];
  const walk = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  for (let node = walk.nextNode(); node; node = walk.nextNode()) {
    const element = node.parentElement;
    if (!node.textContent.trim() || element.closest("script,style,title,desc,.vh,.skip") || !element.checkVisibility()) continue;
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    if (!box.width || !box.height) continue;
    const style = getComputedStyle(element);
    const picture = element instanceof SVGElement;
    const back = behind(element, box.left + box.width / 2, box.top + box.height / 2);
    let front = parse(picture ? style.fill : style.color);
    if (picture) front = [...front.slice(0, 3), front[3] * Number(style.fillOpacity)];
    let clear = 1;
    for (let it = element; it; it = it.parentElement) clear *= Number(getComputedStyle(it).opacity);
    front[3] *= clear;
    const found = ratio(over(front, back), back);
    all += 1;
    least = Math.min(least, found);
    if (found < 4.5) bad.push({ ratio: found, text: node.textContent.trim().slice(0, 40), front: front.join(), back: back.map(Math.round).join() });
  }
  return { all, least, bad };
}
