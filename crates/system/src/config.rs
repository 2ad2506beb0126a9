//! A machine's configuration from a name, a RON text, and `--set` overrides.
//!
//! RON mistakes get a caret into the file. Overrides are applied to the configuration as a JSON tree
//! (RON's own value type loses unit variants), all together, and the result is validated once; an
//! impossible geometry is pointed out where it was written, in the file or on the command line.

use crate::error::Error;
use serde_json::Value;
use swtch_machine::MachineConfig;
use swtch_source::{Diagnostic, FileId, Sources, Span, did_you_mean, nearest};

/// Where a configuration comes from.
#[derive(Clone, Debug)]
pub enum MachineSource {
    /// One of [`swtch_machine::builtin`].
    Builtin(String),
    /// A RON text under the name of its file.
    Ron {
        /// Shown in messages.
        name: String,
        /// The text.
        text: String,
    },
}

/// The configuration that `source` describes, with `sets` (`field.path=value`) applied.
pub fn machine_config(source: &MachineSource, sets: &[String]) -> Result<MachineConfig, Error> {
    let mut sources = Sources::new();
    let (config, file) = match source {
        MachineSource::Builtin(name) => (builtin(name)?, None),
        MachineSource::Ron { name, text } => {
            let file = sources.add(name.as_str(), text.as_str());
            (parse(&sources, file)?, Some(file))
        }
    };
    let was_possible = config.validate().is_ok();
    let config = apply(config, sets)?;
    let blame = Blame { sources: &sources, file, sets, was_possible };
    config.validate().map_err(|e| blame.impossible(&e))?;
    Ok(config)
}

fn builtin(name: &str) -> Result<MachineConfig, Error> {
    let builtin = swtch_machine::builtin(name).ok_or_else(|| {
        let names: Vec<&str> = swtch_machine::BUILTINS.iter().map(|b| b.name).collect();
        Error::with_hint(
            format!("no machine is called '{name}'"),
            format!("built in are {}; or name a RON file that ends in .ron", names.join(", ")),
        )
    })?;
    let mut sources = Sources::new();
    let file = sources.add(format!("{name}.ron"), builtin.text);
    parse(&sources, file)
}

/// A file's text as a configuration; fields that are missing take the default.
fn parse(sources: &Sources, file: FileId) -> Result<MachineConfig, Error> {
    let text = &sources.file(file).text;
    ron::from_str(text).map_err(|error| {
        let way_out = "`swtch show classic` prints every field of a machine";
        Error::mistakes(sources, vec![ron_mistake(file, text, &error, way_out)])
    })
}

/// A mistake in a RON text with its caret; a misspelt name is answered with the one that was meant.
pub(crate) fn ron_mistake(
    file: FileId,
    text: &str,
    error: &ron::error::SpannedError,
    way_out: &str,
) -> Diagnostic {
    use ron::Error::{NoSuchEnumVariant, NoSuchStructField};
    let (message, near) = match &error.code {
        NoSuchStructField { expected, found, .. } => {
            (format!("there is no field `{found}`"), nearest(found, expected.iter().copied()))
        }
        NoSuchEnumVariant { expected, found, .. } => (
            format!("`{found}` is not one of {}", expected.join(", ")),
            nearest(found, expected.iter().copied()),
        ),
        other => (other.to_string(), None),
    };
    let span = ron_span(file, text, error);
    let span = wrong_word(&error.code)
        .and_then(|word| last_before(text, word, span.end as usize))
        .map_or(span, |(start, end)| Span::new(file, start, end));
    let diagnostic = Diagnostic::error(span, message);
    diagnostic.hint(near.map_or_else(|| way_out.to_string(), did_you_mean))
}

/// The word, number or text that a mistake is about, if it is known.
fn wrong_word(error: &ron::Error) -> Option<&str> {
    match error {
        ron::Error::NoSuchStructField { found, .. }
        | ron::Error::NoSuchEnumVariant { found, .. } => Some(found),
        // Such as: the string "four"; the unsigned integer `5`.
        ron::Error::InvalidValueForType { found, .. } => {
            let start = found.find(['"', '`'])? + 1;
            let end = found.rfind(['"', '`']).filter(|&end| end > start)?;
            Some(&found[start..end])
        }
        _ => None,
    }
}

