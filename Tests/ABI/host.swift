// A program with the whole Swift runtime that also loads the small library. Without the library's version script the two
// runtimes would meet and the program would crash.
import Foundation
import Phonepatch

final class Counter: @unchecked Sendable {
  private let lock = NSLock()
  private var names: [String: Int] = [:]
  func add(_ name: String) { lock.withLock { names[name, default: 0] += 1 } }
  var total: Int { lock.withLock { names.values.reduce(0, +) } }
}

@main
struct Host {
  static func main() async {
    let counter = Counter()
    await withTaskGroup(of: Void.self) { group in
      for task in 0..<8 {
        group.addTask {
          for i in 0..<2000 {
            guard pp_abi_version() == UInt32(PP_ABI_VERSION), let text = pp_status_text(-Int32(i % 12)) else { exit(1) }
            counter.add("\(task % 3) \(String(cString: text))")
            var config = pp_mixer_config()
            config.size = UInt32(MemoryLayout<pp_mixer_config>.size)
            config.legs = 4
            config.samples = 160
            var mixer: OpaquePointer?
            guard pp_mixer_create(&config, &mixer) == PP_OK else { exit(1) }
            let voice = [Int16](repeating: Int16(i % 1000), count: 160)
            var heard = [Int16](repeating: 0, count: 160)
            guard pp_mixer_begin(mixer) == PP_OK, pp_mixer_put(mixer, 0, voice, 160) == PP_OK,
              pp_mixer_mix(mixer, 1, &heard, 160, nil, nil) == PP_OK, heard == voice
            else { exit(1) }
            pp_mixer_destroy(mixer)
          }
        }
      }
    }
    guard counter.total == 16000 else { exit(1) }
    print("note: \(counter.total) calls beside the Swift runtime, version \(String(cString: pp_version_text()))")
  }
}
