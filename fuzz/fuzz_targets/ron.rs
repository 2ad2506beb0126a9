//! Any text as a machine and as a probe description: refused with the file's name, or valid.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swtch_system::{MachineSource, machine_config, probe_description};

fuzz_target!(|text: &str| {
    let source = MachineSource::Ron { name: "fuzzed.ron".into(), text: text.into() };
    match machine_config(&source, &[]) {
        Ok(config) => config.validate().expect("machine_config validates"),
        Err(error) => assert!(error.to_string().contains("fuzzed.ron"), "{error}"),
    }
    if let Err(error) = probe_description("fuzzed.ron", text) {
        assert!(error.to_string().contains("fuzzed.ron"), "{error}");
    }
});
