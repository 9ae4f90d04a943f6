// The console: a page over the API, without anything from outside.
const $ = (id) => document.getElementById(id);
const make = (tag, { text, class: name, ...rest } = {}, ...children) => {
  const node = document.createElement(tag);
  if (text !== undefined) node.textContent = text;
  if (name) node.className = name;
  for (const [key, value] of Object.entries(rest)) {
    if (key.startsWith("on")) node.addEventListener(key.slice(2), value);
    else if (value !== undefined && value !== false) node.setAttribute(key, value === true ? "" : value);
  }
  node.append(...children.filter(Boolean));
  return node;
};

// A token comes in the fragment, which no server sees, and goes from the address bar at once.
const fragment = new URLSearchParams(location.hash.slice(1));
if (fragment.get("token")) {
  sessionStorage.setItem("token", fragment.get("token"));
  history.replaceState(null, "", location.pathname + "#live");
}
const token = () => sessionStorage.getItem("token");

class Problem extends Error {}

async function api(method, path, body) {
  let answer;
  try {
    answer = await fetch(path, {
      method, cache: "no-store",
      headers: {
        authorization: `Bearer ${token()}`,
        ...(body ? { "content-type": "application/json" } : {}),
        ...(method === "POST" ? { "idempotency-key": crypto.randomUUID?.() ?? String(Math.random()) } : {}),
      },
      body: body ? JSON.stringify(body) : undefined,
    });
  } catch {
    throw new Problem("The bridge does not answer. Is it running? The page tries again by itself.");
  }
  if (answer.status === 204) return null;
  const text = await answer.text();
  let value = null;
  try { value = JSON.parse(text); } catch { /* told below */ }
  if (answer.status === 401) { sessionStorage.removeItem("token"); start(); }
  if (!answer.ok) throw new Problem(value?.detail ?? `The bridge answered ${answer.status}.`);
  return value;
}

function complain(error) {
  $("problem").hidden = !error;
  if (error) $("problem").textContent = error.message ?? String(error);
}

const attempt = (work) => async (...given) => {
  try { await work(...given); complain(null); } catch (error) { complain(error); }
};

// Words

