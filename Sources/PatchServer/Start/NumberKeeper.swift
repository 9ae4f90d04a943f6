import Foundation
import GRDB
import Logging
import NIOConcurrencyHelpers

/// Brings the webhooks of our numbers here at the start, keeps what they were, and puts that back at the end if asked.
final class NumberKeeper: Sendable {
  private let mode: TwilioSettings.Webhooks
  private let webhooks: NumberWebhooks
  private let own: String
  private let lines: NumberLines
  private let store: Store?
  private let events: EventLog
  /// What the numbers said before, by number.
  private let before = NIOLockedValueBox<[String: [String: String]]>([:])
  private static let prefix = "webhooks "

  /// Nil when there is nothing to do.
  init?(
    _ settings: TwilioSettings, client: TwilioClient?, address: ServerAddress, lines: NumberLines, store: Store?,
    events: EventLog
  ) {
    guard settings.webhooks != .keep, let client else { return nil }
    mode = settings.webhooks
    webhooks = NumberWebhooks(client: client, address: address, fallback: settings.fallbackURL)
    own = settings.phoneNumber
    self.lines = lines
    self.store = store
    self.events = events
  }

  /// Reads all, writes only what differs.
  func connect() async {
    let numbers = Set(lines.all.map(\.number) + (own.isEmpty ? [] : [own]))
    guard !numbers.isEmpty else { return }
    do throws(TwilioError) {
      let found = try await webhooks.client.numbers([("PageSize", "1000")])
      for number in found where numbers.contains(number.phone_number) { await connect(number) }
    } catch {
      events.record(.numberRefused, ["reason": .string(error.description)], level: .warning)
    }
  }

  private func connect(_ number: TwilioNumberResource) async {
    let shown = EventValue.string(MaskedNumber.of(number.phone_number))
    do throws(TwilioError) {
      let different = webhooks.differences(number)
      guard !different.isEmpty || NumberWebhooks.obstacle(number) != nil else { return }
      await save(number)
      try await webhooks.connect(number)
      events.record(
        .numberConnected, ["number": shown, "changed": .string(different.map(\.0).joined(separator: ","))])
    } catch {
      events.record(.numberRefused, ["number": shown, "reason": .string(error.message)], level: .warning)
    }
  }

  /// What stood there before we came first; a second start must not take our own address for it.
  private func save(_ number: TwilioNumberResource) async {
    let now = NumberWebhooks.values(number)
    let name = Self.prefix + number.phone_number
    let kept = try? await store?.read {
      try String.fetchOne($0, sql: "SELECT value FROM setting WHERE owner = 'default' AND name = ?", arguments: [name])
    }
    if let kept = kept.flatMap({ $0 }),
      let old = try? JSONDecoder().decode([String: String].self, from: Data(kept.utf8))
    {
      before.withLockedValue { $0[number.phone_number] = old }
      return
    }
    before.withLockedValue { $0[number.phone_number] = now }
    guard mode == .restore, let text = try? JSONEncoder().encode(now) else { return }
    let time = Int64(WallClock.microseconds())
    try? await store?.change {
      try $0.execute(
        sql: "INSERT OR REPLACE INTO setting (owner, name, value, updated) VALUES ('default', ?, ?, ?)",
        arguments: [name, String(decoding: text, as: UTF8.self), time])
    }
  }

  /// Puts back what was there, where it is still ours.
  func restore() async {
    guard mode == .restore else { return }
    let saved = before.withLockedValue { $0 }
    guard !saved.isEmpty, let found = try? await webhooks.client.numbers([("PageSize", "1000")]) else { return }
    for number in found {
      guard let old = saved[number.phone_number], webhooks.differences(number).isEmpty else { continue }
      let now = NumberWebhooks.values(number)
      let form = old.filter { now[$0.key] != $0.value }.sorted { $0.key < $1.key }.map { ($0.key, $0.value) }
      guard !form.isEmpty, (try? await webhooks.client.update(number: number.sid, form)) != nil else { continue }
      let name = Self.prefix + number.phone_number
      try? await store?.change {
        try $0.execute(sql: "DELETE FROM setting WHERE owner = 'default' AND name = ?", arguments: [name])
      }
      events.record(.numberRestored, ["number": .string(MaskedNumber.of(number.phone_number))])
    }
  }
}

extension EventType {
  /// A number's webhooks lead here now.
  public static let numberConnected: EventType = "number.connected"
  /// They do not, and why.
  public static let numberRefused: EventType = "number.refused"
  public static let numberRestored: EventType = "number.restored"
}
