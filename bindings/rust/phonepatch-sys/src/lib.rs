//! Declarations of `libphonepatch`, as `include/phonepatch.h` has them. The header is the specification: what a
//! function does, who owns what and what it costs stands there. Safe wrappers are in the `phonepatch` crate.
#![no_std]
#![allow(non_camel_case_types)]

use core::ffi::{c_char, c_void};

pub type pp_status = i32;

pub const PP_ABI_VERSION: u32 = 1;

pub const PP_OK: pp_status = 0;
pub const PP_ERR_ARGUMENT: pp_status = -1;
pub const PP_ERR_NO_SPACE: pp_status = -2;
pub const PP_ERR_NO_MEMORY: pp_status = -3;
pub const PP_ERR_MALFORMED: pp_status = -4;
pub const PP_ERR_AUTH: pp_status = -5;
pub const PP_ERR_STATE: pp_status = -6;
pub const PP_ERR_UNSUPPORTED: pp_status = -7;
pub const PP_ERR_INTERNAL: pp_status = -8;

pub const PP_ENCODING_MULAW: u32 = 1;
pub const PP_ENCODING_ALAW: u32 = 2;
pub const PP_ENCODING_L16: u32 = 3;
pub const PP_ENCODING_L16_NETWORK: u32 = 4;

pub const PP_OPUS_PACKET_MAX: usize = 3832;
pub const PP_OPUS_VOIP: u32 = 0;
pub const PP_OPUS_AUDIO: u32 = 1;
pub const PP_OPUS_LOW_DELAY: u32 = 2;
pub const PP_OPUS_CONCEALED: pp_status = 1;

/// A handle that only the library looks into. Not `Sync`: one thread at a time.
#[repr(C)]
pub struct pp_opus_encoder {
    _opaque: [u8; 0],
    _not_sync: core::marker::PhantomData<*mut c_void>,
}

#[repr(C)]
pub struct pp_opus_decoder {
    _opaque: [u8; 0],
    _not_sync: core::marker::PhantomData<*mut c_void>,
}

#[repr(C)]
pub struct pp_resampler {
    _opaque: [u8; 0],
    _not_sync: core::marker::PhantomData<*mut c_void>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_opus_encoder_config {
    pub size: u32,
    pub sample_rate: u32,
    pub channels: u32,
    pub application: u32,
    pub bitrate: u32,
    pub rate_mode: u32,
    pub complexity: i32,
    pub fec: u32,
    pub expected_loss: u32,
    pub dtx: u32,
    pub bandwidth: u32,
    pub max_bandwidth: u32,
    pub signal: u32,
    pub packet_max: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_opus_decoder_config {
    pub size: u32,
    pub sample_rate: u32,
    pub channels: u32,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_resampler_config {
    pub size: u32,
    pub from_rate: u32,
    pub to_rate: u32,
    pub channels: u32,
    pub quality: u32,
}

extern "C" {
    pub fn pp_abi_version() -> u32;
    pub fn pp_version_text() -> *const c_char;
    pub fn pp_status_text(status: pp_status) -> *const c_char;

    pub fn pp_g711_decode(
        law: u32,
        codes: *const u8,
        codes_len: usize,
        pcm: *mut i16,
        pcm_cap_samples: usize,
        out_samples: *mut usize,
    ) -> pp_status;
    pub fn pp_g711_encode(
        law: u32,
        pcm: *const i16,
        samples: usize,
        codes: *mut u8,
        codes_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;

    pub fn pp_opus_encoder_create(
        config: *const pp_opus_encoder_config,
        out: *mut *mut pp_opus_encoder,
    ) -> pp_status;
    pub fn pp_opus_encoder_destroy(encoder: *mut pp_opus_encoder);
    pub fn pp_opus_encoder_reset(encoder: *mut pp_opus_encoder) -> pp_status;
    pub fn pp_opus_encoder_encode(
        encoder: *mut pp_opus_encoder,
        pcm: *const i16,
        samples: usize,
        packet: *mut u8,
        packet_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_opus_encoder_set_bitrate(encoder: *mut pp_opus_encoder, bitrate: u32) -> pp_status;
    pub fn pp_opus_encoder_lookahead(
        encoder: *const pp_opus_encoder,
        out_samples: *mut u32,
    ) -> pp_status;

    pub fn pp_opus_decoder_create(
        config: *const pp_opus_decoder_config,
        out: *mut *mut pp_opus_decoder,
    ) -> pp_status;
    pub fn pp_opus_decoder_destroy(decoder: *mut pp_opus_decoder);
    pub fn pp_opus_decoder_reset(decoder: *mut pp_opus_decoder) -> pp_status;
    pub fn pp_opus_decoder_decode(
        decoder: *mut pp_opus_decoder,
        packet: *const u8,
        packet_len: usize,
        pcm: *mut i16,
        pcm_cap_samples: usize,
        out_samples: *mut usize,
    ) -> pp_status;
    pub fn pp_opus_decoder_conceal(
        decoder: *mut pp_opus_decoder,
        samples: usize,
        pcm: *mut i16,
        pcm_cap_samples: usize,
    ) -> pp_status;
    pub fn pp_opus_decoder_recover(
        decoder: *mut pp_opus_decoder,
        packet: *const u8,
        packet_len: usize,
        samples: usize,
        pcm: *mut i16,
        pcm_cap_samples: usize,
    ) -> pp_status;

    pub fn pp_resampler_create(
        config: *const pp_resampler_config,
        out: *mut *mut pp_resampler,
    ) -> pp_status;
    pub fn pp_resampler_destroy(resampler: *mut pp_resampler);
    pub fn pp_resampler_reset(resampler: *mut pp_resampler) -> pp_status;
    pub fn pp_resampler_skip_delay(resampler: *mut pp_resampler) -> pp_status;
    pub fn pp_resampler_process(
        resampler: *mut pp_resampler,
        input: *const i16,
        in_samples: usize,
        output: *mut i16,
        out_cap_samples: usize,
        out_consumed: *mut usize,
        out_produced: *mut usize,
    ) -> pp_status;
    pub fn pp_resampler_needed(
        resampler: *const pp_resampler,
        in_samples: usize,
        out_samples: *mut usize,
    ) -> pp_status;
    pub fn pp_resampler_delay(
        resampler: *const pp_resampler,
        out_in_samples: *mut u32,
        out_out_samples: *mut u32,
    ) -> pp_status;
}
