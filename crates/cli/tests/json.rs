//! The members that docs/cli.md lists are those that runs print: the outline is made from several runs that have between
//! them all there is. `SWTCH_BLESS=1 cargo test -p swtch --test json` writes it anew.

use serde_json::{Map, Value};
use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::Command;

const BEGIN: &str = "<!-- generated: members of the JSON document -->\n```text\n";
const END: &str = "```\n<!-- end -->";
/// A line of the outline is broken where it would grow longer.
const LINE_MAX: usize = 118;

/// What values have in common: objects by their members, arrays by their elements.
#[derive(Clone, Debug, Default, PartialEq)]
enum Shape {
    #[default]
    Plain,
    Array(Box<Shape>),
    Object(Vec<Member>),
}

/// A member, and whether every object has it.
#[derive(Clone, Debug, PartialEq)]
struct Member {
    name: String,
    always: bool,
    shape: Shape,
}

impl Shape {
    fn of(value: &Value) -> Shape {
        let member = |(name, value): (&String, &Value)| Member {
            name: name.clone(),
            always: true,
            shape: Shape::of(value),
        };
        match value {
            Value::Object(members) => Shape::Object(members.iter().map(member).collect()),
            Value::Array(elements) => {
                let elements = elements.iter().map(Shape::of);
                Shape::Array(Box::new(elements.reduce(Shape::with).unwrap_or_default()))
            }
            _ => Shape::Plain,
        }
    }

    fn with(self, other: Shape) -> Shape {
        match (self, other) {
            (Shape::Plain, other) => other,
            (shape, Shape::Plain) => shape,
            (Shape::Array(one), Shape::Array(two)) => Shape::Array(Box::new(one.with(*two))),
            (Shape::Object(mut members), Shape::Object(others)) => {
                for member in &mut members {
                    member.always &=
                        others.iter().any(|other| other.name == member.name && other.always);
                }
                for other in others {
                    match members.iter_mut().find(|member| member.name == other.name) {
                        Some(member) => {
                            member.shape = std::mem::take(&mut member.shape).with(other.shape)
                        }
                        None => members.push(Member { always: false, ..other }),
                    }
                }
                Shape::Object(members)
            }
            (one, two) => panic!("{one:?} and {two:?} under one name"),
        }
    }

    /// The outline; an object like one that was written out before is `{…}`.
    fn write(&self, known: &mut Vec<Shape>) -> String {
        match self {
            Shape::Plain => String::new(),
            Shape::Array(element) => format!("[{}]", element.write(known)),
            Shape::Object(_) if known.contains(self) => "{…}".into(),
            Shape::Object(members) => {
                known.push(self.clone());
                let members: Vec<String> =
                    members.iter().map(|member| member.write(known)).collect();
                format!("{{{}}}", members.join(","))
            }
        }
    }
}

impl Member {
    fn write(&self, known: &mut Vec<Shape>) -> String {
        let mark = if self.always { "" } else { "?" };
        match self.shape.write(known) {
            shape if shape.is_empty() => format!("\"{}\"{mark}", self.name),
            shape => format!("\"{}\"{mark}:{shape}", self.name),
        }
    }
}

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).ancestors().nth(2).expect("crates/cli").into()
}

/// A folder with what the runs need: a disk, and a kernel that panics.
fn folder() -> PathBuf {
    let folder = std::env::temp_dir().join(format!("swtch-json-{}", std::process::id()));
    std::fs::create_dir_all(folder.join("kernel")).unwrap();
    std::fs::write(folder.join("disk.img"), [b'x'; 2048]).unwrap();
    for entry in root().join("programs/kernel").read_dir().unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        let mut text = std::fs::read_to_string(path).unwrap();
        if name == "main.c" {
            let start = "sched_start(";
            assert!(text.contains(start));
            text = text.replacen(start, "panic(\"on purpose\"), sched_start(", 1);
        }
        std::fs::write(folder.join("kernel").join(name), text).unwrap();
    }
    folder
}

fn run(folder: &Path, words: &str) -> Map<String, Value> {
    let output = Command::new(env!("CARGO_BIN_EXE_swtch"))
        .args(["run", "--format", "json"])
        .args(words.split(' '))
        .current_dir(folder)
        .output()
        .unwrap();
    let document = serde_json::from_slice(&output.stdout);
    match document {
        Ok(Value::Object(members)) => members,
        _ => panic!("{words}: {}", String::from_utf8_lossy(&output.stderr)),
    }
}

