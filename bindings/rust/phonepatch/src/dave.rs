//! DAVE, Discord's end-to-end encryption of calls, with a voice gateway of yours or of anybody's.
//!
//! A [`Session`] does the group work, on any thread; a [`Frames`] seals and opens, on the audio thread; an [`Update`]
//! carries new keys from the one to the other. [`Voice`](crate::Voice) has frames of its own.
use crate::handle::{call, numbers, Handle};
use crate::Error;
use core::ffi::CStr;
use phonepatch_sys as sys;

/// For max_dave_protocol_version when you identify.
pub const VERSION: u32 = sys::PP_DAVE_VERSION;
/// The most that sealing adds to a frame.
pub const OVERHEAD: usize = sys::PP_DAVE_OVERHEAD as usize;
/// A buffer of this size is enough for every message of a group.
pub const MESSAGE_MAX: usize = sys::PP_VOICE_OUTPUT_MAX as usize;

numbers! {
    /// What is sent without a key.
    Sending {
        /// Nothing yet: keys have not come.
        Waiting = PP_DAVE_WAITING,
        /// Frames in the clear.
        Plain = PP_DAVE_PLAIN,
        /// Nothing: the call is not encrypted, and has to be.
        Muted = PP_DAVE_MUTED,
    }
}

/// Carries keys from a [`Session`] to a [`Frames`]. Dropping it wipes them.
#[derive(Debug)]
pub struct Update {
    pub(crate) raw: Handle<sys::pp_dave_update>,
}

impl Update {
    /// An empty one for so many members, as the session has, up to 1024.
    pub fn new(users: u32) -> Result<Self, Error> {
        let config = sys::pp_dave_update_config { users, ..sys::pp_dave_update_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_dave_update_create(&config, out) })?;
        Ok(Update { raw })
    }

    /// By hand: the first secret of what `user` sends.
    pub fn add_receiver(&mut self, user: u64, key: &[u8; 16]) -> Result<(), Error> {
        call!(pp_dave_update_add_receiver(self.raw.get_mut(), user, key.as_ptr(), key.len())).map(drop)
    }

    /// By hand: the first secret of what we send, and how many frames an earlier owner has sealed with it.
    pub fn set_sender(&mut self, key: &[u8; 16], sealed: u32) -> Result<(), Error> {
        call!(pp_dave_update_set_sender(self.raw.get_mut(), key.as_ptr(), key.len(), sealed)).map(drop)
    }

    /// By hand: what is sent without a key.
    pub fn set_sending(&mut self, sending: Sending) -> Result<(), Error> {
        call!(pp_dave_update_set_sending(self.raw.get_mut(), sending.number())).map(drop)
    }

    /// By hand: whether frames in the clear are let in.
    pub fn set_passthrough(&mut self, allowed: bool) -> Result<(), Error> {
        call!(pp_dave_update_set_passthrough(self.raw.get_mut(), allowed.into())).map(drop)
    }
}

/// Counts of a [`Frames`].
pub use sys::pp_dave_counts as Counts;

/// What became of a received frame.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Opened {
    /// It was encrypted and is open.
    Sealed,
    /// The silence frame in the clear: sound.
    Silence,
    /// In the clear, at a time when that is allowed: sound.
    Passed,
    /// From here on nothing to play: no member of that number.
    UnknownUser,
    /// The member's keys are all too old.
    NoKey,
    /// Not encrypted, and should be.
    Plaintext,
    /// Says that it is a DAVE frame, and is none.
    Damaged,
    /// Opened before, or more than 1000 frames late.
    Replayed,
    /// Of a key generation that cannot be yet, or is gone.
    Generation,
    /// Its tag fits no key of the member.
    Unauthenticated,
}

impl Opened {
    fn of(status: sys::pp_status) -> Option<Self> {
        Some(match status as u32 {
            0 => Opened::Sealed,
            sys::PP_DAVE_SILENCE => Opened::Silence,
            sys::PP_DAVE_PASSED => Opened::Passed,
            sys::PP_DAVE_UNKNOWN_USER => Opened::UnknownUser,
            sys::PP_DAVE_NO_KEY => Opened::NoKey,
            sys::PP_DAVE_PLAINTEXT => Opened::Plaintext,
            sys::PP_DAVE_DAMAGED => Opened::Damaged,
            sys::PP_DAVE_REPLAYED => Opened::Replayed,
            sys::PP_DAVE_GENERATION => Opened::Generation,
            sys::PP_DAVE_UNAUTHENTICATED => Opened::Unauthenticated,
            _ => return None,
        })
    }
}

