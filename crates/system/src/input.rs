//! What the console reads: a whole text, a script that says when each piece arrives, or somebody who
//! types while the guest runs.
//!
//! A script is lines of text, one arrival each:
//!
//! ```text
//! # cycle, then what arrives
//! @1_000_000  "first line\n"
//! @+50_000    "50,000 cycles after the one before"
//! @2_000_000  end
//! ```
//!
//! What somebody types cannot be repeated, but it can be recorded: [`script_text`] of the arrivals is
//! a script with which the same run happens again, to the cycle.

use crate::error::Error;
use std::fmt::Write;
use std::rc::Rc;
use swtch_machine::{Arrival, Machine};
use swtch_source::{Diagnostic, FileId, Sources, Span};

/// What the console will read.
#[derive(Clone)]
pub enum Input {
    /// All of it at once, asked for when the guest first looks for input, if it ever does.
    Whole(Rc<dyn Fn() -> Vec<u8>>),
    /// Piece by piece, each at its cycle.
    Script(Vec<Arrival>),
    /// Whatever is typed while the guest runs.
    Typed(Rc<dyn Keyboard>),
}

impl Input {
    /// Input that `source` gives.
    pub fn from_source(source: impl Fn() -> Vec<u8> + 'static) -> Input {
        Input::Whole(Rc::new(source))
    }

    /// Makes it what the machine's console reads.
    pub(crate) fn connect(&self, machine: &mut Machine) {
        match self {
            Input::Whole(source) => {
                let source = source.clone();
                machine.set_input(move || source());
            }
            Input::Script(arrivals) => machine.set_input_script(arrivals.clone(), false),
            Input::Typed(_) => machine.set_input_script(Vec::new(), true),
        }
    }
}

impl From<Vec<u8>> for Input {
    fn from(bytes: Vec<u8>) -> Input {
        Input::from_source(move || bytes.clone())
    }
}

/// Somebody who types.
pub trait Keyboard {
    /// What was typed since the last time. Waits for something if told to.
    fn typed(&self, wait: bool) -> Typed;
}

/// What somebody has typed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Typed {
    /// Nothing yet.
    Nothing,
    /// These bytes.
    Bytes(Vec<u8>),
    /// Nothing any more.
    End,
}

/// A keyboard at a running machine, and a record of what came from it.
pub(crate) struct Session {
    keyboard: Option<Rc<dyn Keyboard>>,
    /// What was typed, and when it arrived.
    pub typed: Vec<Arrival>,
}

impl Session {
    pub fn new(input: &Input) -> Session {
        let keyboard = match input {
            Input::Typed(keyboard) => Some(keyboard.clone()),
            Input::Whole(_) | Input::Script(_) => None,
        };
        Session { keyboard, typed: Vec::new() }
    }

    /// Passes on what was typed. Whether anything was.
    pub fn pass_on(&mut self, machine: &mut Machine, wait: bool) -> bool {
        let Some(keyboard) = &self.keyboard else { return false };
        let (bytes, last) = match keyboard.typed(wait) {
            Typed::Nothing => return false,
            Typed::Bytes(bytes) => (bytes, false),
            Typed::End => (Vec::new(), true),
        };
        self.typed.push(machine.send_input(bytes, last));
        if last {
            self.keyboard = None;
        }
        true
    }
}

/// A script's text as arrivals.
///
/// # Errors
/// Every line that is wrong, with a caret.
pub fn script(name: &str, text: &str) -> Result<Vec<Arrival>, Error> {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    let mut arrivals = Vec::new();
    let mut mistakes = Vec::new();
    let mut before = 0;
    let mut start = 0;
    for line in text.split_inclusive('\n') {
        let statement = line.trim();
        let at = start + (line.len() - line.trim_start().len());
        start += line.len();
        if statement.is_empty() || statement.starts_with('#') {
            continue;
        }
        match arrival(statement, before) {
            Ok(next) => {
                before = next.cycle;
                arrivals.push(next);
            }
            Err(Wrong { from, len, message, hint }) => {
                let span = Span::new(file, at + from, at + from + len);
                mistakes.push(Diagnostic::error(span, message).hint(hint));
            }
        }
    }
    mistakes.extend(misplaced_end(file, text, &arrivals));
    match mistakes.is_empty() {
        true => Ok(arrivals),
        false => Err(Error::mistakes(&sources, mistakes)),
    }
}

