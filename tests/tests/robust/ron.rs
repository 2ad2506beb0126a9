//! Machines and probe descriptions as users may write them: an answer names the file.

use proptest::prelude::*;
use swtch_machine::{BUILTINS, Machine};
use swtch_programs::probes;
use swtch_system::{MachineSource, machine_config, probe_description};

use crate::damage::{config, text};

const PIECES: &[&str] = &[
    "(",
    ")",
    "\"",
    "'",
    ",",
    ":",
    "//",
    "/*",
    "0",
    "-1",
    "99999999999999999999",
    "1e300",
    "none",
    "Some(1)",
    "[]",
    "{}",
    "\"8KiB\"",
    "\"1GiB\"",
    "\u{e9}",
    "\0",
    "r#",
    "#![enable(implicit_some)]",
    "inf",
    "0x",
    "random",
    "lru",
    "through",
];

fn machines() -> Vec<String> {
    BUILTINS.iter().map(|builtin| builtin.text.to_string()).collect()
}

/// What a machine of this description would hold in memory of the host, at most.
const AFFORDABLE: u64 = 256 << 20;

proptest! {
    #![proptest_config(config(600))]

    #[test]
    fn a_damaged_machine_is_answered(text in text(machines(), PIECES)) {
        let source = MachineSource::Ron { name: "damaged.ron".into(), text };
        match machine_config(&source, &[]) {
            Ok(machine) if machine.ram_size.0 <= AFFORDABLE => {
                prop_assert!(Machine::new(&machine, 1).is_ok());
            }
            Ok(_) => {}
            Err(error) => prop_assert!(error.to_string().contains("damaged.ron"), "{}", error),
        }
    }

    #[test]
    fn a_damaged_probe_description_is_answered(text in text(vec![probes().text.into()], PIECES)) {
        if let Err(error) = probe_description("damaged.ron", &text) {
            prop_assert!(error.to_string().contains("damaged.ron"), "{}", error);
        }
    }

    #[test]
    fn any_override_is_answered(
        field in "(l1d|l2|tlb|memory|disk|ram_size|clock_hz|pipeline|l3)?[.]?[a-z_]{0,12}",
        value in "[-0-9a-zA-Z\"(){}:,.]{0,12}",
    ) {
        let set = format!("{field}={value}");
        let source = MachineSource::Builtin("classic".into());
        if let Err(error) = machine_config(&source, &[set]) {
            prop_assert!(!error.to_string().is_empty());
        }
    }
}