/// Seals what you send and opens what you receive: one Opus packet each.
///
/// ```
/// use phonepatch::dave::{Frames, Opened, Update, OVERHEAD};
/// let (key, mut update) = ([7; 16], Update::new(2)?);
/// let (mut ours, mut theirs) = (Frames::new(2, 0, 0)?, Frames::new(2, 0, 0)?);
/// update.set_sender(&key, 0)?;
/// ours.apply(&mut update, 0)?;
/// update.add_receiver(42, &key)?;
/// theirs.apply(&mut update, 0)?;
/// let (opus, mut sealed, mut opened) = ([0x78; 40], [0; 40 + OVERHEAD], [0; 40 + OVERHEAD]);
/// let length = ours.seal(&opus, &mut sealed)?;
/// let (how, length) = theirs.open(42, &sealed[..length], 0, &mut opened)?;
/// assert_eq!((how, &opened[..length]), (Opened::Sealed, &opus[..]));
/// # Ok::<(), phonepatch::Error>(())
/// ```
#[derive(Debug)]
pub struct Frames {
    raw: Handle<sys::pp_dave_frames>,
}

impl Frames {
    /// For so many members, epochs kept of each and speakers at a time; 0 means 100, 5 and 16.
    pub fn new(users: u32, epochs: u32, speakers: u32) -> Result<Self, Error> {
        let config = sys::pp_dave_frames_config { users, epochs, speakers, ..sys::pp_dave_frames_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_dave_frames_create(&config, out) })?;
        Ok(Frames { raw })
    }

    /// Takes the keys of an update, which is empty then.
    pub fn apply(&mut self, update: &mut Update, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_apply(self.raw.get_mut(), update.raw.get_mut(), now_us)).map(drop)
    }

    /// Seals one frame; [`OVERHEAD`] more of room always do. [`Error::State`]: nothing may be sent now; drop the frame.
    pub fn seal(&mut self, frame: &[u8], out: &mut [u8]) -> Result<usize, Error> {
        let (raw, from, length, mut written) = (self.raw.get_mut(), frame.as_ptr(), frame.len(), 0);
        let (to, room) = (out.as_mut_ptr(), out.len());
        call!(pp_dave_seal(raw, from, length, to, room, &mut written), needed written)?;
        Ok(written)
    }

    /// Opens one frame of `user`, whose RTP padding was cut; returns what became of it and how many bytes there are to play.
    pub fn open(&mut self, user: u64, frame: &[u8], now_us: u64, out: &mut [u8]) -> Result<(Opened, usize), Error> {
        let (raw, from, length, mut written) = (self.raw.get_mut(), frame.as_ptr(), frame.len(), 0);
        let (to, room) = (out.as_mut_ptr(), out.len());
        let status = call!(pp_dave_open(raw, user, from, length, now_us, to, room, &mut written), needed written)?;
        Ok((Opened::of(status).ok_or(Error::Internal(status))?, written))
    }

    /// Whether these bytes have the form of an encrypted frame.
    pub fn is_frame(frame: &[u8]) -> bool {
        // SAFETY: the slice is valid for its length.
        unsafe { sys::pp_dave_is_frame(frame.as_ptr(), frame.len()) != 0 }
    }

    /// Counts since it was made.
    pub fn counts(&self) -> Result<Counts, Error> {
        let mut counts = Counts::sized();
        call!(pp_dave_frames_stats(self.raw.get(), &mut counts))?;
        Ok(counts)
    }
}

/// What [`Session::poll`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Output<'b> {
    /// Send this as one binary message.
    Binary(&'b [u8]),
    /// Send op 23 with this transition.
    Ready(u32),
    /// Send op 31 with this transition.
    Invalid(u32),
    /// Call [`Session::take`].
    Update,
    /// Something happened: see the `PP_DAVE_EVENT_` of dave.h.
    Event {
        /// What.
        event: u32,
        /// As the header says.
        value: u64,
    },
}

/// How a [`Session`] stands.
pub use sys::pp_dave_state as State;

/// The group work of one call.
#[derive(Debug)]
pub struct Session {
    raw: Handle<sys::pp_dave_session>,
}

