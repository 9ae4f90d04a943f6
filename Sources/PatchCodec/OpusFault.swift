internal import COpus
internal import PatchBase

extension Fault {
  /// What a negative result of libopus means here.
  init(opus result: Int32) {
    switch result {
    case OPUS_BAD_ARG: self = .argument
    case OPUS_INVALID_PACKET: self = .malformed
    case OPUS_ALLOC_FAIL: self = .noMemory
    case OPUS_UNIMPLEMENTED: self = .unsupported
    case OPUS_INVALID_STATE: self = .state
    default: self = .internal  // a buffer too small as well: sizes are checked before
    }
  }
}
