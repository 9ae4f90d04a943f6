"""What every client library is put through: the same story, told with each library's own words.

A `bot` has coroutines: ready(), sync(), voice_updates(channel), say(count), close(); and answers: the command /greet name:
with "hello NAME" and a button `more`; the button with a modal `form` that has a field `why`; the modal with "because WHY";
/slow with a deferral, then "done".
"""
import asyncio
import logging
import time


class Story:
    def __init__(self, lab, bot):
        self.lab, self.bot = lab, bot
        self.errors = []
        handler = logging.Handler(logging.ERROR)
        handler.emit = lambda record: self.errors.append(f"{record.name}: {record.getMessage()}: {record.exc_info}")
        logging.getLogger().addHandler(handler)

    async def ask(self, method, path, body=None):
        return await asyncio.to_thread(self.lab.control, method, path, body)

    async def until(self, what, seconds=30):
        """Waits for `what()` to be true."""
        end = time.monotonic() + seconds
        while not (found := await asyncio.to_thread(what)):
            assert time.monotonic() < end, "nothing happened"
            await asyncio.sleep(0.05)
        return found

    async def fault(self, kind, **more):
        await self.ask("POST", "/faults/gateway", {"bot": self.lab.bot["id"], "kind": kind, **more})

    async def command(self, name, options=None):
        return await self.ask("POST", "/commands", {
            "command": name, "options": options or {}, "user": self.lab.person, "channel": self.lab.channel("general"), "wait": 20})

    # The chapters.

    async def logs_in(self):
        await asyncio.wait_for(self.bot.ready(), 60)
        bot, _ = self.lab.state()
        assert bot["connected"] and bot["identifies"] == 1, bot

    async def syncs_commands(self):
        await asyncio.wait_for(self.bot.sync(), 60)
        names = sorted(c["name"] for c in (await self.ask("GET", f"/bots/{self.lab.bot['id']}/commands")))
        assert names == ["greet", "slow"], names

    async def answers_a_command(self):
        told = await self.command("greet", {"name": "Ada"})
        assert told["answer_type"] == 4 and told["message"]["content"] == "hello Ada", told
        self.message = told["message"]["id"]

    async def defers(self):
        told = await self.command("slow")
        assert told["answer_type"] == 5 and not told["pending"], told
        assert told["message"]["content"] == "done" and told["message"]["flags"] & 128 == 0, told

    async def answers_a_button_with_a_modal(self):
        told = await self.ask("POST", "/components", {
            "custom_id": "more", "message": self.message, "user": self.lab.person, "channel": self.lab.channel("general"), "wait": 20})
        assert told["answer_type"] == 9 and told["modal"]["custom_id"] == "form", told
        told = await self.ask("POST", "/modals", {"interaction": told["id"], "values": {"why": "I say so"}, "wait": 20})
        assert told["answer_type"] == 4 and told["message"]["content"] == "because I say so", told

    async def obeys_a_429(self):
        # One on demand, then more requests than the bucket holds.
        await self.ask("POST", "/faults/rest", {"kind": "limited", "retry_after": 1.5, "method": "POST", "path": "/messages"})
        begin = time.monotonic()
        await asyncio.wait_for(self.bot.say(1), 60)
        assert time.monotonic() - begin >= 1.4, f"it did not wait: {time.monotonic() - begin:.2f} s"
        before = len(await self.ask("GET", f"/channels/{self.lab.channel('general')}/messages"))
        await asyncio.wait_for(self.bot.say(8), 60)
        after = len(await self.ask("GET", f"/channels/{self.lab.channel('general')}/messages"))
        assert after - before == 8, (before, after)

    async def survives_a_502(self):
        await self.ask("POST", "/faults/rest", {"kind": "status", "status": 502, "method": "POST", "path": "/messages"})
        await asyncio.wait_for(self.bot.say(1), 60)

    async def resumes(self, kind, **more):
        """Cut off, it comes back with the same session, and learns what it missed."""
        bot, _ = self.lab.state()
        await self.fault(kind, **more)
        if kind in ("close", "drop"):
            await self.until(lambda: self.lab.state()[0]["connected"])
        else:
            await self.until(lambda: self.lab.state()[0]["sequence"] > bot["sequence"])
        now, _ = self.lab.state()
        assert now["identifies"] == bot["identifies"], "it identified anew"
        told = await self.command("greet", {"name": kind})
        assert told["message"]["content"] == f"hello {kind}", told

    async def identifies_anew(self):
        bot, _ = self.lab.state()
        await self.fault("invalid", resumable=False)
        await self.until(lambda: self.lab.state()[0]["identifies"] > bot["identifies"] and self.lab.state()[0]["connected"], 60)
        told = await self.command("greet", {"name": "again"})
        assert told["message"]["content"] == "hello again", told

    async def gets_both_voice_updates(self):
        """Far enough to know where the voice server is. Then a person, a move and the way out."""
        lounge, office = self.lab.channel("Lounge"), self.lab.channel("Office")
        state, server = await asyncio.wait_for(self.bot.voice_updates(lounge), 30)
        assert state["channel_id"] == lounge and state["session_id"], state
        assert server["endpoint"] and server["token"] and server["guild_id"] == self.lab.guild, server
        stay = next(v for v in self.lab.state()[1]["voice"] if v["user"] == self.lab.bot["id"])
        assert stay["channel"] == lounge and stay["endpoint"] == server["endpoint"], stay
        moved = asyncio.create_task(self.bot.voice_updates(None))
        await asyncio.sleep(0)
        await self.ask("PUT", f"/guilds/{self.lab.guild}/voice/{self.lab.bot['id']}", {"channel": office})
        state, again = await asyncio.wait_for(moved, 30)
        assert state["channel_id"] == office and again["token"] != server["token"], (state, again)
        await self.ask("DELETE", f"/guilds/{self.lab.guild}/voice/{self.lab.bot['id']}")
        assert not [v for v in self.lab.state()[1]["voice"] if v["user"] == self.lab.bot["id"]]

    async def is_refused_voice_without_the_right(self):
        """CONNECT denied by an overwrite of the channel: silence, as on the real service."""
        lounge = self.lab.channel("Lounge")
        await self.ask("PATCH", f"/channels/{lounge}", {
            "permission_overwrites": [{"id": self.lab.bot["id"], "type": 1, "allow": "0", "deny": str(1 << 20)}]})
        try:
            await asyncio.wait_for(self.bot.voice_updates(lounge), 2)
        except asyncio.TimeoutError:
            pass
        else:
            raise AssertionError("it came in")
        finally:
            await self.ask("PATCH", f"/channels/{lounge}", {"permission_overwrites": []})

    async def logged_no_errors(self):
        """What a library cannot read it logs, and goes on."""
        assert not self.errors, self.errors

    async def run(self, checks):
        """All chapters in their order."""
        chapters = [
            ("logs in", self.logs_in), ("syncs its commands", self.syncs_commands),
            ("answers a slash command", self.answers_a_command), ("answers one later", self.defers),
            ("answers a button with a modal, and the modal", self.answers_a_button_with_a_modal),
            ("waits when it is told 429", self.obeys_a_429), ("tries again after 502", self.survives_a_502),
            ("resumes after a close with 4000", lambda: self.resumes("close", code=4000)),
            ("resumes after the connection broke", lambda: self.resumes("drop")),
            ("resumes when asked to reconnect", lambda: self.resumes("reconnect")),
            ("identifies anew when its session is invalid", self.identifies_anew),
            ("gets both voice updates, moves and leaves", self.gets_both_voice_updates),
            ("is kept out of voice without CONNECT", self.is_refused_voice_without_the_right),
            ("had nothing to complain about", self.logged_no_errors),
        ]
        loop = asyncio.get_running_loop()
        for name, chapter in chapters:
            # `check` is not asynchronous: it waits on another thread while this loop goes on.
            await asyncio.to_thread(
                checks.check(name), lambda: asyncio.run_coroutine_threadsafe(chapter(), loop).result(120))
            if not checks.passed and chapter == self.logs_in:
                return
