import HTTPTypes

/// The description of the API: made from its routes and the schemas below.
enum OpenAPIDocument {
  static func text(_ routes: [APIRoute]) -> String {
    var paths: [String: [String]] = [:]
    for route in routes { paths[route.path, default: []].append(operation(route)) }
    let items = paths.sorted { $0.key < $1.key }.map { path, operations in
      JSONText.quoted(path) + ":{" + operations.joined(separator: ",") + "}"
    }
    return "{\"openapi\":\"3.1.0\",\"info\":{\"title\":\"Phonepatch\",\"version\":\"1\","
      + "\"description\":\"Calls, rooms and numbers of a Phonepatch bridge.\"},"
      + "\"security\":[{\"bearer\":[]}],\"paths\":{" + items.joined(separator: ",") + "},\"components\":{"
      + "\"securitySchemes\":{\"bearer\":{\"type\":\"http\",\"scheme\":\"bearer\"}},\"schemas\":" + schemas + "}}"
  }

  private static func operation(_ route: APIRoute) -> String {
    var parameters = route.names.map { name in
      "{\"name\":\(JSONText.quoted(name)),\"in\":\"path\",\"required\":true,\"schema\":{\"type\":\"string\"}}"
    }
    parameters += route.query.map { parameter in
      "{\"name\":\(JSONText.quoted(parameter.name)),\"in\":\"query\",\"description\":\(JSONText.quoted(parameter.help)),"
        + "\"schema\":{\"type\":\"\(parameter.isNumber ? "integer" : "string")\"}}"
    }
    if route.method == .post {
      parameters.append(
        "{\"name\":\"Idempotency-Key\",\"in\":\"header\",\"description\":\"The same key does the request once\","
          + "\"schema\":{\"type\":\"string\",\"maxLength\":200}}")
    }
    var text = JSONText.quoted(route.method.rawValue.lowercased()) + ":{\"operationId\":" + JSONText.quoted(route.name)
    text += ",\"summary\":" + JSONText.quoted(route.summary) + ",\"x-role\":" + JSONText.quoted(route.role.rawValue)
    if !parameters.isEmpty { text += ",\"parameters\":[" + parameters.joined(separator: ",") + "]" }
    if let body = route.body {
      text +=
        ",\"requestBody\":{\"required\":true,\"content\":{\"application/json\":{\"schema\":" + reference(body) + "}}}"
    }
    var good = "{\"description\":\"Done\""
    if let answer = route.answer {
      good += ",\"content\":{\"application/json\":{\"schema\":" + reference(answer) + "}}"
    } else if let type = route.type {
      good += ",\"content\":{\(JSONText.quoted(type)):{\"schema\":{\"type\":\"string\"}}}"
    }
    text += ",\"responses\":{\"\(route.status)\":" + good + "},\"default\":{\"description\":\"Why not\",\"content\":"
    return text + "{\"application/problem+json\":{\"schema\":" + reference("Problem") + "}}}}}"
  }

  private static func reference(_ name: String) -> String { "{\"$ref\":\"#/components/schemas/\(name)\"}" }

