// Written by bindings/rust/generate from include/phonepatch/record.h: do not edit.
use crate::pp_leg_id;
use crate::pp_room;
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

/// signed 16-bit samples at the Room's rate; beyond 4 GiB as RF64
pub const PP_RECORD_WAV: u32 = 1;
/// Opus at the Room's rate, 24 kbit/s, in stereo 40
pub const PP_RECORD_OGG: u32 = 2;
/// one file: phone callers left, everybody else right
pub const PP_RECORD_STEREO: u32 = 1;
/// a file for each leg, in the order of their consents
pub const PP_RECORD_TRACKS: u32 = 2;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_recorder {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_recorder_config {
    pub size: u32,
    /// PP_RECORD_WAV or PP_RECORD_OGG; 0 means WAV
    pub container: u32,
    /// PP_RECORD_STEREO or PP_RECORD_TRACKS; 0 means stereo
    pub layout: u32,
    /// the Room's; 0 means 8000
    pub sample_rate: u32,
    /// the most legs with PP_RECORD_TRACKS, 1 to 64; 0 means 8
    pub tracks: u32,
    /// how much of each file may wait for you, 200 to 60000; 0 means 2000
    pub queue_ms: u32,
    /// tells the Ogg streams apart; 0 means 1
    pub seed: u32,
    /// 0
    pub reserved: u32,
}

impl pp_recorder_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_recorder_create(config: *const pp_recorder_config, out: *mut *mut pp_recorder) -> pp_status;
    pub fn pp_recorder_destroy(recorder: *mut pp_recorder);
    pub fn pp_room_record(room: *mut pp_room, recorder: *mut pp_recorder) -> pp_status;
    pub fn pp_room_record_consent(room: *mut pp_room, id: pp_leg_id, given: u32) -> pp_status;
    pub fn pp_room_record_pause(room: *mut pp_room, on: u32) -> pp_status;
    pub fn pp_room_record_place(
        room: *const pp_room,
        id: pp_leg_id,
        out_file: *mut u32,
        out_channel: *mut u32,
    ) -> pp_status;
    pub fn pp_room_record_finish(room: *mut pp_room) -> pp_status;
    pub fn pp_room_record_end(room: *mut pp_room, out: *mut *mut pp_recorder) -> pp_status;
}
