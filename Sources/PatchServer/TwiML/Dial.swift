/// Joins the call to another number.
public struct Dial: Verb {
  public var number: String
  public var callerID: String?
  /// Seconds.
  public var timeLimit: Int?

  public init(number: String, callerID: String? = nil, timeLimit: Int? = nil) {
    self.number = number
    self.callerID = callerID
    self.timeLimit = timeLimit
  }

  public var element: XMLElement {
    XMLElement(
      "Dial", ["callerId": callerID, "timeLimit": timeLimit.map { String($0) }],
      children: [XMLElement("Number", text: number)])
  }
}
