//! What was probably meant: mistakes so common that they have a message of their own, where the grammar
//! alone would know only which token it misses.

use super::*;
use crate::front::hints::foreign_word;

impl Parser {
    /// A statement that stands outside of every function: reported, and None if it is none.
    pub(super) fn statement_outside(&mut self) -> Option<Lost> {
        let span = self.span();
        if self.sees(Punct::OpenBrace) {
            let error =
                Diagnostic::error(span, "a body without a function").label("whose is this?");
            let stopped = self.at > 0 && self.tokens[self.at - 1].is(Punct::Semicolon);
            self.report.push(match stopped {
                true => error.note(self.last_span(), "this ';' ends what stands before it"),
                false => error.hint("write 'int name(void)' before it"),
            });
            return Some(Lost);
        }
        if !self.begins_statement() {
            return None;
        }
        let error = Diagnostic::error(span, "a statement outside of a function");
        let error = error.label("only declarations stand here");
        self.report.push(error.hint("put it into a function; or is a '}' one too many above?"));
        self.skip_statement();
        Some(Lost)
    }

    fn begins_statement(&self) -> bool {
        use Keyword::{
            Break, Case, Continue, Default, Do, Else, For, Goto, If, Return, Switch, While,
        };
        let word = matches!(
            self.keyword(),
            Some(
                If | Else
                    | For
                    | While
                    | Do
                    | Switch
                    | Case
                    | Default
                    | Return
                    | Break
                    | Continue
                    | Goto
            )
        );
        let Some(name) = self.name().filter(|_| !self.begins_type(0)) else { return word };
        let declared = self.lookup(name).is_some();
        match self.peek_at(1).kind {
            TokenKind::Punct(Punct::Assign | Punct::OpenBracket) => declared,
            TokenKind::Punct(Punct::OpenParen) => {
                let argument = self.peek_at(2).kind;
                let literal = matches!(
                    argument,
                    TokenKind::Str(_) | TokenKind::Number(_) | TokenKind::Char(_)
                );
                let called = self.peek_at(2).is(Punct::CloseParen)
                    && self.peek_at(3).is(Punct::Semicolon)
                    && declared;
                literal || called
            }
            TokenKind::Punct(punct) => matches!(
                punct,
                Punct::PlusPlus
                    | Punct::MinusMinus
                    | Punct::PlusAssign
                    | Punct::MinusAssign
                    | Punct::Dot
                    | Punct::Arrow
            ),
            _ => false,
        }
    }

    /// A word of another language, where no declaration gives it a meaning.
    pub(super) fn foreign(&self, ahead: usize) -> Option<(String, &'static str)> {
        let TokenKind::Name(name) = self.peek_at(ahead).kind else { return None };
        if name.keyword().is_some() || self.lookup(name).is_some() {
            return None;
        }
        let text = self.text(name);
        let hint = foreign_word(&text)?;
        Some((text, hint))
    }

    /// A statement of another language: reported, and to be skipped.
    pub(super) fn foreign_statement(&mut self) -> Option<Lost> {
        let (text, hint) = self.foreign(0)?;
        let scoped = self.peek_at(1).is(Punct::Colon) && self.peek_at(2).is(Punct::Colon);
        let next = self.peek_at(1).kind;
        let plain = matches!(next, TokenKind::Punct(Punct::Colon | Punct::Assign));
        if plain && !scoped {
            return None;
        }
        let word = match text.as_str() {
            "try" | "throw" | "using" | "foreach" | "begin" | "elif" | "elseif" | "elsif" => true,
            "catch" => return Some(Lost),
            "class" | "template" | "delete" | "let" | "var" | "print" | "println" | "echo" => {
                matches!(next, TokenKind::Name(_) | TokenKind::Str(_))
                    || matches!(next, TokenKind::Punct(Punct::Less | Punct::OpenBracket))
            }
            _ => false,
        };
        if !scoped && !word {
            return None;
        }
        self.report_foreign(&text, hint);
        Some(Lost)
    }

    pub(super) fn report_foreign(&mut self, text: &str, hint: &str) {
        let error = Diagnostic::error(self.span(), format!("'{text}' is no word of C"));
        self.report.push(error.label("not declared").hint(hint));
    }

