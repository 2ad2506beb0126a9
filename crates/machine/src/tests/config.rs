//! The configuration as users write it: what is read, and how mistakes are told.

use std::fmt::Write;

use crate::config::{MachineConfig, Size, Ways};
use crate::{BUILTINS, builtin};

fn read(text: &str) -> Result<MachineConfig, String> {
    let config: MachineConfig = ron::from_str(text).map_err(|error| error.to_string())?;
    match config.validate() {
        Ok(()) => Ok(config),
        Err(error) => Err(format!("{error}\n  hint: {}", error.hint)),
    }
}

#[test]
fn built_in_machines_are_valid() {
    for builtin in BUILTINS {
        if let Err(error) = read(builtin.text) {
            panic!("{}: {error}", builtin.name);
        }
    }
}

#[test]
fn classic_is_the_default_and_spells_out_every_field() {
    let classic = builtin("classic").unwrap();
    assert_eq!(read(classic.text).unwrap(), MachineConfig::default());
    let serde_json::Value::Object(fields) = serde_json::to_value(MachineConfig::default()).unwrap()
    else {
        panic!("a configuration is an object");
    };
    for field in fields.keys() {
        assert!(classic.text.contains(&format!("    {field}: ")), "{field}");
    }
    assert!(builtin("nonesuch").is_none());
}

/// `--set` edits a JSON tree: what is written must be read back as the same.
#[test]
fn json_and_ron_round_trip() {
    for builtin in BUILTINS {
        let config = read(builtin.text).unwrap();
        let json = serde_json::to_value(&config).unwrap();
        assert_eq!(serde_json::from_value::<MachineConfig>(json).unwrap(), config);
        let text = ron::to_string(&config).unwrap();
        assert_eq!(ron::from_str::<MachineConfig>(&text).unwrap(), config, "{text}");
    }
}

#[test]
fn values_have_several_spellings() {
    let config = read("(l2: none, l1d: (size: 8192), tlb: (ways: 4), l3: (line: 128))").unwrap();
    assert_eq!(config.l2, None);
    assert_eq!(config.l1d.unwrap().size, Size(8 << 10));
    assert_eq!(config.tlb.ways, Ways::Number(4));
    let l3 = config.l3.unwrap();
    assert_eq!((l3.size, l3.ways, l3.hit_cycles), (Size(2 << 20), 16, 30));
    assert_eq!(read("(l1i: ())").unwrap(), MachineConfig::default());
    let sizes = ["16KiB", "1GiB", "3 MiB", "77"].map(|text| Size::parse(text).unwrap());
    assert_eq!(sizes.map(|size| size.to_string()), ["16KiB", "1GiB", "3MiB", "77"]);
    assert_eq!(Size::parse("16kb"), None);
    assert_eq!(Size::parse("99999999999GiB"), None);
}

#[test]
fn mistakes_are_named() {
    let texts = [
        "(ram_sise: 1)",
        "(ram_size: \"64MB\")",
        "(ram_size: -1)",
        "(ram_size: 1000)",
        "(ram_size: \"3GiB\")",
        "(ram_size: 65537)",
        "(clock_hz: 0)",
        "(timebase_cycles: 0)",
        "(pipeline: seven_stage)",
        "(pipeline: single, hazards: stall)",
        "(predictor: bimodal, btb_entries: 3)",
        "(history_entries: 0)",
        "(mul_cycles: 4000000000)",
        "(l1d: (wais: 4))",
        "(l1d: (ways: 3))",
        "(l1d: (ways: 0))",
        "(l1d: (line: 48))",
        "(l1d: (line: \"8KiB\"))",
        "(l1d: (size: 0))",
        "(l1d: (size: \"1GiB\"))",
        "(l1d: (hit_cycles: 0))",
        "(l1d: (write: sideways))",
        "(l1d: (ways: 3, size: 12288, replacement: tree_plru))",
        "(l1i: (indexing: sideways))",
        "(l1i: nome)",
        "(l1i: 5)",
        "(l2: (line: 32))",
        "(l2: none, l3: (line: 32))",
        "(tlb: (entries: 1))",
        "(tlb: (entries: 2), misaligned: split)",
        "(tlb: (entries: 5000))",
        "(tlb: (ways: all))",
        "(tlb: (ways: 48))",
        "(tlb: (ways: 1))",
        "(tlb: (wired: 63))",
        "(tlb: (wired: 3, ways: 4))",
        "(tlb: (asid_bits: 10))",
        "(tlb: (replacement: tree_plru))",
        "(tlb: (entries: 0, refill: hardware))",
        "(memory: (access_cycles: 5000000000))",
    ];
    let mut report = String::new();
    for text in texts {
        let error = read(text).expect_err(text);
        writeln!(report, "{text}\n  {error}").unwrap();
    }
    insta::assert_snapshot!(report);
}
