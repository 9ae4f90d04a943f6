/**
 * Something drawn again and again while it can be seen. One clock for all drawings of the page.
 * @typedef {(context: CanvasRenderingContext2D, width: number, height: number, colour: string) => void} Painter
 */

/** @type {Set<{node: HTMLCanvasElement, paint: Painter, seen: boolean, colour: string}>} */
const drawings = new Set();
const still = matchMedia("(prefers-reduced-motion: reduce)");
const dark = matchMedia("(prefers-color-scheme: dark)");
const watcher = new IntersectionObserver((entries) => {
  for (const entry of entries) {
    for (const drawing of drawings) if (drawing.node === entry.target) drawing.seen = entry.isIntersecting;
  }
});
let running = false;
let last = 0;

dark.addEventListener("change", () => drawings.forEach((drawing) => { drawing.colour = ""; }));

/**
 * Paints a canvas from now on; gives the end of it.
 * @param {HTMLCanvasElement} node @param {Painter} paint
 */
export function draw(node, paint) {
  const drawing = { node, paint, seen: true, colour: "" };
  drawings.add(drawing);
  watcher.observe(node);
  if (!running) {
    running = true;
    requestAnimationFrame(frame);
  }
  return () => {
    drawings.delete(drawing);
    watcher.unobserve(node);
  };
}

/** @param {number} now */
function frame(now) {
  running = drawings.size > 0;
  if (running) requestAnimationFrame(frame);
  // Thirty pictures a second are enough for a meter; one is for whoever wants little motion.
  if (now - last < (still.matches ? 1000 : 30)) return;
  last = now;
  for (const drawing of drawings) if (drawing.seen) once(drawing);
}

/** @param {{node: HTMLCanvasElement, paint: Painter, colour: string}} drawing */
function once(drawing) {
  const { node } = drawing;
  const scale = Math.min(devicePixelRatio || 1, 2);
  const [width, height] = [node.clientWidth, node.clientHeight];
  if (!width || !height) return;
  if (node.width !== Math.round(width * scale) || node.height !== Math.round(height * scale)) {
    node.width = Math.round(width * scale);
    node.height = Math.round(height * scale);
  }
  drawing.colour ||= getComputedStyle(node).color;
  const context = node.getContext("2d");
  if (!context) return;
  context.setTransform(scale, 0, 0, scale, 0, 0);
  context.clearRect(0, 0, width, height);
  drawing.paint(context, width, height, drawing.colour);
}
