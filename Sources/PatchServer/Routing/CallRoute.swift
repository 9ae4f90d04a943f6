import Foundation

/// Who calls which number when, and what becomes of it.
struct CallRoute: Sendable, Equatable {
  var name: String
  /// Numbers; one with a star at its end stands for all that begin so. Empty: all.
  var to: [String] = []
  var from: [String] = []
  /// 1 for Sunday to 7 for Saturday, as Foundation counts. Empty: every day.
  var days: Set<Int> = []
  /// Minutes of the day, the end excluded. An end before the beginning is on the next day. Nil: all day.
  var hours: (begin: Int, end: Int)?
  var timeZone = TimeZone(identifier: "UTC") ?? .current
  var step = RouteStep()

  func fits(to: String, from: String, at date: Date) -> Bool {
    Self.fits(to, self.to) && Self.fits(from, self.from) && isOpen(at: date)
  }

  private static func fits(_ number: String, _ patterns: [String]) -> Bool {
    patterns.isEmpty
      || patterns.contains { $0.hasSuffix("*") ? number.hasPrefix($0.dropLast()) : number == $0 }
  }

  private func isOpen(at date: Date) -> Bool {
    var calendar = Calendar(identifier: .gregorian)
    calendar.timeZone = timeZone
    let parts = calendar.dateComponents([.weekday, .hour, .minute], from: date)
    guard var day = parts.weekday, let hour = parts.hour, let minute = parts.minute else { return false }
    let now = hour * 60 + minute
    if let hours, hours.begin < hours.end {
      guard (hours.begin..<hours.end).contains(now) else { return false }
    } else if let hours {
      guard now >= hours.begin || now < hours.end else { return false }
      // The small hours belong to the evening before.
      if now < hours.end { day = day == 1 ? 7 : day - 1 }
    }
    return days.isEmpty || days.contains(day)
  }

  static func == (a: CallRoute, b: CallRoute) -> Bool {
    a.name == b.name && a.to == b.to && a.from == b.from && a.days == b.days && a.hours?.begin == b.hours?.begin
      && a.hours?.end == b.hours?.end && a.timeZone == b.timeZone && a.step == b.step
  }
}
