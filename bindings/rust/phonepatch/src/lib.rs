//! Phonepatch: an embeddable audio and telephony engine. Safe wrappers over `libphonepatch`.
//!
//! ```
//! use phonepatch::{g711, Law, OpusDecoder, OpusEncoder};
//! let mut pcm = [0i16; 160];
//! g711::decode(Law::Mu, &[0xff; 160], &mut pcm)?;
//! let mut encoder = OpusEncoder::new(8000, 1)?;
//! let mut packet = [0u8; phonepatch::OPUS_PACKET_MAX];
//! let length = encoder.encode(&pcm, &mut packet)?;
//! let mut decoder = OpusDecoder::new(8000, 1)?;
//! assert_eq!(decoder.decode(&packet[..length], &mut pcm)?, 160);
//! # Ok::<(), phonepatch::Error>(())
//! ```
//!
//! Memory is taken when something is made, and by nothing that works on sound: those calls never allocate, lock or call
//! the system, and the crate needs neither `std` nor an allocator. Buffers are slices of yours; where an output is too small,
//! [`Error::NoSpace`] says what would do, and nothing was consumed.
//!
//! Everything here moves between threads, and nothing is shared among them:
//!
//! ```compile_fail,E0277
//! fn shared<T: Sync>(_: T) {}
//! shared(phonepatch::Resampler::new(8000, 16000, 1).unwrap());
//! ```
//!
//! What was given away cannot be used any more:
//!
//! ```compile_fail,E0382
//! # use phonepatch::*;
//! let mut room = Room::new(&RoomSettings::default()).unwrap();
//! let leg = Leg::discord(8000, &LegSettings::default()).unwrap();
//! let id = room.add(leg).unwrap();
//! drop(leg); // the Room has it
//! ```
//!
//! What a poll lent has to be let go before the next:
//!
//! ```compile_fail,E0499
//! # use phonepatch::*;
//! let mut room = Room::new(&RoomSettings::default()).unwrap();
//! let mut buffer = [0; ROOM_OUTPUT_MAX];
//! let first = room.poll(&mut buffer).unwrap();
//! let second = room.poll(&mut buffer).unwrap();
//! println!("{first:?}");
//! ```
#![no_std]
#![warn(missing_docs)]
#![deny(unsafe_op_in_unsafe_fn)]

pub mod carrier;
#[cfg(feature = "seal")]
pub mod dave;
mod error;
mod frames;
pub mod g711;
mod handle;
mod jitter;
pub mod l16;
mod listener;
mod mixer;
mod opus;
mod output;
mod record;
mod resample;
mod room;
mod rtp;
mod tone;
#[cfg(feature = "seal")]
mod transport;
mod vad;
#[cfg(feature = "seal")]
mod voice;

pub use error::Error;
pub use frames::{frames, Frames, FRAME_16K, FRAME_48K, FRAME_8K};
pub use g711::Law;
pub use jitter::{Inserted, JitterBuffer, JitterCodec, JitterCounts, JitterNow, JitterSettings, Pulled, Transport};
pub use listener::{Answer, Hear, Heard, HeardSounds, Listener, ListenerSettings, Sound};
pub use mixer::{Level, LevelValues, Mix, Mixer};
pub use opus::{
    Application, Bandwidth, OpusDecoder, OpusEncoder, OpusEncoderSettings, OpusMode, OpusPacket, RateMode, Recovered,
    Signal, OPUS_PACKET_MAX, OPUS_PACKET_MAX_20MS,
};
pub use output::{Cause, Event, Output, Tap};
pub use record::{Container, RecordLayout, Recorder, RecorderSettings};
pub use resample::{Progress, Resampler};
pub use room::{
    Leg, LegId, LegSettings, LegStats, Quality, Refused, Room, RoomSettings, ROOM_MARK_MAX, ROOM_OUTPUT_MAX,
};
pub use rtp::{RtpHeader, RtpPacket, RTP_DISCORD_AUDIO, RTP_HEADER};
pub use tone::{Country, NetworkTone, Tone, ToneStep, TONE_DIGITS_MAX, TONE_STEPS_MAX};
#[cfg(feature = "seal")]
pub use transport::{SealedTransport, TransportCounts, TransportMode, TRANSPORT_OVERHEAD};
pub use vad::{Activity, Change, VadMode, VadSettings, VoiceActivity};
#[cfg(feature = "seal")]
pub use voice::{
    GroupWork, Voice, VoiceOutput, VoiceSettings, VoiceState, VoiceStats, VOICE_OUTPUT_MAX, VOICE_PACKET_MAX,
};

/// The version of the library that is loaded.
pub fn version() -> &'static str {
    // SAFETY: the text is static and ASCII.
    unsafe { core::ffi::CStr::from_ptr(phonepatch_sys::pp_version_text()) }.to_str().unwrap_or("")
}

/// Whether the library that is loaded has what needs libcrypto and libsodium.
pub fn has_seal() -> bool {
    // SAFETY: no arguments.
    unsafe { phonepatch_sys::pp_features() & phonepatch_sys::PP_FEATURE_SEAL != 0 }
}

/// Whether the library that is loaded speaks the ABI that this crate was written for.
pub fn abi_matches() -> bool {
    // SAFETY: no arguments.
    unsafe { phonepatch_sys::pp_abi_version() == phonepatch_sys::PP_ABI_VERSION }
}
