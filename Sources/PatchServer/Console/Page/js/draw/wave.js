import { h } from "../view/dom.js";
import { draw } from "./canvas.js";
import { loudness } from "../state/levels.js";
/** @typedef {import("../state/levels.js").Levels} Levels */

/**
 * The last ten seconds of a leg, the newest at the right.
 * @param {Levels} levels @param {string} leg
 */
export function wave(levels, leg) {
  const node = h("canvas", { class: "wave", "aria-hidden": "true" });
  const end = draw(node, (context, width, height, colour) => {
    const bars = Math.max(10, Math.min(125, Math.floor(width / 4)));
    const step = width / bars;
    context.fillStyle = colour;
    for (let bar = 0; bar < bars; bar++) {
      const loud = loudness(levels.bar(leg, bar, bars));
      const tall = Math.max(2, loud * height);
      context.globalAlpha = loud > 0 ? 0.35 + 0.65 * (bar / bars) : 0.22;
      context.beginPath();
      context.roundRect(bar * step, (height - tall) / 2, Math.max(1.5, step - 1.5), tall, 1.5);
      context.fill();
    }
  });
  return { node, end };
}
