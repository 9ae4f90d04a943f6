use crate::carrier::Encoding;
use crate::handle::{call, Handle};
use crate::listener::Hear;
use crate::output::{Output, Tap};
use crate::tone::{Country, NetworkTone};
use crate::Error;
use core::mem::ManuallyDrop;
use core::num::NonZeroU64;
use phonepatch_sys as sys;

/// A buffer of this size is enough for every output of a Room with the default limits.
pub const ROOM_OUTPUT_MAX: usize = sys::PP_ROOM_OUTPUT_MAX as usize;
/// The longest name of a mark, in bytes.
pub const ROOM_MARK_MAX: usize = sys::PP_ROOM_MARK_MAX as usize;

/// What a leg of a Room did since it was made, and how it stands.
pub use sys::pp_leg_stats as LegStats;
/// How a caller's line was in the last whole five seconds.
pub use sys::pp_quality as Quality;

/// A leg in a [`Room`]. Never used again by the same Room for another leg; another Room does not know it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LegId(pub(crate) NonZeroU64);

impl LegId {
    pub(crate) fn number(self) -> u64 {
        self.0.get()
    }
}

/// How a [`Room`] works. Start from the default.
#[derive(Clone, Copy, Debug)]
pub struct RoomSettings {
    /// Of the Room's own sound: 8000, 16000, 24000 or 48000.
    pub sample_rate: u32,
    /// The most legs, 1 to 256.
    pub capacity: u32,
    /// The longest carrier message read, 1024 to 16777216.
    pub max_message: u32,
}

impl Default for RoomSettings {
    fn default() -> Self {
        RoomSettings { sample_rate: 8000, capacity: 16, max_message: 131072 }
    }
}

/// What all legs have in common. Start from the default. Times are milliseconds; 0 is a default and -1 means none.
#[derive(Clone, Copy, Debug, Default)]
pub struct LegSettings {
    /// It is sent nothing.
    pub deaf: bool,
    /// Carrier: delay of the jitter buffer, to 5000; 0 means 40. PCM: how much must be written before an item begins.
    pub min_delay_ms: i32,
    /// Carrier: beyond it the oldest sound is thrown away, 20 to 10000; 0 means 500.
    pub max_delay_ms: i32,
    /// Carrier: silence kept ahead of live sound in the carrier's playback queue, to 200.
    pub prefill_ms: i32,
    /// Carrier: how far ready-made sound is sent ahead, to 600; 0 means 300.
    pub lead_ms: i32,
    /// Carrier: while nobody speaks nothing is sent.
    pub sends_no_silence: bool,
    /// Carrier: how far apart the library's own marks are; 0 means 200.
    pub mark_ms: i32,
    /// PCM: how much written sound may wait, 100 to 600000; 0 means 30000.
    pub queue_ms: i32,
    /// How much of the tap may wait, 20 to 60000; 0 means 1000.
    pub tap_ms: i32,
    /// Discord: how many are decoded at a time, to 64; 0 means 16.
    pub speakers: u32,
    /// Discord: each speaker can be tapped alone.
    pub speaker_taps: bool,
    /// Discord: of what is sent, 6000 to 384000; 0: what the rate is worth.
    pub bitrate: i32,
    /// Discord: per cent of loss to prepare for; 0 means 10.
    pub expected_loss: i32,
    /// Discord: what is softer is not sent, -90 to -20; 0 means -60, 1: all but zeros is sent.
    pub gate_dbov: i32,
    /// How much echo is taken out of what the leg says, 20 to 500; 0 means none. With this or one of the next three the
    /// process ends if memory runs out while the leg is made.
    pub echo_tail_ms: i32,
    /// When that echo begins after sound was sent, to 1500; -1 at once; 0 finds out, or means 40.
    pub echo_delay_ms: i32,
    /// How much softer steady noise is made, 1 to 40; 0 means none.
    pub noise_suppression_db: i32,
    /// How loud speech is made, -40 to -6; 0 leaves it.
    pub gain_target_dbov: i32,
    /// What is listened for in what the leg says.
    pub hear: Hear,
    /// As of [`ListenerSettings`](crate::ListenerSettings).
    pub speech_threshold: f32,
    /// As of [`ListenerSettings`](crate::ListenerSettings).
    pub speech_hangover_ms: i32,
}

