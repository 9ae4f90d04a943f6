"""Two copies of examples/discord_voice in one encrypted channel of the Lab: `discord_lab.py PROGRAM PHONEPATCH`.

One plays a tone; the other says it again, so that both are heard. What the programs leave to a host, courier.py carries.
"""
import json
import selectors
import subprocess
import sys
import time

from courier import Courier, Lab

ENDS = time.monotonic() + 90
process = subprocess.Popen([sys.argv[2], "lab", "discord", "--json", "--plain", "--people", "2"], stdout=subprocess.PIPE)
watch = selectors.DefaultSelector()


class Party(Courier):
    def __init__(self, user, *more):
        self.program = subprocess.Popen([sys.argv[1], user, lab.told["guild"], channel, *more], stdin=subprocess.PIPE, stdout=subprocess.PIPE)
        super().__init__(lab, watch, user, self.program.stdout.fileno(), self.program.stdin.fileno())


def run_until(condition, what):
    while not condition():
        assert time.monotonic() < ENDS, f"never: {what}; {[party.notes[-5:] for party in parties]}"
        for key, _ in watch.select(0.2):
            key.data[0].take(key.data[1])


parties = []
try:
    lab = Lab(json.loads(process.stdout.readline()))
    channel = next(c["id"] for c in lab.told["channels"] if c["kind"] == "voice")
    ada, bela = (person["id"] for person in lab.told["people"][:2])
    parties.append(Party(ada))
    run_until(lambda: parties[0].noted("event 2 "), "the first is ready")
    parties.append(Party(bela, "tone"))
    codes = lambda: [party.noted("privacy code")[-1:] for party in parties]
    run_until(lambda: all(codes()) and codes()[0] == codes()[1], "both are in one group, with one privacy code")
    ends = time.monotonic() + 6
    run_until(lambda: time.monotonic() > ends, "six seconds of sound")
    for party in reversed(parties):
        party.program.stdin.close()
        run_until(lambda: party.noted("heard"), "the numbers at the end")
        assert party.program.wait(10) == 0
    numbers = [dict(zip(words[1::2], map(int, words[2::2]))) for words in (party.noted("heard")[-1].split() for party in parties)]
    for one in numbers:
        assert one["heard"] > 100 and one["sent"] > 100 and one["refused"] == 0, numbers
    print(f"discord_voice: two in one encrypted channel of the Lab, {numbers[0]['heard']} and {numbers[1]['heard']} packets heard")
finally:
    for started in [party.program for party in parties] + [process]:
        started.kill()
