import ArgumentParser

/// The simulated phone network on the command line.
struct Lab: AsyncParsableCommand {
  static let configuration = CommandConfiguration(
    abstract: "A small phone network and a small Discord on loopback to develop against.",
    discussion: """
      Speaks Twilio's side: signed webhooks, TwiML, media streams. No account, no money, no public address. Everything \
      that Twilio's console would complain about is reported with Twilio's own number. And Discord's side: REST, gateways \
      and voice, for any bot.
      """,
    subcommands: [LabCall.self, LabDiscord.self, LabTwilio.self])
}