impl Session {
    /// For so many members, 0 means 100, as `user` in `channel`. `allow_plain`: in a call that is not end-to-end encrypted we
    /// go on in the clear.
    pub fn new(users: u32, user: u64, channel: u64, allow_plain: bool) -> Result<Self, Error> {
        let config = sys::pp_dave_session_config {
            users,
            user,
            channel,
            allow_plain: allow_plain.into(),
            ..sys::pp_dave_session_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_dave_session_create(&config, out) })?;
        Ok(Session { raw })
    }

    /// Op 4 with its dave_protocol_version.
    pub fn start(&mut self, version: u32, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_start(self.raw.get_mut(), version, now_us)).map(drop)
    }

    /// A user of op 11.
    pub fn connect(&mut self, user: u64) -> Result<(), Error> {
        call!(pp_dave_connect(self.raw.get_mut(), user)).map(drop)
    }

    /// The user of op 13.
    pub fn disconnect(&mut self, user: u64) -> Result<(), Error> {
        call!(pp_dave_disconnect(self.raw.get_mut(), user)).map(drop)
    }

    /// Op 21.
    pub fn prepare_transition(&mut self, transition: u16, version: u32, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_prepare_transition(self.raw.get_mut(), transition, version, now_us)).map(drop)
    }

    /// Op 22.
    pub fn execute_transition(&mut self, transition: u16, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_execute_transition(self.raw.get_mut(), transition, now_us)).map(drop)
    }

    /// Op 24.
    pub fn prepare_epoch(&mut self, epoch: u64, version: u32, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_prepare_epoch(self.raw.get_mut(), epoch, version, now_us)).map(drop)
    }

    /// Ops 25, 27, 29 and 30: a binary message from its op byte on. What does not fit is an event, not a failure.
    pub fn receive(&mut self, message: &[u8], now_us: u64) -> Result<(), Error> {
        call!(pp_dave_receive(self.raw.get_mut(), message.as_ptr(), message.len(), now_us)).map(drop)
    }

    /// Too many frames could not be opened.
    pub fn recover(&mut self, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_recover(self.raw.get_mut(), now_us)).map(drop)
    }

    /// It is [`State::wake_us`].
    pub fn tick(&mut self, now_us: u64) -> Result<(), Error> {
        call!(pp_dave_tick(self.raw.get_mut(), now_us)).map(drop)
    }

    /// The next thing to do, with its bytes in `buffer`; `None` when nothing is left.
    pub fn poll<'b>(&mut self, buffer: &'b mut [u8]) -> Result<Option<Output<'b>>, Error> {
        let (mut length, mut out) = (0, sys::pp_dave_output::sized());
        let (raw, to, room) = (self.raw.get_mut(), buffer.as_mut_ptr(), buffer.len());
        call!(pp_dave_poll(raw, to, room, &mut length, &mut out), needed length)?;
        Ok(Some(match out.kind {
            sys::PP_DAVE_OUT_NONE => return Ok(None),
            sys::PP_DAVE_OUT_BINARY => Output::Binary(buffer.get(..length).unwrap_or(&[])),
            sys::PP_DAVE_OUT_READY => Output::Ready(out.transition),
            sys::PP_DAVE_OUT_INVALID => Output::Invalid(out.transition),
            sys::PP_DAVE_OUT_UPDATE => Output::Update,
            _ => Output::Event { event: out.event, value: out.value },
        }))
    }

    /// Moves the next change of keys to `update`; whether there was one.
    pub fn take(&mut self, update: &mut Update) -> Result<bool, Error> {
        let status = call!(pp_dave_take(self.raw.get_mut(), update.raw.get_mut()))?;
        Ok(status as u32 != sys::PP_DAVE_ABSENT)
    }

    /// How it stands.
    pub fn state(&self) -> Result<State, Error> {
        let mut state = State::sized();
        call!(pp_dave_session_state(self.raw.get(), &mut state))?;
        Ok(state)
    }

    /// The user ids of the group's members, in `users`.
    pub fn members<'u>(&self, users: &'u mut [u64]) -> Result<&'u [u64], Error> {
        let (to, room, mut count) = (users.as_mut_ptr(), users.len(), 0);
        call!(pp_dave_members(self.raw.get(), to, room, &mut count), needed count)?;
        Ok(&users[..count])
    }

    /// The digits of the voice privacy code, alike for all members; `None` without a group. Show [`privacy_notice`] beside it.
    pub fn privacy_code(&self) -> Result<Option<[u8; 30]>, Error> {
        let (mut text, mut length) = ([0; sys::PP_DAVE_PRIVACY_CODE as usize], 0);
        let status = call!(pp_dave_privacy_code(self.raw.get(), text.as_mut_ptr(), text.len(), &mut length))?;
        Ok((status as u32 != sys::PP_DAVE_ABSENT).then_some(text))
    }

    /// The digits by which we and `user` can know each other's keys. Takes some 100 ms and 16 MB.
    pub fn fingerprint(&self, user: u64) -> Result<Option<[u8; 45]>, Error> {
        let (mut text, mut length) = ([0; sys::PP_DAVE_FINGERPRINT as usize], 0);
        let (raw, to, room) = (self.raw.get(), text.as_mut_ptr(), text.len());
        let status = call!(pp_dave_fingerprint(raw, user, to, room, &mut length))?;
        Ok((status as u32 != sys::PP_DAVE_ABSENT).then_some(text))
    }
}

/// What to show beside the privacy code: that end-to-end encryption ends at this bridge.
pub fn privacy_notice() -> &'static str {
    // SAFETY: the text is static, and ends in a NUL.
    unsafe { CStr::from_ptr(sys::pp_dave_privacy_notice()) }.to_str().unwrap_or("")
}
