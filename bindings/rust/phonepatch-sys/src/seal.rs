// Written by bindings/rust/generate from include/phonepatch/seal.h: do not edit.
use crate::pp_status;
use core::marker::{PhantomData, PhantomPinned};

/// "aead_aes256_gcm_rtpsize"
pub const PP_TRANSPORT_AES256_GCM: u32 = 1;
/// "aead_xchacha20_poly1305_rtpsize"
pub const PP_TRANSPORT_XCHACHA20_POLY1305: u32 = 2;
/// bytes of a key
pub const PP_TRANSPORT_KEY: u32 = 32;
/// how much longer a sealed packet is
pub const PP_TRANSPORT_OVERHEAD: u32 = 20;

/// A handle that only the library looks into. One thread at a time.
#[repr(C)]
pub struct pp_transport {
    _opaque: [u8; 0],
    _one_thread: PhantomData<(*mut u8, PhantomPinned)>,
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_transport_config {
    pub size: u32,
    /// PP_TRANSPORT_…
    pub mode: u32,
    /// other than 0 only if an earlier owner of the same key ended there
    pub first_nonce: u32,
}

impl pp_transport_config {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

#[repr(C)]
#[derive(Clone, Copy, Debug, Default)]
pub struct pp_transport_counts {
    pub size: u32,
    /// 0
    pub reserved: u32,
    pub sealed: u64,
    pub opened: u64,
    /// datagrams that are no such packet
    pub malformed: u64,
    /// datagrams whose tag does not fit
    pub unauthenticated: u64,
}

impl pp_transport_counts {
    /// With its size set and all else zero: what PP_SIZED makes in C.
    pub const fn sized() -> Self {
        // SAFETY: numbers and pointers, which may all be zero.
        let zero: Self = unsafe { core::mem::zeroed() };
        Self { size: core::mem::size_of::<Self>() as u32, ..zero }
    }
}

extern "C" {
    pub fn pp_transport_mode(name: *const u8, name_len: usize) -> u32;
    pub fn pp_transport_create(
        config: *const pp_transport_config,
        key: *const u8,
        key_len: usize,
        out: *mut *mut pp_transport,
    ) -> pp_status;
    pub fn pp_transport_destroy(transport: *mut pp_transport);
    pub fn pp_transport_seal(
        transport: *mut pp_transport,
        packet: *mut u8,
        packet_cap: usize,
        packet_len: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_transport_open(
        transport: *mut pp_transport,
        datagram: *mut u8,
        datagram_len: usize,
        out_len: *mut usize,
    ) -> pp_status;
    pub fn pp_transport_stats(transport: *const pp_transport, counts: *mut pp_transport_counts) -> pp_status;
}
