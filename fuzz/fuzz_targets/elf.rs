//! Any bytes as an executable: read, stripped, and looked up in.
#![no_main]

use libfuzzer_sys::fuzz_target;

fuzz_target!(|data: &[u8]| {
    let Ok(program) = swtch_link::read("fuzzed", data) else { return };
    let size: usize = program.segments.iter().map(|segment| segment.data.len()).sum();
    assert!(size <= data.len() * 64, "{size} bytes of memory from {}", data.len());
    for address in [0, program.entry, 0x8000_0000, u32::MAX] {
        let _ = (program.symbol_at(address), program.line_at(address), program.word_at(address));
    }
    swtch_link::read("stripped", &swtch_link::strip(data, &program)).expect("our own file");
});
