// Written by bindings/rust/generate from include/phonepatch/base.h: do not edit.
use core::ffi::c_char;

pub type pp_status = i32;

pub const PP_ABI_VERSION: u32 = 1;
pub const PP_VERSION_MAJOR: u32 = 0;
pub const PP_VERSION_MINOR: u32 = 1;
pub const PP_VERSION_PATCH: u32 = 0;
pub const PP_OK: pp_status = 0;
/// a null, size, rate or index that the call cannot take
pub const PP_ERR_ARGUMENT: pp_status = -1;
/// the output is too small; *out_len says what would do
pub const PP_ERR_NO_SPACE: pp_status = -2;
/// memory ran out; nothing was made
pub const PP_ERR_NO_MEMORY: pp_status = -3;
/// the input does not follow its format
pub const PP_ERR_MALFORMED: pp_status = -4;
/// a tag, key or signature does not fit
pub const PP_ERR_AUTH: pp_status = -5;
/// the call does not fit the state of the handle
pub const PP_ERR_STATE: pp_status = -6;
/// well-formed, but not handled here
pub const PP_ERR_UNSUPPORTED: pp_status = -7;
/// a library below broke its contract
pub const PP_ERR_INTERNAL: pp_status = -8;
/// ITU-T G.711 mu-law, one byte a sample
pub const PP_ENCODING_MULAW: u32 = 1;
/// ITU-T G.711 A-law, one byte a sample
pub const PP_ENCODING_ALAW: u32 = 2;
/// signed 16-bit, least significant byte first
pub const PP_ENCODING_L16: u32 = 3;
/// signed 16-bit, most significant byte first (RFC 3551)
pub const PP_ENCODING_L16_NETWORK: u32 = 4;
/// always: all but the next two
pub const PP_FEATURE_AUDIO: u32 = 1;
/// seal.h, dave.h and voice.h
pub const PP_FEATURE_SEAL: u32 = 2;
/// vad.h, tone.h and record.h; in a Room: legs that are listened to (PP_HEAR_), cleaned * of echo and noise,
/// levelled, judged (pp_room_quality has the times alone) and played * tones. A leg that asks for what is missing
/// is PP_ERR_UNSUPPORTED.
pub const PP_FEATURE_LISTENING: u32 = 4;

extern "C" {
    pub fn pp_abi_version() -> u32;
    pub fn pp_features() -> u32;
    pub fn pp_version_text() -> *const c_char;
    pub fn pp_status_text(status: pp_status) -> *const c_char;
}
