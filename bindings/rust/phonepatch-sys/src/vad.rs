// Written by bindings/rust/generate from include/phonepatch/vad.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

/// the network
pub const PP_VAD_MODEL: u32 = 1;
/// 9 dB above a floor that follows the background: every new noise is speech
pub const PP_VAD_ENERGY: u32 = 2;
pub const PP_VAD_NONE: u32 = 0;
pub const PP_VAD_STARTED: u32 = 1;
pub const PP_VAD_ENDED: u32 = 2;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_vad {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_vad_config {
    pub size: u32,
    /// 8000, 16000, 24000 or 48000; 0 means 8000. Only what is below 4 kHz is looked at
    pub sample_rate: u32,
    /// PP_VAD_; 0 means PP_VAD_MODEL
    pub mode: u32,
    /// speech begins when it is at least this likely, 0.05 to 0.95, or 54 % of that within 60 ms of a rise of
    /// the level; it ends below 77 % of that; 0 means 0.65
    pub threshold: f32,
    /// for so long it has to be unlikely before it is over, to 5000; 0 means 10
    pub hangover_ms: i32,
    /// sound kept for pp_vad_pre_roll, to 1000; 0 means 300
    pub pre_roll_ms: i32,
}

impl pp_vad_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_vad_state {
    pub size: u32,
    /// 1: somebody speaks, hysteresis and hangover considered
    pub speech: u32,
    /// what this frame changed: PP_VAD_NONE, _STARTED, _ENDED
    pub change: u32,
    /// 1: it would be speech, but may be the echo of what this party is played
    pub echo: u32,
    /// that it is speech, 0 to 1
    pub probability: f32,
    /// that it is music without speech, 0 to 1
    pub music: f32,
    /// of the frame, -127 to 0
    pub level_dbov: f32,
    /// 0
    pub reserved: u32,
    /// of the last change: the sample, from the first given, where speech began or ended; before the frame that
    /// showed it
    pub position: u64,
}

impl pp_vad_state {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_vad_create(config: *const pp_vad_config, out: *mut *mut pp_vad) -> pp_status;
    pub fn pp_vad_destroy(vad: *mut pp_vad);
    pub fn pp_vad_reset(vad: *mut pp_vad) -> pp_status;
    pub fn pp_vad_process(
        vad: *mut pp_vad,
        pcm: *const i16,
        samples: usize,
        far: *const i16,
        far_samples: usize,
        state: *mut pp_vad_state,
    ) -> pp_status;
    pub fn pp_vad_pre_roll(
        vad: *const pp_vad,
        pcm: *mut i16,
        pcm_cap_samples: usize,
        out_samples: *mut usize,
    ) -> pp_status;
}
