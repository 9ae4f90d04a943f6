// Written by bindings/rust/generate from include/phonepatch/room.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

pub type pp_leg_id = u64;

pub const PP_ROOM_OUTPUT_MAX: u32 = 4096;
pub const PP_ROOM_MARK_MAX: u32 = 128;
/// a caller behind a carrier's media stream (Twilio's dialect)
pub const PP_LEG_CARRIER: u32 = 1;
/// sound of the host: an AI voice, a file, a browser, a game
pub const PP_LEG_PCM: u32 = 2;
/// a Discord voice channel with all its speakers, as Opus packets: voice.h
pub const PP_LEG_DISCORD: u32 = 3;
pub const PP_TAP_OFF: u32 = 0;
/// the bytes as they came, before the jitter buffer, in the leg's format
pub const PP_TAP_WIRE: u32 = 1;
/// what the Room hears: s16 little-endian at its rate, one frame a tick
pub const PP_TAP_PROCESSED: u32 = 2;
/// nothing is left: call pp_room_tick at wake_us
pub const PP_ROOM_WAIT: u32 = 0;
/// send the bytes to the carrier of `leg` as one text message
pub const PP_ROOM_MESSAGE: u32 = 1;
/// what the PCM leg `leg` hears: 20 ms in its format
pub const PP_ROOM_AUDIO: u32 = 2;
/// sound of `leg`; position says where it begins
pub const PP_ROOM_TAP: u32 = 3;
/// see `event`
pub const PP_ROOM_EVENT: u32 = 4;
/// what the Discord leg `leg` is sent: an Opus packet for pp_voice_send
pub const PP_ROOM_PACKET: u32 = 5;
/// sound of `user` of the Discord leg `leg` alone, as of a processed tap
pub const PP_ROOM_SPEAKER: u32 = 6;
/// write the bytes at `position` of file `value`: see record.h
pub const PP_ROOM_RECORD: u32 = 7;
/// value: the key in ASCII
pub const PP_EVENT_DTMF: u32 = 1;
/// the bytes are its name; value 0: the sound before it was played, 1: a clear was sent after it, so it may have
/// been flushed
pub const PP_EVENT_MARK: u32 = 2;
/// the carrier ended the stream; the leg is sent nothing any more
pub const PP_EVENT_STOPPED: u32 = 3;
/// the first sample of item `value` is in this tick
pub const PP_EVENT_ITEM_STARTED: u32 = 4;
/// item `value` is over after `extra` of its samples
pub const PP_EVENT_ITEM_ENDED: u32 = 5;
/// sound was not there in time: `value` frames of silence stand in, and a caller is heard that much later from now
/// on
pub const PP_EVENT_STARVED: u32 = 6;
/// `value` frames were thrown away to keep the delay in bounds
pub const PP_EVENT_DISCARDED: u32 = 7;
/// `value` frames never came and were replaced
pub const PP_EVENT_LOST: u32 = 8;
/// the carrier's playback queue was empty for `value` us, by our estimate
pub const PP_EVENT_FAR_STARVED: u32 = 9;
/// `value` frames of silence were sent in addition (extra 0) or left out (extra 1), to keep the playback queue
/// right
pub const PP_EVENT_PACED: u32 = 10;
/// sound sent ahead was taken back by a clear, and `value` frames of it were sent again
pub const PP_EVENT_BROUGHT_BACK: u32 = 11;
/// `value` outbound frames were dropped: you did not poll
pub const PP_EVENT_UNSENT: u32 = 12;
/// `value` inbound messages were refused
pub const PP_EVENT_MALFORMED: u32 = 13;
/// `value` events of the leg were lost: you did not poll
pub const PP_EVENT_OVERFLOW: u32 = 14;
/// leg 0: `value` ticks were left out, because time jumped
pub const PP_EVENT_SKIPPED: u32 = 15;
/// `value` frames were made shorter or longer, or blended with what was invented before them
pub const PP_EVENT_STRETCHED: u32 = 30;
/// somebody speaks; value: the likelihood in thousandths
pub const PP_EVENT_SPEECH_STARTED: u32 = 50;
/// value: how long it was, in ms
pub const PP_EVENT_SPEECH_ENDED: u32 = 51;
/// a DTMF digit as sound; value: the key in ASCII
pub const PP_EVENT_DIGIT_HEARD: u32 = 52;
/// a beep; value: its frequency in Hz
pub const PP_EVENT_BEEP: u32 = 53;
/// value: how long it was, in ms
pub const PP_EVENT_BEEP_ENDED: u32 = 54;
/// value 1100: a fax machine that calls, 2100: one that answers
pub const PP_EVENT_FAX: u32 = 55;
/// the network's information tone
pub const PP_EVENT_INFORMATION: u32 = 56;
/// value: PP_ANSWER_ of tone.h; extra: confidence in thousandths
pub const PP_EVENT_ANSWER: u32 = 57;
/// Discord: user `value` begins to speak
pub const PP_EVENT_SPEAKER_STARTED: u32 = 40;
/// Discord: user `value` is silent
pub const PP_EVENT_SPEAKER_STOPPED: u32 = 41;
/// Discord: `value` packets were not heard, as all decoders were taken by others who speak
pub const PP_EVENT_CROWDED: u32 = 42;
/// item `value` of the PCM leg `peer` is over for this caller, who heard `extra` us of it; once for each item
pub const PP_EVENT_HEARD: u32 = 16;
/// what is wrong with a caller's line has changed: `extra` is a PP_CAUSE_, `value` ten times R of the last five
/// seconds
pub const PP_EVENT_QUALITY: u32 = 17;
pub const PP_CAUSE_NONE: u32 = 0;
/// we are heard, and no sound arrives
pub const PP_CAUSE_ONE_WAY: u32 = 1;
/// what arrives is all silence
pub const PP_CAUSE_SILENT: u32 = 2;
pub const PP_CAUSE_LOSS: u32 = 3;
pub const PP_CAUSE_DELAY: u32 = 4;
/// what the caller is played comes back
pub const PP_CAUSE_ECHO: u32 = 5;
pub const PP_CAUSE_CLIPPING: u32 = 6;
/// speech below -40 dBov
pub const PP_CAUSE_TOO_QUIET: u32 = 7;
/// speech above -10 dBov
pub const PP_CAUSE_TOO_LOUD: u32 = 8;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_room {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_leg {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_room_config {
    pub size: u32,
    /// of the Room's own sound: 8000, 16000, 24000 or 48000; 0 means 8000
    pub sample_rate: u32,
    /// the most legs, 1 to 256; 0 means 16
    pub capacity: u32,
    /// the longest carrier message read, 1024 to 16777216; 0 means 131072
    pub max_message: u32,
    /// for what should differ between Rooms and is no secret; unused as yet
    pub seed: u64,
}

impl pp_room_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_leg_config {
    pub size: u32,
    /// PP_LEG_CARRIER or PP_LEG_PCM
    pub kind: u32,
    /// PCM: PP_ENCODING_; 0 means mu-law
    pub encoding: u32,
    /// PCM: 8000; of 16-bit samples also 16000, 24000, 48000; 0 means 8000
    pub sample_rate: u32,
    /// 1: it is sent nothing (a one-way stream, a player)
    pub deaf: u32,
    /// carrier: 1: while nobody speaks nothing is sent
    pub sends_no_silence: u32,
    /// carrier: delay of the jitter buffer, to 5000; 0 means 40. PCM: how much must be written before an item
    /// begins or goes on after a gap, unless all of it is there; 0 means none
    pub min_delay_ms: i32,
    /// carrier: beyond it the oldest sound is thrown away, 20 to 10000; 0 means 500. Messages longer than half
    /// of it raise it
    pub max_delay_ms: i32,
    /// carrier: silence kept ahead of live sound in the carrier's playback queue, to 200; 0 means as little as
    /// your ticks' lateness allows, to 40
    pub prefill_ms: i32,
    /// carrier: how far ready-made sound is sent ahead, to 600; 0 means 300
    pub lead_ms: i32,
    /// PCM: how much written sound may wait, 100 to 600000; 0 means 30000
    pub queue_ms: i32,
    /// how much of the tap may wait, 20 to 60000; 0 means 1000
    pub tap_ms: i32,
    /// Discord: how many are decoded at a time, to 64; 0 means 16
    pub speakers: u32,
    /// Discord: 1: each speaker can be tapped alone
    pub speaker_taps: u32,
    /// Discord: of what is sent, 6000 to 384000; 0: what the rate is worth
    pub bitrate: i32,
    /// Discord: per cent of loss to prepare for; 0 means 10
    pub expected_loss: i32,
    /// Discord: what is softer is not sent, -90 to -20; 0 means -60, 1: all but zeros is sent
    pub gate_dbov: i32,
    /// carrier: how far apart the library's own marks are while your sound is on its way, 60 to 2000, otherwise
    /// ten times as far; 0 means 200, -1 none. Their names begin with "pp." and their echoes are not told
    pub mark_ms: i32,
    /// how much echo of what the leg is played is taken out of what it says, 20 to 500; 0 means none. With this
    /// or one of the next two pp_leg_create ends the process if memory runs out inside libspeexdsp
    pub echo_tail_ms: i32,
    /// when that echo begins after sound was sent, to 1500; -1 at once; 0 finds out (carrier), or means 40
    /// (PCM)
    pub echo_delay_ms: i32,
    /// how much softer steady noise is made, 1 to 40; 0 means none
    pub noise_suppression_db: i32,
    /// how loud speech is made, -40 to -6; 0 leaves it. It gets no louder than -12 at 8000 Hz, -20 at 48000
    pub gain_target_dbov: i32,
    /// what is listened for in what the leg says: PP_HEAR_ of tone.h, added up; 0 for nothing
    pub hear: u32,
    /// as pp_listener_config has them
    pub speech_threshold: f32,
    pub speech_hangover_ms: i32,
}

impl pp_leg_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_room_output {
    pub size: u32,
    /// of PP_ROOM_EVENT: which
    pub event: u32,
    /// bytes at the start of your buffer; on PP_ERR_NO_SPACE: bytes needed
    pub len: u64,
    /// whose; 0 for the Room's own events
    pub leg: pp_leg_id,
    /// of PP_ROOM_WAIT
    pub wake_us: u64,
    /// of a wire tap: bytes of the tap before these; of a processed tap: the Room's time in samples; of an
    /// event: the number of the tick on the grid
    pub position: u64,
    /// of an event
    pub value: u64,
    /// of an event
    pub extra: u64,
    /// of PP_ROOM_SPEAKER: who
    pub user: u64,
    /// of an event: another leg that has to do with it, or 0
    pub peer: pp_leg_id,
}

impl pp_room_output {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pp_leg_stats {
    pub size: u32,
    /// silence kept ahead in the carrier's playback queue
    pub prefill_ms: u32,
    /// ready-made sound sent ahead of what is live
    pub lead_ms: u32,
    /// 0
    pub reserved: u32,
    /// inbound messages taken
    pub messages_in: u64,
    /// inbound messages refused
    pub malformed: u64,
    /// carrier, inbound frames: received,
    pub in_received: u64,
    /// played as they came,
    pub in_played: u64,
    /// invented,
    pub in_concealed: u64,
    /// silent before the beginning and in pauses,
    pub in_silence: u64,
    /// silent because nothing was there in time
    pub in_starved: u64,
    /// received frames thrown away to bound the delay
    pub in_discarded: u64,
    /// frames whose turn passed before they came
    pub in_lost: u64,
    /// times that the stream's timestamps jumped
    pub in_resyncs: u64,
    /// sound in the jitter buffer
    pub buffered_us: u64,
    /// how long the last frame waited there
    pub delay_us: u64,
    /// the delay aimed for
    pub target_us: u64,
    /// PCM: written and not played
    pub queued_bytes: u64,
    /// PCM: frames of silence in the middle of an item
    pub underruns: u64,
    /// messages and frames handed to you
    pub messages_out: u64,
    /// outbound frames, prefill included
    pub frames_out: u64,
    /// those that are the other party's bytes
    pub passed_through: u64,
    /// those in which the limiter was at work
    pub limited: u64,
    /// those sent ahead of what is live
    pub sent_ahead: u64,
    /// those dropped because you did not poll
    pub unsent: u64,
    /// times that the carrier's playback queue ran dry, by our estimate
    pub far_starved: u64,
    /// what waits there, by our estimate
    pub far_queue_us: u64,
    /// events lost because you did not poll
    pub events_lost: u64,
    /// bytes of the tap lost because you did not poll
    pub tap_lost: u64,
    /// inbound samples at full scale
    pub clipped: u64,
    /// inbound level of the frames with sound, -127 to 0
    pub rms_dbov: f64,
    /// the greatest inbound sample
    pub peak_dbov: f64,
    /// Discord: speakers that have a decoder
    pub speakers: u64,
    /// Discord: packets of speakers for whom there was none
    pub crowded: u64,
    /// Discord: of the invented frames those decoded from the copy that the next packet carries
    pub in_recovered: u64,
}

impl pp_leg_stats {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_quality {
    pub size: u32,
    /// what it covers; 0: no window is full yet, and the next eight are 0
    pub window_ms: u32,
    /// PP_CAUSE_
    pub cause: u32,
    /// 0
    pub reserved: u32,
    /// R, 0 to 100: 93.2 is perfect, 80 good, 60 poor
    pub rating: f64,
    /// the mean opinion that it stands for, 1 to 4.5
    pub opinion: f64,
    /// frames that were missing
    pub loss_percent: f64,
    /// how long bursts of loss were, by how long they would be at random
    pub burst_ratio: f64,
    /// mouth to ear
    pub delay_ms: f64,
    /// how loud speech was; -127 when there was none
    pub speech_dbov: f64,
    /// how much softer the caller's sound comes back; 65 when it does not
    pub echo_loss_db: f64,
    /// now: until a packet is full
    pub packet_us: u64,
    /// one way: half of what a mark takes there and back, 0 if unknown
    pub network_us: u64,
    /// in the jitter buffer
    pub buffer_us: u64,
    pub resampling_us: u64,
    /// in noise suppression and automatic gain
    pub chain_us: u64,
    /// until the next tick, on average
    pub tick_us: u64,
    /// in the carrier's playback queue, by our estimate
    pub queue_us: u64,
}

impl pp_quality {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_room_create(config: *const pp_room_config, out: *mut *mut pp_room) -> pp_status;
    pub fn pp_room_destroy(room: *mut pp_room);
    pub fn pp_leg_create(
        config: *const pp_leg_config,
        start: *const u8,
        start_len: usize,
        room_rate: u32,
        out: *mut *mut pp_leg,
    ) -> pp_status;
    pub fn pp_leg_destroy(leg: *mut pp_leg);
    pub fn pp_room_add(room: *mut pp_room, leg: *mut pp_leg, out: *mut pp_leg_id) -> pp_status;
    pub fn pp_room_remove(room: *mut pp_room, id: pp_leg_id, out: *mut *mut pp_leg) -> pp_status;
    pub fn pp_room_message(
        room: *mut pp_room,
        id: pp_leg_id,
        message: *const u8,
        message_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_room_write(
        room: *mut pp_room,
        id: pp_leg_id,
        item: u64,
        sound: *const u8,
        sound_len: usize,
        last: u32,
        out_taken: *mut usize,
    ) -> pp_status;
    pub fn pp_room_flush(room: *mut pp_room, id: pp_leg_id, now_us: u64) -> pp_status;
    pub fn pp_room_pause(room: *mut pp_room, id: pp_leg_id, on: u32, now_us: u64) -> pp_status;
    pub fn pp_room_mark(room: *mut pp_room, id: pp_leg_id, name: *const u8, name_len: usize) -> pp_status;
    pub fn pp_room_clear(room: *mut pp_room, id: pp_leg_id) -> pp_status;
    pub fn pp_room_set_gain(room: *mut pp_room, from: pp_leg_id, to: pp_leg_id, gain: f32) -> pp_status;
    pub fn pp_room_play_tone(room: *mut pp_room, id: pp_leg_id, kind: u32, country: u32, level_dbov: i32) -> pp_status;
    pub fn pp_room_send_digits(
        room: *mut pp_room,
        id: pp_leg_id,
        digits: *const u8,
        digits_len: usize,
        on_ms: u32,
        off_ms: u32,
        level_dbov: i32,
    ) -> pp_status;
    pub fn pp_room_stop_tone(room: *mut pp_room, id: pp_leg_id) -> pp_status;
    pub fn pp_room_set_tap(room: *mut pp_room, id: pp_leg_id, tap: u32) -> pp_status;
    pub fn pp_room_packet(
        room: *mut pp_room,
        id: pp_leg_id,
        user: u64,
        ssrc: u32,
        sequence: u16,
        timestamp: u32,
        opus: *const u8,
        opus_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_room_set_speaker_taps(room: *mut pp_room, id: pp_leg_id, on: u32) -> pp_status;
    pub fn pp_room_tick(room: *mut pp_room, now_us: u64, out_ran: *mut u32) -> pp_status;
    pub fn pp_room_poll(room: *mut pp_room, buffer: *mut u8, buffer_cap: usize, out: *mut pp_room_output) -> pp_status;
    pub fn pp_room_quality(room: *const pp_room, id: pp_leg_id, out: *mut pp_quality) -> pp_status;
    pub fn pp_room_leg_stats(room: *const pp_room, id: pp_leg_id, stats: *mut pp_leg_stats) -> pp_status;
}
