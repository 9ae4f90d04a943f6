import PatchBase
import PatchSeal
import Testing

@Suite struct KeySourceTests {
  @Test func twoKeysDiffer() throws {
    var source = KeySource.system
    var first = [UInt8](repeating: 0, count: 32)
    var second = first
    var span = first.mutableSpan
    try source.fill(&span)
    span = second.mutableSpan
    try source.fill(&span)
    #expect(first != second)
    #expect(Set(first).count > 8)
  }
}
