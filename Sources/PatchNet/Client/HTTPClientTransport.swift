public import AsyncHTTPClient
import HTTPTypes
public import NIOCore
import NIOHTTP1
import NIOPosix
import NIOSSL

/// `HTTPTransport` on AsyncHTTPClient. Shut it down when done.
public struct HTTPClientTransport: HTTPTransport {
  private let client: HTTPClient

  /// - Parameters:
  ///   - followRedirects: how many answers of class 3xx are followed; 0 returns them as they are.
  ///   - addresses: where hosts are, by name: nobody is asked then. A connection's certificate is still the name's.
  public init(
    followRedirects: Int = 0, connectTimeout: TimeAmount = .seconds(5), addresses: [String: String] = [:]
  ) {
    var settings = HTTPClient.Configuration()
    settings.redirectConfiguration =
      followRedirects > 0 ? .follow(max: followRedirects, allowCycles: false) : .disallow
    settings.timeout.connect = connectTimeout
    settings.dnsOverride = addresses
    settings.httpVersion = .http1Only
    // A refused connection is an answer; whether to try again is the caller's decision.
    settings.connectionPool.retryConnectionEstablishment = false
    client = HTTPClient(eventLoopGroupProvider: .singleton, configuration: settings)
  }

  /// Over a client of the caller's, who shuts that down.
  public init(_ client: HTTPClient) { self.client = client }

  /// Ends idle connections and stops. The transport cannot be used after.
  public func shutdown() async { try? await client.shutdown() }

  public func send(_ request: WebRequest) async throws -> WebResponse {
    guard WebAddress(request.address) != nil else { throw WebFailure.address(request.address) }
    var wire = HTTPClientRequest(url: request.address)
    wire.method = HTTPMethod(rawValue: request.method.rawValue)
    for field in request.fields { wire.headers.add(name: field.name.rawName, value: field.value) }
    switch request.body {
    case .none: break
    case .bytes(let bytes): wire.body = .bytes(bytes)
    case .stream(let parts, let length): wire.body = .stream(parts, length: length.map { .known($0) } ?? .unknown)
    }
    do {
      let answer = try await client.execute(wire, timeout: request.timeout)
      var fields = HTTPFields()
      for (name, value) in answer.headers {
        if let name = HTTPField.Name(name) { fields.append(HTTPField(name: name, value: value)) }
      }
      return WebResponse(status: Int(answer.status.code), fields: fields, body: answer.body)
    } catch let error as CancellationError {
      throw error
    } catch {
      throw Self.failure(error)
    }
  }

  private static func failure(_ error: any Error) -> WebFailure {
    switch error {
    case let error as HTTPClientError where error == .deadlineExceeded || error == .readTimeout: .timeout
    case let error as HTTPClientError where error == .connectTimeout: .unreachable("no connection in time")
    case let error as HTTPClientError where error == .remoteConnectionClosed: .closed
    case let error as HTTPClientError: .protocol(String(describing: error))
    case let error as HTTPParserError: .protocol(String(describing: error))
    case let error as NIOSSLError: .tls(String(describing: error))
    case let error as NIOConnectionError: .unreachable(String(describing: error))
    default: .unreachable(String(describing: error))
    }
  }
}
