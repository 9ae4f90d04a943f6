import { h, say, show, attribute } from "./dom.js";
import { icon } from "./icons.js";
import { action } from "../parts/act.js";
import { alerts } from "../parts/alerts.js";
import { toasts } from "../parts/toasts.js";
/** @typedef {import("../state/live.js").Live} Live */
/** @typedef {import("../api/types.js").Limit} Limit */

const PAGES = /** @type {const} */ ([
  ["/live", "Live", "live"], ["/dial", "Dial", "dial"], ["/history", "History", "history"], ["/numbers", "Numbers", "numbers"], ["/checks", "Checks", "checks"],
]);

/**
 * The frame around every page.
 * @param {Live} live @param {HTMLElement} dock @param {() => void} leave signs out; not offered where no token is needed
 */
export function shell(live, dock, leave) {
  const count = h("span", { class: "count", hidden: true });
  const links = PAGES.map(([path, name, picture]) => h("a", { href: `#${path}` }, icon(picture), h("span", {}, name), path === "/live" && count));
  const place = h("div");
  const foot = h("div", { class: "foot" });
  const gauges = [gauge("Calls"), gauge("Minutes today"), gauge("Cost today")];
  const version = h("span");
  foot.append(...gauges.map((one) => one.node), h("p", {}, version));
  if (live.client.token) foot.append(action({ text: "Sign out", label: `Sign out ${live.me.name}`, icon: "leave", class: "bare" }, leave));
  const node = h("div", { class: "shell" },
    h("a", { class: "button main skip", href: "#main", onclick: skip }, "Skip to the page"),
    h("nav", { class: "rail", "aria-label": "Pages" }, h("a", { class: "brand", href: "#/live" }, h("img", { src: "icon.svg", alt: "" }), "Phonepatch"),
      h("ul", {}, links.map((link) => h("li", {}, link))), foot),
    h("main", { class: "stage", id: "main", tabindex: -1 }, alerts(live), place),
    dock, toasts);

  live.on("rooms", () => {
    say(count, String(live.calls.length));
    attribute(count, "aria-label", `${live.calls.length} calls`);
    show(count, live.calls.length > 0);
  });
  live.on("status", () => {
    const limits = live.status?.limits;
    gauges[0].update(limits?.calls);
    gauges[1].update(limits?.minutes_today);
    gauges[2].update(limits?.cost_today);
    say(version, live.status ? `Phonepatch ${live.status.version}` : "");
  });

  /** @param {Event} event */
  function skip(event) {
    event.preventDefault();
    document.getElementById("main")?.focus();
  }

  return {
    node, place,
    /** @param {string} path */
    arrived(path) {
      const current = path.startsWith("/calls/") ? "/history" : path;
      for (const link of links) attribute(link, "aria-current", link.getAttribute("href") === `#${current}` ? "page" : null);
    },
  };
}

/**
 * How much of a cap is used.
 * @param {string} name
 */
function gauge(name) {
  const title = h("span", {}, name);
  const value = h("span", { class: "figures" });
  const bar = h("progress", { "aria-label": name });
  const node = h("div", { class: "gauge" }, h("div", { class: "ends" }, title, value), bar);
  return {
    node,
    /** @param {Limit | null | undefined} limit */
    update(limit) {
      show(node, Boolean(limit));
      if (!limit) return;
      const figure = (/** @type {number} */ number) => Number.isInteger(number) ? String(number) : number.toFixed(limit.currency ? 2 : 0);
      say(title, limit.currency ? `${name.split(" ")[0]}, ${limit.currency}` : name);
      say(value, `${figure(limit.used)} / ${figure(limit.max)}`);
      bar.max = limit.max;
      bar.value = limit.used;
      node.classList.toggle("near", limit.used > limit.max * 0.8);
    },
  };
}
