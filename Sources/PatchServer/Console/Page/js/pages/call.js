import { h, keyed } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { fully, lasted, party, plain, size, standing } from "../view/words.js";
import { action } from "../parts/act.js";
import { confirmed } from "../parts/dialog.js";
import { callOf, eventOf } from "../api/shape.js";
import { failure, notice } from "../parts/notice.js";
import { player } from "../parts/player.js";
import { timeline } from "../parts/timeline.js";
import { told } from "../parts/toasts.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../api/types.js").Call} Call */
/** @typedef {import("../api/types.js").Recording} Recording */

/**
 * One call: what it was, what happened in it, and its recordings.
 * @param {Live} live @param {string} id
 * @returns {import("../view/router.js").Page}
 */
export function callPage(live, id) {
  const { client } = live;
  const heading = h("h1", { tabindex: -1 }, "Call");
  const state = h("span", { class: "badge" });
  const place = h("div", {}, h("p", { class: "quiet" }, "Asking for the call…"));
  const list = h("ol", { class: "stack", "aria-label": "Recordings" });
  const recordings = keyed(list, (recording) => recording.id, recordingPart);
  const node = h("div", { class: "page" },
    h("p", {}, h("a", { href: "#/history", class: "button bare" }, icon("back"), "History")),
    h("div", { class: "page-head" }, h("div", { class: "buttons" }, heading, state)), place);

  async function load() {
    try {
      const path = `/v1/calls/${encodeURIComponent(id)}`;
      const [answer, events, sounds] = await Promise.all([client.get(path), client.get(`${path}/events?limit=500`),
        client.get(`/v1/recordings?call=${encodeURIComponent(id)}`).catch(() => ({ items: [] }))]);
      const call = callOf(answer);
      const now = standing(call);
      heading.textContent = `${call.direction === "inbound" ? "From" : "To"} ${party(call)}`;
      document.title = `${heading.textContent} · Phonepatch`;
      state.className = `badge ${now.tone}`;
      state.textContent = now.text;
      recordings.update(sounds.items);
      place.replaceChildren(h("div", { class: "two" },
        h("div", { class: "stack" }, call.error && notice("bad", call.error), sounds.items.length > 0 && h("section", { class: "card stack" }, h("h2", {}, "Recording"), list),
          h("section", { class: "card stack" }, h("h2", {}, "What happened"), timeline(events.items.map(eventOf)))),
        h("aside", { class: "card stack" }, h("h2", {}, "The call"), detail(call),
          call.direction === "outbound" && live.may("dial") && h("a", { class: "button", href: `#/dial?to=${encodeURIComponent(call.to)}` }, icon("phone"), "Call again"))));
    } catch (error) {
      place.replaceChildren(failure(error, action({ text: "Try again" }, load)));
    }
  }

  /** @param {Recording} recording @returns {import("../view/dom.js").Part<Recording>} */
  function recordingPart(recording) {
    const made = player(client, recording);
    const remove = action({ text: "Delete", label: "Delete this recording", icon: "bin", class: "stop" }, async () => {
      const sure = await confirmed({ title: "Delete this recording?", text: "The sound is gone for good. That there was a call stays in the history.", yes: "Delete it" });
      if (!sure) return;
      await client.delete(`/v1/recordings/${recording.id}`);
      told("The recording is deleted");
      await load();
      heading.focus();
    });
    const row = h("li", {}, made.node, h("div", { class: "buttons" },
      h("p", { class: "quiet small" }, `${size(recording.bytes)}, ${recording.format.toUpperCase()}${recording.expires_at ? `, kept until ${new Date(recording.expires_at).toLocaleDateString()}` : ""}`),
      live.may("record.delete") && remove));
    return { node: row, update() {}, end: made.end };
  }

  load();
  return { node, title: "Call", end: () => recordings.end() };
}

/** @param {Call} call */
function detail(call) {
  /** @type {[string, string | null | undefined | false][]} */
  const rows = [
    ["From", call.from], ["To", call.to], ["Began", fully(call.created_at)], ["Answered", call.answered_at && fully(call.answered_at)],
    ["Ended", call.ended_at && fully(call.ended_at)], ["Lasted", call.answered_at && lasted(call.duration_ms ?? 0)], ["Why it ended", call.reason && plain(call.reason)],
    ["Room", call.room], ["Channel", call.channel && `#${call.channel.name}`], ["Discord server", call.guild?.name],
    ["Line (MOS)", call.mos != null && call.mos.toFixed(1)], ["Cost", call.cost != null && `about ${call.cost.toFixed(3)} USD`], ["Network's id", call.provider_id], ["Our id", call.id],
  ];
  return h("dl", { class: "detail" }, rows.filter(([, value]) => value).map(([name, value]) => h("div", {}, h("dt", {}, name), h("dd", { class: name.endsWith("id") ? "id" : null }, String(value)))));
}
