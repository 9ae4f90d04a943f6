import { h, fresh } from "../view/dom.js";
import { icon, sketch } from "../view/icons.js";
import { action } from "../parts/act.js";
import { open } from "../parts/dialog.js";
import { empty, failure, notice } from "../parts/notice.js";
import { numberOf } from "../api/shape.js";
import { told, failed } from "../parts/toasts.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../api/types.js").PhoneNumber} PhoneNumber */

/** @type {Record<string, string>} */
const answers = { ask: "Rings here until somebody answers", auto: "Answers by itself", pin: "Answers after the PIN", reject: "Turns every caller away" };
/** @type {Record<string, [string, string]>} */
const hooks = { ok: ["good", "Reaches this server"], differs: ["warn", "Calls go elsewhere"], overridden: ["warn", "Overridden"], unknown: ["", "Not looked at yet"] };

/**
 * The numbers that people can call, and where each call goes.
 * @param {Live} live
 * @returns {import("../view/router.js").Page}
 */
export function numbersPage(live) {
  const place = h("div", {}, h("p", { class: "quiet" }, "Asking for the numbers…"));
  const node = h("div", { class: "page" }, h("div", { class: "page-head" }, h("div", {}, h("h1", { tabindex: -1 }, "Numbers"),
    h("p", { class: "lead" }, "Who calls one of these meets everybody in its room."))), place);

  async function load() {
    try {
      const { items } = await live.client.get("/v1/numbers");
      place.replaceChildren(items.length
        ? h("ul", { class: "card rows", "aria-label": "Numbers" }, items.map(numberOf).map(row))
        : empty(sketch(), "No numbers", "A number lets people call in. Buy one in Discord with /phone number search and /phone number buy, or set TWILIO_PHONE_NUMBER to one that you have.",
          h("a", { class: "button main", href: "#/checks" }, icon("checks"), "See the checks")));
    } catch (error) {
      place.replaceChildren(failure(error, action({ text: "Try again" }, load)));
    }
  }

  /** @param {PhoneNumber} number */
  function row(number) {
    const [tone, text] = hooks[number.webhook.state] ?? hooks.unknown;
    const discord = [number.channel && `#${number.channel.name}`, number.guild?.name].filter(Boolean).join(" · ");
    return h("li", { class: "number-row" },
      h("div", {}, h("p", { class: "big" }, number.number), number.name && h("p", { class: "quiet small" }, number.name)),
      h("div", {}, h("p", {}, number.room ? `Room ${number.room}` : discord || "A room of its own"), number.room && discord && h("p", { class: "quiet small" }, discord)),
      h("div", {}, h("span", { class: `badge ${tone}` }, text), h("p", { class: "quiet small" }, answers[number.answer] ?? number.answer)),
      h("div", { class: "buttons" }, live.may("numbers") && action({ text: "Link", label: `Link ${number.number} to a room`, icon: "gear" }, () => link(number))),
      (number.webhook.remedy || number.webhook.detail) && number.webhook.state !== "ok"
        && notice("warn", { title: "Calls to this number do not come here", detail: number.webhook.detail ?? "", remedy: number.webhook.remedy ?? "" }));
  }

  /** @param {PhoneNumber} number */
  function link(number) {
    const id = fresh("room");
    const input = h("input", { id, value: number.room ?? "", maxlength: 64, pattern: "[A-Za-z0-9+._:@\\-]{1,64}", required: true, autocomplete: "off" });
    const form = h("form", {
      id: `${id}-form`,
      onsubmit: async (/** @type {Event} */ event) => {
        event.preventDefault();
        try {
          await live.client.put(`/v1/numbers/${encodeURIComponent(number.number)}`, { room: input.value });
          dialog.close();
          told(`${number.number} leads to ${input.value}`);
          await load();
        } catch (error) {
          failed(error);
        }
      },
    }, h("div", { class: "field" }, h("label", { for: id }, "Room"), input, h("p", { class: "hint" }, "Letters, digits and + - _ . : @. It opens with the first caller.")));
    const dialog = open(`Where do calls to ${number.number} go?`, [form], [
      h("button", { type: "button", class: "button", onclick: () => dialog.close() }, "Leave it"),
      h("button", { class: "button main", form: `${id}-form` }, "Link"),
    ]);
  }

  load();
  return { node, title: "Numbers" };
}
