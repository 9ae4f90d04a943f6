use crate::Error;
use core::ptr::{null_mut, NonNull};
use phonepatch_sys as sys;

/// What the sound is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Application {
    /// Speech: best intelligibility.
    #[default]
    Voip,
    /// Music and mixed sound: closest to the input.
    Audio,
    /// 2.5 ms of delay, no speech mode.
    LowDelay,
}

/// How an [`OpusEncoder`] works. Start from the default.
#[derive(Clone, Copy, Debug)]
pub struct OpusEncoderSettings {
    /// 8000, 12000, 16000, 24000 or 48000.
    pub sample_rate: u32,
    /// 1 or 2.
    pub channels: u32,
    /// What the sound is for.
    pub application: Application,
    /// Bits a second; `None` lets libopus choose.
    pub bitrate: Option<u32>,
    /// 0, the cheapest, to 10.
    pub complexity: u32,
    /// Packets also carry a thin copy of the frame before.
    pub fec: bool,
    /// Per cent of packets that may get lost.
    pub expected_loss: u32,
    /// Tiny packets while nobody speaks.
    pub dtx: bool,
}

impl Default for OpusEncoderSettings {
    fn default() -> Self {
        OpusEncoderSettings {
            sample_rate: 48000,
            channels: 1,
            application: Application::Voip,
            bitrate: None,
            complexity: 5,
            fec: false,
            expected_loss: 0,
            dtx: false,
        }
    }
}

/// Makes one Opus packet of each frame. Two channels are interleaved.
#[derive(Debug)]
pub struct OpusEncoder {
    raw: NonNull<sys::pp_opus_encoder>,
    channels: usize,
}

// SAFETY: the library keeps no thread-bound state; &mut self keeps it to one thread at a time.
unsafe impl Send for OpusEncoder {}

impl OpusEncoder {
    /// An encoder with default settings.
    pub fn new(sample_rate: u32, channels: u32) -> Result<Self, Error> {
        Self::with(&OpusEncoderSettings {
            sample_rate,
            channels,
            ..Default::default()
        })
    }

    /// An encoder with these settings.
    pub fn with(settings: &OpusEncoderSettings) -> Result<Self, Error> {
        let config = sys::pp_opus_encoder_config {
            size: size_of::<sys::pp_opus_encoder_config>() as u32,
            sample_rate: settings.sample_rate,
            channels: settings.channels,
            application: match settings.application {
                Application::Voip => sys::PP_OPUS_VOIP,
                Application::Audio => sys::PP_OPUS_AUDIO,
                Application::LowDelay => sys::PP_OPUS_LOW_DELAY,
            },
            bitrate: settings.bitrate.unwrap_or(0),
            // In C, 0 means the default and -1 means level 0.
            complexity: match settings.complexity {
                0 => -1,
                level => i32::try_from(level).map_err(|_| Error::Argument)?,
            },
            fec: settings.fec.into(),
            expected_loss: settings.expected_loss,
            dtx: settings.dtx.into(),
            ..Default::default()
        };
        let mut raw = null_mut();
        // SAFETY: config and raw are valid for the call.
        Error::check(unsafe { sys::pp_opus_encoder_create(&config, &mut raw) }, 0)?;
        let raw = NonNull::new(raw).ok_or(Error::Internal(0))?;
        Ok(OpusEncoder {
            raw,
            channels: settings.channels.max(1) as usize,
        })
    }

    /// Encodes one frame of 2.5, 5, 10, 20, 40 or 60 ms; returns the packet's length.
    pub fn encode(&mut self, pcm: &[i16], packet: &mut [u8]) -> Result<usize, Error> {
        if pcm.len() % self.channels != 0 {
            return Err(Error::Argument);
        }
        let mut written = 0;
        // SAFETY: the handle is ours, the slices are valid for their lengths.
        let status = unsafe {
            sys::pp_opus_encoder_encode(
                self.raw.as_ptr(),
                pcm.as_ptr(),
                pcm.len() / self.channels,
                packet.as_mut_ptr(),
                packet.len(),
                &mut written,
            )
        };
        Error::check(status, written).map(|_| written)
    }

    /// Bits a second from the next frame on; 0 lets libopus choose.
    pub fn set_bitrate(&mut self, bitrate: u32) -> Result<(), Error> {
        // SAFETY: the handle is ours.
        Error::check(
            unsafe { sys::pp_opus_encoder_set_bitrate(self.raw.as_ptr(), bitrate) },
            0,
        )
        .map(drop)
    }

