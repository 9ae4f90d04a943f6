import { h } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { notice } from "./notice.js";
import { Problem } from "../api/problem.js";

// Both are there from the start: a live region that comes with its text is often not read out.
const polite = h("div", { role: "status" });
const urgent = h("div", { role: "alert" });

/** Where passing messages stand. */
export const toasts = h("div", { class: "toasts" }, urgent, polite);

/**
 * Something went well.
 * @param {string} title @param {string} [detail]
 */
export function told(title, detail = "") { put(polite, notice("good", { title, detail }, closer()), 5000); }

/**
 * Something went wrong; it stays until it is put away, or for long.
 * @param {unknown} error
 */
export function failed(error) { put(urgent, notice("bad", Problem.from(error), closer()), 20_000); }

function closer() {
  return h("button", {
    type: "button", class: "button bare round", "aria-label": "Put away",
    onclick: (/** @type {Event} */ event) => /** @type {HTMLElement} */ (event.currentTarget).closest(".notice")?.remove(),
  }, icon("close"));
}

/** @param {HTMLElement} region @param {HTMLElement} message @param {number} time */
function put(region, message, time) {
  while (region.children.length > 2) region.firstElementChild?.remove();
  region.append(message);
  const leave = () => message.matches(":focus-within, :hover") ? setTimeout(leave, 3000) : message.remove();
  setTimeout(leave, time);
}
