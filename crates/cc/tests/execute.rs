//! C programs, one file per feature (`tests/c`), compiled, run on an emulated machine, and silent if
//! all their checks hold. They need GNU's assembler, linker and compiler for RISC-V and QEMU; without
//! these the test says so and passes. Random programs (`random/generate.rs`) print checksums, which
//! must be those that gcc's objects print; `SWTCH_RANDOM=FROM..TO` tries other seeds.

#[path = "random/generate.rs"]
mod generate;

use std::path::{Path, PathBuf};
use std::process::{Command, Output};
use swtch_cc::{Options, Stage, compile};
use swtch_source::{Files, Sources, render};

const GCC: &str = "riscv64-unknown-elf-gcc";
const TOOLS: [&str; 4] =
    [GCC, "riscv64-unknown-elf-as", "riscv64-unknown-elf-ld", "qemu-system-riscv32"];
const ARCHITECTURE: [&str; 2] = ["-march=rv32ima_zicsr_zifencei", "-mabi=ilp32"];

/// Headers come from the programs' own folder.
struct Headers;

impl Files for Headers {
    fn read(&self, path: &str) -> Option<String> {
        std::fs::read_to_string(path).ok()
    }
}

fn root() -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("tests")
}

fn missing_tool() -> Option<&'static str> {
    TOOLS.into_iter().find(|tool| Command::new(tool).arg("--version").output().is_err())
}

fn run(command: &mut Command) -> Output {
    let output = command.output().expect("the tool starts");
    assert!(output.status.success(), "{command:?}\n{}", String::from_utf8_lossy(&output.stderr));
    output
}

/// The test programs' names, in order.
fn names() -> Vec<String> {
    let entries = std::fs::read_dir(root().join("c")).expect("tests/c");
    let mut names: Vec<String> = entries
        .filter_map(|entry| Some(entry.ok()?.path().file_stem()?.to_str()?.to_string()))
        .collect();
    names.sort();
    names
}

/// Compiles with our compiler; the function `test` gets the file's name.
fn ours(path: &Path, optimise: bool, folder: &Path) -> PathBuf {
    let name = path.file_stem().expect("a name").to_string_lossy();
    let mut sources = Sources::new();
    let main =
        sources.add(path.to_string_lossy(), std::fs::read_to_string(path).expect("a test file"));
    let include = root().join("../../../programs/include");
    let options = Options {
        optimise,
        defines: vec![("test".into(), format!("test_{name}"))],
        system_include_dirs: vec![include.to_string_lossy().into_owned()],
        ..Options::default()
    };
    let text = match compile(&mut sources, &Headers, main, &options, Stage::Asm) {
        Ok(compiled) => compiled.text,
        Err(errors) => {
            panic!("{}", errors.iter().map(|e| render(&sources, e, false)).collect::<String>())
        }
    };
    let assembly = folder.join(format!("{name}.s"));
    let object = folder.join(format!("{name}.ours.o"));
    std::fs::write(&assembly, text).expect("a writable folder");
    run(Command::new(TOOLS[1]).args(ARCHITECTURE).arg(&assembly).arg("-o").arg(&object));
    object
}

/// Compiles with gcc.
fn gcc(source: &Path, object: PathBuf, flags: &[&str]) -> PathBuf {
    let mut command = Command::new(GCC);
    command.args(ARCHITECTURE).args([
        "-O1",
        "-w",
        "-funsigned-char",
        "-ffreestanding",
        "-fno-builtin",
    ]);
    run(command.args(flags).arg("-c").arg(source).arg("-o").arg(&object));
    object
}

/// A `main` that runs all tests and prints those that fail.
fn main_file(names: &[String], folder: &Path) -> PathBuf {
    let mut text = String::from("void print(const char *); void print_hex(unsigned);\n");
    for name in names {
        text += &format!("int test_{name}(void);\n");
    }
    text += "int main(void) {\n    int line;\n";
    for name in names {
        text += &format!(
            "    if ((line = test_{name}())) print(\"{name} fails in line 0x\"), print_hex(line);\n"
        );
    }
    text += "    print(\"done\\n\");\n    return 0;\n}\n";
    let path = folder.join("main.c");
    std::fs::write(&path, text).expect("a writable folder");
    path
}

