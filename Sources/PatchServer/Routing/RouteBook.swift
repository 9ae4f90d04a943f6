import Foundation

/// The routes of a file, in its order: the first that fits a call counts.
struct RouteBook: Sendable, Equatable {
  var routes: [CallRoute] = []

  /// The route of a call and its place in the book.
  func route(_ request: VoiceRequest, at date: Date = Date()) -> (index: Int, route: CallRoute)? {
    guard let index = routes.firstIndex(where: { $0.fits(to: request.to, from: request.from, at: date) }) else {
      return nil
    }
    return (index, routes[index])
  }

  /// The step that a menu's address names, `/twilio/menu/INDEX/KEYS`; nil when the file has changed meanwhile.
  func step(_ index: Int, _ keys: some StringProtocol) -> RouteStep? {
    guard routes.indices.contains(index) else { return nil }
    return routes[index].step.step(keys.map { $0 == "s" ? "*" : $0 == "h" ? "#" : $0 })
  }

  /// A key as addresses have it.
  static func name(_ key: Character) -> String { key == "*" ? "s" : key == "#" ? "h" : String(key) }
}
