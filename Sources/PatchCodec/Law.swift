/// The two companding laws of ITU-T G.711.
public enum Law: UInt32, Sendable {
  /// μ-law: North America and Japan.
  case mu = 1
  /// A-law: the rest of the world.
  case a = 2
}
