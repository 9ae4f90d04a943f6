//! The media-stream messages of telephone carriers, in the dialect of Twilio, for both ends of the wire. A message is one
//! JSON text in one WebSocket text frame.
//!
//! ```
//! use phonepatch::carrier::{self, Message};
//! let mut text = [0u8; 256];
//! let length = carrier::write_media("MZ1", &[0xff; 20], &mut text)?;
//! let mut scratch = [0u8; 256];
//! match carrier::read(&text[..length], &mut scratch)? {
//!     Message::Media { payload, .. } => assert_eq!(payload, [0xff; 20]),
//!     other => panic!("{other:?}"),
//! }
//! # Ok::<(), phonepatch::Error>(())
//! ```
use crate::handle::call;
use crate::Error;
use core::str::from_utf8;
use phonepatch_sys as sys;

/// One of the two directions of a call.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Track {
    /// What the caller says.
    Inbound,
    /// What the caller hears.
    Outbound,
}

/// How the samples of a stream travel.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// G.711 μ-law.
    MuLaw,
    /// G.711 A-law.
    ALaw,
    /// 16-bit samples, least significant byte first.
    L16,
    /// 16-bit samples, most significant byte first.
    L16Network,
}

impl Encoding {
    pub(crate) fn number(self) -> u32 {
        match self {
            Encoding::MuLaw => sys::PP_ENCODING_MULAW,
            Encoding::ALaw => sys::PP_ENCODING_ALAW,
            Encoding::L16 => sys::PP_ENCODING_L16,
            Encoding::L16Network => sys::PP_ENCODING_L16_NETWORK,
        }
    }

    fn of(number: u32) -> Option<Self> {
        [Encoding::MuLaw, Encoding::ALaw, Encoding::L16, Encoding::L16Network]
            .into_iter()
            .find(|encoding| encoding.number() == number)
    }
}

/// What a carrier or an application says.
#[derive(Clone, Copy, Debug)]
#[non_exhaustive]
pub enum Message<'a> {
    /// An event that this library does not know: ignore it.
    Unknown,
    /// From the carrier, first of all.
    Connected {
        /// "Call".
        protocol: &'a str,
        /// "1.0.0".
        version: &'a str,
    },
    /// From the carrier: the stream, its call and its format.
    Start {
        /// Never empty.
        stream_sid: &'a str,
        /// Whose call it is.
        account_sid: &'a str,
        /// Which call.
        call_sid: &'a str,
        /// How samples travel.
        encoding: Encoding,
        /// Of the samples.
        sample_rate: u32,
        /// The custom parameters.
        parameters: Parameters<'a>,
    },
    /// Either way: sound.
    Media {
        /// Empty when it does not say.
        stream_sid: &'a str,
        /// The sound, decoded from base64.
        payload: &'a [u8],
        /// From the carrier: which direction.
        track: Option<Track>,
        /// From the carrier: its position within its track, from 1.
        chunk: Option<u64>,
        /// From the carrier: milliseconds since the stream began.
        timestamp_ms: Option<u64>,
    },
    /// From the carrier: a key was pressed.
    Dtmf {
        /// Which.
        digit: char,
    },
    /// To the carrier: a marker; from it: the marker was reached.
    Mark {
        /// As it was given.
        name: &'a str,
    },
    /// From the carrier, last.
    Stop,
    /// To the carrier: throw away what is queued.
    Clear,
}

/// Reads one message of either side. `scratch` has to be as long as the message. 16-bit samples are taken to come with the
/// least significant byte first; [`read_linear`] lets you choose.
pub fn read<'a>(message: &'a [u8], scratch: &'a mut [u8]) -> Result<Message<'a>, Error> {
    read_linear(message, Encoding::L16, scratch)
}

