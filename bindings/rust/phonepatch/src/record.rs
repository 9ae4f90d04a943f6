use crate::handle::{call, numbers, Handle};
use crate::room::{LegId, Refused, Room};
use crate::Error;
use core::mem::ManuallyDrop;
use phonepatch_sys as sys;

numbers! {
    /// What kind of file a [`Recorder`] makes.
    Container {
        /// 16-bit samples at the Room's rate; beyond 4 GiB as RF64.
        Wav = PP_RECORD_WAV,
        /// Opus at the Room's rate.
        Ogg = PP_RECORD_OGG,
    }
}

numbers! {
    /// How legs lie in the files of a [`Recorder`].
    RecordLayout {
        /// One file: phone callers left, everybody else right.
        Stereo = PP_RECORD_STEREO,
        /// A file for each leg, in the order of their consents.
        Tracks = PP_RECORD_TRACKS,
    }
}

/// How a [`Recorder`] works. Start from the default.
#[derive(Clone, Copy, Debug)]
pub struct RecorderSettings {
    /// What kind of file.
    pub container: Container,
    /// How legs lie in it.
    pub layout: RecordLayout,
    /// The Room's.
    pub sample_rate: u32,
    /// The most legs with [`RecordLayout::Tracks`], 1 to 64.
    pub tracks: u32,
    /// How much of each file may wait for you, 200 to 60000.
    pub queue_ms: u32,
    /// Tells the Ogg streams apart.
    pub seed: u32,
}

impl Default for RecorderSettings {
    fn default() -> Self {
        RecorderSettings {
            container: Container::Wav,
            layout: RecordLayout::Stereo,
            sample_rate: 8000,
            tracks: 8,
            queue_ms: 2000,
            seed: 1,
        }
    }
}

/// Records a [`Room`]: nothing before the first consent. What comes out is [`Output::Record`](crate::Output::Record).
#[derive(Debug)]
pub struct Recorder {
    raw: Handle<sys::pp_recorder>,
}

impl Recorder {
    /// [`Error::Argument`] for values out of range.
    pub fn new(settings: &RecorderSettings) -> Result<Self, Error> {
        let config = sys::pp_recorder_config {
            container: settings.container.number(),
            layout: settings.layout.number(),
            sample_rate: settings.sample_rate,
            tracks: settings.tracks,
            queue_ms: settings.queue_ms,
            seed: settings.seed,
            ..sys::pp_recorder_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_recorder_create(&config, out) })?;
        Ok(Recorder { raw })
    }
}

impl Room {
    /// Takes the recorder; one that it does not take comes back: [`Error::State`] when the Room has one,
    /// [`Error::Argument`] when it was made for another rate.
    pub fn record(&mut self, recorder: Recorder) -> Result<(), Refused<Recorder>> {
        let mut recorder = ManuallyDrop::new(recorder);
        match call!(pp_room_record(self.raw.get_mut(), recorder.raw.get_mut())) {
            Ok(_) => Ok(()),
            Err(error) => Err(Refused { value: ManuallyDrop::into_inner(recorder), error }),
        }
    }

    /// The leg agrees to be recorded, or no longer does.
    pub fn record_consent(&mut self, leg: LegId, given: bool) -> Result<(), Error> {
        call!(pp_room_record_consent(self.raw.get_mut(), leg.number(), given.into())).map(drop)
    }

    /// Records silence for all until it goes on.
    pub fn record_pause(&mut self, on: bool) -> Result<(), Error> {
        call!(pp_room_record_pause(self.raw.get_mut(), on.into())).map(drop)
    }

    /// Which file the leg is in, and which channel of it. [`Error::State`] when it is in none.
    pub fn record_place(&self, leg: LegId) -> Result<(u32, u32), Error> {
        let (mut file, mut channel) = (0, 0);
        call!(pp_room_record_place(self.raw.get(), leg.number(), &mut file, &mut channel))?;
        Ok((file, channel))
    }

    /// Nothing more is recorded; poll until [`Output::Wait`](crate::Output::Wait) for what is left.
    pub fn record_finish(&mut self) -> Result<(), Error> {
        call!(pp_room_record_finish(self.raw.get_mut())).map(drop)
    }

    /// The recorder is yours again; what was not polled is lost.
    pub fn record_end(&mut self) -> Result<Recorder, Error> {
        let raw = self.raw.get_mut();
        // SAFETY: out is valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_room_record_end(raw, out) })?;
        Ok(Recorder { raw })
    }
}
