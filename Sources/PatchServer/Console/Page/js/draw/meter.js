import { h, attribute } from "../view/dom.js";
import { draw } from "./canvas.js";
import { loudness } from "../state/levels.js";

/**
 * A level from −60 to 0 dBov, with a mark at the loudest of the last second and a half.
 * @param {string} name what is measured @param {() => number} read the level now, in dBov
 */
export function meter(name, read) {
  const node = h("canvas", {
    class: "meter", role: "meter", "aria-label": name, "aria-valuemin": -60, "aria-valuemax": 0, "aria-valuenow": -60,
    "aria-valuetext": "silent",
  });
  let shown = 0;
  let top = 0;
  let topAt = 0;
  let toldAt = 0;
  const end = draw(node, (context, width, height, colour) => {
    const now = performance.now();
    const db = read();
    const loud = loudness(db);
    // Up at once, down slowly, as a needle does.
    shown = Math.max(loud, shown - 0.035);
    if (shown >= top || now - topAt > 1500) [top, topAt] = [shown, now];
    const round = height / 2;
    context.fillStyle = colour;
    context.globalAlpha = 0.18;
    bar(context, 0, width, height, round);
    context.globalAlpha = 1;
    if (shown > 0.01) bar(context, 0, Math.max(height, shown * width), height, round);
    if (top > 0.02) context.fillRect(Math.min(width - 2, top * width), 0, 2, height);
    // A screen reader wants a figure now and then, not thirty times a second.
    if (now - toldAt > 1000) {
      toldAt = now;
      attribute(node, "aria-valuenow", Math.round(Math.max(-60, Math.min(0, db))));
      attribute(node, "aria-valuetext", db <= -60 ? "silent" : `${Math.round(db)} decibels`);
    }
  });
  return { node, end };
}

/** @param {CanvasRenderingContext2D} context @param {number} x @param {number} width @param {number} height @param {number} round */
function bar(context, x, width, height, round) {
  context.beginPath();
  context.roundRect(x, 0, width, height, round);
  context.fill();
}
