use crate::handle::{call, numbers, Handle};
use crate::Error;
use phonepatch_sys as sys;

/// Bytes that hold any packet an [`OpusEncoder`] makes.
pub const OPUS_PACKET_MAX: usize = sys::PP_OPUS_PACKET_MAX as usize;
/// Bytes that hold any packet of up to 20 ms.
pub const OPUS_PACKET_MAX_20MS: usize = sys::PP_OPUS_PACKET_MAX_20MS as usize;

numbers! {
    /// What the sound is for.
    Application {
        /// Speech: best intelligibility.
        Voip = PP_OPUS_VOIP,
        /// Music and mixed sound: closest to the input.
        Audio = PP_OPUS_AUDIO,
        /// 2.5 ms of delay, no speech mode and so no error correction.
        LowDelay = PP_OPUS_LOW_DELAY,
    }
}

numbers! {
    /// How the bit rate is spent.
    RateMode {
        /// Varies, but never bursts beyond the rate for long.
        ConstrainedVbr = PP_OPUS_VBR_CONSTRAINED,
        /// Varies freely around the rate.
        Vbr = PP_OPUS_VBR,
        /// Every packet has the same length.
        Cbr = PP_OPUS_CBR,
    }
}

numbers! {
    /// How much of the spectrum a packet carries.
    Bandwidth {
        /// To 4 kHz: the telephone.
        Narrow = PP_OPUS_NARROWBAND,
        /// To 6 kHz.
        Medium = PP_OPUS_MEDIUMBAND,
        /// To 8 kHz.
        Wide = PP_OPUS_WIDEBAND,
        /// To 12 kHz.
        SuperWide = PP_OPUS_SUPERWIDEBAND,
        /// To 20 kHz.
        Full = PP_OPUS_FULLBAND,
    }
}

numbers! {
    /// A hint about the sound.
    Signal {
        /// Speech.
        Voice = PP_OPUS_VOICE,
        /// Music.
        Music = PP_OPUS_MUSIC,
    }
}

numbers! {
    /// How a packet was made.
    OpusMode {
        /// As speech.
        Silk = PP_OPUS_MODE_SILK,
        /// As speech below 8 kHz, the rest as music.
        Hybrid = PP_OPUS_MODE_HYBRID,
        /// As music, or for low delay.
        Celt = PP_OPUS_MODE_CELT,
    }
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
    /// How the bit rate is spent.
    pub rate_mode: RateMode,
    /// 0, the cheapest, to 10.
    pub complexity: u32,
    /// Packets also carry a thin copy of the frame before.
    pub fec: bool,
    /// Per cent of packets that may get lost.
    pub expected_loss: u32,
    /// Tiny packets while nobody speaks.
    pub dtx: bool,
    /// Forces one; `None` chooses.
    pub bandwidth: Option<Bandwidth>,
    /// The widest that may be chosen.
    pub max_bandwidth: Option<Bandwidth>,
    /// What the sound is; `None` listens.
    pub signal: Option<Signal>,
    /// No packet is longer, at the cost of quality.
    pub packet_max: Option<u32>,
}

impl Default for OpusEncoderSettings {
    fn default() -> Self {
        OpusEncoderSettings {
            sample_rate: 48000,
            channels: 1,
            application: Application::Voip,
            bitrate: None,
            rate_mode: RateMode::ConstrainedVbr,
            complexity: 5,
            fec: false,
            expected_loss: 0,
            dtx: false,
            bandwidth: None,
            max_bandwidth: None,
            signal: None,
            packet_max: None,
        }
    }
}

/// Makes one Opus packet of each frame. Two channels are interleaved.
#[derive(Debug)]
pub struct OpusEncoder {
    raw: Handle<sys::pp_opus_encoder>,
    channels: usize,
}

impl OpusEncoder {
    /// An encoder with default settings.
    pub fn new(sample_rate: u32, channels: u32) -> Result<Self, Error> {
        Self::with(&OpusEncoderSettings { sample_rate, channels, ..Default::default() })
    }

