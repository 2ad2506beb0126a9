//! Tokens → text again: the `-E` form.
//!
//! Each token that began a line begins one here; markers `# LINE "FILE"` (and a few empty lines where
//! they suffice) keep line numbers right. A space parts two tokens that would otherwise be read as one.

use crate::front::lex::lex;
use crate::front::report::Report;
use crate::front::token::{Atoms, Punct, Token, TokenKind};
use swtch_source::{FileId, Sources};

/// More empty lines than this are a marker instead.
const EMPTY_LINES_MAX: u32 = 8;

/// The tokens as C text with line markers.
pub fn text(tokens: &[Token], sources: &Sources, atoms: &mut Atoms) -> String {
    let mut writer = Writer { out: String::new(), file: None, line: 1, fresh: true };
    let mut last: Option<Token> = None;
    for &token in tokens {
        if token.kind == TokenKind::End {
            break;
        }
        let line = sources.line(token.span);
        let file = token.span.file;
        if token.line_start || writer.file != Some(file) {
            writer.go_to(file, line, sources);
            last = None;
        }
        if let Some(last) = last
            && (token.space_before || would_join(last, token, file, atoms))
        {
            writer.out.push(' ');
        }
        writer.out.push_str(&token.kind.text(atoms));
        writer.fresh = false;
        last = Some(token);
    }
    if !writer.fresh {
        writer.out.push('\n');
    }
    writer.out
}

struct Writer {
    out: String,
    file: Option<FileId>,
    /// Of the line being written.
    line: u32,
    /// Nothing stands on it yet.
    fresh: bool,
}

impl Writer {
    fn go_to(&mut self, file: FileId, line: u32, sources: &Sources) {
        if !self.fresh {
            self.out.push('\n');
            self.line += 1;
            self.fresh = true;
        }
        let near = line >= self.line && line - self.line <= EMPTY_LINES_MAX;
        if self.file == Some(file) && near {
            for _ in self.line..line {
                self.out.push('\n');
            }
        } else {
            let name = sources.file(file).name.replace('\\', "\\\\").replace('"', "\\\"");
            self.out.push_str(&format!("# {line} \"{name}\"\n"));
        }
        self.file = Some(file);
        self.line = line;
    }
}

/// Whether two tokens side by side would be read as something else.
fn would_join(left: Token, right: Token, file: FileId, atoms: &mut Atoms) -> bool {
    let word = |t: Token| !matches!(t.kind, TokenKind::Punct(_) | TokenKind::Other(_));
    match (left.kind, right.kind) {
        (TokenKind::Punct(Punct::OpenParen | Punct::Comma | Punct::Semicolon), _)
        | (_, TokenKind::Punct(Punct::CloseParen | Punct::Comma | Punct::Semicolon)) => false,
        _ if word(left) && word(right) => true,
        _ => {
            let joined = left.kind.text(atoms) + &right.kind.text(atoms);
            let mut ignored = Report::default();
            let tokens = lex(&joined, file, false, atoms, &mut ignored);
            !matches!(tokens[..], [a, b] if a.kind == left.kind && b.kind == right.kind)
        }
    }
}