/// What is wrong with a line, and where in it.
struct Wrong {
    from: usize,
    len: usize,
    message: String,
    hint: &'static str,
}

const FORM: &str = "a line is @CYCLE \"text\", @+CYCLES \"text\", or @CYCLE end";
const ESCAPES: &str = "known are \\n \\r \\t \\0 \\\\ \\\" and \\xHH";

/// One line: `@CYCLE "text"`, not before the cycle of the line before it.
fn arrival(line: &str, before: u64) -> Result<Arrival, Wrong> {
    let split = line.find(char::is_whitespace).unwrap_or(line.len());
    let (stamp, rest) = line.split_at(split);
    let wrong_stamp = |message: String| Wrong { from: 0, len: split, message, hint: FORM };
    let number = |digits: &str| digits.replace('_', "").parse::<u64>().ok();
    let cycle = match stamp.strip_prefix('@').map(|stamp| (stamp, stamp.strip_prefix('+'))) {
        Some((_, Some(more))) => number(more).and_then(|more| before.checked_add(more)),
        Some((cycle, None)) => number(cycle),
        None => None,
    };
    let cycle = cycle.ok_or_else(|| wrong_stamp(format!("`{stamp}` is no cycle")))?;
    if cycle < before {
        let message = format!("cycle {cycle} comes before that of the line above, {before}");
        return Err(wrong_stamp(message));
    }
    let from = split + (rest.len() - rest.trim_start().len());
    let bytes = match rest.trim() {
        "end" => Vec::new(),
        text => quoted(text).map_err(|wrong| Wrong { from: from + wrong.from, ..wrong })?,
    };
    Ok(Arrival { cycle, bytes })
}

/// The bytes of a text in quotes.
fn quoted(text: &str) -> Result<Vec<u8>, Wrong> {
    let wrong = |from: usize, len: usize, message: &str, hint| {
        Err(Wrong { from, len, message: message.into(), hint })
    };
    let body = text.strip_prefix('"').and_then(|body| body.strip_suffix('"'));
    let Some(body) = body else {
        return wrong(0, text.len().max(1), "the text does not stand in quotes", FORM);
    };
    let mut bytes = Vec::new();
    let mut at = 0;
    while at < body.len() {
        let rest = &body[at..];
        let length = match escape(rest) {
            Escape::None => {
                let length = rest.find(['\\', '"']).unwrap_or(rest.len());
                if length == 0 {
                    return wrong(1 + at, 1, "a quote within the text", "write it as \\\"");
                }
                bytes.extend_from_slice(&rest.as_bytes()[..length]);
                length
            }
            Escape::Byte(byte, length) => {
                bytes.push(byte);
                length
            }
            Escape::Unknown => return wrong(1 + at, 1, "there is no such escape", ESCAPES),
        };
        at += length;
    }
    match bytes.is_empty() {
        true => wrong(0, text.len(), "an empty text", "leave the line out, or write `end`"),
        false => Ok(bytes),
    }
}

/// What a text begins with.
enum Escape {
    None,
    /// A byte, and how long its escape is.
    Byte(u8, usize),
    Unknown,
}

fn escape(text: &str) -> Escape {
    let Some(escape) = text.strip_prefix('\\') else { return Escape::None };
    let plain = match escape.as_bytes().first() {
        Some(b'n') => b'\n',
        Some(b'r') => b'\r',
        Some(b't') => b'\t',
        Some(b'0') => 0,
        Some(b'\\') => b'\\',
        Some(b'"') => b'"',
        Some(b'x') => {
            let digits =
                escape.get(1..3).filter(|digits| digits.bytes().all(|d| d.is_ascii_hexdigit()));
            let byte = digits.and_then(|digits| u8::from_str_radix(digits, 16).ok());
            return byte.map_or(Escape::Unknown, |byte| Escape::Byte(byte, 4));
        }
        _ => return Escape::Unknown,
    };
    Escape::Byte(plain, 2)
}

