//! The samples, compiled by a stock RISC-V gcc against our headers and library sources, print the
//! same as when compiled by our own toolchain. Skipped, and saying so, where no such gcc is installed.

use crate::harness::{Case, GCC, gcc_is_installed, root};
use std::path::{Path, PathBuf};
use std::process::Command;

const FLAGS: &[&str] = &[
    "-march=rv32ima_zicsr_zifencei",
    "-mabi=ilp32",
    "-nostdlib",
    "-nostdinc",
    "-ffreestanding",
    "-fno-builtin",
    "-static",
    "-Wl,-Ttext=0x10000",
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let entries = std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path());
    let wanted = |path: &PathBuf| {
        let name = path.file_name().unwrap().to_string_lossy().into_owned();
        name != "init.c" && [".c", ".S", ".s"].iter().any(|ending| name.ends_with(ending))
    };
    let mut found: Vec<PathBuf> = entries.filter(wanted).collect();
    found.sort();
    found
}

fn compile(name: &str, level: &str) -> Vec<u8> {
    let programs = root().join("programs");
    let source = swtch_programs::program(name).expect("a built-in program");
    let out = std::env::temp_dir().join(format!("swtch-gcc-{}-{name}{level}", std::process::id()));
    let status = Command::new(GCC)
        .args(FLAGS)
        .arg(level)
        .arg("-I")
        .arg(programs.join("include"))
        .arg("-o")
        .arg(&out)
        .arg(programs.join(source.path))
        .args(sources(&programs.join("lib")))
        .status()
        .unwrap();
    assert!(status.success(), "gcc refuses {name}");
    let bytes = std::fs::read(&out).unwrap();
    std::fs::remove_file(&out).unwrap();
    bytes
}

#[test]
fn samples_print_the_same_when_gcc_compiles_them() {
    if !gcc_is_installed() {
        return;
    }
    let samples = ["hello", "threads", "fork_exec", "isolation", "switch_cost"];
    let tests = ["usertests", "faulttests", "threadtests", "libtests"];
    for name in samples.into_iter().chain(tests) {
        for level in ["-O0", "-O2"] {
            let ours = Case::sample(name).run();
            let theirs = Case::elf(name, compile(name, level)).run();
            assert_eq!(ours.console(), theirs.console(), "{name} {level}");
            assert_eq!(ours.report.run.outcome, theirs.report.run.outcome, "{name} {level}");
        }
    }
}
