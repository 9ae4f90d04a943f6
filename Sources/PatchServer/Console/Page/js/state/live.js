import { follow } from "../api/follow.js";
import { Levels } from "./levels.js";
/** @typedef {import("../api/client.js").Client} Client */
/** @typedef {import("../api/types.js").Room} Room */
/** @typedef {import("../api/types.js").Call} Call */
/** @typedef {import("../api/types.js").Status} Status */
/** @typedef {import("../api/types.js").Me} Me */

/**
 * What goes on right now: rooms, calls, the server's state. Tells `rooms`, `status` and `line` when one has changed.
 */
export class Live extends EventTarget {
  levels = new Levels();
  /** @type {Room[]} */
  rooms = [];
  /** @type {Call[]} */
  calls = [];
  /** @type {Status | null} */
  status = null;
  /** Whether we are told, and if not, why. */
  line = { connected: false, ever: false, problem: /** @type {import("../api/problem.js").Problem | null} */ (null) };

  #end = new AbortController();

  /** @param {Client} client @param {Me} me */
  constructor(client, me) {
    super();
    this.client = client;
    this.me = me;
  }

  start() {
    /** @type {ReturnType<typeof setTimeout> | undefined} */
    let alarm;
    follow(this.client, "/v1/live", (type, data) => this.#take(type, data), (connected, problem) => {
      this.line = { connected, ever: this.line.ever || connected, problem };
      // A line that is back at once was never missed.
      if (!connected) alarm ??= setTimeout(() => this.#tell("line"), 1500);
      else {
        clearTimeout(alarm);
        alarm = undefined;
        this.#tell("line");
      }
    }, this.#end.signal);
    this.client.get("/v1/status").then((status) => this.#take("status", status)).catch(() => {});
  }

  stop() { this.#end.abort(); }

  /** @param {string} right one of `Me.can` */
  may(right) { return this.me.can.includes(right); }

  /** @param {string} id */
  call(id) { return this.calls.find((call) => call.id === id); }

  /** Calls that somebody else has to answer. */
  get underway() { return this.calls.filter((call) => ["ringing", "queued"].includes(call.state)); }

  /** Calls that wait for somebody here to answer. */
  get waiting() { return this.calls.filter((call) => call.state === "waiting"); }

  /**
   * @param {string} name `rooms`, `status` or `line`
   * @param {() => void} listener called at once, too
   * @returns {() => void} ends it
   */
  on(name, listener) {
    this.addEventListener(name, listener);
    listener();
    return () => this.removeEventListener(name, listener);
  }

  /** @param {string} type @param {any} data */
  #take(type, data) {
    if (type === "levels") return this.levels.add(data.legs);
    if (type === "status") this.status = data;
    else if (type === "rooms") {
      this.rooms = data.rooms;
      this.calls = data.calls;
      this.levels.keep(new Set(this.rooms.flatMap((room) => room.legs.map((leg) => leg.id))));
    } else return;
    this.#tell(type);
  }

  /** @param {string} name */
  #tell(name) { this.dispatchEvent(new Event(name)); }
}
