import Foundation

/// A message of the server, checked as strictly as Twilio checks: exactly the known members, of the right type.
///
/// Not read with the engine's own reader, so that the two check each other.
enum ServerMessage: Equatable {
  case media([UInt8])
  case mark(String)
  case clear

  /// Why a message is refused.
  struct Refusal: Error, Equatable {
    var kind: Violation.Kind
    var detail: String
  }

  init(_ text: [UInt8], streamSid: String) throws(Refusal) {
    guard let parsed = try? JSONSerialization.jsonObject(with: Data(text)) else {
      throw Refusal(kind: .notJSON, detail: "not JSON: \(Self.excerpt(text))")
    }
    guard let object = parsed as? [String: Any] else {
      throw Refusal(kind: .notJSON, detail: "not a JSON object: \(Self.excerpt(text))")
    }
    if let name = RepeatedMember.find(text) {
      throw Refusal(kind: .surplusMember, detail: "member \"\(name)\" comes twice")
    }
    let event = try Self.string(object, "event", in: "message")
    guard ["media", "mark", "clear"].contains(event) else {
      throw Refusal(kind: .unknownEvent, detail: "unknown event \"\(event)\"")
    }
    let stream = try Self.string(object, "streamSid", in: event)
    guard stream == streamSid else {
      throw Refusal(kind: .foreignStream, detail: "streamSid \(stream) is not this stream's")
    }
    switch event {
    case "media":
      try Self.only(object, ["event", "streamSid", "media"], in: event)
      let media = try Self.object(object, "media", in: event)
      let payload = try Self.string(media, "payload", in: "media.media")
      try Self.only(media, ["payload"], in: "media.media")
      // Foundation's decoder refuses characters outside the alphabet and wrong padding.
      guard let bytes = Data(base64Encoded: payload) else {
        throw Refusal(kind: .badPayload, detail: "payload is not base64")
      }
      guard !bytes.isEmpty else { throw Refusal(kind: .badPayload, detail: "payload is empty") }
      self = .media([UInt8](bytes))
    case "mark":
      try Self.only(object, ["event", "streamSid", "mark"], in: event)
      let mark = try Self.object(object, "mark", in: event)
      let name = try Self.string(mark, "name", in: "mark.mark")
      try Self.only(mark, ["name"], in: "mark.mark")
      self = .mark(name)
    default:
      try Self.only(object, ["event", "streamSid"], in: event)
      self = .clear
    }
  }

  private static func string(
    _ object: [String: Any], _ name: String, in place: String
  ) throws(Refusal) -> String {
    guard let value = object[name] else {
      throw Refusal(kind: .missingMember, detail: "\(place): no member \"\(name)\"")
    }
    guard let text = value as? String else {
      throw Refusal(kind: .wrongType, detail: "\(place): \"\(name)\" is not a string")
    }
    return text
  }

  private static func object(
    _ object: [String: Any], _ name: String, in place: String
  ) throws(Refusal) -> [String: Any] {
    guard let value = object[name] else {
      throw Refusal(kind: .missingMember, detail: "\(place): no member \"\(name)\"")
    }
    guard let inner = value as? [String: Any] else {
      throw Refusal(kind: .wrongType, detail: "\(place): \"\(name)\" is not an object")
    }
    return inner
  }

  private static func only(
    _ object: [String: Any], _ known: Set<String>, in place: String
  ) throws(Refusal) {
    if let surplus = object.keys.sorted().first(where: { !known.contains($0) }) {
      throw Refusal(kind: .surplusMember, detail: "\(place): surplus member \"\(surplus)\"")
    }
  }

  private static func excerpt(_ text: [UInt8]) -> String {
    String(decoding: text.prefix(40), as: UTF8.self)
  }
}
