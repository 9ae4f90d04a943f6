use crate::handle::{call, numbers, Handle};
use crate::Error;
use phonepatch_sys as sys;

/// The most digits of one [`Tone::digits`].
pub const TONE_DIGITS_MAX: usize = sys::PP_TONE_DIGITS_MAX as usize;
/// The most steps of one [`Tone::steps`].
pub const TONE_STEPS_MAX: usize = sys::PP_TONE_STEPS_MAX as usize;

numbers! {
    /// A tone of the telephone network.
    NetworkTone {
        /// Dial now.
        Dial = PP_TONE_DIAL,
        /// It rings there.
        Ringback = PP_TONE_RINGBACK,
        /// The other party is busy.
        Busy = PP_TONE_BUSY,
        /// No way there; congestion.
        Reorder = PP_TONE_REORDER,
        /// Before an announcement: the special information tone.
        Information = PP_TONE_INFORMATION,
    }
}

/// A country by its two letters of ISO 3166. One that is not known has Germany's tones.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Country(pub [u8; 2]);

impl Country {
    pub(crate) fn number(self) -> u32 {
        sys::PP_COUNTRY(self.0[0], self.0[1])
    }
}

/// A piece of a cadence.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct ToneStep {
    /// 0 for none; both 0 for silence.
    pub low_hz: u16,
    /// 0 for none.
    pub high_hz: u16,
    /// 0 for ever.
    pub duration_ms: u16,
}

/// Makes the sounds of the telephone network, one at a time; what is begun replaces what was. Levels are dBov, -60 to -6;
/// 0 means the usual one.
///
/// ```
/// use phonepatch::{Country, NetworkTone, Tone};
/// let mut tone = Tone::new(8000)?;
/// tone.network(NetworkTone::Ringback, Country(*b"US"), 0)?;
/// let mut frame = [0i16; 160];
/// assert_eq!(tone.read(&mut frame)?, 160);
/// # Ok::<(), phonepatch::Error>(())
/// ```
#[derive(Debug)]
pub struct Tone {
    raw: Handle<sys::pp_tone>,
}

impl Tone {
    /// For a rate of 8000 to 48000.
    pub fn new(sample_rate: u32) -> Result<Self, Error> {
        let config = sys::pp_tone_config { sample_rate, ..sys::pp_tone_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_tone_create(&config, out) })?;
        Ok(Tone { raw })
    }

    /// A tone of the network, until another or [`stop`](Tone::stop).
    pub fn network(&mut self, tone: NetworkTone, country: Country, level_dbov: i32) -> Result<(), Error> {
        let (kind, country) = (tone.number(), country.number());
        call!(pp_tone_network(self.raw.get_mut(), kind, country, level_dbov)).map(drop)
    }

    /// Digits: 0-9, A-D, * and #, each `on_ms` long with `off_ms` behind it; 0 means 80. A comma is half a second of
    /// silence.
    pub fn digits(&mut self, digits: &str, on_ms: u32, off_ms: u32, level_dbov: i32) -> Result<(), Error> {
        let (raw, from, length) = (self.raw.get_mut(), digits.as_ptr(), digits.len());
        call!(pp_tone_digits(raw, from, length, on_ms, off_ms, level_dbov)).map(drop)
    }

    /// A cadence of your own, once or for ever.
    pub fn steps(&mut self, steps: &[ToneStep], repeats: bool, level_dbov: i32) -> Result<(), Error> {
        let mut given = [sys::pp_tone_step::default(); TONE_STEPS_MAX];
        if steps.len() > given.len() {
            return Err(Error::Argument);
        }
        for (to, step) in given.iter_mut().zip(steps) {
            (to.low_hz, to.high_hz, to.duration_ms) = (step.low_hz, step.high_hz, step.duration_ms);
        }
        let (raw, from, count) = (self.raw.get_mut(), given.as_ptr(), steps.len());
        call!(pp_tone_steps(raw, from, count, repeats.into(), level_dbov)).map(drop)
    }

    /// Comfort noise from a payload of RFC 3389.
    pub fn noise(&mut self, payload: &[u8]) -> Result<(), Error> {
        call!(pp_tone_noise(self.raw.get_mut(), payload.as_ptr(), payload.len())).map(drop)
    }

    /// Silence from here on.
    pub fn stop(&mut self) -> Result<(), Error> {
        call!(pp_tone_stop(self.raw.get_mut())).map(drop)
    }

    /// The next samples. Returns how many are sound; fewer than asked for, and it is over: the rest is zeros.
    pub fn read(&mut self, pcm: &mut [i16]) -> Result<usize, Error> {
        let (to, mut sound) = (pcm.as_mut_ptr(), 0);
        call!(pp_tone_read(self.raw.get_mut(), to, pcm.len(), &mut sound))?;
        Ok(sound)
    }
}