/// A party on its way into a [`Room`], or out of it.
#[derive(Debug)]
pub struct Leg {
    raw: Handle<sys::pp_leg>,
}

impl Leg {
    /// A caller behind a carrier's media stream. `start` is its `start` message as it came.
    pub fn carrier(start: &[u8], room_rate: u32, settings: &LegSettings) -> Result<Self, Error> {
        Self::make(sys::PP_LEG_CARRIER, 0, 0, start, room_rate, settings)
    }

    /// Sound of the host: an AI voice, a file, a browser, a game. 8000 Hz; 16-bit samples also 16000, 24000 or 48000.
    pub fn pcm(encoding: Encoding, sample_rate: u32, room_rate: u32, settings: &LegSettings) -> Result<Self, Error> {
        Self::make(sys::PP_LEG_PCM, encoding.number(), sample_rate, &[], room_rate, settings)
    }

    /// A Discord voice channel with all its speakers, as Opus packets.
    pub fn discord(room_rate: u32, settings: &LegSettings) -> Result<Self, Error> {
        Self::make(sys::PP_LEG_DISCORD, 0, 0, &[], room_rate, settings)
    }

    fn make(
        kind: u32,
        encoding: u32,
        sample_rate: u32,
        start: &[u8],
        room_rate: u32,
        settings: &LegSettings,
    ) -> Result<Self, Error> {
        let config = sys::pp_leg_config {
            kind,
            encoding,
            sample_rate,
            deaf: settings.deaf.into(),
            sends_no_silence: settings.sends_no_silence.into(),
            min_delay_ms: settings.min_delay_ms,
            max_delay_ms: settings.max_delay_ms,
            prefill_ms: settings.prefill_ms,
            lead_ms: settings.lead_ms,
            queue_ms: settings.queue_ms,
            tap_ms: settings.tap_ms,
            speakers: settings.speakers,
            speaker_taps: settings.speaker_taps.into(),
            bitrate: settings.bitrate,
            expected_loss: settings.expected_loss,
            gate_dbov: settings.gate_dbov,
            mark_ms: settings.mark_ms,
            echo_tail_ms: settings.echo_tail_ms,
            echo_delay_ms: settings.echo_delay_ms,
            noise_suppression_db: settings.noise_suppression_db,
            gain_target_dbov: settings.gain_target_dbov,
            hear: settings.hear.0,
            speech_threshold: settings.speech_threshold,
            speech_hangover_ms: settings.speech_hangover_ms,
            ..sys::pp_leg_config::sized()
        };
        let (from, length) = (start.as_ptr(), start.len());
        // SAFETY: config, the message and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_leg_create(&config, from, length, room_rate, out) })?;
        Ok(Leg { raw })
    }
}

/// A leg that a [`Room`] did not take, and why.
#[derive(Debug)]
pub struct Refused<T> {
    /// It is yours still.
    pub value: T,
    /// Why.
    pub error: Error,
}

impl<T> From<Refused<T>> for Error {
    fn from(refused: Refused<T>) -> Error {
        refused.error
    }
}

/// Phone callers, AI voices, files and browsers meet in it; each hears the others, every 20 ms. It owns no socket, thread
/// or clock: you give it what arrives and the time, and it tells what to send and when to come back.
///
/// ```
/// use phonepatch::{carrier::Encoding, Leg, LegSettings, Output, Room, RoomSettings, ROOM_OUTPUT_MAX};
/// let mut room = Room::new(&RoomSettings::default())?;
/// let settings = LegSettings::default();
/// let voice = room.add(Leg::pcm(Encoding::L16, 8000, 8000, &settings)?)?;
/// let ear = room.add(Leg::pcm(Encoding::L16, 8000, 8000, &settings)?)?;
/// room.write(voice, 1, &[1; 3200], true)?; // 200 ms
/// let (mut buffer, mut heard) = ([0; ROOM_OUTPUT_MAX], 0);
/// for tick in 0..20 {
///     room.tick(tick * 20_000)?;
///     loop {
///         match room.poll(&mut buffer)? {
///             Output::Wait { .. } => break,
///             Output::Audio { leg, sound } if leg == ear => heard += sound.iter().filter(|byte| **byte == 1).count(),
///             _ => {}
///         }
///     }
/// }
/// assert_eq!(heard, 3200);
/// # Ok::<(), phonepatch::Error>(())
/// ```
#[derive(Debug)]
pub struct Room {
    pub(crate) raw: Handle<sys::pp_room>,
}

