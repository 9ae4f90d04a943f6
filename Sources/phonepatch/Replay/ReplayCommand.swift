import ArgumentParser
import Foundation
import PatchAudio
import PatchBase
import PatchEngine

/// `phonepatch replay`: recorded packets through a recorded network into the jitter buffer.
struct ReplayCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "replay", abstract: "Plays packets as a network delivered them, in virtual time.",
    discussion: """
      The packet file holds, for each frame of 20 ms, a length of four bytes, the lowest first, and the bytes. The trace is \
      CSV with the columns seq, rtp_timestamp (48 kHz), send_ms, arrival_ms (empty: lost) and marker; frame \
      rtp_timestamp/960 of the packet file is what the row sends.

      The output is 16-bit samples, the lowest byte first, mono; its first sample is the receiver's time 0, and it \
      goes on for 1.5 s after the last packet was sent. The same files give the same bytes on every run.
      """)

  @Option(help: ArgumentHelp("The packets.", valueName: "file"))
  var packets: String
  @Option(help: ArgumentHelp("What the network did.", valueName: "file"))
  var trace: String
  @Option(name: [.short, .long], help: ArgumentHelp("The file to write.", valueName: "file"))
  var out: String
  @Option(help: ArgumentHelp("What the packets are: opus, mulaw or alaw.", valueName: "name"))
  var codec = Codec.opus
  @Option(help: ArgumentHelp("Samples a second of the output (default: 48000 of opus, 8000 else).", valueName: "hz"))
  var rate: Int32?
  @Option(help: ArgumentHelp("What travels below: datagram or stream.", valueName: "name"))
  var transport = Below.datagram
  @Option(help: ArgumentHelp("Never aim for less delay, in ms.", valueName: "ms"))
  var minDelay = 0
  @Option(help: ArgumentHelp("Begin with this delay, in ms.", valueName: "ms"))
  var startDelay = 40
  @Option(help: ArgumentHelp("Never hold more, in ms.", valueName: "ms"))
  var maxDelay = 500
  @Flag(help: "Keep the start delay, whatever the network does.")
  var fixed = false
  @Option(help: ArgumentHelp("A frame no longer than this, after another such, is not sent: DTX.", valueName: "bytes"))
  var dtx = 0
  @Flag(name: [.customShort("f"), .long], help: "Replace the output if it exists.")
  var overwrite = false
  @Flag(help: "Print the result as JSON.")
  var json = false

  enum Codec: String, CaseIterable, ExpressibleByArgument {
    case opus, mulaw, alaw

    var coding: ReceiverCoding {
      switch self {
      case .opus: .opus
      case .mulaw: .plain(.mulaw)
      case .alaw: .plain(.alaw)
      }
    }
  }

  enum Below: String, CaseIterable, ExpressibleByArgument {
    case datagram, stream

    var transport: Transport { self == .datagram ? .datagram : .stream }
  }

  private var sampleRate: Int32 { rate ?? (codec == .opus ? 48_000 : 8000) }

  private var settings: ReceiverSettings {
    ReceiverSettings(
      coding: codec.coding, sampleRate: sampleRate, transport: transport.transport, minDelay: minDelay,
      startDelay: startDelay, maxDelay: maxDelay, adaptive: !fixed)
  }

  func run() throws {
    let packets = try ReplayPackets(packets)
    let trace = try ReplayTrace(trace, packets: packets.count) { frame in
      guard dtx > 0, frame > 0 else { return true }
      return packets.frame(frame).count > dtx || packets.frame(frame - 1).count > dtx
    }
    var receiver: Receiver
    do throws(Fault) { receiver = try Receiver(settings) } catch {
      throw Complaint(
        error == .noMemory
          ? "memory ran out" : "a rate or delay is out of range: rates are 8000 to 48000 Hz, delays 20 to 10000 ms")
    }
    let output = try OutputFile(out, overwrite: overwrite, unlike: InputFile(packets.path))
    let begun = ContinuousClock.now
    let result = try ReplayCommand.play(packets, trace, &receiver, codec, output)
    try output.finish()
    let elapsed = (ContinuousClock.now - begun) / .seconds(1)
    let report = ReplayReport(
      packets: packets.path, trace: self.trace, output: output.path, codec: codec.rawValue, sampleRate: sampleRate,
      samples: result.pulls * receiver.samplesPerPull, sent: trace.sent, lostOnTheWay: trace.lost,
      counts: ReplayReport.Counts(receiver.lifetime), meanWaitMs: result.wait, meanTargetMs: result.target,
      elapsedSeconds: elapsed, timesRealTime: elapsed > 0 ? Double(result.pulls) * 0.02 / elapsed : 0)
    (out == "-" ? Terminal.error : .output).write(json ? report.json : report.line)
  }

  /// A pull every 20 ms from time 0; what arrived by then is inserted before.
  private static func play(
    _ packets: ReplayPackets, _ trace: ReplayTrace, _ receiver: inout Receiver, _ codec: Codec, _ output: OutputFile
  ) throws -> (pulls: Int, wait: Double, target: Double) {
    var pcm = [Int16](repeating: 0, count: receiver.samplesPerPull)
    var bytes = [UInt8](repeating: 0, count: 2 * pcm.count)
    var next = 0
    var now: UInt64 = 0
    var pulls = 0
    var (wait, target, taken) = (0.0, 0.0, 0)
    while now < trace.lastSend + 1_500_000 {
      while next < trace.arrivals.count, trace.arrivals[next].microseconds <= now {
        let one = trace.arrivals[next]
        let payload = Array(packets.frame(one.frame))
        receiver.insert(
          sequence: one.sequence, timestamp: codec == .opus ? one.timestamp : one.timestamp / 6,
          payload: payload.span, at: Ticks(microseconds: one.microseconds))
        next += 1
      }
      var span = pcm.mutableSpan
      let before = receiver.lifetime.taken
      _ = try receiver.pull(at: Ticks(microseconds: now), into: &span)
      if receiver.lifetime.taken > before {
        wait += Double(receiver.now.delay) / 1000
        target += Double(receiver.now.target) / 1000
        taken += 1
      }
      for i in 0..<pcm.count {
        bytes[2 * i] = UInt8(truncatingIfNeeded: pcm[i])
        bytes[2 * i + 1] = UInt8(truncatingIfNeeded: pcm[i] >> 8)
      }
      try output.write(bytes)
      pulls += 1
      now += 20_000
    }
    return (pulls, wait / Double(max(taken, 1)), target / Double(max(taken, 1)))
  }
}
