/** Samples kept for each leg: ten seconds of one peak every 20 ms. */
export const KEPT = 500;

/**
 * How loud each leg was in the last ten seconds. Written ten times a second, read by whoever draws.
 */
export class Levels {
  /** @type {Map<string, {peaks: Int8Array, end: number, at: number}>} */
  #legs = new Map();

  /**
   * Peaks of the last ticks, in dBov. A leg that is not mentioned was silent.
   * @param {Record<string, number[]>} told
   */
  add(told) {
    const ticks = Math.max(5, ...Object.values(told).map((peaks) => peaks.length));
    for (const id of Object.keys(told)) {
      if (!this.#legs.has(id)) this.#legs.set(id, { peaks: new Int8Array(KEPT).fill(-127), end: 0, at: 0 });
    }
    for (const [id, line] of this.#legs) {
      const peaks = told[id];
      for (let i = 0; i < ticks; i++) line.peaks[line.end++ % KEPT] = Math.max(-127, peaks?.[i] ?? -127);
      if (peaks?.some((peak) => peak > -127)) line.at = performance.now();
    }
  }

  /**
   * Forgets legs that are gone.
   * @param {Set<string>} present
   */
  keep(present) {
    for (const id of this.#legs.keys()) if (!present.has(id)) this.#legs.delete(id);
  }

  /**
   * The loudest of the last `ticks`, in dBov.
   * @param {string} id @param {number} ticks
   */
  peak(id, ticks = 5) {
    const line = this.#legs.get(id);
    let peak = -127;
    if (line) for (let i = 1; i <= ticks; i++) peak = Math.max(peak, line.peaks[(line.end - i + 2 * KEPT) % KEPT]);
    return peak;
  }

  /**
   * One bar of a drawing of `bars`: the loudest of its share of the ten seconds, oldest first.
   * @param {string} id @param {number} bar @param {number} bars
   */
  bar(id, bar, bars) {
    const line = this.#legs.get(id);
    if (!line) return -127;
    const share = KEPT / bars;
    // Bars stand on a grid of their own, so that a bar keeps its height while it moves.
    const last = Math.floor(line.end / share) * share;
    let peak = -127;
    const from = Math.ceil(last - (bars - bar) * share);
    for (let i = from; i < from + share; i++) if (i >= 0) peak = Math.max(peak, line.peaks[i % KEPT]);
    return peak;
  }
}

/**
 * dBov as a share of a meter: −60 is empty, 0 is full.
 * @param {number} db
 */
export function loudness(db) { return Math.max(0, Math.min(1, (db + 60) / 60)); }
