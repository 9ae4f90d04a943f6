import { Resampler } from "./resample.js";
import { Delay } from "./delay.js";

/** Ramps in samples at a start and an end, so that neither clicks. */
const RAMP = 128;

/**
 * On the audio thread: frames of the room to the loudspeaker, through a small buffer that follows the network.
 */
class Playback extends AudioWorkletProcessor {
  /** @param {{processorOptions: {rate: number}}} options */
  constructor(options) {
    super();
    this.rate = options.processorOptions.rate;
    this.resampler = new Resampler(this.rate, sampleRate, this.rate);
    this.step = this.resampler.step;
    this.delay = new Delay();
    this.playing = false;
    this.floats = new Float32Array(this.rate / 50);
    this.peak = 0;
    this.toldAt = 0;
    this.port.onmessage = ({ data }) => this.take(new Int16Array(data));
  }

  /** @param {Int16Array} pcm */
  take(pcm) {
    if (this.floats.length < pcm.length) this.floats = new Float32Array(pcm.length);
    for (let i = 0; i < pcm.length; i++) this.floats[i] = pcm[i] / 32768;
    const excess = this.delay.excess(this.held);
    if (excess) this.resampler.skip(excess * this.rate);
    this.resampler.push(this.floats, pcm.length);
  }

  get held() { return this.resampler.waiting / this.rate; }

  /** @param {Float32Array[][]} _inputs @param {Float32Array[][]} outputs */
  process(_inputs, [channels]) {
    const out = channels[0];
    if (!this.playing && this.held >= this.delay.target) this.start(out);
    else if (this.playing) this.go(out);
    for (let i = 1; i < channels.length; i++) channels[i].set(out);
    for (const sample of out) this.peak = Math.max(this.peak, Math.abs(sample));
    if (currentTime - this.toldAt >= 0.1) {
      this.toldAt = currentTime;
      this.port.postMessage({ peak: this.peak, held: this.held, target: this.delay.target, gaps: this.delay.gaps });
      this.peak = 0;
    }
    return true;
  }

  /** @param {Float32Array} out */
  start(out) {
    this.playing = true;
    // While the page was setting up, frames piled up.
    const extra = this.held - this.delay.target;
    if (extra > 0.02) this.resampler.skip(extra * this.rate);
    this.go(out);
    for (let i = 0; i < Math.min(RAMP, out.length); i++) out[i] *= i / RAMP;
  }

  /** @param {Float32Array} out */
  go(out) {
    this.resampler.step = this.step * (1 + this.delay.follow(this.held, out.length / sampleRate));
    const made = this.resampler.pull(out);
    if (made === out.length) return;
    const ramp = Math.min(RAMP, made);
    for (let i = 0; i < ramp; i++) out[made - 1 - i] *= i / ramp;
    out.fill(0, made);
    this.playing = false;
    this.delay.gap();
  }
}

registerProcessor("phonepatch-playback", Playback);