/// The documents of all runs as one shape, the machine and the trace left out.
fn outline(folder: &Path) -> String {
    let runs = [
        "fork_exec --env A=1 -- argument",
        "faulttests",
        "hello --sched mlfq --levels 3",
        "hello --kernel kernel",
        "--bare disk --disk disk.img",
        "hello --trace timehist",
    ];
    let shape = |words: &&str| {
        let mut document = run(folder, words);
        for elsewhere in ["machine", "trace"] {
            if let Some(value) = document.get_mut(elsewhere) {
                *value = Value::String("…".into());
            }
        }
        Shape::of(&Value::Object(document))
    };
    let Some(Shape::Object(members)) = runs.iter().map(shape).reduce(Shape::with) else {
        panic!("a document is an object")
    };
    let mut known = Vec::new();
    let lines: Vec<String> = members
        .iter()
        .map(|member| {
            let line = member.write(&mut known);
            match member.name.as_str() {
                "machine" | "trace" => broken(&format!("{line}:…")),
                _ => broken(&line),
            }
        })
        .collect();
    format!("{{{}}}\n", lines.join(",\n "))
}

/// A member's outline in lines that are not too long.
fn broken(text: &str) -> String {
    let (mut out, mut column) = (String::new(), 1);
    for part in text.split_inclusive(',') {
        let length = part.chars().count();
        if column + length > LINE_MAX {
            out += "\n     ";
            column = 5;
        }
        out += part;
        column += length;
    }
    out
}

#[test]
fn the_manual_lists_the_members_that_runs_print() {
    let folder = folder();
    let outline = outline(&folder);
    let _ = std::fs::remove_dir_all(&folder);
    let path = root().join("docs/cli.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let start = page.find(BEGIN).expect("the outline's place in docs/cli.md") + BEGIN.len();
    let end = start + page[start..].find(END).expect("the outline's end");
    if std::env::var_os("SWTCH_BLESS").is_some() {
        std::fs::write(&path, format!("{}{outline}{}", &page[..start], &page[end..])).unwrap();
        return;
    }
    assert_eq!(outline, page[start..end], "docs/cli.md; SWTCH_BLESS=1 writes it anew");
}

/// The table of events: the kinds of a row, and the members that it names.
fn table_of_events(page: &str) -> BTreeMap<String, BTreeSet<String>> {
    let quoted = |text: &str| {
        text.split('`').skip(1).step_by(2).map(String::from).collect::<BTreeSet<String>>()
    };
    let rows = page.lines().skip_while(|line| !line.starts_with("| kind |")).skip(2);
    let rows = rows.take_while(|line| line.starts_with('|'));
    let mut table = BTreeMap::new();
    for row in rows {
        let cells: Vec<&str> = row.trim_matches('|').splitn(2, '|').collect();
        let members = quoted(cells[1]);
        for kind in quoted(cells[0]) {
            table.insert(kind, members.clone());
        }
    }
    table
}

#[test]
fn the_manual_lists_the_events_that_traces_have() {
    let folder = std::env::temp_dir();
    let page = std::fs::read_to_string(root().join("docs/cli.md")).unwrap();
    let table = table_of_events(&page);
    // Without address-space numbers the translations are thrown away at each switch.
    let programs = [
        "fork_exec",
        "timetests --set tlb.asid_bits=0",
        "hello --set l1d.allocate=false --set l1d.write=through",
    ];
    let documents = programs.map(|program| run(&folder, &format!("--trace events {program}")));
    let events = documents.iter().flat_map(|document| document["trace"].as_array().unwrap());
    let mut seen = BTreeSet::new();
    for event in events {
        let event = event.as_object().unwrap();
        let kind = event["kind"].as_str().unwrap();
        let listed = table.get(kind).unwrap_or_else(|| panic!("{kind}: not in the table"));
        for member in
            event.keys().filter(|name| !["cycle", "instret", "kind"].contains(&name.as_str()))
        {
            assert!(listed.contains(member), "{kind}: {member} is not in the table");
            seen.insert((kind.to_string(), member.clone()));
        }
        seen.insert((kind.to_string(), String::new()));
    }
    // Each kind occurs, and each member with one kind at least of those that share a row.
    for (kind, members) in &table {
        assert!(seen.contains(&(kind.clone(), String::new())), "{kind}: never seen");
        let of_row = |other: &&(String, String)| table.get(&other.0) == Some(members);
        let with: BTreeSet<&String> =
            seen.iter().filter(of_row).map(|(_, member)| member).collect();
        for member in members {
            assert!(with.contains(member), "{kind}: {member} is in the table and never seen");
        }
    }
}
