//! The front end from outside: C in, tree or mistakes out.
//!
//! Each case is a C file in `front/`; its snapshot stands in `snapshots/`.

use std::path::Path;
use swtch_cc::{Options, Stage, compile, preprocess};
use swtch_source::{Diagnostic, Files, Sources, render};

/// Headers for the cases, in memory.
struct Headers;

impl Files for Headers {
    fn read(&self, path: &str) -> Option<String> {
        let text = match path {
            "guard.h" => "#ifndef GUARD\n#define GUARD\nint guarded;\n#endif\n",
            "once.h" => "#pragma once\nint once;\n",
            "system/angled.h" => "#define ANGLED __FILE__\nint angled;\n",
            "sub/inner.h" => "#include \"beside.h\"\n",
            "sub/beside.h" => "int beside = __INCLUDE_LEVEL__;\n",
            "self.h" => "#include \"self.h\"\n",
            _ => return None,
        };
        Some(text.into())
    }
}

fn options() -> Options {
    Options {
        warn_all: true,
        warn_extra: true,
        system_include_dirs: vec!["system".into()],
        defines: vec![("GIVEN".into(), "7".into())],
        ..Options::default()
    }
}

/// The stage's text, or the mistakes as people read them.
fn outcome(name: &str, text: &str, stage: Stage) -> String {
    let mut sources = Sources::new();
    let main = sources.add(name, text);
    let result = compile(&mut sources, &Headers, main, &options(), stage);
    let shown = |diagnostics: &[Diagnostic]| -> String {
        let texts: Vec<String> = diagnostics.iter().map(|d| render(&sources, d, false)).collect();
        texts.concat()
    };
    match result {
        Ok(compiled) => shown(&compiled.warnings) + &compiled.text,
        Err(diagnostics) => shown(&diagnostics),
    }
}

/// `-std=c89` is the language as it was: no type means int, a call declares.
#[test]
fn what_has_no_type_is_an_int_in_c89() {
    let text = "extern strlen();\nstatic n = 3, *p = &n;\nsum(a, b) { return a + b + later(p); }\n\
                main(argc, argv) char **argv; { register i = argc; const k = puts(argv[0]); return k + i; }\n\
                later(q) int *q; { return *q; }\nvoid gone(x, register y);\nword w;\n";
    let mut sources = Sources::new();
    let main = sources.add("old.c", text);
    let options = Options { c89: true, ..options() };
    let errors = compile(&mut sources, &Headers, main, &options, Stage::Ast).unwrap_err();
    let shown: String = errors.iter().map(|d| render(&sources, d, false)).collect();
    let text = text.replace("word w;\n", "");
    let main = sources.add("old.c", text);
    let options = Options { no_warnings: true, ..options };
    let made = compile(&mut sources, &Headers, main, &options, Stage::Ast).unwrap();
    insta::assert_snapshot!(shown + &made.text);
}

/// Every C file of a folder, through one stage, against its snapshot.
fn check(folder: &str, stage: Stage) {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/front").join(folder);
    let mut names: Vec<String> = std::fs::read_dir(root.clone())
        .unwrap()
        .map(|entry| entry.unwrap().file_name().into_string().unwrap())
        .collect();
    names.sort();
    for name in names {
        let text = std::fs::read_to_string(root.join(&name)).unwrap();
        let snapshot = format!("{folder}_{}", name.trim_end_matches(".c"));
        insta::assert_snapshot!(snapshot, outcome(&name, &text, stage));
    }
}

#[test]
fn c_becomes_the_typed_tree() {
    check("ast", Stage::Ast);
}

#[test]
fn each_mistake_has_its_message() {
    check("errors", Stage::Ast);
}

#[test]
fn directives_are_obeyed_and_macros_replaced() {
    check("preprocess", Stage::Preprocessed);
}

#[test]
fn tokens_have_places_and_kinds() {
    let text = "int x = 0x1F + 'a'; /* none */ // none\nchar *s = L\"w\" \"\\n\"; x <<= 1...2;\n";
    insta::assert_snapshot!(outcome("tokens.c", text, Stage::Tokens));
}

