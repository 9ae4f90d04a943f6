"""The C declarations of phonepatch/codec.h and resample.h for ctypes, declared once when the package is imported."""

from __future__ import annotations

import ctypes as c
from ctypes import POINTER, c_char_p, c_int32, c_size_t, c_uint32, c_void_p

from ._library import lib


class OpusEncoderConfig(c.Structure):
    _fields_ = [
        ("size", c_uint32),
        ("sample_rate", c_uint32),
        ("channels", c_uint32),
        ("application", c_uint32),
        ("bitrate", c_uint32),
        ("rate_mode", c_uint32),
        ("complexity", c_int32),
        ("fec", c_uint32),
        ("expected_loss", c_uint32),
        ("dtx", c_uint32),
        ("bandwidth", c_uint32),
        ("max_bandwidth", c_uint32),
        ("signal", c_uint32),
        ("packet_max", c_uint32),
    ]


class OpusDecoderConfig(c.Structure):
    _fields_ = [("size", c_uint32), ("sample_rate", c_uint32), ("channels", c_uint32)]


class OpusPacketInfo(c.Structure):
    _fields_ = [
        ("size", c_uint32),
        ("mode", c_uint32),
        ("bandwidth", c_uint32),
        ("channels", c_uint32),
        ("frames", c_uint32),
        ("samples_48k", c_uint32),
        ("fec", c_uint32),
    ]


class ResamplerConfig(c.Structure):
    _fields_ = [
        ("size", c_uint32),
        ("from_rate", c_uint32),
        ("to_rate", c_uint32),
        ("channels", c_uint32),
        ("quality", c_uint32),
    ]


STRUCTS = {
    "pp_opus_encoder_config": OpusEncoderConfig,
    "pp_opus_decoder_config": OpusDecoderConfig,
    "pp_opus_packet_info": OpusPacketInfo,
    "pp_resampler_config": ResamplerConfig,
}

_size_out, _u32_out, _handle_out = POINTER(c_size_t), POINTER(c_uint32), POINTER(c_void_p)


def _declare(name: str, *arguments: type, result: type | None = c_int32) -> None:
    function = getattr(lib, name)
    function.argtypes = arguments
    function.restype = result


_declare("pp_abi_version", result=c_uint32)
_declare("pp_version_text", result=c_char_p)
_declare("pp_status_text", c_int32, result=c_char_p)
for _name in ("pp_g711_decode", "pp_g711_encode", "pp_l16_decode", "pp_l16_encode"):
    _declare(_name, c_uint32, c_void_p, c_size_t, c_void_p, c_size_t, _size_out)
for _kind, _config in (
    ("opus_encoder", OpusEncoderConfig),
    ("opus_decoder", OpusDecoderConfig),
    ("resampler", ResamplerConfig),
):
    _declare(f"pp_{_kind}_create", POINTER(_config), _handle_out)
    _declare(f"pp_{_kind}_destroy", c_void_p, result=None)
    _declare(f"pp_{_kind}_reset", c_void_p)
for _setting in (
    "bitrate", "rate_mode", "complexity", "fec", "expected_loss", "dtx", "bandwidth", "max_bandwidth", "signal",
):
    _declare(f"pp_opus_encoder_set_{_setting}", c_void_p, c_uint32)
_declare("pp_opus_encoder_encode", c_void_p, c_void_p, c_size_t, c_void_p, c_size_t, _size_out)
_declare("pp_opus_encoder_lookahead", c_void_p, _u32_out)
_declare("pp_opus_encoder_final_range", c_void_p, _u32_out)
_declare("pp_opus_decoder_decode", c_void_p, c_void_p, c_size_t, c_void_p, c_size_t, _size_out)
_declare("pp_opus_decoder_conceal", c_void_p, c_size_t, c_void_p, c_size_t)
_declare("pp_opus_decoder_recover", c_void_p, c_void_p, c_size_t, c_size_t, c_void_p, c_size_t)
_declare("pp_opus_decoder_final_range", c_void_p, _u32_out)
_declare("pp_opus_packet_inspect", c_void_p, c_size_t, POINTER(OpusPacketInfo))
_declare("pp_resampler_skip_delay", c_void_p)
_declare("pp_resampler_process", c_void_p, c_void_p, c_size_t, c_void_p, c_size_t, _size_out, _size_out)
_declare("pp_resampler_needed", c_void_p, c_size_t, _size_out)
_declare("pp_resampler_delay", c_void_p, _u32_out, _u32_out)
