//! How good our code is: the instructions that ordinary programs execute in user mode, compiled by
//! us and by a stock RISC-V gcc, both at `-O1`, each with the library that it compiled itself. Skipped,
//! and saying so, where no such gcc is installed. The table in `docs/toolchain.md` is generated here
//! (`SWTCH_BLESS=1`); our own counts in it must be exact, gcc's depend on its version, which it names.

use crate::harness::{Case, Done, GCC, gcc_is_installed, root};
use std::path::{Path, PathBuf};
use std::process::Command;

const ARCHITECTURE: [&str; 2] = ["-march=rv32ima_zicsr_zifencei", "-mabi=ilp32"];

/// What the compiler promises: of all programs together (the geometric mean), and of each.
const MEAN_MAX: f64 = 1.25;
const RATIO_MAX: f64 = 2.0;

const BEGIN: &str = "<!-- generated: instructions against gcc -->\n";
const END: &str = "<!-- end -->";

struct Row {
    name: &'static str,
    ours: u64,
    theirs: u64,
}

impl Row {
    fn ratio(&self) -> f64 {
        self.ours as f64 / self.theirs as f64
    }
}

fn gcc(arguments: &[&str], files: &[PathBuf], out: &Path) {
    let mut command = Command::new(GCC);
    command.args(ARCHITECTURE).args(["-O1", "-nostdinc", "-I"]);
    command.arg(root().join("programs/include")).args(arguments).args(files).arg("-o").arg(out);
    assert!(command.status().unwrap().success(), "{command:?}");
}

fn library_sources() -> Vec<PathBuf> {
    let lib = root().join("programs");
    let library = swtch_programs::library();
    let sources = library.iter().filter(|file| !file.path.ends_with(".h"));
    sources.map(|file| lib.join(file.path)).collect()
}

/// The library in one relocatable object, which programs are linked with in sections of functions.
fn compile_library(folder: &Path) -> PathBuf {
    let out = folder.join("library.o");
    let flags = ["-ffreestanding", "-fno-tree-loop-distribute-patterns", "-ffunction-sections"];
    let flags = [&flags[..], &["-nostdlib", "-r"]].concat();
    gcc(&flags, &library_sources(), &out);
    out
}

fn compile_by_gcc(file: &swtch_programs::File, library: &Path, folder: &Path) -> Vec<u8> {
    let out = folder.join(file.stem());
    let flags =
        ["-nostdlib", "-static", "-Wl,-Ttext=0x10000", "-Wl,--no-relax", "-Wl,--gc-sections"];
    gcc(&flags, &[root().join("programs").join(file.path), library.into()], &out);
    std::fs::read(out).unwrap()
}

/// What the program's one thread executed in user mode.
fn user_instructions(done: &Done) -> u64 {
    let of_program = |owner: &str| owner.starts_with("pid 2 ");
    let accounts = done.report.run.accounts.iter();
    accounts.filter(|account| of_program(&account.owner)).map(|account| account.instructions).sum()
}

fn measure(file: &swtch_programs::File, library: &Path, folder: &Path) -> Row {
    let run = |mut case: Case| {
        case.setup.limit_cycles = 1_000_000_000;
        case.run()
    };
    let ours = run(Case::sample(file.stem()));
    let theirs = run(Case::elf(file.stem(), compile_by_gcc(file, library, folder)));
    assert_eq!(ours.console(), theirs.console(), "{}", file.stem());
    let (ours, theirs) = (user_instructions(&ours), user_instructions(&theirs));
    Row { name: file.stem(), ours, theirs }
}

fn mean(rows: &[Row]) -> f64 {
    let logarithms: f64 = rows.iter().map(|row| row.ratio().ln()).sum();
    (logarithms / rows.len() as f64).exp()
}

fn version() -> String {
    let output = Command::new(GCC).arg("-dumpfullversion").output().unwrap();
    String::from_utf8(output.stdout).unwrap().trim().to_string()
}

/// 1234567 as 1,234,567.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut out = String::new();
    for (place, digit) in digits.chars().enumerate() {
        if place > 0 && (digits.len() - place) % 3 == 0 {
            out.push(',');
        }
        out.push(digit);
    }
    out
}

fn table(rows: &[Row]) -> String {
    let mut out =
        format!("| program | swtch | gcc {} | ratio |\n|---|---:|---:|---:|\n", version());
    for row in rows {
        let (ours, theirs) = (grouped(row.ours), grouped(row.theirs));
        out.push_str(&format!("| `{}` | {ours} | {theirs} | {:.2} |\n", row.name, row.ratio()));
    }
    out.push_str(&format!("| geometric mean | | | {:.2} |\n", mean(rows)));
    out
}

/// The page's table: before it, itself, and behind it.
fn split(page: &str) -> (&str, &str, &str) {
    let from = page.find(BEGIN).expect("docs/toolchain.md has the table") + BEGIN.len();
    let to = from + page[from..].find(END).expect("the table has an end");
    (&page[..from], &page[from..to], &page[to..])
}

/// The names and our counts: the columns that do not depend on gcc.
fn own_columns(table: &str) -> Vec<String> {
    let rows = table.lines().filter(|line| line.starts_with("| `"));
    rows.map(|row| row.split('|').take(3).collect::<Vec<_>>().join("|")).collect()
}

#[test]
fn programs_execute_few_more_instructions_than_gccs() {
    if !gcc_is_installed() {
        return;
    }
    let folder = std::env::temp_dir().join(format!("swtch-quality-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let library = compile_library(&folder);
    let files = [swtch_programs::benches(), swtch_programs::apps()].concat();
    let rows: Vec<Row> = files.iter().map(|file| measure(file, &library, &folder)).collect();
    std::fs::remove_dir_all(&folder).unwrap();

    let table = table(&rows);
    assert!(mean(&rows) <= MEAN_MAX, "{table}");
    assert!(rows.iter().all(|row| row.ratio() <= RATIO_MAX), "{table}");

    let path = root().join("docs/toolchain.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let (before, shown, behind) = split(&page);
    if std::env::var_os("SWTCH_BLESS").is_some() {
        std::fs::write(&path, format!("{before}{table}{behind}")).unwrap();
        return;
    }
    let hint = "SWTCH_BLESS=1 cargo test -p swtch-tests code_quality renews docs/toolchain.md";
    assert_eq!(own_columns(shown), own_columns(&table), "{hint}");
}
