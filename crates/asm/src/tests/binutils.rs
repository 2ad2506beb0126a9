//! GNU as and ld as judges: linked alike, our objects must give the bytes that theirs give.
//! Skipped, with a message, where the RISC-V binutils are not installed.

use super::NoFiles;
use crate::assemble;
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::Command;
use swtch_source::{Sources, render};

const PREFIX: &str = "riscv64-unknown-elf-";

/// What a text may refer to without defining it.
const OUTSIDE: [&str; 5] = ["puts", "main", "outside", "helper", "memcpy"];

#[test]
fn gnu_as_makes_the_same_bytes() {
    let Some(folder) = scratch() else { return };
    for (name, text) in [
        ("compiled", include_str!("compiled.s")),
        ("by_hand", include_str!("by_hand.s")),
        ("pseudo", include_str!("pseudo.s")),
        ("relocations", include_str!("relocations.s")),
        ("data", include_str!("data.s")),
        ("expressions", include_str!("expressions.s")),
        ("far_branches", include_str!("far_branches.s")),
        ("macros", include_str!("macros.s")),
        ("position_independent", include_str!("position_independent.s")),
        ("written_out", include_str!("written_out.s")),
        ("sections", include_str!("sections.s")),
    ] {
        compare(&folder, name, text);
    }
    let _ = std::fs::remove_dir_all(folder);
}

#[test]
fn what_gcc_prints_is_accepted() {
    let Some(folder) = scratch() else { return };
    if !is_installed("gcc") {
        skip("gcc");
        return;
    }
    let source = folder.join("sample.c");
    std::fs::write(&source, include_str!("sample.c")).unwrap();
    for options in [
        &["-O0"][..],
        &["-O1"],
        &["-O2"],
        &["-O3", "-fcommon"],
        &["-O1", "-g"],
        &["-O2", "-fPIC"],
        &["-Os", "-ffunction-sections", "-fdata-sections"],
    ] {
        let text = run("gcc", |gcc| {
            gcc.args([
                "-S",
                "-march=rv32ima_zicsr_zifencei",
                "-mabi=ilp32",
                "-ffreestanding",
                "-o",
                "-",
            ])
            .args(options)
            .arg(&source)
        });
        compare(&folder, &format!("gcc{}", options.concat()), &String::from_utf8(text).unwrap());
    }
    let _ = std::fs::remove_dir_all(folder);
}

fn compare(folder: &Path, name: &str, text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(format!("{name}.s"), text);
    let ours = folder.join(format!("{name}-ours.o"));
    match assemble(&mut sources, &NoFiles, file) {
        Ok(assembled) => std::fs::write(&ours, assembled.object).unwrap(),
        Err(mistakes) => {
            panic!("{}", mistakes.iter().map(|m| render(&sources, m, false)).collect::<String>())
        }
    }
    let source = folder.join(format!("{name}.s"));
    std::fs::write(&source, text).unwrap();
    let theirs = folder.join(format!("{name}-theirs.o"));
    run("as", |gas| {
        gas.args(["-march=rv32ima_zicsr_zifencei", "-mabi=ilp32", "-mno-relax"])
            .arg(&source)
            .arg("-o")
            .arg(&theirs)
    });
    let (ours, theirs) = (contents(&ours), contents(&theirs));
    let differing: Vec<(&str, &str)> =
        ours.lines().zip(theirs.lines()).filter(|(ours, theirs)| ours != theirs).collect();
    assert!(ours == theirs, "{name}: ours, then theirs: {differing:#?}");
}

/// The bytes of every section of an object, linked alone.
fn contents(object: &Path) -> String {
    let linked = object.with_extension("elf");
    run("ld", |ld| {
        for (at, name) in OUTSIDE.iter().enumerate() {
            ld.arg(format!("--defsym={name}={:#x}", 0x8002_0000u32 + at as u32 * 0x100));
        }
        // Addresses of their own, for GNU as pads the end of code and we do not.
        ld.args(["-m", "elf32lriscv", "--no-relax", "-e", "0", "-Ttext=0x80000000"])
            .args(["--section-start=.rodata=0x80010000", "-Tdata=0x80018000", "-Tbss=0x8001c000"])
            .arg(object)
            .arg("-o")
            .arg(&linked)
    });
    let dump = run("objdump", |objdump| objdump.arg("-s").arg(&linked));
    let text = String::from_utf8(dump).unwrap();
    // The file's name and the debugging sections differ.
    let wanted = text.split("Contents of section ").skip(1);
    wanted
        .filter(|part| {
            let is = |name: &str| part.starts_with(name);
            is(".text") || is(".data") || is(".rodata") || is(".init")
        })
        .collect()
}

fn scratch() -> Option<PathBuf> {
    if !is_installed("as") {
        skip("as");
        return None;
    }
    let name = format!("swtch-asm-{}-{:?}", std::process::id(), std::thread::current().id());
    let folder = std::env::temp_dir().join(name);
    std::fs::create_dir_all(&folder).ok()?;
    Some(folder)
}

fn is_installed(tool: &str) -> bool {
    Command::new(format!("{PREFIX}{tool}")).arg("--version").output().is_ok()
}

/// Says so past the capture of the test harness.
fn skip(tool: &str) {
    let _ = writeln!(std::io::stderr(), "SKIPPED: {PREFIX}{tool} is not installed");
}

fn run(tool: &str, arguments: impl Fn(&mut Command) -> &mut Command) -> Vec<u8> {
    let mut command = Command::new(format!("{PREFIX}{tool}"));
    let output = arguments(&mut command).output().expect("the tool starts");
    assert!(output.status.success(), "{tool}: {}", String::from_utf8_lossy(&output.stderr));
    output.stdout
}
