// What the server says, as the pages want it. The one place that knows how the API spells things; what a server leaves out is
// made up for here where that is possible.
/** @typedef {import("./types.js").Call} Call */
/** @typedef {import("./types.js").Room} Room */
/** @typedef {import("./types.js").Leg} Leg */
/** @typedef {import("./types.js").Status} Status */
/** @typedef {import("./types.js").Me} Me */
/** @typedef {import("./types.js").PhoneNumber} PhoneNumber */
/** @typedef {import("./types.js").ServerEvent} ServerEvent */

/** What each role may do; each may do what the ones before it may. */
const RIGHTS = [["viewer", ["record.read"]], ["operator", ["dial", "control", "answer", "softphone"]], ["admin", ["numbers", "record.delete", "doctor"]]];

/**
 * Who we are, out of the server's status.
 * @param {any} told
 * @returns {Me}
 */
export function meOf(told) {
  const role = told.role ?? "admin";
  const place = RIGHTS.findIndex(([name]) => name === role);
  return { name: told.token ?? role, role, can: RIGHTS.slice(0, place + 1).flatMap(([, rights]) => rights) };
}

/**
 * @param {any} told
 * @returns {Call}
 */
export function callOf(told) {
  const going = told.live ?? told.state !== "ended";
  const states = /** @type {Record<string, Call["state"]>} */ ({ queued: "queued", ringing: "ringing", "in-progress": told.held ? "held" : "live" });
  return {
    ...told,
    state: told.state ?? (going ? states[told.status] ?? "live" : "ended"),
    outcome: told.outcome ?? (going ? null : String(told.status ?? "completed").replaceAll("-", "_")),
    created_at: told.created_at ?? told.created,
    answered_at: told.answered_at ?? told.answered ?? null,
    ended_at: told.ended_at ?? told.ended ?? null,
    duration_ms: told.duration_ms ?? (told.seconds ?? 0) * 1000,
  };
}

/**
 * @param {any} told
 * @param {Call[]} calls those that go on
 * @returns {Room}
 */
export function roomOf(told, calls) {
  return {
    sample_rate: 8000,
    ...told,
    channel: told.channel ?? (told.channels?.length ? { id: told.channels[0], name: told.channels[0] } : null),
    legs: told.legs.map((/** @type {any} */ leg) => legOf(leg, calls)),
  };
}

/**
 * @param {any} told
 * @param {Call[]} calls
 * @returns {Leg}
 */
function legOf(told, calls) {
  const call = calls.find((one) => one.id === told.call_id);
  const party = call && (call.direction === "inbound" ? call.from : call.to);
  const latency = told.latency_in_ms == null ? null : { in: told.latency_in_ms, out: told.latency_out_ms, buffer: told.jitter_buffer_ms ?? 0 };
  return {
    ...told,
    kind: told.kind ?? (told.call_id ? "phone" : "pcm"),
    name: told.name ?? party ?? told.id,
    joined_at: told.joined_at ?? call?.answered_at ?? call?.created_at,
    statistics: told.statistics ?? { latency_ms: latency, jitter_ms: told.jitter_ms, loss_percent: told.loss_percent, mos: told.mos, cause: told.cause },
  };
}

/**
 * @param {any} told
 * @returns {Status}
 */
export function statusOf(told) {
  const { today } = told;
  const limit = (/** @type {number | undefined} */ used, /** @type {number | undefined} */ max) => used == null || !max ? null : { used, max };
  const cost = limit(today?.cost, today?.most_cost);
  const storeFault = { code: "store", title: "The history is not written", detail: "The store fails; calls go on without it.", remedy: "The server's log says why: a full disk, or a file that it may not write." };
  return {
    draining: told.ready === false,
    version: "",
    discord: { configured: false, state: "off" },
    ...told,
    from_numbers: told.from_numbers ?? (told.can_call && told.number ? [told.number] : []),
    limits: told.limits ?? {
      calls: limit(told.calls, today?.most_calls), minutes_today: limit(today?.minutes, today?.most_minutes), cost_today: cost && { ...cost, currency: "USD" },
    },
    faults: told.faults ?? (told.store === "failing" ? [storeFault] : []),
  };
}

/**
 * @param {any} told
 * @returns {PhoneNumber}
 */
export function numberOf(told) {
  return {
    answer: "",
    ...told,
    id: told.id ?? told.number,
    channel: typeof told.channel === "string" ? { id: told.channel, name: told.channel } : told.channel,
    webhook: told.webhook ?? {
      state: told.connected ? "ok" : "differs", url: told.voice_url, detail: told.voice_url ? `They go to ${told.voice_url}.` : "The number has no address to ask.",
      remedy: "Link it to a room: that points it to this server.",
    },
  };
}

/**
 * @param {any} told
 * @returns {ServerEvent}
 */
export function eventOf(told) {
  // Microseconds since 1970, or text.
  return { ...told, time: typeof told.time === "number" ? new Date(told.time / 1000).toISOString() : told.time };
}
