import { h, keyed, say, show } from "../view/dom.js";
import { icon, sketch } from "../view/icons.js";
import { counted } from "../view/words.js";
import { action } from "../parts/act.js";
import { callRow } from "../parts/callrow.js";
import { confirmed } from "../parts/dialog.js";
import { empty } from "../parts/notice.js";
import { roomPart } from "../parts/room.js";
import { told } from "../parts/toasts.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../softphone/softphone.js").Softphone} Softphone */

/**
 * What goes on: calls on their way, and every room.
 * @param {Live} live @param {Softphone} softphone
 * @returns {import("../view/router.js").Page}
 */
export function livePage(live, softphone) {
  const lead = h("p", { class: "lead", role: "status" });
  const hangUp = action({ text: "Hang up all", icon: "hangup", class: "stop" }, async () => {
    const sure = await confirmed({ title: "Hang up every call?", text: "Everyone on a phone is cut off at once. Discord channels and browsers stay.", yes: "Hang up all" });
    if (!sure) return;
    const { ended } = await live.client.delete("/v1/calls");
    told(`${counted(ended, "call")} hung up`);
  });
  const underway = h("ol", { class: "underway", "aria-label": "Calls on their way" });
  const calls = keyed(underway, (call) => call.id, (call) => callRow(live, call));
  const list = h("ol", { class: "rooms", "aria-label": "Rooms" });
  const rooms = keyed(list, (room) => room.name, (room) => roomPart(live, softphone, room));
  const nobody = empty(sketch(), "Nobody is on the line",
    "A room opens when somebody calls one of your numbers, when you call someone, when a Discord channel is joined, or when you talk from this page.",
    h("div", { class: "buttons" }, h("a", { class: "button main", href: "#/dial" }, icon("dial"), "Call someone"),
      h("a", { class: "button", href: "#/numbers" }, icon("numbers"), "See the numbers")));
  const first = h("p", { class: "quiet" }, "Asking the server what goes on…");
  const node = h("div", { class: "page" },
    h("div", { class: "page-head" }, h("div", {}, h("h1", { tabindex: -1 }, "Live"), lead), hangUp), first, underway, list, nobody);
  const end = live.on("rooms", () => {
    const parties = live.rooms.reduce((sum, room) => sum + room.legs.length, 0);
    say(lead, [
      live.rooms.length > 0 && `${counted(live.rooms.length, "room")} with ${counted(parties, "party", "parties")}`,
      live.underway.length > 0 && `${counted(live.underway.length, "call")} on the way`, live.waiting.length > 0 && `${live.waiting.length} to answer`,
    ].filter(Boolean).join(", "));
    const known = live.line.ever || live.rooms.length > 0;
    show(first, !known);
    show(hangUp, live.calls.length > 0 && live.may("control"));
    show(underway, live.underway.length > 0);
    calls.update(live.underway);
    rooms.update(live.rooms);
    show(nobody, known && live.rooms.length === 0 && live.calls.length === 0);
  });
  return {
    node, title: "Live",
    end() {
      end();
      calls.end();
      rooms.end();
    },
  };
}
