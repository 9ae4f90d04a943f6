import PatchEngine
import PatchLab
import PatchServer
import Synchronization

/// What a demo's bridge is told, and its answers to the main gateway's part.
final class BridgeState: Sendable {
  private let state = Mutex<(group: DiscordGroup?, voice: DiscordVoice?, events: [VoiceEvent])>((nil, nil, []))

  var group: DiscordGroup? { state.withLock { $0.group } }
  var events: [VoiceEvent] { state.withLock { $0.events } }

  func voice(_ voice: DiscordVoice) { state.withLock { $0.voice = voice } }

  func take(_ report: DiscordVoiceReport, user: UInt64, guild: UInt64, lab: DiscordLab) {
    switch report {
    case .signal(_, let channel):
      lab.seat(user, guild: guild, channel: channel, for: state.withLock { $0.voice })
    case .group(let group): state.withLock { $0.group = group }
    case .event(let event): state.withLock { $0.events.append(event) }
    case .media: break
    }
  }
}
