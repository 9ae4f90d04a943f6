import { h, fresh } from "../view/dom.js";
import { failure } from "../parts/notice.js";
import { keepToken } from "../state/session.js";
import { Client } from "../api/client.js";

/**
 * Asks for the token of this server. `ready` is called with one that works.
 * @param {(token: string) => void} ready @param {unknown} problem why the last one did not, or null
 */
export function login(ready, problem) {
  const id = fresh("token");
  const wrong = h("div");
  const input = h("input", { id, type: "password", autocomplete: "current-password", required: true, spellcheck: "false", "aria-describedby": `${id}-hint` });
  const always = h("input", { type: "checkbox" });
  const button = h("button", { class: "button main" }, "Sign in");
  const form = h("form", {
    class: "card",
    onsubmit: async (/** @type {Event} */ event) => {
      event.preventDefault();
      const token = input.value.trim();
      button.disabled = true;
      wrong.replaceChildren();
      try {
        await new Client(token).get("/v1/status");
        keepToken(token, always.checked);
        ready(token);
      } catch (error) {
        wrong.replaceChildren(failure(error));
        button.disabled = false;
        input.select();
      }
    },
  },
  h("span", { class: "brand" }, h("img", { src: "icon.svg", alt: "" }), "Phonepatch"),
  h("h1", { tabindex: -1 }, "Sign in"),
  wrong,
  h("div", { class: "field" }, h("label", { for: id }, "Token"), input,
    h("p", { class: "hint", id: `${id}-hint` }, "One of the tokens that the server was started with: see ",
      h("code", {}, "PHONEPATCH_API_TOKENS"), " in its settings, or the link that it printed when it started.")),
  h("label", { class: "check" }, always, "Keep me signed in on this device"),
  button);
  if (problem) wrong.append(failure(problem));
  return h("main", { class: "login" }, form);
}
