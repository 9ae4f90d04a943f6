import { h, say, attribute } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { party, since, standing } from "../view/words.js";
import { action } from "./act.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../api/types.js").Call} Call */

/**
 * A call on its way: placed, or in the queue, and not in a room yet.
 * @param {Live} live @param {Call} first
 * @returns {import("../view/dom.js").Part<Call>}
 */
export function callRow(live, first) {
  const name = h("strong");
  const state = h("span", { class: "badge" });
  const text = h("span");
  const inbound = first.direction === "inbound";
  const buttons = h("div", { class: "buttons" }, live.may("control")
    && action({ text: "Hang up", label: `Hang up ${party(first)}`, icon: "hangup", class: "stop" }, () => live.client.delete(`/v1/calls/${first.id}`)));
  const node = h("li", { class: "card call-row" }, icon(inbound ? "incoming" : "outgoing"),
    h("div", {}, name, " ", state, h("p", { class: "sub" }, text)), buttons);
  return {
    node,
    update(call) {
      const standingNow = standing(call);
      say(name, party(call));
      say(state, standingNow.text);
      attribute(state, "class", `badge ${standingNow.tone}`);
      say(text, `${inbound ? `to ${call.to}` : `from ${call.from}`}${call.room ? `, room ${call.room}` : ""} · ${since(call.created_at)}`);
    },
  };
}