    /// Forgets the sound so far.
    pub fn reset(&mut self) -> Result<(), Error> {
        // SAFETY: the handle is ours.
        Error::check(unsafe { sys::pp_opus_encoder_reset(self.raw.as_ptr()) }, 0).map(drop)
    }

    /// Samples by which the decoded sound lags behind.
    pub fn lookahead(&self) -> Result<u32, Error> {
        let mut samples = 0;
        // SAFETY: the handle is ours.
        Error::check(
            unsafe { sys::pp_opus_encoder_lookahead(self.raw.as_ptr(), &mut samples) },
            0,
        )?;
        Ok(samples)
    }
}

impl Drop for OpusEncoder {
    fn drop(&mut self) {
        // SAFETY: made by create, destroyed once.
        unsafe { sys::pp_opus_encoder_destroy(self.raw.as_ptr()) }
    }
}

/// What [`OpusDecoder::recover`] found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Recovered {
    /// The packet carried a copy of the lost frame.
    FromPacket,
    /// It did not: the frame was concealed.
    Concealed,
}

/// Turns Opus packets into samples at any of its rates.
#[derive(Debug)]
pub struct OpusDecoder {
    raw: NonNull<sys::pp_opus_decoder>,
    channels: usize,
}

// SAFETY: as for OpusEncoder.
unsafe impl Send for OpusDecoder {}

impl OpusDecoder {
    /// A decoder to 8000, 12000, 16000, 24000 or 48000 Hz and 1 or 2 channels.
    pub fn new(sample_rate: u32, channels: u32) -> Result<Self, Error> {
        let config = sys::pp_opus_decoder_config {
            size: size_of::<sys::pp_opus_decoder_config>() as u32,
            sample_rate,
            channels,
        };
        let mut raw = null_mut();
        // SAFETY: config and raw are valid for the call.
        Error::check(unsafe { sys::pp_opus_decoder_create(&config, &mut raw) }, 0)?;
        let raw = NonNull::new(raw).ok_or(Error::Internal(0))?;
        Ok(OpusDecoder {
            raw,
            channels: channels.max(1) as usize,
        })
    }

    /// Decodes one packet; returns samples per channel.
    pub fn decode(&mut self, packet: &[u8], pcm: &mut [i16]) -> Result<usize, Error> {
        let mut written = 0;
        // SAFETY: the handle is ours, the slices are valid for their lengths.
        let status = unsafe {
            sys::pp_opus_decoder_decode(
                self.raw.as_ptr(),
                packet.as_ptr(),
                packet.len(),
                pcm.as_mut_ptr(),
                pcm.len() / self.channels,
                &mut written,
            )
        };
        Error::check(status, written).map(|_| written)
    }

    /// Fills `pcm` in place of a lost frame.
    pub fn conceal(&mut self, pcm: &mut [i16]) -> Result<(), Error> {
        let samples = pcm.len() / self.channels;
        // SAFETY: the handle is ours, the slice is valid for its length.
        let status = unsafe {
            sys::pp_opus_decoder_conceal(self.raw.as_ptr(), samples, pcm.as_mut_ptr(), samples)
        };
        Error::check(status, 0).map(drop)
    }

    /// Fills `pcm` with the lost frame before `packet`, from the thin copy in it. Decode `packet` itself afterwards.
    pub fn recover(&mut self, packet: &[u8], pcm: &mut [i16]) -> Result<Recovered, Error> {
        let samples = pcm.len() / self.channels;
        // SAFETY: the handle is ours, the slices are valid for their lengths.
        let status = unsafe {
            sys::pp_opus_decoder_recover(
                self.raw.as_ptr(),
                packet.as_ptr(),
                packet.len(),
                samples,
                pcm.as_mut_ptr(),
                samples,
            )
        };
        Error::check(status, 0).map(|status| {
            if status == sys::PP_OPUS_CONCEALED {
                Recovered::Concealed
            } else {
                Recovered::FromPacket
            }
        })
    }

    /// Forgets the sound so far.
    pub fn reset(&mut self) -> Result<(), Error> {
        // SAFETY: the handle is ours.
        Error::check(unsafe { sys::pp_opus_decoder_reset(self.raw.as_ptr()) }, 0).map(drop)
    }
}

impl Drop for OpusDecoder {
    fn drop(&mut self) {
        // SAFETY: made by create, destroyed once.
        unsafe { sys::pp_opus_decoder_destroy(self.raw.as_ptr()) }
    }
}
