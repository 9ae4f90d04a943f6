import { h } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { Problem } from "../api/problem.js";

/** @typedef {"bad" | "warn" | "good" | ""} Tone */
const pictures = /** @type {const} */ ({ bad: "wrong", warn: "warning", good: "good", "": "info" });

/**
 * What, why, and what to do about it.
 * @param {Tone} tone @param {{title: string, detail?: string, remedy?: string}} told @param {...HTMLElement} buttons
 */
export function notice(tone, told, ...buttons) {
  return h("div", { class: `notice ${tone}` }, icon(pictures[tone]),
    h("div", { class: "body" }, h("strong", {}, told.title), told.detail && h("p", { class: "small" }, told.detail),
      told.remedy && h("p", { class: "small remedy" }, told.remedy)),
    buttons.length > 0 && h("div", { class: "buttons" }, buttons));
}

/** @param {unknown} error @param {...HTMLElement} buttons */
export function failure(error, ...buttons) {
  const node = notice("bad", Problem.from(error), ...buttons);
  node.setAttribute("role", "alert");
  return node;
}

/**
 * An empty page helps: what would be here, and how it gets here.
 * @param {Node} picture @param {string} title @param {string} text @param {...Node} more
 */
export function empty(picture, title, text, ...more) {
  return h("div", { class: "card empty" }, picture, h("h2", {}, title), h("p", {}, text), more);
}