/// As [`read`], with the byte order of a stream that says L16, which no public document tells.
pub fn read_linear<'a>(message: &'a [u8], linear: Encoding, scratch: &'a mut [u8]) -> Result<Message<'a>, Error> {
    if scratch.len() < message.len() {
        return Err(Error::NoSpace { needed: message.len() });
    }
    let mut out = sys::pp_carrier_message::sized();
    let (from, to, room) = (message.as_ptr(), scratch.as_mut_ptr(), scratch.len());
    call!(pp_carrier_read(from, message.len(), linear.number(), to, room, &mut out))?;
    let scratch: &'a [u8] = scratch;
    let part = |range: sys::pp_carrier_range| scratch.get(range.offset..range.offset + range.length).unwrap_or(&[]);
    let text = |range| from_utf8(part(range)).map_err(|_| Error::Internal(0));
    let has = |bit: u32, value: u64| (out.present & bit != 0).then_some(value);
    Ok(match out.kind {
        sys::PP_CARRIER_CONNECTED => Message::Connected { protocol: text(out.protocol)?, version: text(out.version)? },
        sys::PP_CARRIER_START => Message::Start {
            stream_sid: text(out.stream_sid)?,
            account_sid: text(out.account_sid)?,
            call_sid: text(out.call_sid)?,
            encoding: Encoding::of(out.encoding).ok_or(Error::Internal(0))?,
            sample_rate: out.sample_rate,
            parameters: Parameters { message, cursor: (out.parameters.length > 0).then_some(out.parameters.offset) },
        },
        sys::PP_CARRIER_MEDIA => Message::Media {
            stream_sid: text(out.stream_sid)?,
            payload: part(out.payload),
            track: match out.track {
                sys::PP_CARRIER_INBOUND => Some(Track::Inbound),
                sys::PP_CARRIER_OUTBOUND => Some(Track::Outbound),
                _ => None,
            },
            chunk: has(sys::PP_CARRIER_HAS_CHUNK, out.chunk),
            timestamp_ms: has(sys::PP_CARRIER_HAS_TIMESTAMP, out.timestamp_ms),
        },
        sys::PP_CARRIER_DTMF => Message::Dtmf { digit: out.digit as u8 as char },
        sys::PP_CARRIER_MARK => Message::Mark { name: text(out.mark_name)? },
        sys::PP_CARRIER_STOP => Message::Stop,
        sys::PP_CARRIER_CLEAR => Message::Clear,
        _ => Message::Unknown,
    })
}

/// The custom parameters of a [`Message::Start`].
#[derive(Clone, Copy, Debug)]
pub struct Parameters<'a> {
    message: &'a [u8],
    cursor: Option<usize>,
}

impl Parameters<'_> {
    /// The next name and value, in `scratch`, which has to be as long as the message; `None` after the last.
    pub fn next<'s>(&mut self, scratch: &'s mut [u8]) -> Result<Option<(&'s str, &'s str)>, Error> {
        let Some(cursor) = self.cursor else { return Ok(None) };
        let mut out = sys::pp_carrier_parameter::default();
        let (from, length, to, room) = (self.message.as_ptr(), self.message.len(), scratch.as_mut_ptr(), scratch.len());
        let status = call!(pp_carrier_next_parameter(from, length, cursor, to, room, &mut out), needed length)?;
        if status as u32 == sys::PP_CARRIER_END {
            self.cursor = None;
            return Ok(None);
        }
        self.cursor = Some(out.next);
        let scratch: &'s [u8] = scratch;
        let text = |range: sys::pp_carrier_range| {
            let bytes = scratch.get(range.offset..range.offset + range.length);
            bytes.and_then(|bytes| from_utf8(bytes).ok()).ok_or(Error::Internal(0))
        };
        Ok(Some((text(out.name)?, text(out.value)?)))
    }
}

/// Writes through a function whose last arguments are a buffer, its room and where the length goes.
macro_rules! write {
    ($function:ident($($argument:expr),* $(,)?), $out:ident) => {{
        let (to, mut written) = ($out.as_mut_ptr(), 0);
        call!($function($($argument,)* to, $out.len(), &mut written), needed written)?;
        Ok(written)
    }};
}

/// As an application: sound to play behind what was sent before. Returns the message's length.
pub fn write_media(stream_sid: &str, payload: &[u8], out: &mut [u8]) -> Result<usize, Error> {
    let (sid, sound) = (stream_sid.as_ptr(), payload.as_ptr());
    write!(pp_carrier_write_media(sid, stream_sid.len(), sound, payload.len()), out)
}

/// As an application: a marker behind the sound sent so far.
pub fn write_mark(stream_sid: &str, name: &str, out: &mut [u8]) -> Result<usize, Error> {
    let (sid, text) = (stream_sid.as_ptr(), name.as_ptr());
    write!(pp_carrier_write_mark(sid, stream_sid.len(), text, name.len()), out)
}

/// As an application: throws away what the carrier has queued.
pub fn write_clear(stream_sid: &str, out: &mut [u8]) -> Result<usize, Error> {
    write!(pp_carrier_write_clear(stream_sid.as_ptr(), stream_sid.len()), out)
}

/// As a carrier: the first message on a connection.
pub fn write_connected(out: &mut [u8]) -> Result<usize, Error> {
    write!(pp_carrier_write_connected(), out)
}

