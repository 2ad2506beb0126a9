//! What is handed on to the linker: `-Wl,WORD,…`, `-Xlinker WORD`, `-z KEY`.

use super::{Reader, table};
use swtch_source::{did_you_mean, nearest};
use swtch_system::Error;

/// An option of the linker, without its dashes.
pub struct Row {
    pub name: &'static str,
    form: Form,
    meaning: Meaning,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Form {
    /// Stands alone.
    Flag,
    /// The value is the next word or stands behind `=`.
    Value,
    /// What begins with the name.
    Prefix,
}
use Form::{Flag, Prefix, Value};

enum Meaning {
    Nothing,
    Remark(&'static str),
    Refused(&'static str, &'static str),
    Does(fn(&mut Reader, &str)),
}
use Meaning::{Does, Nothing, Refused, Remark};

const NO_SCRIPT: (&str, &str) = (
    "the linker follows no scripts",
    "programs lie at 0x00010000, without a kernel (--bare) at 0x80000000; gcc's ld can make others for `swtch run`",
);
const NO_NAMES: (&str, &str) = (
    "the linker neither makes nor renames symbols",
    "define the symbol in a source, perhaps in assembly: `.globl NAME`, `.set NAME, VALUE`",
);
const NO_SELECTION: (&str, &str) = (
    "which symbols others see is said in the sources",
    "__attribute__((visibility(\"hidden\"))) keeps one inside",
);

const ROWS: &[Row] = &[
    row("(", Flag, Nothing),
    row(")", Flag, Nothing),
    row("start-group", Flag, Nothing),
    row("end-group", Flag, Nothing),
    row("as-needed", Flag, Does(|reader, _| reader.how.as_needed = true)),
    row("no-as-needed", Flag, Does(|reader, _| reader.how.as_needed = false)),
    row("whole-archive", Flag, Does(|reader, _| reader.how.whole = true)),
    row("no-whole-archive", Flag, Does(|reader, _| reader.how.whole = false)),
    row("Bstatic", Flag, Does(|reader, _| reader.how.archive = true)),
    row("static", Flag, Does(|reader, _| reader.how.archive = true)),
    row("dn", Flag, Does(|reader, _| reader.how.archive = true)),
    row("Bdynamic", Flag, Does(|reader, _| reader.how.archive = false)),
    row("dy", Flag, Does(|reader, _| reader.how.archive = false)),
    row("gc-sections", Flag, Does(|reader, _| reader.last.collect = true)),
    row("no-gc-sections", Flag, Does(|reader, _| reader.last.collect = false)),
    row("shared", Flag, Does(|reader, _| reader.ours.push("--shared".into()))),
    row("soname", Value, Does(soname)),
    row("h", Value, Does(soname)),
    row("s", Flag, Does(|reader, _| reader.told.link.strip = true)),
    row("strip-all", Flag, Does(|reader, _| reader.told.link.strip = true)),
    row("S", Flag, Remark(STAYS)),
    row("strip-debug", Flag, Remark(STAYS)),
    row("Map", Value, Does(|reader, value| reader.told.link.map = Some(value.into()))),
    row("M", Flag, Does(|reader, _| reader.told.link.map = Some("-".into()))),
    row("print-map", Flag, Does(|reader, _| reader.told.link.map = Some("-".into()))),
    row("e", Value, Does(entry)),
    row("entry", Value, Does(entry)),
    row("L", Prefix, Does(|reader, value| reader.hand_on("-L", table::Value::Either, value))),
    row("l", Prefix, Does(Reader::library)),
    row("z", Value, Does(|reader, value| reader.words.push_front(format!("-z{value}").into()))),
    row("rpath", Value, Nothing),
    row("rpath-link", Value, Nothing),
    row("R", Value, Nothing),
    row("export-dynamic", Flag, Nothing),
    row("E", Flag, Nothing),
    row("no-export-dynamic", Flag, Nothing),
    row("O", Prefix, Nothing),
    row("relax", Flag, Nothing),
    row("no-relax", Flag, Nothing),
    row("build-id", Prefix, Nothing),
    row("hash-style", Value, Nothing),
    row("sort-common", Prefix, Nothing),
    row("x", Flag, Nothing),
    row("X", Flag, Nothing),
    row("discard-all", Flag, Nothing),
    row("discard-locals", Flag, Nothing),
    row("eh-frame-hdr", Flag, Nothing),
    row("no-eh-frame-hdr", Flag, Nothing),
    row("enable-new-dtags", Flag, Nothing),
    row("disable-new-dtags", Flag, Nothing),
    row("copy-dt-needed-entries", Flag, Nothing),
    row("no-copy-dt-needed-entries", Flag, Nothing),
    row("allow-shlib-undefined", Flag, Nothing),
    row("color-diagnostics", Prefix, Nothing),
    row("warn-", Prefix, Nothing),
    row("no-warn-", Prefix, Nothing),
    row("fatal-warnings", Flag, Nothing),
    row("no-fatal-warnings", Flag, Nothing),
    row("no-keep-memory", Flag, Nothing),
    row("reduce-memory-overheads", Flag, Nothing),
    row("demangle", Prefix, Nothing),
    row("no-demangle", Flag, Nothing),
    row("threads", Prefix, Nothing),
    row("no-threads", Flag, Nothing),
    row("melf32lriscv", Flag, Nothing),
    row("no-undefined", Flag, Remark(UNDEFINED)),
    row("undefined", Value, Refused("the linker is told of no names", "refer to it in a source")),
    row("u", Value, Refused("the linker is told of no names", "refer to it in a source")),
    row("T", Prefix, Refused(NO_SCRIPT.0, NO_SCRIPT.1)),
    row("script", Value, Refused(NO_SCRIPT.0, NO_SCRIPT.1)),
    row("section-start", Value, Refused(NO_SCRIPT.0, NO_SCRIPT.1)),
    row("image-base", Value, Refused(NO_SCRIPT.0, NO_SCRIPT.1)),
    row("defsym", Value, Refused(NO_NAMES.0, NO_NAMES.1)),
    row("wrap", Value, Refused(NO_NAMES.0, NO_NAMES.1)),
    row("version-script", Value, Refused("there are no versions of symbols", NO_SELECTION.1)),
    row("dynamic-list", Value, Refused(NO_SELECTION.0, NO_SELECTION.1)),
    row("exclude-libs", Value, Refused(NO_SELECTION.0, NO_SELECTION.1)),
    row("Bsymbolic", Prefix, Refused(NO_SELECTION.0, NO_SELECTION.1)),
    row(
        "r",
        Flag,
        Refused("objects are not joined into one", "put them into a library: `swtch ar rcs`"),
    ),
    row(
        "relocatable",
        Flag,
        Refused("objects are not joined into one", "put them into a library: `swtch ar rcs`"),
    ),
    row("dynamic-linker", Value, Refused("the guest's loader is ld.so", "leave the option out")),
    row("I", Value, Refused("the guest's loader is ld.so", "leave the option out")),
    row("pie", Flag, Nothing),
    row("no-pie", Flag, Nothing),
];

const STAYS: &str = "what a debugger reads stays; -s leaves out all symbols";
const UNDEFINED: &str =
    "a library finds the C library in the program; what both lack is told when that is linked";

const fn row(name: &'static str, form: Form, meaning: Meaning) -> Row {
    Row { name, form, meaning }
}

fn soname(reader: &mut Reader, name: &str) {
    reader.ours.push(format!("--soname={name}").into());
}

fn entry(reader: &mut Reader, name: &str) {
    reader.told.link.entry = Some(name.into());
}

impl Reader {
    /// `-Wl,WORD,…`.
    pub(super) fn linker_words(&mut self, words: &str) -> Result<(), Error> {
        words.split(',').try_for_each(|word| self.linker_word(word))
    }