    /// `int &x`: read on as if it were a pointer.
    pub(super) fn reference(&mut self) {
        let error = Diagnostic::error(self.span(), "C has no references").label("not here");
        self.report.push(error.hint("take a pointer, with '*', and pass an address, with '&'"));
        self.next();
    }

    /// `int x = 3` among parameters or members: the value is passed over.
    pub(super) fn misplaced_value(&mut self, of: &str, hint: &str) -> Parsed<()> {
        let error = Diagnostic::error(self.span(), format!("{of} has no initial value"));
        self.report.push(error.label("not here").hint(hint));
        self.next();
        if self.sees(Punct::OpenBrace) {
            self.skip_braces();
            return Ok(());
        }
        self.conditional().map(|_| ())
    }

    /// Passes `{ … }`.
    pub(super) fn skip_braces(&mut self) {
        let mut depth = 0u32;
        loop {
            match self.next().kind {
                TokenKind::Punct(Punct::OpenBrace) => depth += 1,
                TokenKind::Punct(Punct::CloseBrace) => depth = depth.saturating_sub(1),
                TokenKind::End => return,
                _ => {}
            }
            if depth == 0 {
                return;
            }
        }
    }

    /// `for (int i = 0, i < 3; i++)`: whether, behind a comma, a condition stands where a declarator
    /// belongs. It is reported, and read as if behind a ';'.
    pub(super) fn condition_as_declarator(&mut self) -> bool {
        let declared = self.name().is_some_and(|name| self.lookup(name).is_some());
        let compared = matches!(
            self.peek_at(1).kind,
            TokenKind::Punct(
                Punct::Less
                    | Punct::LessEqual
                    | Punct::Greater
                    | Punct::GreaterEqual
                    | Punct::NotEqual
                    | Punct::EqualEqual
                    | Punct::Dot
                    | Punct::Arrow
            )
        );
        if !declared || !compared {
            return false;
        }
        let error = Diagnostic::error(self.last_span(), "expected ';' before this expression");
        let error = error.label("';' belongs here");
        self.report.push(error.hint("the three parts of 'for' are separated by ';'"));
        true
    }

    /// `and` and its like, where an operator is missing: reported as the reason.
    pub(super) fn foreign_operator(&mut self) -> bool {
        let Some((text, hint)) = self.foreign(0) else { return false };
        if !matches!(text.as_str(), "and" | "or" | "xor" | "then") {
            return false;
        }
        self.report_foreign(&text, hint);
        let TokenKind::Name(name) = self.peek().kind else { return true };
        let entry = Entry { meaning: Meaning::Unknown, span: self.span() };
        self.scopes.declare_new(0, name, entry);
        true
    }

    /// `=>`, `=<` and `<>`, of which the second half has just been met.
    pub(super) fn turned_operator(&self) -> Option<&'static str> {
        let before = self.tokens.get(self.at.checked_sub(1)?)?;
        let next = self.peek();
        if before.span.end != next.span.start {
            return None;
        }
        match (before.kind, next.kind) {
            (TokenKind::Punct(Punct::Assign), TokenKind::Punct(Punct::Greater)) => {
                Some("write '>='")
            }
            (TokenKind::Punct(Punct::Assign), TokenKind::Punct(Punct::Less)) => Some("write '<='"),
            (TokenKind::Punct(Punct::Less), TokenKind::Punct(Punct::Greater)) => Some("write '!='"),
            _ => None,
        }
    }

    /// `Return x;`, `retrun x;`: a misspelt word of C before a name.
    pub(super) fn misspelt_statement(&self) -> bool {
        let Some(name) = self.name() else { return false };
        let text = self.atoms.text(name);
        let lower = text.to_ascii_lowercase();
        let words = ["return", "goto", "break", "continue", "else", "case"];
        words.contains(&lower.as_str()) || swtch_source::nearest(&lower, words).is_some()
    }

    /// A character that C has no use for, where something else is missing: reported as the reason.
    pub(super) fn stray(&mut self) -> bool {
        let TokenKind::Other(character) = self.peek().kind else { return false };
        let message = format!("a stray '{character}'");
        self.report.error(self.span(), message, "means nothing in C");
        true
    }
}
