//! What is asked of the host itself.

#![allow(unsafe_code)]

/// Has the host fetch a byte into its caches meanwhile: what the model does with a miss then overlaps
/// with what the host does with its own. A hint without effect elsewhere.
#[inline(always)]
pub(super) fn prefetch(byte: Option<&u8>) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    if let Some(byte) = byte {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 has the instruction, and it accesses nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(byte).cast()) }
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = byte;
}
