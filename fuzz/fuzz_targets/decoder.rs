//! Words as instructions: what is decoded can be shown, and encoded again to the same meaning.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swtch_isa::{decode, encode};

fuzz_target!(|data: &[u8]| {
    for bytes in data.chunks_exact(4) {
        let word = u32::from_le_bytes([bytes[0], bytes[1], bytes[2], bytes[3]]);
        let Some(insn) = decode(word) else { continue };
        assert_eq!(decode(encode(insn)), Some(insn), "{word:#010x}");
    }
});
