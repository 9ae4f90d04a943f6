/// The socket of a gateway session. Both calls only enqueue, and keep their order.
protocol GatewayPeer: AnyObject, Sendable {
  func send(_ payload: String)
  func close(_ code: GatewayClose)
}
