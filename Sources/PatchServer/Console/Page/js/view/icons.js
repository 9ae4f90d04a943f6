// Drawn on 24 × 24, stroked in the colour of the text.
const PATHS = {
  live: "M4 12h3l2-6 4 12 3-9 1.5 3H20",
  dial: "M4.8 4.5h1.4M11.3 4.5h1.4M17.8 4.5h1.4M4.8 10h1.4M11.3 10h1.4M17.8 10h1.4M4.8 15.5h1.4M11.3 15.5h1.4M17.8 15.5h1.4M11.3 21h1.4",
  history: "M4 12a8 8 0 1 0 2.6-5.9L4 8.5M4 4v4.5h4.5M12 8v4.5l3 2",
  numbers: "M9 4 7 20M17 4l-2 16M4.5 9.5H20M4 14.5h15.5",
  checks: "M4 6.5l1.5 1.5L8 5.5M4 13l1.5 1.5L8 12M4 19.5 5.5 21 8 18.5M12 7h8M12 13.5h8M12 20h8",
  phone: "M5 4h3.5l1.8 4.5-2.3 1.7a12 12 0 0 0 5.8 5.8l1.7-2.3L20 15.5V19a1.5 1.5 0 0 1-1.6 1.5A16 16 0 0 1 3.5 5.6 1.5 1.5 0 0 1 5 4z",
  hangup: "M3.5 14.5c4.5-5 12.5-5 17 0l-2.6 2.6-3.4-1.5v-2.3a9 9 0 0 0-5 0v2.3l-3.4 1.5z",
  incoming: "M19 5 6 18M6 9v9h9",
  outgoing: "M5 19 18 6M9 6h9v9",
  people: "M9 11a3.5 3.5 0 1 0 0-7 3.5 3.5 0 0 0 0 7zM2.5 20a6.5 6.5 0 0 1 13 0M16 4.5a3.5 3.5 0 0 1 0 6.3M18 14.3a6.5 6.5 0 0 1 3.5 5.7",
  mic: "M12 15a3.5 3.5 0 0 0 3.5-3.5V6.5a3.5 3.5 0 0 0-7 0v5A3.5 3.5 0 0 0 12 15zM5.5 11.5a6.5 6.5 0 0 0 13 0M12 18v3",
  muted: "M4 4l16 16M8.5 8.5v3a3.5 3.5 0 0 0 5.3 3M15.5 10.5v-4a3.5 3.5 0 0 0-6.7-1.4M5.5 11.5a6.5 6.5 0 0 0 10.3 5.3M18.5 11.5c0 .8-.1 1.5-.4 2.2M12 18v3",
  hold: "M8.5 5v14M15.5 5v14",
  resume: "M7.5 4.5v15l11-7.5z",
  keys: "M5 5h4v4H5zM15 5h4v4h-4zM5 15h4v4H5zM15 15h4v4h-4z",
  wave: "M4 10v4M8 7v10M12 4v16M16 8v8M20 10.5v3",
  lock: "M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8.5 11V8a3.5 3.5 0 0 1 7 0v3",
  unlock: "M6.5 11h11a1 1 0 0 1 1 1v7a1 1 0 0 1-1 1h-11a1 1 0 0 1-1-1v-7a1 1 0 0 1 1-1zM8.5 11V8a3.5 3.5 0 0 1 6.8-1.2",
  warning: "M12 4 2.5 20h19zM12 10v4.5M12 17.3v.01",
  wrong: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM9 9l6 6M15 9l-6 6",
  good: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM8 12.3l2.8 2.7L16 9.5",
  info: "M12 3a9 9 0 1 0 0 18 9 9 0 0 0 0-18zM12 11v5.5M12 7.5v.01",
  close: "M6 6l12 12M18 6 6 18",
  play: "M7.5 4.5v15l11-7.5z",
  pause: "M8.5 5v14M15.5 5v14",
  bin: "M4.5 7h15M9.5 7V4.5h5V7M6.5 7l1 13h9l1-13M10 11v5.5M14 11v5.5",
  gear: "M4 7h9M17 7h3M4 17h3M11 17h9M13 7a2 2 0 1 0 4 0 2 2 0 0 0-4 0zM7 17a2 2 0 1 0 4 0 2 2 0 0 0-4 0z",
  leave: "M14 4h-8v16h8M10 12h11M17 8l4 4-4 4",
  back: "M15 5l-7 7 7 7",
};

/** @typedef {keyof typeof PATHS} IconName */

/**
 * A drawing that says nothing to a screen reader: the words beside it do.
 * @param {IconName} name
 */
export function icon(name) {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 24 24");
  svg.setAttribute("class", "icon");
  svg.setAttribute("aria-hidden", "true");
  const path = document.createElementNS("http://www.w3.org/2000/svg", "path");
  path.setAttribute("d", PATHS[name]);
  svg.append(path);
  return svg;
}

/** Two jacks and a cord: what an empty page shows. */
export function sketch() {
  const svg = document.createElementNS("http://www.w3.org/2000/svg", "svg");
  svg.setAttribute("viewBox", "0 0 160 80");
  svg.setAttribute("class", "sketch");
  svg.setAttribute("aria-hidden", "true");
  const shapes = [
    ["circle", { cx: 30, cy: 22, r: 14 }], ["circle", { cx: 130, cy: 22, r: 14 }],
    ["circle", { cx: 30, cy: 22, r: 5, fill: "currentColor" }], ["circle", { cx: 80, cy: 22, r: 14, "stroke-dasharray": "5 5" }],
    ["path", { d: "M30 27c0 30 20 44 40 44s26-10 34-22", "stroke-width": 6 }], ["path", { d: "M104 49l6-9", "stroke-width": 11 }],
  ];
  for (const [tag, members] of /** @type {[string, Record<string, any>][]} */ (shapes)) {
    const shape = document.createElementNS("http://www.w3.org/2000/svg", tag);
    const all = { fill: "none", stroke: "currentColor", "stroke-width": 4, "stroke-linecap": "round", ...members };
    for (const [name, value] of Object.entries(all)) shape.setAttribute(name, String(value));
    svg.append(shape);
  }
  return svg;
}