/// What a carrier says when a stream begins.
#[derive(Clone, Copy, Debug)]
pub struct Start<'a> {
    /// The stream's name.
    pub stream_sid: &'a str,
    /// Whose call it is.
    pub account_sid: &'a str,
    /// Which call.
    pub call_sid: &'a str,
    /// How samples travel.
    pub encoding: Encoding,
    /// 8000, or for 16-bit samples 16000 or 24000 as well.
    pub sample_rate: u32,
}

/// As a carrier: the stream begins. Its sequence number is 1.
pub fn write_start(start: &Start<'_>, out: &mut [u8]) -> Result<usize, Error> {
    let given = sys::pp_carrier_start {
        encoding: start.encoding.number(),
        sample_rate: start.sample_rate,
        stream_sid: start.stream_sid.as_ptr(),
        stream_sid_len: start.stream_sid.len(),
        account_sid: start.account_sid.as_ptr(),
        account_sid_len: start.account_sid.len(),
        call_sid: start.call_sid.as_ptr(),
        call_sid_len: start.call_sid.len(),
        ..sys::pp_carrier_start::sized()
    };
    write!(pp_carrier_write_start(&given), out)
}

/// Where a carrier's message stands in its stream.
#[derive(Clone, Copy, Debug)]
pub struct Place<'a> {
    /// The stream's name.
    pub stream_sid: &'a str,
    /// Counts the stream's messages.
    pub sequence_number: u64,
}

/// As a carrier: sound of one track.
pub fn write_track_media(
    place: &Place<'_>,
    track: Track,
    chunk: u64,
    timestamp_ms: u64,
    payload: &[u8],
    out: &mut [u8],
) -> Result<usize, Error> {
    let track = match track {
        Track::Inbound => sys::PP_CARRIER_INBOUND,
        Track::Outbound => sys::PP_CARRIER_OUTBOUND,
    };
    let (number, sid, length) = (place.sequence_number, place.stream_sid.as_ptr(), place.stream_sid.len());
    let sound = payload.as_ptr();
    write!(pp_carrier_write_track_media(number, sid, length, track, chunk, timestamp_ms, sound, payload.len()), out)
}

/// As a carrier: a key was pressed.
pub fn write_dtmf(place: &Place<'_>, digit: char, out: &mut [u8]) -> Result<usize, Error> {
    let (number, sid, length) = (place.sequence_number, place.stream_sid.as_ptr(), place.stream_sid.len());
    write!(pp_carrier_write_dtmf(number, sid, length, digit as u32), out)
}

/// As a carrier: a marker comes back.
pub fn write_mark_echo(place: &Place<'_>, name: &str, out: &mut [u8]) -> Result<usize, Error> {
    let (number, sid, length) = (place.sequence_number, place.stream_sid.as_ptr(), place.stream_sid.len());
    write!(pp_carrier_write_mark_echo(number, sid, length, name.as_ptr(), name.len()), out)
}

/// As a carrier: the last message of a stream.
pub fn write_stop(place: &Place<'_>, account_sid: &str, call_sid: &str, out: &mut [u8]) -> Result<usize, Error> {
    let (number, sid, length) = (place.sequence_number, place.stream_sid.as_ptr(), place.stream_sid.len());
    let (account, call) = (account_sid.as_ptr(), call_sid.as_ptr());
    write!(pp_carrier_write_stop(number, sid, length, account, account_sid.len(), call, call_sid.len()), out)
}

/// Base64 as RFC 4648 section 4 has it: padded, strict.
pub mod base64 {
    use crate::handle::call;
    use crate::Error;

    /// The characters that `length` bytes become.
    pub fn encoded_len(length: usize) -> usize {
        // SAFETY: no memory is given.
        unsafe { phonepatch_sys::pp_base64_encoded_len(length) }
    }

    /// Writes the characters; returns how many.
    pub fn encode(bytes: &[u8], text: &mut [u8]) -> Result<usize, Error> {
        let (from, to, mut written) = (bytes.as_ptr(), text.as_mut_ptr(), 0);
        call!(pp_base64_encode(from, bytes.len(), to, text.len(), &mut written), needed written)?;
        Ok(written)
    }

    /// Writes the bytes; returns how many. A text that is no base64 is [`Error::Malformed`].
    pub fn decode(text: &[u8], bytes: &mut [u8]) -> Result<usize, Error> {
        let (from, to, mut written) = (text.as_ptr(), bytes.as_mut_ptr(), 0);
        call!(pp_base64_decode(from, text.len(), to, bytes.len(), &mut written), needed written)?;
        Ok(written)
    }
}
