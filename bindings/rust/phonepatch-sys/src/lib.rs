//! Declarations of `libphonepatch`, as `include/phonepatch.h` has them, one module for each of its headers. They are
//! written by `bindings/rust/generate`. The header is the specification: what a function does, who owns what and what it
//! costs stands there. Safe wrappers are in the `phonepatch` crate.
//!
//! The library is found in this order: the directory in `PHONEPATCH_LIB_DIR`; a bundle (see `bindings/rust/bundle`) in
//! the directory in `PHONEPATCH_BUNDLE`, or in `prebuilt/TARGET` of this crate; what pkg-config says. Without the feature
//! `seal`, which is on by default, only what an audio-only library has is declared.
#![no_std]
#![allow(non_camel_case_types)]

mod audio;
mod base;
mod carrier;
mod codec;
#[cfg(feature = "seal")]
mod dave;
mod jitter;
mod record;
mod resample;
mod room;
mod rtp;
#[cfg(feature = "seal")]
mod seal;
mod tone;
mod vad;
#[cfg(feature = "seal")]
mod voice;

pub use audio::*;
pub use base::*;
pub use carrier::*;
pub use codec::*;
#[cfg(feature = "seal")]
pub use dave::*;
pub use jitter::*;
pub use record::*;
pub use resample::*;
pub use room::*;
pub use rtp::*;
#[cfg(feature = "seal")]
pub use seal::*;
pub use tone::*;
pub use vad::*;
#[cfg(feature = "seal")]
pub use voice::*;

/// A country by its two letters of ISO 3166, for [`pp_tone_network`].
#[allow(non_snake_case)]
pub const fn PP_COUNTRY(first: u8, second: u8) -> u32 {
    (first as u32) << 8 | second as u32
}
