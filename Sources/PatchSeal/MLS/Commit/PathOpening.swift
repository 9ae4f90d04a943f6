internal import PatchBase

extension OwnKeys {
  /// Opens what a path that is merged into `tree` holds for us, takes the keys that follow, and returns the commit's
  /// secret. Each node has to come with a text for each receiver.
  mutating func open(
    _ path: UpdatePath, _ bytes: Span<UInt8>, from sender: Int, _ tree: borrowing RatchetTree, without added: LeafSet,
    _ context: Span<UInt8>, _ suite: inout CipherSuite
  ) throws(Fault) -> Secret {
    var list = try NodeList(tree.width)
    try tree.filteredPath(of: sender, into: &list)
    let meeting = TreeMath.ancestor(of: place, TreeMath.meeting(sender, place))
    var receivers = try NodeList(tree.width)
    var reader = ByteReader(bytes, in: path.nodes)
    var sent: Range<Int>?
    var text = 0..<0
    var level = 0
    for i in 0..<list.count {
      tree.receivers(of: list[i], from: sender, without: added, into: &receivers)
      let own = list[i] == meeting ? try knownLevel(receivers, tree) : nil
      _ = try reader.publicKey()
      var texts = try reader.inside()
      for j in 0..<receivers.count {
        let key = try texts.publicKey()
        let sealed = try texts.vector()
        if let own, receivers[j] == TreeMath.ancestor(of: place, own) {
          sent = key
          text = sealed
          level = own
        }
      }
      guard texts.remaining == 0 else { throw .mls(.path) }
    }
    guard let sent, let pair = try pair(level, tree) else { throw .mls(.path) }
    let info = try HPKEInfo(label: "UpdatePathNode", context)
    let secret: Secret
    do {
      secret = try suite.open(bytes.window(text), sent: bytes.window(sent), by: pair, info)
    } catch {
      throw error.named(.path)
    }
    guard secret.count == 32 else { throw .mls(.path) }
    return try climb(secret, from: meeting, tree, suite)
  }

  /// The level of the one receiver whose private key we have.
  private func knownLevel(_ receivers: borrowing NodeList, _ tree: borrowing RatchetTree) throws(Fault) -> Int? {
    for level in 0..<tree.height + 1 where receivers.place(of: TreeMath.ancestor(of: place, level)) != nil {
      if level == 0 { return 0 }
      if try pair(level, tree) != nil { return level }
    }
    return nil
  }
}
