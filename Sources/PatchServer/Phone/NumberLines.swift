import GRDB
import NIOConcurrencyHelpers

/// Our numbers and where their calls go, as the store has them, at hand for the next call.
final class NumberLines: Sendable {
  private let records = NIOLockedValueBox<[String: NumberRecord]>([:])
  private let store: Store?

  init(store: Store?) {
    self.store = store
    load()
  }

  /// Reads what is kept; nothing happens when that cannot be read now.
  func load() {
    guard let kept = try? store?.readNow({ try NumberRecord.fetchAll($0) }) else { return }
    records.withLockedValue { records in
      for record in kept { records[record.number] = record }
    }
  }

  func record(_ number: String) -> NumberRecord? { records.withLockedValue { $0[number] } }
  var isEmpty: Bool { records.withLockedValue(\.isEmpty) }
  var all: [NumberRecord] { records.withLockedValue { $0.values.sorted { $0.number < $1.number } } }

  func put(_ record: NumberRecord) {
    records.withLockedValue { $0[record.number] = record }
    store?.put(.number(record))
  }
}
