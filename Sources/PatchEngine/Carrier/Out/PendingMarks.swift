internal import PatchBase

/// The marks that a carrier has not echoed yet, oldest first.
struct PendingMarks: ~Copyable {
  /// The longest name of a mark, in bytes.
  static let nameLimit = EventRing.textLimit

  struct Mark: Zeroable {
    var length = 0
    var flushed = false
    var gone = false
  }

  private var marks: Block<Mark>
  private var names: Block<UInt8>
  private var head = 0
  private var span = 0

  init(_ capacity: Int, _ memory: inout Memory) {
    marks = Block(capacity, &memory)
    names = Block(capacity * PendingMarks.nameLimit, &memory)
  }

  /// False when as many wait as there is room for.
  var hasRoom: Bool { span < marks.count }

  /// A mark is on its way. There is room, and the name is no longer than `nameLimit`.
  mutating func add(_ name: Span<UInt8>) {
    let place = (head + span) % marks.count
    marks[place] = Mark(length: name.count)
    names.store(name, at: place * PendingMarks.nameLimit)
    span += 1
  }

  /// A `clear` is on its way: what is pending may be flushed.
  mutating func flush() {
    for i in 0..<span { marks[(head + i) % marks.count].flushed = true }
  }

  /// An echo arrived: true when its mark may have been flushed, nil when no mark of that name is pending.
  mutating func echo(_ name: Span<UInt8>) -> Bool? {
    for i in 0..<span {
      let place = (head + i) % marks.count
      let mark = marks[place]
      guard !mark.gone, mark.length == name.count, same(name, place) else { continue }
      marks[place].gone = true
      while span > 0, marks[head].gone {
        head = (head + 1) % marks.count
        span -= 1
      }
      return mark.flushed
    }
    return nil
  }

  private borrowing func same(_ name: Span<UInt8>, _ place: Int) -> Bool {
    let start = place * PendingMarks.nameLimit
    let other = names.span.window(start..<start + name.count)
    for i in 0..<name.count where name[i] != other[i] { return false }
    return true
  }
}
