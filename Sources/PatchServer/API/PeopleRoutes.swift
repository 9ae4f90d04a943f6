import Foundation
import GRDB
import HTTPTypes

/// People by their numbers: who is not called, and who is not let through.
struct PeopleRoutes: Sendable {
  let policy: CallPolicy
  let store: Store?
  let recordings: Recordings?

  struct PersonView: Encodable {
    let number: String
    let name: String?
    let note: String?
    let blocked: Bool
    let doNotCall: Bool

    init(_ record: PersonRecord) {
      number = record.number
      name = record.name
      note = record.note
      blocked = record.blocked
      doNotCall = record.doNotCall
    }
  }

  struct Writing: Decodable {
    var name: String?
    var note: String?
    var blocked: Bool?
    var doNotCall: Bool?
  }

  var routes: [APIRoute] {
    [
      APIRoute(
        method: .get, path: "/v1/people", role: .viewer, name: "listPeople", summary: "People, by number",
        query: [
          .init(name: "limit", help: "How many, 1 to 200", isNumber: true),
          .init(name: "cursor", help: "`next` of the page before"),
        ], answer: "PersonPage", run: list),
      APIRoute(
        method: .put, path: "/v1/people/{number}", role: .admin, name: "writePerson",
        summary: "Say who somebody is, and whether they are called or let through", body: "Writing", answer: "Person",
        run: write),
      APIRoute(
        method: .delete, path: "/v1/people/{number}", role: .admin, name: "forgetPerson",
        summary: "Delete everything that is kept of a number: sound, events, and each mention of it",
        answer: "Forgotten", run: forget),
    ]
  }

  @Sendable private func list(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    try operators(call)
    let limit = try call.query("limit", 1...200, default: 50)
    let after = call.query("cursor") ?? ""
    guard let store else { return .of(Page<PersonView>(items: [], next: nil)) }
    do {
      let rows = try await store.read { database in
        try PersonRecord.fetchAll(
          database, sql: "SELECT * FROM person WHERE number > ? ORDER BY number LIMIT ?", arguments: [after, limit + 1])
      }
      let shown = rows.prefix(limit).map { PersonView($0) }
      return .of(Page(items: Array(shown), next: rows.count > limit ? shown.last?.number : nil))
    } catch {
      throw APIProblem(.serviceUnavailable, "store", "The store cannot be read now.")
    }
  }

  @Sendable private func write(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    try operators(call)
    let number = try number(call)
    let wanted = try call.document(Writing.self)
    guard let store else {
      throw APIProblem(.conflict, "no_store", "Nothing is kept: set PHONEPATCH_DATA, or PHONEPATCH_POLICY_DO_NOT_CALL.")
    }
    let known = try? await store.read { try PersonRecord.fetchOne($0, key: number.text) }
    var record = known.flatMap(\.self) ?? PersonRecord(number: number)
    if let name = wanted.name { record.name = String(name.prefix(200)) }
    if let note = wanted.note { record.note = String(note.prefix(2000)) }
    if let blocked = wanted.blocked { record.blocked = blocked }
    if let doNotCall = wanted.doNotCall { record.doNotCall = doNotCall }
    record.updated = Int64(WallClock.microseconds())
    policy.set(doNotCall: record.number, record.doNotCall)
    policy.set(blocked: record.number, record.blocked)
    store.put(.person(record))
    return .of(PersonView(record))
  }

  @Sendable private func forget(_ call: APICall) async throws(APIProblem) -> APIAnswer {
    try operators(call)
    let number = try number(call).text
    let ours = APIProblem(.conflict, "our_own", Forgetting.OurOwn().description)
    guard !policy.isOurs(number) else { throw ours }
    guard let store else { throw APIProblem(.conflict, "no_store", "Nothing is kept: PHONEPATCH_DATA is not set.") }
    do {
      let sounds = try await store.read { database in
        guard try !Forgetting.isOurs(number, database) else { throw ours }
        return try Forgetting.recordings(of: number, database)
      }
      for sound in sounds where recordings?.delete(sound, because: "number deleted") != true {
        throw APIProblem.undeletable
      }
      await store.flush()
      let outcome = try await store.change { try Forgetting.forget(number, $0) }
      store.put(
        .audit(
          AuditRecord(
            owner: call.owner, actor: "token " + call.token.name, action: "person.delete", target: "deleted",
            outcome: "done")))
      return .of(Forgetting.Outcome(calls: outcome.calls, events: outcome.events, recordings: sounds.count))
    } catch let problem as APIProblem {
      throw problem
    } catch {
      throw APIProblem(.serviceUnavailable, "store", "The store cannot be used now. Try again in a minute.")
    }
  }

  private func number(_ call: APICall) throws(APIProblem) -> PhoneNumber {
    let text = call.path["number"] ?? ""
    guard text.hasPrefix("+"), let number = try? PhoneNumber(text) else {
      throw APIProblem(.unprocessableContent, "not_a_number", "The number is written with + and the country code.")
    }
    return number
  }

  /// The list is everybody's, so only the operator's own tokens read and write it.
  private func operators(_ call: APICall) throws(APIProblem) {
    guard call.token.owner == nil else {
      throw APIProblem(.forbidden, "role", "People belong to the operator; a token of one server cannot see them.")
    }
  }
}
