/// What the Lab's carrier understands: an unknown verb or attribute is warning 12200, as at Twilio.
enum TwiMLSchema {
  /// Attributes by element, nested elements included.
  static let attributes: [String: Set<String>] = [
    "Response": [],
    "Say": ["voice", "language", "loop"],
    "Play": ["loop", "digits"],
    "Pause": ["length"],
    "Gather": [
      "input", "action", "method", "timeout", "speechTimeout", "maxSpeechTime", "finishOnKey", "numDigits", "language",
      "hints", "profanityFilter", "speechModel", "enhanced", "partialResultCallback", "partialResultCallbackMethod",
      "actionOnEmptyResult", "bargeIn", "debug",
    ],
    "Connect": ["action", "method"],
    "Start": ["action", "method"],
    "Stop": [],
    "Stream": [
      "url", "name", "track", "statusCallback", "statusCallbackMethod", "connectorName", "audioFormat", "sampleRate",
    ],
    "Parameter": ["name", "value"],
    "Redirect": ["method"],
    "Hangup": [],
    "Reject": ["reason"],
    "Dial": [
      "action", "method", "timeout", "timeLimit", "callerId", "record", "recordingTrack", "recordingStatusCallback",
      "recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "trim", "answerOnBridge", "hangupOnStar",
      "ringTone", "sequential", "referUrl", "referMethod", "events",
    ],
    "Number": [
      "sendDigits", "url", "method", "statusCallback", "statusCallbackMethod", "statusCallbackEvent", "byoc",
      "machineDetection",
    ],
    "Record": [
      "action", "method", "timeout", "finishOnKey", "maxLength", "playBeep", "trim", "recordingStatusCallback",
      "recordingStatusCallbackMethod", "recordingStatusCallbackEvent", "transcribe", "transcribeCallback",
    ],
  ]

  /// Elements that may stand inside another; SSML inside `Say` is let through.
  static let children: [String: Set<String>] = [
    "Response": [
      "Say", "Play", "Pause", "Gather", "Connect", "Start", "Stop", "Redirect", "Hangup", "Reject", "Dial", "Record",
    ],
    "Gather": ["Say", "Play", "Pause"],
    "Connect": ["Stream"],
    "Start": ["Stream"],
    "Stop": ["Stream"],
    "Stream": ["Parameter"],
    "Dial": ["Number"],
  ]

  /// Warnings, in document order.
  static func warnings(_ root: TwiMLElement) -> [String] {
    var found: [String] = []
    visit(root, &found)
    return found
  }

  private static func visit(_ element: TwiMLElement, _ found: inout [String]) {
    if let known = attributes[element.name] {
      for name in element.attributes.keys.sorted() where !known.contains(name) {
        found.append("attribute \(name) of <\(element.name)> is unknown")
      }
    }
    if element.name == "Say" { return }
    let allowed = children[element.name] ?? []
    for child in element.children {
      if allowed.contains(child.name) {
        visit(child, &found)
      } else {
        found.append("<\(child.name)> inside <\(element.name)> is unknown")
      }
    }
  }
}
