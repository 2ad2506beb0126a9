//! The library against the host's: guest programs that print what its functions return, on the edges
//! of what C and POSIX say, print the same when the host's compiler builds them with the host's library.
//! Snapshots hold the texts where there is no such compiler.

use crate::harness::{Case, root};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

const HOST_COMPILER: &str = "cc";

/// What `lib_stdio` reads.
const LINES: &str =
    "short\nlonger than eight\n42 word rest of line\nfield one;field;12 x3,4\nabcdef\n";

fn compile_on_host(name: &str) -> Option<PathBuf> {
    let source = root().join("programs").join(swtch_programs::program(name).unwrap().path);
    let out = std::env::temp_dir().join(format!("swtch-library-{}-{name}", std::process::id()));
    let mut command = Command::new(HOST_COMPILER);
    command.args(["-D_GNU_SOURCE", "-pthread", "-w", "-o"]).arg(&out).arg(source);
    match command.status() {
        Ok(status) => assert!(status.success(), "{name}"),
        Err(_) => {
            eprintln!("SKIPPED: no {HOST_COMPILER} here, so nothing was compared with the host");
            return None;
        }
    }
    Some(out)
}

fn run_on_host(program: &Path, input: &str) -> String {
    let mut command = Command::new(program);
    let mut child = command.stdin(Stdio::piped()).stdout(Stdio::piped()).spawn().unwrap();
    child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
    let output = child.wait_with_output().unwrap();
    assert!(output.status.success(), "{}", output.status);
    String::from_utf8(output.stdout).unwrap()
}

fn check(name: &str, input: &str) {
    let mut case = Case::sample(name).input(input);
    case.setup.limit_cycles = 1_000_000_000;
    let done = case.run();
    assert!(done.messages.is_empty(), "{:?}\n{}", done.messages, done.console());
    assert_eq!(done.report.run.outcome.code, 0, "{}", done.console());
    insta::assert_snapshot!(name, done.console());
    if let Some(program) = compile_on_host(name) {
        assert_eq!(done.console(), run_on_host(&program, input), "{name}: here and on the host");
        std::fs::remove_file(program).unwrap();
    }
}

#[test]
fn streams_print_and_scan_as_the_hosts_do() {
    check("lib_stdio", LINES);
}

#[test]
fn places_in_files_and_odd_ends_are_as_the_hosts() {
    check("lib_files", "hello world\n");
}

#[test]
fn strings_numbers_memory_and_dates_are_as_the_hosts() {
    check("lib_text", "");
}

#[test]
fn posix_threads_do_what_the_hosts_do() {
    check("lib_threads", "");
}
