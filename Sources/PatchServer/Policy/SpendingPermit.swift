/// A call that may be made. It counts until it is given back.
struct SpendingPermit: Sendable {
  let id: String
  let owner: String
  let number: PhoneNumber
  /// The call must end after this many seconds.
  let seconds: Int
  /// Estimated cost of a minute.
  let rate: Double
}
