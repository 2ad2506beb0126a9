//! gcc's command line, so that `CC="swtch cc"` builds what was written for gcc.
//!
//! [`read`] goes through the words of a `swtch cc` call once. Options of ours are handed on to the parser
//! of our options ([`crate::args`]); what else gcc's users write either sets something in [`Told`], or means
//! nothing here and is dropped, or is refused with the reason. `table` says which is which, `families` knows those
//! that begin with `-f`, `-m`, `-g` and `-W`, `linker` those that are handed on to the linker, `response` the files
//! that hold words.

mod families;
mod linker;
mod response;
mod table;
mod warnings;

use crate::dependencies::Dependencies;
use std::collections::VecDeque;
use std::ffi::OsString;
use swtch_source::{did_you_mean, nearest};
use swtch_system::Error;
use swtch_system::toolchain::Language;
use table::{Meaning, Row, Value};

/// What a call says beyond our own options.
#[derive(Debug, Default)]
pub struct Told {
    /// The files and libraries in their order.
    pub pieces: Vec<Piece>,
    /// Where headers are, and those that nobody names.
    pub headers: Headers,
    /// The rules for `make` that are wanted.
    pub dependencies: Dependencies,
    /// How it is linked.
    pub link: Link,
    /// Mistakes are told, and nothing is written.
    pub syntax_only: bool,
    /// `-E` prints no `# LINE "FILE"`.
    pub no_markers: bool,
    /// What is told of the stages.
    pub stages: Stages,
    /// What was asked instead of compiling.
    pub question: Option<String>,
    /// What has no effect, though somebody may count on it.
    pub remarks: Vec<String>,
}

/// A file or library to be linked; its name is the next one in our own options.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Piece {
    /// A source, object, archive or shared library.
    File {
        /// What `-x` says it is, whatever its name.
        language: Option<Language>,
        /// How it is linked.
        how: How,
    },
    /// `-l NAME`.
    Library(How),
}

/// What the words before a library say of it.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct How {
    /// Shared libraries are not looked for.
    pub archive: bool,
    /// All members of an archive are linked.
    pub whole: bool,
    /// A shared library is only named if the program uses it.
    pub as_needed: bool,
}

/// Where headers are looked for, beyond `-I`.
#[derive(Debug, Default)]
pub struct Headers {
    /// `-include`: read before the file itself.
    pub forced: Vec<String>,
    /// `-iquote`: for `"…"` only.
    pub quoted: Vec<String>,
    /// `-isystem`: before ours.
    pub system: Vec<String>,
    /// `-idirafter`: after ours.
    pub after: Vec<String>,
    /// `-nostdinc`: not among ours.
    pub no_standard: bool,
}

/// What the linker was told.
#[derive(Debug, Default)]
pub struct Link {
    /// No shared libraries take part.
    pub is_static: bool,
    /// `-nostartfiles`.
    pub no_start: bool,
    /// `-nodefaultlibs`.
    pub no_library: bool,
    /// The symbol where execution starts.
    pub entry: Option<String>,
    /// Symbols and debugging information are left out.
    pub strip: bool,
    /// Where the linker's map goes.
    pub map: Option<String>,
}

/// What is told of a call's stages.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Stages {
    /// Nothing.
    #[default]
    Silent,
    /// `-v`: each as it is done.
    Told,
    /// `-###`: each, and none is done.
    OnlyTold,
}

/// Reads the words of a call: those for the parser of our own options, and what else was told.
/// Other commands than `swtch cc` stay as they are.
pub fn read(words: impl Iterator<Item = OsString>) -> Result<(Vec<OsString>, Told), Error> {
    let mut words: VecDeque<OsString> = words.collect();
    if words.get(1).is_none_or(|command| command != "cc") {
        return Ok((words.into(), Told::default()));
    }
    let ours = words.drain(..2).collect();
    let mut reader = Reader { words, ours, ..Reader::default() };
    while let Some(word) = reader.words.pop_front() {
        match word.into_string() {
            Ok(word) => reader.word(&word)?,
            // A name that is no text can only be a file's.
            Err(name) => reader.file(name),
        }
    }
    reader.finish()
}

#[derive(Default)]
struct Reader {
    words: VecDeque<OsString>,
    ours: Vec<OsString>,
    files: Vec<OsString>,
    told: Told,
    response_files: usize,
    /// The last word of those of which the last counts.
    last: Last,
    language: Option<Language>,
    how: How,
    /// A linker's option that waits for its value.
    waiting: Option<&'static linker::Row>,
}

