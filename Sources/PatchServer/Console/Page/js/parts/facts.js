import { h, say, show } from "../view/dom.js";
import { opinion } from "../view/words.js";
/** @typedef {import("../api/types.js").Statistics} Statistics */

/** The parts of a leg's latency, in the order in which sound passes them. */
const STAGES = /** @type {const} */ ([
  ["packet", "packet"], ["network", "network"], ["buffer", "jitter buffer"], ["resampling", "resampling"], ["chain", "clean-up"],
  ["tick", "until the tick"], ["queue", "queue at the far side"],
]);

/** The figures of a leg: latency, jitter, loss, mean opinion. */
export function facts() {
  const latency = fact("Latency", "From this party's mouth to the room, and from the room to its ear");
  const jitter = fact("Jitter", "How unevenly sound arrives");
  const loss = fact("Loss", "Sound that was missing in the last five seconds");
  const mos = fact("MOS", "Mean opinion of the line, 1 to 4.5, by the E-model of ITU-T G.107");
  const node = h("dl", { class: "facts" }, latency.node, jitter.node, loss.node, mos.node);
  return {
    node,
    /** @param {Statistics | undefined} told */
    update(told) {
      const way = told?.latency_ms;
      latency.update(way ? `${Math.round(way.in)} ms in, ${Math.round(way.out)} ms out` : null, way && way.in + way.out > 300 ? "worse" : "");
      if (way) {
        latency.node.title = STAGES.filter(([key]) => way[key]).map(([key, text]) => `${text} ${Math.round(way[key])} ms`).join(", ");
      }
      jitter.update(told?.jitter_ms == null ? null : `${told.jitter_ms.toFixed(1)} ms`, (told?.jitter_ms ?? 0) > 40 ? "worse" : "");
      loss.update(told?.loss_percent == null ? null : `${told.loss_percent.toFixed(1)} %`,
        (told?.loss_percent ?? 0) > 5 ? "worst" : (told?.loss_percent ?? 0) > 1 ? "worse" : "");
      mos.update(told?.mos == null ? null : told.mos.toFixed(1), opinion(told?.mos));
      show(node, Boolean(told && (way || told.jitter_ms != null || told.mos != null)));
    },
  };
}

/** @param {string} name @param {string} tip */
function fact(name, tip) {
  const value = h("dd");
  const node = h("div", { title: tip }, h("dt", {}, name), value);
  return {
    node,
    /** @param {string | null} text @param {string} tone */
    update(text, tone) {
      show(node, text !== null);
      say(value, text ?? "");
      if (node.className !== tone) node.className = tone;
    },
  };
}
