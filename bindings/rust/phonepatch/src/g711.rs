//! ITU-T G.711, bit-exact to the reference of ITU-T G.191.
use crate::handle::{call, numbers};
use crate::Error;

numbers! {
    /// One of the two laws of ITU-T G.711.
    Law {
        /// North America and Japan.
        Mu = PP_ENCODING_MULAW,
        /// The rest of the world.
        A = PP_ENCODING_ALAW,
    }
}

/// Writes one sample for each code; returns how many.
pub fn decode(law: Law, codes: &[u8], pcm: &mut [i16]) -> Result<usize, Error> {
    let (from, to, mut written) = (codes.as_ptr(), pcm.as_mut_ptr(), 0);
    call!(pp_g711_decode(law.number(), from, codes.len(), to, pcm.len(), &mut written), needed written)?;
    Ok(written)
}

/// Writes one code for each sample; returns how many.
pub fn encode(law: Law, pcm: &[i16], codes: &mut [u8]) -> Result<usize, Error> {
    let (from, to, mut written) = (pcm.as_ptr(), codes.as_mut_ptr(), 0);
    call!(pp_g711_encode(law.number(), from, pcm.len(), to, codes.len(), &mut written), needed written)?;
    Ok(written)
}
