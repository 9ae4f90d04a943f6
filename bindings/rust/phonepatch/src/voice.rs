use crate::dave::Update;
use crate::handle::{call, numbers, Handle};
use crate::Error;
use core::str::from_utf8;
use phonepatch_sys as sys;

/// A buffer of this size is enough for every output of a [`Voice`].
pub const VOICE_OUTPUT_MAX: usize = sys::PP_VOICE_OUTPUT_MAX as usize;
/// The longest Opus packet that a [`Voice`] can send.
pub const VOICE_PACKET_MAX: usize = sys::PP_VOICE_PACKET_MAX as usize;

/// How a [`Voice`] works: `VoiceSettings { user, ..VoiceSettings::sized() }`. What its fields mean stands in voice.h.
pub use sys::pp_voice_config as VoiceSettings;
/// Counts of a [`Voice`], and how it stands.
pub use sys::pp_voice_stats as VoiceStats;

numbers! {
    /// Where a [`Voice`] is on its way.
    VoiceState {
        /// In no channel.
        Idle = PP_VOICE_STATE_IDLE,
        /// The main gateway was asked.
        Signalling = PP_VOICE_STATE_SIGNALLING,
        /// The WebSocket is being opened.
        Connecting = PP_VOICE_STATE_CONNECTING,
        /// Finding out where the server sees us.
        Discovering = PP_VOICE_STATE_DISCOVERING,
        /// Settling how to seal.
        Selecting = PP_VOICE_STATE_SELECTING,
        /// Sound flows.
        Ready = PP_VOICE_STATE_READY,
        /// Sound flows on, while the WebSocket comes back.
        Resuming = PP_VOICE_STATE_RESUMING,
        /// Waiting before trying again.
        BackingOff = PP_VOICE_STATE_BACKING_OFF,
        /// Sent away: a new server may be named, or we are out.
        Dismissed = PP_VOICE_STATE_DISMISSED,
        /// Over; a join begins anew.
        Ended = PP_VOICE_STATE_ENDED,
    }
}

/// What a group has to be told, in order.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum GroupWork<'b> {
    /// A new [`Session`](crate::dave::Session) of `channel`; forget the one before.
    Open {
        /// For which channel.
        channel: u64,
        /// Encryption is required.
        required: bool,
    },
    /// The server chose this version.
    Start(u32),
    /// This user may be added.
    Connected(u64),
    /// This user may not any more.
    Disconnected(u64),
    /// A binary message, its op first.
    Message(&'b [u8]),
    /// A transition to a version.
    PrepareTransition {
        /// Which.
        transition: u16,
        /// To what.
        version: u32,
    },
    /// A transition happens.
    ExecuteTransition(u16),
    /// An epoch of a version.
    PrepareEpoch {
        /// Which.
        epoch: u64,
        /// Of what.
        version: u32,
    },
    /// Too many frames could not be opened.
    Recover,
}

/// What [`Voice::poll`] gave.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum VoiceOutput<'b> {
    /// Nothing is left: call [`Voice::tick`] at this time.
    Wait {
        /// When.
        until_us: u64,
    },
    /// Main gateway: op 4; a channel of `None` leaves.
    Signal {
        /// Where.
        guild: u64,
        /// Which.
        channel: Option<u64>,
    },
    /// Open a WebSocket.
    Connect {
        /// Its number.
        connection: u32,
        /// Where to.
        url: &'b str,
    },
    /// Close it, and forget it.
    Disconnect {
        /// Its number.
        connection: u32,
        /// The close code.
        code: u32,
    },
    /// Send this on it as one text message.
    Text {
        /// Its number.
        connection: u32,
        /// The message.
        text: &'b str,
    },
    /// Send this on it as one binary message.
    Binary {
        /// Its number.
        connection: u32,
        /// The message.
        bytes: &'b [u8],
    },
    /// Datagrams go here from now on. Take a new UDP socket.
    Path {
        /// As text.
        address: &'b str,
        /// The port.
        port: u16,
    },
    /// Send this as one datagram.
    Datagram(&'b [u8]),
    /// One Opus packet of somebody in the channel: what [`Room::packet`](crate::Room::packet) takes.
    Media {
        /// Who.
        user: u64,
        /// Of RTP.
        ssrc: u32,
        /// Of RTP.
        sequence: u16,
        /// Of RTP.
        timestamp: u32,
        /// The packet.
        opus: &'b [u8],
    },
    /// For the group of this number.
    Group {
        /// Hand it back with what the group answers.
        group: u32,
        /// What it has to be told.
        work: GroupWork<'b>,
    },
    /// Its state changed.
    State(VoiceState),
    /// Something else happened: see the `PP_VOICE_EVENT_` of voice.h.
    Event {
        /// What.
        event: u32,
        /// Whom it is about.
        user: u64,
        /// As the header says.
        value: u64,
        /// As the header says.
        extra: u64,
    },
}

