//! 16-bit samples as bytes.
use crate::handle::{call, numbers};
use crate::Error;

numbers! {
    /// Which byte of a sample comes first.
    Order {
        /// The least significant: files, and most hosts.
        Little = PP_ENCODING_L16,
        /// The most significant: networks (RFC 3551).
        Network = PP_ENCODING_L16_NETWORK,
    }
}

/// Writes one sample for each two bytes; returns how many. An odd length is [`Error::Malformed`].
pub fn decode(order: Order, bytes: &[u8], pcm: &mut [i16]) -> Result<usize, Error> {
    let (from, to, mut written) = (bytes.as_ptr(), pcm.as_mut_ptr(), 0);
    call!(pp_l16_decode(order.number(), from, bytes.len(), to, pcm.len(), &mut written), needed written)?;
    Ok(written)
}

/// Writes two bytes for each sample; returns how many.
pub fn encode(order: Order, pcm: &[i16], bytes: &mut [u8]) -> Result<usize, Error> {
    let (from, to, mut written) = (pcm.as_ptr(), bytes.as_mut_ptr(), 0);
    call!(pp_l16_encode(order.number(), from, pcm.len(), to, bytes.len(), &mut written), needed written)?;
    Ok(written)
}
