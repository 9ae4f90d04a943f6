/// What failed and what helps, by the code of a problem. The detail says the cause.
enum Remedies {
  static func of(_ code: String) -> (title: String, remedy: String)? { all[code] }

  private static let all: [String: (title: String, remedy: String)] = [
    "guild_not_enabled": ("This server may not call", "Whoever runs the bridge adds its id to PHONEPATCH_GUILDS."),
    "not_permitted": (
      "You may not spend here", "Ask somebody who manages the server, or a role of PHONEPATCH_DISCORD_SPENDERS."
    ),
    "not_a_number": ("That is no telephone number", "Write it with + and the country code: +1 415 555 2671."),
    "needs_country": ("The country is missing", "Begin with + and the country code."),
    "impossible_number": ("The number cannot be right", "Count its digits; compare it with how its owner writes it."),
    "emergency_number": ("Emergency numbers are not called", "Use a telephone."),
    "short_number": ("Short codes are not called", "Call the full number behind it."),
    "premium_number": (
      "The number is too expensive", "There is no setting for it: premium numbers are how such bridges are robbed."
    ),
    "shared_cost_number": ("The number is too expensive", "Most have an ordinary number, too: ask for that."),
    "satellite_number": ("The number is too expensive", "Call an ordinary number of theirs."),
    "country_unknown": (
      "The country is not known", "The operator can allow the number's beginning with PHONEPATCH_POLICY_COUNTRIES."
    ),
    "country_not_allowed": (
      "The country is not allowed", "The operator can allow it with PHONEPATCH_POLICY_COUNTRIES."
    ),
    "do_not_call": ("The number is not to be called", "Only the operator can take it off the list."),
    "own_number": ("That is a number of this bridge", "Join its room from here instead."),
    "called_too_often": ("Called too often", "Wait an hour, or let the operator raise PHONEPATCH_POLICY_PER_NUMBER."),
    "too_many_calls": ("Too many calls at once", "Hang one up, or let the operator raise PHONEPATCH_POLICY_CALLS."),
    "minutes_used_up": (
      "Today's minutes are used up", "Wait until 00:00 UTC, or let the operator raise PHONEPATCH_POLICY_MINUTES."
    ),
    "cost_used_up": (
      "Today's budget is used up", "Wait until 00:00 UTC, or let the operator raise PHONEPATCH_POLICY_COST."
    ),
    "usage_unknown": ("Spending cannot be counted now", "See that the store can be read: phonepatch doctor."),
    "not_configured": (
      "No telephone network is set up",
      "Set TWILIO_ACCOUNT_SID, TWILIO_AUTH_TOKEN and TWILIO_PHONE_NUMBER; phonepatch doctor checks them."
    ),
    "draining": ("The bridge is about to stop", "Try again when it is back."),
    "network": (
      "The telephone network does not answer", "See status.twilio.com and the way there; nothing was charged."
    ),
    "room": ("That room cannot be used", "Names have 1 to 64 letters, digits or + - _ . : @."),
    "no_stream": ("The call has no sound just now", "Wait until it is answered."),
    "store": ("The history cannot be read", "The log says why: a full disk, or a file that may not be read."),
    "no_store": ("Nothing is kept here", "Set PHONEPATCH_DATA to a folder."),
    "no_token": ("The token is not accepted", "Sign in with a token of this server."),
    "role": ("Your role may not do that", "Ask whoever runs this server for a token that may."),
    "host": ("This name is not ours", "Open the page under localhost or 127.0.0.1."),
    "origin": (
      "Pages from elsewhere may not do that", "Open the console under the address that the server knows as its own."
    ),
    "too_many_tickets": ("Too many at once", "Wait half a minute."),
    "no_sounds": ("No sounds are set up", "Set PHONEPATCH_SOUNDS to a folder, or send the sound as audio."),
    "bad_sound": ("That sound cannot be played", "Make it with: phonepatch transcode IN OUT.wav --rate 8000."),
    "not_waiting": ("Nobody waits there", "The call was answered, or is over."),
    "not_a_guest": ("A caller cannot be taken out", "Hang the call up instead."),
  ]
}
