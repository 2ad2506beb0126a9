//! Every file of `tests/isa`, on every machine it is meant for.

use crate::case::{all, folder};
use swtch_isa::TABLE;

#[test]
fn every_file_passes_on_every_machine() {
    let mut complaints = Vec::new();
    for case in all() {
        let executable = case.build();
        for machine in &case.machines {
            let end = case.run(machine, &executable);
            complaints.extend(case.complaint(&end).map(|text| format!("on {machine}: {text}")));
        }
    }
    assert!(complaints.is_empty(), "{}", complaints.join("\n"));
}

/// The exit code is a line number, of which QEMU's exit status has eight bits.
#[test]
fn no_file_has_more_lines_than_an_exit_status_can_tell() {
    for case in all() {
        assert!(case.lines() < 256, "{} has {} lines", case.name, case.lines());
    }
}

#[test]
fn every_instruction_has_a_file() {
    for row in TABLE {
        let file = format!("{}.S", row.mnemonic.trim_end_matches(".w"));
        assert!(folder().join(&file).exists(), "there is no tests/isa/{file}");
    }
}

/// A check that could not fail would be none: an expectation is wrong on purpose.
#[test]
fn a_wrong_expectation_is_found_in_its_line() {
    let text = "#include \"check.h\"\n begin\n RR(add, 1, 1, 2)\n RR(add, 1, 1, 3)\n pass\n";
    let end = crate::case::run_on("virt", &[], "wrong.S", &crate::case::build("wrong.S", text));
    assert_eq!((end.outcome.code, end.console.as_str()), (4, ""));
}
