//! What a user sees of a wrong configuration, and what overrides do.
use super::*;

fn ron(text: &str, sets: &[&str]) -> Result<MachineConfig, Error> {
    let source = MachineSource::Ron { name: "my.ron".into(), text: text.into() };
    machine_config(&source, &sets.iter().map(|s| s.to_string()).collect::<Vec<_>>())
}

fn check(name: &str, text: &str, sets: &[&str]) {
    let error = ron(text, sets).expect_err("must be refused");
    let text = match &error {
        Error::Refused { message, hint } => format!("{message}\nhint: {hint:?}"),
        mistakes => mistakes.to_string(),
    };
    insta::assert_snapshot!(name, text);
}

#[test]
fn mistakes_in_ron_have_a_caret() {
    check("unknown_field", "(\n    mul_cycles: 3,\n    mul_cycle: 4,\n)\n", &[]);
    check("wrong_type", "(\n    mul_cycles: \"three\",\n)\n", &[]);
    let level = |fields: &str| format!("(\n    l1d: (line: 64, {fields}, size: 8192),\n)\n");
    check("unknown_field_in_level", &level("wais: 4"), &[]);
    check("unknown_word_in_level", &level("write: bakc"), &[]);
    check("wrong_type_in_level", &level("ways: \"four\""), &[]);
    check("a_letter_of_two_bytes", "(\n    tlb: é,\n)\n", &[]);
    check("unclosed", "(\n    tlb: (entries: 64,\n", &[]);
    check("impossible_ways", "(\n    l1d: (size: \"16KiB\", // odd\n        ways: 3),\n)\n", &[]);
}

#[test]
fn overrides_are_blamed_by_name() {
    check("set_unknown", "()", &["tlb.asid_bit=0"]);
    check("set_no_value", "()", &["tlb.entries"]);
    check("set_wrong_type", "()", &["mul_cycles=fast"]);
    check("set_impossible", "()", &["l1d.ways=3"]);
}

#[test]
fn overrides_are_validated_together() {
    // 8 KiB lines alone would be impossible in the first level; with the second's they are not.
    let config = ron("()", &["l1d.size=8KiB", "l1d.ways=2", "tlb.asid_bits=0"]).unwrap();
    assert_eq!(config.tlb.asid_bits, 0);
}
