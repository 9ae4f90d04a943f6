use crate::handle::{call, numbers, Handle};
use crate::Error;
use phonepatch_sys as sys;

numbers! {
    /// How a [`VoiceActivity`] decides.
    VadMode {
        /// A small trained network.
        Model = PP_VAD_MODEL,
        /// 9 dB above a floor that follows the background: every new noise is speech.
        Energy = PP_VAD_ENERGY,
    }
}

/// How a [`VoiceActivity`] works. Start from the default.
#[derive(Clone, Copy, Debug)]
pub struct VadSettings {
    /// 8000, 16000, 24000 or 48000.
    pub sample_rate: u32,
    /// How it decides.
    pub mode: VadMode,
    /// Speech begins when it is at least this likely, 0.05 to 0.95.
    pub threshold: f32,
    /// For so long it has to be unlikely before it is over, to 5000.
    pub hangover_ms: u32,
    /// Sound kept for [`pre_roll`](VoiceActivity::pre_roll), to 1000.
    pub pre_roll_ms: u32,
}

impl Default for VadSettings {
    fn default() -> Self {
        VadSettings { sample_rate: 8000, mode: VadMode::Model, threshold: 0.65, hangover_ms: 10, pre_roll_ms: 300 }
    }
}

/// What a frame changed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Change {
    /// Somebody began to speak.
    Started,
    /// Nobody speaks any more.
    Ended,
}

/// What a [`VoiceActivity`] says of a frame.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Activity {
    /// Somebody speaks, hysteresis and hangover considered.
    pub speech: bool,
    /// What this frame changed.
    pub change: Option<Change>,
    /// It would be speech, but may be the echo of what this party is played.
    pub echo: bool,
    /// That it is speech, 0 to 1.
    pub probability: f32,
    /// That it is music without speech, 0 to 1.
    pub music: f32,
    /// Of the frame, -127 to 0.
    pub level_dbov: f32,
    /// The sample where speech began or ended last, from the first given.
    pub position: u64,
}

/// When somebody speaks, told from noise, tones and music.
#[derive(Debug)]
pub struct VoiceActivity {
    raw: Handle<sys::pp_vad>,
}

impl VoiceActivity {
    /// [`Error::Argument`] for values out of range.
    pub fn new(settings: &VadSettings) -> Result<Self, Error> {
        let config = sys::pp_vad_config {
            sample_rate: settings.sample_rate,
            mode: settings.mode.number(),
            threshold: settings.threshold,
            hangover_ms: none_or(settings.hangover_ms)?,
            pre_roll_ms: none_or(settings.pre_roll_ms)?,
            ..sys::pp_vad_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_vad_create(&config, out) })?;
        Ok(VoiceActivity { raw })
    }

    /// The next 10 ms. `far` is 10 ms of what this party was played meanwhile, or empty.
    pub fn process(&mut self, pcm: &[i16], far: &[i16]) -> Result<Activity, Error> {
        let mut state = sys::pp_vad_state::sized();
        let (raw, near, other) = (self.raw.get_mut(), pcm.as_ptr(), far.as_ptr());
        call!(pp_vad_process(raw, near, pcm.len(), other, far.len(), &mut state))?;
        Ok(Activity {
            speech: state.speech != 0,
            change: match state.change {
                sys::PP_VAD_STARTED => Some(Change::Started),
                sys::PP_VAD_ENDED => Some(Change::Ended),
                _ => None,
            },
            echo: state.echo != 0,
            probability: state.probability,
            music: state.music,
            level_dbov: state.level_dbov,
            position: state.position,
        })
    }

    /// The newest sound, the last frame included, as much as is kept and fits: after [`Change::Started`] the first syllable
    /// is in it. Returns how many samples.
    pub fn pre_roll(&self, pcm: &mut [i16]) -> Result<usize, Error> {
        let (to, mut written) = (pcm.as_mut_ptr(), 0);
        call!(pp_vad_pre_roll(self.raw.get(), to, pcm.len(), &mut written), needed written)?;
        Ok(written)
    }

    /// Back to just created.
    pub fn reset(&mut self) -> Result<(), Error> {
        call!(pp_vad_reset(self.raw.get_mut())).map(drop)
    }
}

/// In C, 0 is the default and -1 none.
pub(crate) fn none_or(ms: u32) -> Result<i32, Error> {
    match ms {
        0 => Ok(-1),
        _ => i32::try_from(ms).map_err(|_| Error::Argument),
    }
}
