//! Compiles the kernel and the library with our own toolchain and embeds the objects, so that a run
//! need not begin with it. They are what a fresh build yields: a test of `swtch-system` compares every
//! byte. Nothing else is built here; but a file that is added to one of the folders must be
//! embedded too, as text.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs, io};
use swtch_cc::{Options, Stage};
use swtch_source::{Diagnostic, FileId, Files, Sources, render};

/// Folders whose C and assembly files become objects.
const FOLDERS: [&str; 4] = ["bare", "kernel", "lib", "loader"];

/// The folder that is embedded. Inside the toolchain its files have paths that begin with `swtch:`.
struct Tree(PathBuf);

impl Files for Tree {
    fn read(&self, path: &str) -> Option<String> {
        fs::read_to_string(self.0.join(path.strip_prefix("swtch:")?)).ok()
    }
}

fn main() -> io::Result<()> {
    for path in [
        "kernel",
        "include",
        "lib",
        "loader",
        "bare",
        "bench",
        "apps",
        "libraries",
        "tests",
        "workloads",
        ".",
    ] {
        println!("cargo:rerun-if-changed={path}");
    }
    let tree = Tree(variable("CARGO_MANIFEST_DIR")?);
    let out = variable("OUT_DIR")?;
    let mut table = String::from("&[\n");
    for path in translatable(&tree.0)? {
        let object = object(&tree, &path)?;
        let place = out.join(path.replace('/', "-")).with_extension("o");
        fs::write(&place, object)?;
        let _ = writeln!(table, "    ({path:?}, include_bytes!({place:?})),");
    }
    fs::write(out.join("objects.rs"), table + "]\n")
}

fn variable(name: &str) -> io::Result<PathBuf> {
    env::var_os(name).map(PathBuf::from).ok_or_else(|| io::Error::other(format!("no {name}")))
}

/// What can be compiled or assembled, in order of the paths.
fn translatable(tree: &Path) -> io::Result<Vec<String>> {
    let mut paths = Vec::new();
    for folder in FOLDERS {
        for entry in fs::read_dir(tree.join(folder))? {
            let name = entry?.file_name().to_string_lossy().into_owned();
            if [".c", ".s", ".S"].iter().any(|ending| name.ends_with(ending)) {
                paths.push(format!("{folder}/{name}"));
            }
        }
    }
    paths.sort();
    Ok(paths)
}

/// A file's object, made as `swtch_system::Toolchain` makes it.
fn object(tree: &Tree, path: &str) -> io::Result<Vec<u8>> {
    let mut sources = Sources::new();
    let path = format!("swtch:{path}");
    let text = tree.read(&path).ok_or_else(|| io::Error::other(format!("cannot read {path}")))?;
    let file = sources.add(path.as_str(), text);
    let object = translate(&mut sources, tree, file, &path)
        .and_then(|assembly| swtch_asm::assemble(&mut sources, tree, assembly));
    object.map(|assembled| assembled.object).map_err(|mistakes| refusal(&sources, &mistakes))
}

/// The assembly text of a file.
fn translate(
    sources: &mut Sources,
    tree: &Tree,
    file: FileId,
    path: &str,
) -> Result<FileId, Vec<Diagnostic>> {
    let mut options =
        Options { system_include_dirs: vec!["swtch:include".into()], ..Options::default() };
    let stage = match path.rsplit('.').next() {
        Some("c") => Stage::Asm,
        Some("S") => {
            options.defines.push(("__ASSEMBLER__".into(), "1".into()));
            Stage::Preprocessed
        }
        _ => return Ok(file),
    };
    let compiled = swtch_cc::compile(sources, tree, file, &options, stage)?;
    for warning in &compiled.warnings {
        println!("cargo:warning={}", warning.message);
    }
    Ok(sources.add(format!("{path} (assembly)"), compiled.text))
}

fn refusal(sources: &Sources, mistakes: &[Diagnostic]) -> io::Error {
    let rendered: Vec<String> =
        mistakes.iter().map(|mistake| render(sources, mistake, false)).collect();
    io::Error::other(rendered.join("\n"))
}
