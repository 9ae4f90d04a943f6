import NIOCore

/// All rooms: each lives on the event loop that its name picks, so that finding it takes no shared table.
struct RoomHosts: Sendable {
  private struct Place: Sendable {
    let loop: any EventLoop
    let host: NIOLoopBoundBox<RoomHost>
  }

  private let places: [Place]

  init(group: any EventLoopGroup, context: RoomContext) {
    places = group.makeIterator().map { loop in
      Place(
        loop: loop,
        host: .makeBoxSendingValue(RoomHost(loop: loop, context: context), as: RoomHost.self, eventLoop: loop))
    }
  }

  /// The way to the room of this name, for one leg.
  func link(room: String, legID: String) -> LegLink {
    let place = places[Int(UInt(bitPattern: room.hashValue) % UInt(places.count))]
    return LegLink(legID: legID, loop: place.loop, host: place.host)
  }

  func snapshot() async -> [RoomSnapshot] {
    var all: [RoomSnapshot] = []
    for place in places {
      all += (try? await place.loop.submit { place.host.value.snapshot() }.get()) ?? []
    }
    return all.sorted { $0.name < $1.name }
  }

  /// Ends every leg.
  func closeAll(code: UInt16, reason: String) async {
    for place in places {
      try? await place.loop.submit { place.host.value.closeAll(code: code, reason: reason) }.get()
    }
  }

  func stop() async {
    for place in places { try? await place.loop.submit { place.host.value.stop() }.get() }
  }
}

/// A leg's way to its room's loop. Calls of one socket arrive in their order.
struct LegLink: Sendable {
  let legID: String
  let loop: any EventLoop
  let host: NIOLoopBoundBox<RoomHost>

  func join(_ request: LegRequest) { run { $0.join(request) } }
  func message(_ text: ByteBuffer) { run { [legID] in $0.message(legID, text) } }
  func leave(reason: String) { run { [legID] in $0.leave(legID, reason: reason) } }

  private func run(_ body: @escaping @Sendable (RoomHost) -> Void) {
    if loop.inEventLoop { return body(host.value) }
    loop.execute { [host] in body(host.value) }
  }
}
