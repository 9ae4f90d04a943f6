// Written by bindings/rust/generate from include/phonepatch/dave.h: do not edit.
use crate::pp_status;
use core::ffi::c_char;
use core::marker::{PhantomData, PhantomPinned};

/// for max_dave_protocol_version when you identify
pub const PP_DAVE_VERSION: u32 = 1;
/// the most that sealing adds to a frame
pub const PP_DAVE_OVERHEAD: u32 = 16;
/// bytes of the first secret of a sender's key ratchet
pub const PP_DAVE_KEY: u32 = 16;
/// nothing yet: keys have not come
pub const PP_DAVE_WAITING: u32 = 0;
/// encrypted frames
pub const PP_DAVE_SEALED: u32 = 1;
/// frames in the clear: the call is not end-to-end encrypted
pub const PP_DAVE_PLAIN: u32 = 2;
/// nothing: the call is not end-to-end encrypted, and has to be
pub const PP_DAVE_MUTED: u32 = 3;
/// sound: the silence frame F8 FF FE in the clear
pub const PP_DAVE_SILENCE: u32 = 1;
/// sound: in the clear, at a time when that is allowed
pub const PP_DAVE_PASSED: u32 = 2;
/// from here on: nothing to play. No member of that number
pub const PP_DAVE_UNKNOWN_USER: u32 = 3;
/// the member's keys are all too old
pub const PP_DAVE_NO_KEY: u32 = 4;
/// not encrypted, and should be
pub const PP_DAVE_PLAINTEXT: u32 = 5;
/// says that it is a DAVE frame, and is none
pub const PP_DAVE_DAMAGED: u32 = 6;
/// opened before, or more than 1000 frames late
pub const PP_DAVE_REPLAYED: u32 = 7;
/// of a key generation that cannot be yet, or is gone
pub const PP_DAVE_GENERATION: u32 = 8;
/// its tag fits no key of the member
pub const PP_DAVE_UNAUTHENTICATED: u32 = 9;
/// nothing is left
pub const PP_DAVE_OUT_NONE: u32 = 0;
/// send the buffer as one binary message (op 26 or 28)
pub const PP_DAVE_OUT_BINARY: u32 = 1;
/// send op 23 with `transition`
pub const PP_DAVE_OUT_READY: u32 = 2;
/// send op 31 with `transition`
pub const PP_DAVE_OUT_INVALID: u32 = 3;
/// call pp_dave_take; until then every poll says so
pub const PP_DAVE_OUT_UPDATE: u32 = 4;
/// `event` and `value`
pub const PP_DAVE_OUT_EVENT: u32 = 5;
/// we are in a new epoch, `value`: there is a new privacy code
pub const PP_DAVE_EVENT_EPOCH: u32 = 1;
/// what we send is end-to-end encrypted from now on
pub const PP_DAVE_EVENT_SEALED: u32 = 2;
/// the call is not end-to-end encrypted, and we go on in the clear
pub const PP_DAVE_EVENT_PLAIN: u32 = 3;
/// the call is not end-to-end encrypted, and we are mute: say so
pub const PP_DAVE_EVENT_MUTED: u32 = 4;
/// a fresh start, for the reason `value`; 0: frames did not open, or * no group came
pub const PP_DAVE_EVENT_RECOVERING: u32 = 5;
/// proposals that we do not commit, for the reason `value`
pub const PP_DAVE_EVENT_REFUSED: u32 = 6;
/// a message that does not belong here now; `value` is its op
pub const PP_DAVE_EVENT_IGNORED: u32 = 7;
/// `value` outputs were lost: poll more often
pub const PP_DAVE_EVENT_OVERFLOW: u32 = 8;
pub const PP_DAVE_ABSENT: u32 = 1;
/// digits; shown in groups of five
pub const PP_DAVE_PRIVACY_CODE: u32 = 30;
/// digits; shown in groups of five
pub const PP_DAVE_FINGERPRINT: u32 = 45;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_dave_update {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_dave_frames {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_dave_session {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_dave_update_config {
    pub size: u32,
    /// members at most, up to 1024; 0 means 100. That of the session
    pub users: u32,
}

impl pp_dave_update_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_dave_frames_config {
    pub size: u32,
    /// members with keys, 1 to 1024; 0 means 100. Some 1.2 KB each
    pub users: u32,
    /// epochs kept of each, 2 to 8; 0 means 5
    pub epochs: u32,
    /// speaking at a time, 1 to 1024; 0 means 16. More cost time: their keys are set up from frame to frame.
    /// Some 1 KB each
    pub speakers: u32,
}

impl pp_dave_frames_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_dave_counts {
    pub size: u32,
    /// PP_DAVE_WAITING ...
    pub sending: u32,
    /// with keys
    pub members: u32,
    /// 1: 36 frames in a row did not open; call pp_dave_recover
    pub needs_recovery: u32,
    /// frames sealed
    pub sealed: u64,
    /// frames sent in the clear
    pub plain: u64,
    /// frames refused by pp_dave_seal
    pub held: u64,
    /// keys that found no place: raise `users`
    pub crowded: u64,
    /// received frames, by what became of them
    pub opened: u64,
    pub silence: u64,
    pub passed: u64,
    pub unknown_user: u64,
    pub no_key: u64,
    pub plaintext: u64,
    pub damaged: u64,
    pub replayed: u64,
    pub generation: u64,
    pub unauthenticated: u64,
}

impl pp_dave_counts {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_dave_session_config {
    pub size: u32,
    /// members at most, 1 to 256; 0 means 100
    pub users: u32,
    /// our user id
    pub user: u64,
    /// the voice channel's id
    pub channel: u64,
    /// 0: a call that is not end-to-end encrypted mutes us. 1: we go on in the clear there, as on a stage
    pub allow_plain: u32,
    /// 0
    pub reserved: u32,
}

impl pp_dave_session_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_dave_output {
    pub size: u32,
    /// PP_DAVE_OUT_…
    pub kind: u32,
    pub transition: u32,
    /// PP_DAVE_EVENT_…
    pub event: u32,
    pub value: u64,
}

impl pp_dave_output {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_dave_state {
    pub size: u32,
    /// the protocol version in force; 0: not end-to-end encrypted
    pub version: u32,
    /// 1: we are in a group
    pub established: u32,
    /// of the group, we among them
    pub members: u32,
    /// 0 without a group
    pub epoch: u64,
    /// when pp_dave_tick has something to do; UINT64_MAX: never
    pub wake_us: u64,
}

impl pp_dave_state {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_dave_update_create(config: *const pp_dave_update_config, out: *mut *mut pp_dave_update) -> pp_status;
    pub fn pp_dave_update_destroy(update: *mut pp_dave_update);
    pub fn pp_dave_update_add_receiver(
        update: *mut pp_dave_update,
        user: u64,
        key: *const u8,
        key_len: usize,
    ) -> pp_status;
    pub fn pp_dave_update_set_sender(
        update: *mut pp_dave_update,
        key: *const u8,
        key_len: usize,
        sealed: u32,
    ) -> pp_status;
    pub fn pp_dave_update_set_sending(update: *mut pp_dave_update, sending: u32) -> pp_status;
    pub fn pp_dave_update_set_passthrough(update: *mut pp_dave_update, allowed: u32) -> pp_status;
    pub fn pp_dave_frames_create(config: *const pp_dave_frames_config, out: *mut *mut pp_dave_frames) -> pp_status;
    pub fn pp_dave_frames_destroy(frames: *mut pp_dave_frames);
    pub fn pp_dave_apply(frames: *mut pp_dave_frames, update: *mut pp_dave_update, now_us: u64) -> pp_status;
    pub fn pp_dave_seal(
        frames: *mut pp_dave_frames,
        frame: *const u8,
        frame_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_dave_open(
        frames: *mut pp_dave_frames,
        user: u64,
        frame: *const u8,
        frame_len: usize,
        now_us: u64,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_dave_is_frame(frame: *const u8, frame_len: usize) -> u32;
    pub fn pp_dave_frames_stats(frames: *const pp_dave_frames, counts: *mut pp_dave_counts) -> pp_status;
    pub fn pp_dave_session_create(config: *const pp_dave_session_config, out: *mut *mut pp_dave_session) -> pp_status;
    pub fn pp_dave_session_destroy(session: *mut pp_dave_session);
    pub fn pp_dave_start(session: *mut pp_dave_session, version: u32, now_us: u64) -> pp_status;
    pub fn pp_dave_connect(session: *mut pp_dave_session, user: u64) -> pp_status;
    pub fn pp_dave_disconnect(session: *mut pp_dave_session, user: u64) -> pp_status;
    pub fn pp_dave_prepare_transition(
        session: *mut pp_dave_session,
        transition: u16,
        version: u32,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_dave_execute_transition(session: *mut pp_dave_session, transition: u16, now_us: u64) -> pp_status;
    pub fn pp_dave_prepare_epoch(session: *mut pp_dave_session, epoch: u64, version: u32, now_us: u64) -> pp_status;
    pub fn pp_dave_receive(
        session: *mut pp_dave_session,
        message: *const u8,
        message_len: usize,
        now_us: u64,
    ) -> pp_status;
    pub fn pp_dave_recover(session: *mut pp_dave_session, now_us: u64) -> pp_status;
    pub fn pp_dave_tick(session: *mut pp_dave_session, now_us: u64) -> pp_status;
    pub fn pp_dave_poll(
        session: *mut pp_dave_session,
        buffer: *mut u8,
        buffer_cap: usize,
        out_len: *mut usize,
        out: *mut pp_dave_output,
    ) -> pp_status;
    pub fn pp_dave_take(session: *mut pp_dave_session, update: *mut pp_dave_update) -> pp_status;
    pub fn pp_dave_session_state(session: *const pp_dave_session, state: *mut pp_dave_state) -> pp_status;
    pub fn pp_dave_members(
        session: *const pp_dave_session,
        users: *mut u64,
        users_cap: usize,
        out_count: *mut usize,
    ) -> pp_status;
    pub fn pp_dave_privacy_code(
        session: *const pp_dave_session,
        text: *mut u8,
        text_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_dave_privacy_notice() -> *const c_char;
    pub fn pp_dave_fingerprint(
        session: *const pp_dave_session,
        user: u64,
        text: *mut u8,
        text_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
}
