import { h, fresh } from "../view/dom.js";

/**
 * Asks before something that cannot be undone. True when the visitor says yes.
 * @param {{title: string, text: string, yes: string}} question @returns {Promise<boolean>}
 */
export function confirmed(question) {
  return new Promise((answer) => {
    const text = fresh("text");
    const dialog = open(question.title, [h("p", { id: text, class: "quiet" }, question.text)], [
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Leave it"),
      h("button", { type: "button", class: "button stop full", onclick: () => dialog.close("yes") }, question.yes),
    ]);
    dialog.setAttribute("aria-describedby", text);
    dialog.addEventListener("close", () => answer(dialog.returnValue === "yes"));
  });
}

/**
 * A dialog over the page; it is gone when closed, and the focus goes back to where it was.
 * @param {string} title @param {Node[]} content @param {HTMLElement[]} buttons
 */
export function open(title, content, buttons) {
  const name = fresh("dialog");
  const dialog = h("dialog", { "aria-labelledby": name },
    h("div", { class: "stack" }, h("h2", { id: name }, title), content), h("div", { class: "buttons" }, buttons));
  const before = document.activeElement;
  dialog.addEventListener("close", () => {
    dialog.remove();
    if (before instanceof HTMLElement && before.isConnected) before.focus();
  });
  document.body.append(dialog);
  dialog.showModal();
  return dialog;
}
