import Foundation
import HTTPTypes
import NIOCore
import PatchNet

/// Twilio's REST API of 2010-04-01, as far as we need it.
struct TwilioClient: Sendable {
  let settings: TwilioSettings
  let http: any HTTPTransport
  var retry = TwilioRetry()

  /// Nil without what it takes to sign in.
  init?(_ settings: TwilioSettings, http: any HTTPTransport) {
    guard !settings.accountSID.isEmpty, !settings.authToken.isEmpty || !settings.apiKey.isEmpty else { return nil }
    self.settings = settings
    self.http = http
  }

  // MARK: Calls

  /// Asks for a call. Throws an uncertain error when it may have been placed all the same.
  func place(_ form: [(String, String)]) async throws(TwilioError) -> TwilioCallResource {
    try await send(.post, "/Calls.json", form: form, again: false)
  }

  func call(_ sid: String) async throws(TwilioError) -> TwilioCallResource {
    try await send(.get, "/Calls/\(sid).json")
  }

  /// Hangs up, or redirects: `Status`, `Url`, `Twiml`.
  @discardableResult
  func update(_ sid: String, _ form: [(String, String)]) async throws(TwilioError) -> TwilioCallResource {
    try await send(.post, "/Calls/\(sid).json", form: form)
  }

  /// The newest calls that fit.
  func calls(_ query: [(String, String)]) async throws(TwilioError) -> [TwilioCallResource] {
    struct Page: Decodable { let calls: [TwilioCallResource] }
    let page: Page = try await send(.get, "/Calls.json", query: query)
    return page.calls
  }

  // MARK: Numbers

  func numbers(_ query: [(String, String)] = []) async throws(TwilioError) -> [TwilioNumberResource] {
    struct Page: Decodable { let incoming_phone_numbers: [TwilioNumberResource] }
    let page: Page = try await send(.get, "/IncomingPhoneNumbers.json", query: query)
    return page.incoming_phone_numbers
  }

  @discardableResult
  func update(number sid: String, _ form: [(String, String)]) async throws(TwilioError) -> TwilioNumberResource {
    try await send(.post, "/IncomingPhoneNumbers/\(sid).json", form: form)
  }

  func available(country: String, query: [(String, String)]) async throws(TwilioError) -> [AvailableNumber] {
    struct Page: Decodable { let available_phone_numbers: [AvailableNumber] }
    let page: Page = try await send(.get, "/AvailablePhoneNumbers/\(country)/Local.json", query: query)
    return page.available_phone_numbers
  }

  /// Costs money, and is never asked twice.
  func buy(_ number: String, _ form: [(String, String)]) async throws(TwilioError) -> TwilioNumberResource {
    try await send(.post, "/IncomingPhoneNumbers.json", form: [("PhoneNumber", number)] + form, again: false)
  }

  /// Whether we may sign in.
  func check() async throws(TwilioError) {
    struct Account: Decodable { let sid: String }
    let _: Account = try await send(.get, ".json")
  }

  // MARK: Sending

  private func send<Answer: Decodable>(
    _ method: HTTPRequest.Method, _ path: String, query: [(String, String)] = [], form: [(String, String)]? = nil,
    again: Bool = true
  ) async throws(TwilioError) -> Answer {
    let target = "\(settings.restBase)/2010-04-01/Accounts/\(settings.accountSID)\(path)"
    var request = WebRequest(method, query.isEmpty ? target : target + "?" + FormFields.encode(query))
    let (user, secret) =
      settings.apiKey.isEmpty
      ? (settings.accountSID, settings.authToken) : (settings.apiKey, settings.apiSecret)
    request.fields[.authorization] = "Basic " + Data("\(user):\(secret)".utf8).base64EncodedString()
    request.fields[.accept] = "application/json"
    request.fields[.userAgent] = "phonepatch"
    if let form {
      request.fields[.contentType] = "application/x-www-form-urlencoded"
      request.body = .bytes(ByteBuffer(string: FormFields.encode(form)))
    }
    var attempt = 0
    while true {
      let failure: TwilioError
      do throws(TwilioError) {
        let body = try await exchange(request)
        do {
          return try JSONDecoder().decode(Answer.self, from: body)
        } catch {
          throw TwilioError(status: 200, code: 0, message: "an answer that is none of Twilio's")
        }
      } catch {
        failure = error
      }
      guard attempt + 1 < retry.tries, failure.status == 429 || (again && failure.isUncertain) else { throw failure }
      do {
        try await Task.sleep(for: .seconds(retry.pause(before: attempt)))
      } catch {
        throw failure
      }
      attempt += 1
    }
  }

  private func exchange(_ request: WebRequest) async throws(TwilioError) -> Data {
    struct Problem: Decodable {
      let code: Int?
      let message: String?
    }
    let status: Int
    let body: Data
    do {
      let answer = try await http.send(request)
      status = answer.status
      body = Data(try await answer.collect(upTo: 4 << 20).readableBytesView)
    } catch {
      throw TwilioError(status: 0, code: 0, message: "\(error)")
    }
    guard status / 100 != 2 else { return body }
    let problem = try? JSONDecoder().decode(Problem.self, from: body)
    throw TwilioError(
      status: status, code: problem?.code ?? 0, message: String((problem?.message ?? "status \(status)").prefix(300)))
  }
}
