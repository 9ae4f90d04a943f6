#!/usr/bin/env python3
"""An unmodified disnake bot and the Lab's Discord: it only gets another base address, and an authority to trust.

needs: discord/disnake.txt
"""
import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from discord_lab import Lab
from peer import Checks
from story import Story

lab = Lab.started("--seed", "12", "--heartbeat", "5000")

import disnake
from disnake.ext import commands


class Form(disnake.ui.Modal):
    def __init__(self):
        super().__init__(title="Why", custom_id="form", components=[disnake.ui.TextInput(label="Why?", custom_id="why")])

    async def callback(self, interaction):
        await interaction.response.send_message(f"because {interaction.text_values['why']}")


class Bot(commands.InteractionBot):
    def __init__(self):
        super().__init__(
            intents=disnake.Intents(guilds=True, voice_states=True), enable_debug_events=True, test_guilds=[int(lab.guild)],
            command_sync_flags=commands.CommandSyncFlags.none())
        self.waiting = None

        @self.slash_command(description="Says hello")
        async def greet(interaction: disnake.ApplicationCommandInteraction, name: str):
            await interaction.response.send_message(
                f"hello {name}", components=[disnake.ui.Button(label="More", custom_id="more")])

        @self.slash_command(description="Takes its time")
        async def slow(interaction: disnake.ApplicationCommandInteraction):
            await interaction.response.defer()
            await asyncio.sleep(0.2)
            await interaction.edit_original_response("done")

    async def on_button_click(self, interaction):
        await interaction.response.send_modal(Form())

    async def ready(self):
        await self.wait_until_ready()

    async def sync(self):
        bodies = [command.body for command in self.slash_commands]
        await self.bulk_overwrite_guild_commands(int(lab.guild), bodies)

    async def say(self, count):
        channel = self.get_channel(int(lab.channel("general")))
        await asyncio.gather(*(channel.send(f"message {n}") for n in range(count)))

    async def voice_updates(self, channel):
        self.waiting = asyncio.Queue()
        if channel:
            await self.ws.voice_state(int(lab.guild), int(channel))
        found = {}
        while len(found) < 2:
            name, data = await self.waiting.get()
            found[name] = data
        self.waiting = None
        return found["VOICE_STATE_UPDATE"], found["VOICE_SERVER_UPDATE"]

    async def on_socket_raw_receive(self, message):
        message = json.loads(message)
        if message.get("t") == "VOICE_STATE_UPDATE" and message["d"]["user_id"] != lab.bot["id"]:
            return
        if self.waiting is not None and message.get("t") in ("VOICE_STATE_UPDATE", "VOICE_SERVER_UPDATE"):
            self.waiting.put_nowait((message["t"], message["d"]))


async def main(checks):
    disnake.http.Route.BASE = lab.told["rest"]
    bot = Bot()
    running = asyncio.create_task(bot.start(lab.bot["token"]))
    try:
        await Story(lab, bot).run(checks)
    finally:
        await bot.close()
        await asyncio.wait({running}, timeout=20)


checks = Checks()
asyncio.run(main(checks))
sys.exit(checks.status)
