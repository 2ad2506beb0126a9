//! Text to statements, statements to tokens.
//!
//! A statement ends at a newline or `;`. [`split`] finds statements without reading them, because
//! macro bodies are kept as text until they are expanded; [`tokens`] reads one.

use crate::report::{Fallible, error, hinted};
use std::rc::Rc;
use swtch_source::{FileId, Span};

/// The text of one statement, and where it came from.
#[derive(Clone, Debug)]
pub(crate) struct Line {
    pub(crate) text: Rc<str>,
    /// The statement in its file; for an expanded one, the statement of the macro's body.
    pub(crate) span: Span,
    /// Whether `text` stands at `span` letter by letter, so that tokens can be pointed at.
    pub(crate) exact: bool,
    /// The marker `# 12 "file.h"` that a preprocessor left, if the line is one.
    pub(crate) marker: bool,
}

/// A token and its place.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Token {
    pub(crate) tok: Tok,
    pub(crate) span: Span,
    /// Offset of its end in the text of its statement.
    pub(crate) end: usize,
}

/// The kinds of token.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Tok {
    /// A name: of a symbol, an instruction, a directive, a register.
    Word(Rc<str>),
    /// A number; the 64 bits of it.
    Number(i64),
    /// A number as it is written that needs more than 64 bits. Nobody computes with it: it is a checksum.
    Large(Rc<str>),
    /// `1b` (backward) or `1f` (forward).
    Local { number: u32, forward: bool },
    /// A string, escapes already replaced.
    Text(Vec<u8>),
    /// Punctuation, of one or two characters.
    Punct(&'static str),
}

impl Tok {
    pub(crate) fn is(&self, punct: &str) -> bool {
        matches!(self, Tok::Punct(known) if *known == punct)
    }

    pub(crate) fn word(&self) -> Option<&str> {
        match self {
            Tok::Word(word) => Some(word),
            _ => None,
        }
    }

    /// As a person would name it in a message.
    pub(crate) fn describe(&self) -> String {
        match self {
            Tok::Word(word) => format!("`{word}`"),
            Tok::Number(number) => format!("`{number}`"),
            Tok::Large(written) => format!("`{written}`"),
            Tok::Local { number, forward } => {
                format!("`{number}{}`", if *forward { 'f' } else { 'b' })
            }
            Tok::Text(_) => "a string".into(),
            Tok::Punct(punct) => format!("`{punct}`"),
        }
    }
}

/// Longer ones first, so that the first match is the longest.
const PUNCTUATION: [&str; 33] = [
    "<<", ">>", "==", "!=", "<>", "<=", ">=", "&&", "||", "+", "-", "*", "/", "%", "&", "|", "^",
    "~", "!", "<", ">", "=", "(", ")", "[", "]", "{", "}", ",", ":", "@", "?", "\\",
];

/// The statements of a file. Comments stay in the text of a statement; [`tokens`] skips them.
pub(crate) fn split(file: FileId, text: &str) -> Vec<Line> {
    let bytes = text.as_bytes();
    let (mut lines, mut start, mut at) = (Vec::new(), 0, 0);
    while at < bytes.len() {
        if bytes[at] == b'\n' || bytes[at] == b';' {
            push(&mut lines, file, text, start, at);
            at += 1;
            start = at;
            continue;
        }
        let first_of_line = start == 0 || bytes[start - 1] == b'\n';
        if bytes[at] == b'#'
            && first_of_line
            && is_marker(&text[at..])
            && text[start..at].trim().is_empty()
        {
            let end = line_end(bytes, at);
            lines.push(line(file, text, at, end, true));
            (at, start) = (end, end);
            continue;
        }
        at = skip(bytes, at);
    }
    push(&mut lines, file, text, start, bytes.len());
    lines
}

fn push(lines: &mut Vec<Line>, file: FileId, text: &str, start: usize, end: usize) {
    let statement = &text[start..end];
    let trimmed = statement.trim();
    if !trimmed.is_empty() {
        let start = start + (statement.len() - statement.trim_start().len());
        lines.push(line(file, text, start, start + trimmed.len(), false));
    }
}

fn line(file: FileId, text: &str, start: usize, end: usize, marker: bool) -> Line {
    Line { text: text[start..end].into(), span: Span::new(file, start, end), exact: true, marker }
}

/// Whether `text`, which begins with `#`, is a preprocessor's line marker.
fn is_marker(text: &str) -> bool {
    let line = text.lines().next().unwrap_or("");
    let rest = line[1..].trim_start_matches([' ', '\t']);
    let rest = rest.strip_prefix("line").map_or(rest, str::trim_start);
    let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
    digits > 0 && rest[digits..].trim_start().starts_with('"')
}

