internal import PatchBase

/// The stages of a leg; which of them there are follows from its kind.
struct LegStages: ~Copyable {
  var carrierIn: CarrierIn?
  var carrierOut: CarrierOut?
  var pcmIn: PcmIn?
  var pcmOut: PcmOut?
  var discordIn: DiscordIn?
  var discordOut: DiscordOut?

  @inline(never)
  init(carrier settings: LegSettings, _ format: AudioFormat, roomRate: Int32) throws(Fault) {
    // The parts of one direction at a time, so that there is little to undo when memory runs out.
    let out = settings.listens ? try CarrierOut(format, settings, roomRate: roomRate) : nil
    carrierIn = try CarrierIn(format, settings, roomRate: roomRate)
    carrierOut = out
    pcmIn = nil
    pcmOut = nil
    discordIn = nil
    discordOut = nil
  }

  @inline(never)
  init(pcm settings: LegSettings, _ format: AudioFormat, roomRate: Int32) throws(Fault) {
    let capacity = Int(format.sampleRate) / 1000 * settings.queue * format.encoding.bytesPerSample
    let out = settings.listens ? try PcmOut(format, settings, roomRate: roomRate) : nil
    let delay = Int(format.sampleRate) / 1000 * (settings.minDelay ?? 0) * format.encoding.bytesPerSample
    pcmIn = try PcmIn(format, capacity: capacity, delay: min(delay, capacity), roomRate: roomRate)
    pcmOut = out
    carrierIn = nil
    carrierOut = nil
    discordIn = nil
    discordOut = nil
  }

  @inline(never)
  init(discord settings: LegSettings, roomRate: Int32) throws(Fault) {
    let out = settings.listens ? try DiscordOut(settings, roomRate: roomRate) : nil
    discordIn = try DiscordIn(settings, roomRate: roomRate)
    discordOut = out
    carrierIn = nil
    carrierOut = nil
    pcmIn = nil
    pcmOut = nil
  }

  @inline(never) deinit {}
}
