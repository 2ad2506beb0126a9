//! The samples that are ordinary C programs print the same whoever compiles them: our compiler at both
//! levels, and the host's own, whose answers are independent of everything here. Without a host
//! compiler the test says so, and the snapshots are left to hold the output.

use crate::harness::{Case, NoFiles, library, root};
use std::io::Write;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use swtch_system::Toolchain;
use swtch_system::guest;

const HOST_COMPILER: &str = "cc";

/// A program, its arguments, and what it reads.
type Invocation = (&'static str, &'static [&'static str], &'static str);

/// Uses beyond the plain one: other inputs, and those that must be refused.
const INVOCATIONS: &[Invocation] = &[
    ("bignum", &["12"], ""),
    ("bignum", &["0"], ""),
    ("json", &["-"], "[1, -0.5e7, {\"a\": [], \"b\": \"x\\ny\\u0001\\ud83d\\ude00\"}, true]"),
    ("json", &["-"], ""),
    ("json", &["-"], "{\n \"a\": tru\n}"),
    ("json", &["-"], "[1, 2,]"),
    ("json", &["-"], "\"no end"),
    ("json", &["-"], "\"\\ud83d\\u0041\""),
    ("json", &["-"], "{\"a\" 1}"),
    ("json", &["-"], "01"),
    ("json", &["-", "-"], ""),
    ("life", &["3"], ""),
    (
        "lisp",
        &["-"],
        "; a comment\n(define (twice f) (lambda (n) (f (f n)))) ((twice (twice -)) 5)",
    ),
    (
        "lisp",
        &["-"],
        "(define (rest first . others) others) (rest 1 2 3) (let ((x 'y)) (cons x 'z))",
    ),
    ("lisp", &["-"], "(define (deep n) (+ 1 (deep n))) (deep 1)"),
    ("lisp", &["-"], "(define (loop l) (loop (cons 1 l))) (loop '())"),
    ("lisp", &["-"], "(car 5)"),
    ("lisp", &["-"], "(quotient 1 0)"),
    ("lisp", &["-"], "(nowhere 1)"),
    ("lisp", &["-"], "((lambda (a b) a) 1)"),
    ("lisp", &["-"], "(list 1 2"),
    ("lz", &["-"], "to be or not to be, that is the question: to be or not to be"),
    ("lz", &["-"], ""),
    ("paths", &["6", "77"], ""),
    ("paths", &["1"], ""),
    ("regex", &["(ab|a)(c|bcd)(d*)", "abcd", "ac", "x"], ""),
    ("regex", &["((((", "x"], ""),
    ("sha256", &["-"], "The quick brown fox jumps over the lazy dog"),
    ("sorting", &["1"], ""),
    ("sorting", &["100", "7"], ""),
    ("sorting", &["0"], ""),
    ("sudoku", &["11......................................................................."], ""),
    ("vm", &["fibonacci"], ""),
    ("vm", &["-"], "push 1 push 0 div"),
    ("vm", &["-"], "add"),
    ("vm", &["-"], "again: push 1 jump again"),
    ("vm", &["-"], "push -7 push 2 mod print jump 3"),
    ("vm", &["-"], "jmp 3"),
    ("words", &["-"], "One fish, two fish, red fish, blue fish."),
    ("words", &["-"], ""),
];

fn compile(name: &str, optimise: bool) -> Vec<u8> {
    let mut toolchain = Toolchain::new(&NoFiles);
    toolchain.options.optimise = optimise;
    toolchain.options.warn_all = true;
    let source = guest::sample(name).expect("a built-in program");
    let program = guest::user_program(&mut toolchain, library(), name, &source);
    let program = program.unwrap_or_else(|error| panic!("{error}"));
    assert!(toolchain.warnings.is_empty(), "{name}: {:?}", toolchain.warnings);
    program.executable
}

/// What it prints on both of its outputs, and its exit status.
fn run_here(executable: &[u8], &(name, arguments, input): &Invocation) -> (String, u32) {
    let mut case = Case::elf(name, executable.to_vec()).arguments(arguments).input(input);
    case.setup.limit_cycles = 1_000_000_000;
    let done = case.run();
    assert!(done.messages.is_empty(), "{name} {arguments:?}: {:?}", done.messages);
    (done.console().to_string(), done.report.run.outcome.code)
}

fn host_compiler_is_there() -> bool {
    let found = Command::new(HOST_COMPILER).arg("--version").output();
    let found = found.is_ok_and(|output| output.status.success());
    if !found {
        eprintln!("SKIPPED: no {HOST_COMPILER} here, so nothing was compared with the host");
    }
    found
}

/// The program as the host's compiler makes it, without a warning.
fn compile_on_host(name: &str) -> PathBuf {
    let source = root()
        .join("programs")
        .join(swtch_programs::program(name).expect("a built-in program").path);
    let out = std::env::temp_dir().join(format!("swtch-app-{}-{name}", std::process::id()));
    let mut command = Command::new(HOST_COMPILER);
    command.args(["-O1", "-Wall", "-Wextra", "-Werror", "-o"]).arg(&out).arg(source);
    assert!(command.status().unwrap().success(), "{name}");
    out
}

fn run_on_host(program: &Path, &(_, arguments, input): &Invocation) -> (String, u32) {
    let mut command = Command::new(program);
    command.args(arguments).stdin(Stdio::piped()).stdout(Stdio::piped()).stderr(Stdio::piped());
    let mut child = command.spawn().unwrap();
    // A program that does not read its input may end before it gets it.
    let _ = child.stdin.take().unwrap().write_all(input.as_bytes());
    let output = child.wait_with_output().unwrap();
    let console = [output.stdout, output.stderr].concat();
    (String::from_utf8(console).unwrap(), output.status.code().unwrap() as u32)
}

/// All uses of a program: the plain one first.
fn invocations(name: &'static str) -> Vec<Invocation> {
    let others = INVOCATIONS.iter().filter(|invocation| invocation.0 == name).copied();
    std::iter::once::<Invocation>((name, &[], "")).chain(others).collect()
}

#[test]
fn apps_print_the_same_at_both_levels_and_on_the_host() {
    let with_host = host_compiler_is_there();
    for app in swtch_programs::apps() {
        let name = app.stem();
        let optimised = compile(name, true);
        let plain = compile(name, false);
        let host = with_host.then(|| compile_on_host(name));
        for invocation in invocations(name) {
            let here = run_here(&optimised, &invocation);
            assert_eq!(here, run_here(&plain, &invocation), "-O0: {invocation:?}");
            if let Some(host) = &host {
                assert_eq!(here, run_on_host(host, &invocation), "the host: {invocation:?}");
            }
            if invocation.1.is_empty() {
                assert_eq!(here.1, 0, "{}", here.0);
                insta::assert_snapshot!(format!("app_{name}"), here.0);
            }
        }
        if let Some(host) = host {
            std::fs::remove_file(host).unwrap();
        }
    }
}

#[test]
fn every_use_in_the_table_is_of_an_app() {
    for (name, ..) in INVOCATIONS {
        assert!(swtch_programs::apps().iter().any(|app| app.stem() == *name), "{name}");
    }
}
