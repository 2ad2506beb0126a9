//! How fast the compiler is: `cargo bench -p swtch-tests --bench compile`. Items are lines of C; for
//! each kind of text they should hardly get slower from 1,000 lines in one function to 8,000.

use divan::counter::ItemsCount;
use divan::{Bencher, black_box};
use swtch_cc::{Options, Stage, compile};
use swtch_source::{Files, Sources};

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _path: &str) -> Option<String> {
        None
    }
}

fn main() {
    divan::main();
}

const LINES: [usize; 4] = [1_000, 2_000, 4_000, 8_000];

/// A text with its number in each `#`, so often.
fn repeat(count: usize, text: &str) -> String {
    (0..count).map(|number| text.replace('#', &number.to_string())).collect()
}

/// Loops one after another, each with a counter of its own.
fn loops(lines: usize) -> String {
    let each = " for (int i = 0; i < n; i++)\n  c[i] += a[i] * b[i] + #;\n";
    format!("int a[64], b[64], c[64];\nvoid f(int n) {{\n{}}}\n", repeat(lines / 2, each))
}

/// Variables that are all alive at once.
fn variables(lines: usize) -> String {
    let (set, read) = (" int v# = x * # + y;\n", " y += v# * x; x ^= y;\n");
    let (set, read) = (repeat(lines / 2, set), repeat(lines / 2, read));
    format!("int f(int x, int y) {{\n{set}{read} return y;\n}}\n")
}

/// Variables that live through branches.
fn branches(lines: usize) -> String {
    let (set, read) = (" int v# = g(#);\n", " if (x > #) v# += y; y ^= v#;\n");
    let (set, read) = (repeat(lines / 2, set), repeat(lines / 2, read));
    format!("int g(int);\nint f(int x, int y) {{\n{set}{read} return y;\n}}\n")
}

fn measure(bencher: Bencher, text: &str, debug: bool) {
    let options = Options { debug, ..Options::default() };
    bencher.counter(ItemsCount::new(text.lines().count())).bench_local(|| {
        let mut sources = Sources::new();
        let main = sources.add("bench.c", black_box(text));
        compile(&mut sources, &NoFiles, main, &options, Stage::Asm).expect("C").text.len()
    });
}

#[divan::bench(args = LINES, consts = [false, true], sample_count = 5, sample_size = 1)]
fn many_loops<const DEBUG: bool>(bencher: Bencher, lines: usize) {
    measure(bencher, &loops(lines), DEBUG);
}

#[divan::bench(args = LINES, consts = [false, true], sample_count = 5, sample_size = 1)]
fn many_variables<const DEBUG: bool>(bencher: Bencher, lines: usize) {
    measure(bencher, &variables(lines), DEBUG);
}

#[divan::bench(args = LINES, consts = [false, true], sample_count = 5, sample_size = 1)]
fn many_branches<const DEBUG: bool>(bencher: Bencher, lines: usize) {
    measure(bencher, &branches(lines), DEBUG);
}