/// An `end` before the last line would be lost.
fn misplaced_end(file: FileId, text: &str, arrivals: &[Arrival]) -> Option<Diagnostic> {
    let all_but_last = &arrivals[..arrivals.len().saturating_sub(1)];
    if all_but_last.iter().all(|arrival| !arrival.bytes.is_empty()) {
        return None;
    }
    let mut lines = text.split_inclusive('\n').scan(0, |start, line| {
        let at = *start;
        *start += line.len();
        Some((at, line))
    });
    let is_end = |line: &str| line.trim_start().starts_with('@') && line.trim().ends_with(" end");
    let (at, line) = lines.find(|(_, line)| is_end(line))?;
    let span = Span::new(file, at, at + line.trim_end().len());
    Some(
        Diagnostic::error(span, "something follows the end").hint("`end` belongs on the last line"),
    )
}

/// Arrivals as the text of a script.
pub fn script_text(arrivals: &[Arrival]) -> String {
    let mut text = String::new();
    for Arrival { cycle, bytes } in arrivals {
        let what = match bytes.is_empty() {
            true => "end".to_string(),
            false => format!("\"{}\"", bytes.iter().map(|&byte| escaped(byte)).collect::<String>()),
        };
        writeln!(text, "@{cycle} {what}").expect("a String takes anything");
    }
    text
}

fn escaped(byte: u8) -> String {
    match byte {
        b'\n' => "\\n".into(),
        b'\r' => "\\r".into(),
        b'\t' => "\\t".into(),
        b'"' => "\\\"".into(),
        b'\\' => "\\\\".into(),
        b' '..=b'~' => char::from(byte).into(),
        other => format!("\\x{other:02x}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Arrival, script, script_text};

    fn arrivals(text: &str) -> Vec<(u64, Vec<u8>)> {
        let all = script("in.script", text).unwrap_or_else(|error| panic!("{error}"));
        all.into_iter().map(|Arrival { cycle, bytes }| (cycle, bytes)).collect()
    }

    #[test]
    fn a_line_is_an_arrival() {
        let text =
            "# first\n@1_000 \"a\\n\"\n\n  @+50\t\"b # c\\x7f\\\"\"\n@1050 \"d\"\n@2000 end\n";
        let expected = [(1000, &b"a\n"[..]), (1050, b"b # c\x7f\""), (1050, b"d"), (2000, b"")];
        assert_eq!(arrivals(text), expected.map(|(cycle, bytes)| (cycle, bytes.to_vec())));
        assert_eq!(arrivals("# nothing\n"), []);
    }

    #[test]
    fn what_is_written_reads_back() {
        let all: Vec<u8> = (0..=255).collect();
        let sent = vec![
            Arrival { cycle: 7, bytes: all },
            Arrival { cycle: 7, bytes: "öl\r\n".into() },
            Arrival { cycle: u64::MAX, bytes: Vec::new() },
        ];
        assert_eq!(script("back", &script_text(&sent)).unwrap(), sent);
    }

    #[test]
    fn what_is_wrong_is_shown() {
        let cases = [
            ("100 \"a\"", "in.script:1:1", "is no cycle"),
            ("@x \"a\"", "in.script:1:1", "`@x` is no cycle"),
            ("@18446744073709551616 \"a\"", "in.script:1:1", "is no cycle"),
            ("@9 \"a\"\n@8 \"b\"", "in.script:2:1", "before that of the line above, 9"),
            ("@9 a", "in.script:1:4", "quotes"),
            ("@9", "in.script:1:3", "quotes"),
            ("@9 \"", "in.script:1:4", "quotes"),
            ("@9 \"a\" b\"", "in.script:1:6", "a quote within"),
            ("@9 \"ab\\q\"", "in.script:1:7", "no such escape"),
            ("@9 \"\\x4\"", "in.script:1:5", "no such escape"),
            ("@9 \"\"", "in.script:1:4", "empty"),
            ("@9 end\n@10 \"a\"", "in.script:1:1", "follows the end"),
        ];
        for (text, place, message) in cases {
            let shown = script("in.script", text).unwrap_err().to_string();
            assert!(shown.contains(place) && shown.contains(message), "{text}:\n{shown}");
        }
    }
}
