import HTTPTypes
import NIOCore

/// A request as the Lab's servers see it, body and all.
struct LabRequest: Sendable {
  var method: String
  /// Without the query.
  var path: String
  var query: [String: String]
  var fields: HTTPFields
  var body: ByteBuffer
  /// When its last byte was there.
  var at: NIODeadline

  /// The document in the body: its JSON, or the `payload_json` of a form with files. Null when there is none.
  var json: JSONValue? {
    guard body.readableBytes > 0 else { return .null }
    if let type = fields[.contentType], type.hasPrefix("multipart/form-data") {
      return MultipartForm(body, contentType: type).payload
    }
    return JSONValue(parsing: body)
  }

  func field(_ name: String) -> String? { HTTPField.Name(name).flatMap { fields[$0] } }
}
