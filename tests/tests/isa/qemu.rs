//! The same executables on QEMU's `virt` board: it must end as this machine does, and print the
//! same.
//!
//! QEMU is told to be a processor like ours: no compressed and no floating-point instructions, no
//! supervisor. Where it is not installed, the tests say so and pass.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};
use std::sync::Mutex;

use crate::case::{Case, all};

const QEMU: &str = "qemu-system-riscv32";
const CPU: &str = "rv32,priv_spec=v1.12.0,c=false,f=false,d=false,h=false,s=false,zba=false,zbb=false,zbc=false,zbs=false";

/// Whether QEMU is installed; says so if it is not.
pub fn is_there() -> bool {
    let found = Command::new(QEMU).arg("--version").output().is_ok();
    if !found {
        eprintln!("skipped: no {QEMU}");
    }
    found
}

/// How QEMU ended, in the eight bits of an exit status, and what it printed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct QemuEnd {
    pub status: Option<i32>,
    pub console: String,
}

/// Runs an executable on QEMU. A program that hangs is ended after a minute.
pub fn run(name: &str, executable: &[u8]) -> QemuEnd {
    let file = TemporaryFile::new(name, executable);
    let output = Command::new("timeout")
        .args(["60", QEMU, "-M", "virt", "-m", "64M", "-cpu", CPU, "-bios", "none"])
        .args(["-display", "none", "-monitor", "none", "-serial", "stdio", "-kernel"])
        .arg(&file.0)
        .stdin(Stdio::null())
        .output()
        .expect("coreutils have a timeout");
    let Output { status, stdout, stderr } = output;
    assert!(stderr.is_empty(), "{name}: {}", String::from_utf8_lossy(&stderr));
    QemuEnd { status: status.code(), console: String::from_utf8_lossy(&stdout).into_owned() }
}

/// A file that goes when it is dropped.
struct TemporaryFile(PathBuf);

impl TemporaryFile {
    fn new(name: &str, bytes: &[u8]) -> TemporaryFile {
        let path = std::env::temp_dir().join(format!("swtch-{}-{name}.elf", std::process::id()));
        let written = std::fs::File::create(&path).and_then(|mut file| file.write_all(bytes));
        written.expect("the temporary directory can be written");
        TemporaryFile(path)
    }
}

impl Drop for TemporaryFile {
    fn drop(&mut self) {
        // A file that stays in the temporary directory does no harm.
        let _ = std::fs::remove_file(&self.0);
    }
}

/// Hands every item to `work`, on as many threads as the host has processors. The answers come in
/// no particular order.
pub fn in_parallel<T: Send, R: Send>(items: Vec<T>, work: impl Fn(T) -> R + Sync) -> Vec<R> {
    let items = Mutex::new(items.into_iter());
    let answers = Mutex::new(Vec::new());
    let threads = std::thread::available_parallelism().map_or(1, usize::from);
    std::thread::scope(|scope| {
        for _ in 0..threads {
            scope.spawn(|| {
                loop {
                    let item = items.lock().expect("no thread has panicked").next();
                    let Some(item) = item else { break };
                    let answer = work(item);
                    answers.lock().expect("no thread has panicked").push(answer);
                }
            });
        }
    });
    answers.into_inner().expect("no thread has panicked")
}

fn disagreement(case: Case) -> Option<String> {
    let executable = case.build();
    let ours = case.run("virt", &executable);
    let theirs = run(&case.name, &executable);
    let status = Some((ours.outcome.code & 0xff) as i32);
    let same = theirs.status == status && theirs.console == ours.console;
    (!same).then(|| format!("{}: here {ours:?}, on QEMU {theirs:?}", case.name))
}

#[test]
fn qemu_agrees() {
    if !is_there() {
        return;
    }
    let cases: Vec<Case> = all().into_iter().filter(|case| case.on_qemu).collect();
    assert!(cases.len() > 50, "only {} cases are compared with QEMU", cases.len());
    let answers = in_parallel(cases, disagreement);
    let disagreements: Vec<String> = answers.into_iter().flatten().collect();
    assert!(disagreements.is_empty(), "{}", disagreements.join("\n"));
}
