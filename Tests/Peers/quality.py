#!/usr/bin/env python3
"""The shared audio quality kit measures the library: G.711 against its implementation, and the resampler.

needs: requirements.txt
"""
import ctypes
import os
import runpy
import subprocess
import sys
import tempfile
import types
from pathlib import Path

from peer import ROOT, Checks, library, shared, skip

sys.dont_write_bytecode = True
checks = Checks()
if not shared() or not (kit := shared() / "quality").is_dir():
    skip("the quality kit is not beside the project (PHONEPATCH_SHARED)")
try:
    import numpy
except ImportError:
    skip("NumPy is not there")


@checks.check("G.711: 256 of 256 codes and 65536 of 65536 samples, both laws")
def _():
    sys.path.insert(0, str(kit))
    import g711

    found = runpy.run_path(str(ROOT / "Tests/ABI/g711"))["whole"](library)
    samples = numpy.arange(-32768, 32768)
    for name, table, encode in (("mu", g711.ULAW_DEC, g711.ulaw_encode_shift),
                                ("a", g711.ALAW_DEC, g711.alaw_encode_shift)):
        decoded, encoded = found[name]
        assert (table == numpy.array(decoded)).all(), f"{name}-law decodes otherwise"
        assert (encode(samples, "ones") == numpy.array(encoded)).all(), f"{name}-law encodes otherwise"


with tempfile.TemporaryDirectory() as folder:
    # The kit's own references are not measured here: what they need is not loaded.
    for name in ("soxr", "scipy", "scipy.signal"):
        sys.modules[name] = types.ModuleType(name)
    sys.modules["scipy.signal"].resample_poly = None
    tempfile.tempdir = folder
    real, ctypes.CDLL = ctypes.CDLL, lambda *_: None
    measure = runpy.run_path(str(kit / "resample_check.py"))
    ctypes.CDLL = real

    program = Path(folder, "resample_raw")
    place = Path(library).resolve().parent
    subprocess.run([os.environ.get("CC", "cc"), "-std=c99", "-O2", "-Wall", "-Wextra", "-Werror", f"-I{ROOT}/include",
                    ROOT / "Tests/ABI/resample_raw.c", "-o", program, f"-L{place}", "-lphonepatch",
                    f"-Wl,-rpath,{place}"], check=True)
    engine = measure["eng"](f"{program} {{fi}} {{fo}} {{infile_f32}} {{outfile_f32}}")
    for rates in ((8000, 48000), (48000, 8000), (16000, 48000), (48000, 16000)):

        @checks.check(f"resampler {rates[0]} to {rates[1]}: flat, images and aliases below -80 dB")
        def _():
            high, low, noise, _, aliases, _ = measure["test"](engine, *rates)
            print(f"     {low:+.3f} to {high:+.3f} dB in the band, noise and images {noise:.1f} dB")
            # 8 kHz is measured to 3.4 kHz; with 16 kHz the kit looks to 7 kHz, where the filter begins to fall.
            assert -(0.1 if 8000 in rates else 0.5) <= low and high <= 0.1
            assert noise <= -80
            # The filter's slope may reach 0.15 of the narrow side's band beyond it: 0.6 kHz for the telephone.
            limit = min(rates) / 2 * 1.15
            assert all(level <= -80 for hertz, level in (aliases or {}).items() if hertz >= limit), aliases

sys.exit(checks.status)
