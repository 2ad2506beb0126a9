//! What is asked of the host's processor itself, and how it is done where it has no such thing.

#![allow(unsafe_code)]

/// Has the host fetch a byte into its caches meanwhile: what the model does with a miss then overlaps
/// with what the host does with its own. A hint without effect elsewhere.
#[inline(always)]
pub(crate) fn prefetch(byte: &u8) {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    {
        use std::arch::x86_64::{_MM_HINT_T0, _mm_prefetch};
        // SAFETY: every x86-64 has the instruction, and it accesses nothing.
        unsafe { _mm_prefetch::<_MM_HINT_T0>(std::ptr::from_ref(byte).cast()) }
    }
    #[cfg(not(all(target_arch = "x86_64", not(miri))))]
    let _ = byte;
}

/// A bit for each word that equals `wanted`, when the bits in `ignored` are clear in both. All are
/// compared before anything is decided: which it is, is anybody's guess, and a host that guesses loses.
#[inline(always)]
pub(crate) fn equal_words<const N: usize>(words: &[u32; N], ignored: u32, wanted: u32) -> u32 {
    #[cfg(all(target_arch = "x86_64", not(miri)))]
    if N.is_multiple_of(4) {
        use std::arch::x86_64::*;
        let mut equal = 0;
        for (quad, four) in words.as_chunks::<4>().0.iter().enumerate() {
            // SAFETY: every x86-64 has these instructions, and `four` has 16 bytes.
            let mask = unsafe {
                let four = _mm_loadu_si128(std::ptr::from_ref(four).cast());
                let kept = _mm_andnot_si128(_mm_set1_epi32(ignored as i32), four);
                let same = _mm_cmpeq_epi32(kept, _mm_set1_epi32(wanted as i32));
                _mm_movemask_ps(_mm_castsi128_ps(same))
            };
            equal |= (mask as u32) << (4 * quad);
        }
        return equal;
    }
    (0..N).fold(0, |equal, i| equal | u32::from(words[i] & !ignored == wanted) << i)
}
