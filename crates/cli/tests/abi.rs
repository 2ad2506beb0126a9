//! Random functions, called across compilers: what ours passes gcc and clang receive, and the other way round. Arguments
//! and results are integers of all sizes, pointers, structures and unions, many of them behind `...`. Each program
//! checks itself, linked by our linker, and by GNU's and LLVM's where they are. Skipped, and saying so, where neither gcc
//! nor clang is installed for RISC-V. `SWTCH_RANDOM=FROM..TO` tries other seeds.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::process::Command;

const SWTCH: &str = env!("CARGO_BIN_EXE_swtch");
const FUNCTIONS: u64 = 40;

/// What can be passed: its declaration, and the fields that hold something, each with its type.
const TYPES: &[(&str, &[(&str, &str)])] = &[
    ("char", &[]),
    ("signed char", &[]),
    ("short", &[]),
    ("unsigned short", &[]),
    ("int", &[]),
    ("unsigned", &[]),
    ("long long", &[]),
    ("unsigned long long", &[]),
    ("char *", &[]),
    ("struct one { char a; }", &[("a", "char")]),
    ("struct three { char a[3]; }", &[("a[0]", "char"), ("a[2]", "char")]),
    ("struct word { int a; }", &[("a", "int")]),
    ("struct mixed { char a; short b; }", &[("a", "char"), ("b", "short")]),
    ("struct two { int a; int b; }", &[("a", "int"), ("b", "int")]),
    ("struct five { int a; char b; }", &[("a", "int"), ("b", "char")]),
    ("struct wide { long long a; }", &[("a", "long long")]),
    ("struct padded { char a; long long b; }", &[("a", "char"), ("b", "long long")]),
    ("struct large { int a[3]; }", &[("a[0]", "int"), ("a[1]", "int"), ("a[2]", "int")]),
    ("struct odd { short a[5]; }", &[("a[0]", "short"), ("a[4]", "short")]),
    ("struct bits { unsigned a : 5; int b : 11; unsigned c : 30; }", &[("a", "5"), ("c", "30")]),
    (
        "struct nested { struct { char a; } b; struct { int a; } c; }",
        &[("b.a", "char"), ("c.a", "int")],
    ),
    ("union either { char a; int b; }", &[("b", "int")]),
    ("union both { long long a; char b[8]; }", &[("a", "long long")]),
];

/// From here on types are no smaller than an int, or no integers.
const WHOLE: usize = 4;

struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        self.0 >> 33 ^ self.0 >> 11
    }

    fn below(&mut self, bound: u64) -> u64 {
        self.next() % bound
    }
}

/// A type without its definition.
fn name(declaration: &str) -> &str {
    declaration.split(" {").next().unwrap()
}

/// What a random value of that type is, as C writes it.
fn literal(kind: &str, random: &mut Random) -> String {
    let value = random.next();
    match kind {
        "char *" => format!("(char *)0x{:x}u", value as u32),
        "long long" | "unsigned long long" => format!("({kind})0x{value:x}ull"),
        bits if bits.parse::<u32>().is_ok() => {
            format!("{}u", value % (1 << bits.parse::<u32>().unwrap()))
        }
        kind => format!("({kind})0x{:x}u", value as u32),
    }
}

/// A value: how it is written, and what must be true of it when it arrives as `NAME`.
struct Made {
    expression: String,
    check: String,
}

fn value(index: usize, at: &str, random: &mut Random) -> Made {
    let (declaration, fields) = TYPES[index];
    if fields.is_empty() {
        let expression = literal(declaration, random);
        return Made { check: format!("{at} == {expression}"), expression };
    }
    let mut set = Vec::new();
    let mut check = Vec::new();
    for (field, kind) in fields {
        let literal = literal(kind, random);
        set.push(format!(".{field} = {literal}"));
        check.push(format!("{at}.{field} == {literal}"));
    }
    let expression = format!("({}){{ {} }}", name(declaration), set.join(", "));
    Made { expression, check: check.join(" && ") }
}

