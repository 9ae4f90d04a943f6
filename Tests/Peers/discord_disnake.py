#!/usr/bin/env python3
"""An unmodified disnake bot and the Lab's Discord: it only gets another base address, and an authority to trust.

needs: discord/disnake.txt
"""
import asyncio
import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).resolve().parent / "discord"))

from discord_lab import Lab
from kin import Told, intents
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


class Bot(Told, commands.InteractionBot):
    def __init__(self):
        super().__init__(
            lab, intents=intents(disnake), test_guilds=[int(lab.guild)],
            command_sync_flags=commands.CommandSyncFlags.none())

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

    async def sync(self):
        bodies = [command.body for command in self.slash_commands]
        await self.bulk_overwrite_guild_commands(int(lab.guild), bodies)


async def main(checks):
    disnake.http.Route.BASE = lab.told["rest"]
    bot = Bot()
    await bot.live(Story(lab, bot).run(checks))


checks = Checks()
asyncio.run(main(checks))
sys.exit(checks.status)
