use crate::handle::numbers;
use crate::listener::Sound;
use crate::room::LegId;
use crate::Error;
use core::num::NonZeroU64;
use core::str::from_utf8;
use phonepatch_sys as sys;

numbers! {
    /// What a tap yields of a leg's inbound sound.
    Tap {
        /// Nothing.
        Off = PP_TAP_OFF,
        /// The bytes as they came, before the jitter buffer, in the leg's format.
        Wire = PP_TAP_WIRE,
        /// What the Room hears: s16 little-endian at its rate, one frame a tick.
        Processed = PP_TAP_PROCESSED,
    }
}

numbers! {
    /// What is wrong with a caller's line.
    Cause {
        /// Nothing.
        Nothing = PP_CAUSE_NONE,
        /// We are heard, and no sound arrives.
        OneWay = PP_CAUSE_ONE_WAY,
        /// What arrives is all silence.
        Silent = PP_CAUSE_SILENT,
        /// Frames are missing.
        Loss = PP_CAUSE_LOSS,
        /// It takes too long.
        Delay = PP_CAUSE_DELAY,
        /// What the caller is played comes back.
        Echo = PP_CAUSE_ECHO,
        /// Sound at full scale.
        Clipping = PP_CAUSE_CLIPPING,
        /// Speech below -40 dBov.
        TooQuiet = PP_CAUSE_TOO_QUIET,
        /// Speech above -10 dBov.
        TooLoud = PP_CAUSE_TOO_LOUD,
    }
}

/// What [`Room::poll`](crate::Room::poll) gave.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Output<'b> {
    /// Nothing is left: call [`Room::tick`](crate::Room::tick) at this time.
    Wait {
        /// When.
        until_us: u64,
    },
    /// Send this to the carrier of the leg as one text message.
    Message {
        /// Whose.
        leg: LegId,
        /// The message.
        text: &'b str,
    },
    /// What a PCM leg hears: 20 ms in its format.
    Audio {
        /// Whose.
        leg: LegId,
        /// The sound.
        sound: &'b [u8],
    },
    /// Sound that a leg says.
    Tapped {
        /// Whose.
        leg: LegId,
        /// Of a wire tap: bytes before these; of a processed tap: the Room's time in samples.
        position: u64,
        /// The sound.
        sound: &'b [u8],
    },
    /// What a Discord leg is sent: an Opus packet.
    Packet {
        /// Whose.
        leg: LegId,
        /// The packet.
        opus: &'b [u8],
    },
    /// Sound of one user of a Discord leg alone.
    Speaker {
        /// Whose.
        leg: LegId,
        /// Who.
        user: u64,
        /// The Room's time in samples.
        position: u64,
        /// s16 little-endian at the Room's rate.
        sound: &'b [u8],
    },
    /// Write the bytes into a recording.
    Record {
        /// Which file.
        file: u64,
        /// Where in it.
        position: u64,
        /// What.
        bytes: &'b [u8],
    },
    /// Something happened.
    Event {
        /// Whose; `None` for the Room's own.
        leg: Option<LegId>,
        /// The number of the tick on the grid.
        tick: u64,
        /// What.
        event: Event<'b>,
    },
}

/// Something that happened to a leg.
#[derive(Clone, Copy, Debug, PartialEq)]
#[non_exhaustive]
pub enum Event<'b> {
    /// The carrier told of a key.
    Dtmf(char),
    /// A mark came back.
    Mark {
        /// Its name.
        name: &'b str,
        /// A clear was sent after it, so its sound may have been flushed.
        cleared: bool,
    },
    /// The carrier ended the stream.
    Stopped,
    /// The first sample of an item is in this tick.
    ItemStarted {
        /// Which.
        item: u64,
    },
    /// An item is over.
    ItemEnded {
        /// Which.
        item: u64,
        /// After so many of its samples.
        samples: u64,
    },
    /// An item is over for a caller; once for each item.
    Heard {
        /// Which.
        item: u64,
        /// The PCM leg that said it.
        by: Option<LegId>,
        /// So much of it was heard.
        heard_us: u64,
    },
    /// Somebody of a Discord leg begins to speak.
    SpeakerStarted {
        /// Who.
        user: u64,
    },
    /// Somebody of a Discord leg is silent.
    SpeakerStopped {
        /// Who.
        user: u64,
    },
    /// Something was heard in what the leg says.
    Sound {
        /// What.
        sound: Sound,
        /// The Room's time in samples where it began, or ended; 0 for an answer.
        position: u64,
    },
    /// What is wrong with a caller's line has changed.
    Quality {
        /// What it is now.
        cause: Cause,
        /// Ten times the rating R of the last five seconds.
        rating_tenths: u64,
    },
    /// All others, which count something: see the `PP_EVENT_` of room.h.
    Count {
        /// Which.
        event: u32,
        /// How many.
        value: u64,
        /// As the header says.
        extra: u64,
    },
}

