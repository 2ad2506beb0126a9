//! `swtch cc` as a user of gcc calls it: inputs of every kind, rules for make, stages, what is linked.

use std::io::Write;
use std::path::PathBuf;
use std::process::{Command, Output, Stdio};

/// A folder with files that is removed at the end.
struct Folder(PathBuf);

impl Folder {
    fn new(name: &str, files: &[(&str, &str)]) -> Folder {
        let folder = std::env::temp_dir().join(format!("swtch-cc-{name}-{}", std::process::id()));
        for (file, text) in files {
            let path = folder.join(file);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, text).unwrap();
        }
        Folder(folder)
    }

    fn swtch(&self, words: &[&str], input: &str) -> Output {
        let mut child = Command::new(env!("CARGO_BIN_EXE_swtch"))
            .args(words)
            .current_dir(&self.0)
            .stdin(Stdio::piped())
            .stdout(Stdio::piped())
            .stderr(Stdio::piped())
            .spawn()
            .unwrap();
        child.stdin.take().unwrap().write_all(input.as_bytes()).unwrap();
        child.wait_with_output().unwrap()
    }

    /// What a call prints, which must succeed.
    fn cc(&self, words: &str) -> String {
        self.cc_of(words, "")
    }

    fn cc_of(&self, words: &str, input: &str) -> String {
        let words: Vec<&str> = std::iter::once("cc").chain(words.split(' ')).collect();
        let output = self.swtch(&words, input);
        assert_eq!(output.status.code(), Some(0), "{words:?}: {}", text(&output.stderr));
        text(&output.stdout) + &text(&output.stderr)
    }

    /// What a call complains of, which must fail.
    fn refused(&self, words: &str) -> String {
        let words: Vec<&str> = std::iter::once("cc").chain(words.split(' ')).collect();
        let output = self.swtch(&words, "");
        assert_eq!(output.status.code(), Some(125), "{words:?}: {}", text(&output.stdout));
        text(&output.stderr)
    }

    fn run(&self, program: &str) -> (String, i32) {
        let output = self.swtch(&["run", program], "");
        let console = text(&output.stdout);
        (console.lines().next().unwrap_or_default().into(), output.status.code().unwrap())
    }

    fn read(&self, file: &str) -> String {
        std::fs::read_to_string(self.0.join(file)).unwrap_or_else(|_| panic!("{file}"))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

const MAIN: &str = "#include <stdio.h>\n#include \"own.h\"\nint main(void)\n{\n\
    printf(\"%d %d %d\\n\", OWN, FORCED, __STDC_HOSTED__);\nreturn OWN;\n}\n";

fn project(name: &str) -> Folder {
    Folder::new(
        name,
        &[
            ("src/main.c", MAIN),
            ("quoted/own.h", "#include \"sys.h\"\n#define OWN 7\n"),
            ("system/sys.h", "#pragma once\nint unused_there(int, unsigned);\n"),
            ("forced.h", "#define FORCED 3\n"),
            ("words", "-include forced.h \"-iquote\" quoted\n-isystem system\n"),
        ],
    )
}

#[test]
fn a_source_may_be_a_file_of_any_name_or_standard_input() {
    let folder = project("inputs");
    folder.cc("@words src/main.c -o a -lm -pthread -static");
    assert_eq!(folder.run("a"), ("7 3 1".into(), 7));
    folder.cc_of("@words -ffreestanding -x c - -o b", MAIN);
    assert_eq!(folder.run("b"), ("7 3 0".into(), 7));
    std::fs::copy(folder.0.join("src/main.c"), folder.0.join("main.txt")).unwrap();
    folder.cc("@words -x c main.txt -x none -o c");
    assert_eq!(folder.run("c"), ("7 3 1".into(), 7));
    folder.cc("@words -E src/main.c -o main.i");
    folder.cc("-S main.i -o main.s");
    folder.cc("-c main.s");
    folder.cc("main.o -o d");
    assert_eq!(folder.run("d"), ("7 3 1".into(), 7));
    let bare = folder.cc_of("@words -E -P -", MAIN);
    assert!(bare.ends_with("return 7;\n}\n") && !bare.contains("# 1"), "{bare}");
    assert!(folder.refused("- -o e").contains("-x c"));
    assert!(folder.refused("main.txt -c").contains("-x c"));
    let assembly = "#define CODE 9\n.globl main\nmain: li a0, CODE\nret\n";
    folder.cc_of("-x assembler-with-cpp - -o f", assembly);
    assert_eq!(folder.run("f").1, 9);
}

#[test]
fn rules_for_make_are_those_of_gcc() {
    let folder = project("rules");
    let own = "src/main.c forced.h quoted/own.h";
    assert_eq!(folder.cc("@words -MM src/main.c"), format!("main.o: {own}\n"));
    assert_eq!(folder.cc("@words -M src/main.c"), format!("main.o: {own} system/sys.h\n"));
    folder.cc("@words -MMD -MP -c src/main.c");
    assert_eq!(folder.read("main.d"), format!("main.o: {own}\nforced.h:\nquoted/own.h:\n"));
    folder.cc("@words -MD -MF deps -MT $(O)/x.o -c src/main.c -o y.o");
    assert_eq!(folder.read("deps"), format!("$(O)/x.o: {own} system/sys.h\n"));
    folder.cc("@words -MMD src/main.c -o prog.elf");
    assert_eq!(folder.read("prog.d"), format!("prog.elf: {own}\n"));
    // A stage by itself, and with warnings that a header of the system does not get.
    assert_eq!(folder.cc("@words -Wall -Wextra -MMD -MF all.d -S src/main.c -o main.s"), "");
    assert_eq!(folder.read("all.d"), format!("main.s: {own}\n"));
}

#[test]
fn the_linker_takes_what_it_is_told() {
    let folder = Folder::new(
        "linked",
        &[
            (
                "main.c",
                "long long part(long long, long long);\nint main(void) { return part(99, 9); }\n",
            ),
            ("part.c", "long long part(long long a, long long b) { return a / b; }\n"),
            (
                "init.c",
                "void _Exit(int);\n__attribute__((constructor)) static void loud(void) { _Exit(3); }\n",
            ),
            (
                "bare.c",
                "long long part(long long, long long);\nvoid begin(void) { part(1, 2); for (;;); }\n",
            ),
        ],
    );
    folder.cc("-c main.c part.c init.c bare.c -w");
    folder.swtch(&["ar", "rcs", "libpart.a", "part.o", "init.o"], "");
    folder.cc("main.o -L. -Wl,--start-group -lpart -lgcc -Wl,--end-group -Wl,-Map=out.map -o a");
    assert_eq!(folder.run("a").1, 11);
    assert!(folder.read("out.map").contains("part.o"));
    // An archive of many calls, and with an index that somebody asks for by itself.
    let ar = |words: &[&str]| folder.swtch(&[&["ar"], words].concat(), "");
    assert_eq!(ar(&["cq", "libslow.a", "init.o"]).status.code(), Some(0));
    assert_eq!(ar(&["q", "libslow.a", "part.o"]).status.code(), Some(0));
    assert_eq!(ar(&["s", "libslow.a"]).status.code(), Some(0));
    assert_eq!(text(&ar(&["t", "libslow.a"]).stdout), "init.o\npart.o\n");
    // All of an archive, whether it is needed or not.
    folder.cc("main.o -Wl,--whole-archive libpart.a -Wl,--no-whole-archive -o b");
    assert_eq!(folder.run("b").1, 3);
    // No start of ours, no library: only what gcc has in libgcc.
    folder.cc("-nostdlib bare.o part.o -Wl,-e,begin -lgcc -o c");
    assert!(!folder.cc("--emit map -nostdlib bare.o part.o -e begin -lgcc").contains("crt0"));
    assert!(folder.refused("-nostdlib bare.o part.o -e begin").contains("__divdi3"));
    // Without symbols it is smaller and does the same.
    let size = |file: &str| std::fs::metadata(folder.0.join(file)).unwrap().len();
    folder.cc("main.o part.o -o d");
    folder.cc("main.o part.o -s -o e");
    assert!(size("e") < size("d"));
    assert_eq!(folder.run("e").1, 11);
}

#[test]
fn libraries_are_found_as_they_were_asked_for() {
    let folder = Folder::new(
        "found",
        &[
            ("main.c", "int kind(void);\nint main(void) { return kind(); }\n"),
            ("static.c", "int kind(void) { return 1; }\n"),
            ("shared.c", "int kind(void) { return 2; }\n"),
            ("other.c", "int other(void) { return 3; }\n"),
        ],
    );
    folder.cc("-c static.c");
    folder.swtch(&["ar", "rcs", "libkind.a", "static.o"], "");
    folder.cc("-shared shared.c -o libkind.so");
    folder.cc("-shared other.c -o libother.so");
    let status = |words: &[&str]| folder.swtch(words, "").status.code().unwrap();
    folder.cc("main.c -L. -lkind -o a");
    assert_eq!(status(&["run", "a", "libkind.so"]), 2);
    folder.cc("main.c -L. -static -lkind -o b");
    assert_eq!(status(&["run", "b"]), 1);
    folder.cc("main.c -L . -Wl,-Bstatic -l kind -Wl,-Bdynamic -lother -o c");
    assert_eq!(status(&["run", "c", "libother.so"]), 1);
    // Who uses nothing of a library need not bring it.
    assert_eq!(status(&["run", "c"]), 125);
    folder.cc("main.c -L. -l:libkind.a -Wl,--as-needed -lother -o d");
    assert_eq!(status(&["run", "d"]), 1);
    folder.cc("main.c -L. -Wl,--as-needed -lother -lkind -o e");
    assert_eq!(status(&["run", "e", "libkind.so"]), 2);
    assert!(folder.refused("main.c libkind.so -static").contains("-static"));
    assert!(folder.refused("main.c -lnothing").contains("libnothing.a"));
}

#[test]
fn stages_are_told_and_questions_answered() {
    let folder = project("stages");
    let told = folder.cc("-### @words src/main.c -o a");
    assert_eq!(told, "swtch: compile src/main.c\nswtch: link src/main.c to a\n");
    assert!(!folder.0.join("a").exists());
    assert!(folder.cc("-v @words src/main.c -o a").contains("swtch: link"));
    assert!(folder.0.join("a").exists());
    assert_eq!(folder.cc("-dumpmachine"), "riscv32-unknown-elf\n");
    assert_eq!(folder.cc("-print-file-name=libc.a"), "libc.a\n");
    assert!(folder.cc("--version").contains(env!("CARGO_PKG_VERSION")));
    assert_eq!(folder.cc("-fsyntax-only @words src/main.c"), "");
    let unused = folder.cc("-c @words src/main.c a.o -o b.o");
    assert!(unused.contains("a.o is not used"), "{unused}");
    assert!(folder.refused("-c src/main.c src/main.c -o x.o").contains("several results"));
    assert!(folder.refused("-c @words src/main.c -o no/x.o").contains("mkdir -p no"));
    assert!(folder.refused("-include none.h @words src/main.c").contains("none.h"));
}