#[test]
fn assembly_keeps_its_lines_and_comments() {
    let text = "#define REG(n) x##n\n# don't touch\n    li REG(5), 1 ; nop # isn't C\n#ifdef __ASSEMBLER__\n1:  j 1b\n#endif\n.ascii \"a\\n\"\n";
    let mut sources = Sources::new();
    let main = sources.add("start.S", text);
    let made = preprocess(&mut sources, &Headers, main, &Options::default()).unwrap();
    insta::assert_snapshot!(made.text);
}

/// Differences between our preprocessor's tokens and gcc's, white space aside.
#[test]
fn the_preprocessor_agrees_with_gcc() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/front/preprocess");
    for entry in std::fs::read_dir(root).unwrap() {
        let path = entry.unwrap().path();
        let text = std::fs::read_to_string(&path).unwrap();
        if text.contains("#include") || text.contains("__FILE__") {
            continue;
        }
        let output = std::process::Command::new("gcc")
            .args(["-E", "-P", "-DGIVEN=7", "-w"])
            .arg(&path)
            .output();
        let Ok(output) = output else {
            return eprintln!("skipped: no gcc here");
        };
        let theirs = String::from_utf8(output.stdout).unwrap();
        let mut sources = Sources::new();
        let main = sources.add("case.c", text);
        let ours = preprocess(&mut sources, &Headers, main, &options()).unwrap().text;
        let dense = |text: &str| -> String {
            let lines = text.lines().filter(|line| !line.starts_with('#'));
            lines.collect::<String>().split_whitespace().collect()
        };
        assert_eq!(dense(&ours), dense(&theirs), "{}", path.display());
    }
}

/// The file asserts sizes, alignments and offsets; gcc must agree with every one of them.
#[test]
fn records_lie_as_gcc_lays_them() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/front/layout/records.c");
    let text = std::fs::read_to_string(&path).unwrap();
    assert_eq!(outcome("records.c", &text, Stage::Ast), "");
    let output = std::process::Command::new("riscv64-unknown-elf-gcc")
        .args(["-march=rv32ima", "-mabi=ilp32", "-fsyntax-only", "-w"])
        .arg(&path)
        .output();
    match output {
        Ok(output) => {
            assert!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr))
        }
        Err(_) => eprintln!("skipped: no RISC-V gcc here"),
    }
}

/// Small pseudo-random numbers, the same in every run.
struct Random(u64);

impl Random {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_mul(6364136223846793005).wrapping_add(1442695040888963407);
        (self.0 >> 33) as usize % limit.max(1)
    }
}

/// One to three words or bytes removed, doubled, exchanged or replaced.
fn mutated(text: &str, random: &mut Random) -> String {
    const WORDS: &[&str] = &[
        "{",
        "}",
        "(",
        ")",
        ";",
        "*",
        "&",
        "#",
        "##",
        "\n#if 1\n",
        "\n#endif\n",
        "\"",
        "'",
        "int",
        "struct",
        "0",
        "-1",
        "[",
        "]",
        "=",
        ",",
        "...",
        "typedef",
        "case",
        "return",
        "sizeof",
        "\\\n",
        "é",
    ];
    let mut pieces: Vec<String> =
        text.split_inclusive([' ', '(', ')', ';', ',']).map(String::from).collect();
    for _ in 0..1 + random.below(3) {
        let (a, b) = (random.below(pieces.len()), random.below(pieces.len()));
        match random.below(5) {
            0 => drop(pieces.remove(a)),
            1 => pieces.insert(a, pieces[b].clone()),
            2 => pieces.swap(a, b),
            3 => pieces.insert(a, WORDS[random.below(WORDS.len())].into()),
            _ => pieces[a] = WORDS[random.below(WORDS.len())].into(),
        }
        if pieces.is_empty() {
            break;
        }
    }
    pieces.concat()
}

