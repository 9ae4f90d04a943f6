import { Resampler } from "./resample.js";

/**
 * On the audio thread: the microphone as frames of 20 ms at the leg's rate, 16-bit, each with its peak.
 */
class Capture extends AudioWorkletProcessor {
  /** @param {{processorOptions: {rate: number}}} options */
  constructor(options) {
    super();
    const rate = options.processorOptions.rate;
    this.frame = new Float32Array(rate / 50);
    this.filled = 0;
    this.mono = new Float32Array(128);
    this.resampler = new Resampler(sampleRate, rate, 8192);
  }

  /** @param {Float32Array[][]} inputs */
  process([channels]) {
    if (!channels.length) return true;
    const count = channels[0].length;
    if (this.mono.length !== count) this.mono = new Float32Array(count);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (const channel of channels) sum += channel[i];
      this.mono[i] = sum / channels.length;
    }
    this.resampler.push(this.mono);
    for (;;) {
      this.filled += this.resampler.pull(this.frame.subarray(this.filled));
      if (this.filled < this.frame.length) return true;
      this.filled = 0;
      this.send();
    }
  }

  send() {
    const pcm = new Int16Array(this.frame.length);
    let peak = 0;
    for (let i = 0; i < pcm.length; i++) {
      const sample = Math.max(-1, Math.min(1, this.frame[i]));
      pcm[i] = Math.round(sample * 32767);
      peak = Math.max(peak, Math.abs(sample));
    }
    this.port.postMessage({ pcm: pcm.buffer, peak }, [pcm.buffer]);
  }
}

registerProcessor("phonepatch-capture", Capture);
