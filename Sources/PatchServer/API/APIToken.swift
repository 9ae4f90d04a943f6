/// Somebody who may use the API.
public struct APIToken: Sendable, Equatable {
  public let name: String
  public let role: APIRole
  /// Whose calls it sees and pays for: a guild, or nil for everything, spending as `default`.
  public let owner: String?
  let secret: String

  /// `name:role:token`, or `name:role@guild:token`.
  public init?(_ text: String) {
    let parts = text.split(separator: ":", maxSplits: 2).map(String.init)
    guard parts.count == 3, parts[2].count >= 16, !parts[2].contains(where: \.isWhitespace), parts[0].count <= 40
    else { return nil }
    let place = parts[1].split(separator: "@", maxSplits: 1).map(String.init)
    guard let role = APIRole(rawValue: place[0]), place.count == 1 || UInt64(place[1]) != nil else { return nil }
    self.init(name: parts[0], role: role, owner: place.count == 2 ? place[1] : nil, secret: parts[2])
  }

  public init(name: String, role: APIRole, owner: String? = nil, secret: String) {
    self.name = name
    self.role = role
    self.owner = owner
    self.secret = secret
  }
}