const clock = (text) => new Date(text).toLocaleTimeString([], { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const day = (text) => new Date(text).toLocaleString([], { dateStyle: "medium", timeStyle: "short" });
const lasted = (seconds) => {
  if (seconds === undefined || seconds === null) return "–";
  const whole = Math.max(0, Math.floor(seconds));
  return `${Math.floor(whole / 60)}:${String(whole % 60).padStart(2, "0")}`;
};
const tone = { "in-progress": "good", completed: "", ringing: "warn", queued: "warn", busy: "bad", failed: "bad", "no-answer": "bad", canceled: "" };
const word = { "in-progress": "connected", "no-answer": "no answer", queued: "placing" };
const tag = (status) => make("span", { class: `tag ${tone[status] ?? ""}`, text: word[status] ?? status });
const other = (call) => (call.direction === "outbound" ? call.to : call.from) || "unknown";

// Live

let calls = [];
let role = "viewer";
const waves = new Map();

async function loadCalls() {
  calls = (await api("GET", "/v1/calls?live=true&limit=200")).items;
  drawCalls();
}

function drawCalls() {
  const list = $("calls");
  const known = new Map([...list.children].map((node) => [node.dataset.id, node]));
  const nodes = calls.map((call) => {
    const shape = JSON.stringify([call.status, call.muted, call.held, call.room, role]);
    let node = known.get(call.id);
    if (!node || node.dataset.shape !== shape) {
      const focused = node?.contains(document.activeElement) ? document.activeElement.dataset.act : null;
      const fresh = callNode(call);
      fresh.dataset.shape = shape;
      if (node) node.replaceWith(fresh);
      node = fresh;
      if (focused) requestAnimationFrame(() => node.querySelector(`[data-act=${focused}]`)?.focus());
    }
    return node;
  });
  if (nodes.length !== list.children.length || nodes.some((node, index) => list.children[index] !== node)) list.replaceChildren(...nodes);
  $("calls-count").textContent = calls.length;
  $("calls-none").hidden = calls.length > 0;
  $("hang-up-all").hidden = calls.length < 2 || role === "viewer";
}

function callNode(call) {
  const act = (name, label, run, extra = {}) =>
    make("button", { text: label, "data-act": name, onclick: attempt(run), disabled: role === "viewer", ...extra });
  const post = (verb) => async () => { await api("POST", `/v1/calls/${call.id}/${verb}`); await loadCalls(); };
  const node = make("li", { "data-id": call.id },
    make("div", { class: "row" }, make("span", { class: "who", text: other(call) }), tag(call.status)),
    make("p", { class: "facts" },
      make("span", { text: call.direction === "outbound" ? "we called" : `called ${call.to}` }),
      call.room && make("span", { text: `room ${call.room}` }),
      make("span", { class: "lasting", text: call.answered ? lasted(call.seconds) : "" })),
    make("div", { class: "acts" },
      call.status === "in-progress" && act("mute", call.muted ? "Muted" : "Mute", post(call.muted ? "unmute" : "mute"), { "aria-pressed": String(!!call.muted) }),
      call.status === "in-progress" && act("hold", call.held ? "On hold" : "Hold", post(call.held ? "resume" : "hold"), { "aria-pressed": String(!!call.held) }),
      call.status === "in-progress" && act("keys", "Keys", async () => openKeys(call)),
      act("details", "Details", async () => openDetails(call), { disabled: false }),
      act("end", "Hang up", async () => { await api("DELETE", `/v1/calls/${call.id}`); await loadCalls(); }, { class: "danger" })));
  return node;
}

setInterval(() => {
  for (const call of calls) {
    if (!call.answered) continue;
    const node = document.querySelector(`#calls [data-id="${call.id}"] .lasting`);
    if (node) node.textContent = lasted((Date.now() - new Date(call.answered)) / 1000);
  }
}, 1000);

async function loadRooms() {
  if (document.hidden || $("live").hidden) return;
  const rooms = (await api("GET", "/v1/rooms")).items;
  $("rooms-count").textContent = rooms.length;
  $("rooms-none").hidden = rooms.length > 0;
  const list = $("rooms");
  const shape = JSON.stringify(rooms.map((room) => [room.name, room.channels, room.legs.map((leg) => leg.id)]));
  if (list.dataset.shape !== shape) {
    list.dataset.shape = shape;
    list.replaceChildren(...rooms.map(roomNode));
    for (const id of waves.keys()) if (!rooms.some((room) => room.legs.some((leg) => leg.id === id))) waves.delete(id);
  }
  for (const leg of rooms.flatMap((room) => room.legs)) drawLeg(leg);
}

function roomNode(room) {
  const legs = room.legs.map((leg) => {
    const call = calls.find((one) => one.id === leg.call_id);
    return make("div", { class: "leg", "data-leg": leg.id },
      make("span", { class: "name", text: call ? other(call) : leg.call_id }),
      make("div", { class: "meter", role: "meter", "aria-label": `How loud ${call ? other(call) : "the caller"} is`, "aria-valuemin": "-90", "aria-valuemax": "0", "aria-valuenow": "-90" }, make("i")),
      make("canvas", { class: "wave", "aria-hidden": "true" }),
      make("p", { class: "facts" }));
  });
  const channels = room.channels.map((name) => make("div", { class: "leg" }, make("span", { class: "name", text: name }), make("span", { class: "tag good", text: "Discord channel" })));
  return make("li", {}, make("div", { class: "row" }, make("b", { text: room.name }), make("span", { class: "hint", text: `${room.legs.length + room.channels.length} in it` })), make("div", { class: "legs" }, ...legs, ...channels));
}

function drawLeg(leg) {
  const node = document.querySelector(`[data-leg="${leg.id}"]`);
  if (!node) return;
  const part = Math.max(0, Math.min(1, (leg.level + 60) / 60));
  node.querySelector(".meter i").style.transform = `scaleX(${part})`;
  node.querySelector(".meter").setAttribute("aria-valuenow", Math.round(Math.max(-90, leg.level)));
  const facts = [`${Math.round(leg.latency_in_ms + leg.latency_out_ms)} ms`, `buffer ${Math.round(leg.jitter_buffer_ms)} ms`];
  if (leg.loss_percent !== undefined) facts.push(`loss ${leg.loss_percent.toFixed(1)} %`);
  if (leg.mos !== undefined) facts.push(`MOS ${leg.mos.toFixed(2)}`);
  if (leg.muted) facts.push("muted");
  if (leg.held) facts.push("on hold");
  node.querySelector(".facts").textContent = facts.join(" · ");
  const past = waves.get(leg.id) ?? [];
  past.push(part);
  if (past.length > 160) past.shift();
  waves.set(leg.id, past);
  const canvas = node.querySelector("canvas");
  const scale = devicePixelRatio || 1;
  const [width, height] = [canvas.clientWidth * scale, canvas.clientHeight * scale];
  if (canvas.width !== width || canvas.height !== height) { canvas.width = width; canvas.height = height; }
  const paint = canvas.getContext("2d");
  paint.clearRect(0, 0, width, height);
  paint.fillStyle = getComputedStyle(canvas).getPropertyValue("--meter");
  const step = 4 * scale;
  past.slice(-Math.floor(width / step)).forEach((value, index, shown) => {
    const tall = Math.max(2 * scale, value * height);
    paint.globalAlpha = 0.25 + 0.75 * (index / shown.length);
    paint.fillRect(width - (shown.length - index) * step, (height - tall) / 2, 2.4 * scale, tall);
  });
}

// Dialling

const letters = { 2: "ABC", 3: "DEF", 4: "GHI", 5: "JKL", 6: "MNO", 7: "PQRS", 8: "TUV", 9: "WXYZ", 0: "+" };
const pad = (press) => [..."123456789*0#"].map((key) =>
  make("button", { type: "button", "aria-label": key === "*" ? "star" : key === "#" ? "hash" : key, onclick: () => press(key) }, key, make("small", { text: letters[key] ?? "" })));
$("pad").append(...pad((key) => { $("number").value += key; }));
// A long press on 0 writes +, as telephones do.
let holding;
const zero = $("pad").children[10];
zero.addEventListener("pointerdown", () => { holding = setTimeout(() => { $("number").value += "+"; holding = "done"; }, 600); });
zero.addEventListener("click", () => { if (holding === "done") $("number").value = $("number").value.slice(0, -1); clearTimeout(holding); holding = null; });
$("erase").addEventListener("click", () => { $("number").value = $("number").value.slice(0, -1); $("number").focus(); });
$("dial-form").addEventListener("submit", async (event) => {
  event.preventDefault();
  $("dial").disabled = true;
  $("dial-answer").textContent = "Calling…";
  try {
    const call = await api("POST", "/v1/calls", { to: $("number").value, ...($("room").value ? { room: $("room").value } : {}) });
    $("dial-answer").textContent = `Calling ${call.to}.`;
    await loadCalls();
  } catch (error) {
    $("dial-answer").textContent = error.message;
  } finally {
    $("dial").disabled = role === "viewer";
  }
});
$("hang-up-all").addEventListener("click", attempt(async () => {
  if (!confirm(`Hang up ${calls.length} calls?`)) return;
  await api("DELETE", "/v1/calls");
  await loadCalls();
}));

let keyed = null;
$("keys-pad").append(...pad(attempt(async (key) => { await api("POST", `/v1/calls/${keyed.id}/dtmf`, { digits: key }); })));
function openKeys(call) {
  keyed = call;
  $("keys-title").textContent = `Press keys for ${other(call)}`;
  $("keys").showModal();
}
$("keys-close").addEventListener("click", () => $("keys").close());
$("keys").addEventListener("keydown", (event) => {
  if (/^[0-9*#]$/.test(event.key)) { event.preventDefault(); $("keys-pad").children["123456789*0#".indexOf(event.key)].click(); }
});

// What happens

const told = {
  "call.incoming": "A call comes in", "call.placed": "We call", "call.answered": "Answered", "call.ended": "Call ended",
  "call.refused": "Call refused", "call.not_permitted": "Call not allowed", "call.failed": "The network refused a call",
  "call.returned": "A broken stream came back", "call.transferred": "Sent on", "call.machine": "Who answered",
  "leg.started": "In the room", "leg.ended": "Left the room", "leg.dtmf": "Key pressed", "room.opened": "Room opened",
  "room.closed": "Room closed", "server.started": "The bridge started", "server.draining": "The bridge is stopping",
  "request.refused": "Somebody was turned away", "leg.starved": "Sound came late", "leg.lost": "Sound was lost",
};
const shown = ["from", "to", "reason", "room", "digit", "status", "answered_by"];
function eventNode(event) {
  const facts = shown.filter((name) => event.data[name] !== undefined && event.data[name] !== "").map((name) => event.data[name]);
  const when = new Date(event.time / 1000).toISOString();
  return make("li", {}, make("time", { datetime: when, text: clock(when) }),
    make("span", {}, make("b", { text: told[event.type] ?? event.type }), facts.length ? ` ${facts.join(" · ")}` : ""));
}

let last = null;
let stream = null;
async function listen() {
  stream?.abort();
  const mine = (stream = new AbortController());
  while (!mine.signal.aborted && token()) {
    try {
      const answer = await fetch("/v1/events", {
        signal: mine.signal, cache: "no-store",
        headers: { authorization: `Bearer ${token()}`, ...(last ? { "last-event-id": last } : {}) },
      });
      if (answer.status === 401) { sessionStorage.removeItem("token"); return start(); }
      if (!answer.ok) throw new Problem(`events: ${answer.status}`);
      state("good", "Connected");
      const reader = answer.body.pipeThrough(new TextDecoderStream()).getReader();
      let rest = "";
      for (;;) {
        const { value, done } = await reader.read();
        if (done) break;
        rest += value;
        const parts = rest.split("\n\n");
        rest = parts.pop();
        for (const part of parts) take(part);
      }
      throw new Problem("the stream of events ended");
    } catch {
      if (mine.signal.aborted) return;
      state("bad", "Not connected");
      await new Promise((done) => setTimeout(done, 1000));
    }
  }
}

let soon = null;
function take(message) {
  const id = message.match(/^id: (\d+)/m)?.[1];
  const data = message.match(/^data: (.*)$/m)?.[1];
  if (!id || !data) return;
  last = id;
  const event = JSON.parse(data);
  if (event.type in told) {
    $("log").prepend(eventNode(event));
    while ($("log").children.length > 100) $("log").lastChild.remove();
  }
  if (/^(call|leg)\./.test(event.type)) {
    clearTimeout(soon);
    soon = setTimeout(attempt(loadCalls), 60);
  }
}

function state(kind, text) {
  $("state").className = `state ${kind}`;
  $("state-text").textContent = text;
}

// History

let next = null;
async function loadPast(more) {
  const number = $("filter-number").value.replaceAll(" ", "");
  const query = new URLSearchParams({ limit: "50", ...(number ? { number } : {}), ...(more && next ? { cursor: next } : {}) });
  const page = await api("GET", `/v1/calls?${query}`);
  const rows = page.items.map((call) => make("tr", {},
    make("td", { text: day(call.created) }), make("td", { text: call.direction === "outbound" ? "out" : "in" }),
    make("td", { text: call.from }), make("td", { text: call.to }), make("td", {}, tag(call.status)),
    make("td", { text: lasted(call.seconds) }),
    make("td", {}, make("button", { class: "quiet", text: "Details", "aria-label": `Details of the call with ${other(call)}`, onclick: attempt(async () => openDetails(call)) }))));
  if (more) $("past").append(...rows); else $("past").replaceChildren(...rows);
  next = page.next;
  $("more").hidden = !next;
  $("past-none").hidden = $("past").children.length > 0;
}
$("filter").addEventListener("submit", (event) => { event.preventDefault(); attempt(loadPast)(false); });
$("more").addEventListener("click", () => attempt(loadPast)(true));

async function openDetails(call) {
  const [fresh, events] = await Promise.all([api("GET", `/v1/calls/${call.id}`), api("GET", `/v1/calls/${call.id}/events`)]);
  $("details-title").textContent = other(fresh);
  const facts = { From: fresh.from, To: fresh.to, Status: word[fresh.status] ?? fresh.status, Reason: fresh.reason, Room: fresh.room, Began: day(fresh.created), Talked: lasted(fresh.seconds), Id: fresh.id, "At the network": fresh.provider_id };
  $("details-facts").replaceChildren(...Object.entries(facts).filter(([, value]) => value).flatMap(([name, value]) => [make("dt", { text: name }), make("dd", { text: value })]));
  $("timeline").replaceChildren(...events.items.map(eventNode));
  $("details").showModal();
}
$("details-close").addEventListener("click", () => $("details").close());

// Numbers and the bridge

async function loadNumbers() {
  const numbers = (await api("GET", "/v1/numbers")).items;
  $("number-list").replaceChildren(...numbers.map((number) => make("tr", {},
    make("td", { text: number.number }), make("td", { text: number.channel ? `Discord channel ${number.channel}` : number.room ? `room ${number.room}` : "a room of its own" }),
    make("td", {}, number.connected ? make("span", { class: "tag good", text: "yes" }) : make("button", { text: "Connect", disabled: role !== "admin", onclick: attempt(async () => { await api("PUT", `/v1/numbers/${encodeURIComponent(number.number)}`, {}); await loadNumbers(); }) })))));
  $("numbers-none").hidden = numbers.length > 0;
}

async function loadBridge() {
  const bridge = await api("GET", "/v1/status");
  role = bridge.role;
  const check = (good, title, text) => make("li", { class: good ? "good" : "bad" }, make("span", { class: "mark", text: good ? "✓" : "!", "aria-label": good ? "good" : "wrong" }), make("b", { text: title }), make("p", { class: "hint", text }));
  $("checks").replaceChildren(
    check(bridge.ready, "New calls", bridge.ready ? "are welcome." : "are refused: the bridge is stopping."),
    check(true, "Reached at", bridge.public_url),
    check(bridge.can_call, "Calling out", bridge.can_call ? `as ${bridge.number}, to ${bridge.countries.join(", ") || "nowhere: PHONEPATCH_POLICY_COUNTRIES is empty"}.` : "is not possible: set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER."),
    check(bridge.store === "good", "Store", bridge.store === "good" ? "is being written." : bridge.store === "none" ? "nothing is kept: set PHONEPATCH_DATA to a folder." : `cannot be written (${bridge.store_failures} failures): see the log; calls go on.`),
    check(true, "You", `are ${bridge.token} (${bridge.role}), for ${bridge.owner === "default" ? "everything" : `server ${bridge.owner}`}.`));
  const gauge = (title, used, most, unit) => {
    const part = most > 0 ? Math.min(1, used / most) : 0;
    const bar = make("i");
    bar.style.transform = `scaleX(${part})`;
    return make("div", { class: `gauge${part >= 1 ? " full" : ""}` }, make("div", { class: "row" }, make("span", { text: title }), make("span", { class: "hint", text: `${used} of ${most}${unit}` })),
      make("div", { class: "meter", role: "meter", "aria-label": title, "aria-valuemin": "0", "aria-valuemax": String(most), "aria-valuenow": String(used) }, bar));
  };
  const today = bridge.today;
  $("today").replaceChildren(gauge("Outbound calls now", today.calls, today.most_calls, ""), gauge("Minutes", today.minutes, today.most_minutes, ""), gauge("Estimated cost", Math.round(today.cost * 100) / 100, today.most_cost, ""));
  $("dial").disabled = role === "viewer";
}
$("sign-out").addEventListener("click", () => { sessionStorage.removeItem("token"); stream?.abort(); start(); });

// Pages

const pages = { live: async () => { await loadCalls(); await loadRooms(); }, history: () => loadPast(false), numbers: loadNumbers, bridge: loadBridge };
async function show() {
  if (!token()) return;
  const name = pages[location.hash.slice(1)] ? location.hash.slice(1) : "live";
  for (const node of document.querySelectorAll(".page")) node.hidden = node.id !== name;
  for (const link of document.querySelectorAll("nav a")) {
    if (link.dataset.page === name) link.setAttribute("aria-current", "page"); else link.removeAttribute("aria-current");
  }
  await attempt(pages[name])();
}
addEventListener("hashchange", show);

async function start() {
  const inside = !!token();
  $("sign-in").hidden = inside;
  document.querySelector("nav").hidden = !inside;
  if (!inside) {
    for (const node of document.querySelectorAll(".page")) node.hidden = true;
    state("", "Not signed in");
    $("token").focus();
    return;
  }
  complain(null);
  await attempt(loadBridge)();
  await show();
  listen();
}
$("sign-in-form").addEventListener("submit", (event) => {
  event.preventDefault();
  sessionStorage.setItem("token", $("token").value.trim());
  $("token").value = "";
  start();
});
setInterval(() => { if (token()) loadRooms().catch(() => {}); }, 250);
start();
