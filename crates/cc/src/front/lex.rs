//! Characters → tokens, one file at a time.
//!
//! Comments become white space, a backslash before a line end joins the lines (in the middle of a
//! token too). The lexer never fails: an unterminated comment or literal is reported and ends at the
//! line or the file, a character that C has no use for becomes [`TokenKind::Other`].

use super::lookalike::{Meant, is_letter, lookalike};
use super::report::Report;
use super::token::{Atom, Atoms, PUNCTS, Punct, Token, TokenKind};
use super::warning::Named;
use swtch_source::{Diagnostic, FileId, Span};

/// All tokens of a text, without the end. `assembly` relaxes quotes: in a `.S` file `don't` may
/// stand in a comment.
pub fn lex(
    text: &str,
    file: FileId,
    assembly: bool,
    atoms: &mut Atoms,
    report: &mut Report,
) -> Vec<Token> {
    let bytes = text.as_bytes();
    let lexer =
        Lexer { text, bytes, at: 0, file, assembly, falls: false, told: Vec::new(), atoms, report };
    lexer.run()
}

struct Lexer<'a> {
    text: &'a str,
    bytes: &'a [u8],
    at: usize,
    file: FileId,
    assembly: bool,
    /// The comment passed last says "fall through".
    falls: bool,
    /// Characters that look like others, and of which that has been said.
    told: Vec<&'static str>,
    atoms: &'a mut Atoms,
    report: &'a mut Report,
}

