// Written by bindings/rust/generate from include/phonepatch/rtp.h: do not edit.
use crate::pp_status;

/// bytes of the header that pp_rtp_write writes
pub const PP_RTP_HEADER: u32 = 12;
/// the payload type of Discord's sound
pub const PP_RTP_DISCORD_AUDIO: u32 = 120;

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_rtp {
    pub size: u32,
    /// 0 to 127
    pub payload_type: u32,
    /// 0 or 1
    pub marker: u32,
    /// 16 bits
    pub sequence: u32,
    /// samples per channel on the codec's clock
    pub timestamp: u32,
    pub ssrc: u32,
    /// 0 when there is no extension
    pub extension_profile: u32,
    /// bytes cut from the end
    pub padding: u32,
    /// the extension's body
    pub extension_offset: usize,
    pub extension_len: usize,
    /// what the codec gets
    pub payload_offset: usize,
    /// never 0
    pub payload_len: usize,
}

impl pp_rtp {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_rtp_read(packet: *const u8, packet_len: usize, out: *mut pp_rtp) -> pp_status;
    pub fn pp_rtp_write(header: *const pp_rtp, packet: *mut u8, packet_cap: usize, out_len: *mut usize) -> pp_status;
    pub fn pp_rtp_is_control(packet: *const u8, packet_len: usize) -> u32;
}