/// The whole compiler takes damaged programs: those of `tests/c` reach the back end.
#[test]
fn damaged_programs_reach_no_panic_in_the_back_end() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/c");
    let mut random = Random(2);
    let mut paths: Vec<_> =
        std::fs::read_dir(root).unwrap().map(|entry| entry.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        let text = std::fs::read_to_string(&path).unwrap();
        for _ in 0..6 {
            outcome("damaged.c", &mutated(&text, &mut random), Stage::Asm);
        }
    }
}

/// Damaged programs are refused or compiled; they neither panic nor hang.
#[test]
fn damaged_programs_are_only_refused() {
    let root = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/front");
    let mut random = Random(1);
    for folder in ["ast", "errors", "preprocess"] {
        let mut paths: Vec<_> =
            std::fs::read_dir(root.join(folder)).unwrap().map(|e| e.unwrap().path()).collect();
        paths.sort();
        for path in paths {
            let text = std::fs::read_to_string(&path).unwrap();
            for _ in 0..12 {
                outcome("damaged.c", &mutated(&text, &mut random), Stage::Ast);
            }
        }
    }
}

/// Nothing is too deep, too long or too wide: a limit is named.
#[test]
fn excess_meets_a_limit() {
    let many = |part: &str, count: usize| part.repeat(count);
    let cases = [
        format!("int x = {}1;", many("(", 110000)),
        format!("int x = {}1;", many("-~", 60000)),
        format!("int f(void) {{ {} }}", many("if (1) {", 110000)),
        format!("int f(int a) {{ return a{}; }}", many(" + a", 110000)),
        format!("int {}x;", many("*", 110000)),
        format!("int {}x{};", many("(", 110000), many(")", 110000)),
        format!("int x[1] = {};", many("{", 110000)),
        format!("int x{};", many("[2]", 20000)),
        format!("{} a; {}", many("struct {", 110000), many("};", 110000)),
        format!("#if {}\n#endif\n", many("(", 20000)),
        format!("#define f(x) x\nint y = {}1{};", many("f(", 5000), many(")", 5000)),
        "#define a b b\n#define b c c\n".to_string() + &doubling(40),
        "#include \"self.h\"\n".to_string(),
        "int a[] = { [2000000000] = 1 }; char b[] = { [0 ... 1999999999] = 1 };".to_string(),
        format!("int f(int {}) {{ return 0; }}", many("int, ", 5000)),
    ];
    for text in &cases {
        let shown = outcome("excess.c", text, Stage::Ast);
        assert!(shown.starts_with("error"), "{} ... → {shown}", &text[..40]);
        let deep = shown.contains("levels deep") || shown.contains("operators");
        // What is open where the compiler gave up need not be said.
        assert!(!deep || shown.matches("error: ").count() == 1, "{} ... → {shown}", &text[..40]);
    }
}

/// What is deep, but not that deep, compiles.
#[test]
fn what_nests_deeply_compiles() {
    let around =
        |open: &str, inner: &str, close: &str| open.repeat(20_000) + inner + &close.repeat(20_000);
    let cases = [
        format!("int x = {};", around("(", "1", ")")),
        format!("int x = {};", around("-~", "1", "")),
        format!("int f(int a) {{ {} return a; }}", around("if (a) {", "a++;", "}")),
        format!("int f(int a) {{ return {}; }}", around("", "a", " + a")),
        format!("int {};", around("*", "x", "")),
        format!("int {};", around("(", "x", ")")),
        format!("int x[1] = {};", around("{", "1", "}")),
        format!("{}int a;{};", "struct {".repeat(20_000), "} b;".repeat(19_999) + "} b"),
        format!("int f(int a) {{ {} return a; }}", around("", "", "if (a) a++; else ") + "a--;"),
        format!("int f(int a) {{ {} return a; }}", around("{ int a = 1;", "a++;", "}")),
    ];
    for text in &cases {
        let shown = outcome("deep.c", text, Stage::Ast);
        assert!(!shown.contains("error: "), "{} ... → {}", &text[..40], &shown[..200]);
    }
}

/// Macros that each use the next one twice.
fn doubling(count: usize) -> String {
    let lines = (0..count).map(|n| format!("#define m{n} m{} m{}\n", n + 1, n + 1));
    lines.collect::<String>() + "m0\n"
}
