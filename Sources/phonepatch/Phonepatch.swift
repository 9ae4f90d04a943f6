import ArgumentParser

@main
struct Phonepatch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phonepatch", abstract: "Joins phone calls, Discord voice channels and any PCM source.",
    version: "0.1.0",
    subcommands: [Serve.self])
}
