// swift-tools-version: 6.2
// One manifest, three shapes:
//   (default)                everything: engine, Lab, server, executable and their tests
//   PHONEPATCH_ENGINE=1      the engine and its tests alone; resolves no package, builds in seconds
//   PHONEPATCH_EMBEDDED=1    the engine in Embedded Swift as libphonepatch.so (see `make lib`); with
//                            PHONEPATCH_FEATURES=audio without PatchSeal and what stands on it, with =bridge
//                            without what listens, cleans, judges and records
import PackageDescription

let embedded = Context.environment["PHONEPATCH_EMBEDDED"] == "1"
// The audio-only library needs neither libcrypto nor libsodium.
let features = embedded ? Context.environment["PHONEPATCH_FEATURES"] : nil
let sealed = features != "audio"
let listening = features != "bridge"
let chosen: [SwiftSetting] =
  sealed && listening ? [] : [.define(sealed ? "PHONEPATCH_BRIDGE" : "PHONEPATCH_AUDIO")]
let engineOnly = embedded || Context.environment["PHONEPATCH_ENGINE"] == "1"

// The gate sets PHONEPATCH_STRICT=1; elsewhere a newer compiler's new warning breaks nobody's build.
let strict: [SwiftSetting] = Context.environment["PHONEPATCH_STRICT"] == "1" ? [.treatAllWarnings(as: .error)] : []

let house: [SwiftSetting] =
  strict + [
    .enableUpcomingFeature("InternalImportsByDefault"),
    .enableUpcomingFeature("MemberImportVisibility"),
  ]

let core: [SwiftSetting] =
  house + [.strictMemorySafety(), .enableExperimentalFeature("Lifetimes")]
  + (embedded
    ? [
      .enableExperimentalFeature("Embedded"),
      // Without -disable-incremental-llvm-codegen each object carries a hash of itself into the library: 2 KB of nothing.
      .unsafeFlags(["-wmo", "-Xfrontend", "-function-sections", "-Xfrontend", "-disable-incremental-llvm-codegen"]),
      // One trap serves a whole function, and no canary guards a stack that is only written through checked spans.
      .unsafeFlags(["-Xfrontend", "-mergeable-traps", "-Xfrontend", "-disable-stack-protector"]),
      // What calls nothing needs no frame pointer, and nothing is unwound: no exception ever passes.
      .unsafeFlags(["-Xcc", "-momit-leaf-frame-pointer"]),
      .unsafeFlags(["-Xcc", "-fno-asynchronous-unwind-tables", "-Xcc", "-fno-unwind-tables"]),
      // Objects are bitcode: the linker sees the whole library at once, a tenth of which turns out not to be needed.
      .unsafeFlags(["-Xfrontend", "-emit-bc", "-Xfrontend", "-lto=llvm-full"]),
    ] : [])

// For modules whose hot loops are few: those are marked @_optimize(speed).
let small: [SwiftSetting] = embedded ? [.unsafeFlags(["-Osize"])] : []
// What is called stays a call: inlined before it is known what it shrinks to, it makes the engine 5 % larger, the wire 20 %.
let called: [SwiftSetting] =
  embedded ? [.unsafeFlags(["-Xllvm", "-sil-inline-overall-caller-block-limit=1"])] : []

// The version script is a safety requirement: a host that also loads the Swift runtime crashes without it.
let link: [LinkerSetting] =
  embedded
  ? [
    .unsafeFlags([
      "-use-ld=lld",
      "-Xlinker", "--version-script=\(Context.packageDirectory)/Sources/PatchABI/exports.map",
      "-Xlinker", "-soname=libphonepatch.so.1",
      "-Xlinker", "--gc-sections",
      "-Xlinker", "--icf=all",
      // Small functions stay calls, and long pieces that repeat are put out of line: short ones are found in hot loops too.
      // (-enable-ipra takes 5 KB more and is wrong: under ASan a pointer was lost across a call.)
      "-Xlinker", "-mllvm", "-Xlinker", "-inline-threshold=-10000",
      "-Xlinker", "-mllvm", "-Xlinker", "-min-jump-table-entries=8",
      "-Xlinker", "-mllvm", "-Xlinker", "-enable-machine-outliner=always",
      "-Xlinker", "-mllvm", "-Xlinker", "-outliner-benefit-threshold=12",
      // What is computed ahead of a loop, or far ahead of its use, waits on the stack: that is longer, and seldom faster here.
      "-Xlinker", "-mllvm", "-Xlinker", "-disable-machine-licm",
      "-Xlinker", "-mllvm", "-Xlinker", "-pre-RA-sched=list-burr",
      "-Xlinker", "-mllvm", "-Xlinker", "-split-spill-mode=size",
      "-Xlinker", "-mllvm", "-Xlinker", "-unroll-threshold=0",
    ]),
    .linkedLibrary("m"),
  ] : []

