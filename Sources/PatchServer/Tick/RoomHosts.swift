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

  /// Does something to a call's legs, wherever they are. False when it has none.
  @discardableResult
  func steer(call: String, _ order: RoomOrder) async -> Bool {
    for place in places {
      if (try? await place.loop.submit({ place.host.value.perform(order, call: call) }).get()) == true { return true }
    }
    return false
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

  /// Ends the clocks, behind everything that the loops have to do already.
  func stop() async {
    for place in places { try? await place.loop.submit { place.host.value.stop() }.get() }
  }
}