/// Past the token that begins at `at`, as far as matters for finding ends of statements: strings,
/// character constants and comments are skipped whole.
fn skip(bytes: &[u8], at: usize) -> usize {
    match (bytes[at], bytes.get(at + 1)) {
        (b'"', _) => string_end(bytes, at),
        (b'\'', Some(c)) if *c != b'\n' => character_end(bytes, at),
        (b'#', _) | (b'/', Some(b'/')) => line_end(bytes, at),
        (b'/', Some(b'*')) => comment_end(bytes, at),
        _ => at + 1,
    }
}

/// Past a character constant, whose closing quote is optional.
fn character_end(bytes: &[u8], at: usize) -> usize {
    let escaped = bytes[at + 1] == b'\\';
    let end = (at + 2 + usize::from(escaped)).min(bytes.len());
    end + usize::from(bytes.get(end) == Some(&b'\''))
}

fn line_end(bytes: &[u8], at: usize) -> usize {
    bytes[at..].iter().position(|&b| b == b'\n').map_or(bytes.len(), |length| at + length)
}

fn comment_end(bytes: &[u8], at: usize) -> usize {
    let rest = &bytes[at + 2..];
    rest.windows(2).position(|pair| pair == b"*/").map_or(bytes.len(), |length| at + length + 4)
}

/// Past the closing quote; at the newline or the end if there is none.
fn string_end(bytes: &[u8], start: usize) -> usize {
    let mut at = start + 1;
    while at < bytes.len() {
        match bytes[at] {
            b'"' => return at + 1,
            b'\n' => return at,
            b'\\' => at += 2,
            _ => at += 1,
        }
    }
    bytes.len()
}

/// The tokens of one statement.
pub(crate) fn tokens(line: &Line) -> Fallible<Vec<Token>> {
    let mut lexer = Lexer { line, text: &line.text, at: 0 };
    let mut tokens = Vec::new();
    while let Some(start) = lexer.next_start()? {
        let tok = lexer.token()?;
        tokens.push(Token { tok, span: lexer.span(start, lexer.at), end: lexer.at });
    }
    Ok(tokens)
}

struct Lexer<'a> {
    line: &'a Line,
    text: &'a str,
    at: usize,
}

