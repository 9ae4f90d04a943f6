use crate::handle::{call, Handle};
use crate::Error;
use phonepatch_sys as sys;

/// What an empty [`JitterBuffer`] means.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Transport {
    /// TCP: nothing is lost, so what is missing is still on its way.
    #[default]
    Stream,
    /// UDP: packets are lost, doubled and reordered.
    Datagram,
}

/// What travels.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum JitterCodec {
    /// G.711 μ-law.
    #[default]
    MuLaw,
    /// G.711 A-law.
    ALaw,
    /// 16-bit samples, least significant byte first.
    L16,
    /// 16-bit samples, most significant byte first.
    L16Network,
    /// Opus packets on a clock of 48 kHz.
    Opus,
}

/// How a [`JitterBuffer`] works. Start from the default; 0 is a default, too.
#[derive(Clone, Copy, Debug, Default)]
pub struct JitterSettings {
    /// What travels.
    pub codec: JitterCodec,
    /// What travels below.
    pub transport: Transport,
    /// Of timestamps and plain samples, a multiple of 50 from 8000 to 48000; 0 means 8000. Opus: always 48000.
    pub clock_rate: u32,
    /// 1 or 2; 0 means 1.
    pub channels: u32,
    /// Of the PCM, a multiple of 50 from 8000 to 48000; 0 means 8000.
    pub sample_rate: u32,
    /// Never aims below, ms.
    pub min_delay_ms: u32,
    /// Never holds more, 20 to 10000 ms; 0 means 500.
    pub max_delay_ms: u32,
    /// Aimed for as long as nothing is known; 0 means 40 ms, -1 none.
    pub start_delay_ms: i32,
    /// Aims for `start_delay_ms` always.
    pub fixed: bool,
}

/// What became of a packet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Inserted {
    /// It waits for its turn.
    Waits,
    /// Its turn was over.
    Late,
    /// It is here, or was played, already.
    Duplicate,
    /// It waits, and older sound was discarded.
    Overflow,
    /// No packet of this codec, too long, or alone and far from all others.
    Rejected,
}

/// What a frame that was pulled is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Pulled {
    /// Received sound and nothing else.
    Played,
    /// At least a part was invented.
    Concealed,
    /// Nothing has begun, the sender pauses, or the talk is over.
    Silence,
    /// A stream has run dry: silence, and all that follows plays later.
    Starved,
    /// Received sound, shortened, lengthened or blended with invented sound.
    Stretched,
}

/// Counts of a [`JitterBuffer`].
pub use sys::pp_jitter_counts as JitterCounts;
/// How a [`JitterBuffer`] stands.
pub use sys::pp_jitter_now as JitterNow;

/// Packets in as the network brings them, 20 ms of PCM out on every pull.
///
/// ```
/// use phonepatch::{JitterBuffer, JitterSettings, Pulled};
/// let mut buffer = JitterBuffer::new(&JitterSettings::default())?;
/// let mut pcm = [0i16; 160];
/// for tick in 0..10u64 {
///     buffer.append(&[0xff; 160], None, tick * 20_000)?;
///     buffer.pull(tick * 20_000, &mut pcm)?;
/// }
/// assert!(buffer.lifetime()?.played > 0);
/// # Ok::<(), phonepatch::Error>(())
/// ```
#[derive(Debug)]
pub struct JitterBuffer {
    raw: Handle<sys::pp_jitter>,
    channels: usize,
}

