import { Problem } from "./problem.js";

/**
 * Asks the API. The token goes into a header and nowhere else: not into an address, not into a cookie.
 */
export class Client {
  /**
   * @param {string} token empty on loopback without a token
   * @param {() => void} refused called when the token is not accepted (any more)
   */
  constructor(token, refused = () => {}) {
    this.token = token;
    this.refused = refused;
  }

  /** @param {string} path @returns {Promise<any>} */
  get(path) { return this.#json("GET", path); }

  /**
   * Something that happens once, however often the request is sent.
   * @param {string} path @param {unknown} [body] @returns {Promise<any>}
   */
  post(path, body = {}) { return this.#json("POST", path, body); }

  /** @param {string} path @param {unknown} body @returns {Promise<any>} */
  put(path, body) { return this.#json("PUT", path, body); }

  /** @param {string} path @returns {Promise<any>} */
  delete(path) { return this.#json("DELETE", path); }

  /**
   * Sound, for a player.
   * @param {string} path
   */
  async blob(path) { return (await this.request("GET", path)).blob(); }

  /** @param {string} method @param {string} path @param {unknown} [body] */
  async #json(method, path, body) {
    const response = await this.request(method, path, { Accept: "application/json" }, body);
    const text = await response.text();
    return text ? JSON.parse(text) : null;
  }

  /**
   * @param {string} method @param {string} path @param {Record<string, string>} [headers] @param {unknown} [body]
   * @param {AbortSignal} [signal]
   */
  async request(method, path, headers = {}, body = undefined, signal = undefined) {
    const all = { ...headers };
    if (this.token) all.Authorization = `Bearer ${this.token}`;
    if (body !== undefined) all["Content-Type"] = "application/json";
    if (method === "POST") all["Idempotency-Key"] = uuid();
    let response;
    try {
      response = await fetch(path, {
        method, headers: all, body: body === undefined ? undefined : JSON.stringify(body), signal, cache: "no-store",
        credentials: "omit", redirect: "error",
      });
    } catch (error) {
      if (signal?.aborted) throw error;
      throw Problem.from(error);
    }
    if (response.status === 401) this.refused();
    if (!response.ok) throw await Problem.of(response);
    return response;
  }
}

/** crypto.randomUUID exists only where the page is secure; this works over plain http too. */
function uuid() {
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  bytes[6] = (bytes[6] & 15) | 64;
  bytes[8] = (bytes[8] & 63) | 128;
  const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
