"""The compiled part; all else is in pyproject.toml."""

from pathlib import Path

from setuptools import Extension, setup

AUDIOOP = sorted(str(p) for p in Path("native/audioop").glob("*.c"))
ENGINE = sorted(str(p) for folder in ("engine", "generated") for p in Path("native", folder).glob("*.c"))
DEPENDS = sorted(str(p) for p in Path("native").glob("*/*.h"))
# The headers stand beside the sources in a source distribution, and at the project's root otherwise.
HEADERS = next(place for place in ("include", "../../include") if Path(place, "phonepatch.h").exists())
COMMON = {"define_macros": [("Py_LIMITED_API", "0x030b0000")], "py_limited_api": True, "depends": DEPENDS}
FLAGS = ["-O2", "-ftree-vectorize", "-Wall", "-Wextra", "-fvisibility=hidden"]

setup(
    ext_modules=[
        Extension("phonepatch._engine", sources=ENGINE, include_dirs=[HEADERS], extra_compile_args=["-std=gnu11", *FLAGS],
                  libraries=["dl"], **COMMON),
        Extension("phonepatch._audioop", sources=AUDIOOP, extra_compile_args=["-std=c11", *FLAGS], libraries=["m"], **COMMON),
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