/// The file that calls, the file that is called, and what both include.
fn program(seed: u64) -> [String; 3] {
    let mut random = Random(seed.wrapping_mul(977) + 1);
    let mut header = String::new();
    for (declaration, _) in TYPES.iter().filter(|(_, fields)| !fields.is_empty()) {
        writeln!(header, "{declaration};").unwrap();
    }
    let mut caller = String::from("#include \"abi.h\"\nint main(void)\n{\n");
    let mut called = String::from("#include <stdarg.h>\n#include \"abi.h\"\nint failed;\n");
    header += "extern int failed;\n";
    for number in 0..FUNCTIONS {
        let pick = |random: &mut Random| random.below(TYPES.len() as u64) as usize;
        let result = pick(&mut random);
        let fixed: Vec<usize> = (0..1 + random.below(9)).map(|_| pick(&mut random)).collect();
        // What is smaller than an int arrives as one behind `...`.
        let is_whole = |index: &usize| *index >= WHOLE;
        let variable: Vec<usize> = match random.below(2) {
            0 => Vec::new(),
            _ => (0..random.below(8)).map(|_| pick(&mut random)).filter(is_whole).collect(),
        };
        let mut parameters: Vec<String> = fixed
            .iter()
            .enumerate()
            .map(|(at, &index)| format!("{} p{at}", name(TYPES[index].0)))
            .collect();
        let mut arguments = Vec::new();
        let mut checks = String::new();
        for (at, &index) in fixed.iter().enumerate() {
            let Made { expression, check } = value(index, &format!("p{at}"), &mut random);
            arguments.push(expression);
            writeln!(checks, "    if (!({check})) failed = {};", number + 1).unwrap();
        }
        if !variable.is_empty() {
            writeln!(checks, "    va_list rest;\n    va_start(rest, p{});", fixed.len() - 1)
                .unwrap();
            parameters.push("...".into());
            for &index in &variable {
                let Made { expression, check } = value(index, "it", &mut random);
                let kind = name(TYPES[index].0);
                arguments.push(expression);
                writeln!(
                    checks,
                    "    {{ {kind} it = va_arg(rest, {kind}); if (!({check})) failed = {}; }}",
                    number + 1
                )
                .unwrap();
            }
            checks += "    va_end(rest);\n";
        }
        let kind = name(TYPES[result].0);
        let Made { expression, check } = value(result, "r", &mut random);
        let head = format!("{kind} f{number}({})", parameters.join(", "));
        writeln!(header, "{head};").unwrap();
        writeln!(called, "{head}\n{{\n{checks}    return {expression};\n}}").unwrap();
        writeln!(
            caller,
            "    {{ {kind} r = f{number}({}); if (!({check})) failed = {}; }}",
            arguments.join(", "),
            number + 101
        )
        .unwrap();
    }
    caller += "    return failed;\n}\n";
    [header, caller, called]
}

struct Compiler {
    name: &'static str,
    command: &'static [&'static str],
}

const COMPILERS: [Compiler; 3] = [
    Compiler { name: "swtch", command: &[SWTCH, "cc"] },
    Compiler {
        name: "gcc",
        command: &[
            "riscv64-unknown-elf-gcc",
            "-march=rv32ima",
            "-mabi=ilp32",
            "-ffreestanding",
            "-nostdlib",
        ],
    },
    Compiler {
        name: "clang",
        command: &[
            "clang",
            "--target=riscv32-unknown-elf",
            "-march=rv32ima",
            "-mabi=ilp32",
            "-ffreestanding",
            "-nostdlib",
        ],
    },
];

/// Linkers of others, which are given a start of our own. They shorten what lies near `gp`, which has to be set.
const LINKERS: [&[&str]; 2] =
    [&["riscv64-unknown-elf-ld", "-melf32lriscv", "-Ttext=0x10000"], &["ld.lld", "-melf32lriscv"]];

