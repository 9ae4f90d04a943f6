// From one sample rate to another, by a windowed sinc. Used on both sides of the softphone, inside the audio thread.

/** Zero crossings of the sinc on each side; with a Kaiser window of 8 its stop band is below −80 dB. */
const CROSSINGS = 16;
/** Points of the table between two crossings; between them it is interpolated. */
const POINTS = 256;
const BETA = 8;

const table = (() => {
  const size = CROSSINGS * POINTS;
  const values = new Float32Array(size + 2);
  const bottom = bessel(BETA);
  for (let i = 0; i <= size; i++) {
    const x = i / POINTS;
    const sinc = x === 0 ? 1 : Math.sin(Math.PI * x) / (Math.PI * x);
    values[i] = sinc * bessel(BETA * Math.sqrt(Math.max(0, 1 - (x / CROSSINGS) ** 2))) / bottom;
  }
  return values;
})();

/**
 * The modified Bessel function of order 0.
 * @param {number} x
 */
function bessel(x) {
  let [sum, term] = [1, 1];
  for (let k = 1; k < 40; k++) {
    term *= (x / (2 * k)) ** 2;
    sum += term;
  }
  return sum;
}

/**
 * Takes samples in pieces of any size and gives samples in pieces of any size. Nothing is allocated after it is made.
 */
export class Resampler {
  /**
   * @param {number} from Hz @param {number} to Hz
   * @param {number} capacity samples of input that may wait
   */
  constructor(from, to, capacity) {
    /** Input samples for one output sample. May be changed a little while it runs, against drift. */
    this.step = from / to;
    // A little below half the lower rate, so that the slope of the filter ends there.
    this.cutoff = Math.min(1, to / from) * 0.94;
    this.reach = Math.ceil(CROSSINGS / this.cutoff);
    this.buffer = new Float32Array(capacity + 2 * this.reach + 2);
    // The first sample has silence before it.
    this.filled = this.reach;
    this.position = this.reach;
  }

  /** Input samples that wait to be used. */
  get waiting() { return Math.max(0, this.filled - this.position); }

  /**
   * Appends input; what does not fit is left out.
   * @param {Float32Array} samples @param {number} [count]
   */
  push(samples, count = samples.length) {
    if (this.filled + count > this.buffer.length) this.#compact();
    const taken = Math.min(count, this.buffer.length - this.filled);
    for (let i = 0; i < taken; i++) this.buffer[this.filled + i] = samples[i];
    this.filled += taken;
    return taken;
  }

  /**
   * Throws away the oldest input.
   * @param {number} count
   */
  skip(count) { this.position = Math.min(this.position + count, Math.max(this.filled, this.position)); }

  /**
   * Fills `out` as far as the input reaches; gives how many samples that are.
   * @param {Float32Array} out @param {number} [limit]
   */
  pull(out, limit = out.length) {
    const scale = this.cutoff * POINTS;
    let made = 0;
    while (made < limit) {
      const centre = Math.floor(this.position);
      if (centre + this.reach >= this.filled) break;
      let sum = 0;
      for (let i = centre - this.reach + 1; i <= centre + this.reach; i++) {
        const place = Math.abs(this.position - i) * scale;
        const index = Math.floor(place);
        if (index >= CROSSINGS * POINTS) continue;
        const low = table[index];
        sum += this.buffer[i] * (low + (table[index + 1] - low) * (place - index));
      }
      out[made++] = sum * this.cutoff;
      this.position += this.step;
    }
    return made;
  }

  /** Moves what is still needed to the front. */
  #compact() {
    const first = Math.max(0, Math.min(Math.floor(this.position) - this.reach, this.filled));
    this.buffer.copyWithin(0, first, this.filled);
    this.filled -= first;
    this.position -= first;
  }
}
