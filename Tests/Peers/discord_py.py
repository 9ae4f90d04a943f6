#!/usr/bin/env python3
"""An unmodified discord.py bot and the Lab's Discord: it only gets other base addresses, and an authority to trust.

needs: discord/discordpy.txt
"""
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from discord_lab import Lab
from kin import Told, intents
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


class Bot(Told, discord.Client):
    def __init__(self):
        super().__init__(lab, intents=intents(discord))
        self.tree = app_commands.CommandTree(self)

        @self.tree.command(description="Says hello")
        async def greet(interaction: discord.Interaction, name: str):
            await interaction.response.send_message(f"hello {name}", view=Buttons())

        @self.tree.command(description="Takes its time")
        async def slow(interaction: discord.Interaction):
            await interaction.response.defer()
            await asyncio.sleep(0.2)
            await interaction.followup.send("done")

    async def sync(self):
        guild = discord.Object(int(lab.guild))
        self.tree.copy_global_to(guild=guild)
        await self.tree.sync(guild=guild)


async def main(checks):
    discord.http.Route.BASE = lab.told["rest"]
    discord.gateway.DiscordWebSocket.DEFAULT_GATEWAY = yarl.URL(lab.told["gateway"])
    bot = Bot()
    await bot.live(Story(lab, bot).run(checks))


checks = Checks()
asyncio.run(main(checks))
sys.exit(checks.status)
