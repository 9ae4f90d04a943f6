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
    let place = place(of: room)
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

  /// Ends a leg with sound of its own. False when there is none of this name in the room.
  func dismiss(_ legID: String, in room: String) async -> Bool {
    await at(room) { $0.dismiss(legID, in: room, reason: "removed") }
  }

  /// Mutes any leg of a room, or lets it be heard again. False when it is not there.
  func mute(_ legID: String, in room: String, _ on: Bool) async -> Bool {
    await at(room) { $0.mute(legID, in: room, on) }
  }

  private func at(_ room: String, _ body: @escaping @Sendable (RoomHost) -> Bool) async -> Bool {
    let place = place(of: room)
    return (try? await place.loop.submit { body(place.host.value) }.get()) ?? false
  }

  private func place(of room: String) -> Place {
    places[Int(UInt(bitPattern: room.hashValue) % UInt(places.count))]
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
