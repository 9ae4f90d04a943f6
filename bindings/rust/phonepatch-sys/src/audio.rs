// Written by bindings/rust/generate from include/phonepatch/audio.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_mixer {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_level {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_mixer_config {
    pub size: u32,
    /// 1 to 1024; memory grows with its square
    pub legs: u32,
    /// in every frame, 1 to 5760: 160 is 20 ms at 8 kHz
    pub samples: u32,
}

impl pp_mixer_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_mix {
    pub size: u32,
    /// legs with sound that reached this listener
    pub contributors: u32,
    /// the one leg heard, if there is exactly one and its gain rests at 1; unless limited, the output is its
    /// frame; otherwise -1
    pub sole: i32,
    /// 1: the limiter was at work, so the output is not the exact sum
    pub limited: u32,
}

impl pp_mix {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_level_config {
    pub size: u32,
    /// samples of at least this magnitude are clipped; 0 means 32767. The greatest that mu-law can say is
    /// 32124, A-law 32256
    pub ceiling: u32,
}

impl pp_level_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_level_values {
    pub size: u32,
    /// the greatest magnitude, 0 to 32768
    pub peak: u32,
    /// 0 to 32768
    pub rms: f64,
    /// -127 to 0
    pub rms_dbov: f64,
    /// -127 to 0
    pub peak_dbov: f64,
    /// measured
    pub samples: u64,
    /// samples at the ceiling or beyond
    pub clipped: u64,
    /// flat tops: runs of at least two clipped samples of one sign
    pub clipped_runs: u64,
}

impl pp_level_values {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_mixer_create(config: *const pp_mixer_config, out: *mut *mut pp_mixer) -> pp_status;
    pub fn pp_mixer_destroy(mixer: *mut pp_mixer);
    pub fn pp_mixer_set_gain(mixer: *mut pp_mixer, from: u32, to: u32, gain: f32) -> pp_status;
    pub fn pp_mixer_clear_leg(mixer: *mut pp_mixer, leg: u32) -> pp_status;
    pub fn pp_mixer_begin(mixer: *mut pp_mixer) -> pp_status;
    pub fn pp_mixer_put(mixer: *mut pp_mixer, leg: u32, pcm: *const i16, samples: usize) -> pp_status;
    pub fn pp_mixer_mix(
        mixer: *mut pp_mixer,
        leg: u32,
        pcm: *mut i16,
        pcm_cap_samples: usize,
        out_samples: *mut usize,
        result: *mut pp_mix,
    ) -> pp_status;
    pub fn pp_level_create(config: *const pp_level_config, out: *mut *mut pp_level) -> pp_status;
    pub fn pp_level_destroy(level: *mut pp_level);
    pub fn pp_level_reset(level: *mut pp_level) -> pp_status;
    pub fn pp_level_measure(level: *mut pp_level, pcm: *const i16, samples: usize) -> pp_status;
    pub fn pp_level_read(level: *const pp_level, values: *mut pp_level_values) -> pp_status;
}
