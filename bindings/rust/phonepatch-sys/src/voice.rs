// Written by bindings/rust/generate from include/phonepatch/voice.h: do not edit.
use crate::pp_dave_update;
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

pub const PP_VOICE_OUTPUT_MAX: u32 = 131072;
pub const PP_VOICE_PACKET_MAX: u32 = 1140;
/// nothing is left: call pp_voice_tick at wake_us
pub const PP_VOICE_WAIT: u32 = 0;
/// main gateway: op 4 with `guild` and `channel`; 0: null, which leaves
pub const PP_VOICE_SIGNAL: u32 = 1;
/// open the WebSocket `connection`; the bytes are its URL
pub const PP_VOICE_CONNECT: u32 = 2;
/// close it with `code`, and forget it
pub const PP_VOICE_DISCONNECT: u32 = 3;
/// send the bytes on it as one text message
pub const PP_VOICE_TEXT: u32 = 4;
/// send the bytes on it as one binary message
pub const PP_VOICE_BINARY: u32 = 5;
/// datagrams go to this address from now on: the bytes are its text, `code` its port. Take a new UDP socket
pub const PP_VOICE_PATH: u32 = 6;
/// send the bytes as one datagram
pub const PP_VOICE_DATAGRAM: u32 = 7;
/// one Opus packet of `user`
pub const PP_VOICE_MEDIA: u32 = 8;
/// for the group `group`: see `what`
pub const PP_VOICE_DAVE: u32 = 9;
/// see `what`
pub const PP_VOICE_EVENT: u32 = 10;
/// a new group, of `channel`; forget the one before. value 1: encryption is required
pub const PP_VOICE_DAVE_OPEN: u32 = 1;
/// the server chose version `value`
pub const PP_VOICE_DAVE_START: u32 = 2;
/// `user` may be added
pub const PP_VOICE_DAVE_CONNECTED: u32 = 3;
/// `user` may not any more
pub const PP_VOICE_DAVE_DISCONNECTED: u32 = 4;
/// the bytes are a binary message, its op first
pub const PP_VOICE_DAVE_MESSAGE: u32 = 5;
/// `transition` to version `value`
pub const PP_VOICE_DAVE_PREPARE_TRANSITION: u32 = 6;
/// `transition`
pub const PP_VOICE_DAVE_EXECUTE_TRANSITION: u32 = 7;
/// epoch `extra`, version `value`
pub const PP_VOICE_DAVE_PREPARE_EPOCH: u32 = 8;
/// too many frames could not be opened
pub const PP_VOICE_DAVE_RECOVER: u32 = 9;
/// `value` is the PP_VOICE_STATE_…
pub const PP_VOICE_EVENT_STATE: u32 = 1;
/// sound can flow: our SSRC, `extra` the version of DAVE
pub const PP_VOICE_EVENT_READY: u32 = 2;
/// the WebSocket is back after `value` us, nothing else changed
pub const PP_VOICE_EVENT_RESUMED: u32 = 3;
/// it was closed with code `value`; `extra` PP_VOICE_WILL_…
pub const PP_VOICE_EVENT_CLOSED: u32 = 4;
/// over: PP_VOICE_END_…, `extra` the close code, if any
pub const PP_VOICE_EVENT_ENDED: u32 = 5;
/// we were moved to channel `value`
pub const PP_VOICE_EVENT_MOVED: u32 = 6;
/// the voice server went away (0) or is another one (1)
pub const PP_VOICE_EVENT_SERVER: u32 = 7;
/// the main gateway did not answer, `value` times in a row: no permission, or the channel is full
pub const PP_VOICE_EVENT_NO_ANSWER: u32 = 8;
/// the server did not tell where it sees us: UDP is blocked
pub const PP_VOICE_EVENT_NO_DISCOVERY: u32 = 9;
/// three heartbeats without an answer
pub const PP_VOICE_EVENT_HEARTBEAT_LOST: u32 = 10;
/// a message of the gateway was not understood
pub const PP_VOICE_EVENT_MALFORMED: u32 = 11;
/// `user` is in the channel
pub const PP_VOICE_EVENT_JOINED: u32 = 12;
/// `user` left it
pub const PP_VOICE_EVENT_LEFT: u32 = 13;
/// `user` speaks with the SSRC `value`
pub const PP_VOICE_EVENT_SOURCE: u32 = 14;
/// sound of the SSRC `value`, whose user is not known, waits
pub const PP_VOICE_EVENT_UNKNOWN_SOURCE: u32 = 15;
/// `value` received packets were of no use; `extra` is the PP_VOICE_LOSS_… of the last one, `user` its sender
pub const PP_VOICE_EVENT_UNHEARD: u32 = 16;
/// `value` of our frames were not sent; `extra` as above
pub const PP_VOICE_EVENT_UNSENT: u32 = 17;
/// the channel is not encrypted, and has to be: say so there
pub const PP_VOICE_EVENT_MUTED: u32 = 18;
pub const PP_VOICE_EVENT_UNMUTED: u32 = 19;
/// the group's keys are asked for anew
pub const PP_VOICE_EVENT_RECOVERING: u32 = 20;
/// `value` events were lost: you did not poll
pub const PP_VOICE_EVENT_OVERFLOW: u32 = 21;
pub const PP_VOICE_STATE_IDLE: u32 = 0;
pub const PP_VOICE_STATE_SIGNALLING: u32 = 1;
pub const PP_VOICE_STATE_CONNECTING: u32 = 2;
pub const PP_VOICE_STATE_DISCOVERING: u32 = 3;
pub const PP_VOICE_STATE_SELECTING: u32 = 4;
pub const PP_VOICE_STATE_READY: u32 = 5;
/// sound flows on
pub const PP_VOICE_STATE_RESUMING: u32 = 6;
pub const PP_VOICE_STATE_BACKING_OFF: u32 = 7;
/// sent away: a new server may be named, or we are out
pub const PP_VOICE_STATE_DISMISSED: u32 = 8;
/// pp_voice_join begins anew
pub const PP_VOICE_STATE_ENDED: u32 = 9;
pub const PP_VOICE_WILL_RESUME: u32 = 1;
/// a new session with the same token
pub const PP_VOICE_WILL_IDENTIFY: u32 = 2;
/// by way of the main gateway
pub const PP_VOICE_WILL_REJOIN: u32 = 3;
pub const PP_VOICE_WILL_REJOIN_ONCE: u32 = 4;
pub const PP_VOICE_WILL_WAIT: u32 = 5;
pub const PP_VOICE_WILL_REJOIN_LATE: u32 = 6;
pub const PP_VOICE_WILL_STOP: u32 = 7;
pub const PP_VOICE_END_LEFT: u32 = 1;
/// we were taken out of the channel
pub const PP_VOICE_END_REMOVED: u32 = 2;
pub const PP_VOICE_END_UNANSWERED: u32 = 3;
/// the server refused what we say, twice
pub const PP_VOICE_END_REFUSED: u32 = 4;
/// a fault of set-up: never tried again
pub const PP_VOICE_END_DAVE_REQUIRED: u32 = 5;
pub const PP_VOICE_END_RATE_LIMITED: u32 = 6;
/// no way to seal packets that we know is offered
pub const PP_VOICE_END_NO_MODE: u32 = 7;
/// UDP does not get through
pub const PP_VOICE_END_NO_PATH: u32 = 8;
pub const PP_VOICE_LOSS_TRANSPORT: u32 = 1;
pub const PP_VOICE_LOSS_MALFORMED: u32 = 2;
pub const PP_VOICE_LOSS_UNKNOWN_SOURCE: u32 = 3;
pub const PP_VOICE_LOSS_NO_KEY: u32 = 4;
pub const PP_VOICE_LOSS_PLAINTEXT: u32 = 5;
pub const PP_VOICE_LOSS_BAD_FRAME: u32 = 6;
pub const PP_VOICE_LOSS_REPLAYED: u32 = 7;
pub const PP_VOICE_LOSS_UNAUTHENTICATED: u32 = 8;
pub const PP_VOICE_LOSS_CROWDED: u32 = 9;
pub const PP_VOICE_LOSS_NOT_READY: u32 = 10;
pub const PP_VOICE_LOSS_NO_OWN_KEY: u32 = 11;
pub const PP_VOICE_LOSS_MUTED: u32 = 12;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_voice {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_voice_config {
    pub size: u32,
    /// 1: a channel without end-to-end encryption does not mute us
    pub plain_allowed: u32,
    /// the bot's user id
    pub user: u64,
    /// for where counts begin and how back-off spreads; nothing secret
    pub seed: u64,
    /// 1: XChaCha20-Poly1305 also where AES-256-GCM is offered, for a CPU without AES instructions
    pub no_aes: u32,
    /// received frames that may wait, 16 to 512; 0 means 64
    pub arrivals: u32,
    /// sources of sound told apart, 1 to 512; 0 means 64
    pub sources: u32,
    /// 0
    pub reserved: u32,
}

impl pp_voice_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_voice_output {
    pub size: u32,
    /// of PP_VOICE_DAVE and PP_VOICE_EVENT
    pub what: u32,
    /// bytes at the start of your buffer; on PP_ERR_NO_SPACE: bytes needed
    pub len: u64,
    /// of PP_VOICE_WAIT
    pub wake_us: u64,
    pub guild: u64,
    pub channel: u64,
    pub user: u64,
    pub value: u64,
    pub extra: u64,
    /// the number of the WebSocket
    pub connection: u32,
    /// a close code, or a port
    pub code: u32,
    /// of PP_VOICE_DAVE: hand it back with what the group answers
    pub group: u32,
    pub transition: u32,
    /// of PP_VOICE_MEDIA, as the two below
    pub ssrc: u32,
    pub timestamp: u32,
    pub sequence: u32,
    /// 0
    pub reserved: u32,
}

impl pp_voice_output {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_voice_stats {
    pub size: u32,
    /// PP_VOICE_STATE_…
    pub state: u32,
    /// 0: none
    pub dave_version: u32,
    /// known
    pub sources: u32,
    /// received frames that wait
    pub waiting: u32,
    /// 1: the channel is not encrypted, and has to be
    pub muted: u32,
    /// of the last heartbeat
    pub round_trip_us: u64,
    /// WebSockets asked for
    pub connects: u64,
    pub resumes: u64,
    pub rejoins: u64,
    /// of the gateway, understood
    pub messages: u64,
    /// and not
    pub malformed: u64,
    pub heartbeats: u64,
    pub heartbeats_missed: u64,
    /// received
    pub datagrams: u64,
    /// those that were no sound
    pub others: u64,
    /// received frames handed on as Opus packets
    pub heard: u64,
    /// received packets whose padding was cut
    pub padded: u64,
    /// frames sent, silence included
    pub sent: u64,
    /// what did not become sound, by cause: PP_VOICE_LOSS_…
    pub lost_transport: u64,
    pub lost_malformed: u64,
    pub lost_unknown_source: u64,
    pub lost_no_key: u64,
    pub lost_plaintext: u64,
    pub lost_bad_frame: u64,
    pub lost_replayed: u64,
    pub lost_unauthenticated: u64,
    pub lost_crowded: u64,
    pub lost_not_ready: u64,
    pub lost_no_own_key: u64,
    pub lost_muted: u64,
    /// you did not poll
    pub events_lost: u64,
}

impl pp_voice_stats {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_voice_create(config: *const pp_voice_config, out: *mut *mut pp_voice) -> pp_status;
    pub fn pp_voice_destroy(voice: *mut pp_voice);
    pub fn pp_voice_join(voice: *mut pp_voice, guild: u64, channel: u64, stage: u32, now_us: u64) -> pp_status;
    pub fn pp_voice_leave(voice: *mut pp_voice, now_us: u64) -> pp_status;
    pub fn pp_voice_state(
        voice: *mut pp_voice,
        session: *const u8,
        session_len: usize,
        channel: u64,
        stage: u32,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_voice_server(
        voice: *mut pp_voice,
        endpoint: *const u8,
        endpoint_len: usize,
        token: *const u8,
        token_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_voice_opened(voice: *mut pp_voice, connection: u32, now_us: u64) -> pp_status;
    pub fn pp_voice_closed(voice: *mut pp_voice, connection: u32, code: u32, now_us: u64) -> pp_status;
    pub fn pp_voice_text(
        voice: *mut pp_voice,
        connection: u32,
        message: *const u8,
        message_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_voice_binary(
        voice: *mut pp_voice,
        connection: u32,
        message: *const u8,
        message_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_voice_datagram(voice: *mut pp_voice, datagram: *const u8, datagram_len: usize, now_us: u64) -> pp_status;
    pub fn pp_voice_send(voice: *mut pp_voice, opus: *const u8, opus_len: usize, now_us: u64) -> pp_status;
    pub fn pp_voice_tick(voice: *mut pp_voice, now_us: u64) -> pp_status;
    pub fn pp_voice_poll(
        voice: *mut pp_voice,
        buffer: *mut u8,
        buffer_cap: usize,
        out: *mut pp_voice_output,
    ) -> pp_status;
    pub fn pp_voice_dave_binary(voice: *mut pp_voice, group: u32, message: *const u8, message_len: usize) -> pp_status;
    pub fn pp_voice_dave_ready(voice: *mut pp_voice, group: u32, transition: u32) -> pp_status;
    pub fn pp_voice_dave_invalid(voice: *mut pp_voice, group: u32, transition: u32) -> pp_status;
    pub fn pp_voice_dave_keys(voice: *mut pp_voice, group: u32, update: *mut pp_dave_update, now_us: u64) -> pp_status;
    pub fn pp_voice_read(voice: *const pp_voice, stats: *mut pp_voice_stats) -> pp_status;
}
