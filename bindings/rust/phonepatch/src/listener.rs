use crate::handle::{call, numbers, Handle};
use crate::Error;
use core::ops::BitOr;
use phonepatch_sys as sys;

/// What is listened for: `Hear::SPEECH | Hear::DIGITS`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Hear(pub(crate) u32);

impl Hear {
    /// Nothing.
    pub const NOTHING: Hear = Hear(0);
    /// Speech that begins and ends.
    pub const SPEECH: Hear = Hear(sys::PP_HEAR_SPEECH);
    /// DTMF, by the limits of ITU-T Q.24.
    pub const DIGITS: Hear = Hear(sys::PP_HEAR_DIGITS);
    /// The beep of an answering machine, fax machines, the information tone.
    pub const BEEP: Hear = Hear(sys::PP_HEAR_BEEP);
    /// What answered; begin when the call is answered.
    pub const ANSWER: Hear = Hear(sys::PP_HEAR_ANSWER);
}

impl BitOr for Hear {
    type Output = Hear;
    fn bitor(self, other: Hear) -> Hear {
        Hear(self.0 | other.0)
    }
}

numbers! {
    /// What answered a call.
    Answer {
        /// A short greeting and then a pause.
        Human = PP_ANSWER_HUMAN,
        /// A long greeting, or a beep behind one.
        Machine = PP_ANSWER_MACHINE,
        /// A fax machine.
        Fax = PP_ANSWER_FAX,
        /// Nothing for 4 s.
        Silence = PP_ANSWER_SILENCE,
        /// Music and nobody who speaks.
        Music = PP_ANSWER_MUSIC,
        /// The information tone.
        Network = PP_ANSWER_NETWORK,
    }
}

/// What a [`Listener`] or a leg of a Room heard.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Sound {
    /// Somebody speaks.
    SpeechStarted {
        /// How likely it is, in thousandths.
        thousandths: u64,
    },
    /// Nobody speaks any more.
    SpeechEnded {
        /// How long it was.
        ms: u64,
    },
    /// A DTMF digit.
    Digit(char),
    /// A beep that has lasted.
    Beep {
        /// Its frequency.
        hertz: u64,
    },
    /// It is over.
    BeepEnded {
        /// How long it was.
        ms: u64,
    },
    /// A fax machine that calls.
    FaxCalls,
    /// A fax machine that answers.
    FaxAnswers,
    /// The network's information tone.
    Information,
    /// What answered; a later one replaces it.
    Answer {
        /// What it is.
        answer: Answer,
        /// How sure that is, in thousandths.
        thousandths: u64,
    },
}

impl Sound {
    /// From the numbers of a listener's event.
    pub(crate) fn of(kind: u32, value: u64, extra: u64) -> Option<Sound> {
        Some(match kind {
            sys::PP_HEARD_SPEECH_STARTED => Sound::SpeechStarted { thousandths: value },
            sys::PP_HEARD_SPEECH_ENDED => Sound::SpeechEnded { ms: value },
            sys::PP_HEARD_DIGIT => Sound::Digit(value as u8 as char),
            sys::PP_HEARD_BEEP => Sound::Beep { hertz: value },
            sys::PP_HEARD_BEEP_ENDED => Sound::BeepEnded { ms: value },
            sys::PP_HEARD_FAX if value == 1100 => Sound::FaxCalls,
            sys::PP_HEARD_FAX => Sound::FaxAnswers,
            sys::PP_HEARD_INFORMATION => Sound::Information,
            sys::PP_HEARD_ANSWER => Sound::Answer { answer: Answer::of(value as u32)?, thousandths: extra },
            _ => return None,
        })
    }
}

/// Something that a [`Listener`] heard.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Heard {
    /// Where it began, or ended: samples from the first given.
    pub position: u64,
    /// What it is.
    pub sound: Sound,
}

/// How a [`Listener`] works.
#[derive(Clone, Copy, Debug, Default)]
pub struct ListenerSettings {
    /// 8000, 16000, 24000 or 48000; 0 means 8000.
    pub sample_rate: u32,
    /// What it listens for.
    pub hear: Hear,
    /// 0.05 to 0.95; 0 is the usual one.
    pub speech_threshold: f32,
    /// To 5000; 0 means 200, -1 none.
    pub speech_hangover_ms: i32,
}

/// Hears what is in one party's sound and changes nothing.
///
/// ```
/// use phonepatch::{Hear, Listener, ListenerSettings, Sound, Tone};
/// let mut tone = Tone::new(8000)?;
/// tone.digits("5", 100, 100, 0)?;
/// let mut listener = Listener::new(&ListenerSettings { hear: Hear::DIGITS, ..Default::default() })?;
/// let (mut frame, mut heard) = ([0i16; 80], None);
/// for _ in 0..20 {
///     tone.read(&mut frame)?;
///     heard = listener.process(&frame, &[])?.last().or(heard);
/// }
/// assert_eq!(heard.unwrap().sound, Sound::Digit('5'));
/// # Ok::<(), phonepatch::Error>(())
/// ```
#[derive(Debug)]
pub struct Listener {
    raw: Handle<sys::pp_listener>,
}

impl Listener {
    /// [`Error::Argument`] for nothing to hear.
    pub fn new(settings: &ListenerSettings) -> Result<Self, Error> {
        let config = sys::pp_listener_config {
            sample_rate: settings.sample_rate,
            hear: settings.hear.0,
            speech_threshold: settings.speech_threshold,
            speech_hangover_ms: settings.speech_hangover_ms,
            ..sys::pp_listener_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_listener_create(&config, out) })?;
        Ok(Listener { raw })
    }

    /// The next 10 ms, and what is in them. `far` is 10 ms of what this party was played meanwhile, or empty.
    pub fn process(&mut self, pcm: &[i16], far: &[i16]) -> Result<HeardSounds<'_>, Error> {
        let (raw, near, other) = (self.raw.get_mut(), pcm.as_ptr(), far.as_ptr());
        call!(pp_listener_process(raw, near, pcm.len(), other, far.len()))?;
        Ok(HeardSounds(self))
    }
}

/// What the newest 10 ms hold. What is not taken is forgotten with the next.
#[derive(Debug)]
pub struct HeardSounds<'a>(&'a mut Listener);

impl Iterator for HeardSounds<'_> {
    type Item = Heard;

    fn next(&mut self) -> Option<Heard> {
        loop {
            let mut heard = sys::pp_heard::sized();
            call!(pp_listener_poll(self.0.raw.get_mut(), &mut heard)).ok()?;
            if heard.kind == sys::PP_HEARD_NOTHING {
                return None;
            }
            // A kind that this crate does not know is passed over.
            if let Some(sound) = Sound::of(heard.kind, heard.value, heard.extra) {
                let position = heard.position;
                return Some(Heard { position, sound });
            }
        }
    }
}
