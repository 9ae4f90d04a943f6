import { h, say } from "../view/dom.js";
import { open } from "./dialog.js";
import { pad } from "./pad.js";
import { failed } from "./toasts.js";
/** @typedef {import("../api/client.js").Client} Client */

/**
 * Keys for a call that goes on: pressed here or on the keyboard, heard at the far end, in order.
 * @param {Client} client @param {string} call @param {string} name of the party
 */
export function toneKeys(client, call, name) {
  let line = Promise.resolve();
  let sent = "";
  const shown = h("output", { class: "keys-sent", "aria-label": "Keys sent" });
  const press = (/** @type {string} */ key) => {
    sent = (sent + key).slice(-16);
    say(shown, sent);
    line = line.then(() => client.post(`/v1/calls/${call}/dtmf`, { digits: key })).catch(failed);
  };
  const dialog = open(`Keys for ${name}`, [
    h("p", { class: "quiet small" }, "Pressed here or typed, each is sent as a tone."), shown, pad(press, { plus: false }),
  ], [h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Done")]);
  dialog.addEventListener("keydown", (event) => {
    if (/^[0-9*#]$/.test(event.key) && !event.ctrlKey && !event.metaKey) press(event.key);
  });
}
