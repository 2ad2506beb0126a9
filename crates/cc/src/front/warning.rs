//! The kinds of warnings, under the names that gcc gave them, and which of them are wanted.

use crate::Options;
use swtch_source::{Diagnostic, Severity, nearest};

/// Each kind, and whether it is on without being asked for; the others belong to `-Wall`.
const KINDS: &[(&str, bool)] = &[
    ("attributes", true),
    ("discarded-qualifiers", true),
    ("div-by-zero", true),
    ("empty-body", false),
    ("excess-initializers", true),
    ("format", false),
    ("format-extra-args", false),
    ("incompatible-pointer-types", true),
    ("int-conversion", true),
    ("macro-redefined", true),
    ("main", true),
    ("overflow", true),
    ("parentheses", false),
    ("pointer-sign", false),
    ("return-type", true),
    ("shift-count-overflow", true),
    ("sign-compare", false),
    ("uninitialized", false),
    ("unknown-pragmas", true),
    ("unused-but-set-variable", false),
    ("unused-function", false),
    ("unused-label", false),
    ("unused-value", false),
    ("unused-variable", false),
];

/// Groups of kinds, by how their names begin.
const GROUPS: &[&str] = &["unused"];

/// Diagnostics of a named kind.
pub trait Named {
    /// The same, as a warning of the kind with this name.
    fn named(self, name: &str) -> Self;
}

impl Named for Diagnostic {
    fn named(self, name: &str) -> Diagnostic {
        let place = KINDS.iter().position(|(kind, _)| *kind == name);
        self.of_kind(place.map_or(0, |place| place as u8 + 1))
    }
}

/// The name of a warning's kind.
pub fn name_of(warning: &Diagnostic) -> Option<&'static str> {
    let place = usize::from(warning.kind).checked_sub(1)?;
    KINDS.get(place).map(|(name, _)| *name)
}

/// What the command line said.
#[derive(Debug, Default)]
pub struct Wanted {
    none: bool,
    all: bool,
    errors: bool,
    words: Vec<String>,
}

impl Wanted {
    /// As the options have it.
    pub fn new(options: &Options) -> Wanted {
        Wanted {
            none: options.no_warnings,
            all: options.warn_all,
            errors: options.warnings_are_errors,
            words: options.warnings.clone(),
        }
    }

    /// How a warning of this kind counts; None if nobody wants it. The last word counts.
    pub fn severity(&self, name: Option<&'static str>) -> Option<Severity> {
        let always = |name: &str| KINDS.iter().any(|&(kind, always)| always && kind == name);
        let mut wanted = name.is_none_or(|name| self.all || always(name));
        let mut error = self.errors;
        for word in name.iter().flat_map(|_| &self.words) {
            let (prefix, kind) = split(word);
            if !name.is_some_and(|name| covers(kind, name)) {
                continue;
            }
            match prefix {
                "no-" => wanted = false,
                "no-error=" => error = false,
                "error=" => (wanted, error) = (true, true),
                _ => wanted = true,
            }
        }
        let severity = if error { Severity::Error } else { Severity::Warning };
        (wanted && !self.none).then_some(severity)
    }
}

fn split(word: &str) -> (&str, &str) {
    let prefixes = ["no-error=", "error=", "no-"];
    let prefix = prefixes.into_iter().find(|prefix| word.starts_with(prefix)).unwrap_or("");
    word.split_at(prefix.len())
}

/// Whether a word means this kind: by its name, or as a group.
fn covers(word: &str, name: &str) -> bool {
    word == name
        || GROUPS.contains(&word)
            && name.strip_prefix(word).is_some_and(|rest| rest.starts_with('-'))
}

/// Checks a word after `-W`: fine, or the kind that was perhaps meant (`Err(None)`: none comes near).
pub fn nearest_warning(word: &str) -> Result<(), Option<String>> {
    let (prefix, kind) = split(word);
    let known = || KINDS.iter().map(|(kind, _)| *kind).chain(GROUPS.iter().copied());
    if known().any(|known| known == kind) {
        return Ok(());
    }
    Err(nearest(kind, known()).map(|near| format!("{prefix}{near}")))
}
