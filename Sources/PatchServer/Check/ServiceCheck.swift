import HTTPTypes
import NIOCore
import PatchNet

/// Asks the outside services whether they know us, for `phonepatch doctor`. Changes nothing there.
public enum ServiceCheck {
  /// What one question found.
  public struct Answer: Sendable, Equatable {
    public enum Verdict: Sendable, Equatable { case good, warning, wrong }

    public let subject: String
    public let verdict: Verdict
    public let text: String
    /// What would mend it.
    public var remedy: String?
  }

  public static func run(_ configuration: ServerConfiguration) async -> [Answer] {
    let http = HTTPClientTransport(connectTimeout: .seconds(5))
    let discordHTTP = configuration.discord.transport()
    let answers =
      await PromptCheck.run(configuration.prompts) + twilio(configuration, http) + discord(configuration, discordHTTP)
      + outside(configuration, http)
    await http.shutdown()
    await discordHTTP.shutdown()
    return answers
  }

  private static func twilio(_ configuration: ServerConfiguration, _ http: any HTTPTransport) async -> [Answer] {
    guard var client = TwilioClient(configuration.twilio, http: http) else {
      return [
        Answer(
          subject: "Twilio account", verdict: .warning, text: "not set: calls can come, but none can be made",
          remedy: "TWILIO_ACCOUNT_SID and TWILIO_AUTH_TOKEN, from the console's front page")
      ]
    }
    client.retry.tries = 2
    do throws(TwilioError) {
      try await client.check()
    } catch {
      return [Answer(subject: "Twilio account", verdict: .wrong, text: error.description, remedy: error.hint)]
    }
    var answers = [Answer(subject: "Twilio account", verdict: .good, text: "signed in")]
    let own = configuration.twilio.phoneNumber
    guard !own.isEmpty else {
      answers.append(
        Answer(
          subject: "our number", verdict: .warning, text: "not set",
          remedy: "TWILIO_PHONE_NUMBER, with + and the country code"))
      return answers
    }
    do throws(TwilioError) {
      let found = try await client.numbers([("PhoneNumber", own)]).first { $0.phone_number == own }
      guard let found else {
        answers.append(
          Answer(
            subject: "our number", verdict: .wrong, text: "\(MaskedNumber.of(own)) is no number of this account",
            remedy: "choose one of the account's for TWILIO_PHONE_NUMBER, or buy it"))
        return answers
      }
      answers.append(Answer(subject: "our number", verdict: .good, text: MaskedNumber.of(own)))
      answers.append(webhook(found, configuration))
    } catch {
      answers.append(Answer(subject: "our number", verdict: .wrong, text: error.description, remedy: error.hint))
    }
    return answers
  }

  private static func webhook(_ number: TwilioNumberResource, _ configuration: ServerConfiguration) -> Answer {
    let subject = "its webhook"
    if let obstacle = NumberWebhooks.obstacle(number) {
      return Answer(
        subject: subject, verdict: .wrong, text: "\(obstacle), which overrides its address",
        remedy: "take it off there in Twilio's console")
    }
    let url = number.voice_url ?? ""
    guard let base = configuration.outsideURL else {
      return Answer(
        subject: subject, verdict: .warning, text: url.isEmpty ? "not set" : url,
        remedy: "PHONEPATCH_PUBLIC_URL says where it should lead")
    }
    let trimmed = base.hasSuffix("/") ? String(base.dropLast()) : base
    let wanted = trimmed + "/twilio/voice"
    let good = [wanted, trimmed + "/webhook/voice"].contains(url)
    return Answer(
      subject: subject, verdict: good ? .good : .wrong, text: url.isEmpty ? "not set" : url,
      remedy: good ? nil : "set the number's voice webhook to \(wanted) (in the console: Numbers, Connect)")
  }

  private static func discord(_ configuration: ServerConfiguration, _ http: any HTTPTransport) async -> [Answer] {
    guard !configuration.discord.token.isEmpty else {
      return [Answer(subject: "Discord", verdict: .good, text: "no DISCORD_TOKEN: there is no bot")]
    }
    let rest = DiscordRest(base: configuration.discord.apiBase, token: configuration.discord.token, http: http)
    do throws(DiscordRest.Failure) {
      let user = try await rest.send(.get, "/users/@me")
      var answers = [
        Answer(subject: "Discord token", verdict: .good, text: "is \(user["username"].string ?? "a bot")'s")
      ]
      if configuration.policy.guilds.isEmpty {
        answers.append(
          Answer(
            subject: "Discord servers", verdict: .warning, text: "none is enabled: the bot does nothing",
            remedy: "PHONEPATCH_GUILDS=id,id (right-click a server with developer mode on: Copy Server ID)"))
      }
      for guild in configuration.policy.guilds.sorted() {
        do throws(DiscordRest.Failure) {
          let found = try await rest.send(.get, "/guilds/\(guild)")
          answers.append(
            Answer(subject: "Discord server", verdict: .good, text: found["name"].string ?? guild))
        } catch {
          answers.append(
            Answer(
              subject: "Discord server", verdict: .wrong, text: "\(guild): \(error)",
              remedy: "invite the bot to it, with the scopes bot and applications.commands"))
        }
      }
      return answers
    } catch {
      return [
        Answer(
          subject: "Discord token", verdict: .wrong, text: "\(error)",
          remedy: error.status == 401
            ? "reset the token in the developer portal, under Bot, and set DISCORD_TOKEN"
            : "is Discord reachable from here?")
      ]
    }
  }

  /// Whether the public address leads to a server of ours.
  private static func outside(_ configuration: ServerConfiguration, _ http: any HTTPTransport) async -> [Answer] {
    guard let base = configuration.outsideURL else { return [] }
    let url = (base.hasSuffix("/") ? String(base.dropLast()) : base) + "/healthz"
    do {
      let answer = try await http.send(WebRequest(.get, url, timeout: .seconds(8)))
      guard answer.status == 200 else {
        return [
          Answer(
            subject: "public address", verdict: .warning, text: "\(url) answers \(answer.status)",
            remedy: "it should lead to PHONEPATCH_LISTEN of a server that runs")
        ]
      }
      return [Answer(subject: "public address", verdict: .good, text: "\(base) leads to a server")]
    } catch {
      return [
        Answer(
          subject: "public address", verdict: .warning, text: "\(base): \(error)",
          remedy: "fine while the server does not run; otherwise the proxy or tunnel is down")
      ]
    }
  }
}