impl<'b> Output<'b> {
    pub(crate) fn of(kind: u32, out: &sys::pp_room_output, buffer: &'b [u8]) -> Result<Self, Error> {
        let bytes = buffer.get(..out.len as usize).unwrap_or(&[]);
        let leg = NonZeroU64::new(out.leg).map(LegId);
        let whose = || leg.ok_or(Error::Internal(0));
        Ok(match kind {
            sys::PP_ROOM_WAIT => Output::Wait { until_us: out.wake_us },
            sys::PP_ROOM_MESSAGE => {
                Output::Message { leg: whose()?, text: from_utf8(bytes).map_err(|_| Error::Internal(0))? }
            }
            sys::PP_ROOM_AUDIO => Output::Audio { leg: whose()?, sound: bytes },
            sys::PP_ROOM_TAP => Output::Tapped { leg: whose()?, position: out.position, sound: bytes },
            sys::PP_ROOM_PACKET => Output::Packet { leg: whose()?, opus: bytes },
            sys::PP_ROOM_SPEAKER => {
                Output::Speaker { leg: whose()?, user: out.user, position: out.position, sound: bytes }
            }
            sys::PP_ROOM_RECORD => Output::Record { file: out.value, position: out.position, bytes },
            _ => Output::Event { leg, tick: out.position, event: Event::of(out, bytes)? },
        })
    }
}

impl<'b> Event<'b> {
    fn of(out: &sys::pp_room_output, bytes: &'b [u8]) -> Result<Self, Error> {
        let (event, value, extra) = (out.event, out.value, out.extra);
        // What a leg hears has the numbers of a listener, further on.
        if let Some(sound) = heard(event).and_then(|kind| Sound::of(kind, value, extra)) {
            let position = if event == sys::PP_EVENT_ANSWER { 0 } else { extra };
            return Ok(Event::Sound { sound, position });
        }
        Ok(match event {
            sys::PP_EVENT_DTMF => Event::Dtmf(value as u8 as char),
            sys::PP_EVENT_MARK => {
                Event::Mark { name: from_utf8(bytes).map_err(|_| Error::Internal(0))?, cleared: value != 0 }
            }
            sys::PP_EVENT_STOPPED => Event::Stopped,
            sys::PP_EVENT_ITEM_STARTED => Event::ItemStarted { item: value },
            sys::PP_EVENT_ITEM_ENDED => Event::ItemEnded { item: value, samples: extra },
            sys::PP_EVENT_HEARD => {
                Event::Heard { item: value, by: NonZeroU64::new(out.peer).map(LegId), heard_us: extra }
            }
            sys::PP_EVENT_SPEAKER_STARTED => Event::SpeakerStarted { user: value },
            sys::PP_EVENT_SPEAKER_STOPPED => Event::SpeakerStopped { user: value },
            sys::PP_EVENT_QUALITY => match Cause::of(extra as u32) {
                Some(cause) => Event::Quality { cause, rating_tenths: value },
                None => Event::Count { event, value, extra },
            },
            _ => Event::Count { event, value, extra },
        })
    }
}

fn heard(event: u32) -> Option<u32> {
    Some(match event {
        sys::PP_EVENT_SPEECH_STARTED => sys::PP_HEARD_SPEECH_STARTED,
        sys::PP_EVENT_SPEECH_ENDED => sys::PP_HEARD_SPEECH_ENDED,
        sys::PP_EVENT_DIGIT_HEARD => sys::PP_HEARD_DIGIT,
        sys::PP_EVENT_BEEP => sys::PP_HEARD_BEEP,
        sys::PP_EVENT_BEEP_ENDED => sys::PP_HEARD_BEEP_ENDED,
        sys::PP_EVENT_FAX => sys::PP_HEARD_FAX,
        sys::PP_EVENT_INFORMATION => sys::PP_HEARD_INFORMATION,
        sys::PP_EVENT_ANSWER => sys::PP_HEARD_ANSWER,
        _ => return None,
    })
}
