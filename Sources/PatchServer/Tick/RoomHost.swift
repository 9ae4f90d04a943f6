import Logging
import NIOCore
import PatchBase
import PatchEngine
import PatchNet

/// The rooms of one event loop. Everything here runs on that loop; sockets of other loops hop over.
final class RoomHost {
  private let context: RoomContext
  private let loop: any EventLoop
  private let wheel: SlotWheel<RoomRunner>
  private var rooms: [String: RoomRunner] = [:]
  private var roomOfLeg: [String: RoomRunner] = [:]
  /// The server stops.
  private var isClosed = false

  init(loop: any EventLoop, context: RoomContext) {
    self.loop = loop
    self.context = context
    wheel = SlotWheel(loop: loop, lateness: context.lateness)
  }

  /// Brings a stream into its room, which is made when it is the first.
  func join(_ request: LegRequest) {
    do throws(RoomRefusal) {
      let room = try room(named: request.room)
      do throws(RoomRefusal) {
        let slot = try room.add(request)
        // What it says comes 50 times a second: straight to its leg.
        request.near?.value.hear = { [weak self, weak room] text in
          if let gone = room?.message(slot, text), !gone.isEmpty { self?.perform(gone) }
        }
      } catch {
        closeIfEmpty(room)
        throw error
      }
      roomOfLeg[request.legID] = room
      context.calls.enter(request.callID, room: request.room)
      context.calls.advance(request.callID, to: .streaming)
      context.events.record(
        .legStarted, call: request.callID, leg: request.legID,
        ["room": RoomName.shown(request.room), "stream_id": .string(request.streamSid)])
    } catch {
      request.channel.writeAndFlush(
        WebSocketOutput.close(code: error.closeCode, reason: error.reason), promise: nil)
      context.ended(request.legID, callID: request.callID, reason: error.reason)
    }
  }

  /// Brings a Discord channel into its room, which is made when it is the first.
  func join(_ bridge: RoomBridge) {
    do throws(RoomRefusal) {
      let room = try room(named: bridge.room)
      do throws(RoomRefusal) {
        try room.add(bridge)
      } catch {
        closeIfEmpty(room)
        throw error
      }
      roomOfLeg[bridge.legID] = room
    } catch {
      context.events.record(
        .legEnded, leg: bridge.legID, ["room": RoomName.shown(bridge.room), "reason": .string(error.reason)],
        level: .warning)
    }
  }

  /// Brings somebody with sound of their own into a room.
  func join(_ request: SoundRequest) {
    do throws(RoomRefusal) {
      let room = try room(named: request.wish.room)
      do throws(RoomRefusal) {
        try room.add(request)
      } catch {
        closeIfEmpty(room)
        throw error
      }
      roomOfLeg[request.legID] = room
      context.events.record(
        .legStarted, owner: request.owner, leg: request.legID,
        ["room": RoomName.shown(room.name), "kind": .string(request.kind.rawValue)])
    } catch {
      request.channel.writeAndFlush(
        WebSocketOutput.close(code: error.soundCloseCode, reason: error.reason), promise: nil)
      context.events.record(
        .legEnded, owner: request.owner, leg: request.legID,
        ["room": RoomName.shown(request.wish.room), "reason": .string(error.reason)])
    }
  }

  /// Ends a leg with sound of its own. False when it is none, or not here.
  func dismiss(_ legID: String, in room: String, _ code: UInt16 = 1000, reason: String) -> Bool {
    guard let room = rooms[room], let slot = room.slotOf[legID], let guest = room.guests[slot.rawValue] else {
      return false
    }
    guest.tell("{\"type\":\"ended\",\"reason\":\(JSONText.quoted(reason))}")
    guest.close(code, reason)
    leave(legID, reason: reason)
    return true
  }

  /// Mutes any leg. False when it is not here.
  func mute(_ legID: String, in room: String, _ on: Bool) -> Bool { rooms[room]?.mute(legID, on) ?? false }

  func packet(_ legID: String, _ media: VoiceMedia, _ opus: [UInt8]) { roomOfLeg[legID]?.packet(legID, media, opus) }

  func newcomer(_ legID: String) { roomOfLeg[legID]?.newcomer(legID) }

  /// A message of the leg's socket. Nothing happens when the leg is gone.
  func message(_ legID: String, _ message: LegMessage) {
    guard let room = roomOfLeg[legID] else { return }
    switch message {
    case .text(let text): perform(room.message(legID, text))
    case .sound(let bytes): room.sound(legID, bytes)
    case .command(let command): room.command(legID, command)
    }
  }

  /// Does something to the legs of a call. False when it has none here.
  func perform(_ order: RoomOrder, call: String) -> Bool {
    var found = false
    for room in rooms.values {
      for line in room.lines.values where line.request.callID == call {
        found = true
        if case .leave(let reason) = order {
          line.close(1000, reason)
          leave(line.request.legID, reason: reason)
        } else {
          found = room.perform(order, on: line.request.legID)
          tell(order, line.request)
        }
      }
    }
    return found
  }

  private func tell(_ order: RoomOrder, _ request: LegRequest) {
    switch order {
    case .mute(let on): context.events.record(.callMuted, call: request.callID, leg: request.legID, ["on": .flag(on)])
    case .hold(let on): context.events.record(.callHeld, call: request.callID, leg: request.legID, ["on": .flag(on)])
    default: break
    }
  }

  /// Takes a leg out of its room; the last one closes it.
  func leave(_ legID: String, reason: String) {
    guard let room = roomOfLeg.removeValue(forKey: legID) else { return }
    room.remove(legID, reason: reason)
    closeIfEmpty(room)
  }

  /// Ends every leg: the server stops.
  func closeAll(code: UInt16, reason: String) {
    isClosed = true
    for room in rooms.values {
      for line in room.lines.values {
        line.close(code, reason)
        leave(line.request.legID, reason: reason)
      }
      for guest in room.guests.values {
        _ = dismiss(guest.request.legID, in: room.name, code, reason: code == 1001 ? "draining" : "room_closed")
      }
    }
  }

  func stop() { wheel.stop() }

  func snapshot() -> [RoomSnapshot] { rooms.values.map { $0.snapshot() } }

  private func room(named name: String) throws(RoomRefusal) -> RoomRunner {
    guard !isClosed else { throw .stopping }
    if let room = rooms[name] { return room }
    guard context.capacity.take() else { throw .tooManyRooms }
    let made: RoomRunner
    do throws(Fault) {
      made = try RoomRunner(name: name, context: context) { [weak self] in self?.perform($0) }
      made.dismiss = { [weak self] in _ = self?.dismiss($0, in: name, 1008, reason: "socket not read") }
    } catch {
      context.capacity.give()
      throw .failed(error)
    }
    rooms[name] = made
    wheel.add(made)
    context.events.record(.roomOpened, ["room": RoomName.shown(name)])
    return made
  }

  private func closeIfEmpty(_ room: RoomRunner) {
    guard room.isEmpty, rooms[room.name] === room else { return }
    rooms[room.name] = nil
    wheel.remove(room)
    context.capacity.give()
    context.events.record(.roomClosed, ["room": RoomName.shown(room.name)])
  }

  private func perform(_ departures: [RoomRunner.Departure]) {
    for departure in departures {
      departure.line.close(departure.code, departure.reason)
      leave(departure.line.request.legID, reason: departure.reason)
    }
  }
}