    /// A word for the linker, or the value of the one before.
    pub(super) fn linker_word(&mut self, word: &str) -> Result<(), Error> {
        if let Some(row) = self.waiting.take() {
            return self.obey_linker(row, word);
        }
        if !word.starts_with('-') {
            if !word.is_empty() {
                self.file(word.into());
            }
            return Ok(());
        }
        let name = word.trim_start_matches('-');
        match find(name) {
            Some((row, Some(value))) => self.obey_linker(row, value),
            Some((row, None)) => {
                self.waiting = Some(row);
                Ok(())
            }
            None => {
                let hint = nearest(name, ROWS.iter().map(|row| row.name))
                    .map_or_else(|| "leave it out".into(), did_you_mean);
                Err(Error::with_hint(format!("-Wl,{word}: the linker has no such option"), hint))
            }
        }
    }

    fn obey_linker(&mut self, row: &Row, value: &str) -> Result<(), Error> {
        match row.meaning {
            Nothing => {}
            Remark(why) => self.remark(&format!("-Wl,--{}", row.name), why),
            Refused(why, way_out) => {
                return Err(Error::with_hint(format!("-Wl,-{}: {why}", row.name), way_out));
            }
            Does(act) => act(self, value),
        }
        Ok(())
    }

    /// `-z KEY`.
    pub(super) fn linker_key(&mut self, key: &str) -> Result<(), Error> {
        let base = key.split('=').next().unwrap_or(key);
        match base {
            "now" | "lazy" => self.ours.push(format!("-z{key}").into()),
            "relro" | "norelro" | "noexecstack" | "text" | "separate-code" | "noseparate-code"
            | "nodelete" | "nodlopen" | "origin" | "combreloc" | "nocombreloc"
            | "max-page-size" | "common-page-size" | "nocopyreloc" | "undefs" => {}
            "defs" => self.remark("-z defs", UNDEFINED),
            _ => {
                return Err(Error::with_hint(
                    format!("-z {key}: the linker has no such key"),
                    "lazy and now are known, and those that mean nothing here, as relro",
                ));
            }
        }
        Ok(())
    }

    /// `-l NAME`.
    pub(super) fn library(&mut self, name: &str) {
        self.hand_on("-l", table::Value::Either, name);
        self.told.pieces.push(super::Piece::Library(self.how));
    }
}

/// The row of an option, and its value unless that is the next word.
fn find(name: &str) -> Option<(&'static Row, Option<&str>)> {
    let exact = ROWS.iter().find(|row| row.form != Prefix && row.name == name);
    if let Some(row) = exact {
        return Some((row, (row.form == Flag).then_some("")));
    }
    let behind = |row: &Row| name.strip_prefix(row.name)?.strip_prefix('=');
    let with_value = ROWS.iter().find(|row| row.form == Value && behind(row).is_some());
    if let Some(row) = with_value {
        return Some((row, behind(row)));
    }
    let prefixes = ROWS.iter().filter(|row| row.form == Prefix && name.starts_with(row.name));
    let row = prefixes.max_by_key(|row| row.name.len())?;
    Some((row, Some(&name[row.name.len()..])))
}
