/// The slash command `/phone`, as Discord is told of it.
enum PhoneCommand {
  private static func sub(_ name: String, _ help: String, _ options: [JSONNode] = []) -> JSONNode {
    ["type": 1, "name": .string(name), "description": .string(help), "options": .array(options)]
  }

  private static func text(_ name: String, _ help: String, required: Bool = true, longest: Int64 = 64) -> JSONNode {
    [
      "type": 3, "name": .string(name), "description": .string(help), "required": .bool(required),
      "max_length": .integer(longest),
    ]
  }

  private static func flag(_ name: String, _ help: String) -> JSONNode {
    ["type": 5, "name": .string(name), "description": .string(help), "required": true]
  }

  private static let channel: JSONNode = [
    "type": 7, "name": "channel", "description": "Voice channel; the one you are in, if empty", "channel_types": [2],
  ]

  /// Only members who manage the server see it, until they allow others; the server checks again.
  static let definition: JSONNode = [
    "name": "phone", "description": "Telephone calls in a voice channel", "default_member_permissions": "32",
    "contexts": [0],
    "options": [
      sub("call", "Call a number into the voice channel", [text("number", "With + and the country code"), channel]),
      sub("hangup", "End the call"), sub("answer", "Let the caller in who waits"),
      sub("decline", "Send the caller away who waits"),
      sub("dtmf", "Press keys", [text("keys", "0-9 * # A-D", longest: 32)]),
      sub("mute", "Let nobody hear the phone, or everybody again", [flag("on", "Muted?")]),
      sub("hold", "Put the phone on hold, with music", [flag("on", "On hold?")]),
      sub(
        "volume", "How loud the phone hears the channel",
        [
          [
            "type": 4, "name": "percent", "description": "100 is as it comes", "required": true, "min_value": 0,
            "max_value": 400,
          ]
        ]),
      sub("transfer", "Send the call on to another number", [text("number", "With + and the country code")]),
      sub("status", "Who is on the phone"),
      [
        "type": 2, "name": "number", "description": "Numbers of this server",
        "options": [
          sub(
            "search", "Numbers that can be bought",
            [text("area", "Area code: three digits", required: false, longest: 3)]),
          sub("buy", "Buy a number", [text("number", "As the search shows it")]),
          sub("link", "Send a number's calls to a channel", [text("number", "A number of this server"), channel]),
          sub("list", "Numbers of this server"),
        ],
      ],
    ],
  ]
}
