import { follow } from "../api/follow.js";
import { Problem } from "../api/problem.js";
import { callOf, roomOf, statusOf } from "../api/shape.js";
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
  line = { connected: false, ever: false, problem: /** @type {Problem | null} */ (null) };

  #end = new AbortController();
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  #alarm;

  /** @param {Client} client @param {Me} me */
  constructor(client, me) {
    super();
    this.client = client;
    this.me = me;
  }

  start() {
    this.client.get("/v1/status").then((status) => this.#take("status", status)).catch(() => {});
    follow(this.client, "/v1/live", (type, data) => this.#take(type, data), this.#stands, this.#end.signal)
      .then((problem) => { if (problem?.status === 404) this.#ask(); });
  }

  /** A server without the stream is asked every second. */
  async #ask() {
    for (let turn = 0; !this.#end.signal.aborted; turn++) {
      try {
        const [rooms, calls] = await Promise.all([this.client.get("/v1/rooms"), this.client.get("/v1/calls?live=true&limit=200")]);
        if (turn % 5 === 0) this.#take("status", await this.client.get("/v1/status"));
        this.#stands(true, null);
        this.#take("rooms", { rooms: rooms.items, calls: calls.items });
        const legs = rooms.items.flatMap((/** @type {any} */ room) => room.legs).filter((/** @type {any} */ leg) => leg.level != null);
        this.levels.add(Object.fromEntries(legs.map((/** @type {any} */ leg) => [leg.id, Array(50).fill(Math.round(leg.level))])));
      } catch (error) {
        const problem = Problem.from(error);
        if (problem.status === 401) return;
        this.#stands(false, problem);
      }
      await new Promise((done) => setTimeout(done, 1000));
    }
  }

  /**
   * @param {boolean} connected
   * @param {Problem | null} problem
   */
  #stands = (connected, problem) => {
    const changed = connected !== this.line.connected;
    this.line = { connected, ever: this.line.ever || connected, problem };
    // A line that is back at once was never missed.
    if (!connected) this.#alarm ??= setTimeout(() => this.#tell("line"), 1500);
    else {
      clearTimeout(this.#alarm);
      this.#alarm = undefined;
      if (changed) this.#tell("line");
    }
  };

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
    if (type === "status") this.status = statusOf(data);
    else if (type === "rooms") {
      this.calls = data.calls.map(callOf);
      this.rooms = data.rooms.map((/** @type {any} */ room) => roomOf(room, this.calls));
      this.levels.keep(new Set(this.rooms.flatMap((room) => room.legs.map((leg) => leg.id))));
    } else return;
    this.#tell(type);
  }

  /** @param {string} name */
  #tell(name) { this.dispatchEvent(new Event(name)); }
}
