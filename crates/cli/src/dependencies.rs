//! Rules for `make`: which files a result was made from (`-M`, `-MM`, `-MD`, `-MMD` and what goes with them), in
//! gcc's words, so that a changed header makes what includes it anew.

use std::path::{Path, PathBuf};

/// A line of a rule is broken where it would grow longer.
const LINE_MAX: usize = 72;

/// Which rules are wanted.
#[derive(Debug, Default)]
pub struct Dependencies {
    /// None: no rules.
    pub which: Option<Which>,
    /// `-M`, `-MM`: rules instead of the preprocessed text.
    pub only: bool,
    /// `-MF`: where they go.
    pub file: Option<String>,
    /// `-MT`, `-MQ`: what is made, in place of the result's name.
    pub targets: Vec<String>,
    /// `-MP`: an empty rule for each header, so that make does not miss one that is gone.
    pub phony: bool,
}

/// Which headers a rule names.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Which {
    /// All that are files; those that are built in cannot change.
    All,
    /// Those that are not the system's (`-isystem`, `-idirafter`).
    Own,
}

/// What a call makes of a source, for the rule's target and its file's name.
#[derive(Clone, Copy)]
pub struct Made<'a> {
    /// The source.
    pub source: &'a str,
    /// `-o`.
    pub output: Option<&'a Path>,
    /// Whether all sources are linked into one result.
    pub linked: bool,
    /// Whether there are several sources.
    pub several: bool,
    /// Whether only the preprocessor was asked for.
    pub preprocessed: bool,
}

impl Dependencies {
    /// Where the rule goes; none: to standard output.
    pub fn place(&self, made: &Made) -> Option<PathBuf> {
        let told = self.file.as_deref().map(PathBuf::from);
        if self.only {
            let told = told.or_else(|| made.output.map(PathBuf::from));
            return told.filter(|path| path != Path::new("-"));
        }
        let place = told.unwrap_or_else(|| match made.output {
            Some(output) if made.linked && made.several => {
                output.with_file_name(format!("{}-{}.d", stem(output), stem(made.source)))
            }
            Some(output) => output.with_extension("d"),
            None if made.linked && made.several => format!("a-{}.d", stem(made.source)).into(),
            None => format!("{}.d", stem(made.source)).into(),
        });
        Some(place).filter(|path| path != Path::new("-"))
    }

    /// The rule for what is made of `files`, the source first.
    pub fn rule(&self, made: &Made, files: &[&str]) -> String {
        let mut rule = match self.targets.as_slice() {
            [] => quoted(&self.target(made)),
            targets => targets.join(" "),
        };
        rule.push(':');
        let mut column = rule.len();
        for file in files {
            let file = quoted(file);
            if column + file.len() + 1 > LINE_MAX {
                rule += " \\\n";
                column = 0;
            }
            rule += &format!(" {file}");
            column += file.len() + 1;
        }
        rule.push('\n');
        if self.phony {
            rule.extend(files.iter().skip(1).map(|file| format!("{}:\n", quoted(file))));
        }
        rule
    }

    fn target(&self, made: &Made) -> String {
        match made.output {
            Some(output) if !(self.only || made.preprocessed || made.linked && made.several) => {
                output.display().to_string()
            }
            _ => format!("{}.o", stem(made.source)),
        }
    }
}

/// Those of the texts that were read which are files that a rule names, each once.
pub fn files<'a>(
    which: Which,
    read: impl Iterator<Item = &'a str>,
    system: &[String],
) -> Vec<&'a str> {
    let is_file = |name: &&str| {
        !name.starts_with('<') && !name.starts_with("swtch:") && !name.ends_with(" (assembly)")
    };
    let is_system =
        |name: &str| system.iter().any(|dir| Path::new(name).starts_with(Path::new(dir)));
    let mut files = Vec::new();
    for name in read.filter(is_file) {
        let shown = name.strip_prefix("./").unwrap_or(name);
        let wanted = which == Which::All || !is_system(name);
        if wanted && !files.contains(&shown) {
            files.push(shown);
        }
    }
    files
}

/// A name as `make` reads it.
pub fn quoted(name: &str) -> String {
    let mut out = String::new();
    for letter in name.chars() {
        match letter {
            ' ' | '\t' | '#' => out.push('\\'),
            '$' => out.push('$'),
            _ => {}
        }
        out.push(letter);
    }
    out
}

fn stem(path: impl AsRef<Path>) -> String {
    let stem = path.as_ref().file_stem().map(|stem| stem.to_string_lossy().into_owned());
    stem.unwrap_or_else(|| "-".into())
}

#[cfg(test)]
mod tests {
    use super::*;

    fn made<'a>(source: &'a str, output: Option<&'a str>) -> Made<'a> {
        let output = output.map(Path::new);
        Made { source, output, linked: false, several: false, preprocessed: false }
    }

    #[test]
    fn names_are_those_that_gcc_gives() {
        let wanted = Dependencies { which: Some(Which::Own), ..Dependencies::default() };
        let shown = |made: &Made| {
            let place = wanted.place(made).map(|place| place.display().to_string());
            (place.unwrap_or_default(), wanted.rule(made, &["a.c"]))
        };
        let both = |place: &str, rule: &str| (place.to_string(), format!("{rule}: a.c\n"));
        assert_eq!(shown(&made("src/a.c", None)), both("a.d", "a.o"));
        assert_eq!(shown(&made("a.c", Some("out/b.o"))), both("out/b.d", "out/b.o"));
        let linked = Made { linked: true, ..made("a.c", Some("out/prog.elf")) };
        assert_eq!(shown(&linked), both("out/prog.d", "out/prog.elf"));
        let several = Made { several: true, ..linked };
        assert_eq!(shown(&several), both("out/prog-a.d", "a.o"));
        let only = Dependencies { only: true, ..wanted };
        assert_eq!(only.place(&made("a.c", None)), None);
        assert_eq!(only.rule(&made("a.c", Some("x.d")), &["a.c"]), "a.o: a.c\n");
    }

    #[test]
    fn rules_are_quoted_broken_and_made_whole() {
        let wanted = Dependencies { phony: true, ..Dependencies::default() };
        let long = "a".repeat(60);
        let rule = wanted.rule(&made("a b.c", None), &["a b.c", "$#.h", &long, "z.h"]);
        let expected =
            format!("a\\ b.o: a\\ b.c $$\\#.h \\\n {long} z.h\n$$\\#.h:\n{long}:\nz.h:\n");
        assert_eq!(rule, expected);
    }

    #[test]
    fn built_in_headers_and_those_of_the_system_are_left_out() {
        let read = ["./a.c", "<built-in>", "swtch:include/stdio.h", "sys/s.h", "a.h", "a.h"];
        let system = ["sys".to_string()];
        let own = files(Which::Own, read.into_iter(), &system);
        assert_eq!(own, ["a.c", "a.h"]);
        let all = files(Which::All, read.into_iter(), &system);
        assert_eq!(all, ["a.c", "sys/s.h", "a.h"]);
    }
}
