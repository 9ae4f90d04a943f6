use crate::Error;
use core::ptr::{null_mut, NonNull};
use phonepatch_sys as sys;

/// How far a call of [`Resampler::process`] came, in samples per channel.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Progress {
    /// Samples read; feed the rest again.
    pub consumed: usize,
    /// Samples written.
    pub produced: usize,
}

/// A streaming resampler. What comes out does not depend on how the input is cut into pieces.
#[derive(Debug)]
pub struct Resampler {
    raw: NonNull<sys::pp_resampler>,
    channels: usize,
}

// SAFETY: the library keeps no thread-bound state; &mut self keeps it to one thread at a time.
unsafe impl Send for Resampler {}

impl Resampler {
    /// From and to any rate between 8000 and 192000 Hz, with the default quality.
    pub fn new(from_rate: u32, to_rate: u32, channels: u32) -> Result<Self, Error> {
        let config = sys::pp_resampler_config {
            size: size_of::<sys::pp_resampler_config>() as u32,
            from_rate,
            to_rate,
            channels,
            quality: 0,
        };
        let mut raw = null_mut();
        // SAFETY: config and raw are valid for the call.
        Error::check(unsafe { sys::pp_resampler_create(&config, &mut raw) }, 0)?;
        let raw = NonNull::new(raw).ok_or(Error::Internal(0))?;
        Ok(Resampler {
            raw,
            channels: channels.max(1) as usize,
        })
    }

    /// Reads and writes until either side ends.
    pub fn process(&mut self, input: &[i16], output: &mut [i16]) -> Result<Progress, Error> {
        let mut progress = Progress::default();
        // SAFETY: the handle is ours, the slices are valid for their lengths.
        let status = unsafe {
            sys::pp_resampler_process(
                self.raw.as_ptr(),
                input.as_ptr(),
                input.len() / self.channels,
                output.as_mut_ptr(),
                output.len() / self.channels,
                &mut progress.consumed,
                &mut progress.produced,
            )
        };
        Error::check(status, progress.produced).map(|_| progress)
    }

    /// Exactly how many samples per channel the next `samples` of input give.
    pub fn needed(&self, samples: usize) -> Result<usize, Error> {
        let mut room = 0;
        // SAFETY: the handle is ours.
        Error::check(
            unsafe { sys::pp_resampler_needed(self.raw.as_ptr(), samples, &mut room) },
            0,
        )?;
        Ok(room)
    }

    /// The delay in samples at the input's rate and at the output's.
    pub fn delay(&self) -> Result<(u32, u32), Error> {
        let (mut before, mut after) = (0, 0);
        // SAFETY: the handle is ours.
        let status = unsafe { sys::pp_resampler_delay(self.raw.as_ptr(), &mut before, &mut after) };
        Error::check(status, 0)?;
        Ok((before, after))
    }

    /// Back to just created.
    pub fn reset(&mut self) -> Result<(), Error> {
        // SAFETY: the handle is ours.
        Error::check(unsafe { sys::pp_resampler_reset(self.raw.as_ptr()) }, 0).map(drop)
    }
}

impl Drop for Resampler {
    fn drop(&mut self) {
        // SAFETY: made by create, destroyed once.
        unsafe { sys::pp_resampler_destroy(self.raw.as_ptr()) }
    }
}
