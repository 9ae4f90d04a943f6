import ArgumentParser
import PatchServer

/// Copies of what the server keeps.
struct StoreCommand: ParsableCommand {
  static let configuration = CommandConfiguration(
    commandName: "store", abstract: "Backs up what the server keeps, puts it back, or forgets a number.",
    subcommands: [Backup.self, Restore.self, Forget.self])

  struct Backup: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Writes a whole copy into one file, also while the server runs.")

    @Option(help: ArgumentHelp("The server's folder: PHONEPATCH_DATA.", valueName: "folder"))
    var data = "phonepatch-data"

    @Argument(help: "The file to write; it must not exist.")
    var file: String

    func run() throws {
      try StoreBackup.save(data + "/phonepatch.sqlite", to: file)
      print("saved to \(file)")
    }
  }

  struct Restore: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Puts a copy in the store's place; the server must not run. What was there is kept beside it.")

    @Option(help: ArgumentHelp("The server's folder: PHONEPATCH_DATA.", valueName: "folder"))
    var data = "phonepatch-data"

    @Argument(help: "The copy.")
    var file: String

    func run() throws {
      try StoreBackup.restore(file, to: data + "/phonepatch.sqlite")
      print("restored from \(file)")
    }
  }

  struct Forget: ParsableCommand {
    static let configuration = CommandConfiguration(
      abstract: "Deletes all that is kept of a number: sound, events, transcripts and each mention.")

    @Option(help: ArgumentHelp("The server's folder: PHONEPATCH_DATA.", valueName: "folder"))
    var data = "phonepatch-data"

    @Argument(help: "With + and the country code.")
    var number: String

    func run() throws {
      let outcome = try Forgetting.run(number, data: data)
      print("forgotten: \(outcome.calls) calls, \(outcome.events) events, \(outcome.recordings) recordings")
    }
  }
}
