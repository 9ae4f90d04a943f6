import { h } from "../view/dom.js";
import { icon, sketch } from "../view/icons.js";
import { lasted, party, standing, when } from "../view/words.js";
import { note } from "../view/router.js";
import { callOf } from "../api/shape.js";
import { action } from "../parts/act.js";
import { empty, failure } from "../parts/notice.js";
import { player } from "../parts/player.js";
import { filters } from "./filters.js";
/** @typedef {import("../api/client.js").Client} Client */
/** @typedef {import("../api/types.js").Call} Call */

/**
 * Calls that are over, newest first.
 * @param {Client} client @param {URLSearchParams} query the filters
 * @returns {import("../view/router.js").Page}
 */
export function historyPage(client, query) {
  /** @type {(() => void)[]} */
  let ends = [];
  let chosen = Object.fromEntries(query);
  let turn = 0;
  const list = h("ol", { class: "card rows", "aria-label": "Calls" });
  const place = h("div", { "aria-live": "polite" });
  const bar = filters(chosen, (now) => {
    chosen = now;
    note("/history", chosen);
    begin();
  });
  const node = h("div", { class: "page" }, h("div", { class: "page-head" }, h("h1", { tabindex: -1 }, "History")), bar.node, place);

  function begin() {
    ends.forEach((end) => end());
    ends = [];
    list.replaceChildren();
    load("");
  }

  /** @param {string} cursor */
  async function load(cursor) {
    const mine = ++turn;
    try {
      const asked = new URLSearchParams({ state: "ended", limit: "25", ...chosen, ...(cursor && { cursor }) });
      const { items, next } = await client.get(`/v1/calls?${asked}`);
      if (mine !== turn) return;
      list.append(...items.map(callOf).filter(fits).map(row));
      const more = action({ text: "Show earlier calls" }, () => load(next));
      place.replaceChildren(list.children.length ? list : nothing(), next ? h("div", { class: "more" }, more) : "");
    } catch (error) {
      if (mine === turn) place.replaceChildren(failure(error, action({ text: "Try again" }, begin)));
    }
  }

  /**
   * Also where the server knows fewer filters than we do.
   * @param {Call} call
   */
  function fits(call) {
    return call.state === "ended" && (!chosen.direction || call.direction === chosen.direction) && (!chosen.outcome || call.outcome === chosen.outcome);
  }

  function nothing() {
    return Object.keys(chosen).length
      ? empty(sketch(), "No call fits", "Nothing in the history has all that you asked for.",
        action({ text: "Show all calls", class: "main" }, () => bar.clear()))
      : empty(sketch(), "No calls yet", "Each call that ends is kept here, with how it went, why it ended, and its recording if there is one.",
        h("a", { class: "button main", href: "#/dial" }, icon("dial"), "Call someone"));
  }

  /** @param {Call} call */
  function row(call) {
    const outcome = standing(call);
    const inbound = call.direction === "inbound";
    const where = [call.room && `room ${call.room}`, call.channel && `#${call.channel.name}`].filter(Boolean).join(", ");
    const item = h("li", { class: "row" },
      h("span", { class: `way ${inbound ? "" : "out"}`, title: inbound ? "Incoming" : "Outgoing" }, icon(inbound ? "incoming" : "outgoing"), h("span", { class: "unseen" }, inbound ? "Incoming" : "Outgoing")),
      h("div", { class: "who" }, h("a", { href: `#/calls/${call.id}` }, party(call)), h("p", { class: "sub" }, call.error?.title ?? where)),
      h("span", { class: "when sub" }, when(call.created_at)),
      h("span", { class: "lasted figures small" }, call.answered_at ? lasted(call.duration_ms ?? 0) : "–"),
      h("span", { class: "outcome" }, h("span", { class: `badge ${outcome.tone}` }, outcome.text)),
      h("div", { class: "end" }, call.recordings?.length ? listen(call) : ""));
    return item;
  }

  /** @param {Call} call */
  function listen(call) {
    const button = action({ text: "Listen", label: `Listen to the call with ${party(call)}`, icon: "play" }, async () => {
      const { items } = await client.get(`/v1/recordings?call=${encodeURIComponent(call.id)}`);
      const players = items.map((/** @type {any} */ recording) => player(client, recording));
      ends.push(...players.map((/** @type {any} */ made) => made.end));
      button.closest("li")?.append(...players.map((/** @type {any} */ made) => made.node));
      button.remove();
      players[0]?.node.querySelector("button")?.focus();
    });
    return button;
  }

  begin();
  return { node, title: "History", end: () => ends.forEach((end) => end()) };
}
