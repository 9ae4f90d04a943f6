public import CPhonepatch

@c @implementation public func pp_abi_version() -> UInt32 { UInt32(PP_ABI_VERSION) }

@c @implementation public func pp_features() -> UInt32 {
  #if PHONEPATCH_AUDIO
    UInt32(PP_FEATURE_AUDIO | PP_FEATURE_LISTENING)
  #elseif PHONEPATCH_BRIDGE
    UInt32(PP_FEATURE_AUDIO | PP_FEATURE_SEAL)
  #else
    UInt32(PP_FEATURE_AUDIO | PP_FEATURE_SEAL | PP_FEATURE_LISTENING)
  #endif
}

@c @implementation public func pp_version_text() -> UnsafePointer<CChar>! { unsafe text("0.1.0") }

@c @implementation public func pp_status_text(_ status: pp_status) -> UnsafePointer<CChar>! {
  switch status {
  case PP_ERR_ARGUMENT: unsafe text("an argument is null, out of range or of the wrong size")
  case PP_ERR_NO_SPACE: unsafe text("the output is too small")
  case PP_ERR_NO_MEMORY: unsafe text("memory ran out")
  case PP_ERR_MALFORMED: unsafe text("the input does not follow its format")
  case PP_ERR_AUTH: unsafe text("a tag, key or signature does not fit")
  case PP_ERR_STATE: unsafe text("the call does not fit the state of the handle")
  case PP_ERR_UNSUPPORTED: unsafe text("well-formed, but not handled here")
  case PP_ERR_INTERNAL: unsafe text("a library below broke its contract")
  case PP_OK: unsafe text("fine")
  default: status > 0 ? unsafe text("a normal outcome of this call") : unsafe text("not a Phonepatch status")
  }
}

/// Literals end in a NUL byte and live as long as the process.
private func text(_ literal: StaticString) -> UnsafePointer<CChar> {
  unsafe UnsafeRawPointer(literal.utf8Start).assumingMemoryBound(to: CChar.self)
}
