import Foundation
import PatchNet
import Yams

/// Reads a book of routes from YAML. Everything that is wrong is told at once, with its line.
struct RouteReader {
  private(set) var problems: [String] = []
  private let path: String
  private static let days = ["sun", "mon", "tue", "wed", "thu", "fri", "sat"]

  private init(path: String) { self.path = path }

  static func read(_ path: String) -> (book: RouteBook, problems: [String]) {
    do { return read(try SmallFile.read(path), path: path) } catch { return (RouteBook(), ["\(path): \(error)"]) }
  }

  static func read(_ text: String, path: String) -> (book: RouteBook, problems: [String]) {
    var reader = RouteReader(path: path)
    var book = RouteBook()
    do {
      guard let root = try Yams.compose(yaml: text) else { return (book, []) }
      reader.members(root, ["routes"]) { reader, _, value in
        guard let items = value.sequence else { return reader.wrong(value, "routes is no list") }
        for item in items { book.routes.append(reader.route(item, number: book.routes.count + 1)) }
      }
    } catch { reader.problems.append("\(path): \(error)") }
    return (book, reader.problems)
  }

  private mutating func route(_ node: Node, number: Int) -> CallRoute {
    var route = CallRoute(name: "route \(number)")
    var others: [(String, Node)] = []
    let own = ["name", "to", "from", "days", "hours", "time_zone"]
    members(node, own + Self.stepNames) { reader, name, value in
      let word = value.string ?? ""
      switch name {
      case "name": route.name = reader.text(value, "name", most: 60)
      case "to": route.to = reader.numbers(value)
      case "from": route.from = reader.numbers(value)
      case "days": route.days = reader.days(value)
      case "hours":
        route.hours = Self.hours(word)
        if route.hours == nil { reader.wrong(value, "“\(word)” is no time such as 18:00-08:00") }
      case "time_zone":
        if let zone = TimeZone(identifier: word) {
          route.timeZone = zone
        } else {
          reader.wrong(value, "“\(word)” is no time zone such as Europe/Berlin")
        }
      default: others.append((name, value))
      }
    }
    route.step = step(others, at: node)
    if route.step.then == .reject || route.step.then == .busy, !route.step.words.isEmpty {
      wrong(node, "who is rejected hears nothing: say and play need hang_up")
    }
    return route
  }

  private static let stepNames = ["say", "play", "language", "voice", "room", "menu", "end"]

  private mutating func step(_ node: Node) -> RouteStep {
    var pairs: [(String, Node)] = []
    members(node, Self.stepNames) { _, name, value in pairs.append((name, value)) }
    let step = step(pairs, at: node)
    switch step.then {
    case .reject, .busy: wrong(node, "a call that hears a menu is answered: it can only hang_up")
    case .linked: wrong(node, "a menu leads to a room, a menu or an end: none of them is here")
    case .room, .menu, .hangUp: break
    }
    return step
  }

  private mutating func step(_ pairs: [(String, Node)], at node: Node) -> RouteStep {
    var step = RouteStep()
    var ends = 0
    for (name, value) in pairs {
      let word = value.string ?? ""
      switch name {
      case "say": step.say = text(value, "say", most: 2000)
      case "language": step.language = text(value, "language", most: 20)
      case "voice": step.voice = text(value, "voice", most: 60)
      case "play":
        step.play = word
        if !isAllowedBase(word) { wrong(value, "“\(word)” is no https:// address of a sound") }
      case "room":
        step.then = .room(word)
        ends += 1
        if !RoomName.isValid(word) { wrong(value, "“\(word)” is no room name (1 to 64 letters, digits, + - _ . : @)") }
      case "menu":
        step.then = .menu(menu(value))
        ends += 1
      default:
        ends += 1
        switch word {
        case "hang_up": step.then = .hangUp
        case "reject": step.then = .reject
        case "busy": step.then = .busy
        default: wrong(value, "end is hang_up, reject or busy, not “\(word)”")
        }
      }
    }
    if ends > 1 { wrong(node, "one of room, menu and end, not several") }
    return step
  }