var products: [Product] = [
  .library(name: "PhonepatchC", type: .dynamic, targets: ["PatchABI"])
]
var dependencies: [Package.Dependency] = []
var targets: [Target] = [
  .systemLibrary(name: "CLibc"),
  .systemLibrary(name: "COpus", pkgConfig: "opus", providers: [.apt(["libopus-dev"])]),
  .systemLibrary(name: "CSpeexDSP", pkgConfig: "speexdsp", providers: [.apt(["libspeexdsp-dev"])]),
  .systemLibrary(name: "CSodium", pkgConfig: "libsodium", providers: [.apt(["libsodium-dev"])]),
  .systemLibrary(name: "CCrypto", pkgConfig: "libcrypto", providers: [.apt(["libssl-dev"])]),
  .systemLibrary(name: "CPhonepatch", path: "include"),
  .target(name: "PatchBase", dependencies: ["CLibc"], swiftSettings: core),
  .target(
    name: "PatchCodec", dependencies: ["PatchBase", "COpus", "CSpeexDSP"], swiftSettings: core + small),
  .target(
    name: "PatchAudio", dependencies: ["PatchBase", "CSpeexDSP"], exclude: ["Voice/training"],
    swiftSettings: core + small),
  .target(name: "PatchWire", dependencies: ["PatchBase"], swiftSettings: core + small + called),
  .target(
    name: "PatchSeal", dependencies: ["PatchBase", "CLibc", "CSodium", "CCrypto"],
    swiftSettings: core + small),
  .target(
    name: "PatchEngine",
    dependencies: ["PatchBase", "PatchCodec", "PatchAudio", "PatchWire"] + (sealed ? ["PatchSeal"] : []),
    exclude: sealed ? [] : ["Discord/Session"], swiftSettings: core + small + called + chosen),
  .target(
    name: "PatchABI",
    dependencies: ["CLibc", "CPhonepatch", "PatchBase", "PatchCodec", "PatchAudio", "PatchWire", "PatchEngine"]
      + (sealed ? ["PatchSeal"] : []),
    exclude: ["exports.map"]
      + (sealed
        ? [] : ["DaveFrames.swift", "DaveSession.swift", "Seal.swift", "Voice.swift", "VoiceReport.swift"])
      + (listening ? [] : ["Listener.swift", "Record.swift", "RoomTone.swift", "Tone.swift", "Vad.swift"]),
    swiftSettings: core + small + chosen, linkerSettings: link),
]

if !embedded {
  products.append(
    .library(
      name: "Phonepatch",
      targets: ["PatchBase", "PatchCodec", "PatchAudio", "PatchWire", "PatchSeal", "PatchEngine"]))
  let test: [SwiftSetting] = house + [.enableExperimentalFeature("Lifetimes")]
  targets += [
    .testTarget(name: "PatchBaseTests", dependencies: ["PatchBase"], swiftSettings: test),
    .testTarget(name: "PatchCodecTests", dependencies: ["PatchCodec", "PatchBase"], swiftSettings: test),
    .testTarget(name: "PatchAudioTests", dependencies: ["PatchAudio", "PatchBase"], swiftSettings: test),
    .testTarget(name: "PatchWireTests", dependencies: ["PatchWire", "PatchBase"], swiftSettings: test),
    .testTarget(name: "PatchSealTests", dependencies: ["PatchSeal", "PatchBase"], swiftSettings: test),
    // The entries of the fuzz targets, over the corpora in Tests/Fuzz.
    .testTarget(
      name: "FuzzTests", dependencies: ["PatchWire", "PatchCodec", "PatchSeal", "PatchEngine", "PatchBase"],
      swiftSettings: test),
    .testTarget(
      name: "PatchEngineTests",
      dependencies: ["PatchEngine", "PatchBase", "PatchCodec", "PatchAudio", "PatchWire", "PatchSeal"],
      swiftSettings: test),
  ]
}

