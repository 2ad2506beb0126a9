//! Walking through the tokens of one statement.

use crate::lex::{Tok, Token};
use crate::report::{Fallible, error};
use std::rc::Rc;
use swtch_source::Span;

/// A position in the tokens of a statement, or of a part of one.
#[derive(Clone)]
pub(crate) struct Cursor<'a> {
    tokens: &'a [Token],
    at: usize,
    /// The empty place after the last token, for "something is missing here".
    end: Span,
}

impl<'a> Cursor<'a> {
    /// At the start of `tokens`; `whole` is what to point at if there are none.
    pub(crate) fn new(tokens: &'a [Token], whole: Span) -> Cursor<'a> {
        let last = tokens.last().map_or(whole, |token| token.span);
        Cursor { tokens, at: 0, end: Span { start: last.end, ..last } }
    }

    pub(crate) fn peek(&self) -> Option<&'a Tok> {
        self.tokens.get(self.at).map(|token| &token.tok)
    }

    pub(crate) fn peek_at(&self, ahead: usize) -> Option<&'a Tok> {
        self.tokens.get(self.at + ahead).map(|token| &token.tok)
    }

    pub(crate) fn next(&mut self) -> Option<&'a Token> {
        let token = self.tokens.get(self.at)?;
        self.at += 1;
        Some(token)
    }

    /// The tokens not yet taken.
    pub(crate) fn rest(&self) -> &'a [Token] {
        &self.tokens[self.at.min(self.tokens.len())..]
    }

    /// The next token's place, or the end.
    pub(crate) fn span(&self) -> Span {
        self.tokens.get(self.at).map_or(self.end, |token| token.span)
    }

    /// From `start` to the last token taken.
    pub(crate) fn since(&self, start: Span) -> Span {
        match self.at.checked_sub(1).and_then(|at| self.tokens.get(at)) {
            Some(token) => start.to(token.span),
            None => start,
        }
    }

    pub(crate) fn at_end(&self) -> bool {
        self.at >= self.tokens.len()
    }

    /// Takes the punctuation if it is next.
    pub(crate) fn eat(&mut self, punct: &str) -> bool {
        let found = self.peek().is_some_and(|tok| tok.is(punct));
        self.at += usize::from(found);
        found
    }

    pub(crate) fn expect(&mut self, punct: &str) -> Fallible<()> {
        if self.eat(punct) { Ok(()) } else { Err(self.expected(&format!("`{punct}`"))) }
    }

    /// A name.
    pub(crate) fn word(&mut self, what: &str) -> Fallible<(Rc<str>, Span)> {
        match self.tokens.get(self.at) {
            Some(Token { tok: Tok::Word(word), span, .. }) => {
                self.at += 1;
                Ok((word.clone(), *span))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// A string.
    pub(crate) fn text(&mut self, what: &str) -> Fallible<(&'a [u8], Span)> {
        match self.tokens.get(self.at) {
            Some(Token { tok: Tok::Text(bytes), span, .. }) => {
                self.at += 1;
                Ok((bytes, *span))
            }
            _ => Err(self.expected(what)),
        }
    }

    /// "expected X, found Y".
    pub(crate) fn expected(&self, what: &str) -> Box<swtch_source::Diagnostic> {
        let found = self.peek().map_or("the end of the statement".into(), Tok::describe);
        error(self.span(), format!("expected {what}, found {found}"))
    }

    /// Nothing may be left.
    pub(crate) fn finish(&self) -> Fallible<()> {
        if self.at_end() { Ok(()) } else { Err(self.expected("the end of the statement")) }
    }
}

/// The parts of a statement between its commas, those in parentheses excepted.
pub(crate) fn split_commas(tokens: &[Token]) -> Vec<&[Token]> {
    if tokens.is_empty() {
        return Vec::new();
    }
    let mut depth = 0i32;
    tokens
        .split(|token| {
            depth += i32::from(token.tok.is("(")) - i32::from(token.tok.is(")"));
            depth <= 0 && token.tok.is(",")
        })
        .collect()
}

/// From the first of some tokens to the last.
pub(crate) fn span_of(tokens: &[Token]) -> Option<Span> {
    Some(tokens.first()?.span.to(tokens.last()?.span))
}
