import { h, say, show, keyed, attribute } from "../view/dom.js";
import { counted, roomName, since } from "../view/words.js";
import { action } from "./act.js";
import { legPart } from "./leg.js";
import { privacy } from "./privacy.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../softphone/softphone.js").Softphone} Softphone */
/** @typedef {import("../api/types.js").Room} Room */

/**
 * A room with all its legs.
 * @param {Live} live @param {Softphone} softphone @param {Room} first
 * @returns {import("../view/dom.js").Part<Room>}
 */
export function roomPart(live, softphone, first) {
  const place = h("span", { class: "quiet" });
  const age = h("p", { class: "age" });
  const recording = h("span", { class: "badge bad" }, h("span", { class: "dot" }), "Recording");
  const list = h("ol", { class: "bay", "aria-label": `Parties in ${first.name}` });
  const legs = keyed(list, (leg) => leg.id, (leg) => legPart(live, first.name, leg));
  const note = privacy();
  const join = action({ text: "Talk in this room", icon: "mic", class: "wide" }, () => softphone.join(first.name));
  const node = h("li", { class: "card room" },
    h("header", {}, h("div", { class: "where" }, h("h2", {}, roomName(first.name, [first])), place, recording), age, join),
    list, note.node);
  const joined = () => show(join, live.may("softphone") && softphone.state.kind === "idle");
  softphone.addEventListener("change", joined);
  return {
    node,
    update(room) {
      say(place, [room.channel && roomName(room.name, [room]) === room.name && `#${room.channel.name}`, room.guild?.name].filter(Boolean).join(" · "));
      say(age, `${counted(room.legs.length, "party", "parties")}${room.opened_at ? ` · ${since(room.opened_at)}` : ""}`);
      show(recording, ["on", "asking"].includes(room.recording?.state ?? ""));
      say(/** @type {Node} */ (recording.lastChild), room.recording?.state === "asking" ? "Asking to record" : "Recording");
      attribute(recording, "class", room.recording?.state === "asking" ? "badge warn" : "badge bad");
      legs.update(room.legs);
      note.update(room);
      joined();
    },
    end() {
      legs.end();
      softphone.removeEventListener("change", joined);
    },
  };
}
