import ArgumentParser

@main
struct Phonepatch: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "phonepatch", abstract: "Joins phone calls, Discord voice channels and any PCM source.",
    version: Versions.line,
    subcommands: [
      Demo.self, Serve.self, Lab.self, TranscodeCommand.self, BenchCommand.self, ReplayCommand.self, Doctor.self,
      StoreCommand.self,
      PeerSignature.self,
      PeerTwiML.self, PeerDiscord.self,
    ])
}