if !engineOnly {
  products.append(.executable(name: "phonepatch", targets: ["phonepatch"]))
  dependencies += [
    .package(url: "https://github.com/apple/swift-argument-parser.git", from: "1.8.0"),
    .package(
      url: "https://github.com/apple/swift-configuration.git", from: "1.4.0", traits: [.defaults, "YAML"]),
    .package(url: "https://github.com/apple/swift-log.git", from: "1.16.0"),
    .package(url: "https://github.com/apple/swift-nio.git", from: "2.101.0"),
    .package(url: "https://github.com/apple/swift-nio-ssl.git", from: "2.37.0"),
    .package(url: "https://github.com/apple/swift-nio-extras.git", from: "1.35.0"),
    .package(url: "https://github.com/apple/swift-http-types.git", from: "1.8.0"),
    .package(url: "https://github.com/apple/swift-certificates.git", from: "1.21.0"),
    .package(url: "https://github.com/apple/swift-asn1.git", from: "1.7.0"),
    .package(url: "https://github.com/apple/swift-crypto.git", from: "4.5.0"),
    .package(url: "https://github.com/hummingbird-project/hummingbird.git", from: "2.28.0"),
    .package(url: "https://github.com/swift-server/async-http-client.git", from: "1.37.0"),
    .package(url: "https://github.com/swift-server/swift-service-lifecycle.git", from: "2.13.0"),
    .package(url: "https://github.com/jpsim/Yams.git", from: "6.2.0"),
    .package(url: "https://github.com/apple/swift-system.git", from: "1.8.0"),
    .package(url: "https://github.com/groue/GRDB.swift.git", from: "7.10.0"),
  ]
  let engine: [Target.Dependency] = [
    "PatchBase", "PatchCodec", "PatchAudio", "PatchWire", "PatchSeal", "PatchEngine",
  ]
  let network: [Target.Dependency] = [
    .product(name: "Logging", package: "swift-log"),
    .product(name: "NIOCore", package: "swift-nio"),
    .product(name: "NIOPosix", package: "swift-nio"),
    .product(name: "NIOHTTP1", package: "swift-nio"),
    .product(name: "NIOWebSocket", package: "swift-nio"),
    .product(name: "NIOSSL", package: "swift-nio-ssl"),
    .product(name: "NIOHTTPTypes", package: "swift-nio-extras"),
    .product(name: "NIOHTTPTypesHTTP1", package: "swift-nio-extras"),
    .product(name: "HTTPTypes", package: "swift-http-types"),
    .product(name: "Hummingbird", package: "hummingbird"),
    .product(name: "HummingbirdCore", package: "hummingbird"),
    .product(name: "AsyncHTTPClient", package: "async-http-client"),
    .product(name: "ServiceLifecycle", package: "swift-service-lifecycle"),
    .product(name: "UnixSignals", package: "swift-service-lifecycle"),
  ]
  targets += [
    // Sockets, WebSockets and signatures that server and Lab share.
    .target(name: "PatchNet", dependencies: network + ["CCrypto"], swiftSettings: house),
    .target(
      name: "PatchLab",
      dependencies: engine + network + [
        "PatchNet", "CSodium", .product(name: "X509", package: "swift-certificates"),
        .product(name: "SwiftASN1", package: "swift-asn1"),
        // The Lab's side of DAVE shares no code with ours.
        .product(name: "Crypto", package: "swift-crypto"),
      ],
      swiftSettings: house),
    .target(
      name: "PatchServer",
      dependencies: engine + network + [
        "PatchNet", .product(name: "Configuration", package: "swift-configuration"),
        .product(name: "SystemPackage", package: "swift-system"),
        .product(name: "Yams", package: "Yams"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ], exclude: ["Numbers/generate", "Prompts/generate", "Prompts/texts.tsv", "Prompts/README.md"],
      resources: [
        // The console's page, served as it is.
        .copy("Console/Page"),
        // What callers are told.
        .copy("Prompts/Sounds"),
      ], swiftSettings: house),
    .executableTarget(
      name: "phonepatch",
      dependencies: engine + [
        "PatchNet", "PatchLab", "PatchServer", "COpus", "CCrypto",
        .product(name: "ArgumentParser", package: "swift-argument-parser"),
      ], exclude: ["Packaging"], swiftSettings: house),
    .testTarget(
      name: "PatchNetTests", dependencies: network + ["PatchNet"], swiftSettings: house),
    .testTarget(
      name: "PatchLabTests", dependencies: engine + network + ["PatchLab", "PatchNet"], swiftSettings: house),
    .testTarget(
      name: "PatchServerTests",
      dependencies: engine + network + [
        "PatchServer", "PatchLab", "PatchNet", .product(name: "NIOEmbedded", package: "swift-nio"),
        .product(name: "GRDB", package: "GRDB.swift"),
      ], swiftSettings: house),
  ]
}

let package = Package(
  name: "phonepatch", products: products, dependencies: dependencies, targets: targets,
  swiftLanguageModes: [.v6])
