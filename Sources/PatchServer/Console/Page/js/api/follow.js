import { EventReader } from "./sse.js";
import { Problem } from "./problem.js";
/** @typedef {import("./client.js").Client} Client */

/** Nothing for so long, not even a comment, and the line is taken for dead. */
const PATIENCE = 25_000;

/**
 * Follows a stream of events for as long as `signal` lets it, and takes it up again whenever it breaks. With `fetch` rather
 * than EventSource, which can send no token.
 * @param {Client} client
 * @param {string} path
 * @param {(type: string, data: any) => void} event
 * @param {(connected: boolean, problem: Problem | null) => void} state
 * @param {AbortSignal} signal
 * @returns {Promise<Problem | null>} why it is given up: the token is not good, or there is no such stream
 */
export async function follow(client, path, event, state, signal) {
  const reader = new EventReader();
  let pause = 500;
  while (!signal.aborted) {
    let problem = null;
    try {
      await once(client, path, reader, (type, data) => {
        pause = 500;
        event(type, data);
      }, () => state(true, null), signal);
    } catch (error) {
      problem = Problem.from(error);
    }
    if (signal.aborted || problem?.status === 401 || problem?.status === 404) return problem;
    state(false, problem);
    await new Promise((done) => setTimeout(done, pause * (0.75 + Math.random() / 2)));
    pause = Math.min(pause * 2, 8000);
  }
  return null;
}

/**
 * @param {Client} client @param {string} path @param {EventReader} reader
 * @param {(type: string, data: any) => void} event @param {() => void} opened @param {AbortSignal} signal
 */
async function once(client, path, reader, event, opened, signal) {
  const line = new AbortController();
  const end = () => line.abort();
  signal.addEventListener("abort", end);
  /** @type {ReturnType<typeof setTimeout> | undefined} */
  let watch;
  const alive = () => {
    clearTimeout(watch);
    watch = setTimeout(end, PATIENCE);
  };
  try {
    alive();
    /** @type {Record<string, string>} */
    const headers = { Accept: "text/event-stream" };
    if (reader.lastID) headers["Last-Event-ID"] = reader.lastID;
    const response = await client.request("GET", path, headers, undefined, line.signal);
    if (!response.body) throw new TypeError("no body");
    opened();
    const text = response.body.pipeThrough(new TextDecoderStream()).getReader();
    for (;;) {
      const { done, value } = await text.read();
      if (done) return;
      alive();
      reader.read(value, (type, data) => event(type, JSON.parse(data)));
    }
  } finally {
    clearTimeout(watch);
    signal.removeEventListener("abort", end);
    end();
  }
}
