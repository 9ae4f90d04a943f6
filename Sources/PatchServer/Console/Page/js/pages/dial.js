import { h, fresh, keyed, show, say, attribute } from "../view/dom.js";
import { icon, sketch } from "../view/icons.js";
import { action } from "../parts/act.js";
import { callRow } from "../parts/callrow.js";
import { empty, failure, notice } from "../parts/notice.js";
import { pad } from "../parts/pad.js";
import { preference, prefer } from "../state/session.js";
/** @typedef {import("../state/live.js").Live} Live */

/** + and a country code, then up to fifteen digits (E.164). */
const NUMBER = /^\+[1-9]\d{6,14}$/;

/**
 * Calls someone into a room.
 * @param {Live} live @param {URLSearchParams} query `to` fills the number in
 * @returns {import("../view/router.js").Page}
 */
export function dialPage(live, query) {
  const [to, from, room, roomList] = ["to", "from", "room", "rooms"].map(fresh);
  const wrong = h("p", { class: "wrong", id: `${to}-wrong`, role: "alert", hidden: true });
  const refusal = h("div");
  const number = h("input", {
    id: to, class: "input number", type: "tel", inputmode: "tel", autocomplete: "off", placeholder: "+1 415 555 0110",
    "aria-describedby": `${to}-hint ${to}-wrong`, value: query.get("to") ?? "", oninput: () => complain(""),
  });
  const sender = h("select", { id: from });
  const place = h("input", { id: room, list: roomList, value: preference("room", "lobby"), maxlength: 64, autocomplete: "off" });
  const places = h("datalist", { id: roomList });
  const call = h("button", { class: "button go" }, icon("phone"), "Call");
  const form = h("form", { class: "card", novalidate: true, onsubmit: dial },
    refusal,
    h("div", { class: "field" }, h("label", { for: to }, "Number"), number,
      h("p", { class: "hint", id: `${to}-hint` }, "With its country code. A room can be called many times: everybody meets there."), wrong),
    pad((key) => {
      number.value += key;
      complain("");
    }, { plus: true }),
    h("div", { class: "pair" },
      h("div", { class: "field" }, h("label", { for: room }, "Into the room"), place, places),
      h("div", { class: "field" }, h("label", { for: from }, "Call from"), sender)),
    call);
  const underway = h("ol", { class: "underway", "aria-label": "Calls on their way" });
  const calls = keyed(underway, (item) => item.id, (item) => callRow(live, item));
  const none = empty(sketch(), "No call on its way", "A call stands here while it rings. As soon as somebody answers, it moves to its room under Live.");
  const without = notice("warn", {
    title: "No telephone network is set up",
    detail: "The server has no number to call from, so it cannot place calls.",
    remedy: "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER, start it again, and look at Checks. Without an account, phonepatch demo brings a telephone network of its own.",
  });
  const node = h("div", { class: "page" },
    h("div", { class: "page-head" }, h("h1", { tabindex: -1 }, "Call someone")),
    h("div", { class: "stack" }, without, h("div", { class: "dial" }, form, h("section", { class: "stack", "aria-label": "On their way" }, underway, none))));

  /** @param {string} text */
  function complain(text) {
    say(wrong, text);
    show(wrong, text !== "");
    attribute(number, "aria-invalid", text ? "true" : null);
  }

  /** @param {Event} event */
  async function dial(event) {
    event.preventDefault();
    refusal.replaceChildren();
    const digits = number.value.replace(/[\s().\-/]/g, "").replace(/^00/, "+");
    if (!NUMBER.test(digits)) {
      complain(digits.startsWith("+") ? "A number has 7 to 15 digits after the +." : "Begin with + and the country code: +44 20 7946 0018, not 020 7946 0018.");
      number.focus();
      return;
    }
    call.disabled = true;
    try {
      prefer("room", place.value.trim());
      await live.client.post("/v1/calls", { to: digits, from: sender.value || undefined, room: place.value.trim() || undefined });
      number.value = "";
    } catch (error) {
      refusal.replaceChildren(failure(error, action({ text: "Put away" }, () => refusal.replaceChildren())));
    } finally {
      call.disabled = !able();
    }
  }

  const able = () => live.may("dial") && (live.status?.from_numbers.length ?? 1) > 0;
  const ends = [
    live.on("rooms", () => {
      show(underway, live.underway.length > 0);
      show(none, live.underway.length === 0);
      calls.update(live.underway);
      options(places, live.rooms.map((item) => item.name));
    }),
    live.on("status", () => {
      options(sender, live.status?.from_numbers ?? []);
      show(without, live.status !== null && live.status.from_numbers.length === 0);
      call.disabled = !able();
    }),
  ];
  return {
    node, title: "Call someone",
    end() {
      ends.forEach((end) => end());
      calls.end();
    },
  };
}

/** @param {HTMLSelectElement | HTMLDataListElement} list @param {string[]} values */
function options(list, values) {
  if ([...list.options].map((option) => option.value).join() === values.join()) return;
  list.replaceChildren(...values.map((value) => h("option", { value }, value)));
}
