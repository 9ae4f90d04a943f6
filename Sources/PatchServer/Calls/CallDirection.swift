/// Who called whom.
public enum CallDirection: String, Sendable {
  case inbound
  case outbound
}
