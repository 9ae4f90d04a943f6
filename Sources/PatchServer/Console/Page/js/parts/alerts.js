import { h, keyed, say } from "../view/dom.js";
import { icon } from "../view/icons.js";
import { party } from "../view/words.js";
import { action } from "./act.js";
import { notice } from "./notice.js";
/** @typedef {import("../state/live.js").Live} Live */

/**
 * What must be seen on every page: somebody waits to be answered, the line to the server is gone, something has failed.
 * @param {Live} live
 */
export function alerts(live) {
  const line = h("div", { role: "status" });
  const faults = h("div", { role: "status" });
  const doors = h("div", { role: "alert" });
  const node = h("div", { class: "alerts" });
  const knocks = keyed(doors, (call) => call.id, (call) => knock(live, call));
  const place = () => {
    for (const region of [doors, line, faults]) {
      if (region.children.length && !region.isConnected) node.append(region);
      else if (!region.children.length) region.remove();
    }
  };
  live.on("rooms", () => {
    knocks.update(live.waiting);
    place();
  });
  live.on("line", () => {
    const { connected, ever, problem } = live.line;
    line.replaceChildren(...(connected || (!ever && !problem) ? [] : [notice("bad", {
      title: problem?.title ?? "The server does not answer",
      detail: ever ? "What you see is how it was when the line broke." : problem?.detail ?? "",
      remedy: "See that phonepatch runs. This page goes on by itself when it is back.",
    })]));
    place();
  });
  live.on("status", () => {
    const { status } = live;
    faults.replaceChildren(...(status?.draining ? [notice("warn", {
      title: "The server is shutting down", detail: "Calls that go on may end; no new ones are taken.", remedy: "It is back when it is started again.",
    })] : []), ...(status?.faults ?? []).map((fault) => notice("warn", fault)));
    place();
  });
  return node;
}

/** @param {Live} live @param {import("../api/types.js").Call} call @returns {import("../view/dom.js").Part<import("../api/types.js").Call>} */
function knock(live, call) {
  const name = h("strong");
  const text = h("p", { class: "small" });
  const node = h("div", { class: "notice knock" }, icon("incoming"), h("div", { class: "body" }, name, text),
    h("div", { class: "buttons" }, live.may("answer") ? buttons(live, call) : []));
  return {
    node,
    update(now) {
      say(name, `${party(now)} is calling`);
      say(text, `${now.to} · hears ringing; the room hears nothing until you answer`);
    },
  };
}

/** @param {Live} live @param {import("../api/types.js").Call} call */
function buttons(live, call) {
  return [
    action({ text: "Answer", label: `Answer ${party(call)}`, icon: "phone", class: "go" }, () => live.client.post(`/v1/calls/${call.id}/answer`)),
    action({ text: "Decline", label: `Decline ${party(call)}`, icon: "hangup", class: "stop" }, () => live.client.post(`/v1/calls/${call.id}/decline`)),
  ];
}
