/**
 * Runs inside the page (test/browser/inspect.ts): what a person can read there.
 * @returns `words`: every visible text and every label, title and placeholder, but for codes and for
 *   what says it is in another language; `faint`: visible text with less contrast to what is behind it than WCAG 2.2 AA asks
 */
(async function inspect() {
  // A colour on its way is nobody's colour.
  const moving = document.getAnimations().filter((a) => a.effect.getComputedTiming().endTime < Infinity);
  await Promise.allSettled(moving.map((animation) => animation.finished));

  const canvas = document.createElement('canvas').getContext('2d', { willReadFrequently: true });
  /** Red, green, blue from 0 to 255 and alpha from 0 to 1, however the browser writes the colour. */
  function rgba(color) {
    canvas.clearRect(0, 0, 1, 1);
    canvas.fillStyle = color;
    canvas.fillRect(0, 0, 1, 1);
    const [r, g, b, a] = canvas.getImageData(0, 0, 1, 1).data;
    return [r, g, b, a / 255];
  }
  const over = ([r, g, b, a], [r2, g2, b2]) => [
    r * a + r2 * (1 - a),
    g * a + g2 * (1 - a),
    b * a + b2 * (1 - a),
    1,
  ];
  function luminance([r, g, b]) {
    const [x, y, z] = [r, g, b].map((v) => (v <= 10.31475 ? v / 3294.6 : ((v / 255 + 0.055) / 1.055) ** 2.4));
    return 0.2126 * x + 0.7152 * y + 0.0722 * z;
  }
  /** The colour behind an element; null where a picture or a gradient is. */
  function backdrop(element) {
    const layers = [];
    for (let at = element; at !== null; at = at.parentElement) {
      const style = getComputedStyle(at);
      if (style.backgroundImage !== 'none') return null;
      const color = rgba(style.backgroundColor);
      if (color[3] > 0) layers.push(color);
      if (color[3] === 1) break;
    }
    return layers.reduceRight((under, layer) => over(layer, under), [255, 255, 255, 1]);
  }
  function contrast(element) {
    const behind = backdrop(element);
    if (behind === null) return null;
    const style = getComputedStyle(element);
    const [a, b] = [luminance(over(rgba(style.color), behind)), luminance(behind)];
    const px = parseFloat(style.fontSize);
    const large = px >= 24 || (px >= 18.66 && Number(style.fontWeight) >= 700);
    return { ratio: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05), wanted: large ? 3 : 4.5 };
  }
  /** Whether the text is what one sees there: on the screen, and not under something else. */
  function onTop(element, node) {
    const range = document.createRange();
    range.selectNodeContents(node);
    const box = range.getBoundingClientRect();
    const top = document.elementFromPoint(box.x + box.width / 2, box.y + box.height / 2);
    return top !== null && (top === element || element.contains(top));
  }
  const disabled = (element) =>
    element.closest(':disabled, [aria-disabled="true"], .ant-dropdown-menu-item-disabled');
  const foreign = (element) =>
    (element.closest('[lang]') ?? document.documentElement) !== document.documentElement;

  const words = [];
  const faint = [];
  let measured = 0;
  const walker = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
  while (walker.nextNode()) {
    const node = walker.currentNode;
    const element = node.parentElement;
    const text = node.textContent.trim();
    if (text === '' || element.closest('script, style, noscript') || foreign(element)) continue;
    if (!element.checkVisibility({ visibilityProperty: true })) continue;
    // Codes and numbers, set as such, are read by whoever knows them.
    if (!element.closest('.mono')) words.push(text);
    if (disabled(element) || !onTop(element, node)) continue;
    const found = contrast(element);
    if (found === null) continue;
    measured += 1;
    if (found.ratio < found.wanted) faint.push(`${text.slice(0, 30)} (${found.ratio.toFixed(2)})`);
  }
  for (const element of document.body.querySelectorAll('[aria-label], [title], [placeholder]')) {
    if (foreign(element) || !element.checkVisibility()) continue;
    for (const name of ['aria-label', 'title', 'placeholder']) {
      const text = element.getAttribute(name);
      if (text) words.push(text);
    }
  }
  return {
    words,
    faint,
    measured,
    wide: document.documentElement.scrollWidth > document.documentElement.clientWidth,
    tall: document.documentElement.scrollHeight > document.documentElement.clientHeight,
  };
})();
