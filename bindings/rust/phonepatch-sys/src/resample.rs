// Written by bindings/rust/generate from include/phonepatch/resample.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_resampler {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_resampler_config {
    pub size: u32,
    /// 8000 to 192000
    pub from_rate: u32,
    /// 8000 to 192000; equal rates copy, with no delay
    pub to_rate: u32,
    /// 1 to 8; 0 means 1
    pub channels: u32,
    /// speexdsp's 1 (shortest delay) to 10 (steepest filter); 0: ours if it takes the rates, else 5
    pub quality: u32,
}

impl pp_resampler_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_resampler_create(config: *const pp_resampler_config, out: *mut *mut pp_resampler) -> pp_status;
    pub fn pp_resampler_destroy(resampler: *mut pp_resampler);
    pub fn pp_resampler_reset(resampler: *mut pp_resampler) -> pp_status;
    pub fn pp_resampler_skip_delay(resampler: *mut pp_resampler) -> pp_status;
    pub fn pp_resampler_process(
        resampler: *mut pp_resampler,
        input: *const i16,
        in_samples: usize,
        out: *mut i16,
        out_cap_samples: usize,
        out_consumed: *mut usize,
        out_produced: *mut usize,
    ) -> pp_status;
    pub fn pp_resampler_needed(resampler: *const pp_resampler, in_samples: usize, out_samples: *mut usize)
        -> pp_status;
    pub fn pp_resampler_delay(
        resampler: *const pp_resampler,
        out_in_samples: *mut u32,
        out_out_samples: *mut u32,
    ) -> pp_status;
}
