/** Bounds of the delay that is aimed at, in seconds. */
const LEAST = 0.04;
const MOST = 0.3;
/** A quiet stretch of so long makes the delay a little shorter. */
const CALM = 4;

/**
 * How much sound to hold back against an uneven network: more after each gap, less when all has been well for a while. Clocks
 * that drift are followed by playing up to 1 % faster or slower, which nobody hears.
 */
export class Delay {
  target = 0.06;
  /** Times that sound was missing. */
  gaps = 0;
  #mean = 0.06;
  #least = Infinity;
  #calm = 0;

  /** Nothing was left to play. */
  gap() {
    this.gaps++;
    this.target = Math.min(MOST, this.target + 0.02);
    this.#calm = 0;
    this.#least = Infinity;
    this.#mean = this.target;
  }

  /**
   * @param {number} held seconds of sound that wait now @param {number} passed seconds since the last time
   * @returns {number} by how much faster to play: 0.01 is one per cent
   */
  follow(held, passed) {
    this.#mean += (held - this.#mean) * Math.min(1, passed / 0.5);
    this.#least = Math.min(this.#least, held);
    this.#calm += passed;
    if (this.#calm > CALM) {
      // More than a frame was never used: so much less would have done.
      if (this.#least > 0.03) this.target = Math.max(LEAST, this.target - 0.005);
      this.#calm = 0;
      this.#least = Infinity;
    }
    return Math.max(-0.01, Math.min(0.01, (this.#mean - this.target) * 0.2));
  }

  /**
   * So much waits that it is better to jump.
   * @param {number} held
   */
  excess(held) { return held > this.target + 0.25 ? held - this.target : 0; }
}
