//! The device tree, read back by a small reader of the flattened format.

use std::fmt::Write;

use crate::{MachineConfig, device_tree};

fn word(blob: &[u8], at: usize) -> u32 {
    u32::from_be_bytes(blob[at..at + 4].try_into().unwrap())
}

fn text(blob: &[u8], at: usize) -> String {
    let len = blob[at..].iter().position(|&byte| byte == 0).unwrap();
    String::from_utf8(blob[at..at + len].to_vec()).unwrap()
}

/// A property's value: words if it can be, else text.
fn value(bytes: &[u8]) -> String {
    let printable = bytes.iter().all(|byte| (32..127).contains(byte) || *byte == 0);
    if bytes.len() > 1 && printable && bytes[0] != 0 && bytes.ends_with(&[0]) {
        let texts = bytes[..bytes.len() - 1].split(|&byte| byte == 0);
        return texts
            .map(|text| format!("{:?}", String::from_utf8_lossy(text)))
            .collect::<Vec<_>>()
            .join(", ");
    }
    let words = (0..bytes.len() / 4).map(|index| format!("{:#x}", word(bytes, 4 * index)));
    format!("<{}>", words.collect::<Vec<_>>().join(" "))
}

fn source(blob: &[u8]) -> String {
    let (mut at, strings) = (word(blob, 8) as usize, word(blob, 12) as usize);
    let (mut out, mut depth) = (String::new(), 0);
    loop {
        let token = word(blob, at);
        at += 4;
        match token {
            1 => {
                let name = text(blob, at);
                writeln!(out, "{:depth$}{name}/", "").unwrap();
                at = (at + name.len() + 4) & !3;
                depth += 4;
            }
            2 => depth -= 4,
            3 => {
                let (len, name) = (word(blob, at) as usize, word(blob, at + 4) as usize);
                let name = text(blob, strings + name);
                let value = value(&blob[at + 8..at + 8 + len]);
                writeln!(out, "{:depth$}{name} = {value}", "").unwrap();
                at = (at + 8 + len + 3) & !3;
            }
            _ => return out,
        }
    }
}

#[test]
fn device_tree_of_classic() {
    let config = MachineConfig::default();
    let blob = device_tree(&config, "sched=rr -- hello", Some(0x83f0_0000..0x83f1_2345), false);
    assert_eq!(word(&blob, 0), 0xd00d_feed);
    assert_eq!(word(&blob, 4) as usize, blob.len());
    insta::assert_snapshot!(source(&blob));
}

#[test]
fn device_tree_with_a_disk_and_without_an_initrd_takes_any_text() {
    let config = MachineConfig { timebase_cycles: 1000, ..MachineConfig::default() };
    let tree = source(&device_tree(&config, "a\0b", None, true));
    assert!(tree.contains("bootargs = \"a\""), "{tree}");
    assert!(tree.contains("timebase-frequency = <0x2710>"), "{tree}");
    assert!(!tree.contains("initrd"), "{tree}");
    let disk = "virtio_mmio@10001000/
            reg = <0x0 0x10001000 0x0 0x1000>
            compatible = \"virtio,mmio\"
            interrupts = <0x1>
            interrupt-parent = <0x2>";
    assert!(tree.contains(disk), "{tree}");
}
