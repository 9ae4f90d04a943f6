import { h } from "../view/dom.js";
import { moment, plain, lasted } from "../view/words.js";
/** @typedef {import("../api/types.js").ServerEvent} ServerEvent */
/** @typedef {(data: Record<string, any>) => [string, string?, ("good" | "warn" | "bad")?]} Telling */

const frames = (/** @type {number} */ count) => `${count * 20} ms`;

/**
 * What an event says: title, more, tone.
 * @type {Record<string, Telling>}
 */
const tellings = {
  "call.incoming": (data) => ["The network asked what to do", data.from && `from ${data.from} to ${data.to}`],
  "call.placed": (data) => ["The call was placed", data.to && `to ${data.to}`],
  "call.waiting": () => ["Waits for somebody to answer", "in a private room: the channel hears nothing yet", "warn"],
  "call.answered": (data) => ["Answered", data.by && `by ${data.by}`, "good"],
  "call.admitted": (data) => ["Let in", data.by && `by ${data.by}`, "good"],
  "call.pin_refused": () => ["A wrong PIN", "", "warn"],
  "call.played": () => ["A sound was played"],
  "call.machine": (data) => ["Who answered, as the network thinks", plain(String(data.answered_by ?? ""))],
  "call.transferred": (data) => ["Sent on to another number", data.to && `to ${data.to}`],
  "call.returned": () => ["The sound line came back", "into the same room", "warn"],
  "call.failed": (data) => ["The network did not take the call", data.code && `error ${data.code}`, "bad"],
  "call.declined": (data) => ["Declined", data.by && `by ${data.by}`, "warn"],
  "call.refused": (data) => ["Turned away", data.reason, "warn"],
  "call.status": (data) => [`The network says: ${plain(String(data.status ?? "")).toLowerCase()}`],
  "call.muted": (data) => [data.on ? "Muted" : "Heard again", data.by && `by ${data.by}`],
  "call.held": (data) => [data.on ? "Put on hold" : "Off hold", data.by && `by ${data.by}`],
  "call.ended": (data) => ["The call ended", [plain(String(data.reason ?? "")), data.milliseconds && `after ${lasted(data.milliseconds)}`].filter(Boolean).join(", ")],
  "leg.connected": () => ["Its sound line opened", "signature and token are good"],
  "leg.started": (data) => ["In the room", data.room, "good"],
  "leg.ended": (data) => ["Out of the room", data.reason && plain(String(data.reason))],
  "leg.dtmf": (data) => [`Pressed ${data.digit}`],
  "leg.mark": (data) => [`${data.flushed ? "Left out" : "Played to the end"}: ${data.name}`],
  "leg.starved": (data) => ["Sound came too late", `${frames(data.frames)} of silence stood in for it`, "warn"],
  "leg.discarded": (data) => ["Too much sound at once", `${frames(data.frames)} were thrown away to keep the delay short`, "warn"],
  "leg.lost": (data) => ["Sound never arrived", `${frames(data.frames)} were made up for`, "warn"],
  "leg.far_starved": (data) => ["The carrier had nothing to play", `for ${Math.round(data.microseconds / 1000)} ms, by our estimate`, "warn"],
  "leg.congested": (data) => ["The line is jammed", `${data.messages} messages were dropped`, "bad"],
  "leg.malformed": (data) => ["Not understood", `${data.messages} messages of the carrier`, "bad"],
  "leg.quality": (data) => [data.cause === "none" ? "The line is good again" : `The line suffers: ${plain(String(data.cause)).toLowerCase()}`, data.mos && `mean opinion ${data.mos}`, data.cause === "none" ? "good" : "warn"],
  "recording.started": (data) => ["Recording began", data.consent && `consent: ${data.consent}`, "bad"],
  "recording.refused": () => ["Not recorded", "no consent", "warn"],
  "recording.ended": (data) => ["Recording ended", data.milliseconds && lasted(data.milliseconds)],
  "request.refused": (data) => ["A request was turned away", data.reason, "warn"],
};

/** The same kind within so many ms is told once, with its count. */
const TOGETHER = 3000;

/**
 * What happened in a call, in order.
 * @param {ServerEvent[]} events
 */
export function timeline(events) {
  /** @type {{event: ServerEvent, count: number, last: number}[]} */
  const groups = [];
  for (const event of events) {
    const at = new Date(event.time).getTime();
    const last = groups.at(-1);
    if (last && event.type.startsWith("leg.") && last.event.type === event.type && event.type !== "leg.dtmf" && at - last.last < TOGETHER) {
      last.count++;
      last.last = at;
    } else groups.push({ event, count: 1, last: at });
  }
  return h("ol", { class: "timeline", "aria-label": "What happened" }, groups.map(({ event, count }) => {
    const [title, more, tone] = tellings[event.type]?.(event.data) ?? [plain(event.type.replaceAll(".", " "))];
    return h("li", { class: tone ?? null }, h("time", { datetime: event.time }, moment(event.time)), h("span", { class: "pin" }),
      h("div", {}, h("p", { class: "what" }, title, count > 1 && ` (${count} times)`), more && h("p", { class: "quiet small" }, more)));
  }));
}