impl Lexer<'_> {
    fn run(mut self) -> Vec<Token> {
        let mut tokens = Vec::with_capacity(self.bytes.len() / 4);
        let mut line_start = true;
        if self.text.starts_with('\u{feff}') {
            self.at = 3;
        }
        loop {
            let before = self.at;
            line_start |= self.skip_space();
            if self.at >= self.bytes.len() {
                return tokens;
            }
            let space_before = self.at > before;
            let start = self.at;
            let falls = std::mem::take(&mut self.falls);
            let kind = self.token();
            let span = Span::new(self.file, start, self.at);
            tokens.push(Token { kind, span, line_start, space_before, painted: false, falls });
            line_start = false;
        }
    }

    fn rest(&self) -> &str {
        &self.text[self.at..]
    }

    /// The byte `ahead` bytes on; 0 past the end.
    fn peek(&self, ahead: usize) -> u8 {
        self.bytes.get(self.at + ahead).copied().unwrap_or(0)
    }

    /// The length of a joined line end (`\` newline) at `at`, or 0.
    fn splice(&self, at: usize) -> usize {
        match self.bytes.get(at..) {
            Some([b'\\', b'\n', ..]) => 2,
            Some([b'\\', b'\r', b'\n', ..]) => 3,
            _ => 0,
        }
    }

    /// Passes white space and comments; whether a line ended.
    fn skip_space(&mut self) -> bool {
        let mut line_ended = false;
        while self.at < self.bytes.len() {
            match (self.peek(0), self.peek(1)) {
                (b'\n', _) => {
                    line_ended = true;
                    self.at += 1;
                }
                (b' ' | b'\t' | b'\r' | 0x0b | 0x0c, _) => self.at += 1,
                (b'\\', _) if self.splice(self.at) > 0 => self.at += self.splice(self.at),
                (b'/', b'/') => self.skip_line_comment(),
                (b'/', b'*') => self.skip_block_comment(),
                (0x80.., _) if !self.assembly => match self.lookalike() {
                    Some((Meant::Space, name, character)) => {
                        self.tell(character, name, "a plain space, or nothing");
                        self.at += character.len_utf8();
                    }
                    _ => break,
                },
                _ => break,
            }
        }
        line_ended
    }

    /// The character that comes next, if it looks like another.
    fn lookalike(&self) -> Option<(Meant, &'static str, char)> {
        let character = self.text[self.at..].chars().next()?;
        lookalike(character).map(|(meant, name)| (meant, name, character))
    }

    /// Says, once of each kind, that a character is not what it looks like.
    fn tell(&mut self, character: char, name: &'static str, wanted: &str) {
        if self.told.contains(&name) {
            return;
        }
        self.told.push(name);
        let span = Span::new(self.file, self.at, self.at + character.len_utf8());
        let code = character as u32;
        let error = Diagnostic::error(span, format!("{name} (U+{code:04X})"))
            .label(format!("C wants {wanted} here"));
        self.report.push(
            error.hint("replace it, and others like it; was the text copied from a document?"),
        );
    }

    /// What a character beyond ASCII is, that belongs to no name.
    fn odd_character(&mut self, character: char) -> TokenKind {
        match self.lookalike() {
            Some((Meant::Operator(punct), name, _)) => {
                self.tell(character, name, &format!("'{}'", punct.text()));
                self.at += character.len_utf8();
                // A dash or a doubled sign may stand for two.
                TokenKind::Punct(punct)
            }
            Some((Meant::Quote(quote), name, _)) => self.typographic(character, quote, name),
            _ => {
                self.at += character.len_utf8();
                TokenKind::Other(character)
            }
        }
    }

    /// A literal between typographic quotes, up to the next quote of any shape on its line.
    fn typographic(&mut self, opening: char, quote: char, name: &'static str) -> TokenKind {
        self.tell(opening, name, &format!("{quote}"));
        self.at += opening.len_utf8();
        let line = self.rest().split('\n').next().unwrap_or_default();
        let closes =
            |c: char| c == quote || lookalike(c).is_some_and(|(m, _)| m == Meant::Quote(quote));
        let Some(length) = line.find(closes) else { return TokenKind::Other(opening) };
        let inner = &line[..length];
        let closing = line[length..].chars().next().map_or(0, char::len_utf8);
        let atom = self.atoms.intern(&format!("{quote}{inner}{quote}"));
        self.at += length + closing;
        if quote == '"' { TokenKind::Str(atom) } else { TokenKind::Char(atom) }
    }

    fn skip_line_comment(&mut self) {
        let start = self.at + 2;
        while self.at < self.bytes.len() && self.peek(0) != b'\n' {
            self.at += self.splice(self.at).max(1);
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        self.falls |= says_fall_through(text);
        if let Some(inner) = text.find("\\\n") {
            let message = "a comment of two lines";
            self.warn_comment(start + inner, message, "this '\\' joins the next line to it");
        }
    }

    fn warn_comment(&mut self, at: usize, message: &str, label: &str) {
        let span = Span::new(self.file, at, at + 1);
        if !self.assembly {
            self.report.push(Diagnostic::warning(span, message).named("comment").label(label));
        }
    }

    fn skip_block_comment(&mut self) {
        match self.text[self.at + 2..].find("*/") {
            Some(length) => {
                let start = self.at + 2;
                let text = &self.text[start..start + length];
                self.falls |= says_fall_through(text);
                if let Some(inner) = text.find("/*") {
                    let message = "a comment begins inside a comment";
                    self.warn_comment(start + inner, message, "comments do not nest");
                }
                self.at = start + length + 2;
            }
            None => {
                let span = Span::new(self.file, self.at, self.at + 2);
                self.report.suspect(
                    span,
                    Diagnostic::error(span, "unterminated comment")
                        .label("starts here")
                        .hint("close it with '*/'"),
                );
                self.report.unclosed = true;
                self.at = self.bytes.len();
            }
        }
    }

    fn token(&mut self) -> TokenKind {
        let c = self.peek(0);
        if self.name_start(c) > 0 || self.universal() > 0 {
            return self.name_or_prefixed_literal();
        }
        if c.is_ascii_digit() || c == b'.' && self.peek(1).is_ascii_digit() {
            return self.number();
        }
        if c == b'"' || c == b'\'' {
            return self.literal(self.at);
        }
        if let Some(&(text, punct)) = DIGRAPHS.iter().find(|row| self.rest().starts_with(row.0)) {
            self.at += text.len();
            return TokenKind::Punct(punct);
        }
        for (text, punct) in PUNCTS {
            if self.rest().starts_with(text) {
                self.at += text.len();
                return TokenKind::Punct(*punct);
            }
        }
        let c = self.text[self.at..].chars().next().unwrap_or(' ');
        if !c.is_ascii() && !self.assembly {
            return self.odd_character(c);
        }
        self.at += c.len_utf8();
        TokenKind::Other(c)
    }

    /// The length of the letter, `_` or `$` that comes next; 0 if `c`, its first byte, begins none.
    fn name_start(&self, c: u8) -> usize {
        if c < 0x80 {
            return usize::from(c.is_ascii_alphabetic() || c == b'_' || c == b'$');
        }
        let letter = self.text[self.at..].chars().next();
        letter.filter(|&letter| self.assembly || is_letter(letter)).map_or(0, char::len_utf8)
    }

    /// A spelling with joined lines taken out.
    fn spelled(&mut self, start: usize) -> Atom {
        let text = &self.text[start..self.at];
        if text.contains("\\\n") || text.contains("\\\r\n") {
            let joined = text.replace("\\\r\n", "").replace("\\\n", "");
            return self.atoms.intern(&joined);
        }
        self.atoms.intern(text)
    }

    fn name_or_prefixed_literal(&mut self) -> TokenKind {
        let start = self.at;
        loop {
            let c = self.peek(0);
            let letter = self.name_start(c).max(usize::from(c.is_ascii_digit()));
            let length = letter.max(self.splice(self.at)).max(self.universal());
            if length == 0 {
                break;
            }
            self.at += length;
        }
        let quote = self.peek(0);
        let prefix = &self.text[start..self.at];
        let prefixed = matches!(prefix, "L" | "u" | "U") && (quote == b'"' || quote == b'\'')
            || prefix == "u8" && quote == b'"';
        if prefixed && !self.assembly {
            return self.literal(start);
        }
        let spelled = self.spelled(start);
        TokenKind::Name(self.with_characters(spelled))
    }

    /// The length of a `\u00e4` or `\U000000e4` that comes next, which is a letter in a name.
    fn universal(&self) -> usize {
        let length = match (self.peek(0), self.peek(1)) {
            (b'\\', b'u') => 6,
            (b'\\', b'U') => 10,
            _ => return 0,
        };
        let digits = self.bytes.get(self.at + 2..self.at + length);
        let good = digits.is_some_and(|digits| digits.iter().all(u8::is_ascii_hexdigit));
        if good && !self.assembly { length } else { 0 }
    }

    /// A name with each such code replaced by its character.
    fn with_characters(&mut self, name: Atom) -> Atom {
        let text = self.atoms.text(name);
        if !text.contains('\\') {
            return name;
        }
        let mut parts = text.split('\\');
        let mut plain = parts.next().unwrap_or_default().to_string();
        for part in parts {
            let (code, rest) = part[1..].split_at(if part.starts_with('u') { 4 } else { 8 });
            let code = u32::from_str_radix(code, 16).ok().and_then(char::from_u32);
            plain.extend(code);
            plain.push_str(rest);
        }
        self.atoms.intern(&plain)
    }

    /// Digits, letters, dots, and signs after an exponent's letter.
    fn number(&mut self) -> TokenKind {
        let start = self.at;
        loop {
            let (c, next) = (self.peek(0), self.peek(1));
            if matches!(c, b'e' | b'E' | b'p' | b'P')
                && matches!(next, b'+' | b'-')
                && !self.assembly
            {
                self.at += 2;
            } else if c.is_ascii_alphanumeric() || c == b'.' || c == b'_' {
                self.at += 1;
            } else if self.splice(self.at) > 0 {
                self.at += self.splice(self.at);
            } else {
                return TokenKind::Number(self.spelled(start));
            }
        }
    }

    /// A string literal or character constant whose quote is at `self.at`.
    fn literal(&mut self, start: usize) -> TokenKind {
        let quote = self.peek(0);
        let opening = self.at;
        self.at += 1;
        loop {
            let c = self.peek(0);
            if self.at >= self.bytes.len() || c == b'\n' {
                return self.unterminated(start, opening, quote);
            }
            if self.splice(self.at) > 0 {
                self.at += self.splice(self.at);
            } else if c == b'\\' && self.at + 1 < self.bytes.len() {
                self.at += 1;
                self.at += self.text[self.at..].chars().next().map_or(0, char::len_utf8);
            } else {
                self.at += 1;
                if c == quote {
                    break;
                }
            }
        }
        let atom = self.spelled(start);
        if quote == b'"' { TokenKind::Str(atom) } else { TokenKind::Char(atom) }
    }

    /// Where an unterminated literal was probably meant to end: before `;` or `);`.
    fn likely_end(&self, start: usize) -> usize {
        let text = self.text[start..self.at].trim_end();
        let code = text.trim_end_matches([' ', '\t', '}']);
        let Some(inner) = code.strip_suffix(';') else { return start + text.len() };
        let line = self.text[..start].rfind('\n').map_or(0, |at| at + 1);
        let before = &self.text[line..start];
        let mut end = start + inner.len();
        for _ in before.matches(')').count()..before.matches('(').count() {
            if self.bytes[end - 1] == b')' {
                end -= 1;
            }
        }
        end.max(start + 1)
    }

    /// The quote on the next line that seems to close a string: there is an odd number of them.
    fn end_on_next_line(&self, quote: u8) -> Option<usize> {
        if quote != b'"' || self.at >= self.bytes.len() {
            return None;
        }
        let next = self.text[self.at + 1..].split('\n').next()?;
        let count = next.matches('"').count();
        (count % 2 == 1).then(|| self.at + 1 + next.find('"').unwrap_or(0))
    }

    /// Reports the literal, unless the text is assembly; it ends with its line.
    fn unterminated(&mut self, start: usize, opening: usize, quote: u8) -> TokenKind {
        let line_end = self.at;
        if self.assembly {
            self.at = opening + 1;
            return TokenKind::Other(quote as char);
        }
        let (what, close) = match quote {
            b'"' => ("string literal", "\""),
            _ => ("character constant", "'"),
        };
        let (end, spans_lines) = match self.end_on_next_line(quote) {
            Some(end) => (end, true),
            None => (self.likely_end(start), false),
        };
        let text = &self.text[start..end];
        self.at = end + usize::from(spans_lines);
        let closed = format!("{}{close}", text.replace('\n', " "));
        let span = Span::new(self.file, start, end.min(line_end));
        let error = Diagnostic::error(span, format!("unterminated {what}"))
            .label(format!("no closing {close} on this line"));
        let error = match spans_lines {
            true => error.hint(
                "a line end in a text is written '\\n'; or close the text, and open it again",
            ),
            false => error,
        };
        self.report.suspect(span, error);
        // The closed literal stands in for it, so that the parser has nothing to add.
        match quote {
            b'"' => TokenKind::Str(self.atoms.intern(&closed)),
            _ => TokenKind::Number(self.atoms.intern("0")),
        }
    }
}

