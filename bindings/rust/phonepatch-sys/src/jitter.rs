// Written by bindings/rust/generate from include/phonepatch/jitter.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

pub const PP_JITTER_OPUS: u32 = 100;
/// TCP: nothing is lost, so what is missing is still on its way
pub const PP_JITTER_STREAM: u32 = 1;
/// UDP: packets are lost, doubled and reordered
pub const PP_JITTER_DATAGRAM: u32 = 2;
/// its turn was over, and its place counted as lost
pub const PP_JITTER_LATE: u32 = 1;
/// it is here, or was played, already
pub const PP_JITTER_DUPLICATE: u32 = 2;
/// it waits, and older sound was discarded
pub const PP_JITTER_OVERFLOW: u32 = 3;
/// no packet of this codec, too long, or alone and far from all others
pub const PP_JITTER_REJECTED: u32 = 4;
/// received sound and nothing else
pub const PP_JITTER_PLAYED: u32 = 0;
/// at least a part was invented
pub const PP_JITTER_CONCEALED: u32 = 1;
/// nothing has begun, the sender pauses, or the talk is over
pub const PP_JITTER_SILENCE: u32 = 2;
/// a stream has run dry: silence, and all that follows plays later
pub const PP_JITTER_STARVED: u32 = 3;
/// received sound, shortened, lengthened or blended with invented sound
pub const PP_JITTER_STRETCHED: u32 = 4;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_jitter {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_jitter_config {
    pub size: u32,
    /// PP_ENCODING_MULAW ... or PP_JITTER_OPUS
    pub codec: u32,
    /// PP_JITTER_STREAM or PP_JITTER_DATAGRAM
    pub transport: u32,
    /// of timestamps and plain samples, a multiple of 50 from 8000 to 48000; 0 means 8000. For Opus it is 48000
    /// whatever stands here
    pub clock_rate: u32,
    /// of plain samples and of the PCM, 1 or 2; 0 means 1
    pub channels: u32,
    /// of the PCM, a multiple of 50 from 8000 to 48000; 0 means 8000. For Opus one of 8000, 12000, 16000,
    /// 24000, 48000
    pub sample_rate: u32,
    /// never aims below
    pub min_delay_ms: u32,
    /// never holds more, 20 to 10000; 0 means 500. Decides the memory
    pub max_delay_ms: u32,
    /// aimed for as long as nothing is known, and held before the first frame; 0 means 40, -1 none
    pub start_delay_ms: i32,
    /// 1: aims for start_delay_ms always, and stretches pauses only. 0: follows what the network does
    pub fixed: u32,
}

impl pp_jitter_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_jitter_counts {
    pub size: u32,
    /// 0
    pub reserved: u32,
    /// packets given
    pub received: u64,
    /// packets handed on to the decoder
    pub taken: u64,
    /// packets that came after their turn; each is counted as lost too
    pub late: u64,
    /// packets that were here already
    pub duplicate: u64,
    /// packets not accepted
    pub rejected: u64,
    /// packets thrown away, to bound the delay or at a restart
    pub discarded: u64,
    /// sequence numbers whose turn passed before they came
    pub lost: u64,
    /// restarts: sequence numbers or timestamps jumped
    pub resyncs: u64,
    /// frames asked for
    pub pulls: u64,
    /// frames of received sound
    pub played: u64,
    /// frames invented
    pub concealed: u64,
    /// those of them that came from the next packet's redundancy (FEC)
    pub recovered: u64,
    /// frames of silence before, between and after talk
    pub silence: u64,
    /// frames for which a stream had run dry
    pub starved: u64,
    /// frames of received sound made shorter or longer, or blended with what was invented before them
    pub stretched: u64,
}

impl pp_jitter_counts {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_jitter_now {
    pub size: u32,
    /// 1 from the first frame played until the end of a talk
    pub playing: u32,
    /// packets that wait
    pub queued: u64,
    /// from the next frame to the newest packet
    pub buffered_us: u64,
    /// how long the packet handed on last had waited
    pub delay_us: u64,
    /// the delay aimed for
    pub target_us: u64,
}

impl pp_jitter_now {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_jitter_create(config: *const pp_jitter_config, out: *mut *mut pp_jitter) -> pp_status;
    pub fn pp_jitter_destroy(jitter: *mut pp_jitter);
    pub fn pp_jitter_reset(jitter: *mut pp_jitter) -> pp_status;
    pub fn pp_jitter_insert(
        jitter: *mut pp_jitter,
        sequence: u16,
        timestamp: u32,
        payload: *const u8,
        payload_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_jitter_append(
        jitter: *mut pp_jitter,
        payload: *const u8,
        payload_len: usize,
        position: i64,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_jitter_flush(jitter: *mut pp_jitter, now_us: u64) -> pp_status;
    pub fn pp_jitter_pull(
        jitter: *mut pp_jitter,
        now_us: u64,
        pcm: *mut i16,
        pcm_cap_samples: usize,
        out_samples: *mut usize,
    ) -> pp_status;
    pub fn pp_jitter_frame_bytes(
        jitter: *const pp_jitter,
        bytes: *mut u8,
        bytes_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_jitter_stats_interval(jitter: *mut pp_jitter, counts: *mut pp_jitter_counts) -> pp_status;
    pub fn pp_jitter_stats_lifetime(jitter: *const pp_jitter, counts: *mut pp_jitter_counts) -> pp_status;
    pub fn pp_jitter_stats_now(jitter: *const pp_jitter, now: *mut pp_jitter_now) -> pp_status;
}
