import Foundation

/// Numbers of the account, and those that could be.
extension TwilioRest {
  func numbers(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    if call.parts.count == 1, call.isGet {
      let all = world.with { $0.numbers.values.sorted { $0.number < $1.number } }
      let shown = all.filter { number in
        (call.query["PhoneNumber"].map { number.number.contains($0.replacing(" ", with: "+")) } ?? true)
          && (call.query["FriendlyName"].map { number.name == $0 } ?? true)
      }
      return page(call, "incoming_phone_numbers", shown.map(\.json))
    }
    if call.parts.count == 1, call.isPost { return try buy(call) }
    guard call.parts.count == 2, var found = world.with({ $0.numbers[call.parts[1]] }) else { throw .notFound }
    if call.isGet { return LabReply(200, found.json) }
    if call.isDelete {
      world.with { $0.numbers[found.sid] = nil }
      return LabReply(204)
    }
    guard call.isPost else { throw .notFound }
    apply(call, to: &found)
    let changed = found
    world.with { $0.numbers[changed.sid] = changed }
    return LabReply(200, changed.json)
  }

  private func apply(_ call: TwilioRequest, to number: inout TwilioNumber) {
    for name in TwilioNumber.settable {
      if let value = call.field(name) { number.values[name] = value }
    }
    if let name = call.field("FriendlyName") { number.name = name }
    number.updated = Date()
  }

  private func buy(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    let area = call.field("AreaCode")
    guard let wanted = call.field("PhoneNumber") ?? area.map({ "+1\($0)5550142" }) else {
      throw TwilioFailure(400, 21421, "PhoneNumber is invalid")
    }
    guard wanted.hasPrefix("+"), wanted.count > 7 else { throw TwilioFailure(400, 21421, "PhoneNumber is invalid") }
    guard world.number(wanted) == nil, !wanted.hasSuffix("0000") else {
      throw TwilioFailure(400, 21422, "PhoneNumber is not available")
    }
    let made = world.with { state in
      TwilioNumber(sid: state.random.sid("PN"), account: world.settings.accountSid, number: wanted, name: wanted)
    }
    var bought = made
    apply(call, to: &bought)
    let kept = bought
    world.with { $0.numbers[kept.sid] = kept }
    return LabReply(201, kept.json)
  }

  func available(_ call: TwilioRequest) throws(TwilioFailure) -> LabReply {
    let path = "/2010-04-01/Accounts/\(world.settings.accountSid)/AvailablePhoneNumbers"
    func country(_ code: String, _ name: String) -> JSONValue {
      [
        "country_code": .string(code), "country": .string(name), "beta": false,
        "uri": .string("\(path)/\(code).json"),
        "subresource_uris": ["local": .string("\(path)/\(code)/Local.json")],
      ]
    }
    guard call.isGet else { throw .notFound }
    if call.parts.count == 1 {
      return page(call, "countries", [country("US", "United States"), country("CA", "Canada")])
    }
    guard ["US", "CA"].contains(call.parts[1]) else { throw .notFound }
    if call.parts.count == 2 { return LabReply(200, country(call.parts[1], call.parts[1])) }
    guard call.parts.count == 3, ["Local", "TollFree", "Mobile"].contains(call.parts[2]) else { throw .notFound }
    let area = call.parts[2] == "TollFree" ? "888" : call.query["AreaCode"] ?? "510"
    guard area.count == 3, area.allSatisfy(\.isNumber) else { throw TwilioFailure(400, 21450, "AreaCode is invalid") }
    let contains = (call.query["Contains"] ?? "").filter(\.isNumber)
    let size = min(call.query["PageSize"].flatMap { Int($0) } ?? 20, 20)
    let found = (0..<size).map { "+1\(area)555\(String(1200 + $0 * 7))" }.filter {
      (contains.isEmpty || $0.contains(contains)) && world.number($0) == nil
    }
    return LabReply(
      200,
      [
        "available_phone_numbers": .array(
          found.map { number in
            [
              "friendly_name": .string(number), "phone_number": .string(number), "lata": "722", "locality": "Oakland",
              "rate_center": "OKLD", "latitude": .number(37.8), "longitude": .number(-122.27), "region": "CA",
              "postal_code": "94601", "iso_country": .string(call.parts[1]), "address_requirements": "none",
              "beta": false, "capabilities": ["voice": true, "SMS": true, "MMS": true],
            ]
          }), "uri": .string(call.request.path),
      ])
  }
}