  private mutating func menu(_ node: Node) -> RouteMenu {
    var menu = RouteMenu()
    members(node, ["seconds", "tries", "keys", "otherwise"]) { reader, name, value in
      switch name {
      case "seconds": menu.seconds = reader.number(value, name, 1...30)
      case "tries": menu.tries = reader.number(value, name, 1...10)
      case "otherwise":
        let step = reader.step(value)
        if case .menu = step.then { reader.wrong(value, "otherwise leads to no menu") }
        menu.otherwise = step
      default:
        guard let mapping = value.mapping else { return reader.wrong(value, "keys is no mapping of keys to steps") }
        for (key, next) in mapping {
          guard let text = key.string, text.utf8.count == 1, let key = text.first, "0123456789*#".contains(key) else {
            reader.wrong(next, "“\(key.string ?? "?")” is no key of a telephone")
            continue
          }
          menu.keys[key] = reader.step(next)
        }
      }
    }
    if menu.keys.isEmpty { wrong(node, "a menu without keys") }
    return menu
  }

  // MARK: Values

  private mutating func members(
    _ node: Node, _ names: [String], _ body: (inout RouteReader, String, Node) -> Void
  ) {
    guard let mapping = node.mapping else { return wrong(node, "not a mapping of names to values") }
    for (key, value) in mapping {
      let name = key.string ?? "?"
      if names.contains(name) {
        body(&self, name, value)
      } else {
        let near = NearestName.of(name, among: names).map { ", did you mean \($0)?" }
        let hint = near ?? "; there are \(names.joined(separator: ", "))"
        wrong(key, "“\(name)” is not known\(hint)")
      }
    }
  }

  private mutating func text(_ node: Node, _ name: String, most: Int) -> String {
    let text = node.string ?? ""
    if text.isEmpty || text.count > most { wrong(node, "\(name) is no text of 1 to \(most) characters") }
    return text
  }

  private mutating func number(_ node: Node, _ name: String, _ range: ClosedRange<Int>) -> Int {
    if let value = node.int, range.contains(value) { return value }
    wrong(node, "\(name) is no whole number from \(range.lowerBound) to \(range.upperBound)")
    return range.lowerBound
  }

  private mutating func numbers(_ node: Node) -> [String] {
    let items = node.sequence.map { $0.map { $0.string ?? "" } } ?? [node.string ?? ""]
    for item in items {
      let digits = item.drop { $0 == "+" }
      let body = digits.hasSuffix("*") ? digits.dropLast() : digits
      let isNumber = item.hasPrefix("+") && !body.isEmpty && body.utf8.allSatisfy { (48...57).contains($0) }
      if !isNumber, item != "anonymous" {
        wrong(node, "“\(item)” is no number: + and digits, a star at the end for all that begin so, or anonymous")
      }
    }
    return items
  }

  private mutating func days(_ node: Node) -> Set<Int> {
    var found: Set<Int> = []
    for word in node.sequence.map({ $0.map { $0.string ?? "" } }) ?? [node.string ?? ""] {
      let ends = word.lowercased().split(separator: "-").map { Self.days.firstIndex(of: String($0)) }
      if ends.count == 1, let day = ends[0] {
        found.insert(day + 1)
      } else if ends.count == 2, let first = ends[0], let last = ends[1] {
        for step in 0...(last - first + 7) % 7 { found.insert((first + step) % 7 + 1) }
      } else {
        wrong(node, "“\(word)” is no day: sun, mon, tue, wed, thu, fri, sat, or mon-fri")
      }
    }
    return found
  }

  private static func hours(_ text: String) -> (begin: Int, end: Int)? {
    let ends = text.split(separator: "-").map { side -> Int? in
      let parts = side.split(separator: ":", omittingEmptySubsequences: false)
      guard parts.count == 2, parts[1].count == 2, let hour = Int(parts[0]), let minute = Int(parts[1]),
        (0...59).contains(minute), (0...23).contains(hour) || (hour == 24 && minute == 0)
      else { return nil }
      return hour * 60 + minute
    }
    guard ends.count == 2, let begin = ends[0], let end = ends[1], begin != end else { return nil }
    return (begin, end)
  }

  private mutating func wrong(_ node: Node, _ what: String) {
    problems.append("\(path):\(node.mark.map { "\($0.line)" } ?? "?"): \(what)")
  }
}
