//! ITU-T G.711, bit-exact to the reference of ITU-T G.191.
use crate::Error;
use phonepatch_sys as sys;

/// One of the two laws of ITU-T G.711.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Law {
    /// North America and Japan.
    Mu,
    /// The rest of the world.
    A,
}

impl Law {
    fn number(self) -> u32 {
        match self {
            Law::Mu => sys::PP_ENCODING_MULAW,
            Law::A => sys::PP_ENCODING_ALAW,
        }
    }
}

/// Writes one sample for each code; returns how many.
pub fn decode(law: Law, codes: &[u8], pcm: &mut [i16]) -> Result<usize, Error> {
    let mut written = 0;
    // SAFETY: both slices are valid for their lengths and do not overlap.
    let status = unsafe {
        sys::pp_g711_decode(
            law.number(),
            codes.as_ptr(),
            codes.len(),
            pcm.as_mut_ptr(),
            pcm.len(),
            &mut written,
        )
    };
    Error::check(status, written).map(|_| written)
}

/// Writes one code for each sample; returns how many.
pub fn encode(law: Law, pcm: &[i16], codes: &mut [u8]) -> Result<usize, Error> {
    let mut written = 0;
    // SAFETY: both slices are valid for their lengths and do not overlap.
    let status = unsafe {
        sys::pp_g711_encode(
            law.number(),
            pcm.as_ptr(),
            pcm.len(),
            codes.as_mut_ptr(),
            codes.len(),
            &mut written,
        )
    };
    Error::check(status, written).map(|_| written)
}
