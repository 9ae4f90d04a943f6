// Written by bindings/rust/generate from include/phonepatch/codec.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

pub const PP_OPUS_PACKET_MAX: u32 = 3832;
pub const PP_OPUS_PACKET_MAX_20MS: u32 = 1276;
/// speech: best intelligibility
pub const PP_OPUS_VOIP: u32 = 0;
/// music and mixed sound: closest to the input
pub const PP_OPUS_AUDIO: u32 = 1;
/// 2.5 ms of delay and no speech mode, so no error correction either
pub const PP_OPUS_LOW_DELAY: u32 = 2;
/// varies, but never bursts beyond the rate for long
pub const PP_OPUS_VBR_CONSTRAINED: u32 = 0;
/// varies freely around the rate
pub const PP_OPUS_VBR: u32 = 1;
/// every packet has the same length
pub const PP_OPUS_CBR: u32 = 2;
pub const PP_OPUS_AUTO: u32 = 0;
/// 4 kHz: the telephone
pub const PP_OPUS_NARROWBAND: u32 = 1;
/// 6 kHz
pub const PP_OPUS_MEDIUMBAND: u32 = 2;
/// 8 kHz
pub const PP_OPUS_WIDEBAND: u32 = 3;
/// 12 kHz
pub const PP_OPUS_SUPERWIDEBAND: u32 = 4;
/// 20 kHz
pub const PP_OPUS_FULLBAND: u32 = 5;
pub const PP_OPUS_VOICE: u32 = 1;
pub const PP_OPUS_MUSIC: u32 = 2;
/// the packet carries no copy of the frame before: concealed instead
pub const PP_OPUS_CONCEALED: u32 = 1;
/// speech
pub const PP_OPUS_MODE_SILK: u32 = 0;
/// speech below 8 kHz, the rest as music
pub const PP_OPUS_MODE_HYBRID: u32 = 1;
/// music, low delay
pub const PP_OPUS_MODE_CELT: u32 = 2;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_opus_encoder {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_opus_decoder {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_opus_encoder_config {
    pub size: u32,
    /// 8000, 12000, 16000, 24000 or 48000; 0 means 48000
    pub sample_rate: u32,
    /// 1 or 2; 0 means 1
    pub channels: u32,
    /// PP_OPUS_VOIP, _AUDIO or _LOW_DELAY
    pub application: u32,
    /// bits a second, 500 to 512000; 0 lets libopus choose
    pub bitrate: u32,
    /// PP_OPUS_VBR_CONSTRAINED, _VBR or _CBR
    pub rate_mode: u32,
    /// 1 to 10; -1 is libopus's level 0, the cheapest; 0 means 5
    pub complexity: i32,
    /// 1: packets also carry a thin copy of the frame before (speech modes)
    pub fec: u32,
    /// per cent, 0 to 100: how much to spend on surviving loss
    pub expected_loss: u32,
    /// 1: packets of at most 2 bytes while nobody speaks; need not be sent
    pub dtx: u32,
    /// PP_OPUS_NARROWBAND ... _FULLBAND forces one; 0 chooses
    pub bandwidth: u32,
    /// the widest that may be chosen; 0 means fullband
    pub max_bandwidth: u32,
    /// PP_OPUS_AUTO, _VOICE or _MUSIC
    pub signal: u32,
    /// bytes; no packet is longer, at the cost of quality; 0 means no limit
    pub packet_max: u32,
}

impl pp_opus_encoder_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_opus_decoder_config {
    pub size: u32,
    /// 8000, 12000, 16000, 24000 or 48000; 0 means 48000
    pub sample_rate: u32,
    /// 1 or 2; 0 means 1
    pub channels: u32,
}

impl pp_opus_decoder_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_opus_packet_info {
    pub size: u32,
    /// PP_OPUS_MODE_…
    pub mode: u32,
    /// PP_OPUS_NARROWBAND ... _FULLBAND
    pub bandwidth: u32,
    /// 1 or 2, as coded
    pub channels: u32,
    /// 1 to 48
    pub frames: u32,
    /// how long it lasts, in samples at 48000 Hz: 120 to 5760
    pub samples_48k: u32,
    /// 1: carries a thin copy of the frame before it
    pub fec: u32,
}

impl pp_opus_packet_info {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
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
    pub fn pp_l16_decode(
        order: u32,
        bytes: *const u8,
        bytes_len: usize,
        pcm: *mut i16,
        pcm_cap_samples: usize,
        out_samples: *mut usize,
    ) -> pp_status;
    pub fn pp_l16_encode(
        order: u32,
        pcm: *const i16,
        samples: usize,
        bytes: *mut u8,
        bytes_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_opus_encoder_create(config: *const pp_opus_encoder_config, out: *mut *mut pp_opus_encoder) -> pp_status;
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
    pub fn pp_opus_encoder_set_rate_mode(encoder: *mut pp_opus_encoder, rate_mode: u32) -> pp_status;
    pub fn pp_opus_encoder_set_complexity(encoder: *mut pp_opus_encoder, complexity: u32) -> pp_status;
    pub fn pp_opus_encoder_set_fec(encoder: *mut pp_opus_encoder, fec: u32) -> pp_status;
    pub fn pp_opus_encoder_set_expected_loss(encoder: *mut pp_opus_encoder, expected_loss: u32) -> pp_status;
    pub fn pp_opus_encoder_set_dtx(encoder: *mut pp_opus_encoder, dtx: u32) -> pp_status;
    pub fn pp_opus_encoder_set_bandwidth(encoder: *mut pp_opus_encoder, bandwidth: u32) -> pp_status;
    pub fn pp_opus_encoder_set_max_bandwidth(encoder: *mut pp_opus_encoder, max_bandwidth: u32) -> pp_status;
    pub fn pp_opus_encoder_set_signal(encoder: *mut pp_opus_encoder, signal: u32) -> pp_status;
    pub fn pp_opus_encoder_lookahead(encoder: *const pp_opus_encoder, out_samples: *mut u32) -> pp_status;
    pub fn pp_opus_encoder_final_range(encoder: *const pp_opus_encoder, out_range: *mut u32) -> pp_status;
    pub fn pp_opus_decoder_create(config: *const pp_opus_decoder_config, out: *mut *mut pp_opus_decoder) -> pp_status;
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
    pub fn pp_opus_decoder_final_range(decoder: *const pp_opus_decoder, out_range: *mut u32) -> pp_status;
    pub fn pp_opus_packet_inspect(packet: *const u8, packet_len: usize, out: *mut pp_opus_packet_info) -> pp_status;
}