/// One bot in one Discord voice channel: the voice gateway, the datagrams, the sound in them. It owns no socket, thread or
/// clock: you give it what arrives and the time, and it tells what to send and when to come back.
#[derive(Debug)]
pub struct Voice {
    raw: Handle<sys::pp_voice>,
}

impl Voice {
    /// Takes all memory that the session will ever use.
    pub fn new(settings: &VoiceSettings) -> Result<Self, Error> {
        let config = VoiceSettings { size: VoiceSettings::sized().size, ..*settings };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_voice_create(&config, out) })?;
        Ok(Voice { raw })
    }

    /// Be in this channel; in one already, a move. A stage channel is not encrypted end to end.
    pub fn join(&mut self, guild: u64, channel: u64, stage: bool, now_us: u64) -> Result<(), Error> {
        call!(pp_voice_join(self.raw.get_mut(), guild, channel, stage.into(), now_us)).map(drop)
    }

    /// Leave it.
    pub fn leave(&mut self, now_us: u64) -> Result<(), Error> {
        call!(pp_voice_leave(self.raw.get_mut(), now_us)).map(drop)
    }

    /// The main gateway's VOICE_STATE_UPDATE of the bot itself, every one.
    pub fn state(&mut self, session: &str, channel: Option<u64>, stage: bool, now_us: u64) -> Result<(), Error> {
        let (raw, from, length) = (self.raw.get_mut(), session.as_ptr(), session.len());
        call!(pp_voice_state(raw, from, length, channel.unwrap_or(0), stage.into(), now_us)).map(drop)
    }

    /// The main gateway's VOICE_SERVER_UPDATE of the guild, every one.
    pub fn server(&mut self, endpoint: Option<&str>, token: &str, now_us: u64) -> Result<(), Error> {
        let (raw, endpoint) = (self.raw.get_mut(), endpoint.unwrap_or(""));
        let (to, from) = (endpoint.as_ptr(), token.as_ptr());
        call!(pp_voice_server(raw, to, endpoint.len(), from, token.len(), now_us)).map(drop)
    }

    /// The WebSocket is open. What comes from one that is not the newest is passed over, here and below.
    pub fn opened(&mut self, connection: u32, now_us: u64) -> Result<(), Error> {
        call!(pp_voice_opened(self.raw.get_mut(), connection, now_us)).map(drop)
    }

    /// It was closed with this code; 1006: it was lost, or could not be opened.
    pub fn closed(&mut self, connection: u32, code: u32, now_us: u64) -> Result<(), Error> {
        call!(pp_voice_closed(self.raw.get_mut(), connection, code, now_us)).map(drop)
    }

    /// One text message from it.
    pub fn text(&mut self, connection: u32, message: &str, now_us: u64) -> Result<(), Error> {
        let (raw, from) = (self.raw.get_mut(), message.as_ptr());
        call!(pp_voice_text(raw, connection, from, message.len(), now_us)).map(drop)
    }

    /// One binary message from it.
    pub fn binary(&mut self, connection: u32, message: &[u8], now_us: u64) -> Result<(), Error> {
        let (raw, from) = (self.raw.get_mut(), message.as_ptr());
        call!(pp_voice_binary(raw, connection, from, message.len(), now_us)).map(drop)
    }

    /// One datagram from the voice server.
    pub fn datagram(&mut self, datagram: &[u8], now_us: u64) -> Result<(), Error> {
        call!(pp_voice_datagram(self.raw.get_mut(), datagram.as_ptr(), datagram.len(), now_us)).map(drop)
    }

    /// One Opus packet of what we say: one for each 20 ms while there is something to say. [`Error::State`] when it cannot be
    /// sent now.
    pub fn send(&mut self, opus: &[u8], now_us: u64) -> Result<(), Error> {
        call!(pp_voice_send(self.raw.get_mut(), opus.as_ptr(), opus.len(), now_us)).map(drop)
    }

    /// Time passed.
    pub fn tick(&mut self, now_us: u64) -> Result<(), Error> {
        call!(pp_voice_tick(self.raw.get_mut(), now_us)).map(drop)
    }

    /// The next thing to do, with its bytes in `buffer`. Call it until it is [`VoiceOutput::Wait`].
    pub fn poll<'b>(&mut self, buffer: &'b mut [u8]) -> Result<VoiceOutput<'b>, Error> {
        let mut out = sys::pp_voice_output::sized();
        let (raw, to, room) = (self.raw.get_mut(), buffer.as_mut_ptr(), buffer.len());
        // SAFETY: the buffer is valid for its length.
        let status = unsafe { sys::pp_voice_poll(raw, to, room, &mut out) };
        let kind = Error::check(status, out.len as usize)?;
        VoiceOutput::of(kind as u32, &out, buffer)
    }

    /// The group's binary message for the gateway, its op first.
    pub fn dave_binary(&mut self, group: u32, message: &[u8]) -> Result<(), Error> {
        call!(pp_voice_dave_binary(self.raw.get_mut(), group, message.as_ptr(), message.len())).map(drop)
    }

    /// The group is ready for the transition.
    pub fn dave_ready(&mut self, group: u32, transition: u32) -> Result<(), Error> {
        call!(pp_voice_dave_ready(self.raw.get_mut(), group, transition)).map(drop)
    }

    /// A commit or welcome of the transition was of no use to the group.
    pub fn dave_invalid(&mut self, group: u32, transition: u32) -> Result<(), Error> {
        call!(pp_voice_dave_invalid(self.raw.get_mut(), group, transition)).map(drop)
    }

    /// Swaps new keys in. The update is then empty, also when it is of an older group.
    pub fn dave_keys(&mut self, group: u32, update: &mut Update, now_us: u64) -> Result<(), Error> {
        call!(pp_voice_dave_keys(self.raw.get_mut(), group, update.raw.get_mut(), now_us)).map(drop)
    }

    /// Counts since it was made, and how it stands.
    pub fn stats(&self) -> Result<VoiceStats, Error> {
        let mut stats = VoiceStats::sized();
        call!(pp_voice_read(self.raw.get(), &mut stats))?;
        Ok(stats)
    }
}

