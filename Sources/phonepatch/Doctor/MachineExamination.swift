import Foundation

/// Processor, system, clock and limits.
enum MachineExamination {
  static func run(into findings: inout Findings) {
    findings.group = "Machine"
    system(&findings)
    processor(&findings)
    clock(&findings)
    files(&findings)
  }

  private static func system(_ findings: inout Findings) {
    var name = utsname()
    uname(&name)
    let kernel = withUnsafeBytes(of: name.release) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let machine = withUnsafeBytes(of: name.machine) { String(decoding: $0.prefix { $0 != 0 }, as: UTF8.self) }
    let release = value(of: "PRETTY_NAME", in: "/etc/os-release", separator: "=") ?? "Linux"
    findings.add("system", "\(release.replacing("\"", with: "")), Linux \(kernel)")
    if machine != "x86_64" {
      findings.add(
        "architecture", .warning, machine, remedy: "Phonepatch is built and tested on x86_64 only; tell us how it goes")
    }
    let glibc = libcVersion()
    let number = glibc.split(separator: ".").compactMap { Int($0) }
    let isOld = number.count >= 2 && (number[0], number[1]) < (2, 17)
    findings.add(
      "glibc", isOld ? .wrong : .good, glibc, remedy: isOld ? "2.17 or newer is needed" : nil)
  }

  /// Its header is not in the module that Swift has of glibc.
  private static func libcVersion() -> String {
    guard let symbol = dlsym(nil, "gnu_get_libc_version") else { return "not glibc" }
    return String(cString: unsafeBitCast(symbol, to: (@convention(c) () -> UnsafePointer<CChar>).self)())
  }

  private static func processor(_ findings: inout Findings) {
    let model = value(of: "model name", in: "/proc/cpuinfo", separator: ":") ?? "unknown"
    let flags = Set((value(of: "flags", in: "/proc/cpuinfo", separator: ":") ?? "").split(separator: " "))
    let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))
    findings.add("processor", "\(model), \(cores) \(cores == 1 ? "core" : "cores")")
    let known = [
      ("sse2", "SSE2"), ("ssse3", "SSSE3"), ("sse4_1", "SSE4.1"), ("avx", "AVX"), ("avx2", "AVX2"),
      ("avx512f", "AVX-512"), ("aes", "AES"), ("pclmulqdq", "PCLMUL"),
    ]
    let found = known.filter { flags.contains($0.0[...]) }.map(\.1)
    guard !flags.isEmpty else { return }
    findings.add("instructions", found.joined(separator: " "))
    if !flags.contains("aes") {
      findings.add(
        "AES", .warning, "not in hardware: encryption is slower", remedy: "nothing is wrong; count on fewer calls")
    }
  }

  private static func clock(_ findings: inout Findings) {
    let now = Date()
    let stamp = now.formatted(.iso8601)
    if now < Date(timeIntervalSince1970: 1_735_689_600) {  // 2025, before any release
      findings.add(
        "clock", .wrong, "says \(stamp)", remedy: "set the clock (timedatectl set-ntp true): certificates look invalid")
    } else {
      findings.add("clock", stamp)
    }
    // How late a sleeping thread wakes is what limits the 20 ms tick.
    let clock = ContinuousClock()
    var worst = Duration.zero
    for _ in 0..<20 {
      let begin = clock.now
      usleep(2000)
      worst = max(worst, clock.now - begin - .milliseconds(2))
    }
    let late = String(format: "%.2f ms", worst / .milliseconds(1))
    findings.add(
      "wake-up", worst > .milliseconds(10) ? .warning : .good, "at worst \(late) late in 20 tries",
      remedy: worst > .milliseconds(10) ? "the machine is busy: sound will wait for it" : nil)
  }

  private static func files(_ findings: inout Findings) {
    var limit = rlimit()
    guard getrlimit(__rlimit_resource_t(RLIMIT_NOFILE.rawValue), &limit) == 0 else { return }
    let isLow = limit.rlim_cur < 1024
    findings.add(
      "open files", isLow ? .warning : .good, "\(limit.rlim_cur) at once",
      remedy: isLow ? "ulimit -n 65536: each call needs one, and the server some more" : nil)
  }

  /// The first `name separator value` of a file.
  private static func value(of name: String, in path: String, separator: Character) -> String? {
    guard let text = try? String(contentsOfFile: path, encoding: .utf8) else { return nil }
    for line in text.split(separator: "\n") {
      let parts = line.split(separator: separator, maxSplits: 1)
      if parts.count == 2, parts[0].trimmingCharacters(in: .whitespaces) == name {
        return parts[1].trimmingCharacters(in: .whitespaces)
      }
    }
    return nil
  }
}