/// Where a token last stands that begins before `limit`: the reader tells of a mistake within a
/// cache level only at its end, and every level is read for itself.
fn last_before(text: &str, token: &str, limit: usize) -> Option<(usize, usize)> {
    let (mut at, mut found) = (0, None);
    while at < limit.min(text.len()) {
        let end = at + token_length(&text[at..]);
        if text[at..end].trim_matches('"') == token {
            found = Some((at, end));
        }
        at = end;
    }
    found
}

/// RON counts lines and characters; spans count bytes.
fn ron_span(file: FileId, text: &str, error: &ron::error::SpannedError) -> Span {
    let start = byte_offset(text, error.span.start);
    let end = byte_offset(text, error.span.end);
    let one_character = text[start..].chars().next().map_or(0, char::len_utf8);
    Span::new(file, start, end.max(start + one_character))
}

fn byte_offset(text: &str, position: ron::error::Position) -> usize {
    let line_start = match position.line {
        0 | 1 => 0,
        line => text.match_indices('\n').nth(line - 2).map_or(text.len(), |(at, _)| at + 1),
    };
    let line = &text[line_start..];
    let columns = line.char_indices().nth(position.col.saturating_sub(1));
    line_start + columns.map_or(line.len(), |(at, _)| at)
}

/// `config` with each `field.path=value` of `sets` put in.
fn apply(config: MachineConfig, sets: &[String]) -> Result<MachineConfig, Error> {
    if sets.is_empty() {
        return Ok(config);
    }
    let mut tree = serde_json::to_value(&config).expect("a configuration is plain data");
    for set in sets {
        let (path, value) = set.split_once('=').ok_or_else(|| {
            Error::with_hint(
                format!("--set {set}: no '=' in it"),
                "write it as FIELD=VALUE, for example --set tlb.asid_bits=0",
            )
        })?;
        *field(&mut tree, set, path)? = value_of(set, value)?;
        // Read back after each override, so that a wrong value is blamed on the one that brought it.
        serde_json::from_value::<MachineConfig>(tree.clone()).map_err(|error| {
            Error::with_hint(
                format!("--set {set}: {error}"),
                "`swtch show classic` prints every field of a machine with its value",
            )
        })?;
    }
    Ok(serde_json::from_value(tree).expect("read back above"))
}

/// The node at a dotted path; a level that is `none` becomes one with every field at its default.
fn field<'a>(tree: &'a mut Value, set: &str, path: &str) -> Result<&'a mut Value, Error> {
    let mut node = tree;
    for key in path.split('.') {
        if node.as_str() == Some("none") {
            *node = Value::Object(serde_json::Map::new());
        } else if !node.is_object() {
            return Err(Error::refused(format!("--set {set}: '{key}' lies in a plain value")));
        }
        let fields = node.as_object_mut().expect("tested above");
        if !fields.is_empty() && !fields.contains_key(key) {
            let known: Vec<&str> = fields.keys().map(String::as_str).collect();
            let hint = match nearest(key, known.iter().copied()) {
                Some(near) => did_you_mean(near),
                None => format!("here are: {}", known.join(", ")),
            };
            return Err(Error::with_hint(format!("--set {set}: there is no field `{key}`"), hint));
        }
        node = fields.entry(key).or_insert(Value::Null);
    }
    Ok(node)
}

/// What stands behind the `=`: a scalar, or a whole level as a file writes it, `(size: "1MiB", ways: 8)`,
/// whose other fields take their defaults.
fn value_of(set: &str, text: &str) -> Result<Value, Error> {
    let text = text.trim();
    let Some(rest) = text.strip_prefix('(') else { return Ok(scalar(text)) };
    let wrong = || {
        Error::with_hint(
            format!("--set {set}: not a level"),
            "write it as (FIELD: VALUE, FIELD: VALUE), for example --set 'l3=(size: \"1MiB\", ways: 8)'",
        )
    };
    let inside = rest.strip_suffix(')').ok_or_else(wrong)?;
    let mut level = serde_json::Map::new();
    for part in inside.split(',').map(str::trim).filter(|part| !part.is_empty()) {
        let (name, value) = part.split_once(':').ok_or_else(wrong)?;
        level.insert(name.trim().into(), scalar(value.trim().trim_matches('"')));
    }
    Ok(Value::Object(level))
}

