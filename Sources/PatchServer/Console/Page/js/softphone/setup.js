import { h, fresh } from "../view/dom.js";
import { open } from "../parts/dialog.js";
import { failed } from "../parts/toasts.js";
import { devices } from "./microphone.js";
/** @typedef {import("./softphone.js").Softphone} Softphone */

/**
 * Asks which microphone, which loudspeaker, and under what name. What is chosen holds at once.
 * @param {Softphone} softphone
 */
export async function setUp(softphone) {
  const found = await devices();
  const { settings } = softphone;
  const set = (/** @type {Record<string, string>} */ wish) => softphone.set(wish).catch(failed);
  const unnamed = found.microphones.every((device) => device.name.startsWith("Device"));
  const form = h("div", { class: "devices" },
    field("Your name in the room", (id) => h("input", {
      id, value: settings.name, maxlength: 40, autocomplete: "off",
      onchange: (/** @type {any} */ event) => set({ name: event.target.value.trim() || "Console" }),
    })),
    field("Microphone", (id) => choice(id, found.microphones, settings.microphone, (microphone) => set({ microphone }))),
    "setSinkId" in AudioContext.prototype
      && field("Loudspeaker", (id) => choice(id, found.speakers, settings.speaker, (speaker) => set({ speaker }))),
    h("label", { class: "check" }, h("input", {
      type: "checkbox", checked: settings.clean, onchange: (/** @type {any} */ event) => set({ clean: event.target.checked ? "yes" : "no" }),
    }), "Take echo and noise out of my microphone"),
    unnamed && h("p", { class: "quiet small" }, "The browser tells the names of devices once you have joined a room."));
  const dialog = open("Microphone and loudspeaker", [form], [h("button", { type: "button", class: "button main", onclick: () => dialog.close() }, "Done")]);
}

/** @param {string} name @param {(id: string) => HTMLElement} control */
function field(name, control) {
  const id = fresh("field");
  return h("div", { class: "field" }, h("label", { for: id }, name), control(id));
}

/** @param {string} id @param {{id: string, name: string}[]} list @param {string} chosen @param {(id: string) => void} changed */
function choice(id, list, chosen, changed) {
  const others = list.filter((device) => device.id !== "default");
  return h("select", { id, onchange: (/** @type {any} */ event) => changed(event.target.value) },
    h("option", { value: "" }, "As the system says"), others.map((device) => h("option", { value: device.id, selected: device.id === chosen }, device.name)));
}