/// Whether a comment says no more than that control is meant to run into the next `case`, in one of
/// the ways that people write it: `FALLTHRU`, `Falls through.`, `else, fall-through - as C has it`.
fn says_fall_through(comment: &str) -> bool {
    if comment.len() > 200 || !comment.contains(['f', 'F']) {
        return false;
    }
    let lower = comment.to_ascii_lowercase();
    let mut rest = lower.trim_matches([' ', '\t', '.', '!', '-', '@', '\r']);
    for start in ["lint -", "else, ", "else ", "intentionally ", "intentional "] {
        rest = rest.strip_prefix(start).unwrap_or(rest);
    }
    let words = ["fallthr", "fallsthr", "falls thr", "fall-thr", "fall thr"];
    let Some(rest) = words.iter().find_map(|word| rest.strip_prefix(word)) else { return false };
    let ends = ["ough", "u"];
    let Some(rest) = ends.iter().find_map(|end| rest.strip_prefix(end)) else { return false };
    let rest = rest.trim_start_matches([' ', '\t', '.', '!']);
    rest.is_empty() || rest.starts_with('-')
}

/// C's other spellings of brackets and `#`.
pub const DIGRAPHS: &[(&str, Punct)] = &[
    ("%:%:", Punct::HashHash),
    ("%:", Punct::Hash),
    ("<:", Punct::OpenBracket),
    (":>", Punct::CloseBracket),
    ("<%", Punct::OpenBrace),
    ("%>", Punct::CloseBrace),
];
