//! Statements and expressions within each other, far deeper than people write: they compile, and mean
//! what they say.

use crate::harness::Case;
use std::fmt::Write;

/// Levels of most of them.
const DEEP: usize = 2000;
/// Of loops: more than the compiler keeps in registers.
const LOOPS: usize = 300;

/// A function `long long name(int x)` whose body computes its result in `r`.
struct Nest {
    name: &'static str,
    body: String,
    /// What it returns for 7.
    expected: i64,
}

fn nests() -> Vec<Nest> {
    let nest = |name, body: String, expected| Nest { name, body, expected };
    let around = |open: &str, inner: &str, close: &str, levels: usize| {
        open.repeat(levels) + inner + &close.repeat(levels)
    };
    let levels = DEEP as i64;
    let shadows: String = (0..DEEP).map(|_| "{ int y = x; int x = y + one; ".to_string()).collect();
    let arms: String = (0..DEEP).map(|n| format!("if (x == {n}) r = {n} * 3; else ")).collect();
    let choices: String = (0..DEEP).map(|n| format!("x == {} ? {n} : ", n + 1)).collect();
    vec![
        nest("parentheses", format!("r = {};", around("(", "x", ")", DEEP)), 7),
        nest("signs", format!("r = {}x;", "- ".repeat(DEEP + 1)), -7),
        nest("row", format!("r = x{};", " + one".repeat(DEEP)), 7 + levels),
        nest("waiting", format!("r = {};", around("one + (", "x", ")", DEEP)), 7 + levels),
        nest("differences", format!("r = {};", around("one - (", "x", ")", DEEP)), 7),
        nest("wide", format!("r = {};", around("wide + (", "x", ")", DEEP)), 7 + (levels << 32)),
        nest("calls", format!("r = {};", around("next(", "x", ")", DEEP)), 7 + levels),
        nest("arguments", format!("r = {};", around("add(one, ", "x", ", one)", DEEP)), 7 + levels),
        nest(
            "pointers",
            format!("r = {};", around("(*which)(one, ", "x", ", 1)", DEEP)),
            7 + levels,
        ),
        nest("conditions", around("if (x) { ", "r = x;", " }", DEEP), 7),
        nest("blocks", shadows + "r = x;" + &"}".repeat(DEEP), 7 + levels),
        nest("choices", format!("r = {}-1;", choices), 6),
        nest("arms", arms + "r = -1;", 21),
        nest(
            "values",
            format!("r = {};", around("({ int y = one; y + ", "x", "; })", DEEP)),
            7 + levels,
        ),
        nest("switches", around("switch (x) { case 7: r++; ", "r++;", " }", DEEP), levels + 1),
        nest("loops", around("for (int i = 0; i < one; i++) { ", "r += x;", " }", LOOPS), 7),
        // Down to -293 by way of all loops, to -400 in the innermost: the sum of these.
        nest(
            "rounds",
            around("while (x > -400) { x--; ", "r += x;", " }", LOOPS),
            -(293..=400).sum::<i64>(),
        ),
        nest("indices", format!("r = {};", around("self[", "x", "]", DEEP)), 7),
    ]
}

fn source(nests: &[Nest]) -> String {
    let mut text = String::from(
        "#include <stdio.h>\nstatic volatile int one = 1;\nstatic volatile long long wide = 1LL << 32;\n\
         static volatile int self[10] = {0, 1, 2, 3, 4, 5, 6, 7, 8, 9};\n\
         __attribute__((noinline)) static int next(int x) { return x + 1; }\n\
         __attribute__((noinline)) static int add(int a, int b, int c) { return a * b + c; }\n\
         static int (*volatile which)(int, int, int) = add;\n",
    );
    for Nest { name, body, .. } in nests {
        let _ = writeln!(
            text,
            "static long long nest_{name}(int x)\n{{\nlong long r = 0;\n{body}\nreturn r;\n}}"
        );
    }
    text += "int main(void)\n{\n";
    for Nest { name, .. } in nests {
        let _ = writeln!(text, "printf(\"{name} %lld\\n\", nest_{name}(7));");
    }
    text + "return 0;\n}\n"
}

#[test]
fn what_nests_deeply_means_what_it_says() {
    let nests = nests();
    let expected: String = nests.iter().map(|n| format!("{} {}\n", n.name, n.expected)).collect();
    let done = Case::c("nests", &source(&nests)).run();
    assert_eq!(done.console(), expected);
}
