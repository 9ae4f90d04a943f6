import { h, say, show, attribute } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { since, roomName } from "../view/words.js";
import { action } from "../parts/act.js";
import { failure } from "../parts/notice.js";
import { open } from "../parts/dialog.js";
import { meter } from "../draw/meter.js";
import { withoutMicrophone } from "./microphone.js";
import { setUp } from "./setup.js";
/** @typedef {import("./softphone.js").Softphone} Softphone */

/**
 * The softphone at the foot of every page.
 * @param {Softphone} softphone
 */
export function dock(softphone) {
  const { live } = softphone;
  const title = h("strong", { role: "status" });
  const text = h("span");
  const lamp = h("span", { class: "lamp" }, icon("mic"));
  let wished = "";
  const rooms = h("select", { class: "input", "aria-label": "Room to talk in", onchange: () => { wished = rooms.value; } });
  const join = action({ text: "Join", icon: "mic", class: "main" }, () => softphone.join(rooms.value));
  const leave = action({ text: "Leave", icon: "hangup", class: "stop full" }, () => softphone.leave());
  const mute = h("button", { type: "button", class: "button wide", onclick: () => softphone.state.kind === "on" && softphone.mute(!softphone.state.muted) });
  const gear = action({ text: "Microphone and loudspeaker", icon: "gear", class: "bare", short: true }, () => {
    const reason = withoutMicrophone();
    return reason ? explain(reason) : setUp(softphone);
  });
  const state = () => softphone.state;
  const said = meter("You", () => { const now = state(); return now.kind === "on" && !now.muted ? now.sound.said : -127; });
  const heard = meter("The room", () => { const now = state(); return now.kind === "on" ? now.sound.heard : -127; });
  const meters = h("div", { class: "meters" }, h("div", {}, h("span", {}, "You"), said.node), h("div", {}, h("span", {}, "Room"), heard.node));
  const node = h("section", { class: "dock", "aria-label": "Softphone" }, lamp,
    h("div", { class: "said" }, title, text), meters, rooms, mute, gear, join, leave);
  /** @type {Element | null} */
  let shown = null;

  function update() {
    const now = softphone.state;
    const on = now.kind === "on";
    attribute(node, "class", `dock ${on ? "on" : ""} ${on && now.muted ? "muted" : ""}`.trim());
    show(meters, on);
    show(mute, on && !now.listening);
    show(leave, on);
    for (const idle of [rooms, join]) show(idle, !on);
    /** @type {HTMLButtonElement} */ (join).disabled = now.kind === "joining";
    if (on) {
      attribute(mute, "aria-pressed", String(now.muted));
      mute.replaceChildren(icon(now.muted ? "muted" : "mic"), h("span", { class: "text" }, now.muted ? "Muted" : "Mute"));
      attribute(mute, "aria-label", "Mute my microphone");
      lamp.replaceChildren(icon(now.listening ? "wave" : now.muted ? "muted" : "mic"));
    } else lamp.replaceChildren(icon("mic"));
    tell();
    if (now.kind === "idle" && now.problem && now.problem.title !== "You are out of the room") problem(now.problem, now.room);
    else if (now.kind !== "idle") shown?.remove();
  }

  /** What can change without a change of state: the clock, the delay. */
  function tell() {
    const now = softphone.state;
    if (now.kind === "idle") {
      say(title, "Talk from here");
      say(text, "Join a room with your microphone. No phone needed.");
      return;
    }
    const room = roomName(now.room, live.rooms);
    if (now.kind === "joining") {
      say(title, `Joining ${room}…`);
      say(text, "Your browser may ask for the microphone.");
    } else {
      say(title, now.listening ? `Listening in ${room}` : now.muted ? `Muted in ${room}` : `You are in ${room}`);
      const trip = now.line.roundTrip === null ? "" : ` · network ${Math.max(1, Math.round(now.line.roundTrip))} ms`;
      say(text, `${since(now.since)}${trip} · buffer ${Math.round(now.sound.buffer.held * 1000)} ms`);
    }
  }

  /** @param {import("../api/problem.js").Problem} told @param {string} room */
  function problem(told, room) {
    shown?.remove();
    const buttons = [action({ text: "Put away" }, () => softphone.settle())];
    if (told.code === "microphone") buttons.unshift(action({ text: "Listen only" }, () => softphone.join(room, true)));
    shown = failure(told, ...buttons);
    document.querySelector(".alerts")?.append(shown);
  }

  function choices() {
    const names = [...new Set(["lobby", ...live.rooms.map((room) => room.name)])];
    const first = live.rooms[0]?.name ?? "lobby";
    if ([...rooms.options].map((option) => option.value).join() === names.join()) return;
    const chosen = wished && names.includes(wished) ? wished : first;
    rooms.replaceChildren(...names.map((name) => h("option", { value: name, selected: name === chosen }, roomName(name, live.rooms))));
  }

  softphone.addEventListener("change", () => {
    const now = softphone.state;
    if (now.kind === "idle") shown?.remove();
    update();
  });
  softphone.addEventListener("refused", (event) => explain(/** @type {CustomEvent} */ (event).detail));
  live.on("rooms", choices);
  setInterval(tell, 1000);
  update();
  return node;
}

/** @param {NonNullable<ReturnType<typeof withoutMicrophone>>} reason */
function explain(reason) {
  const dialog = open(reason.title, [
    h("p", {}, reason.detail),
    h("ul", { class: "stack" }, reason.ways.map(([what, command, then]) => h("li", {}, h("p", {}, h("strong", {}, what)),
      command && h("p", {}, h("code", {}, command)), then && h("p", { class: "quiet small" }, then)))),
  ], [h("button", { type: "button", class: "button main", onclick: () => dialog.close() }, "Understood")]);
}
