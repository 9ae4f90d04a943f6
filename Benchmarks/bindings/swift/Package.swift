// swift-tools-version: 6.2
// What a call costs from Swift: the modules built as anybody's package builds them.
import PackageDescription

let package = Package(
  name: "calls",
  dependencies: [.package(name: "phonepatch", path: "../../..")],
  targets: [.executableTarget(name: "calls", dependencies: [.product(name: "Phonepatch", package: "phonepatch")])]
)
