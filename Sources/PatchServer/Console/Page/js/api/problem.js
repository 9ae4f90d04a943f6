/** What went wrong, as a person should read it: what failed, why, and what to do about it. */
export class Problem extends Error {
  /** @param {{title: string, detail?: string, remedy?: string, status?: number, code?: string}} told */
  constructor(told) {
    super(told.title);
    this.title = told.title;
    this.detail = told.detail ?? "";
    this.remedy = told.remedy ?? "";
    this.status = told.status ?? 0;
    this.code = told.code ?? "";
  }

  /**
   * From an answer that is not 2xx.
   * @param {Response} response
   */
  static async of(response) {
    const told = await response.json().catch(() => null);
    const status = response.status;
    const wait = response.headers.get("Retry-After");
    const known = words[status] ?? { title: `The server answered ${status}` };
    return new Problem({
      status,
      code: told?.code,
      // A title that is only the status in words says less than ours.
      title: told?.title && told.title !== response.statusText ? told.title : known.title,
      detail: told?.detail ?? "",
      remedy: told?.remedy ?? (wait ? `Try again in ${wait} seconds.` : known.remedy),
    });
  }

  /**
   * From whatever was thrown.
   * @param {unknown} error
   */
  static from(error) {
    if (error instanceof Problem) return error;
    if (error instanceof TypeError) {
      return new Problem({
        title: "The server does not answer",
        detail: `Nothing came back from ${location.host}.`,
        remedy: "See that phonepatch is running and that this machine reaches it. This page goes on by itself when it is back.",
      });
    }
    return new Problem({ title: "Something went wrong in this page", detail: String(error), remedy: "Load the page anew." });
  }
}

/** @type {Record<number, {title: string, remedy?: string}>} */
const words = {
  401: { title: "The token is not accepted", remedy: "Sign in with a token of this server." },
  403: { title: "That is not allowed", remedy: "Ask whoever runs this server for a role that may do it." },
  404: { title: "The server has nothing there", remedy: "It may have been deleted, or this server is older than its page." },
  405: { title: "This server cannot do that" },
  409: { title: "It has changed in the meantime" },
  429: { title: "Too much at once", remedy: "Wait a moment and try again." },
  500: { title: "The server failed", remedy: "Its log says why." },
  503: { title: "The server takes no new work now", remedy: "It may be shutting down. Try again when it is back." },
};
