//! What a user sees of a wrong configuration, and what overrides do.
use super::*;
use swtch_machine::config::{Size, TlbConfig};

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
    check("set_elsewhere", "()", &["l1i.line=128"]);
    check("set_half_a_level", "()", &["l3=(size: 1MiB"]);
    check("set_unknown_in_level", "()", &["l3=(size: 1MiB, wais: 3)"]);
}

#[test]
fn overrides_are_validated_together() {
    // 8 KiB lines alone would be impossible in the first level; with the second's they are not.
    let config = ron("()", &["l1d.size=8KiB", "l1d.ways=2", "tlb.asid_bits=0"]).unwrap();
    assert_eq!(config.tlb.asid_bits, 0);
}

#[test]
fn a_level_can_be_set_as_a_whole_or_taken_away() {
    let config = ron("(l1d: (ways: 2))", &["l3=(size: \"1MiB\", replacement: fifo)", "l1i=none"]);
    let config = config.unwrap();
    let by_file = ron("(l3: (size: \"1MiB\", replacement: fifo))", &[]).unwrap();
    assert_eq!(config.l3.as_ref().map(|l3| l3.size), Some(Size(1 << 20)));
    assert_eq!((config.l3, config.l1i), (by_file.l3, None));
    // What is not named takes its default, as in a file.
    let config = ron("(l1d: (ways: 2))", &["l1d=(hit_cycles: 2)", "tlb=(entries: 8)"]).unwrap();
    assert_eq!(config.l1d.map(|l1d| (l1d.ways, l1d.hit_cycles)), Some((4, 2)));
    assert_eq!(config.tlb, TlbConfig { entries: 8, ..TlbConfig::default() });
}

/// Every field of a configuration, as `--set` names it.
fn leaves(prefix: &str, value: &Value, into: &mut Vec<(String, Value)>) {
    match value.as_object() {
        Some(fields) => {
            for (name, value) in fields {
                let dot = if prefix.is_empty() { "" } else { "." };
                leaves(&format!("{prefix}{dot}{name}"), value, into);
            }
        }
        None => into.push((prefix.into(), value.clone())),
    }
}

fn all_leaves(config: &MachineConfig) -> Vec<(String, Value)> {
    let mut all = Vec::new();
    leaves("", &serde_json::to_value(config).unwrap(), &mut all);
    all
}

/// Another value that the field may have.
fn another(path: &str, value: &Value) -> &'static str {
    match path.rsplit('.').next().unwrap() {
        "ram_size" => "32MiB",
        "size" => "32KiB",
        "ways" if path == "tlb.ways" => "8",
        "ways" if path == "l3.ways" => "8",
        "ways" => "16",
        "line" => "32",
        "pipeline" => "single",
        "hazards" => "stall",
        "resolve" => "memory",
        "predictor" => "bimodal",
        "misaligned" => "split",
        "refill" => "hardware",
        "replacement" if path == "tlb.replacement" => "lru",
        "replacement" => "tree_plru",
        "indexing" => "virtual_asid",
        "write" => "through",
        "inclusion" => "inclusive",
        "allocate" => "false",
        "entries" | "btb_entries" | "history_entries" => "128",
        "asid_bits" => "4",
        "wired" => "2",
        "clock_hz" => "20000000",
        _ if value.is_u64() => "7",
        _ => panic!("{path}: no other value is known here"),
    }
}

#[test]
fn every_field_can_be_set_by_ron_and_by_override_and_is_shown() {
    let base = ron("(l3: (size: \"1MiB\"))", &[]).unwrap();
    let classic = swtch_machine::builtin("classic").unwrap().text;
    let fields = all_leaves(&base);
    assert!(fields.len() > 50, "{fields:?}");
    for (path, before) in &fields {
        let value = another(path, before);
        // Lines of a level that is not the lowest must fit those below.
        let more: &[&str] = match path.as_str() {
            "l2.line" => &["l1i.line=32", "l1d.line=32"],
            "l3.line" => &["l1i.line=32", "l1d.line=32", "l2.line=32"],
            _ => &[],
        };
        let set = format!("{path}={value}");
        let sets = [&[set.as_str()][..], more].concat();
        let by_set = ron("(l3: (size: \"1MiB\"))", &sets).unwrap_or_else(|e| panic!("{path}: {e}"));
        let changed = all_leaves(&by_set);
        let after = &changed.iter().find(|(name, _)| name == path).unwrap().1;
        assert_ne!(after, before, "{path}");
        // The same in RON: words as they are, sizes in quotes.
        let word = if value.ends_with('B') { format!("\"{value}\"") } else { value.into() };
        let text = match path.split_once('.') {
            Some(("l3", field)) => format!("(l3: (size: \"1MiB\", {field}: {word}))"),
            Some((level, field)) => format!("(l3: (size: \"1MiB\"), {level}: ({field}: {word}))"),
            None => format!("(l3: (size: \"1MiB\"), {path}: {word})"),
        };
        let text = if path == "l3.size" { format!("(l3: (size: {word}))") } else { text };
        let by_ron = ron(&text, more).unwrap_or_else(|e| panic!("{text}: {e}"));
        assert_eq!(by_ron, by_set, "{text}");
        let name = path.rsplit('.').next().unwrap();
        assert!(classic.contains(&format!("{name}:")), "`swtch show classic` has no {name}");
    }
}
