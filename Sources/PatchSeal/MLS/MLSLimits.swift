/// How much a group may take; memory follows what it really has.
public struct MLSLimits: Sendable {
  /// How many members at most, 1 to 256.
  public var members: Int
  /// How many bytes a leaf node may have, and with it half of a key package. Discord's have 250.
  public var leafBytes: Int
  /// Follows groups beyond DAVE: any identity, proposals of members, any external sender. For the standard's vectors.
  #if hasFeature(Embedded)
    var isOpen: Bool { false }
  #else
    var isOpen = false
  #endif

  public init(members: Int = 100, leafBytes: Int = 512) {
    self.members = min(max(members, 1), LeafSet.capacity)
    self.leafBytes = min(max(leafBytes, 256), 4096)
  }

  /// How wide a tree may be.
  var leafCount: Int {
    @inline(never)
    get { TreeMath.width(members) }
  }
}
