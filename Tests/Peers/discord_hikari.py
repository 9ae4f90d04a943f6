#!/usr/bin/env python3
"""An unmodified hikari bot and the Lab's Discord: it only gets another base address, and an authority to trust.

needs: discord/hikari.txt
"""
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from discord_lab import Lab
from peer import Checks
from story import Story

lab = Lab.started("--seed", "13", "--heartbeat", "5000")

import hikari


class Bot:
    def __init__(self):
        self.bot = hikari.GatewayBot(
            lab.bot["token"], rest_url=lab.told["rest"], intents=hikari.Intents.GUILDS | hikari.Intents.GUILD_VOICE_STATES,
            banner=None, logs="WARNING")
        self.waiting = None
        self.bot.subscribe(hikari.InteractionCreateEvent, self.on_interaction)
        self.bot.subscribe(hikari.ShardPayloadEvent, self.on_payload)

    async def ready(self):
        await self.bot.start(check_for_updates=False)

    async def close(self):
        await self.bot.close()

    async def sync(self):
        greet = self.bot.rest.slash_command_builder("greet", "Says hello")
        greet.add_option(hikari.CommandOption(
            type=hikari.OptionType.STRING, name="name", description="Who", is_required=True))
        slow = self.bot.rest.slash_command_builder("slow", "Takes its time")
        await self.bot.rest.set_application_commands(self.bot.get_me().id, [greet, slow], int(lab.guild))

    async def on_interaction(self, event):
        it = event.interaction
        create = hikari.ResponseType.MESSAGE_CREATE
        if isinstance(it, hikari.CommandInteraction) and it.command_name == "greet":
            row = self.bot.rest.build_message_action_row()
            row.add_interactive_button(hikari.ButtonStyle.PRIMARY, "more", label="More")
            await it.create_initial_response(create, f"hello {it.options[0].value}", component=row)
        elif isinstance(it, hikari.CommandInteraction):
            await it.create_initial_response(hikari.ResponseType.DEFERRED_MESSAGE_CREATE)
            await asyncio.sleep(0.2)
            await it.edit_initial_response("done")
        elif isinstance(it, hikari.ComponentInteraction):
            row = self.bot.rest.build_modal_action_row().add_text_input("why", "Why?")
            await it.create_modal_response("Why", "form", component=row)
        elif isinstance(it, hikari.ModalInteraction):
            await it.create_initial_response(create, f"because {it.components[0].components[0].value}")

    async def say(self, count):
        channel = int(lab.channel("general"))
        await asyncio.gather(*(self.bot.rest.create_message(channel, f"message {n}") for n in range(count)))

    async def voice_updates(self, channel):
        self.waiting = asyncio.Queue()
        if channel:
            await self.bot.update_voice_state(int(lab.guild), int(channel))
        found = {}
        while len(found) < 2:
            name, data = await self.waiting.get()
            found[name] = data
        self.waiting = None
        return found["VOICE_STATE_UPDATE"], found["VOICE_SERVER_UPDATE"]

    async def on_payload(self, event):
        if event.name not in ("VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE") or self.waiting is None:
            return
        if str(event.payload.get("user_id", lab.bot["id"])) == lab.bot["id"]:
            self.waiting.put_nowait((event.name, event.payload))


async def main(checks):
    bot = Bot()
    try:
        await Story(lab, bot).run(checks)
    finally:
        await bot.close()


checks = Checks()
asyncio.run(main(checks))
sys.exit(checks.status)
