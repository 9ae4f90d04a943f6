import { Problem } from "../api/problem.js";
/** @typedef {import("../api/client.js").Client} Client */

const PROTOCOL = "phonepatch.leg.1";
/** More than so many bytes unsent (a quarter of a second), and new sound is dropped rather than sent late. */
const BACKLOG = 8000;

/**
 * The WebSocket leg: a ticket that is good once, then frames of 20 ms as binary messages, both ways. Tells `frame`, `message`
 * and `end`.
 */
export class Line extends EventTarget {
  dropped = 0;
  /** There and back, in ms. */
  roundTrip = /** @type {number | null} */ (null);
  #ended = false;

  /**
   * Joins a room. Resolves when the room has us.
   * @param {Client} client @param {{room: string, name: string, rate: number}} wish
   */
  static async open(client, wish) {
    const ticket = await client.post("/v1/tickets", { room: wish.room, name: wish.name, format: "pcm16", sample_rate: wish.rate });
    const address = new URL(ticket.path, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    const line = new Line(new WebSocket(address, PROTOCOL), ticket.ticket);
    await line.joined;
    return line;
  }

  /** @param {WebSocket} socket @param {string} ticket */
  constructor(socket, ticket) {
    super();
    this.socket = socket;
    socket.binaryType = "arraybuffer";
    /** What the server said of us. */
    this.rate = 0;
    this.legID = "";
    /** @type {Promise<void>} */
    this.joined = new Promise((done, fail) => {
      socket.onopen = () => this.tell({ type: "join", ticket });
      socket.onmessage = ({ data }) => {
        if (typeof data !== "string") return this.#frame(data);
        const message = JSON.parse(data);
        if (message.type === "joined") {
          this.rate = message.sample_rate;
          this.legID = message.leg_id;
          done();
        } else if (message.type === "pong") this.roundTrip = performance.now() - message.t;
        else this.dispatchEvent(new CustomEvent("message", { detail: message }));
      };
      socket.onclose = ({ code, reason }) => {
        clearInterval(this.pinger);
        const problem = ending(code, reason);
        if (!this.legID) return fail(problem);
        if (!this.#ended) this.dispatchEvent(new CustomEvent("end", { detail: problem }));
        this.#ended = true;
      };
    });
    this.pinger = setInterval(() => this.tell({ type: "ping", t: performance.now() }), 2000);
  }

  /**
   * One frame of the microphone.
   * @param {ArrayBuffer} pcm
   */
  send(pcm) {
    if (this.socket.readyState !== WebSocket.OPEN || !this.legID) return;
    if (this.socket.bufferedAmount > BACKLOG) this.dropped++;
    else this.socket.send(pcm);
  }

  /** @param {Record<string, unknown>} message */
  tell(message) {
    if (this.socket.readyState === WebSocket.OPEN) this.socket.send(JSON.stringify(message));
  }

  leave() {
    this.#ended = true;
    this.tell({ type: "bye" });
    this.socket.close(1000);
  }

  /** @param {ArrayBuffer} data */
  #frame(data) { this.dispatchEvent(new CustomEvent("frame", { detail: data })); }
}

/**
 * Why a line ended.
 * @param {number} code @param {string} reason
 */
function ending(code, reason) {
  const known = /** @type {Record<number, {title: string, remedy?: string}>} */ ({
    1000: { title: "You are out of the room" },
    1001: { title: "The server is shutting down", remedy: "Join again when it is back." },
    1006: { title: "The line broke", remedy: "Join again. If a proxy stands in between, it has to pass WebSockets on." },
    4401: { title: "The ticket was not accepted", remedy: "Join again: a ticket is good once and for half a minute." },
    4403: { title: "This page may not join", remedy: "Open the console under the address that the server knows as its own." },
    4404: { title: "That room is gone" },
    4429: { title: "The room is full", remedy: "Wait until somebody leaves." },
  })[code];
  const detail = { room_closed: "The room was closed.", removed: "Somebody took you out.", draining: "" }[reason] ?? reason;
  return new Problem({ title: known?.title ?? `The line ended (${code})`, detail, remedy: known?.remedy ?? "" });
}
