import { h, say, attribute } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { lasted } from "../view/words.js";
import { draw } from "../draw/canvas.js";
import { action } from "./act.js";
/** @typedef {import("../api/client.js").Client} Client */
/** @typedef {import("../api/types.js").Recording} Recording */

const BARS = 160;

/**
 * Plays a recording. The sound is asked for when it is first wanted, with the token in a header, so no address of it can leak.
 * @param {Client} client @param {Recording} recording
 */
export function player(client, recording) {
  const audio = new Audio();
  let address = "";
  /** @type {number[][]} */
  let shapes = [];
  const total = recording.duration_ms / 1000;
  const button = action({ text: "Play", icon: "play", short: true, label: "Play the recording" }, async () => {
    if (!address) await load();
    if (audio.paused) await audio.play();
    else audio.pause();
  });
  const picture = h("canvas", { "aria-hidden": "true" });
  const track = h("div", {
    class: "track", role: "slider", tabindex: 0, "aria-label": "Place in the recording", "aria-valuemin": 0, "aria-valuemax": Math.round(total),
    onkeydown: (/** @type {KeyboardEvent} */ event) => {
      const step = { ArrowRight: 5, ArrowUp: 5, ArrowLeft: -5, ArrowDown: -5, PageUp: 30, PageDown: -30, Home: -1e9, End: 1e9 }[event.key];
      if (step === undefined) return;
      event.preventDefault();
      seek(audio.currentTime + step);
    },
    onclick: (/** @type {MouseEvent} */ event) => {
      const box = track.getBoundingClientRect();
      seek((event.clientX - box.left) / box.width * total);
    },
  }, picture);
  const time = h("span", { class: "time" });
  const node = h("div", { class: "player" }, button, track, time,
    h("p", { class: "legend" }, recording.channels.map((name, index) => h("span", {}, `${recording.channels.length > 1 ? (index ? "lower: " : "upper: ") : ""}${name}`))));
  const end = draw(picture, paint);

  async function load() {
    const blob = await client.blob(`/v1/recordings/${recording.id}/audio`);
    address = URL.createObjectURL(blob);
    audio.src = address;
    shapes = await outline(blob).catch(() => []);
  }

  /** @param {number} to */
  async function seek(to) {
    if (!address) await load();
    audio.currentTime = Math.max(0, Math.min(to, total - 0.05));
    tell();
  }

  function tell() {
    say(time, `${lasted(audio.currentTime * 1000)} / ${lasted(recording.duration_ms)}`);
    attribute(track, "aria-valuenow", Math.round(audio.currentTime));
    attribute(track, "aria-valuetext", `${lasted(audio.currentTime * 1000)} of ${lasted(recording.duration_ms)}`);
  }

  for (const name of ["play", "pause", "ended"]) {
    audio.addEventListener(name, () => {
      button.replaceChildren(icon(audio.paused ? "play" : "pause"), h("span", { class: "unseen" }, audio.paused ? "Play" : "Pause"));
      attribute(button, "aria-label", audio.paused ? "Play the recording" : "Pause the recording");
    });
  }
  audio.addEventListener("timeupdate", tell);
  tell();

  /**
   * Two channels stand on top of each other: who called above, the room below.
   * @type {import("../draw/canvas.js").Painter}
   */
  function paint(context, width, height, colour) {
    const done = audio.currentTime / Math.max(total, 0.001);
    const lanes = Math.max(1, shapes.length);
    const lane = height / lanes;
    context.fillStyle = colour;
    for (let index = 0; index < lanes; index++) {
      for (let bar = 0; bar < BARS; bar++) {
        const tall = Math.max(2, (shapes[index]?.[bar] ?? 0) * (lane - 6));
        context.globalAlpha = bar / BARS < done ? 1 : 0.38;
        context.fillRect(bar * width / BARS, index * lane + (lane - tall) / 2, Math.max(1, width / BARS - 1), tall);
      }
    }
    context.globalAlpha = 1;
    if (audio.currentTime > 0) context.fillRect(Math.min(width - 2, done * width), 0, 2, height);
  }

  return {
    node,
    end() {
      end();
      audio.pause();
      if (address) URL.revokeObjectURL(address);
    },
  };
}

/**
 * The loudest of each bar, for each channel, as a share of the loudest of all.
 * @param {Blob} blob
 */
async function outline(blob) {
  const sound = await new OfflineAudioContext(1, 1, 8000).decodeAudioData(await blob.arrayBuffer());
  const shapes = Array.from({ length: sound.numberOfChannels }, (_, index) => {
    const samples = sound.getChannelData(index);
    return Array.from({ length: BARS }, (_bar, bar) => {
      let peak = 0;
      const last = Math.floor((bar + 1) * samples.length / BARS);
      for (let i = Math.floor(bar * samples.length / BARS); i < last; i++) peak = Math.max(peak, Math.abs(samples[i]));
      return peak;
    });
  });
  const most = Math.max(0.01, ...shapes.flat());
  return shapes.map((shape) => shape.map((peak) => Math.sqrt(peak / most)));
}
