/// Which handler answers which number. A number without one of its own gets a room.
struct CallHandlers: Sendable {
  let byNumber: [String: any CallHandler]
  /// Numbers that a room was named for.
  var rooms: Set<String> = []
  let fallback: any CallHandler

  /// Whether somebody said what the number is for.
  func names(_ number: String) -> Bool { byNumber[number] != nil || rooms.contains(number) }

  func handler(for number: String) -> any CallHandler { byNumber[number] ?? fallback }
}
