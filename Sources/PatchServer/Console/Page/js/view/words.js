// How numbers, times and codes of the API read in plain English.

const clock = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
const exact = new Intl.DateTimeFormat(undefined, { hour: "2-digit", minute: "2-digit", second: "2-digit", hourCycle: "h23" });
const day = new Intl.DateTimeFormat(undefined, { day: "numeric", month: "short" });

/**
 * "Today, 14:02", "20 Nov, 09:15".
 * @param {string} time
 */
export function when(time) {
  const date = new Date(time);
  const today = new Date();
  const yesterday = new Date(today.getTime() - 86_400_000);
  const name = sameDay(date, today) ? "Today" : sameDay(date, yesterday) ? "Yesterday" : day.format(date);
  return `${name}, ${clock.format(date)}`;
}

/** @param {Date} a @param {Date} b */
function sameDay(a, b) { return a.toDateString() === b.toDateString(); }

/**
 * To the second.
 * @param {string} time
 */
export function moment(time) { return exact.format(new Date(time)); }

/**
 * Day and time.
 * @param {string} time
 */
export function fully(time) { return `${day.format(new Date(time))}, ${moment(time)}`; }

/**
 * 75 000 is "1:15".
 * @param {number} milliseconds
 */
export function lasted(milliseconds) {
  const seconds = Math.max(0, Math.round(milliseconds / 1000));
  const [hours, minutes, rest] = [Math.floor(seconds / 3600), Math.floor(seconds / 60) % 60, seconds % 60];
  const tail = `${String(rest).padStart(2, "0")}`;
  return hours ? `${hours}:${String(minutes).padStart(2, "0")}:${tail}` : `${minutes}:${tail}`;
}

/**
 * How long ago it began.
 * @param {string} time
 */
export function since(time) { return lasted(Date.now() - new Date(time).getTime()); }

/** @param {number} bytes */
export function size(bytes) {
  return bytes < 1e6 ? `${Math.max(1, Math.round(bytes / 1e3))} KB` : `${(bytes / 1e6).toFixed(1)} MB`;
}

/** @param {number} count @param {string} one @param {string} [many] */
export function counted(count, one, many = one + "s") { return `${count} ${count === 1 ? one : many}`; }

/**
 * Thirty digits in groups of five, as Discord shows them.
 * @param {string} code
 */
export function grouped(code) { return code.replace(/(.{5})(?=.)/g, "$1 "); }

/**
 * "in_the_middle" is "In the middle".
 * @param {string} code
 */
export function plain(code) {
  const text = code.replaceAll("_", " ");
  return text.charAt(0).toUpperCase() + text.slice(1);
}

/** @type {Record<string, {text: string, tone: "" | "good" | "warn" | "bad"}>} */
const outcomes = {
  completed: { text: "Completed", tone: "good" },
  busy: { text: "Busy", tone: "warn" },
  no_answer: { text: "No answer", tone: "warn" },
  canceled: { text: "Canceled", tone: "" },
  declined: { text: "Declined", tone: "" },
  refused: { text: "Refused", tone: "warn" },
  failed: { text: "Failed", tone: "bad" },
};

/** @type {Record<string, {text: string, tone: "" | "good" | "warn" | "bad"}>} */
const states = {
  queued: { text: "In the queue", tone: "" },
  ringing: { text: "Ringing", tone: "warn" },
  waiting: { text: "Waiting for you", tone: "warn" },
  live: { text: "Live", tone: "good" },
  held: { text: "On hold", tone: "warn" },
};

/**
 * How a call stands, or how it ended.
 * @param {import("../api/types.js").Call} call
 */
export function standing(call) {
  return states[call.state] ?? outcomes[call.outcome ?? ""] ?? { text: plain(call.outcome ?? call.state), tone: /** @type {""} */ ("") };
}

/**
 * The party at the other end.
 * @param {import("../api/types.js").Call} call
 */
export function party(call) { return call.direction === "inbound" ? call.from : call.to; }

/**
 * What is wrong with a caller's line, and what can be done.
 * @type {Record<string, string>}
 */
export const causes = {
  one_way: "We are heard, but nothing arrives from here. See that the stream runs both ways and that no firewall eats it.",
  silent: "What arrives is silence. The microphone at the far end may be off.",
  loss: "Sound is missing: packets are lost or late on the way here.",
  delay: "The way from mouth to ear is long; people will interrupt each other.",
  echo: "What is played to this party comes back. A loudspeaker near the microphone does that.",
  clipping: "The sound is cut off at full scale. Ask for a softer microphone.",
  too_quiet: "Hard to hear: speech is far below the others.",
  too_loud: "Speech is louder than a line likes.",
};

/**
 * Mean opinion as a tone.
 * @param {number | null | undefined} mos
 */
export function opinion(mos) { return mos == null ? "" : mos >= 4 ? "" : mos >= 3.6 ? "worse" : "worst"; }

/**
 * A room as people call it: rooms of Discord servers are named after long numbers, their channels are not.
 * @param {string} name @param {{name: string, channel?: {name: string} | null}[]} rooms those that are open
 */
export function roomName(name, rooms) {
  const channel = name.startsWith("discord-") ? rooms.find((room) => room.name === name)?.channel : null;
  return channel ? `#${channel.name}` : name;
}