impl JitterBuffer {
    /// [`Error::Argument`] for values out of range, [`Error::Unsupported`] for what the codec refuses.
    pub fn new(settings: &JitterSettings) -> Result<Self, Error> {
        let config = sys::pp_jitter_config {
            codec: match settings.codec {
                JitterCodec::MuLaw => sys::PP_ENCODING_MULAW,
                JitterCodec::ALaw => sys::PP_ENCODING_ALAW,
                JitterCodec::L16 => sys::PP_ENCODING_L16,
                JitterCodec::L16Network => sys::PP_ENCODING_L16_NETWORK,
                JitterCodec::Opus => sys::PP_JITTER_OPUS,
            },
            transport: match settings.transport {
                Transport::Stream => sys::PP_JITTER_STREAM,
                Transport::Datagram => sys::PP_JITTER_DATAGRAM,
            },
            clock_rate: settings.clock_rate,
            channels: settings.channels,
            sample_rate: settings.sample_rate,
            min_delay_ms: settings.min_delay_ms,
            max_delay_ms: settings.max_delay_ms,
            start_delay_ms: settings.start_delay_ms,
            fixed: settings.fixed.into(),
            ..sys::pp_jitter_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_jitter_create(&config, out) })?;
        Ok(JitterBuffer { raw, channels: settings.channels.max(1) as usize })
    }

    /// A packet with the numbers of its RTP header.
    pub fn insert(&mut self, sequence: u16, timestamp: u32, payload: &[u8], now_us: u64) -> Result<Inserted, Error> {
        let (raw, from, length) = (self.raw.get_mut(), payload.as_ptr(), payload.len());
        call!(pp_jitter_insert(raw, sequence, timestamp, from, length, now_us)).map(inserted)
    }

    /// The next piece of an ordered stream of plain samples. `position` says where it begins, in samples from any origin;
    /// `None` is right behind the last.
    pub fn append(&mut self, payload: &[u8], position: Option<u64>, now_us: u64) -> Result<Inserted, Error> {
        let at = match position {
            None => -1,
            Some(position) => i64::try_from(position).map_err(|_| Error::Argument)?,
        };
        let (raw, from, length) = (self.raw.get_mut(), payload.as_ptr(), payload.len());
        call!(pp_jitter_append(raw, from, length, at, now_us)).map(inserted)
    }

    /// The stream is at its end: a frame begun is filled up with silence.
    pub fn flush(&mut self, now_us: u64) -> Result<(), Error> {
        call!(pp_jitter_flush(self.raw.get_mut(), now_us)).map(drop)
    }

    /// Writes the next 20 ms. Call it once for every 20 ms that pass.
    pub fn pull(&mut self, now_us: u64, pcm: &mut [i16]) -> Result<Pulled, Error> {
        let (raw, to, room, mut written) = (self.raw.get_mut(), pcm.as_mut_ptr(), pcm.len() / self.channels, 0);
        let status = call!(pp_jitter_pull(raw, now_us, to, room, &mut written), needed written)?;
        Ok(match status as u32 {
            sys::PP_JITTER_PLAYED => Pulled::Played,
            sys::PP_JITTER_CONCEALED => Pulled::Concealed,
            sys::PP_JITTER_SILENCE => Pulled::Silence,
            sys::PP_JITTER_STARVED => Pulled::Starved,
            _ => Pulled::Stretched,
        })
    }

    /// The received bytes of the frame pulled last, if the PCM is exactly that one frame; returns how many.
    pub fn frame_bytes(&self, bytes: &mut [u8]) -> Result<Option<usize>, Error> {
        let (to, mut written) = (bytes.as_mut_ptr(), 0);
        call!(pp_jitter_frame_bytes(self.raw.get(), to, bytes.len(), &mut written), needed written)?;
        Ok((written > 0).then_some(written))
    }

    /// Back to just created, counts too.
    pub fn reset(&mut self) -> Result<(), Error> {
        call!(pp_jitter_reset(self.raw.get_mut())).map(drop)
    }

    /// Counts since the last call of this function.
    pub fn interval(&mut self) -> Result<JitterCounts, Error> {
        let mut counts = JitterCounts::sized();
        call!(pp_jitter_stats_interval(self.raw.get_mut(), &mut counts))?;
        Ok(counts)
    }

    /// Counts since it was made or reset.
    pub fn lifetime(&self) -> Result<JitterCounts, Error> {
        let mut counts = JitterCounts::sized();
        call!(pp_jitter_stats_lifetime(self.raw.get(), &mut counts))?;
        Ok(counts)
    }

    /// How it stands at this moment.
    pub fn now(&self) -> Result<JitterNow, Error> {
        let mut now = JitterNow::sized();
        call!(pp_jitter_stats_now(self.raw.get(), &mut now))?;
        Ok(now)
    }
}

fn inserted(status: sys::pp_status) -> Inserted {
    match status as u32 {
        0 => Inserted::Waits,
        sys::PP_JITTER_LATE => Inserted::Late,
        sys::PP_JITTER_DUPLICATE => Inserted::Duplicate,
        sys::PP_JITTER_OVERFLOW => Inserted::Overflow,
        _ => Inserted::Rejected,
    }
}
