use crate::handle::{call, Handle};
use crate::Error;
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
    raw: Handle<sys::pp_resampler>,
    channels: usize,
}

impl Resampler {
    /// From and to any rate between 8000 and 192000 Hz, by the filter that suits them: between 8, 16, 24, 32 and 48 kHz the
    /// library's own, else speexdsp's of quality 5.
    pub fn new(from_rate: u32, to_rate: u32, channels: u32) -> Result<Self, Error> {
        Self::make(from_rate, to_rate, channels, 0)
    }

    /// By speexdsp, with a quality of 1, the shortest delay, to 10, the steepest filter.
    pub fn with_quality(from_rate: u32, to_rate: u32, channels: u32, quality: u32) -> Result<Self, Error> {
        if quality == 0 {
            return Err(Error::Argument);
        }
        Self::make(from_rate, to_rate, channels, quality)
    }

    fn make(from_rate: u32, to_rate: u32, channels: u32, quality: u32) -> Result<Self, Error> {
        let config =
            sys::pp_resampler_config { from_rate, to_rate, channels, quality, ..sys::pp_resampler_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_resampler_create(&config, out) })?;
        Ok(Resampler { raw, channels: channels.max(1) as usize })
    }

    /// Reads and writes until either side ends.
    pub fn process(&mut self, input: &[i16], output: &mut [i16]) -> Result<Progress, Error> {
        let (mut consumed, mut produced) = (0, 0);
        call!(
            pp_resampler_process(
                self.raw.get_mut(),
                input.as_ptr(),
                input.len() / self.channels,
                output.as_mut_ptr(),
                output.len() / self.channels,
                &mut consumed,
                &mut produced
            ),
            needed produced
        )?;
        Ok(Progress { consumed, produced })
    }

    /// Exactly how many samples per channel the next `samples` of input give.
    pub fn needed(&self, samples: usize) -> Result<usize, Error> {
        let mut room = 0;
        call!(pp_resampler_needed(self.raw.get(), samples, &mut room))?;
        Ok(room)
    }

    /// The delay in samples at the input's rate and at the output's.
    pub fn delay(&self) -> Result<(u32, u32), Error> {
        let (mut before, mut after) = (0, 0);
        call!(pp_resampler_delay(self.raw.get(), &mut before, &mut after))?;
        Ok((before, after))
    }

    /// For files, before any sound: leaves the delay's silence out. At the end feed as many zeros as [`delay`] says, at
    /// the input's rate, for the rest.
    ///
    /// [`delay`]: Resampler::delay
    pub fn skip_delay(&mut self) -> Result<(), Error> {
        call!(pp_resampler_skip_delay(self.raw.get_mut())).map(drop)
    }

    /// Back to just created.
    pub fn reset(&mut self) -> Result<(), Error> {
        call!(pp_resampler_reset(self.raw.get_mut())).map(drop)
    }
}
