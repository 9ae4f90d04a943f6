"""The exchange of the Python peers: who is in which room, and the message that the other one is sent."""
import base64

try:
    from orjson import dumps, loads
    JSON = "orjson"
except ImportError:
    import json

    loads, JSON = json.loads, "json"

    def dumps(what):
        return json.dumps(what).encode()

alone = {}


class Caller:
    """`send` takes the bytes of a text message."""

    def __init__(self, send):
        self.send, self.other, self.sid = send, self, None

    def hear(self, text):
        message = loads(text)
        event = message["event"]
        if event == "media":
            to = self.other
            sound = base64.b64decode(message["media"]["payload"])
            to.send(dumps({"event": "media", "streamSid": to.sid, "media": {"payload": base64.b64encode(sound).decode()}}))
        elif event == "start":
            room, self.sid = message["start"]["customParameters"]["room"], message["streamSid"]
            if room in alone:
                self.other = alone.pop(room)
                self.other.other = self
            else:
                alone[room] = self
