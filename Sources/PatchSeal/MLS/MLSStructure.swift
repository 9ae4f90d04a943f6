#if !hasFeature(Embedded)
  public import PatchBase

  /// The structures that a group reads from bytes of others, one at a time and without a group, for fuzzing: the small
  /// library does not have it.
  public enum MLSStructure: UInt8, CaseIterable, Sendable {
    case keyPackage, message, welcome, groupSecrets, groupInformation, tree, leaf, credential, context, externalSender

    /// Reads one at the start of `bytes`, also as far as keys and signatures go. Returns how many bytes it has.
    public func read(_ bytes: Span<UInt8>) throws(Fault) -> Int {
      var memory = Memory()
      let suite = try CipherSuite()
      var reader = MLSReader(bytes)
      switch self {
      case .keyPackage:
        var package = KeyPackage()
        package.read(&reader)
        try reader.check()
        try package.verify(bytes, suite)
      case .message: return try MLSMessage.count(bytes)
      case .welcome:
        var welcome = Welcome()
        try welcome.read(bytes, for: Digest())
        return bytes.count
      case .groupSecrets:
        var secrets = GroupSecrets()
        try secrets.read(bytes)
        return bytes.count
      case .groupInformation:
        var context = GroupContext(&memory), information = GroupInformation()
        try context.copy(&reader)
        try information.read(&reader)
      case .tree: return try readTree(bytes, suite)
      case .leaf, .credential:
        var leaf = LeafNode()
        leaf.read(&reader)
        try reader.check()
        if self == .leaf {
          try leaf.verify(bytes, group: Span(), leaf: 0, suite)
        } else {
          _ = try leaf.user(bytes)
        }
      case .context:
        var context = GroupContext(&memory)
        try memory.check()
        try context.copy(&reader)
        try reader.check()
        _ = try ExternalSender.find(0, in: context)
      case .externalSender:
        try ExternalSender.check(bytes, suite.curve)
        return bytes.count
      }
      try reader.check()
      return reader.offset
    }

    /// A tree that was read is written as the same bytes.
    private func readTree(_ bytes: Span<UInt8>, _ suite: borrowing CipherSuite) throws(Fault) -> Int {
      let limits = MLSLimits(members: 16)
      var tree = try RatchetTree(leaves: 1, leafRoom: limits.leafBytes)
      try tree.read(bytes, limits)
      var out = try ByteBuffer(room: bytes.count)
      out.tree(tree)
      try out.check()
      precondition(ConstantTime.equal(out.span, bytes), "a tree is written as it was read")
      try tree.verify(group: Span(), suite)
      try tree.verifyUsers()
      return bytes.count
    }
  }
#endif