    /// An encoder with these settings.
    pub fn with(settings: &OpusEncoderSettings) -> Result<Self, Error> {
        let config = sys::pp_opus_encoder_config {
            sample_rate: settings.sample_rate,
            channels: settings.channels,
            application: settings.application.number(),
            bitrate: settings.bitrate.unwrap_or(0),
            rate_mode: settings.rate_mode.number(),
            // In C, 0 means the default and -1 means level 0.
            complexity: match settings.complexity {
                0 => -1,
                level => i32::try_from(level).map_err(|_| Error::Argument)?,
            },
            fec: settings.fec.into(),
            expected_loss: settings.expected_loss,
            dtx: settings.dtx.into(),
            bandwidth: settings.bandwidth.map_or(0, Bandwidth::number),
            max_bandwidth: settings.max_bandwidth.map_or(0, Bandwidth::number),
            signal: settings.signal.map_or(0, Signal::number),
            packet_max: settings.packet_max.unwrap_or(0),
            ..sys::pp_opus_encoder_config::sized()
        };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_opus_encoder_create(&config, out) })?;
        Ok(OpusEncoder { raw, channels: settings.channels.max(1) as usize })
    }

    /// Encodes one frame of 2.5, 5, 10, 20, 40 or 60 ms; returns the packet's length.
    pub fn encode(&mut self, pcm: &[i16], packet: &mut [u8]) -> Result<usize, Error> {
        if pcm.len() % self.channels != 0 {
            return Err(Error::Argument);
        }
        let (samples, mut written) = (pcm.len() / self.channels, 0);
        call!(
            pp_opus_encoder_encode(
                self.raw.get_mut(),
                pcm.as_ptr(),
                samples,
                packet.as_mut_ptr(),
                packet.len(),
                &mut written
            ),
            needed written
        )?;
        Ok(written)
    }

    /// Bits a second from the next frame on; 0 lets libopus choose.
    pub fn set_bitrate(&mut self, bitrate: u32) -> Result<(), Error> {
        call!(pp_opus_encoder_set_bitrate(self.raw.get_mut(), bitrate)).map(drop)
    }

    /// How the bit rate is spent from the next frame on.
    pub fn set_rate_mode(&mut self, mode: RateMode) -> Result<(), Error> {
        let mode = mode.number();
        call!(pp_opus_encoder_set_rate_mode(self.raw.get_mut(), mode)).map(drop)
    }

    /// 0, the cheapest, to 10.
    pub fn set_complexity(&mut self, complexity: u32) -> Result<(), Error> {
        call!(pp_opus_encoder_set_complexity(self.raw.get_mut(), complexity)).map(drop)
    }

    /// Whether packets also carry a thin copy of the frame before.
    pub fn set_fec(&mut self, on: bool) -> Result<(), Error> {
        call!(pp_opus_encoder_set_fec(self.raw.get_mut(), on.into())).map(drop)
    }

    /// Per cent of packets that may get lost.
    pub fn set_expected_loss(&mut self, per_cent: u32) -> Result<(), Error> {
        call!(pp_opus_encoder_set_expected_loss(self.raw.get_mut(), per_cent)).map(drop)
    }

    /// Whether packets are tiny while nobody speaks.
    pub fn set_dtx(&mut self, on: bool) -> Result<(), Error> {
        call!(pp_opus_encoder_set_dtx(self.raw.get_mut(), on.into())).map(drop)
    }

    /// Forces a bandwidth; `None` chooses.
    pub fn set_bandwidth(&mut self, bandwidth: Option<Bandwidth>) -> Result<(), Error> {
        let number = bandwidth.map_or(0, Bandwidth::number);
        call!(pp_opus_encoder_set_bandwidth(self.raw.get_mut(), number)).map(drop)
    }

    /// The widest that may be chosen; `None` is all.
    pub fn set_max_bandwidth(&mut self, bandwidth: Option<Bandwidth>) -> Result<(), Error> {
        let number = bandwidth.map_or(0, Bandwidth::number);
        call!(pp_opus_encoder_set_max_bandwidth(self.raw.get_mut(), number)).map(drop)
    }

    /// What the sound is; `None` listens.
    pub fn set_signal(&mut self, signal: Option<Signal>) -> Result<(), Error> {
        let number = signal.map_or(0, Signal::number);
        call!(pp_opus_encoder_set_signal(self.raw.get_mut(), number)).map(drop)
    }

    /// Forgets the sound so far; the settings stay.
    pub fn reset(&mut self) -> Result<(), Error> {
        call!(pp_opus_encoder_reset(self.raw.get_mut())).map(drop)
    }

    /// Samples by which the decoded sound lags behind.
    pub fn lookahead(&self) -> Result<u32, Error> {
        let mut samples = 0;
        call!(pp_opus_encoder_lookahead(self.raw.get(), &mut samples))?;
        Ok(samples)
    }

    /// The range coder's state after the last packet, which the decoder of it shares.
    pub fn final_range(&self) -> Result<u32, Error> {
        let mut range = 0;
        call!(pp_opus_encoder_final_range(self.raw.get(), &mut range))?;
        Ok(range)
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
    raw: Handle<sys::pp_opus_decoder>,
    channels: usize,
}

