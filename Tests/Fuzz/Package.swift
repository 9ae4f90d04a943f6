// swift-tools-version: 6.2
// Fuzzing with libFuzzer, apart from the main package because of its flags: see `run`. The entries are shared with the
// main package's FuzzTests, which replay the corpora without a fuzzer.
import PackageDescription

let package = Package(
  name: "fuzz",
  dependencies: [.package(name: "phonepatch", path: "../..")],
  targets: [
    .executableTarget(
      name: "Fuzz",
      dependencies: [.product(name: "Phonepatch", package: "phonepatch")],
      swiftSettings: [
        .enableExperimentalFeature("Lifetimes"),
        .unsafeFlags(["-parse-as-library"]),
      ])
  ],
  swiftLanguageModes: [.v6])
