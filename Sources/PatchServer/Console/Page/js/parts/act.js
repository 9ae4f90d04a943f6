import { h, attribute, say } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { failed } from "./toasts.js";
/** @typedef {import("../view/icons.js").IconName} IconName */

/**
 * A button that asks the server for something: it waits for the answer and tells when that is no.
 * @param {{text: string, icon?: IconName, class?: string, short?: boolean, label?: string}} look with `short` the text is
 *   for screen readers and the tip only
 * @param {() => Promise<unknown> | void} act
 */
export function action(look, act) {
  const words = h("span", look.short ? { class: "unseen" } : { class: "text" }, look.text);
  const button = h("button", {
    type: "button", class: `button ${look.short ? "round " : ""}${look.class ?? ""}`, title: look.short ? look.text : null,
    "aria-label": look.label ?? null,
    onclick: async () => {
      if (button.getAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      try {
        await act();
      } catch (error) {
        failed(error);
      } finally {
        button.removeAttribute("aria-busy");
      }
    },
  }, look.icon && icon(look.icon), words);
  return button;
}

/**
 * A button that is on or off.
 * @param {{off: string, on: string, icon: IconName, iconOn?: IconName, about: string}} look `about` is added for screen readers
 * @param {(on: boolean) => Promise<unknown>} act
 */
export function toggle(look, act) {
  let on = false;
  const words = h("span", { class: "unseen" });
  const button = action({ text: "", short: true }, () => act(!on));
  button.replaceChildren(icon(look.icon), words);
  return {
    node: button,
    /** @param {boolean} now */
    update(now) {
      if (now !== on) button.replaceChildren(icon(now ? look.iconOn ?? look.icon : look.icon), words);
      on = now;
      // The name says what is on, not what a press would do.
      attribute(button, "aria-pressed", String(on));
      attribute(button, "title", on ? look.on : look.off);
      say(words, `${look.off} ${look.about}`);
    },
  };
}
