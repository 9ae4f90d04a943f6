import PatchNet

/// The way to one address of the operator's. Its name is looked up once for each try, and the connection goes where that
/// look led: a name that leads elsewhere a moment later leads nowhere.
struct HookWay {
  let host: String
  let allowsPrivate: Bool
  let resolve: @Sendable (String) -> [String]
  private var http: (address: String, transport: HTTPClientTransport)?

  init(host: String, allowsPrivate: Bool, resolve: @escaping @Sendable (String) -> [String]) {
    self.host = host
    self.allowsPrivate = allowsPrivate
    self.resolve = resolve
  }

  /// Nil when it leads where it must not, or nowhere.
  mutating func open() async -> HTTPClientTransport? {
    let found = resolve(host)
    guard let address = found.first, allowsPrivate || !found.contains(where: PrivateAddress.isPrivate) else {
      return nil
    }
    if let http, found.contains(http.address) { return http.transport }
    await close()
    let transport = HTTPClientTransport(addresses: [host: address])
    http = (address, transport)
    return transport
  }

  mutating func close() async {
    let old = http?.transport
    http = nil
    await old?.shutdown()
  }
}
