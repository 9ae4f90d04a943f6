"""Finds libphonepatch, has it loaded, and checks that it is one we understand."""

from __future__ import annotations

import enum
import os
import sys
from pathlib import Path

from . import _engine, constants

ABI_VERSION: int = _engine.PP_ABI_VERSION
SONAME = f"libphonepatch.so.{ABI_VERSION}"


def candidates() -> list[str]:
    """Every place looked at, in order: $PHONEPATCH_LIBRARY alone if set, else the package, then the system."""
    chosen = os.environ.get("PHONEPATCH_LIBRARY")
    if chosen:
        return [chosen]
    return [str(Path(__file__).parent / SONAME), SONAME, f"/usr/local/lib/{SONAME}"]


def attempts() -> list[tuple[str, str]]:
    """Every place and what is there: its version, or why it is of no use. Loads what it finds."""
    found = []
    for place in candidates():
        try:
            found.append((place, "version " + _engine.load(place)))
        except (OSError, ImportError) as error:
            found.append((place, str(error)))
    return found


def asked_what_is_wrong() -> bool:
    """`python -m phonepatch` imports the package first, and has to live on to tell."""
    words = sys.orig_argv
    return "-m" in words and words[words.index("-m") + 1 :][:1] == ["phonepatch"]


def load() -> tuple[str, str]:
    """The library's version and the place it came from. Raises ImportError naming every place and its reason."""
    reasons: list[str] = []
    for place in candidates():
        try:
            return _engine.load(place), place
        except (OSError, ImportError) as error:
            reasons.append(f"  {place}: {error}")
    if asked_what_is_wrong():
        return "", ""
    raise ImportError(
        "libphonepatch was not found. Install it (`make install`) or set PHONEPATCH_LIBRARY to its path. Tried:\n"
        + "\n".join(reasons) + "\n`python -m phonepatch` tells more."
    )


class Feature(enum.IntFlag):
    """What `pp_features()` says of the loaded library."""

    AUDIO = constants.FEATURE_AUDIO
    SEAL = constants.FEATURE_SEAL
    LISTENING = constants.FEATURE_LISTENING


def feature_bits() -> Feature:
    """The library's own answer: AUDIO always, SEAL where the groups that need keys are in it, LISTENING where what hears and
    records is."""
    return Feature(_engine.features())


def features() -> dict[str, bool]:
    """What the loaded library can do: a build may leave out the groups that need keys, or those that hear and record."""
    absent = set(_engine.absences())
    groups = {"codec": "pp_opus_encoder_create", "room": "pp_room_create", "record": "pp_recorder_create", "listen": "pp_listener_create",
              "transport": "pp_transport_create", "dave": "pp_dave_session_create", "voice": "pp_voice_create"}
    return {group: function not in absent for group, function in groups.items()}


version, path = load()
