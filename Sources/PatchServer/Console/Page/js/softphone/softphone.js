import { Problem } from "../api/problem.js";
import { preference, prefer } from "../state/session.js";
import { Line } from "./line.js";
import { Sound } from "./sound.js";
import { microphone, withoutMicrophone } from "./microphone.js";
/** @typedef {import("../state/live.js").Live} Live */

/**
 * @typedef {{kind: "idle", problem: Problem | null, room: string}
 *   | {kind: "joining", room: string}
 *   | {kind: "on", room: string, since: string, muted: boolean, listening: boolean, line: Line, sound: Sound}} State
 */

const RATE = 16_000;

/**
 * A telephone without a telephone: joins a room from this page. Tells `change` whenever `state` is another one, and
 * `refused` when this page can have no microphone at all.
 */
export class Softphone extends EventTarget {
  /** @type {State} */
  state = { kind: "idle", problem: null, room: "" };

  /** @param {Live} live */
  constructor(live) {
    super();
    this.live = live;
  }

  get settings() {
    return {
      name: preference("name", "Console"), microphone: preference("microphone", ""), speaker: preference("speaker", ""),
      clean: preference("clean", "yes") === "yes",
    };
  }

  /** @param {Partial<Record<"name" | "microphone" | "speaker" | "clean", string>>} wish */
  async set(wish) {
    for (const [name, value] of Object.entries(wish)) prefer(name, value);
    if (this.state.kind !== "on") return;
    if ("speaker" in wish) await this.state.sound.speakThrough(this.settings.speaker);
    if (("microphone" in wish || "clean" in wish) && !this.state.listening) {
      this.state.sound.use(await microphone(this.settings.microphone, this.settings.clean));
    }
  }

  /** @param {string} room @param {boolean} listening without a microphone */
  async join(room, listening = false) {
    if (this.state.kind !== "idle") return;
    const reason = withoutMicrophone();
    if (reason) {
      this.dispatchEvent(new CustomEvent("refused", { detail: reason }));
      return;
    }
    this.#to({ kind: "joining", room });
    const { settings } = this;
    /** @type {MediaStream | null} */
    let stream = null;
    /** @type {Line | null} */
    let line = null;
    try {
      if (!listening) stream = await microphone(settings.microphone, settings.clean);
      line = await Line.open(this.live.client, { room, name: settings.name, rate: RATE });
      const sound = await Sound.open(line.rate);
      if (settings.speaker) await sound.speakThrough(settings.speaker).catch(() => prefer("speaker", ""));
      sound.use(stream);
      this.#connect(line, sound);
      this.#to({ kind: "on", room, since: new Date().toISOString(), muted: false, listening, line, sound });
    } catch (error) {
      line?.leave();
      for (const track of stream?.getTracks() ?? []) track.stop();
      this.#to({ kind: "idle", problem: Problem.from(error), room });
    }
  }

  /** @param {boolean} muted */
  mute(muted) {
    if (this.state.kind !== "on") return;
    this.state.line.tell({ type: "mute", on: muted });
    this.#to({ ...this.state, muted });
  }

  leave() { this.#end(null); }

  /** Forgets what went wrong. */
  settle() { if (this.state.kind === "idle") this.#to({ kind: "idle", problem: null, room: "" }); }

  /** @param {Line} line @param {Sound} sound */
  #connect(line, sound) {
    sound.addEventListener("captured", (event) => {
      // While muted nothing leaves this machine, not even silence that could be sound.
      if (this.state.kind === "on" && !this.state.muted) line.send(/** @type {CustomEvent} */ (event).detail);
    });
    sound.addEventListener("unplugged", () => this.#end(new Problem({
      title: "The microphone is gone", detail: "It was unplugged, or taken away from this page.", remedy: "Plug it in, or choose another one, and join again.",
    })));
    line.addEventListener("frame", (event) => sound.play(/** @type {CustomEvent} */ (event).detail));
    line.addEventListener("message", (event) => {
      const message = /** @type {CustomEvent} */ (event).detail;
      if (message.type === "muted" && this.state.kind === "on") this.#to({ ...this.state, muted: message.on });
    });
    line.addEventListener("end", (event) => this.#end(/** @type {CustomEvent} */ (event).detail));
  }

  /** @param {Problem | null} problem */
  #end(problem) {
    if (this.state.kind !== "on") return;
    const { line, sound, room } = this.state;
    line.leave();
    sound.close();
    this.#to({ kind: "idle", problem, room });
  }

  /** @param {State} state */
  #to(state) {
    this.state = state;
    this.dispatchEvent(new Event("change"));
  }
}
