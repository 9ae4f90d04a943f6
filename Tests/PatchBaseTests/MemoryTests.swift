import PatchBase
import Testing

/// Counts its own deaths, to see that owners destroy what they hold exactly once.
struct Probe: ~Copyable {
  final class Log { var deaths: [Int] = [] }
  let log: Log
  var number: Int
  deinit { log.deaths.append(number) }
}

@Suite struct SlabTests {
  @Test func holdsAndFillsElements() {
    guard var slab = Slab<Int16>(count: 5, filledWith: 7) else { Issue.record("no memory"); return }
    #expect(slab.count == 5)
    #expect(slab[4] == 7)
    slab[4] = -1
    var span = slab.mutableSpan
    var tail = span.window(3..<5)
    tail[0] = 9
    #expect(slab[3] == 9 && slab[4] == -1 && slab[2] == 7)
  }

  @Test func refusesImpossibleSizes() {
    #expect(isNil { Slab<Int64>(count: -1, filledWith: 0) })
    #expect(isNil { Slab<Int64>(count: .max, filledWith: 0) })
    #expect(isNil { Slab<UInt8>(count: 1 << 62, filledWith: 0) })
  }

  @Test func copyAndFillStayInside() {
    guard var slab = Slab<UInt8>(count: 4, filledWith: 1), let source = Slab<UInt8>(count: 9, filledWith: 2)
    else { Issue.record("no memory"); return }
    var span = slab.mutableSpan
    #expect(span.copy(from: source.span) == 4)
    var head = span.window(0..<2)
    head.fill(with: 3)
    let seen = (0..<4).map { slab[$0] }
    #expect(seen == [3, 3, 2, 2])
  }
}

/// #expect copies the values it sees, which an owner does not allow: hide it in a closure.
func isNil<Owner: ~Copyable>(_ make: () -> Owner?) -> Bool {
  switch make() {
  case .none: true
  case .some: false
  }
}

@Suite struct SlotsTests {
  @Test func identitiesGoStale() {
    let log = Probe.Log()
    guard var slots = Slots<Probe>(capacity: 2) else { Issue.record("no memory"); return }
    let first = slots.insert(Probe(log: log, number: 1), at: 0)
    #expect(slots.index(of: first) == 0)
    #expect(slots.count == 1 && slots.firstFree == 1)
    #expect(slots.remove(at: 0).number == 1)
    #expect(slots.index(of: first) == nil)
    let second = slots.insert(Probe(log: log, number: 2), at: 0)
    #expect(slots.index(of: first) == nil && slots.index(of: second) == 0)
    #expect(second.rawValue != 0 && SlotID(rawValue: second.rawValue) == second)
    #expect(SlotID(rawValue: 0).generation & 1 == 0, "0 never names an element")
  }

  @Test func destroysWhatIsLeft() {
    let log = Probe.Log()
    do {
      guard var slots = Slots<Probe>(capacity: 4) else { Issue.record("no memory"); return }
      _ = slots.insert(Probe(log: log, number: 1), at: 0)
      _ = slots.insert(Probe(log: log, number: 2), at: 3)
      slots[3].number = 5
      _ = slots.remove(at: 0)
      #expect(log.deaths == [1])
    }
    #expect(log.deaths == [1, 5])
  }

  @Test func refusesNoCapacity() {
    #expect(isNil { Slots<Probe>(capacity: 0) })
    #expect(isNil { Slots<Probe>(capacity: .max) })
  }
}

@Suite struct BoxTests {
  @Test func ownsOneValue() {
    let log = Probe.Log()
    do {
      guard var box = Box(Probe(log: log, number: 1)) else { Issue.record("no memory"); return }
      box.value.number = 3
      #expect(box.value.number == 3)
    }
    #expect(log.deaths == [3])
  }

  @Test func travelsThroughARawPointer() {
    let log = Probe.Log()
    do {
      guard let box = Box(Probe(log: log, number: 4)) else { Issue.record("no memory"); return }
      let raw = unsafe box.release()
      #expect(log.deaths == [])
      let again = unsafe Box<Probe>(adopting: raw)
      #expect(again.value.number == 4)
    }
    #expect(log.deaths == [4])
  }
}
