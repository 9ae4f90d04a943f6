import Configuration
import Foundation
import SystemPackage
import Yams

/// Reads the configuration: defaults, below a YAML file, below the environment. A secret may stand in a file of its own,
/// named by `…_FILE`. What nobody asked for is an error: a mistyped name would otherwise be a silent default.
public enum ConfigurationLoader {
  /// Without `environment`, that of the process; without `file`, the one that `PHONEPATCH_CONFIG` names, if any.
  /// Throws `ConfigurationError` with everything that is wrong.
  public static func load(
    environment: [String: String]? = nil, file path: String? = nil
  ) async throws -> ServerConfiguration {
    let environment = environment ?? ProcessInfo.processInfo.environment
    var problems: [String] = []
    var providers: [any ConfigProvider] = []
    let known = environmentByKey(environment, &problems)
    providers.append(EnvironmentVariablesProvider(environmentVariables: known))
    var fileKeys: [[String]] = []
    if let path = path ?? environment["PHONEPATCH_CONFIG"] {
      do {
        fileKeys = try keys(ofFile: path)
        if !fileKeys.isEmpty { providers.append(try await FileProvider<YAMLSnapshot>(filePath: FilePath(path))) }
      } catch {
        throw ConfigurationError(["\(path): \(error)"])
      }
      problems += unknown(fileKeys, in: path)
    }
    let reader = ConfigReader(providers: providers)
    var configuration = ServerConfiguration()
    for setting in Settings.all {
      apply(setting, from: reader, to: &configuration, &problems)
    }
    for key in fileKeys where key.count == 2 && key[0] == "numbers" {
      let room = reader.string(forKey: ConfigKey(key)) ?? ""
      guard environment["PHONEPATCH_NUMBERS"] == nil else { continue }
      if RoomName.isValid(room) {
        configuration.numbers[key[1]] = room
      } else {
        problems.append("numbers.\(key[1]): “\(room)” is no room name (1 to 64 letters, digits, + - _ . : @)")
      }
    }
    if !configuration.routesFile.isEmpty {
      let read = RouteReader.read(configuration.routesFile)
      configuration.routes = read.book
      problems += read.problems
    }
    problems += configuration.contradictions
    guard problems.isEmpty else { throw ConfigurationError(problems) }
    return configuration
  }

  /// The settings and what they do, for `--help`.
  public static var help: String {
    let width = (Settings.all.map(\.variable.count).max() ?? 0) + 2
    return Settings.all.map { setting in
      let pad = String(repeating: " ", count: width - setting.variable.count)
      return setting.variable + pad + setting.help + (setting.isSecret ? " (or \(setting.variable)_FILE)" : "")
    }.joined(separator: "\n")
  }

  /// `.env.example`: every setting with what it does, at its default.
  public static var example: String {
    let defaults = ServerConfiguration()
    let head = """
      # Settings of `phonepatch serve`, at their defaults. Copy this to .env or /etc/phonepatch/env, readable by its user alone.
      # Made by `phonepatch serve --example`.
      """
    return head + "\n"
      + Settings.all.map { setting in
        let file = setting.isSecret ? "; or \(setting.variable)_FILE" : ""
        let value = setting.isSecret ? "" : setting.show(defaults)
        return "\n# \(setting.help) (\(setting.form))\(file)\n#\(setting.variable)=\(value)\n"
      }.joined()
  }

  private static func apply(
    _ setting: Setting, from reader: ConfigReader, to configuration: inout ServerConfiguration,
    _ problems: inout [String]
  ) {
    let key = setting.key.split(separator: ".").map(String.init)
    var value = reader.string(forKey: ConfigKey(key), isSecret: setting.isSecret)
    if setting.isSecret, let last = key.last {
      let named = reader.string(forKey: ConfigKey(key.dropLast() + [last + "_file"]))
      if let named {
        if value != nil { problems.append("\(setting.key) and \(setting.key)_file (\(setting.variable)) are both set") }
        guard let content = try? SmallFile.read(named) else {
          problems.append("\(setting.key)_file (\(setting.variable)_FILE): cannot read \(named)")
          return
        }
        value = content.trimmedOfNewlines
      }
    }
    guard let value else { return }
    if !setting.apply(value, &configuration) {
      let shown = setting.isSecret ? "the value" : "“\(value)”"
      problems.append("\(setting.key) (\(setting.variable)): \(shown) is not \(setting.form)")
    }
  }

