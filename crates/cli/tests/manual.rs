//! Every session shown in the manual is what the command really prints.
//!
//! A `console` block in `README.md` or `docs/` begins with `$ swtch …` (or `$ cargo run --release -- …`), and
//! what follows is what the command prints, messages first. A comment before the block may say
//! which lines are shown, `<!-- lines 1-4 20 last 3 -->`; `…` stands for the others. `<!-- file hello.c -->` before a block of code puts it where the commands find it.
//!
//! Compilers get better and counts move: `SWTCH_BLESS=1 cargo test -p swtch --test manual` rewrites
//! the sessions.

use std::collections::BTreeSet;
use std::path::{Path, PathBuf};
use std::process::Command;

const PAGES: &[&str] = &["README.md", "docs"];

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/cli").into()
}

/// `README.md` and the pages in `docs/`, in order of their names.
fn pages() -> Vec<PathBuf> {
    let mut found = Vec::new();
    for name in PAGES {
        let path = root().join(name);
        match path.read_dir() {
            Ok(entries) => found.extend(entries.map(|entry| entry.unwrap().path())),
            Err(_) => found.push(path),
        }
    }
    found.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    found.sort();
    found
}

/// The text of a page with every session as it really is; puts the files it shows into `folder`.
fn with_true_sessions(page: &str, folder: &Path) -> String {
    let mut out = String::new();
    let mut lines = page.lines();
    let mut note = "";
    while let Some(line) = lines.next() {
        out += &format!("{line}\n");
        let (indent, text) = line.split_at(line.len() - line.trim_start().len());
        if text.starts_with("```") {
            let inside = lines.by_ref().take_while(|line| line.trim() != "```");
            let inside = inside.map(|line| line.strip_prefix(indent).unwrap_or(line));
            let block: String = inside.map(|line| format!("{line}\n")).collect();
            for line in true_block(text, &block, note, folder).lines() {
                out += format!("{indent}{line}").trim_end();
                out += "\n";
            }
            out += &format!("{indent}```\n");
        }
        note = text.strip_prefix("<!-- ").and_then(|text| text.strip_suffix(" -->")).unwrap_or("");
    }
    out
}

/// What should stand in a block that begins with `fence` and has `note` before it.
fn true_block(fence: &str, block: &str, note: &str, folder: &Path) -> String {
    if let Some(name) = note.strip_prefix("file ") {
        std::fs::write(folder.join(name), block).unwrap();
    }
    if fence == "```console" { session(block, note, folder) } else { block.to_string() }
}

/// The command of a session, and what it prints.
fn session(text: &str, note: &str, folder: &Path) -> String {
    let command = text.lines().next().unwrap_or_default();
    let words = command
        .strip_prefix("$ swtch ")
        .or_else(|| command.strip_prefix("$ cargo run --release -- "))
        .unwrap_or_else(|| panic!("a session begins with a swtch command: {command}"));
    let output = Command::new(env!("CARGO_BIN_EXE_swtch"))
        .args(words.split_whitespace())
        .current_dir(folder)
        .output()
        .unwrap();
    let bytes = [output.stderr, output.stdout].concat();
    let printed = String::from_utf8(bytes).expect("text");
    let printed: Vec<&str> = printed.lines().collect();
    format!("{command}\n{}", shown(&printed, note))
}

/// The lines that a note chooses: `lines 1-4 20 last 3`; all, without a note.
fn shown(printed: &[&str], note: &str) -> String {
    let count = printed.len();
    let mut chosen = vec![!note.starts_with("lines "); count];
    let mut words = note.strip_prefix("lines ").unwrap_or_default().split(' ');
    while let Some(word) = words.next().filter(|word| !word.is_empty()) {
        let number = |word: &str| word.parse::<usize>().expect("a line's number");
        let (first, last) = match (word, word.split_once('-')) {
            ("last", _) => (count + 1 - words.next().map_or(1, number).min(count), count),
            (_, Some((first, last))) => (number(first), number(last)),
            _ => (number(word), number(word)),
        };
        (first..=last.min(count)).for_each(|line| chosen[line - 1] = true);
    }
    let mut out = String::new();
    let mut left_out = false;
    for (line, chosen) in printed.iter().zip(chosen) {
        if !chosen && !left_out {
            out += "…\n";
        }
        left_out = !chosen;
        if chosen {
            out += &format!("{line}\n");
        }
    }
    out
}

/// The long options, such as `--set`, among these words.
fn options<'a>(texts: impl Iterator<Item = &'a str>) -> BTreeSet<String> {
    let other = |c: char| !(c.is_ascii_lowercase() || c == '-');
    let words = texts.flat_map(|text| text.split(other));
    words.filter(|word| word.starts_with("--") && word.len() > 2).map(str::to_string).collect()
}

#[test]
fn the_page_on_the_command_line_has_every_option() {
    let page = std::fs::read_to_string(root().join("docs/cli.md")).unwrap();
    let rows = page.lines().filter(|line| line.starts_with("| `-"));
    let mut in_page = options(rows.filter_map(|row| row.split(" | ").next()));
    let mut in_help = BTreeSet::new();
    for command in ["run", "sched", "cc"] {
        let output =
            Command::new(env!("CARGO_BIN_EXE_swtch")).args([command, "--help"]).output().unwrap();
        let help = String::from_utf8(output.stdout).expect("text");
        let heads = help.lines().filter(|line| line.trim_start().starts_with('-'));
        in_help.extend(options(heads));
    }
    for every_command_has in ["--help", "--version", "--output"] {
        in_page.remove(every_command_has);
        in_help.remove(every_command_has);
    }
    assert_eq!(in_page, in_help, "docs/cli.md (left) and `swtch … --help` (right)");
}

#[test]
fn sessions_are_what_the_commands_print() {
    let folder = std::env::temp_dir().join(format!("swtch-manual-{}", std::process::id()));
    std::fs::create_dir_all(&folder).unwrap();
    let mut wrong = Vec::new();
    for path in pages() {
        let page = std::fs::read_to_string(&path).unwrap();
        let truth = with_true_sessions(&page, &folder);
        if truth != page && std::env::var_os("SWTCH_BLESS").is_some() {
            std::fs::write(&path, &truth).unwrap();
        } else if truth != page {
            let line = page.lines().zip(truth.lines()).position(|(shown, real)| shown != real);
            let line = line.unwrap_or(0);
            let (shown, real) = (page.lines().nth(line), truth.lines().nth(line));
            wrong.push(format!("{}:{}\n  {shown:?}\n  {real:?}", path.display(), line + 1));
        }
    }
    std::fs::remove_dir_all(&folder).unwrap();
    assert!(
        wrong.is_empty(),
        "the manual shows other sessions than these; SWTCH_BLESS=1 rewrites them:\n{}",
        wrong.join("\n")
    );
}
