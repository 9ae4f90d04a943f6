"""The compiled part; all else is in pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup

AUDIOOP = ["call", "change", "laws", "measure", "module", "rate"]
ENGINE = ["codec", "engine", "opus", "resample"]
# The headers stand beside the sources in a source distribution, and at the project's root otherwise.
HEADERS = next(place for place in ("include", "../../include") if Path(place, "phonepatch.h").exists())
COMMON = {"define_macros": [("Py_LIMITED_API", "0x030b0000")], "py_limited_api": True}
FLAGS = ["-O2", "-ftree-vectorize", "-Wall", "-Wextra"]

setup(
    ext_modules=[
        Extension(
            "phonepatch._engine",
            sources=[f"native/engine/{name}.c" for name in ENGINE],
            depends=["native/engine/engine.h"],
            include_dirs=[HEADERS],
            extra_compile_args=["-std=gnu11", *FLAGS],
            libraries=["dl"],
            **COMMON,
        ),
        Extension(
            "phonepatch._audioop",
            sources=[f"native/audioop/{name}.c" for name in AUDIOOP],
            depends=["native/audioop/call.h", "native/audioop/samples.h"],
            extra_compile_args=["-std=c11", *FLAGS],
            libraries=["m"],
            **COMMON,
        ),
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