impl Lexer<'_> {
    fn span(&self, start: usize, end: usize) -> Span {
        if !self.line.exact {
            return self.line.span;
        }
        let base = self.line.span.start as usize;
        Span::new(self.line.span.file, base + start, base + end)
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// Skips space and comments; the start of the next token, if there is one.
    fn next_start(&mut self) -> Fallible<Option<usize>> {
        loop {
            let rest = self.rest();
            self.at += rest.len() - rest.trim_start().len();
            let bytes = self.text.as_bytes();
            match (bytes.get(self.at), bytes.get(self.at + 1)) {
                (None, _) => return Ok(None),
                (Some(b'#'), _) | (Some(b'/'), Some(b'/')) => self.at = line_end(bytes, self.at),
                (Some(b'/'), Some(b'*')) => {
                    let end = comment_end(bytes, self.at);
                    if !self.text[..end].ends_with("*/") || end < self.at + 4 {
                        let span = self.span(self.at, self.at + 2);
                        return Err(hinted(span, "this comment never ends", "close it with `*/`"));
                    }
                    self.at = end;
                }
                _ => return Ok(Some(self.at)),
            }
        }
    }

    fn token(&mut self) -> Fallible<Tok> {
        let first = self.rest().chars().next().unwrap_or(' ');
        match first {
            '"' => self.string(),
            '\'' => self.character(),
            c if c.is_ascii_digit() => self.number(),
            c if is_word_start(c) => Ok(self.word()),
            c => self.punctuation(c),
        }
    }

    fn word(&mut self) -> Tok {
        let rest = self.rest();
        let length = rest.find(|c| !is_word(c)).unwrap_or(rest.len());
        let word = Tok::Word(rest[..length].into());
        self.at += length;
        word
    }

    fn punctuation(&mut self, first: char) -> Fallible<Tok> {
        let rest = self.rest();
        let Some(punct) = PUNCTUATION.into_iter().find(|punct| rest.starts_with(punct)) else {
            let span = self.span(self.at, self.at + first.len_utf8());
            return Err(error(span, format!("unexpected character `{}`", first.escape_debug())));
        };
        self.at += punct.len();
        Ok(Tok::Punct(punct))
    }

    /// A number in any base, or a reference to a numbered label.
    fn number(&mut self) -> Fallible<Tok> {
        let start = self.at;
        let rest = self.rest();
        let length = rest.find(|c: char| !is_word(c) || c == '.').unwrap_or(rest.len());
        let written = rest[..length].to_string();
        self.at += length;
        let span = self.span(start, self.at);
        if let Some(local) = local_label(&written) {
            return Ok(local);
        }
        let (digits, radix) = match written.as_bytes() {
            [b'0', b'x' | b'X', ..] => (&written[2..], 16),
            [b'0', b'b' | b'B', ..] => (&written[2..], 2),
            [b'0', _, ..] => (&written[1..], 8),
            _ => (written.as_str(), 10),
        };
        match u64::from_str_radix(digits, radix) {
            Ok(number) => Ok(Tok::Number(number as i64)),
            Err(reason) if *reason.kind() == std::num::IntErrorKind::PosOverflow => {
                Ok(Tok::Large(written.into()))
            }
            Err(_) => Err(error(span, format!("`{written}` is not a number"))),
        }
    }

    fn string(&mut self) -> Fallible<Tok> {
        let start = self.at;
        self.at += 1;
        let mut bytes = Vec::new();
        loop {
            let Some(next) = self.rest().chars().next().filter(|&c| c != '\n') else {
                let span = self.span(start, self.at);
                return Err(hinted(span, "this string never ends", "close it with `\"`"));
            };
            self.at += next.len_utf8();
            match next {
                '"' => return Ok(Tok::Text(bytes)),
                '\\' => bytes.push(self.escape()?),
                _ => bytes.extend(next.encode_utf8(&mut [0; 4]).bytes()),
            }
        }
    }

    /// `'a` or `'a'`, a number.
    fn character(&mut self) -> Fallible<Tok> {
        let start = self.at;
        self.at += 1;
        let Some(next) = self.rest().chars().next() else {
            return Err(error(self.span(start, self.at), "a character must follow the quote"));
        };
        self.at += next.len_utf8();
        let value =
            if next == '\\' { i64::from(self.escape()?) } else { i64::from(u32::from(next)) };
        if self.rest().starts_with('\'') {
            self.at += 1;
        }
        Ok(Tok::Number(value))
    }

    /// What stands after a backslash in a string or character.
    fn escape(&mut self) -> Fallible<u8> {
        let start = self.at - 1;
        let Some(next) = self.rest().chars().next() else {
            return Err(error(self.span(start, self.at), "nothing follows the backslash"));
        };
        self.at += next.len_utf8();
        Ok(match next {
            'n' => b'\n',
            't' => b'\t',
            'r' => b'\r',
            'b' => 8,
            'f' => 12,
            '\\' | '"' | '\'' => next as u8,
            'x' | 'X' => self.digits(16, usize::MAX),
            '0'..='7' => {
                self.at -= 1;
                self.digits(8, 3)
            }
            _ => {
                let span = self.span(start, self.at);
                return Err(error(span, format!("unknown escape `\\{}`", next.escape_debug())));
            }
        })
    }

    /// The value, modulo 256, of at most `count` digits.
    fn digits(&mut self, radix: u32, count: usize) -> u8 {
        let digits = self.rest().chars().map_while(|c| c.to_digit(radix)).take(count);
        let (length, value) = digits.fold((0, 0u8), |(length, value), digit| {
            (length + 1, value.wrapping_mul(radix as u8).wrapping_add(digit as u8))
        });
        self.at += length;
        value
    }
}

/// `1b`, `12f`; also `0b`, which is not a binary number as long as no digits follow.
fn local_label(written: &str) -> Option<Tok> {
    let (digits, forward) = match (written.strip_suffix('f'), written.strip_suffix('b')) {
        (Some(digits), _) => (digits, true),
        (_, Some(digits)) => (digits, false),
        _ => return None,
    };
    let is_decimal = !digits.is_empty() && digits.bytes().all(|b| b.is_ascii_digit());
    let number = digits.parse().ok().filter(|_| is_decimal)?;
    Some(Tok::Local { number, forward })
}

pub(crate) fn is_word_start(c: char) -> bool {
    c.is_alphabetic() || matches!(c, '_' | '.' | '$')
}

pub(crate) fn is_word(c: char) -> bool {
    is_word_start(c) || c.is_ascii_digit() || (!c.is_ascii() && c.is_alphanumeric())
}

/// `text` without the comment that may end it.
pub(crate) fn strip_comment(text: &str) -> &str {
    let bytes = text.as_bytes();
    let mut at = 0;
    while at < bytes.len() {
        if bytes[at] == b'#' || bytes[at..].starts_with(b"//") {
            return text[..at].trim_end();
        }
        at = skip(bytes, at);
    }
    text
}
