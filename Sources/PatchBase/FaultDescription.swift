#if !hasFeature(Embedded)
  extension Fault: CustomStringConvertible {
    /// The name it has here, with what else it knows: `noSpace(needed: 1276)`, `malformed, cause 12`.
    public var description: String {
      let name =
        switch code {
        case Fault.argument.code: "argument"
        case Fault.noSpace(needed: 0).code: "noSpace(needed: \(needed))"
        case Fault.noMemory.code: "noMemory"
        case Fault.malformed.code: "malformed"
        case Fault.auth.code: "auth"
        case Fault.state.code: "state"
        case Fault.unsupported.code: "unsupported"
        case Fault.internal.code: "internal"
        default: "code \(code)"
        }
      return cause == 0 ? name : "\(name), cause \(cause)"
    }
  }
#endif
