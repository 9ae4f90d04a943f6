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
    do {
      if let hears = settings.hears {
        ear = try Box(making: { () throws(Fault) in try LegEar(hears, roomRate: roomRate) })
      }
      switch settings.kind {
      case .carrier:
        carrierIn = try Box(making: { () throws(Fault) in try CarrierIn(format, settings, roomRate: roomRate) })
        guard settings.listens else { return }
        carrierOut = try Box(making: { () throws(Fault) in CarrierOut(format, settings, roomRate: roomRate, &memory) })
      case .pcm:
        pcmIn = try Box(making: { () throws(Fault) in PcmIn(format, settings, roomRate: roomRate, &memory) })
        guard settings.listens else { return }
        pcmOut = try Box(making: { () throws(Fault) in PcmOut(format, settings, roomRate: roomRate, &memory) })
      case .discord:
        discordIn = try Box(making: { () throws(Fault) in try DiscordIn(settings, roomRate: roomRate, &memory) })
        guard settings.listens else { return }
        discordOut = try Box(making: { () throws(Fault) in DiscordOut(settings, roomRate: roomRate, &memory) })
      }
    } catch { memory.note(error) }
  }

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
