/// How packets between a client and a voice server are encrypted.
enum TransportMode: String, CaseIterable, Codable, Sendable {
  case aes = "aead_aes256_gcm_rtpsize"
  case xchacha = "aead_xchacha20_poly1305_rtpsize"
}
