"""Calls the echo example as a carrier would: `echo_call.py PROGRAM`. Plain sockets, two seconds of random mu-law."""
import base64, json, os, random, socket, struct, subprocess, sys

server = subprocess.Popen([sys.argv[1], "0", "1"], stdout=subprocess.PIPE, text=True)
try:
    port = int(server.stdout.readline().split()[-1])
    line = socket.create_connection(("127.0.0.1", port), timeout=10)
    stream = line.makefile("rb")
    line.sendall(b"GET / HTTP/1.1\r\nHost: x\r\nUpgrade: websocket\r\nConnection: Upgrade\r\n"
                 b"Sec-WebSocket-Key: dGhlIHNhbXBsZSBub25jZQ==\r\nSec-WebSocket-Version: 13\r\n\r\n")
    head = b""
    while not head.endswith(b"\r\n\r\n"):
        head += stream.read(1)
    assert b"101" in head and b"s3pPLMBiTxaQ9kYGzzhZRbK+xOo=" in head, head  # the example of RFC 6455

    def say(message):
        text, mask = json.dumps(message).encode(), os.urandom(4)
        size = bytes([128 | len(text)]) if len(text) < 126 else struct.pack(">BH", 254, len(text))
        line.sendall(b"\x81" + size + mask + bytes(b ^ mask[i % 4] for i, b in enumerate(text)))

    def hear():
        first, size = stream.read(2)
        size = struct.unpack(">H", stream.read(2))[0] if size == 126 else size
        return first & 15, stream.read(size)

    say({"event": "connected", "protocol": "Call", "version": "1.0.0"})
    say({"event": "start", "sequenceNumber": "1", "streamSid": "MZ1", "start": {
        "streamSid": "MZ1", "callSid": "CA1", "accountSid": "AC1", "tracks": ["inbound"], "customParameters": {},
        "mediaFormat": {"encoding": "audio/x-mulaw", "sampleRate": 8000, "channels": 1}}})
    frames = [random.Random(i).randbytes(160) for i in range(100)]
    for i, frame in enumerate(frames):
        say({"event": "media", "sequenceNumber": str(i + 2), "streamSid": "MZ1", "media": {
            "track": "inbound", "chunk": str(i + 1), "timestamp": str(i * 20), "payload": base64.b64encode(frame).decode()}})
    say({"event": "stop", "sequenceNumber": "102", "streamSid": "MZ1", "stop": {"accountSid": "AC1", "callSid": "CA1"}})
    for frame in frames[:75]:
        kind, text = hear()
        message = json.loads(text)
        assert kind == 1 and message["event"] == "media" and message["streamSid"] == "MZ1", message
        assert base64.b64decode(message["media"]["payload"]) == frame
    assert hear() == (8, struct.pack(">H", 1000))
    assert server.wait(10) == 0
    assert server.stdout.read() == "call over: 100 media messages, 0 refused\n"
    print("echo: 75 frames came back, byte for byte")
finally:
    server.kill()
