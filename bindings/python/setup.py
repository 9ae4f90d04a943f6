"""The compiled part; all else is in pyproject.toml."""

from setuptools import Extension, setup

SOURCES = ["call", "change", "laws", "measure", "module", "rate"]

setup(
    ext_modules=[
        Extension(
            "phonepatch._audioop",
            sources=[f"native/audioop/{name}.c" for name in SOURCES],
            depends=["native/audioop/call.h", "native/audioop/samples.h"],
            define_macros=[("Py_LIMITED_API", "0x030b0000")],
            extra_compile_args=["-std=c11", "-O2", "-ftree-vectorize", "-Wall", "-Wextra"],
            libraries=["m"],
            py_limited_api=True,
        )
    ],
    options={"bdist_wheel": {"py_limited_api": "cp311"}},
)
