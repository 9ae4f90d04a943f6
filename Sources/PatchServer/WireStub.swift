import Foundation
import NIOCore
struct StreamOpening {
  var callSid = "", streamSid = "", parameters: [String: String] = [:]
  init?(_ text: ByteBuffer) {
    guard let o = try? JSONSerialization.jsonObject(with: Data(text.readableBytesView)) as? [String: Any], o["event"] as? String == "start", let s = o["start"] as? [String: Any] else { return nil }
    callSid = s["callSid"] as? String ?? ""
    streamSid = s["streamSid"] as? String ?? ""
    parameters = s["customParameters"] as? [String: String] ?? [:]
  }
}
