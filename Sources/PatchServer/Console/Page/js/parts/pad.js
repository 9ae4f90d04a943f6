import { h } from "../view/dom.js";

const KEYS = [
  ["1", ""], ["2", "ABC"], ["3", "DEF"], ["4", "GHI"], ["5", "JKL"], ["6", "MNO"], ["7", "PQRS"], ["8", "TUV"], ["9", "WXYZ"],
  ["*", ""], ["0", "+"], ["#", ""],
];
const NAMES = /** @type {Record<string, string>} */ ({ "*": "star", "#": "hash" });
/** Held for so long, 0 is +. */
const LONG = 500;

/**
 * The twelve keys of a telephone.
 * @param {(key: string) => void} pressed @param {{plus: boolean}} kind with `plus`, 0 held long is +
 */
export function pad(pressed, kind) {
  return h("div", { class: "pad", role: "group", "aria-label": "Keys" }, KEYS.map(([key, letters]) => {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let timer;
    let held = false;
    const long = kind.plus && key === "0";
    return h("button", {
      type: "button", "aria-label": long ? "0, hold for plus" : NAMES[key] ?? key,
      onpointerdown: () => {
        held = false;
        if (long) timer = setTimeout(() => { held = true; pressed("+"); }, LONG);
      },
      onpointerup: () => clearTimeout(timer),
      onpointerleave: () => clearTimeout(timer),
      onclick: () => {
        if (!held) pressed(key);
        held = false;
      },
    }, h("b", {}, key), h("small", {}, key === "0" && !kind.plus ? "" : letters));
  }));
}