/// `17`, `true`, `0x10`, or a word (an enumeration's value, a size with its unit).
fn scalar(text: &str) -> Value {
    let digits = text.replace('_', "");
    let number = match digits.strip_prefix("0x") {
        Some(hex) => u64::from_str_radix(hex, 16).ok(),
        None => digits.parse::<u64>().ok(),
    };
    match (number, text) {
        (Some(number), _) => number.into(),
        (None, "true") => true.into(),
        (None, "false") => false.into(),
        (None, word) => word.into(),
    }
}

/// Who may have made a machine impossible.
struct Blame<'a> {
    sources: &'a Sources,
    file: Option<FileId>,
    sets: &'a [String],
    /// Before the overrides.
    was_possible: bool,
}

impl Blame<'_> {
    /// An impossible machine, blamed on the override or the line of the file that made it so.
    fn impossible(&self, error: &swtch_machine::ConfigError) -> Error {
        if let Some(set) = self.sets.iter().rev().find(|set| touches(set, error)) {
            let message = format!("--set {set}: {}: {}", error.field, error.message);
            return Error::with_hint(message, error.hint.clone());
        }
        if let Some(last) = self.sets.last().filter(|_| self.was_possible) {
            let message = format!("--set {last}: {}: {}", error.field, error.message);
            let hint = format!("{}, with one more --set {}=…", error.hint, error.field);
            return Error::with_hint(message, hint);
        }
        let message = format!("{}: {}", error.field, error.message);
        let span = self.file.and_then(|file| {
            locate(&self.sources.file(file).text, &error.field)
                .map(|(start, end)| Span::new(file, start, end))
        });
        match span {
            Some(span) => {
                let diagnostic = Diagnostic::error(span, message).hint(error.hint.clone());
                Error::mistakes(self.sources, vec![diagnostic])
            }
            None => Error::with_hint(message, error.hint.clone()),
        }
    }
}

/// Whether an override has to do with the field that is wrong.
fn touches(set: &str, error: &swtch_machine::ConfigError) -> bool {
    let path = set.split('=').next().unwrap_or_default();
    path == error.field
        || error.field.starts_with(&format!("{path}."))
        || path.split('.').next() == error.field.split('.').next()
}

/// Where `a.b` (or, if it takes its default, the nearest level around it) is written in a RON text,
/// as a range of bytes of its key.
fn locate(text: &str, path: &str) -> Option<(usize, usize)> {
    let wanted: Vec<&str> = path.split('.').collect();
    let mut stack: Vec<&str> = Vec::new();
    let mut last_key = "";
    let mut best = None;
    let mut best_depth = 0;
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let step = token_length(rest);
        match rest.as_bytes()[0] {
            b'(' => stack.push(last_key),
            b')' => drop(stack.pop()),
            byte if byte.is_ascii_alphabetic() || byte == b'_' => {
                let is_key = rest[step..].trim_start().starts_with(':');
                if is_key {
                    last_key = &rest[..step];
                    // The outermost parenthesis has no key of its own.
                    let depth = stack.len();
                    let matches = depth >= 1
                        && depth <= wanted.len()
                        && stack[1..] == wanted[..depth - 1]
                        && wanted[depth - 1] == last_key;
                    if matches && depth > best_depth {
                        best_depth = depth;
                        best = Some((at, at + step));
                    }
                }
            }
            _ => {}
        }
        at += step;
    }
    best
}

/// Bytes of the comment, string, word or character that `rest` begins with.
fn token_length(rest: &str) -> usize {
    let word = |c: char| c.is_ascii_alphanumeric() || c == '_';
    if rest.starts_with("//") {
        rest.find('\n').unwrap_or(rest.len())
    } else if let Some(body) = rest.strip_prefix("/*") {
        body.find("*/").map_or(rest.len(), |end| end + 4)
    } else if let Some(body) = rest.strip_prefix('"') {
        body.find('"').map_or(rest.len(), |end| end + 2)
    } else if rest.starts_with(word) {
        rest.find(|c| !word(c)).unwrap_or(rest.len())
    } else {
        rest.chars().next().map_or(1, char::len_utf8)
    }
}

#[cfg(test)]
mod tests;
