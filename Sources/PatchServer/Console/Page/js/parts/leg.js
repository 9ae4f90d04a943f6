import { h, say, show, attribute, keyed } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { causes, since } from "../view/words.js";
import { action, toggle } from "./act.js";
import { confirmed } from "./dialog.js";
import { facts } from "./facts.js";
import { toneKeys } from "./tonekeys.js";
import { meter } from "../draw/meter.js";
import { wave } from "../draw/wave.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../api/types.js").Leg} Leg */

const kinds = /** @type {const} */ ({
  phone: { icon: "phone", text: "Phone" },
  discord: { icon: "people", text: "Discord" },
  browser: { icon: "mic", text: "Browser" },
  pcm: { icon: "wave", text: "PCM stream" },
  tone: { icon: "wave", text: "Tone" },
});
/** Louder than this counts as speaking, for the jack's light. */
const SPEAKING = -45;

/**
 * One party of a room: who, how it sounds, how good its line is, and what can be done with it.
 * @param {Live} live @param {string} room @param {Leg} first
 * @returns {import("../view/dom.js").Part<Leg>}
 */
export function legPart(live, room, first) {
  let leg = first;
  const kind = kinds[leg.kind] ?? kinds.pcm;
  const name = h("h3", { class: "name" });
  const age = h("span", { class: "figures" });
  const badges = h("span");
  const speakers = h("ul", { class: "speakers", "aria-label": "In the channel" });
  const people = keyed(speakers, (person) => person.id, speakerPart);
  const cause = h("p", { class: "cause" }, icon("warning"), h("span"));
  const figures = facts();
  const picture = wave(live.levels, leg.id);
  const level = meter(`Level of ${leg.name}`, () => live.levels.peak(leg.id));
  const acts = actions(live, room, leg);
  const node = h("li", { class: "leg", "data-kind": leg.kind },
    h("span", { class: "jack" }, icon(kind.icon)),
    h("div", { class: "who" }, name, h("p", { class: "sub" }, h("span", {}, kind.text), age, badges), speakers),
    h("div", { class: "sound" }, picture.node, level.node),
    h("div", { class: "line" }, figures.node, cause),
    acts.node);
  const light = setInterval(() => node.classList.toggle("speaking", !leg.muted && live.levels.peak(leg.id, 12) > SPEAKING), 120);
  return {
    node,
    update(now) {
      leg = now;
      say(name, leg.name);
      say(age, leg.joined_at ? since(leg.joined_at) : "");
      node.classList.toggle("off", Boolean(leg.muted || leg.held));
      badges.replaceChildren(...[leg.held && "On hold", leg.muted && "Muted", leg.discord?.state === "resuming" && "Reconnecting",
        leg.discord?.state === "keys" && "Waiting for keys"].filter(Boolean)
        .map((text) => h("span", { class: "badge warn" }, String(text))));
      show(speakers, Boolean(leg.discord?.speakers?.length));
      people.update(leg.discord?.speakers ?? []);
      figures.update(leg.statistics);
      const wrong = causes[leg.statistics?.cause ?? ""];
      show(cause, Boolean(wrong));
      say(/** @type {Node} */ (cause.lastChild), wrong ?? "");
      acts.update(leg);
    },
    end() {
      clearInterval(light);
      picture.end();
      level.end();
      people.end();
    },
  };
}

/** @returns {import("../view/dom.js").Part<{id: string, name: string, speaking: boolean}>} */
function speakerPart() {
  const node = h("li");
  return {
    node,
    update(person) {
      say(node, person.name);
      attribute(node, "class", person.speaking ? "speaking" : null);
    },
  };
}

/** @param {Live} live @param {string} room @param {Leg} leg */
function actions(live, room, leg) {
  const base = leg.call_id ? `/v1/calls/${leg.call_id}` : `/v1/rooms/${encodeURIComponent(room)}/legs/${leg.id}`;
  const node = h("div", { class: "acts buttons" });
  const mute = toggle({ off: "Mute", on: "Muted: press to be heard again", icon: "mic", iconOn: "muted", about: leg.name },
    (on) => live.client.post(`${base}/${on ? "mute" : "unmute"}`));
  const hold = toggle({ off: "Hold", on: "On hold: press to come back", icon: "hold", iconOn: "resume", about: leg.name },
    (on) => live.client.post(`${base}/${on ? "hold" : "resume"}`));
  if (live.may("control")) {
    node.append(mute.node);
    if (leg.call_id) {
      node.append(
        hold.node,
        action({ text: "Keys", label: `Send keys to ${leg.name}`, icon: "keys", short: true }, () => toneKeys(live.client, leg.call_id ?? "", leg.name)),
        action({ text: "Hang up", label: `Hang up ${leg.name}`, icon: "hangup", class: "stop" }, () => live.client.delete(base)));
    } else if (leg.kind === "browser" || leg.kind === "pcm") {
      node.append(action({ text: "Take out", label: `Take ${leg.name} out of the room`, icon: "leave", class: "stop" }, async () => {
        const sure = await confirmed({ title: `Take ${leg.name} out of the room?`, text: "They can join again.", yes: "Take out" });
        if (sure) await live.client.delete(base);
      }));
    }
  }
  return {
    node,
    /** @param {Leg} now */
    update(now) {
      mute.update(Boolean(now.muted));
      hold.update(Boolean(now.held));
    },
  };
}
