/// What a number is for, as far as its digits tell.
public enum NumberKind: String, Sendable, CaseIterable {
  // In the order of the metadata's columns.
  case premium
  case sharedCost = "shared_cost"
  case tollFree = "toll_free"
  case mobile
  case fixed
  case internet
  case personal
  case pager
  case company
  case voicemail
  /// Of a satellite network or another that belongs to no country.
  case satellite
  /// The numbering plan as we have it does not say. The number may well exist.
  case unknown
}