  /// The variables that are ours, under the names that the provider looks for.
  private static func environmentByKey(
    _ environment: [String: String], _ problems: inout [String]
  ) -> [String: String] {
    var known: [String: String] = [:]
    var names: [String: String] = [:]
    for setting in Settings.all {
      let encoded = setting.key.uppercased().replacing(".", with: "_")
      names[setting.variable] = encoded
      if setting.isSecret { names[setting.variable + "_FILE"] = encoded + "_FILE" }
    }
    for (name, value) in environment.sorted(by: { $0.key < $1.key }) {
      if let encoded = names[name] {
        known[encoded] = value
      } else if name.hasPrefix("PHONEPATCH_"), !Settings.foreignVariables.contains(name) {
        problems.append(unknown("environment variable " + name, name, Array(names.keys)))
      }
    }
    return known
  }

  private static func keys(ofFile path: String) throws -> [[String]] {
    guard let root = try Yams.compose(yaml: SmallFile.read(path)) else { return [] }
    guard let mapping = root.mapping else { throw ConfigurationError(["not a mapping of names to values"]) }
    var keys: [[String]] = []
    func collect(_ mapping: Node.Mapping, _ prefix: [String]) {
      for (name, value) in mapping {
        let key = prefix + [name.string ?? "?"]
        if let inner = value.mapping, key.count < 8 { collect(inner, key) } else { keys.append(key) }
      }
    }
    collect(mapping, [])
    return keys
  }

  private static func unknown(_ keys: [[String]], in path: String) -> [String] {
    var names = Settings.all.map(\.key)
    names += Settings.all.filter(\.isSecret).map { $0.key + "_file" }
    return keys.filter { !($0.count == 2 && $0[0] == "numbers") }.map { $0.joined(separator: ".") }
      .filter { !names.contains($0) }.map { unknown("\(path): key \($0)", $0, names) }
  }

  private static func unknown(_ what: String, _ name: String, _ names: [String]) -> String {
    let hint = NearestName.of(name, among: names.sorted()).map { ", did you mean \($0)?" } ?? ""
    return what + " is not known" + hint
  }
}

extension ServerConfiguration {
  /// What cannot be, although each value alone could.
  public var contradictions: [String] {
    var problems: [String] = []
    if twilio.authToken.isEmpty {
      problems.append("twilio.auth_token (TWILIO_AUTH_TOKEN or TWILIO_AUTH_TOKEN_FILE) is missing")
    }
    if outsideURL == nil, !listen.isLoopback, !tunnel.isSet {
      problems.append("public_url (PHONEPATCH_PUBLIC_URL) is missing: \(listen) is not on loopback")
    }
    if let publicURL, !isAllowedBase(publicURL) {
      problems.append("public_url (PHONEPATCH_PUBLIC_URL): \(publicURL) is neither https nor http on loopback")
    }
    if let adminListen, !adminListen.isLoopback, apiTokens.isEmpty {
      problems.append("api_tokens (PHONEPATCH_API_TOKENS) is missing: admin_listen \(adminListen) is not on loopback")
    }
    if tls.certificate.isEmpty != tls.key.isEmpty {
      problems.append("tls.certificate and tls.key (PHONEPATCH_TLS_CERTIFICATE, PHONEPATCH_TLS_KEY) need each other")
    }
    if twilio.apiKey.isEmpty != twilio.apiSecret.isEmpty {
      problems.append("twilio.api_key and twilio.api_secret (TWILIO_API_KEY, TWILIO_API_SECRET) need each other")
    }
    if !hooks.urls.isEmpty, hooks.secret.isEmpty {
      problems.append("webhook_secret (PHONEPATCH_WEBHOOK_SECRET) is missing: webhooks are signed with it")
    }
    if recording.mode != .off, data == nil {
      problems.append("data (PHONEPATCH_DATA) is missing: recordings need a folder")
    }
    if room.minDelayMilliseconds > room.maxDelayMilliseconds {
      problems.append("room.min_delay_ms is above room.max_delay_ms")
    }
    return problems
  }

  /// What is in effect, a line a setting, with secrets hidden.
  public var effective: String {
    Settings.all.map { setting in
      let value = setting.show(self)
      return setting.key + ": " + (setting.isSecret ? (value.isEmpty ? "(not set)" : "(set)") : value)
    }.joined(separator: "\n")
  }
}
