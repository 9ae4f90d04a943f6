/// Which handler answers which number. A number without one of its own gets a room.
struct CallHandlers: Sendable {
  let byNumber: [String: any CallHandler]
  let fallback: any CallHandler

  func handler(for number: String) -> any CallHandler { byNumber[number] ?? fallback }
}
