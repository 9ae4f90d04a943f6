internal import PatchBase

/// The stages of a leg; which of them there are follows from its kind. What listens to it, if anything does.
struct LegStages: ~Copyable {
  var carrierIn: Box<CarrierIn>?
  var carrierOut: Box<CarrierOut>?
  var pcmIn: Box<PcmIn>?
  var pcmOut: Box<PcmOut>?
  var discordIn: Box<DiscordIn>?
  var discordOut: Box<DiscordOut>?
  var ear: Box<LegEar>?

  @inline(never)
  init(_ settings: LegSettings, _ format: AudioFormat, roomRate: Int32, _ memory: inout Memory) {
    carrierIn = nil
    carrierOut = nil
    pcmIn = nil
    pcmOut = nil
    discordIn = nil
    discordOut = nil
    ear = nil
    guard !memory.isShort else { return }
    if Features.listening, let hears = settings.hears { ear = memory.box { LegEar(hears, roomRate: roomRate, &$0) } }
    let listens = settings.listens
    switch settings.kind {
    case .carrier:
      carrierIn = memory.box { CarrierIn(format, settings, roomRate: roomRate, &$0) }
      if listens { carrierOut = memory.box { CarrierOut(format, settings, roomRate: roomRate, &$0) } }
    case .pcm:
      pcmIn = memory.box { PcmIn(format, settings, roomRate: roomRate, &$0) }
      if listens { pcmOut = memory.box { PcmOut(format, settings, roomRate: roomRate, &$0) } }
    case .discord:
      discordIn = memory.box { DiscordIn(settings, roomRate: roomRate, &$0) }
      if listens { discordOut = memory.box { DiscordOut(settings, roomRate: roomRate, &$0) } }
    }
  }

  /// True when something listens to the leg.
  var isHeard: Bool { Features.listening && ear != nil }

  @inline(never) deinit {}
}

extension LegStages {
  mutating func report(into all: inout LegStatistics, at now: Ticks) {
    if carrierIn != nil { carrierIn!.value.report(into: &all) }
    if carrierOut != nil { carrierOut!.value.report(into: &all, at: now) }
    if pcmIn != nil { pcmIn!.value.report(into: &all) }
    if pcmOut != nil { pcmOut!.value.report(into: &all) }
    if discordIn != nil { discordIn!.value.report(into: &all) }
    if discordOut != nil { discordOut!.value.report(into: &all) }
  }
}
