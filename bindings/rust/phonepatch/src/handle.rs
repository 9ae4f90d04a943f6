//! What owns a handle of the library.
use crate::Error;
use core::fmt;
use core::ptr::{null_mut, NonNull};
use phonepatch_sys as sys;

/// An opaque type of the library.
///
/// # Safety
/// `destroy` ends what its create made, and no part of the library ties a handle to a thread.
pub(crate) unsafe trait Raw {
    unsafe fn destroy(raw: *mut Self);
}

/// Owns one handle: it moves between threads, but is not shared among them, and ends once.
pub(crate) struct Handle<T: Raw>(NonNull<T>);

impl<T: Raw> fmt::Debug for Handle<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

// SAFETY: see Raw. The library keeps no thread-bound state; `&mut` keeps a handle to one thread at a time.
unsafe impl<T: Raw> Send for Handle<T> {}

impl<T: Raw> Handle<T> {
    /// What a create function writes.
    pub fn make(create: impl FnOnce(*mut *mut T) -> sys::pp_status) -> Result<Self, Error> {
        let mut raw = null_mut();
        Error::check(create(&mut raw), 0)?;
        NonNull::new(raw).map(Handle).ok_or(Error::Internal(0))
    }

    /// For functions that take a const handle.
    pub fn get(&self) -> *const T {
        self.0.as_ptr()
    }

    /// For all others.
    pub fn get_mut(&mut self) -> *mut T {
        self.0.as_ptr()
    }
}

impl<T: Raw> Drop for Handle<T> {
    fn drop(&mut self) {
        // SAFETY: made by a create function, and destroyed once.
        unsafe { T::destroy(self.0.as_ptr()) }
    }
}

macro_rules! raw {
    ($($name:ident: $destroy:ident),* $(,)?) => { $(
        // SAFETY: the header pairs the two, and ties nothing to a thread.
        unsafe impl Raw for sys::$name {
            unsafe fn destroy(raw: *mut Self) {
                unsafe { sys::$destroy(raw) }
            }
        }
    )* };
}

raw! {
    pp_opus_encoder: pp_opus_encoder_destroy,
    pp_opus_decoder: pp_opus_decoder_destroy,
    pp_resampler: pp_resampler_destroy,
    pp_mixer: pp_mixer_destroy,
    pp_level: pp_level_destroy,
    pp_jitter: pp_jitter_destroy,
    pp_vad: pp_vad_destroy,
    pp_tone: pp_tone_destroy,
    pp_listener: pp_listener_destroy,
    pp_recorder: pp_recorder_destroy,
    pp_leg: pp_leg_destroy,
    pp_room: pp_room_destroy,
}

#[cfg(feature = "seal")]
raw! {
    pp_transport: pp_transport_destroy,
    pp_dave_update: pp_dave_update_destroy,
    pp_dave_frames: pp_dave_frames_destroy,
    pp_dave_session: pp_dave_session_destroy,
    pp_voice: pp_voice_destroy,
}

/// Calls a function of the library for its status. The arguments are handles that are ours and slices and numbers that
/// live as long as the call: what is said here holds for every use.
macro_rules! call {
    ($function:ident($($argument:expr),* $(,)?)) => {
        // SAFETY: see above.
        crate::Error::check(unsafe { phonepatch_sys::$function($($argument),*) }, 0)
    };
    ($function:ident($($argument:expr),* $(,)?), needed $length:ident) => {{
        // SAFETY: see above.
        let status = unsafe { phonepatch_sys::$function($($argument),*) };
        crate::Error::check(status, $length as usize)
    }};
}
pub(crate) use call;

/// An enum of the header's numbers.
macro_rules! numbers {
    ($(#[$about:meta])* $name:ident { $($(#[$what:meta])* $variant:ident = $value:ident,)* }) => {
        $(#[$about])*
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[non_exhaustive]
        pub enum $name { $($(#[$what])* $variant,)* }

        #[allow(dead_code)]
        impl $name {
            /// The header's number.
            pub(crate) fn number(self) -> u32 {
                match self { $($name::$variant => phonepatch_sys::$value,)* }
            }

            /// `None` for a number that this crate does not know.
            pub(crate) fn of(number: u32) -> Option<Self> {
                match number { $(phonepatch_sys::$value => Some($name::$variant),)* _ => None }
            }
        }
    };
}
pub(crate) use numbers;
