// Written by bindings/rust/generate from include/phonepatch/tone.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

/// dial now
pub const PP_TONE_DIAL: u32 = 1;
/// it rings there
pub const PP_TONE_RINGBACK: u32 = 2;
pub const PP_TONE_BUSY: u32 = 3;
/// no way there; congestion
pub const PP_TONE_REORDER: u32 = 4;
/// before an announcement: the special information tone
pub const PP_TONE_INFORMATION: u32 = 5;
pub const PP_TONE_DIGITS_MAX: u32 = 32;
pub const PP_TONE_STEPS_MAX: u32 = 8;
/// speech that begins and ends, as vad.h has it
pub const PP_HEAR_SPEECH: u32 = 1;
/// DTMF, by the limits of ITU-T Q.24
pub const PP_HEAR_DIGITS: u32 = 2;
/// the beep of an answering machine, fax machines, the information tone
pub const PP_HEAR_BEEP: u32 = 4;
/// what answered; begin when the call is answered
pub const PP_HEAR_ANSWER: u32 = 8;
pub const PP_HEARD_NOTHING: u32 = 0;
/// value: its likelihood in thousandths
pub const PP_HEARD_SPEECH_STARTED: u32 = 1;
/// value: how long it was, in ms
pub const PP_HEARD_SPEECH_ENDED: u32 = 2;
/// value: the key in ASCII
pub const PP_HEARD_DIGIT: u32 = 3;
/// value: its frequency in Hz; told once it has lasted
pub const PP_HEARD_BEEP: u32 = 4;
/// value: how long it was, in ms
pub const PP_HEARD_BEEP_ENDED: u32 = 5;
/// value 1100: one that calls (CNG), 2100: one that answers (CED)
pub const PP_HEARD_FAX: u32 = 6;
/// the network's information tone
pub const PP_HEARD_INFORMATION: u32 = 7;
/// value: PP_ANSWER_, extra: the confidence in thousandths. A later one replaces it: a beep makes a machine of a
/// short greeting
pub const PP_HEARD_ANSWER: u32 = 8;
/// a short greeting and then a pause
pub const PP_ANSWER_HUMAN: u32 = 1;
/// a long greeting, or a beep behind one
pub const PP_ANSWER_MACHINE: u32 = 2;
pub const PP_ANSWER_FAX: u32 = 3;
/// nothing for 4 s
pub const PP_ANSWER_SILENCE: u32 = 4;
/// music and nobody who speaks
pub const PP_ANSWER_MUSIC: u32 = 5;
/// the information tone
pub const PP_ANSWER_NETWORK: u32 = 6;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_tone {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_listener {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_tone_config {
    pub size: u32,
    /// 8000 to 48000; 0 means 8000
    pub sample_rate: u32,
}

impl pp_tone_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_tone_step {
    /// 0 for none; both 0 for silence
    pub low_hz: u16,
    pub high_hz: u16,
    /// 0 for ever
    pub duration_ms: u16,
    /// 0
    pub reserved: u16,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_listener_config {
    pub size: u32,
    /// 8000, 16000, 24000 or 48000; 0 means 8000
    pub sample_rate: u32,
    /// PP_HEAR_, added up
    pub hear: u32,
    /// 0.05 to 0.95; 0 means what pp_vad has
    pub speech_threshold: f32,
    /// to 5000; 0 means 200, -1 none
    pub speech_hangover_ms: i32,
}

impl pp_listener_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_heard {
    pub size: u32,
    /// PP_HEARD_
    pub kind: u32,
    /// where it began (ended, for the two ENDED): samples from the first given
    pub position: u64,
    pub value: u64,
    pub extra: u64,
}

impl pp_heard {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_tone_create(config: *const pp_tone_config, out: *mut *mut pp_tone) -> pp_status;
    pub fn pp_tone_destroy(tone: *mut pp_tone);
    pub fn pp_tone_network(tone: *mut pp_tone, kind: u32, country: u32, level_dbov: i32) -> pp_status;
    pub fn pp_tone_digits(
        tone: *mut pp_tone,
        digits: *const u8,
        digits_len: usize,
        on_ms: u32,
        off_ms: u32,
        level_dbov: i32,
    ) -> pp_status;
    pub fn pp_tone_steps(
        tone: *mut pp_tone,
        steps: *const pp_tone_step,
        steps_count: usize,
        repeats: u32,
        level_dbov: i32,
    ) -> pp_status;
    pub fn pp_tone_noise(tone: *mut pp_tone, payload: *const u8, payload_len: usize) -> pp_status;
    pub fn pp_tone_stop(tone: *mut pp_tone) -> pp_status;
    pub fn pp_tone_read(tone: *mut pp_tone, pcm: *mut i16, pcm_samples: usize, out_samples: *mut usize) -> pp_status;
    pub fn pp_listener_create(config: *const pp_listener_config, out: *mut *mut pp_listener) -> pp_status;
    pub fn pp_listener_destroy(listener: *mut pp_listener);
    pub fn pp_listener_process(
        listener: *mut pp_listener,
        pcm: *const i16,
        samples: usize,
        far: *const i16,
        far_samples: usize,
    ) -> pp_status;
    pub fn pp_listener_poll(listener: *mut pp_listener, heard: *mut pp_heard) -> pp_status;
}
