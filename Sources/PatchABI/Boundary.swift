// The only place where a raw pointer becomes a span. Each guard stands for a trap that would end the host's process.
internal import CLibc
internal import PatchBase

/// Bytes to read, or nil for a null with a length, or a length above `Int.max` (which arrives negative).
@inline(never) @_lifetime(immortal)
func borrowed<Element: BitwiseCopyable>(_ start: UnsafePointer<Element>?, _ count: Int) -> Span<Element>? {
  guard count >= 0, count <= Int.max / MemoryLayout<Element>.stride else { return nil }
  guard let start = unsafe start else { return count == 0 ? Span() : nil }
  guard unsafe aligned(start) else { return nil }
  return unsafe _overrideLifetime(Span(_unsafeStart: start, count: count), copying: ())
}

/// Memory to write, under the same conditions.
@inline(never) @_lifetime(immortal)
func writable<Element: BitwiseCopyable>(
  _ start: UnsafeMutablePointer<Element>?, _ count: Int
) -> MutableSpan<Element>? {
  guard count >= 0, count <= Int.max / MemoryLayout<Element>.stride else { return nil }
  guard let start = unsafe start else { return count == 0 ? MutableSpan() : nil }
  guard unsafe aligned(start) else { return nil }
  return unsafe _overrideLifetime(MutableSpan(_unsafeStart: start, count: count), copying: ())
}

private func aligned<Element>(_ start: UnsafeMutablePointer<Element>) -> Bool {
  unsafe aligned(UnsafePointer(start))
}

private func aligned<Element>(_ start: UnsafePointer<Element>) -> Bool {
  Int(bitPattern: start) & (MemoryLayout<Element>.alignment - 1) == 0
}

/// How many elements `samples` per channel are. Negative, which the two above refuse, when that overflows.
func elements(_ samples: Int, _ channels: Int) -> Int {
  let (count, overflow) = samples.multipliedReportingOverflow(by: channels)
  return overflow ? -1 : count
}

/// True when two buffers share a byte: Swift may assume that what it writes is not what it reads. A null or an
/// impossible length overlaps nothing: `borrowed` and `writable` refuse those.
func overlaps<A: BitwiseCopyable, B: BitwiseCopyable>(
  _ a: UnsafePointer<A>?, _ aCount: Int, _ b: UnsafeMutablePointer<B>?, _ bCount: Int
) -> Bool {
  guard let a = unsafe a, let b = unsafe b, aCount > 0, bCount > 0 else { return false }
  let (aStart, bStart) = (UInt(bitPattern: a), UInt(bitPattern: b))
  // One subtraction, so that no sum can wrap: the later one begins inside the earlier one.
  return aStart <= bStart
    ? (bStart - aStart) / UInt(MemoryLayout<A>.stride) < UInt(aCount)
    : (aStart - bStart) / UInt(MemoryLayout<B>.stride) < UInt(bCount)
}

/// Reads a config struct as far as both the caller's and our own definition go; absent fields are zero.
/// Nil when the pointer is null or the size says less than the size field itself.
func config<Config: BitwiseCopyable>(_ given: UnsafePointer<Config>?, zero: Config) -> Config? {
  var copy = zero
  let isRead = unsafe withUnsafeMutableBytes(of: &copy) { target in
    unsafe read(given, MemoryLayout<Config>.alignment, into: target)
  }
  return isRead ? copy : nil
}

@inline(never) private func read(
  _ given: UnsafeRawPointer?, _ alignment: Int, into target: UnsafeMutableRawBufferPointer
) -> Bool {
  let size = unsafe sized(given, alignment)
  guard size >= 4, let given = unsafe given, let start = target.baseAddress else { return false }
  _ = unsafe memcpy(start, given, min(size, target.count))
  return true
}

/// What a struct's first field says of its size; 0 for a null or a pointer that no struct can have.
@inline(never) private func sized(_ start: UnsafeRawPointer?, _ alignment: Int) -> Int {
  guard let start = unsafe start, Int(bitPattern: start) & (alignment - 1) == 0 else { return 0 }
  return Int(unsafe start.load(as: UInt32.self))
}

/// True for a stats struct that `report` can write to.
func reportable<Stats: BitwiseCopyable>(_ out: UnsafeMutablePointer<Stats>?) -> Bool {
  unsafe sized(out, MemoryLayout<Stats>.alignment) >= 4
}

/// Writes a stats struct as far as both definitions go; the caller's `size` field stays as it was.
/// False, with nothing written, when the pointer is null or the size says less than the size field itself.
@inline(__always)
func report<Stats: BitwiseCopyable>(_ stats: Stats, to out: UnsafeMutablePointer<Stats>?) -> Bool {
  unsafe withUnsafeBytes(of: stats) { source in unsafe write(source, MemoryLayout<Stats>.alignment, to: out) }
}

@inline(never) private func write(
  _ stats: UnsafeRawBufferPointer, _ alignment: Int, to out: UnsafeMutableRawPointer?
) -> Bool {
  let length = min(unsafe sized(out, alignment), stats.count)
  guard length >= 4, let out = unsafe out, let start = stats.baseAddress else { return false }
  unsafe memcpy(out + 4, start + 4, length - 4)
  return true
}

/// Puts `value` into memory of its own, for the C side to hold. Nil, with the value destroyed, when memory runs out.
func handle<Value: ~Copyable>(_ value: consuming Value) -> OpaquePointer? {
  guard let box = Box(value) else { return nil }
  return unsafe OpaquePointer(box.release())
}

/// Makes a value right where it stays, in memory of its own, for the C side to hold. `out` is written only then.
func create<Value: ~Copyable>(
  _ out: UnsafeMutablePointer<OpaquePointer?>, _ making: () throws(Fault) -> Value
) -> Int32 {
  do {
    unsafe out.pointee = unsafe OpaquePointer(try Box(making: making).release())
    return 0
  } catch { return status(of: error) }
}

/// Ends what `handle` began. Null is fine.
func destroy<Value: ~Copyable>(_ handle: OpaquePointer?, _ type: Value.Type) {
  guard let handle = unsafe handle else { return }
  _ = unsafe Box<Value>(adopting: UnsafeMutableRawPointer(handle))
}

/// The value behind a handle.
func target<Value: ~Copyable>(
  _ handle: OpaquePointer, _ type: Value.Type
) -> UnsafeMutablePointer<Value> {
  unsafe UnsafeMutablePointer<Value>(handle)
}

/// Stores through an out pointer that may be null.
func store<Value: BitwiseCopyable>(_ value: Value, to out: UnsafeMutablePointer<Value>?) {
  if let out = unsafe out { unsafe out.pointee = value }
}

/// The one translation from a thrown fault to what C receives.
func status(of fault: Fault, needed out: UnsafeMutablePointer<Int>? = nil) -> Int32 {
  if fault == .noSpace(needed: 0), let out = unsafe out { unsafe out.pointee = fault.needed }
  return fault.code
}

/// 0 is the default, −1 none. Other negative values the engine refuses.
@inline(never)
func time(_ given: Int32, _ standard: Int) -> Int {
  switch given {
  case 0: standard
  case -1: 0
  default: Int(given)
  }
}

/// The same where the default is the engine's own.
@inline(never)
func time(_ given: Int32) -> Int? { given == 0 ? nil : time(given, 0) }
