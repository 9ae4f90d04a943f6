/// A channel's or a user's number as eight bytes, most significant first: the name of a group, or of a member.
struct ChannelID: BitwiseCopyable {
  private var bytes = InlineArray<8, UInt8>(repeating: 0)

  init(_ number: UInt64) {
    for i in 0..<8 { bytes[i] = UInt8(truncatingIfNeeded: number >> UInt64(56 - 8 * i)) }
  }

  var span: Span<UInt8> {
    @_lifetime(borrow self)
    borrowing get { bytes.span }
  }
}
