// The shapes that the API speaks, for the type checker. Nothing here runs.

/** @typedef {{id: string, name: string}} Place */

/**
 * @typedef {object} Call
 * @property {string} id
 * @property {string | null} [provider_id]
 * @property {"inbound" | "outbound"} direction
 * @property {"queued" | "ringing" | "waiting" | "live" | "held" | "ended"} state
 * @property {string} from
 * @property {string} to
 * @property {string | null} [room]
 * @property {Place | null} [guild]
 * @property {Place | null} [channel]
 * @property {string} created_at
 * @property {string | null} [answered_at]
 * @property {string | null} [ended_at]
 * @property {number} [duration_ms]
 * @property {string | null} [outcome]
 * @property {string | null} [reason]
 * @property {boolean} [muted]
 * @property {boolean} [held]
 * @property {string[]} [recordings]
 * @property {number | null} [mos]
 * @property {number | null} [cost]
 * @property {{code?: number, title: string, detail?: string, remedy?: string} | null} [error]
 */

/**
 * @typedef {object} Statistics
 * @property {Record<string, number> | null} [latency_ms]
 * @property {number | null} [jitter_ms]
 * @property {number | null} [loss_percent]
 * @property {number | null} [mos]
 * @property {number | null} [r]
 * @property {string | null} [cause]
 */

/**
 * @typedef {object} DiscordSide
 * @property {"connected" | "resuming" | "keys"} state
 * @property {number} [epoch]
 * @property {string | null} [privacy_code]
 * @property {{id: string, name: string, speaking: boolean}[]} [speakers]
 */

/**
 * @typedef {object} Leg
 * @property {string} id
 * @property {"phone" | "discord" | "pcm" | "browser" | "tone"} kind
 * @property {string} name
 * @property {string | null} [call_id]
 * @property {string} [joined_at]
 * @property {boolean} [muted]
 * @property {boolean} [held]
 * @property {number} [volume_db]
 * @property {Statistics} [statistics]
 * @property {DiscordSide | null} [discord]
 */

/**
 * @typedef {object} Room
 * @property {string} name
 * @property {string} [opened_at]
 * @property {number} sample_rate
 * @property {Place | null} [guild]
 * @property {Place | null} [channel]
 * @property {{mode: string, state: string}} [recording]
 * @property {Leg[]} legs
 */

/** @typedef {{used: number, max: number, currency?: string}} Limit */
/** @typedef {{code: string, title: string, detail?: string, remedy?: string, since?: string}} Fault */

/**
 * @typedef {object} Status
 * @property {string} version
 * @property {boolean} ready
 * @property {boolean} draining
 * @property {string | null} [public_url]
 * @property {string[]} from_numbers
 * @property {{configured: boolean, state: string, user?: string | null, guilds?: number}} discord
 * @property {{calls?: Limit | null, minutes_today?: Limit | null, cost_today?: Limit | null}} limits
 * @property {Fault[]} faults
 */

/** @typedef {{name: string, role: string, can: string[]}} Me */
/** @typedef {{seq: number, time: string, type: string, call_id?: string, leg_id?: string, data: Record<string, any>}} ServerEvent */
/** @typedef {{id: string, call_id?: string, room?: string, started_at: string, duration_ms: number, bytes: number, channels: string[], format: string, expires_at?: string | null}} Recording */
/** @typedef {{group: string, name: string, verdict: "good" | "information" | "warning" | "wrong", value: string, remedy?: string | null}} Finding */
/** @typedef {{state: string, url?: string | null, detail?: string | null, remedy?: string | null}} Webhook */
/** @typedef {{id: string, number: string, name?: string | null, room?: string | null, guild?: Place | null, channel?: Place | null, answer: string, webhook: Webhook}} PhoneNumber */

export {};
