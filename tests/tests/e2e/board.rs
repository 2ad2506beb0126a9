//! The programs for the bare board: what they print, what they leave on the disk, and that QEMU's
//! `virt` board does the same with the same executable. Where there is no QEMU it says so.

use crate::harness::{Done, NoFiles, finish};
use std::path::PathBuf;
use std::process::{Command, Stdio};
use swtch_system::guest::{bare_program, board_sample};
use swtch_system::{MachineSource, Setup, Toolchain, machine_config};

const QEMU: &str = "qemu-system-riscv32";
const QEMU_OPTIONS: &[&str] =
    &["-machine", "virt", "-bios", "none", "-nographic", "-monitor", "none", "-serial", "stdio"];
const QEMU_DISK: &[&str] = &[
    "-global",
    "virtio-mmio.force-legacy=false",
    "-device",
    "virtio-blk-device,drive=disk,bus=virtio-mmio-bus.0",
];

fn executable(name: &str) -> Vec<u8> {
    bare_program(&mut Toolchain::new(&NoFiles), &board_sample(name).unwrap()).unwrap()
}

/// A program on a built-in machine.
pub fn setup(name: &str, machine: &str, disk: Option<Vec<u8>>) -> Setup {
    let machine = machine_config(&MachineSource::Builtin(machine.into()), &[]).unwrap();
    Setup { disk, ..Setup::bare(machine, name, executable(name), 10_000_000) }
}

fn run(name: &str, machine: &str, disk: Option<Vec<u8>>) -> Done {
    let done = finish(&setup(name, machine, disk));
    done.unwrap_or_else(|error| panic!("{name}: {error}"))
}

/// A file that goes away again.
struct Temporary(PathBuf);

impl Temporary {
    fn new(name: &str, bytes: &[u8]) -> Temporary {
        let path = std::env::temp_dir().join(format!("swtch-board-{}-{name}", std::process::id()));
        std::fs::write(&path, bytes).unwrap();
        Temporary(path)
    }
}

impl Drop for Temporary {
    fn drop(&mut self) {
        let _ = std::fs::remove_file(&self.0);
    }
}

/// What QEMU prints, and what it leaves of the disk; nothing if there is no QEMU.
fn qemu(name: &str, disk: Option<&[u8]>) -> Option<(String, Vec<u8>)> {
    if Command::new(QEMU).arg("--version").stdout(Stdio::null()).status().is_err() {
        eprintln!("SKIPPED: no {QEMU} here, so {name} was not compared with it");
        return None;
    }
    let program = Temporary::new(name, &executable(name));
    let image = Temporary::new(&format!("{name}.img"), disk.unwrap_or_default());
    let mut command = Command::new(QEMU);
    command.args(QEMU_OPTIONS).arg("-kernel").arg(&program.0).stdin(Stdio::null());
    if disk.is_some() {
        let drive = format!("file={},format=raw,if=none,id=disk", image.0.display());
        command.args(QEMU_DISK).args(["-drive", &drive]);
    }
    let output = command.output().unwrap();
    assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    let console = String::from_utf8(output.stdout).unwrap();
    Some((console, std::fs::read(&image.0).unwrap()))
}

/// Four sectors and two more that nobody touches.
pub fn image() -> Vec<u8> {
    let mut image: Vec<u8> = (0..6).flat_map(|sector| [b'a' + sector; 512]).collect();
    image[..17].copy_from_slice(b"the first sector\0");
    image
}

#[test]
fn sectors_are_read_and_written_as_on_qemu() {
    let done = run("disk", "virt", Some(image()));
    assert_eq!(
        done.console(),
        "a disk of 6 sectors\nread 0: 0\nit says: the first sector\nwrite 1: 0\nread 1: 0\n\
         the same: yes\nwrite 2 and 3: 0\nread 2 and 3: 0\nthe same: yes\nbeyond the end: 1\n\
         3 interrupts\n"
    );
    let after = &done.disk.as_ref().unwrap().image;
    let mut expected = image();
    expected.copy_within(..512, 512);
    expected[512..1024].reverse();
    expected[1024..2048].fill(b'x');
    expected.copy_within(..16, 1024);
    assert!(*after == expected, "the disk holds something else");
    // The device reads what the program has just written, and writes what it has just read.
    let dma = &done.report.dma[0];
    assert!(dma.device == "disk" && dma.writebacks > 0 && dma.invalidations > 0, "{dma:?}");
    if let Some((console, disk)) = qemu("disk", Some(&image())) {
        assert_eq!(console, done.console());
        assert!(disk == expected, "QEMU's disk holds something else");
    }
}

#[test]
fn a_board_may_have_no_disk() {
    let done = run("disk", "virt", None);
    assert_eq!((done.console(), done.report.run.outcome.code), ("no disk\n", 1));
    assert!(done.disk.is_none() && done.report.dma.is_empty());
}

#[test]
fn the_timer_switches_tasks_as_on_qemu() {
    let done = run("tasks", "virt", None);
    let lines: Vec<&str> = done.console().lines().collect();
    assert_eq!((lines.len(), lines[0]), (14, "3 tasks"));
    // The sum of task 2 in round 4: 2, 3*2+1, 3*7+2, 3*23+3, 3*72+4.
    assert_eq!(lines[12..], ["task 2, round 4: 220", "each turn came by preemption: yes"]);
    assert_eq!(run("tasks", "virt", None).report.run, done.report.run);
    if let Some((console, _)) = qemu("tasks", None) {
        assert_eq!(console, done.console());
    }
}

/// The derivation stands in `programs/board/refill.S`.
#[test]
fn a_refill_that_looks_up_twice_costs_what_was_derived() {
    let done = run("refill", "virt", None);
    assert_eq!(
        done.console(),
        "first of its 4 MiB  82 cycles, two misses\nthe same page       2\n\
         the next page       57, one miss\nanother 4 MiB       82, two misses\n"
    );
    // Each of the two measurements misses with the pages of code, near, next and far, and with those
    // of the linear array for code, near and far. The last load before the end is the ecall's page.
    assert_eq!(done.report.run.totals.tlb.misses, 2 * (4 + 3));
}
