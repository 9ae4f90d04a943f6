use crate::handle::{call, numbers, Handle};
use crate::Error;
use phonepatch_sys as sys;

/// How much longer a sealed packet is.
pub const TRANSPORT_OVERHEAD: usize = sys::PP_TRANSPORT_OVERHEAD as usize;

numbers! {
    /// How packets are sealed.
    TransportMode {
        /// "aead_aes256_gcm_rtpsize".
        Aes256Gcm = PP_TRANSPORT_AES256_GCM,
        /// "aead_xchacha20_poly1305_rtpsize".
        XChaCha20Poly1305 = PP_TRANSPORT_XCHACHA20_POLY1305,
    }
}

impl TransportMode {
    /// Of a name in the gateway's messages.
    pub fn named(name: &str) -> Option<Self> {
        // SAFETY: the text is valid for its length.
        Self::of(unsafe { sys::pp_transport_mode(name.as_ptr(), name.len()) })
    }
}

/// Counts of a [`SealedTransport`].
pub use sys::pp_transport_counts as TransportCounts;

/// The encryption between a client and Discord's forwarding unit. It seals and opens in place.
///
/// ```
/// use phonepatch::{RtpHeader, SealedTransport, TransportMode, RTP_HEADER};
/// let key = [7; 32];
/// let mut ours = SealedTransport::new(TransportMode::XChaCha20Poly1305, &key, 0)?;
/// let mut theirs = SealedTransport::new(TransportMode::XChaCha20Poly1305, &key, 0)?;
/// let mut packet = [0u8; 64];
/// let length = RtpHeader { ssrc: 9, ..Default::default() }.write(&mut packet)?;
/// packet[length..length + 3].copy_from_slice(b"abc");
/// let sealed = ours.seal(&mut packet, length + 3)?;
/// let opened = theirs.open(&mut packet[..sealed])?;
/// assert_eq!(&packet[RTP_HEADER..opened], b"abc");
/// # Ok::<(), phonepatch::Error>(())
/// ```
#[derive(Debug)]
pub struct SealedTransport {
    raw: Handle<sys::pp_transport>,
}

impl SealedTransport {
    /// `first_nonce` is other than 0 only if an earlier owner of the same key ended there. Dropping it wipes the key.
    pub fn new(mode: TransportMode, key: &[u8; 32], first_nonce: u32) -> Result<Self, Error> {
        let config = sys::pp_transport_config { mode: mode.number(), first_nonce, ..sys::pp_transport_config::sized() };
        // SAFETY: config, key and out are valid for the call.
        let raw = Handle::make(|out| unsafe { sys::pp_transport_create(&config, key.as_ptr(), key.len(), out) })?;
        Ok(SealedTransport { raw })
    }

    /// Seals in place the packet in the first `length` bytes, with [`TRANSPORT_OVERHEAD`] to spare behind; returns how long
    /// it is then. [`Error::State`]: all numbers of the key are used up.
    pub fn seal(&mut self, packet: &mut [u8], length: usize) -> Result<usize, Error> {
        let (raw, room, mut sealed) = (self.raw.get_mut(), packet.len(), 0);
        let bytes = packet.as_mut_ptr();
        call!(pp_transport_seal(raw, bytes, room, length, &mut sealed), needed sealed)?;
        Ok(sealed)
    }

    /// Opens a datagram in place; returns how long the packet in it is. [`Error::Auth`]: its tag does not fit.
    pub fn open(&mut self, datagram: &mut [u8]) -> Result<usize, Error> {
        let (raw, length, mut opened) = (self.raw.get_mut(), datagram.len(), 0);
        let bytes = datagram.as_mut_ptr();
        call!(pp_transport_open(raw, bytes, length, &mut opened), needed opened)?;
        Ok(opened)
    }

    /// Counts since it was made.
    pub fn counts(&self) -> Result<TransportCounts, Error> {
        let mut counts = TransportCounts::sized();
        call!(pp_transport_stats(self.raw.get(), &mut counts))?;
        Ok(counts)
    }
}