  private static let schemas = #"""
    {"Problem":{"type":"object","required":["type","title","status","code","detail"],"properties":{"type":{"type":"string"},"title":{"type":"string"},"status":{"type":"integer"},"code":{"type":"string"},"detail":{"type":"string"},"remedy":{"type":"string"}}},
    "Placing":{"type":"object","required":["to"],"properties":{"to":{"type":"string","description":"With + and the country code"},"from":{"type":"string"},"room":{"type":"string"},"detect_machines":{"type":"boolean"},"timeout":{"type":"integer","minimum":5,"maximum":120}}},
    "Keys":{"type":"object","required":["digits"],"properties":{"digits":{"type":"string","pattern":"^[0-9*#A-Da-d]{1,32}$"}}},
    "Volume":{"type":"object","required":["volume"],"properties":{"volume":{"type":"number","minimum":0,"maximum":4}}},
    "Redirecting":{"type":"object","properties":{"to":{"type":"string"},"room":{"type":"string"}}},
    "Buying":{"type":"object","required":["number","confirm"],"properties":{"number":{"type":"string"},"confirm":{"type":"boolean","const":true}}},
    "Playing":{"type":"object","properties":{"file":{"type":"string"},"audio":{"type":"string","description":"Base64 of a WAV file, or of mu-law, at 8 kHz"}}},
    "Finding":{"type":"object","required":["group","name","verdict","value"],"properties":{"group":{"type":"string"},"name":{"type":"string"},"verdict":{"enum":["good","information","warning","wrong"]},"value":{"type":"string"},"remedy":{"type":"string"}}},
    "Examination":{"type":"object","required":["checked_at","findings"],"properties":{"checked_at":{"type":"string","format":"date-time"},"findings":{"type":"array","items":{"$ref":"#/components/schemas/Finding"}}}},
    "Answering":{"type":"object","properties":{"room":{"type":"string","description":"Another room than the one they wait for"}}},
    "Linking":{"type":"object","properties":{"room":{"type":"string"},"channel":{"type":"string"},"guild":{"type":"string"},"answer":{"enum":["ask","auto","pin","reject"]},"pin":{"type":"string","pattern":"^[0-9]{4,12}$"},"callers":{"type":"array","items":{"type":"string"}}}},
    "Joining":{"type":"object","required":["room"],"properties":{"room":{"type":"string"},"name":{"type":"string"},"format":{"enum":["pcm16","mulaw"]},"sample_rate":{"type":"integer","enum":[8000,16000,24000,48000]}}},
    "Ticket":{"type":"object","required":["ticket","expires_in","path"],"properties":{"ticket":{"type":"string"},"expires_in":{"type":"integer"},"path":{"type":"string"}}},
    "Ended":{"type":"object","required":["ended"],"properties":{"ended":{"type":"integer"}}},
    "Call":{"type":"object","required":["id","direction","from","to","status","state","owner","handler","created","live"],"properties":{"id":{"type":"string"},"direction":{"enum":["inbound","outbound"]},"from":{"type":"string"},"to":{"type":"string"},"status":{"enum":["queued","ringing","in-progress","completed","busy","no-answer","failed","canceled","unknown"]},"state":{"enum":["queued","ringing","waiting","live","held","ended"]},"outcome":{"enum":["completed","busy","no_answer","failed","canceled","declined","refused"]},"reason":{"type":"string"},"owner":{"type":"string"},"handler":{"type":"string"},"provider_id":{"type":"string"},"room":{"type":"string"},"created":{"type":"string","format":"date-time"},"answered":{"type":"string","format":"date-time"},"ended":{"type":"string","format":"date-time"},"seconds":{"type":"number"},"live":{"type":"boolean"},"muted":{"type":"boolean"},"held":{"type":"boolean"},"guild":{"$ref":"#/components/schemas/Place"},"channel":{"$ref":"#/components/schemas/Place"},"mos":{"type":"number","description":"How the caller's line was, 1 to 4.5: now, or on average"},"recordings":{"type":"array","items":{"type":"string"}},"cost":{"type":"number","description":"Estimated, in the currency of the rates; of outbound calls"}}},
    "Usage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Day"}}}},
    "Day":{"type":"object","required":["day","calls","inbound","outbound","answered","seconds","longest_seconds","cost","outcomes"],"properties":{"day":{"type":"string","format":"date"},"calls":{"type":"integer"},"inbound":{"type":"integer"},"outbound":{"type":"integer"},"answered":{"type":"integer"},"seconds":{"type":"number"},"longest_seconds":{"type":"number"},"cost":{"type":"number"},"outcomes":{"type":"object","additionalProperties":{"type":"integer"}}}},
    "CallPage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Call"}},"next":{"type":["string","null"]}}},
    "Event":{"type":"object","required":["v","seq","time","type","data"],"properties":{"v":{"type":"integer"},"seq":{"type":"integer"},"time":{"type":"integer","description":"Microseconds since 1970"},"type":{"type":"string"},"owner":{"type":"string"},"call_id":{"type":"string"},"leg_id":{"type":"string"},"data":{"type":"object"}}},
    "EventPage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Event"}},"next":{"type":["string","null"]}}},
    "Latency":{"type":"object","required":["in","out"],"description":"Milliseconds","properties":{"in":{"type":"number"},"out":{"type":"number"},"packet":{"type":"number"},"network":{"type":"number"},"buffer":{"type":"number"},"resampling":{"type":"number"},"chain":{"type":"number"},"tick":{"type":"number"},"queue":{"type":"number"}}},
    "Statistics":{"type":"object","required":["latency_ms","lost","starved","unsent"],"properties":{"latency_ms":{"$ref":"#/components/schemas/Latency"},"jitter_ms":{"type":"number"},"loss_percent":{"type":"number"},"mos":{"type":"number"},"r":{"type":"number"},"cause":{"enum":["none","one_way","silent","loss","delay","echo","clipping","too_quiet","too_loud"]},"lost":{"type":"integer"},"starved":{"type":"integer"},"unsent":{"type":"integer"}}},
    "Speaker":{"type":"object","required":["id","name","speaking"],"properties":{"id":{"type":"string"},"name":{"type":"string"},"speaking":{"type":"boolean"}}},
    "DiscordSide":{"type":"object","required":["state","speakers"],"properties":{"state":{"enum":["connected","resuming","keys"]},"epoch":{"type":"integer"},"privacy_code":{"type":"string"},"speakers":{"type":"array","items":{"$ref":"#/components/schemas/Speaker"}}}},
    "Place":{"type":"object","required":["id","name"],"properties":{"id":{"type":"string"},"name":{"type":"string"}}},
    "Leg":{"type":"object","required":["id","kind","name","joined_at","level","muted","held","statistics"],"properties":{"id":{"type":"string"},"kind":{"enum":["phone","discord","browser","pcm"]},"name":{"type":"string"},"call_id":{"type":"string"},"joined_at":{"type":"string","format":"date-time"},"level":{"type":"number","description":"dBov"},"muted":{"type":"boolean"},"held":{"type":"boolean"},"volume_db":{"type":"number"},"statistics":{"$ref":"#/components/schemas/Statistics"},"discord":{"$ref":"#/components/schemas/DiscordSide"}}},
    "RoomRecording":{"type":"object","required":["mode","state"],"properties":{"mode":{"enum":["off","announce","keypress"]},"state":{"enum":["off","asking","on","refused"]}}},
    "Room":{"type":"object","required":["name","opened_at","sample_rate","recording","legs"],"properties":{"recording":{"$ref":"#/components/schemas/RoomRecording"},"name":{"type":"string"},"opened_at":{"type":"string","format":"date-time"},"sample_rate":{"type":"integer"},"guild":{"$ref":"#/components/schemas/Place"},"channel":{"$ref":"#/components/schemas/Place"},"legs":{"type":"array","items":{"$ref":"#/components/schemas/Leg"}}}},
    "RoomPage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Room"}},"next":{"type":["string","null"]}}},
    "Number":{"type":"object","required":["number","connected","answer"],"properties":{"answer":{"enum":["ask","auto","pin","reject"]},"callers":{"type":"array","items":{"type":"string"}},"number":{"type":"string"},"owner":{"type":"string"},"room":{"type":"string"},"channel":{"type":"string"},"connected":{"type":"boolean"},"voice_url":{"type":"string"}}},
    "NumberPage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Number"}},"next":{"type":["string","null"]}}},
    "Writing":{"type":"object","properties":{"name":{"type":"string"},"note":{"type":"string"},"blocked":{"type":"boolean"},"do_not_call":{"type":"boolean"}}},
    "Person":{"type":"object","required":["number","blocked","do_not_call"],"properties":{"number":{"type":"string"},"name":{"type":"string"},"note":{"type":"string"},"blocked":{"type":"boolean"},"do_not_call":{"type":"boolean"}}},
    "PersonPage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Person"}},"next":{"type":["string","null"]}}},
    "Available":{"type":"object","required":["phone_number"],"properties":{"phone_number":{"type":"string"},"friendly_name":{"type":"string"},"locality":{"type":"string"},"region":{"type":"string"},"iso_country":{"type":"string"}}},
    "AvailablePage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Available"}},"next":{"type":["string","null"]}}},
    "Recording":{"type":"object","required":["id","call_ids","started_at","duration_ms","bytes","channels","format","mode"],"properties":{"id":{"type":"string"},"call_id":{"type":"string"},"call_ids":{"type":"array","items":{"type":"string"}},"started_at":{"type":"string","format":"date-time"},"duration_ms":{"type":"integer"},"bytes":{"type":"integer"},"channels":{"type":"array","items":{"type":"string"}},"format":{"enum":["wav"]},"mode":{"enum":["announce","keypress"]},"expires_at":{"type":"string","format":"date-time"}}},
    "RecordingPage":{"type":"object","required":["items"],"properties":{"items":{"type":"array","items":{"$ref":"#/components/schemas/Recording"}},"next":{"type":["string","null"]}}},
    "Forgotten":{"type":"object","required":["calls","events","recordings"],"properties":{"calls":{"type":"integer"},"events":{"type":"integer"},"recordings":{"type":"integer"}}},
    "Spending":{"type":"object","required":["calls","minutes","cost","most_calls","most_minutes","most_cost"],"properties":{"calls":{"type":"integer"},"minutes":{"type":"integer"},"cost":{"type":"number"},"most_calls":{"type":"integer"},"most_minutes":{"type":"integer"},"most_cost":{"type":"number"}}},
    "Fault":{"type":"object","required":["code","title","detail","remedy"],"properties":{"code":{"type":"string"},"title":{"type":"string"},"detail":{"type":"string"},"remedy":{"type":"string"}}},
    "Bot":{"type":"object","required":["configured","state","guilds"],"properties":{"configured":{"type":"boolean"},"state":{"enum":["off","connecting","ready","down"]},"user":{"type":"string"},"guilds":{"type":"integer"}}},
    "Status":{"type":"object","required":["version","started_at","draining","from_numbers","discord","faults","ready","public_url","can_call","calls","store","store_failures","countries","today","role","token","owner"],"properties":{"version":{"type":"string"},"started_at":{"type":"string","format":"date-time"},"draining":{"type":"boolean"},"from_numbers":{"type":"array","items":{"type":"string"}},"discord":{"$ref":"#/components/schemas/Bot"},"faults":{"type":"array","items":{"$ref":"#/components/schemas/Fault"}},"ready":{"type":"boolean"},"public_url":{"type":"string"},"number":{"type":"string"},"can_call":{"type":"boolean"},"calls":{"type":"integer"},"store":{"enum":["good","failing","none"]},"store_failures":{"type":"integer"},"countries":{"type":"array","items":{"type":"string"}},"today":{"$ref":"#/components/schemas/Spending"},"role":{"enum":["viewer","operator","admin"]},"token":{"type":"string"},"owner":{"type":"string"}}}}
    """#
}
