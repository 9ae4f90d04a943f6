// swift-tools-version: 6.2
// Two programs that depend on Phonepatch as anybody's would.
import PackageDescription

let products: [Target.Dependency] = [.product(name: "Phonepatch", package: "phonepatch")]

let package = Package(
  name: "examples",
  dependencies: [.package(name: "phonepatch", path: "../..")],
  targets: [
    .executableTarget(name: "transcode", dependencies: products),
    .executableTarget(name: "join", dependencies: products),
  ]
)
