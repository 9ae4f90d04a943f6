use core::fmt;
use phonepatch_sys as sys;

/// Why a call failed: the statuses of `phonepatch/base.h`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum Error {
    /// An argument is out of range or of the wrong size.
    Argument,
    /// The output is too small; `needed` elements would do. Nothing was consumed.
    NoSpace {
        /// How many elements the output needs.
        needed: usize,
    },
    /// Memory ran out; nothing was made.
    NoMemory,
    /// The input does not follow its format.
    Malformed,
    /// A tag, key or signature does not fit.
    Auth,
    /// The call does not fit the state of the object.
    State,
    /// Well-formed, but not handled.
    Unsupported,
    /// A library below broke its contract, or a status this crate does not know.
    Internal(i32),
}

impl Error {
    /// Gives back a status that is fine, 0 or positive.
    pub(crate) fn check(status: sys::pp_status, needed: usize) -> Result<sys::pp_status, Error> {
        match status {
            0.. => Ok(status),
            sys::PP_ERR_ARGUMENT => Err(Error::Argument),
            sys::PP_ERR_NO_SPACE => Err(Error::NoSpace { needed }),
            sys::PP_ERR_NO_MEMORY => Err(Error::NoMemory),
            sys::PP_ERR_MALFORMED => Err(Error::Malformed),
            sys::PP_ERR_AUTH => Err(Error::Auth),
            sys::PP_ERR_STATE => Err(Error::State),
            sys::PP_ERR_UNSUPPORTED => Err(Error::Unsupported),
            other => Err(Error::Internal(other)),
        }
    }
}

impl fmt::Display for Error {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Error::Argument => f.write_str("an argument is out of range or of the wrong size"),
            Error::NoSpace { needed } => {
                write!(f, "the output is too small: {needed} elements are needed")
            }
            Error::NoMemory => f.write_str("memory ran out"),
            Error::Malformed => f.write_str("the input does not follow its format"),
            Error::Auth => f.write_str("a tag, key or signature does not fit"),
            Error::State => f.write_str("the call does not fit the state of the object"),
            Error::Unsupported => f.write_str("well-formed, but not handled"),
            Error::Internal(status) => write!(f, "the library failed inside ({status})"),
        }
    }
}

impl core::error::Error for Error {}
