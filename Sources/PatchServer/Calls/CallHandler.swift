/// What a number is for: gives a call its TwiML. Rooms today; a bridge, an assistant, a game later.
public protocol CallHandler: Sendable {
  /// For events and records.
  var name: String { get }
  /// Answers well within the 15 s that the network waits. A throw becomes a 500, and the network tries its fallback.
  func answer(_ call: Call, _ request: VoiceRequest) async throws -> TwiML
}
