import ArgumentParser
import PatchLab

/// Faults and keys as they are written on the command line.
enum FaultText {
  struct Parsed {
    var faults = Faults()
    var mute = false
  }

  static func parse(_ texts: [String], seconds: Double) throws -> Parsed {
    var parsed = Parsed()
    for text in texts {
      let parts = text.split(separator: "=", maxSplits: 1).map(String.init)
      let value = parts.count == 2 ? parts[1] : ""
      switch parts.first {
      case "seed": parsed.faults = Faults(seed: try number(value, text), seconds: seconds)
      case "stall":
        let pair = value.split(separator: ":")
        guard pair.count == 2, let at = Double(pair[0]), let length = Double(pair[1]), at >= 0,
          (0...60).contains(length)
        else { throw ValidationError("\(text): write stall=AT:SECONDS, such as stall=2:0.4") }
        parsed.faults.stalls.append(.init(at: at, seconds: length))
      case "burst": parsed.faults.burst = min(max(try number(value, text), 1), 100)
      case "disconnect": parsed.faults.disconnect = try number(value, text)
      case "slow-webhook": parsed.faults.slowWebhook = try number(value, text)
      case "retried-webhook" where value.isEmpty: parsed.faults.retriedWebhook = true
      case "mute" where value.isEmpty: parsed.mute = true
      default:
        throw ValidationError(
          "\(text): there are stall=AT:SECONDS, burst=FRAMES, disconnect=AT, slow-webhook=SECONDS, retried-webhook, mute, seed=N"
        )
      }
    }
    return parsed
  }

  /// `5@2.5`.
  static func key(_ text: String) throws -> Caller.Key {
    let parts = text.split(separator: "@")
    guard parts.count == 2, let digit = parts[0].first, parts[0].count == 1, "0123456789*#ABCD".contains(digit),
      let at = Double(parts[1]), at >= 0
    else { throw ValidationError("\(text): write digit@second, such as 5@2.5") }
    return Caller.Key(at: at, digit: digit)
  }

  private static func number<Number: LosslessStringConvertible & Comparable & Numeric>(
    _ value: String, _ text: String
  ) throws -> Number {
    guard let number = Number(value), number >= 0 else { throw ValidationError("\(text): a number is missing after =") }
    return number
  }
}
