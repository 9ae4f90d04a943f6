import Foundation

/// The time of day.
public enum WallClock {
  /// Microseconds since 1970.
  public static func microseconds() -> UInt64 {
    UInt64(max(Date().timeIntervalSince1970, 0) * 1_000_000)
  }

  /// RFC 3339 in UTC with microseconds: `2026-11-21T05:07:09.000042Z`.
  public static func text(_ microseconds: UInt64) -> String {
    let days = Int(microseconds / 86_400_000_000)
    let rest = microseconds % 86_400_000_000
    let (year, month, day) = civil(days)
    let seconds = rest / 1_000_000
    return "\(year)-\(pad(month, 2))-\(pad(day, 2))T\(pad(Int(seconds / 3600), 2)):\(pad(Int(seconds / 60 % 60), 2))"
      + ":\(pad(Int(seconds % 60), 2)).\(pad(Int(rest % 1_000_000), 6))Z"
  }

  /// Days since 1970 to a date of the Gregorian calendar, counted in eras of 400 years that begin in March.
  private static func civil(_ days: Int) -> (Int, Int, Int) {
    let shifted = days + 719_468
    let era = shifted / 146_097
    let inEra = shifted % 146_097
    let year = (inEra - inEra / 1460 + inEra / 36_524 - inEra / 146_096) / 365
    let inYear = inEra - (365 * year + year / 4 - year / 100)
    let month = (5 * inYear + 2) / 153
    let day = inYear - (153 * month + 2) / 5 + 1
    return (year + era * 400 + (month < 10 ? 0 : 1), month < 10 ? month + 3 : month - 9, day)
  }

  private static func pad(_ number: Int, _ width: Int) -> String {
    let text = String(number)
    return String(repeating: "0", count: max(width - text.count, 0)) + text
  }
}
