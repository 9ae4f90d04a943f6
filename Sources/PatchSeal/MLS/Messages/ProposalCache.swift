internal import PatchBase

/// The proposals of an epoch that a commit may name, in the order in which they came.
struct ProposalCache: ~Copyable {
  /// Each one: its reference, its length in four bytes, the proposal.
  private var store: ByteBuffer
  private(set) var count = 0

  init(_ memory: inout Memory) { store = ByteBuffer(room: 0, &memory) }

  var bytes: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { store.span }
  }

  /// Where the proposal with that reference begins, or nil.
  @inline(never)
  func find(_ reference: Span<UInt8>) -> Int? {
    guard reference.count == Digest.byteCount else { return nil }
    let first = reference.word(at: 0)
    var place = 0
    while place < store.count {
      let isNear = store.span.word(at: place) == first
      if isNear, ConstantTime.equal(store.span.part(place..<place + 32), reference) { return place }
      place = next(place)
    }
    return nil
  }

  /// Where the one after that at `place` begins.
  func next(_ place: Int) -> Int { place + 36 + length(place) }

  private func length(_ place: Int) -> Int {
    var length = 0
    for i in 0..<4 { length = length << 8 | Int(store.span[place + 32 + i]) }
    return length
  }

  func reference(_ place: Int) -> Range<Int> { place..<place + 32 }

  /// Reads the proposal; its ranges are of `bytes`.
  @inline(never)
  func read(_ place: Int, into proposal: inout Proposal) throws(Fault) {
    var reader = MLSReader(store.span, in: place + 36..<next(place))
    proposal.read(&reader)
    try reader.check()
  }

  /// Keeps a copy. One that is here already stays.
  mutating func insert(_ reference: Digest, _ proposal: Span<UInt8>) throws(Fault) {
    guard find(reference.span) == nil else { return }
    let before = store.count
    store.append(reference.span)
    store.big(UInt64(proposal.count), 4)
    store.append(proposal)
    do {
      try store.check()
    } catch {
      store.restore(before)
      throw error
    }
    count += 1
  }

  /// False when it was not here.
  mutating func remove(_ reference: Span<UInt8>) -> Bool {
    guard let place = find(reference) else { return false }
    store.cut(place..<next(place))
    count -= 1
    return true
  }

  mutating func clear() { restore((0, 0)) }

  /// Where it stands, to come back to.
  var mark: (bytes: Int, count: Int) { (store.count, count) }

  /// Forgets what came after the mark.
  mutating func restore(_ mark: (bytes: Int, count: Int)) {
    store.restore(mark.bytes)
    count = mark.count
  }
}