/// What the objects print, linked with `main` and the support files, on the emulated machine.
fn output(main: &Path, parts: Vec<PathBuf>, folder: &Path) -> String {
    let support = root().join("support");
    let mut objects = vec![gcc(&support.join("start.S"), folder.join("start.o"), &[])];
    let no_loops = ["-fno-tree-loop-distribute-patterns"];
    objects.push(gcc(&support.join("support.c"), folder.join("support.o"), &no_loops));
    objects.push(gcc(main, folder.join("main.o"), &[]));
    objects.extend(parts);
    let library =
        run(Command::new(GCC).args(["-march=rv32im", "-mabi=ilp32", "-print-libgcc-file-name"]));
    let executable = folder.join("all.elf");
    run(Command::new(TOOLS[2])
        .args(["-m", "elf32lriscv", "--no-relax", "-T"])
        .arg(support.join("bare.ld"))
        .arg("-o")
        .arg(&executable)
        .args(&objects)
        .arg(String::from_utf8_lossy(&library.stdout).trim()));
    let output = Command::new(TOOLS[3])
        .args([
            "-M", "virt", "-bios", "none", "-monitor", "none", "-serial", "stdio", "-display",
            "none",
        ])
        .arg("-kernel")
        .arg(&executable)
        .stdin(std::process::Stdio::null())
        .output()
        .expect("the emulator starts");
    String::from_utf8_lossy(&output.stdout).into_owned()
}

/// A folder for one test, if all tools are there.
fn workshop(case: &str) -> Option<PathBuf> {
    if let Some(tool) = missing_tool() {
        println!("skipped: {tool} is not installed");
        return None;
    }
    let folder = std::env::temp_dir().join(format!("swtch-cc-{case}-{}", std::process::id()));
    std::fs::create_dir_all(&folder).expect("a writable folder");
    Some(folder)
}

fn check(case: &str, optimise: bool) {
    let Some(folder) = workshop(case) else { return };
    let names = names();
    let file = |name: &String| root().join("c").join(format!("{name}.c"));
    let parts = names.iter().map(|name| ours(&file(name), optimise, &folder)).collect();
    let main = main_file(&names, &folder);
    assert_eq!(output(&main, parts, &folder), "done\n", "{case}");
    let _ = std::fs::remove_dir_all(&folder);
}

/// The seeds to try: a few, or those that the environment names.
fn seeds() -> std::ops::Range<u64> {
    let wish = std::env::var("SWTCH_RANDOM").unwrap_or_default();
    match wish.split_once("..").map(|(from, to)| (from.parse(), to.parse())) {
        Some((Ok(from), Ok(to))) => from..to,
        _ => 1..9,
    }
}

/// A `main` that prints the checksum of each random program.
fn checksums_file(folder: &Path) -> PathBuf {
    let mut text = String::from("void print_hex(unsigned);\n");
    let mut calls = String::new();
    for seed in seeds() {
        text += &format!("unsigned long long random_{seed}(void);\n");
        calls += &format!("    sum = random_{seed}(); print_hex(sum >> 32); print_hex(sum);\n");
    }
    text += &format!("int main(void) {{\n    unsigned long long sum;\n{calls}    return 0;\n}}\n");
    let path = folder.join("main.c");
    std::fs::write(&path, text).expect("a writable folder");
    path
}

#[test]
fn random_programs_mean_what_gcc_takes_them_for() {
    let Some(folder) = workshop("random") else { return };
    let main = checksums_file(&folder);
    let files: Vec<PathBuf> = seeds()
        .map(|seed| {
            let path = folder.join(format!("random_{seed}.c"));
            let text = generate::program(seed, &format!("random_{seed}"));
            std::fs::write(&path, text).expect("a writable folder");
            path
        })
        .collect();
    let theirs = |path: &PathBuf| gcc(path, path.with_extension("gcc.o"), &["-fwrapv"]);
    let expected = output(&main, files.iter().map(theirs).collect(), &folder);
    for optimise in [true, false] {
        let parts = files.iter().map(|path| ours(path, optimise, &folder)).collect();
        assert_eq!(output(&main, parts, &folder), expected, "optimised: {optimise}");
    }
    let _ = std::fs::remove_dir_all(&folder);
}

#[test]
fn optimised_programs_keep_their_promises() {
    check("o1", true);
}

#[test]
fn unoptimised_programs_keep_their_promises() {
    check("o0", false);
}