impl Room {
    /// [`Error::Argument`] for values out of range.
    pub fn new(settings: &RoomSettings) -> Result<Self, Error> {
        let config = sys::pp_room_config {
            sample_rate: settings.sample_rate,
            capacity: settings.capacity,
            max_message: settings.max_message,
            ..sys::pp_room_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_room_create(&config, out) })?;
        Ok(Room { raw })
    }

    /// Takes the leg in; one that it does not take comes back: [`Error::State`] when the Room is full, [`Error::Argument`]
    /// when the leg was made for another rate.
    pub fn add(&mut self, leg: Leg) -> Result<LegId, Refused<Leg>> {
        let (mut leg, mut id) = (ManuallyDrop::new(leg), 0);
        match call!(pp_room_add(self.raw.get_mut(), leg.raw.get_mut(), &mut id)) {
            Ok(_) => Ok(LegId(NonZeroU64::new(id).expect("an id is never 0"))),
            Err(error) => Err(Refused { value: ManuallyDrop::into_inner(leg), error }),
        }
    }

    /// The leg is yours again. What it had to tell and to send is lost: poll first.
    pub fn remove(&mut self, leg: LegId) -> Result<Leg, Error> {
        let raw = self.raw.get_mut();
        // SAFETY: out is valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_room_remove(raw, leg.number(), out) })?;
        Ok(Leg { raw })
    }

    /// One text message of the leg's carrier.
    pub fn message(&mut self, leg: LegId, message: &[u8], now_us: u64) -> Result<(), Error> {
        let (raw, from) = (self.raw.get_mut(), message.as_ptr());
        call!(pp_room_message(raw, leg.number(), from, message.len(), now_us)).map(drop)
    }

    /// Appends sound of `item`, a name of your own, to a PCM leg's queue; returns how many bytes were taken, fewer when the
    /// queue is full. `last` ends the item, if all is taken.
    pub fn write(&mut self, leg: LegId, item: u64, sound: &[u8], last: bool) -> Result<usize, Error> {
        let (raw, from, mut taken) = (self.raw.get_mut(), sound.as_ptr(), 0);
        call!(pp_room_write(raw, leg.number(), item, from, sound.len(), last.into(), &mut taken))?;
        Ok(taken)
    }

    /// Interrupts a PCM leg: what it did not say is forgotten, and [`Event::Heard`](crate::Event::Heard) tells how much was
    /// heard.
    pub fn flush(&mut self, leg: LegId, now_us: u64) -> Result<(), Error> {
        call!(pp_room_flush(self.raw.get_mut(), leg.number(), now_us)).map(drop)
    }

    /// Stops a PCM leg, or lets it go on where it was heard.
    pub fn pause(&mut self, leg: LegId, on: bool, now_us: u64) -> Result<(), Error> {
        call!(pp_room_pause(self.raw.get_mut(), leg.number(), on.into(), now_us)).map(drop)
    }

    /// A carrier's marker behind the sound sent so far; its echo is [`Event::Mark`](crate::Event::Mark).
    pub fn mark(&mut self, leg: LegId, name: &str) -> Result<(), Error> {
        call!(pp_room_mark(self.raw.get_mut(), leg.number(), name.as_ptr(), name.len())).map(drop)
    }

    /// The carrier throws away what it has queued.
    pub fn clear(&mut self, leg: LegId) -> Result<(), Error> {
        call!(pp_room_clear(self.raw.get_mut(), leg.number())).map(drop)
    }

    /// How loud `to` hears `from`, 0 to 8; 1 at first.
    pub fn set_gain(&mut self, from: LegId, to: LegId, gain: f32) -> Result<(), Error> {
        call!(pp_room_set_gain(self.raw.get_mut(), from.number(), to.number(), gain)).map(drop)
    }

    /// Plays the leg a tone, besides what it hears of the others.
    pub fn play_tone(&mut self, leg: LegId, tone: NetworkTone, country: Country, level_dbov: i32) -> Result<(), Error> {
        let (raw, kind, country) = (self.raw.get_mut(), tone.number(), country.number());
        call!(pp_room_play_tone(raw, leg.number(), kind, country, level_dbov)).map(drop)
    }

    /// Sends the leg digits as tones.
    pub fn send_digits(
        &mut self,
        leg: LegId,
        digits: &str,
        on_ms: u32,
        off_ms: u32,
        level_dbov: i32,
    ) -> Result<(), Error> {
        let (raw, from, length) = (self.raw.get_mut(), digits.as_ptr(), digits.len());
        call!(pp_room_send_digits(raw, leg.number(), from, length, on_ms, off_ms, level_dbov)).map(drop)
    }

    /// Ends what the two above began.
    pub fn stop_tone(&mut self, leg: LegId) -> Result<(), Error> {
        call!(pp_room_stop_tone(self.raw.get_mut(), leg.number())).map(drop)
    }

    /// What [`poll`](Room::poll) yields of the leg's inbound sound.
    pub fn set_tap(&mut self, leg: LegId, tap: Tap) -> Result<(), Error> {
        call!(pp_room_set_tap(self.raw.get_mut(), leg.number(), tap.number())).map(drop)
    }

    /// Whether [`poll`](Room::poll) yields each speaker of a Discord leg alone.
    pub fn set_speaker_taps(&mut self, leg: LegId, on: bool) -> Result<(), Error> {
        call!(pp_room_set_speaker_taps(self.raw.get_mut(), leg.number(), on.into())).map(drop)
    }

    /// One Opus packet of a speaker in the Discord leg's channel, with the numbers of its RTP header.
    #[allow(clippy::too_many_arguments)]
    pub fn packet(
        &mut self,
        leg: LegId,
        user: u64,
        ssrc: u32,
        sequence: u16,
        timestamp: u32,
        opus: &[u8],
        now_us: u64,
    ) -> Result<(), Error> {
        let (raw, from, length) = (self.raw.get_mut(), opus.as_ptr(), opus.len());
        call!(pp_room_packet(raw, leg.number(), user, ssrc, sequence, timestamp, from, length, now_us)).map(drop)
    }

    /// Runs the ticks that are due: returns 0, 1 or 2.
    pub fn tick(&mut self, now_us: u64) -> Result<u32, Error> {
        let mut ran = 0;
        call!(pp_room_tick(self.raw.get_mut(), now_us, &mut ran))?;
        Ok(ran)
    }

    /// The next thing to do, with its bytes in `buffer`. Call it until it is [`Output::Wait`].
    pub fn poll<'b>(&mut self, buffer: &'b mut [u8]) -> Result<Output<'b>, Error> {
        let mut out = sys::pp_room_output::sized();
        let (raw, to, room) = (self.raw.get_mut(), buffer.as_mut_ptr(), buffer.len());
        // SAFETY: the buffer is valid for its length.
        let status = unsafe { sys::pp_room_poll(raw, to, room, &mut out) };
        let kind = Error::check(status, out.len as usize)?;
        Output::of(kind as u32, &out, buffer)
    }

    /// What the leg did since it was made, and how it stands.
    pub fn leg_stats(&self, leg: LegId) -> Result<LegStats, Error> {
        let mut stats = LegStats::sized();
        call!(pp_room_leg_stats(self.raw.get(), leg.number(), &mut stats))?;
        Ok(stats)
    }

    /// How a caller's line was in the last whole five seconds.
    pub fn quality(&self, leg: LegId) -> Result<Quality, Error> {
        let mut quality = Quality::sized();
        call!(pp_room_quality(self.raw.get(), leg.number(), &mut quality))?;
        Ok(quality)
    }
}
