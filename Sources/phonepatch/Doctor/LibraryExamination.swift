import CCrypto
import Foundation
import PatchBase
import PatchCodec

/// The libraries below us: which ones are loaded, and whether they work.
enum LibraryExamination {
  static func run(into findings: inout Findings) {
    findings.group = "Phonepatch"
    findings.add("version", "\(Versions.phonepatch), C ABI \(Versions.abi)")
    let runtime = Versions.library("libswiftCore.so")
    findings.add(
      "Swift runtime", .information,
      (runtime.map { "this command has it from \($0)" } ?? "none") + "; libphonepatch.so needs none")

    findings.group = "Libraries"
    opus(&findings)
    speex(&findings)
    crypto(&findings)
    sodium(&findings)
  }

  private static func opus(_ findings: inout Findings) {
    let place = Versions.library("libopus.so").map { " (\($0))" } ?? ""
    guard let length = try? encodeSilence(), length > 0 else {
      return findings.add(
        "libopus", .wrong, Versions.opus + place + ": cannot encode", remedy: "apt-get install --reinstall libopus0")
    }
    let number = Versions.opus.split(separator: " ").last?.split(separator: ".").compactMap { Int($0) } ?? []
    guard number.count < 2 || number[0] > 1 || number[1] >= 3 else {
      return findings.add(
        "libopus", .warning, Versions.opus + place, remedy: "1.3 or newer is what Phonepatch is tested with")
    }
    findings.add("libopus", Versions.opus + place)
  }

  private static func encodeSilence() throws -> Int {
    var settings = OpusEncoderSettings()
    settings.sampleRate = 8000
    var encoder = try OpusEncoder(settings)
    let pcm = [Int16](repeating: 0, count: 160)
    var packet = [UInt8](repeating: 0, count: 4000)
    var span = packet.mutableSpan
    return try encoder.encode(pcm.span, into: &span)
  }

  private static func speex(_ findings: inout Findings) {
    let place = Versions.library("libspeexdsp.so") ?? "linked in"
    guard (try? Resampler(from: 8000, to: 48_000)) != nil else {
      return findings.add(
        "libspeexdsp", .wrong, "\(place): cannot resample", remedy: "apt-get install --reinstall libspeexdsp1")
    }
    findings.add("libspeexdsp", place)
  }

  private static func crypto(_ findings: inout Findings) {
    let version = OpenSSL_version(OPENSSL_VERSION).map { String(cString: $0) } ?? "?"
    let place = Versions.library("libcrypto.so").map { " (\($0))" } ?? ""
    guard OpenSSL_version_num() >= 0x3000_0000 else {
      return findings.add("libcrypto", .wrong, version + place, remedy: "OpenSSL 3.0 or newer: apt-get install libssl3")
    }
    findings.add("libcrypto", version + place)
  }

  /// This command does not need it, so it may not be loaded.
  private static func sodium(_ findings: inout Findings) {
    guard let library = dlopen("libsodium.so.23", RTLD_NOW), let symbol = dlsym(library, "sodium_version_string")
    else {
      return findings.add(
        "libsodium", .warning, "not found: libphonepatch.so cannot be loaded without it",
        remedy: "apt-get install libsodium23")
    }
    let version = unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>).self)
    let place = Versions.library("libsodium.so").map { " (\($0))" } ?? ""
    findings.add("libsodium", String(cString: version()) + place)
  }
}
