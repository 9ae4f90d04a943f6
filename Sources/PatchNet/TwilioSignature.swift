private import CCrypto

/// The signature that Twilio puts on every request it makes: `X-Twilio-Signature`.
///
/// Base64 of an HMAC, keyed with the account's auth token, over the URL followed by the form fields as the official SDKs
/// join them: sorted by name in byte order, and for a repeated name its distinct values, sorted.
public struct TwilioSignature: Sendable {
  /// The hash inside the HMAC. Twilio's requests use SHA-1; its shared keys (beta) may name SHA-256.
  public enum Algorithm: Sendable { case sha1, sha256 }

  private let key: [UInt8]
  private let algorithm: Algorithm

  public init(token: String, algorithm: Algorithm = .sha1) {
    key = Array(token.utf8)
    self.algorithm = algorithm
  }

  /// Signs a request. `url` is the address as requested, without user and fragment; `fields` are decoded form fields in
  /// any order. For a GET, a WebSocket upgrade or a JSON body, `fields` is empty.
  public func sign(url: String, fields: [(String, String)] = []) -> String {
    var message = Array(url.utf8)
    for (name, value) in Self.ordered(fields) {
      message += name
      message += value
    }
    return Self.base64(authenticate(message))
  }

  /// Compares a signature with the right one, in a time that tells nothing about where they differ.
  public func matches(_ signature: String, url: String, fields: [(String, String)] = []) -> Bool {
    constantTimeEqual(Array(sign(url: url, fields: fields).utf8), Array(signature.utf8))
  }

  /// The value of `bodySHA256` for a body that is not a form: SHA-256 in lower-case hex.
  public static func bodySHA256(_ body: [UInt8]) -> String {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    guard EVP_Digest(body, body.count, &digest, &count, EVP_sha256(), nil) == 1 else { return "" }
    return digest.prefix(Int(count)).reduce(into: "") { text, byte in
      text += String(byte >> 4, radix: 16) + String(byte & 15, radix: 16)
    }
  }

  /// Names in byte order; the distinct values of one name in byte order.
  private static func ordered(_ fields: [(String, String)]) -> [([UInt8], [UInt8])] {
    var pairs = fields.map { (Array($0.0.utf8), Array($0.1.utf8)) }
    pairs.sort { left, right in
      left.0 == right.0
        ? left.1.lexicographicallyPrecedes(right.1) : left.0.lexicographicallyPrecedes(right.0)
    }
    var distinct: [([UInt8], [UInt8])] = []
    for pair in pairs where distinct.last.map({ $0 == pair }) != true { distinct.append(pair) }
    return distinct
  }

  private func authenticate(_ message: [UInt8]) -> [UInt8] {
    var digest = [UInt8](repeating: 0, count: Int(EVP_MAX_MD_SIZE))
    var count: UInt32 = 0
    let hash = algorithm == .sha1 ? EVP_sha1() : EVP_sha256()
    guard HMAC(hash, key, Int32(key.count), message, message.count, &digest, &count) != nil else { return [] }
    return Array(digest.prefix(Int(count)))
  }

  private static func base64(_ bytes: [UInt8]) -> String {
    var text = [UInt8](repeating: 0, count: (bytes.count + 2) / 3 * 4 + 1)
    let count = EVP_EncodeBlock(&text, bytes, Int32(bytes.count))
    return String(decoding: text.prefix(Int(count)), as: UTF8.self)
  }
}

/// True when both are the same bytes, found without stopping at the first difference. Different lengths are told at once.
public func constantTimeEqual(_ left: [UInt8], _ right: [UInt8]) -> Bool {
  left.count == right.count && CRYPTO_memcmp(left, right, left.count) == 0
}
