"""Plays both gateways and the voice server for examples/discord_voice: `discord_gateway.py PROGRAM`.

The channel is not end-to-end encrypted, so that the program must join it, hear it, and stay mute.
"""
import json
import selectors
import socket
import subprocess
import sys
import time

program = subprocess.Popen([sys.argv[1], "111", "4", "500"], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
udp = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
udp.bind(("127.0.0.1", 0))
udp.setblocking(False)
watch = selectors.DefaultSelector()
watch.register(program.stdout, selectors.EVENT_READ)
watch.register(udp, selectors.EVENT_READ)
ends = time.monotonic() + 30
seen, datagrams, pending = [], [], b""


def say(line):
    program.stdin.write(line.encode() + b"\n")
    program.stdin.flush()


def tell(number, op, body, **more):
    say(f"text {number} " + json.dumps({"op": op, "d": body, **more}))


def wait(what):
    """The next line that begins so; datagrams are answered meanwhile."""
    global pending
    while time.monotonic() < ends:
        for at, line in enumerate(seen):
            if line.startswith(what):
                return seen.pop(at)
        for key, _ in watch.select(0.1):
            if key.fileobj is udp:
                data, peer = udp.recvfrom(2048)
                datagrams.append(data)
                if len(data) == 74 and data[:2] == b"\0\1":
                    answer = b"\0\2" + data[2:8] + peer[0].encode().ljust(64, b"\0") + peer[1].to_bytes(2, "big")
                    udp.sendto(answer, peer)
            else:
                more = program.stdout.read1(65536)
                assert more, f"the program ended instead of: {what}"
                *lines, pending = (pending + more).split(b"\n")
                seen.extend(line.decode() for line in lines)
    program.kill()
    sys.exit(f"never came: {what}; {seen}")


def message(number, op):
    return json.loads(wait(f'text {number} {{"op":{op},').split(" ", 2)[2])["d"]


assert wait("signal") == "signal 4 500"
say("state abc 500")
say("server 127.0.0.1:2083 tok")
assert wait("connect") == "connect 1 wss://127.0.0.1:2083/?v=8"
say("open 1")
who = message(1, 0)
assert (who["server_id"], who["user_id"], who["session_id"], who["token"]) == ("4", "111", "abc", "tok"), who
assert who["max_dave_protocol_version"] == 1
tell(1, 8, {"v": 8, "heartbeat_interval": 1000})
tell(1, 2, {"ssrc": 9, "ip": "127.0.0.1", "port": udp.getsockname()[1],
            "modes": ["aead_aes256_gcm_rtpsize", "aead_xchacha20_poly1305_rtpsize"]})
chosen = message(1, 1)
assert chosen["data"]["address"] == "127.0.0.1" and chosen["data"]["mode"] == "aead_aes256_gcm_rtpsize", chosen
tell(1, 4, {"mode": chosen["data"]["mode"], "secret_key": list(range(32)), "dave_protocol_version": 0}, seq=0)
wait("note event 18 ")  # mute: the channel is not encrypted
tell(1, 11, {"user_ids": ["222"]}, seq=1)
wait("note event 12 user 222")
assert message(1, 3)["seq_ack"] == 1
say("close 1 4015")
assert wait("connect").startswith("connect 2 ")
say("open 2")
assert message(2, 7)["seq_ack"] == 1
tell(2, 8, {"v": 8, "heartbeat_interval": 1000})
tell(2, 9, None)
wait("note event 3 ")
assert all(len(data) in (8, 74) for data in datagrams), "a mute program sends no sound"
program.stdin.close()
assert wait("disconnect") == "disconnect 2 1000"
assert wait("signal") == "signal 4 0"
assert program.wait(10) == 0
print("discord_voice: joined, heard, resumed and left")
