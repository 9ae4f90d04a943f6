import PatchBase
import Testing

@Suite struct FaultTests {
  @Test(arguments: [
    (Fault.argument, "argument"), (.noSpace(needed: 1276), "noSpace(needed: 1276)"), (.noMemory, "noMemory"),
    (.malformed, "malformed"), (.auth, "auth"), (.state, "state"), (.unsupported, "unsupported"),
    (.internal, "internal"), (Fault(code: -4, cause: 12), "malformed, cause 12"), (Fault(code: -77), "code -77"),
  ])
  func saysItsName(fault: Fault, name: String) { #expect("\(fault)" == name) }
}
