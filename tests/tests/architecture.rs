//! Tidy rules: what `docs/architecture.md` promises about the source tree itself.

use std::path::{Path, PathBuf};

/// Crate, and which of ours it may import, as in the table of `docs/architecture.md`.
const EDGES: &[(&str, &[&str])] = &[
    ("isa", &[]),
    ("source", &[]),
    ("cc", &["isa", "source"]),
    ("asm", &["isa", "source"]),
    ("link", &["isa", "source"]),
    ("machine", &["isa"]),
    ("ledger", &["isa", "machine"]),
    ("report", &["isa", "machine", "ledger"]),
    ("system", &["isa", "source", "cc", "asm", "link", "machine", "ledger", "programs"]),
];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root").into()
}

/// The `swtch-…` crates named in a manifest's `[dependencies]`.
fn imports(manifest: &str) -> Vec<String> {
    let section = manifest.split("[dependencies]").nth(1).unwrap_or_default();
    let section = section.split("\n[").next().unwrap_or_default();
    let names = section.lines().filter_map(|line| line.trim().strip_prefix("swtch-"));
    names.map(|rest| rest.split(['.', ' ', '=']).next().unwrap_or_default().to_string()).collect()
}

fn rust_files(folder: &Path, found: &mut Vec<PathBuf>) {
    let mut entries: Vec<PathBuf> =
        std::fs::read_dir(folder).unwrap().map(|entry| entry.unwrap().path()).collect();
    entries.sort();
    for path in entries {
        if path.is_dir() {
            rust_files(&path, found);
        } else if path.extension().is_some_and(|ending| ending == "rs") {
            found.push(path);
        }
    }
}

#[test]
fn crates_import_only_what_the_architecture_allows() {
    for (name, allowed) in EDGES {
        let path = root().join("crates").join(name).join("Cargo.toml");
        let manifest = std::fs::read_to_string(&path).unwrap();
        for import in imports(&manifest) {
            assert!(allowed.contains(&import.as_str()), "{name} must not import {import}");
        }
    }
}

#[test]
fn every_module_opens_with_its_paragraph() {
    let mut files = Vec::new();
    rust_files(&root().join("crates"), &mut files);
    rust_files(&root().join("programs/src"), &mut files);
    rust_files(&root().join("tests/tests"), &mut files);
    assert!(files.len() > 20, "the walk finds the sources");
    let without: Vec<_> = files
        .iter()
        .filter(|path| !std::fs::read_to_string(path).unwrap().starts_with("//!"))
        .collect();
    assert!(without.is_empty(), "no opening paragraph: {without:?}");
}

#[test]
fn only_cli_touches_files_clocks_and_the_environment() {
    let forbidden = ["std::fs", "std::env", "std::time", "std::process", "std::net"];
    for (name, _) in EDGES {
        let mut files = Vec::new();
        let source = root().join("crates").join(name).join("src");
        rust_files(&source, &mut files);
        let is_test = |path: &&PathBuf| {
            let inside = path.strip_prefix(&source).expect("found below it");
            inside.to_string_lossy().contains("tests")
        };
        files.retain(|path| !is_test(&path));
        assert!(!files.is_empty(), "{name} has sources");
        for path in &files {
            let text = std::fs::read_to_string(path).unwrap();
            let used = forbidden.iter().find(|module| text.contains(*module));
            assert!(used.is_none(), "{} uses {used:?}", path.display());
        }
    }
}
