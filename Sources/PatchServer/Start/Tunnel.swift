import Foundation
import HTTPTypes
import NIOCore
import PatchNet

/// Asks a tunnel's agent on this machine for the address by which the world reaches us.
struct Tunnel: Sendable {
  let settings: TunnelSettings
  let http: any HTTPTransport

  /// Nil when none led to this port in time.
  func address(of port: Int) async -> String? {
    let deadline = ContinuousClock.now + .seconds(settings.patience)
    repeat {
      if let found = await ngrok(port) { return found }
      if let found = await cloudflared() { return found }
      try? await Task.sleep(for: .seconds(min(1, settings.patience / 4)))
    } while ContinuousClock.now < deadline
    return nil
  }

  private func ngrok(_ port: Int) async -> String? {
    guard !settings.ngrok.isEmpty else { return nil }
    let base = settings.ngrok.hasSuffix("/") ? String(settings.ngrok.dropLast()) : settings.ngrok
    if let told = await ask(base + "/tunnels") {
      for tunnel in told["tunnels"].array {
        guard let url = tunnel["public_url"].string, leads(tunnel["config"]["addr"].string, port), isGood(url) else {
          continue
        }
        return url
      }
    }
    if let told = await ask(base + "/endpoints") {
      for endpoint in told["endpoints"].array {
        guard let url = endpoint["url"].string, leads(endpoint["upstream"]["url"].string, port), isGood(url) else {
          continue
        }
        return url
      }
    }
    return nil
  }

  private func cloudflared() async -> String? {
    guard !settings.cloudflared.isEmpty else { return nil }
    let name = await ask("http://\(settings.cloudflared)/quicktunnel")?["hostname"].string ?? ""
    return isGood("https://" + name) && !name.isEmpty ? "https://" + name : nil
  }

  private func isGood(_ url: String) -> Bool { url.hasPrefix("https://") && isAllowedBase(url) }

  /// `http://localhost:5000`, `localhost:5000` or `5000`.
  private func leads(_ text: String?, _ port: Int) -> Bool {
    guard let text else { return false }
    return text == String(port) || text.hasSuffix(":\(port)") || text.hasSuffix(":\(port)/")
  }

  private func ask(_ url: String) async -> JSONNode? {
    guard let answer = try? await http.send(WebRequest(.get, url, timeout: .seconds(3))), answer.status == 200,
      let body = try? await answer.collect(upTo: 1 << 20)
    else { return nil }
    return JSONNode(parsing: body.readableBytesView)
  }
}
