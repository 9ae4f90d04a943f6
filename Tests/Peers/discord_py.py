#!/usr/bin/env python3
"""An unmodified discord.py bot and the Lab's Discord: it only gets other base addresses, and an authority to trust.

needs: discord/discordpy.txt
"""
import asyncio
import json
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from discord_lab import Lab
from peer import Checks
from story import Story

lab = Lab.started("--seed", "11", "--heartbeat", "5000")

import discord
import yarl
from discord import app_commands


class Form(discord.ui.Modal, title="Why"):
    why = discord.ui.TextInput(label="Why?", custom_id="why")

    async def on_submit(self, interaction):
        await interaction.response.send_message(f"because {self.why.value}")


class Buttons(discord.ui.View):
    @discord.ui.button(label="More", custom_id="more")
    async def more(self, interaction, _):
        await interaction.response.send_modal(Form(custom_id="form"))


class Bot(discord.Client):
    def __init__(self, lab):
        super().__init__(intents=discord.Intents(guilds=True, voice_states=True), enable_debug_events=True)
        self.lab = lab
        self.tree = app_commands.CommandTree(self)
        self.waiting = None

        @self.tree.command(description="Says hello")
        async def greet(interaction: discord.Interaction, name: str):
            await interaction.response.send_message(f"hello {name}", view=Buttons())

        @self.tree.command(description="Takes its time")
        async def slow(interaction: discord.Interaction):
            await interaction.response.defer()
            await asyncio.sleep(0.2)
            await interaction.followup.send("done")

    async def ready(self):
        await self.wait_until_ready()

    async def sync(self):
        guild = discord.Object(int(self.lab.guild))
        self.tree.copy_global_to(guild=guild)
        await self.tree.sync(guild=guild)

    async def say(self, count):
        channel = self.get_channel(int(self.lab.channel("general")))
        await asyncio.gather(*(channel.send(f"message {n}") for n in range(count)))

    async def voice_updates(self, channel):
        self.waiting = asyncio.Queue()
        if channel:
            await self.ws.voice_state(int(self.lab.guild), int(channel))
        found = {}
        while len(found) < 2:
            name, data = await self.waiting.get()
            found[name] = data
        self.waiting = None
        return found["VOICE_STATE_UPDATE"], found["VOICE_SERVER_UPDATE"]

    async def on_socket_raw_receive(self, message):
        message = json.loads(message)
        if message.get("t") == "VOICE_STATE_UPDATE" and message["d"]["user_id"] != self.lab.bot["id"]:
            return
        if self.waiting is not None and str(message.get("t")).startswith("VOICE_S"):
            self.waiting.put_nowait((message["t"], message["d"]))


async def main(checks):
    discord.http.Route.BASE = lab.told["rest"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(lab.told["gateway"])
    bot = Bot(lab)
    running = asyncio.create_task(bot.start(lab.bot["token"]))
    try:
        await Story(lab, bot).run(checks)
    finally:
        await bot.close()
        await asyncio.wait({running}, timeout=20)


checks = Checks()
asyncio.run(main(checks))
sys.exit(checks.status)
