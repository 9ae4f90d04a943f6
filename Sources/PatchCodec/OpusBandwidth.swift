internal import COpus

/// How much of the spectrum an Opus packet codes.
public enum OpusBandwidth: UInt32, Sendable {
  /// To 4 kHz: the telephone.
  case narrowband = 1
  /// To 6 kHz.
  case mediumband = 2
  /// To 8 kHz.
  case wideband = 3
  /// To 12 kHz.
  case superwideband = 4
  /// To 20 kHz.
  case fullband = 5

  /// libopus's number, which counts from 1101.
  var request: Int32 { OPUS_BANDWIDTH_NARROWBAND - 1 + Int32(rawValue) }

  init?(request: Int32) {
    guard request >= OPUS_BANDWIDTH_NARROWBAND, request <= OPUS_BANDWIDTH_FULLBAND else { return nil }
    self.init(rawValue: UInt32(request - OPUS_BANDWIDTH_NARROWBAND + 1))
  }
}
