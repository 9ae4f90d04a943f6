/// What a caller meets: something said or played, and then a room, a menu, an end, or what would be without a route.
struct RouteStep: Sendable, Equatable {
  enum Then: Sendable, Equatable {
    /// What the number is linked to.
    case linked
    case room(String)
    indirect case menu(RouteMenu)
    case hangUp, reject, busy
  }

  var say: String?
  var play: String?
  var language: String?
  var voice: String?
  var then = Then.linked

  /// The step that keys lead to, one menu after the other; nil when there is none.
  func step(_ keys: some Sequence<Character>) -> RouteStep? {
    var step = self
    for key in keys {
      guard case .menu(let menu) = step.then, let next = menu.keys[key] else { return nil }
      step = next
    }
    return step
  }

  /// What is said or played, as TwiML.
  @TwiML.Verbs var words: [XMLElement] {
    if let play { Play(play) }
    if let say { Say(say, voice: voice, language: language) }
  }
}

/// One key, one way to go on.
struct RouteMenu: Sendable, Equatable {
  var keys: [Character: RouteStep] = [:]
  /// How long to wait for a key.
  var seconds = 5
  /// How often it is said.
  var tries = 3
  /// For those who press nothing that is here.
  var otherwise = RouteStep(then: .hangUp)
}
