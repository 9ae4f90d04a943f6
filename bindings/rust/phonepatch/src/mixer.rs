use crate::handle::{call, Handle};
use crate::Error;
use phonepatch_sys as sys;

/// What one listener of a [`Mixer`] was given.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Mix {
    /// Legs with sound that reached this listener.
    pub contributors: u32,
    /// The one leg heard, if there is exactly one and its gain rests at 1.
    pub sole: Option<u32>,
    /// The limiter was at work: this is not the exact sum.
    pub limited: bool,
}

/// Many legs in one room: each hears the sum of the others. Once a tick: [`begin`](Mixer::begin), [`put`](Mixer::put) for
/// every leg that speaks, then [`mix`](Mixer::mix) at most once for every leg that listens.
#[derive(Debug)]
pub struct Mixer {
    raw: Handle<sys::pp_mixer>,
}

impl Mixer {
    /// For 1 to 1024 legs and frames of 1 to 5760 samples.
    pub fn new(legs: u32, samples: u32) -> Result<Self, Error> {
        let config = sys::pp_mixer_config { legs, samples, ..sys::pp_mixer_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_mixer_create(&config, out) })?;
        Ok(Mixer { raw })
    }

    /// How loud `to` hears `from`: 0 to 8, 1 at first.
    pub fn set_gain(&mut self, from: u32, to: u32, gain: f32) -> Result<(), Error> {
        call!(pp_mixer_set_gain(self.raw.get_mut(), from, to, gain)).map(drop)
    }

    /// At once: gain 1 both ways, nothing put, limiter idle.
    pub fn clear_leg(&mut self, leg: u32) -> Result<(), Error> {
        call!(pp_mixer_clear_leg(self.raw.get_mut(), leg)).map(drop)
    }

    /// A tick begins: what was put in the last one is forgotten.
    pub fn begin(&mut self) -> Result<(), Error> {
        call!(pp_mixer_begin(self.raw.get_mut())).map(drop)
    }

    /// What a leg says in this tick. Less than a frame is filled up with silence.
    pub fn put(&mut self, leg: u32, pcm: &[i16]) -> Result<(), Error> {
        call!(pp_mixer_put(self.raw.get_mut(), leg, pcm.as_ptr(), pcm.len())).map(drop)
    }

    /// Writes the frame that a leg hears in this tick.
    pub fn mix(&mut self, leg: u32, pcm: &mut [i16]) -> Result<Mix, Error> {
        let (mut written, mut mix) = (0, sys::pp_mix::sized());
        let (raw, to) = (self.raw.get_mut(), pcm.as_mut_ptr());
        call!(pp_mixer_mix(raw, leg, to, pcm.len(), &mut written, &mut mix), needed written)?;
        Ok(Mix { contributors: mix.contributors, sole: u32::try_from(mix.sole).ok(), limited: mix.limited != 0 })
    }
}

/// What a [`Level`] has measured.
pub use sys::pp_level_values as LevelValues;

/// How loud sound is, gathered over as many frames as are measured.
#[derive(Debug)]
pub struct Level {
    raw: Handle<sys::pp_level>,
}

impl Level {
    /// Samples of at least the magnitude `ceiling` are clipped; 0 means 32767.
    pub fn new(ceiling: u32) -> Result<Self, Error> {
        let config = sys::pp_level_config { ceiling, ..sys::pp_level_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_level_create(&config, out) })?;
        Ok(Level { raw })
    }

    /// Begins anew.
    pub fn reset(&mut self) -> Result<(), Error> {
        call!(pp_level_reset(self.raw.get_mut())).map(drop)
    }

    /// Adds a frame of any length.
    pub fn measure(&mut self, pcm: &[i16]) -> Result<(), Error> {
        call!(pp_level_measure(self.raw.get_mut(), pcm.as_ptr(), pcm.len())).map(drop)
    }

    /// What was measured since it was made or reset.
    pub fn values(&self) -> Result<LevelValues, Error> {
        let mut values = LevelValues::sized();
        call!(pp_level_read(self.raw.get(), &mut values))?;
        Ok(values)
    }
}
