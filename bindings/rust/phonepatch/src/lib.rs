//! Phonepatch: an embeddable audio and telephony engine. Safe wrappers over `libphonepatch`.
//!
//! ```
//! use phonepatch::{g711, Law, OpusEncoder, OpusDecoder};
//! let mut pcm = [0i16; 160];
//! g711::decode(Law::Mu, &[0xff; 160], &mut pcm)?;
//! let mut encoder = OpusEncoder::new(8000, 1)?;
//! let mut packet = [0u8; phonepatch::OPUS_PACKET_MAX];
//! let length = encoder.encode(&pcm, &mut packet)?;
//! let mut decoder = OpusDecoder::new(8000, 1)?;
//! assert_eq!(decoder.decode(&packet[..length], &mut pcm)?, 160);
//! # Ok::<(), phonepatch::Error>(())
//! ```
#![no_std]
#![warn(missing_docs)]

mod error;
pub mod g711;
mod opus;
mod resample;

pub use error::Error;
pub use g711::Law;
pub use opus::{Application, OpusDecoder, OpusEncoder, OpusEncoderSettings, Recovered};
pub use resample::{Progress, Resampler};

/// Bytes that hold any packet an [`OpusEncoder`] makes.
pub const OPUS_PACKET_MAX: usize = phonepatch_sys::PP_OPUS_PACKET_MAX;

/// The version of the library that is loaded.
pub fn version() -> &'static str {
    // SAFETY: the text is static and ASCII.
    unsafe { core::ffi::CStr::from_ptr(phonepatch_sys::pp_version_text()) }
        .to_str()
        .unwrap_or("")
}
