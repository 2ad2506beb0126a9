//! The kinds of warnings, under the names that gcc gave them, and which of them are wanted.

use crate::Options;
use swtch_source::{Diagnostic, Severity, nearest};

/// Who gets a kind of warning without asking for it by name.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Level {
    Always,
    /// With `-Wall`.
    All,
    /// With `-Wextra`.
    Extra,
    /// With either.
    Both,
    /// Nobody.
    Asked,
}
use Level::{All, Always, Asked, Both, Extra};

/// Each kind, and with what it comes.
const KINDS: &[(&str, Level)] = &[
    ("address", All),
    ("attributes", Always),
    ("comment", All),
    ("compare-distinct-pointer-types", Always),
    ("cpp", Always),
    ("deprecated-declarations", Always),
    ("discarded-qualifiers", Always),
    ("dangling-else", All),
    ("div-by-zero", Always),
    ("empty-body", Both),
    ("empty-range", Always),
    ("excess-initializers", Always),
    ("extra-tokens", Always),
    ("format", All),
    ("format-contains-nul", All),
    ("format-extra-args", All),
    ("format-overflow", All),
    ("format-security", Asked),
    ("format-zero-length", All),
    ("implicit-fallthrough", Extra),
    ("implicit-function-declaration", Always),
    ("implicit-int", Always),
    ("incompatible-pointer-types", Always),
    ("int-conversion", Always),
    ("logical-not-parentheses", All),
    ("macro-redefined", Always),
    ("macro-semicolon", Always),
    ("main", Always),
    ("maybe-uninitialized", All),
    ("message", Always),
    ("misleading-indentation", All),
    ("missing-declarations", Always),
    ("missing-field-initializers", Extra),
    ("multichar", Always),
    ("nonnull", All),
    ("overflow", Always),
    ("parentheses", All),
    ("pragmas", Always),
    ("pointer-integer-compare", Always),
    ("pointer-sign", All),
    ("return-local-addr", Always),
    ("return-type", Always),
    ("sequence-point", All),
    ("shift-count-negative", Always),
    ("shift-count-overflow", Always),
    ("sign-compare", Both),
    ("sizeof-array-argument", Always),
    ("switch", All),
    ("switch-unreachable", Always),
    ("tautological-compare", All),
    ("type-limits", Extra),
    ("undefined-internal", Always),
    ("uninitialized", Both),
    ("unknown-escape-sequence", Always),
    ("unknown-pragmas", All),
    ("unused-but-set-parameter", Extra),
    ("unused-but-set-variable", All),
    ("unused-function", All),
    ("unused-label", All),
    ("unused-parameter", Extra),
    ("unused-result", Always),
    ("unused-value", All),
    ("unused-variable", All),
];

/// Groups of kinds, by how their names begin.
const GROUPS: &[&str] = &["format", "unused"];

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
    extra: bool,
    errors: bool,
    words: Vec<String>,
}

impl Wanted {
    /// As the options have it.
    pub fn new(options: &Options) -> Wanted {
        Wanted {
            none: options.no_warnings,
            all: options.warn_all,
            extra: options.warn_extra,
            errors: options.warnings_are_errors,
            words: options.warnings.clone(),
        }
    }

    /// How a warning of this kind counts, with `more` words behind those of the command line; None if
    /// nobody wants it. The last word counts.
    pub fn severity(&self, name: Option<&'static str>, more: &[String]) -> Option<Severity> {
        let level = name.and_then(|name| KINDS.iter().find(|(kind, _)| *kind == name));
        let mut wanted = match level.map(|(_, level)| *level) {
            None | Some(Always) => true,
            Some(All) => self.all,
            Some(Extra) => self.extra,
            Some(Both) => self.all || self.extra,
            Some(Asked) => false,
        };
        let mut error = self.errors;
        for word in name.iter().flat_map(|_| self.words.iter().chain(more)) {
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
            && name != "format-security"
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