#[derive(Default)]
struct Last {
    /// `-E`, `-S` or `-c`: that which stops first.
    stage: Option<&'static str>,
    level: Option<u8>,
    debug: bool,
    pic: Option<bool>,
    function_sections: bool,
    data_sections: bool,
    no_builtin: bool,
    collect: bool,
}

impl Reader {
    fn word(&mut self, word: &str) -> Result<(), Error> {
        if let Some(path) = word.strip_prefix('@')
            && let Some(words) = response::words(path)?
        {
            self.response_files += 1;
            if self.response_files > response::FILES_MAX {
                return Err(Error::with_hint(
                    format!("@{path}: more than {} files of words", response::FILES_MAX),
                    "does it name itself?",
                ));
            }
            self.before_the_rest(words);
            return Ok(());
        }
        if word == "-" || !word.starts_with('-') {
            self.file(word.into());
            return Ok(());
        }
        let Some((row, joined)) = table::find(word) else { return Err(unknown(word)) };
        let value = self.value(row, word, joined)?;
        self.obey(row, &value)
    }

    fn before_the_rest(&mut self, words: Vec<String>) {
        for word in words.into_iter().rev() {
            self.words.push_front(word.into());
        }
    }

    fn file(&mut self, name: OsString) {
        self.files.push(name);
        self.told.pieces.push(Piece::File { language: self.language, how: self.how });
    }

    fn value(&mut self, row: &Row, word: &str, joined: &str) -> Result<String, Error> {
        let next = match row.value {
            Value::Next => true,
            Value::Either => joined.is_empty(),
            Value::Long => word.len() == row.name.len(),
            Value::None | Value::Joined => false,
        };
        if !next {
            let joined = if row.value == Value::Long { &joined[1..] } else { joined };
            return Ok(joined.into());
        }
        let next = self.words.pop_front().and_then(|word| word.into_string().ok());
        next.ok_or_else(|| {
            Error::with_hint(
                format!("{word}: its value is missing"),
                "`swtch cc --help` explains it",
            )
        })
    }

    fn obey(&mut self, row: &'static Row, value: &str) -> Result<(), Error> {
        match row.meaning {
            Meaning::Nothing => {}
            Meaning::Ours => self.hand_on(row.name, row.value, value),
            Meaning::Refused(why, way_out) => {
                return Err(Error::with_hint(format!("{}{value}: {why}", row.name), way_out));
            }
            Meaning::Does(act) => act(self, value)?,
        }
        Ok(())
    }

    fn hand_on(&mut self, name: &str, form: Value, value: &str) {
        match form {
            Value::None => self.ours.push(name.into()),
            Value::Long => self.ours.push(format!("{name}={value}").into()),
            _ if value.is_empty() => self.ours.extend([name.into(), value.into()]),
            _ => self.ours.push(format!("{name}{value}").into()),
        }
    }

    fn remark(&mut self, option: &str, why: &str) {
        self.told.remarks.push(format!("{option} has no effect: {why}"));
    }

    /// All words for our own options, those that count last among them, the files at the end.
    fn finish(mut self) -> Result<(Vec<OsString>, Told), Error> {
        if let Some(row) = self.waiting {
            return Err(Error::with_hint(
                format!("-Wl,{}: its value is missing", row.name),
                "write it behind a comma, as in -Wl,-Map,out.map",
            ));
        }
        let last = &self.last;
        let mut more: Vec<String> = Vec::new();
        more.extend(last.stage.map(String::from));
        more.extend(last.level.map(|level| format!("-O{level}")));
        more.extend(last.debug.then(|| "-g".into()));
        more.extend(last.pic.map(|pic| if pic { "-fPIC".into() } else { "-fno-pic".into() }));
        more.extend(last.function_sections.then(|| "-ffunction-sections".into()));
        more.extend(last.data_sections.then(|| "-fdata-sections".into()));
        more.extend(last.no_builtin.then(|| "-fno-builtin".into()));
        more.extend(last.collect.then(|| "--gc-sections".into()));
        let mut ours = self.ours;
        ours.extend(more.into_iter().map(OsString::from));
        // Without a file the parser says how the command is used; `-v` alone asks who is there.
        if self.files.is_empty() {
            let answer = || format!("swtch cc {}", env!("CARGO_PKG_VERSION"));
            let asked = self.told.stages != Stages::Silent;
            self.told.question = self.told.question.or_else(|| asked.then(answer));
        } else {
            ours.push("--".into());
            ours.append(&mut self.files);
        }
        Ok((ours, self.told))
    }
}

fn unknown(word: &str) -> Error {
    let hint = nearest(word, table::names())
        .map_or_else(|| "`swtch cc --help` lists the options".into(), did_you_mean);
    Error::with_hint(format!("{word}: there is no such option"), hint)
}

#[cfg(test)]
mod tests;
