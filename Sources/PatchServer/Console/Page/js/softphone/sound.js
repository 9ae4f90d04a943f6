/**
 * The browser's side of a line: a microphone (or none) in, a loudspeaker out. Tells `captured` with each frame of 20 ms.
 */
export class Sound extends EventTarget {
  /** dBov, for meters. */
  said = -127;
  heard = -127;
  buffer = { held: 0, target: 0, gaps: 0 };
  /** @type {MediaStream | null} */
  #stream = null;
  /** @type {MediaStreamAudioSourceNode | null} */
  #source = null;

  /** @param {AudioContext} context @param {number} rate of the leg */
  constructor(context, rate) {
    super();
    this.context = context;
    const mono = { channelCount: 1, channelCountMode: /** @type {const} */ ("explicit") };
    this.capture = new AudioWorkletNode(context, "phonepatch-capture", { numberOfOutputs: 0, processorOptions: { rate } });
    this.playback = new AudioWorkletNode(context, "phonepatch-playback", { numberOfInputs: 0, outputChannelCount: [1], processorOptions: { rate }, ...mono });
    this.capture.port.onmessage = ({ data }) => {
      this.said = decibels(data.peak);
      this.dispatchEvent(new CustomEvent("captured", { detail: data.pcm }));
    };
    this.playback.port.onmessage = ({ data }) => {
      this.heard = decibels(data.peak);
      this.buffer = data;
    };
    this.playback.connect(context.destination);
  }

  /** @param {number} rate */
  static async open(rate) {
    const context = new AudioContext({ latencyHint: "interactive" });
    const here = (/** @type {string} */ file) => new URL(file, import.meta.url).href;
    try {
      await Promise.all([context.audioWorklet.addModule(here("capture.worklet.js")), context.audioWorklet.addModule(here("playback.worklet.js"))]);
      await context.resume();
      return new Sound(context, rate);
    } catch (error) {
      await context.close();
      throw error;
    }
  }

  /**
   * Speaks with this microphone from now on.
   * @param {MediaStream | null} stream
   */
  use(stream) {
    this.#source?.disconnect();
    for (const track of this.#stream?.getTracks() ?? []) track.stop();
    this.#stream = stream;
    this.#source = stream && this.context.createMediaStreamSource(stream);
    this.#source?.connect(this.capture);
    for (const track of stream?.getAudioTracks() ?? []) track.addEventListener("ended", () => this.dispatchEvent(new Event("unplugged")));
  }

  /**
   * Chooses the loudspeaker, where the browser lets a page do so.
   * @param {string} device
   */
  async speakThrough(device) {
    const context = /** @type {AudioContext & {setSinkId?: (id: string) => Promise<void>}} */ (this.context);
    if (context.setSinkId) await context.setSinkId(device);
  }

  /**
   * One frame of the room.
   * @param {ArrayBuffer} pcm
   */
  play(pcm) { this.playback.port.postMessage(pcm, [pcm]); }

  async close() {
    this.use(null);
    this.capture.port.onmessage = null;
    this.playback.port.onmessage = null;
    await this.context.close();
  }
}

/** @param {number} peak 0 to 1 */
function decibels(peak) { return peak > 0 ? Math.max(-127, 20 * Math.log10(peak)) : -127; }