const START: &str = "#include <sys/syscall.h>\n.globl _start\n_start: lui gp, %hi(__global_pointer$)\n\
    addi gp, gp, %lo(__global_pointer$)\ncall main\nli a7, SYS_exit\necall\n\
    .globl memcpy\nmemcpy: mv a3, a0\n1: beqz a2, 2f\nlbu a4, 0(a1)\nsb a4, 0(a3)\naddi a1, a1, 1\n\
    addi a3, a3, 1\naddi a2, a2, -1\nj 1b\n2: ret\n\
    .globl memset\nmemset: mv a3, a0\n1: beqz a2, 2f\nsb a1, 0(a3)\naddi a3, a3, 1\naddi a2, a2, -1\nj 1b\n2: ret\n";

fn is_installed(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok_and(|out| out.status.success());
    if !found {
        eprintln!("SKIPPED: no {tool} here");
    }
    found
}

fn call(folder: &Path, words: &[&str]) {
    let output = Command::new(words[0]).args(&words[1..]).current_dir(folder).output().unwrap();
    assert!(output.status.success(), "{words:?}: {}", String::from_utf8_lossy(&output.stderr));
}

/// Runs a program that says which function got or gave something wrong.
fn check(folder: &Path, program: &str, what: &str) {
    let run = Command::new(SWTCH).args(["run", program]).current_dir(folder).output().unwrap();
    let said = String::from_utf8_lossy(&run.stderr);
    assert_eq!(
        run.status.code(),
        Some(0),
        "{what}: the function of that number (result: + 100) {said}"
    );
}

fn seeds() -> std::ops::Range<u64> {
    let told = std::env::var("SWTCH_RANDOM").unwrap_or_default();
    let range = told.split_once("..").map(|(from, to)| from.parse().unwrap()..to.parse().unwrap());
    range.unwrap_or(0..2)
}

#[test]
fn compilers_understand_each_other() {
    let theirs: Vec<&Compiler> =
        COMPILERS[1..].iter().filter(|compiler| is_installed(compiler.command[0])).collect();
    let linkers: Vec<&&[&str]> = LINKERS.iter().filter(|linker| is_installed(linker[0])).collect();
    if theirs.is_empty() {
        return;
    }
    let folder: PathBuf = std::env::temp_dir().join(format!("swtch-abi-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    std::fs::write(folder.join("start.S"), START).unwrap();
    call(&folder, &[SWTCH, "cc", "-c", "start.S"]);
    for seed in seeds() {
        let files = ["abi.h", "caller.c", "called.c"];
        for (file, text) in files.iter().zip(program(seed)) {
            std::fs::write(folder.join(file), text).unwrap();
        }
        for level in ["-O0", "-O2"] {
            for compiler in std::iter::once(&COMPILERS[0]).chain(theirs.iter().copied()) {
                for file in ["caller", "called"] {
                    let (source, object) =
                        (format!("{file}.c"), format!("{file}-{}.o", compiler.name));
                    let more = [level, "-w", "-c", &source, "-o", &object];
                    call(&folder, &[compiler.command, &more].concat());
                }
            }
            for other in &theirs {
                for [calls, called] in [["swtch", other.name], [other.name, "swtch"]] {
                    let objects = [format!("caller-{calls}.o"), format!("called-{called}.o")];
                    let what = format!("seed {seed} {level}, {calls} calls {called}");
                    call(&folder, &[SWTCH, "cc", &objects[0], &objects[1], "-o", "ours"]);
                    check(&folder, "ours", &what);
                    for linker in &linkers {
                        let more = ["start.o", &objects[0], &objects[1], "-o", "linked"];
                        call(&folder, &[**linker, &more].concat());
                        check(&folder, "linked", &format!("{what}, linked by {}", linker[0]));
                    }
                }
            }
        }
    }
    let _ = std::fs::remove_dir_all(&folder);
}