impl OpusDecoder {
    /// A decoder to 8000, 12000, 16000, 24000 or 48000 Hz and 1 or 2 channels.
    pub fn new(sample_rate: u32, channels: u32) -> Result<Self, Error> {
        let config = sys::pp_opus_decoder_config { sample_rate, channels, ..sys::pp_opus_decoder_config::sized() };
        // SAFETY: config and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_opus_decoder_create(&config, out) })?;
        Ok(OpusDecoder { raw, channels: channels.max(1) as usize })
    }

    /// Decodes one packet; returns samples per channel.
    pub fn decode(&mut self, packet: &[u8], pcm: &mut [i16]) -> Result<usize, Error> {
        let (room, mut written) = (pcm.len() / self.channels, 0);
        let (from, to) = (packet.as_ptr(), pcm.as_mut_ptr());
        let raw = self.raw.get_mut();
        call!(pp_opus_decoder_decode(raw, from, packet.len(), to, room, &mut written), needed written)?;
        Ok(written)
    }

    /// Fills `pcm` in place of a lost frame.
    pub fn conceal(&mut self, pcm: &mut [i16]) -> Result<(), Error> {
        let (samples, to) = (pcm.len() / self.channels, pcm.as_mut_ptr());
        call!(pp_opus_decoder_conceal(self.raw.get_mut(), samples, to, samples)).map(drop)
    }

    /// Fills `pcm` with the lost frame before `packet`, from the thin copy in it. Decode `packet` itself afterwards.
    pub fn recover(&mut self, packet: &[u8], pcm: &mut [i16]) -> Result<Recovered, Error> {
        let (samples, to) = (pcm.len() / self.channels, pcm.as_mut_ptr());
        let (raw, from) = (self.raw.get_mut(), packet.as_ptr());
        let status = call!(pp_opus_decoder_recover(raw, from, packet.len(), samples, to, samples))?;
        Ok(match status as u32 {
            sys::PP_OPUS_CONCEALED => Recovered::Concealed,
            _ => Recovered::FromPacket,
        })
    }

    /// Forgets the sound so far.
    pub fn reset(&mut self) -> Result<(), Error> {
        call!(pp_opus_decoder_reset(self.raw.get_mut())).map(drop)
    }

    /// The range coder's state after the last packet.
    pub fn final_range(&self) -> Result<u32, Error> {
        let mut range = 0;
        call!(pp_opus_decoder_final_range(self.raw.get(), &mut range))?;
        Ok(range)
    }
}

/// What an Opus packet is, without decoding it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OpusPacket {
    /// How it was made.
    pub mode: OpusMode,
    /// What it carries.
    pub bandwidth: Bandwidth,
    /// 1 or 2, as coded.
    pub channels: u32,
    /// 1 to 48.
    pub frames: u32,
    /// How long it lasts at 48000 Hz.
    pub samples_48k: u32,
    /// Whether it carries a thin copy of the frame before it.
    pub fec: bool,
}

impl OpusPacket {
    /// Looks at a packet; [`Error::Malformed`] when it is none.
    pub fn inspect(packet: &[u8]) -> Result<Self, Error> {
        let mut info = sys::pp_opus_packet_info::sized();
        call!(pp_opus_packet_inspect(packet.as_ptr(), packet.len(), &mut info))?;
        Ok(OpusPacket {
            mode: OpusMode::of(info.mode).ok_or(Error::Internal(0))?,
            bandwidth: Bandwidth::of(info.bandwidth).ok_or(Error::Internal(0))?,
            channels: info.channels,
            frames: info.frames,
            samples_48k: info.samples_48k,
            fec: info.fec != 0,
        })
    }
}
