/**
 * Reads server-sent events out of text that comes in pieces (HTML standard, section 9.2).
 */
export class EventReader {
  #rest = "";
  #type = "";
  /** @type {string[]} */
  #data = [];
  /** The id of the last event that had one. */
  lastID = "";

  /**
   * @param {string} text the next piece
   * @param {(type: string, data: string) => void} emit
   */
  read(text, emit) {
    const lines = (this.#rest + text).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    for (const line of lines) this.#line(line, emit);
  }

  /** @param {string} line @param {(type: string, data: string) => void} emit */
  #line(line, emit) {
    if (line === "") {
      if (this.#data.length) emit(this.#type || "message", this.#data.join("\n"));
      this.#type = "";
      this.#data = [];
      return;
    }
    const colon = line.indexOf(":");
    if (colon === 0) return;
    const name = colon < 0 ? line : line.slice(0, colon);
    const value = colon < 0 ? "" : line.slice(colon + 1).replace(/^ /, "");
    if (name === "data") this.#data.push(value);
    else if (name === "event") this.#type = value;
    else if (name === "id" && !value.includes("\0")) this.lastID = value;
  }
}
