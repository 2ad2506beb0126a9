//! Debug information, judged by stock tools: gdb debugs our code on stock QEMU, and llvm-dwarfdump
//! finds nothing wrong with it. Skipped, with a message, where these are not installed.

use crate::harness::NoFiles;
use std::io::Write;
use std::net::TcpListener;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use swtch_system::guest::{ProgramSource, bare_program};
use swtch_system::{Toolchain, Unit};

const PROGRAM: &str = include_str!("gdb/program.c");
const INLINED: &str = include_str!("gdb/inlined.c");

/// A folder of its own, removed afterwards.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("swtch-gdb-{}-{name}", std::process::id()));
        std::fs::create_dir_all(&path).expect("a temporary folder");
        Folder(path)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

/// A process that is ended at the latest when the test is.
struct Running(Child);

impl Drop for Running {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

fn is_installed(program: &str) -> bool {
    let answer = Command::new(program).arg("--version").stdout(Stdio::null()).status();
    let found = answer.is_ok_and(|status| status.success());
    if !found {
        eprintln!("SKIPPED: {program} is not installed");
    }
    found
}

fn build(folder: &Path, text: &str, optimise: bool) -> PathBuf {
    let mut toolchain = Toolchain::new(&NoFiles);
    toolchain.options.optimise = optimise;
    toolchain.options.debug = true;
    let unit = Unit { path: "program.c".into(), text: text.into() };
    let source = ProgramSource::Units(vec![unit]);
    let image = bare_program(&mut toolchain, &source).unwrap_or_else(|error| panic!("{error}"));
    let path = folder.join("program.elf");
    std::fs::write(&path, image).expect("the program");
    std::fs::write(folder.join("program.c"), text).expect("its source");
    path
}

/// What gdb says to a script, with QEMU waiting at the program's first instruction.
fn session(folder: &Path, program: &Path, script: &str) -> String {
    // A port that is free right now.
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|l| l.local_addr()).expect("a port").port();
    let qemu = Command::new("qemu-system-riscv32")
        .args(["-M", "virt", "-bios", "none", "-display", "none", "-serial", "null", "-S"])
        .args(["-monitor", "none", "-gdb", &format!("tcp:127.0.0.1:{port}"), "-kernel"])
        .arg(program)
        .stdin(Stdio::null())
        .stderr(Stdio::null())
        .spawn()
        .expect("QEMU");
    let _qemu = Running(qemu);
    let commands = folder.join("commands");
    let start = format!(
        "set pagination off\nset confirm off\nset width 0\nset tcp connect-timeout 20\n\
         target remote 127.0.0.1:{port}\n"
    );
    let mut file = std::fs::File::create(&commands).expect("a script");
    write!(file, "{start}{script}\nkill\nquit\n").expect("a script");
    let output = Command::new("gdb-multiarch")
        .args(["-q", "-nx", "-batch", "-x"])
        .arg(&commands)
        .arg(program)
        .current_dir(folder)
        .stdin(Stdio::null())
        .output()
        .expect("gdb");
    let told = String::from_utf8_lossy(&output.stdout).into_owned();
    let errors = String::from_utf8_lossy(&output.stderr);
    let told: String = told.lines().map(|line| hide_addresses(line) + "\n").collect();
    // One of several places has a number behind it.
    let begin = told.find("Breakpoint 1,").or(told.find("Breakpoint 1.1,")).unwrap_or(0);
    assert!(begin > 0, "gdb never got to the breakpoint:\n{told}\n{errors}");
    told[begin..].to_string()
}

/// Addresses move with every change of the library.
fn hide_addresses(line: &str) -> String {
    let mut out = String::new();
    let mut rest = line;
    while let Some(at) = rest.find("0x8") {
        out += &rest[..at];
        let digits = rest[at + 2..].find(|c: char| !c.is_ascii_hexdigit());
        rest = digits.map_or("", |length| &rest[at + 2 + length..]);
        out += "ADDRESS";
    }
    out + rest
}

fn are_tools_there() -> bool {
    is_installed("gdb-multiarch") && is_installed("qemu-system-riscv32")
}

const SCRIPT: &str = "\
break 47
continue
print doubled
print/x acc
backtrace
delete
break deep if n == 0
continue
backtrace
up
print n
print acc
print calls
print/d sizeof(struct node)
finish
delete
break loop
continue
print count
print *list
print list->name
ptype list
print first
print table
whatis handler
print colour_of
next
break 57
continue
info locals
continue
print total
print step
print i
step
backtrace 1
delete
break report
continue
print *where
print big
print big.numbers[4]
up
print where
print/x knob
down
finish
next
";

#[test]
fn gdb_debugs_optimised_code_on_qemu() {
    if !are_tools_there() {
        return;
    }
    let folder = Folder::new("optimised");
    let program = build(&folder.0, PROGRAM, true);
    insta::assert_snapshot!("gdb_optimised", session(&folder.0, &program, SCRIPT));
}

/// A body in the place of a call is shown as a function that was called there.
const INLINED_SCRIPT: &str = "\
break leaf
continue
backtrace
up
up
print i
delete
break 12
continue
step
backtrace
finish
";

#[test]
fn gdb_shows_who_called_what_is_inlined() {
    if !are_tools_there() {
        return;
    }
    let folder = Folder::new("inlined");
    let program = build(&folder.0, INLINED, true);
    insta::assert_snapshot!("gdb_inlined", session(&folder.0, &program, INLINED_SCRIPT));
}

#[test]
fn gdb_debugs_unoptimised_code_on_qemu() {
    if !are_tools_there() {
        return;
    }
    let folder = Folder::new("unoptimised");
    let program = build(&folder.0, PROGRAM, false);
    insta::assert_snapshot!("gdb_unoptimised", session(&folder.0, &program, SCRIPT));
}

#[test]
fn llvm_finds_nothing_wrong() {
    if !is_installed("llvm-dwarfdump") {
        return;
    }
    for (name, text, optimise) in
        [("verify0", PROGRAM, false), ("verify1", PROGRAM, true), ("verify2", INLINED, true)]
    {
        let folder = Folder::new(name);
        let program = build(&folder.0, text, optimise);
        let output = Command::new("llvm-dwarfdump").arg("--verify").arg(program).output();
        let told = String::from_utf8_lossy(&output.expect("llvm-dwarfdump").stdout).into_owned();
        assert!(told.contains("No errors."), "{told}");
    }
}
