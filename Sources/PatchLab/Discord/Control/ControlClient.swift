import Foundation
import HTTPTypes
import NIOCore
public import PatchNet

/// Where a voice client is to go: what the main gateway would tell it.
public struct VoiceInvitation: Equatable, Sendable {
  public let session: String
  public let token: String
  /// Host and port.
  public let endpoint: String
  public let channel: UInt64
}

/// The control interface of a Lab, from another process.
public struct ControlClient: Sendable {
  private let address: String
  private let token: String
  private let http: any HTTPTransport

  public init(_ address: String, token: String, http: any HTTPTransport) {
    self.address = address
    self.token = token
    self.http = http
  }

  /// A person goes into a voice channel. Nil: not allowed.
  public func enter(_ channel: UInt64, user: UInt64, guild: UInt64) async throws -> VoiceInvitation? {
    let answer = try await send(.put, "/guilds/\(guild)/voice/\(user)", ["channel": .string(String(channel))])
    guard let session = answer["session_id"].string, let token = answer["token"].string,
      let endpoint = answer["endpoint"].string
    else { return nil }
    return VoiceInvitation(session: session, token: token, endpoint: endpoint, channel: channel)
  }

  /// A person leaves voice.
  public func leave(user: UInt64, guild: UInt64) async throws {
    _ = try await send(.delete, "/guilds/\(guild)/voice/\(user)", [:])
  }

  private func send(_ method: HTTPRequest.Method, _ path: String, _ body: JSONValue) async throws -> JSONValue {
    var request = WebRequest(method, address + path)
    request.fields[.authorization] = "Bearer \(token)"
    request.fields[.contentType] = "application/json"
    request.body = .bytes(ByteBuffer(string: body.text))
    let answer = try await http.send(request)
    return JSONValue(parsing: try await answer.collect(upTo: 1 << 20)) ?? .null
  }
}
