// Written by bindings/rust/generate from include/phonepatch/carrier.h: do not edit.
use crate::pp_status;

/// an event that is not in this list: ignore it
pub const PP_CARRIER_UNKNOWN: u32 = 0;
/// from the carrier, first of all
pub const PP_CARRIER_CONNECTED: u32 = 1;
/// from the carrier: the stream, its call and its format
pub const PP_CARRIER_START: u32 = 2;
/// either way: sound
pub const PP_CARRIER_MEDIA: u32 = 3;
/// from the carrier: a key was pressed
pub const PP_CARRIER_DTMF: u32 = 4;
/// to the carrier: a marker; from it: the marker was reached
pub const PP_CARRIER_MARK: u32 = 5;
/// from the carrier, last
pub const PP_CARRIER_STOP: u32 = 6;
/// to the carrier: throw away what is queued
pub const PP_CARRIER_CLEAR: u32 = 7;
/// what the caller says
pub const PP_CARRIER_INBOUND: u32 = 1;
/// what the caller hears
pub const PP_CARRIER_OUTBOUND: u32 = 2;
pub const PP_CARRIER_HAS_SEQUENCE: u32 = 1;
pub const PP_CARRIER_HAS_CHUNK: u32 = 2;
pub const PP_CARRIER_HAS_TIMESTAMP: u32 = 4;
pub const PP_CARRIER_END: u32 = 1;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_carrier_range {
    pub offset: usize,
    /// 0 when the member is absent
    pub length: usize,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_carrier_message {
    /// set it with PP_SIZED before the call
    pub size: u32,
    /// PP_CARRIER_…
    pub kind: u32,
    /// PP_CARRIER_HAS_… bits
    pub present: u32,
    /// dtmf: ASCII, one of 0-9 * # A-D
    pub digit: u32,
    /// 1 with start
    pub sequence_number: u64,
    /// never empty in start
    pub stream_sid: pp_carrier_range,
    /// start, stop
    pub account_sid: pp_carrier_range,
    /// start, stop
    pub call_sid: pp_carrier_range,
    /// connected: "Call"
    pub protocol: pp_carrier_range,
    /// connected: "1.0.0"
    pub version: pp_carrier_range,
    /// mark
    pub mark_name: pp_carrier_range,
    /// media: the sound, decoded from base64, any length
    pub payload: pp_carrier_range,
    /// start: customParameters, in the message itself
    pub parameters: pp_carrier_range,
    /// media: position within its track, from 1
    pub chunk: u64,
    /// media: milliseconds since the stream began
    pub timestamp_ms: u64,
    /// media: PP_CARRIER_INBOUND, _OUTBOUND or 0
    pub track: u32,
    /// start: PP_CARRIER_… bits; 0 when it does not say
    pub tracks: u32,
    /// start: PP_ENCODING_…
    pub encoding: u32,
    /// start: 8000, or for L16 16000 or 24000 as well
    pub sample_rate: u32,
}

impl pp_carrier_message {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_carrier_parameter {
    /// in scratch
    pub name: pp_carrier_range,
    /// in scratch; what is not a string comes as the JSON it is
    pub value: pp_carrier_range,
    /// the cursor for the call after
    pub next: usize,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pp_carrier_pair {
    pub name: *const u8,
    pub name_len: usize,
    pub value: *const u8,
    pub value_len: usize,
}

#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct pp_carrier_start {
    pub size: u32,
    /// PP_CARRIER_… bits; 0 means PP_CARRIER_INBOUND
    pub tracks: u32,
    /// PP_ENCODING_…; 0 means PP_ENCODING_MULAW
    pub encoding: u32,
    /// 8000, or for L16 16000 or 24000 as well; 0 means 8000
    pub sample_rate: u32,
    /// 0 means 1
    pub sequence_number: u64,
    pub stream_sid: *const u8,
    pub stream_sid_len: usize,
    pub account_sid: *const u8,
    pub account_sid_len: usize,
    pub call_sid: *const u8,
    pub call_sid_len: usize,
    pub parameters: *const pp_carrier_pair,
    /// how many
    pub parameters_len: usize,
}

impl pp_carrier_start {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_base64_encoded_len(len: usize) -> usize;
    pub fn pp_base64_encode(
        bytes: *const u8,
        len: usize,
        text: *mut u8,
        text_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_base64_decode(
        text: *const u8,
        text_len: usize,
        bytes: *mut u8,
        bytes_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_read(
        message: *const u8,
        message_len: usize,
        linear: u32,
        scratch: *mut u8,
        scratch_cap: usize,
        out: *mut pp_carrier_message,
    ) -> pp_status;
    pub fn pp_carrier_next_parameter(
        message: *const u8,
        message_len: usize,
        cursor: usize,
        scratch: *mut u8,
        scratch_cap: usize,
        out: *mut pp_carrier_parameter,
    ) -> pp_status;
    pub fn pp_carrier_write_media(
        stream_sid: *const u8,
        stream_sid_len: usize,
        payload: *const u8,
        payload_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_mark(
        stream_sid: *const u8,
        stream_sid_len: usize,
        name: *const u8,
        name_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_clear(
        stream_sid: *const u8,
        stream_sid_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_connected(out: *mut u8, out_cap: usize, out_len: *mut usize) -> pp_status;
    pub fn pp_carrier_write_start(
        start: *const pp_carrier_start,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_track_media(
        sequence_number: u64,
        stream_sid: *const u8,
        stream_sid_len: usize,
        track: u32,
        chunk: u64,
        timestamp_ms: u64,
        payload: *const u8,
        payload_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_dtmf(
        sequence_number: u64,
        stream_sid: *const u8,
        stream_sid_len: usize,
        digit: u32,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_mark_echo(
        sequence_number: u64,
        stream_sid: *const u8,
        stream_sid_len: usize,
        name: *const u8,
        name_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_carrier_write_stop(
        sequence_number: u64,
        stream_sid: *const u8,
        stream_sid_len: usize,
        account_sid: *const u8,
        account_sid_len: usize,
        call_sid: *const u8,
        call_sid_len: usize,
        out: *mut u8,
        out_cap: usize,
        out_len: *mut usize,
    ) -> pp_status;
}
