use crate::handle::call;
use crate::Error;
use core::ops::Range;
use phonepatch_sys as sys;

/// Bytes of the header that [`RtpHeader::write`] writes.
pub const RTP_HEADER: usize = sys::PP_RTP_HEADER as usize;
/// The payload type of Discord's sound.
pub const RTP_DISCORD_AUDIO: u8 = sys::PP_RTP_DISCORD_AUDIO as u8;

/// The header of an RTP packet (RFC 3550).
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct RtpHeader {
    /// 0 to 127.
    pub payload_type: u8,
    /// The first packet after a pause, by most profiles.
    pub marker: bool,
    /// Counts packets.
    pub sequence: u16,
    /// Samples per channel on the codec's clock.
    pub timestamp: u32,
    /// The source.
    pub ssrc: u32,
}

impl RtpHeader {
    /// Writes it; returns 12.
    pub fn write(&self, packet: &mut [u8]) -> Result<usize, Error> {
        let header = sys::pp_rtp {
            payload_type: self.payload_type.into(),
            marker: self.marker.into(),
            sequence: self.sequence.into(),
            timestamp: self.timestamp,
            ssrc: self.ssrc,
            ..sys::pp_rtp::sized()
        };
        let (to, mut written) = (packet.as_mut_ptr(), 0);
        call!(pp_rtp_write(&header, to, packet.len(), &mut written), needed written)?;
        Ok(written)
    }
}

/// An RTP packet in the clear.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct RtpPacket {
    /// Its header.
    pub header: RtpHeader,
    /// The profile and the place of its extension, if there is one.
    pub extension: Option<(u16, Range<usize>)>,
    /// The place of what the codec gets; never empty.
    pub payload: Range<usize>,
    /// Bytes cut from the end.
    pub padding: usize,
}

impl RtpPacket {
    /// Reads one packet; [`Error::Malformed`] when it is none, or has nothing to play.
    pub fn read(packet: &[u8]) -> Result<Self, Error> {
        let mut read = sys::pp_rtp::sized();
        call!(pp_rtp_read(packet.as_ptr(), packet.len(), &mut read))?;
        let extension = read.extension_offset..read.extension_offset + read.extension_len;
        Ok(RtpPacket {
            header: RtpHeader {
                payload_type: read.payload_type as u8,
                marker: read.marker != 0,
                sequence: read.sequence as u16,
                timestamp: read.timestamp,
                ssrc: read.ssrc,
            },
            extension: (read.extension_profile != 0).then_some((read.extension_profile as u16, extension)),
            payload: read.payload_offset..read.payload_offset + read.payload_len,
            padding: read.padding as usize,
        })
    }

    /// Whether it is an RTCP packet, which shares the port. Sealed or in the clear.
    pub fn is_control(packet: &[u8]) -> bool {
        // SAFETY: the slice is valid for its length.
        unsafe { sys::pp_rtp_is_control(packet.as_ptr(), packet.len()) != 0 }
    }
}