impl<'b> VoiceOutput<'b> {
    fn of(kind: u32, out: &sys::pp_voice_output, buffer: &'b [u8]) -> Result<Self, Error> {
        let bytes = buffer.get(..out.len as usize).unwrap_or(&[]);
        let text = || from_utf8(bytes).map_err(|_| Error::Internal(0));
        let connection = out.connection;
        Ok(match kind {
            sys::PP_VOICE_WAIT => VoiceOutput::Wait { until_us: out.wake_us },
            sys::PP_VOICE_SIGNAL => {
                VoiceOutput::Signal { guild: out.guild, channel: (out.channel != 0).then_some(out.channel) }
            }
            sys::PP_VOICE_CONNECT => VoiceOutput::Connect { connection, url: text()? },
            sys::PP_VOICE_DISCONNECT => VoiceOutput::Disconnect { connection, code: out.code },
            sys::PP_VOICE_TEXT => VoiceOutput::Text { connection, text: text()? },
            sys::PP_VOICE_BINARY => VoiceOutput::Binary { connection, bytes },
            sys::PP_VOICE_PATH => VoiceOutput::Path { address: text()?, port: out.code as u16 },
            sys::PP_VOICE_DATAGRAM => VoiceOutput::Datagram(bytes),
            sys::PP_VOICE_MEDIA => VoiceOutput::Media {
                user: out.user,
                ssrc: out.ssrc,
                sequence: out.sequence as u16,
                timestamp: out.timestamp,
                opus: bytes,
            },
            sys::PP_VOICE_DAVE => VoiceOutput::Group { group: out.group, work: GroupWork::of(out, bytes)? },
            _ => match VoiceState::of(out.value as u32) {
                Some(state) if out.what == sys::PP_VOICE_EVENT_STATE => VoiceOutput::State(state),
                _ => VoiceOutput::Event { event: out.what, user: out.user, value: out.value, extra: out.extra },
            },
        })
    }
}

impl<'b> GroupWork<'b> {
    fn of(out: &sys::pp_voice_output, bytes: &'b [u8]) -> Result<Self, Error> {
        let (transition, version) = (out.transition as u16, out.value as u32);
        Ok(match out.what {
            sys::PP_VOICE_DAVE_OPEN => GroupWork::Open { channel: out.channel, required: out.value == 1 },
            sys::PP_VOICE_DAVE_START => GroupWork::Start(version),
            sys::PP_VOICE_DAVE_CONNECTED => GroupWork::Connected(out.user),
            sys::PP_VOICE_DAVE_DISCONNECTED => GroupWork::Disconnected(out.user),
            sys::PP_VOICE_DAVE_MESSAGE => GroupWork::Message(bytes),
            sys::PP_VOICE_DAVE_PREPARE_TRANSITION => GroupWork::PrepareTransition { transition, version },
            sys::PP_VOICE_DAVE_EXECUTE_TRANSITION => GroupWork::ExecuteTransition(transition),
            sys::PP_VOICE_DAVE_PREPARE_EPOCH => GroupWork::PrepareEpoch { epoch: out.extra, version },
            sys::PP_VOICE_DAVE_RECOVER => GroupWork::Recover,
            _ => return Err(Error::Internal(0)),
        })
    }
}
