//! Reading tokens one by one, and saying which one is missing.

use super::*;

impl Parser {
    /// The next token.
    pub(in crate::front) fn peek(&self) -> Token {
        self.tokens[self.at]
    }

    /// The token after `ahead` others.
    pub(in crate::front) fn peek_at(&self, ahead: usize) -> Token {
        self.tokens[(self.at + ahead).min(self.tokens.len() - 1)]
    }

    /// Where the next token stands.
    pub(in crate::front) fn span(&self) -> Span {
        self.peek().span
    }

    /// Where the token before the next stands.
    pub(in crate::front) fn last_span(&self) -> Span {
        self.tokens[self.at.saturating_sub(1)].span
    }

    /// Takes the next token; the end is never passed.
    pub(in crate::front) fn next(&mut self) -> Token {
        let token = self.peek();
        if token.kind != TokenKind::End {
            self.at += 1;
        }
        token
    }

    /// Whether the next token is this operator.
    pub(in crate::front) fn sees(&self, punct: Punct) -> bool {
        self.peek().is(punct)
    }

    /// Takes this operator if it is next.
    pub(in crate::front) fn take(&mut self, punct: Punct) -> bool {
        let found = self.sees(punct);
        if found {
            self.next();
        }
        found
    }

    /// The keyword that comes next, if one does.
    pub(in crate::front) fn keyword(&self) -> Option<Keyword> {
        match self.peek().kind {
            TokenKind::Name(name) => name.keyword(),
            _ => None,
        }
    }

    /// Takes this keyword if it is next.
    pub(in crate::front) fn take_keyword(&mut self, keyword: Keyword) -> bool {
        let found = self.keyword() == Some(keyword);
        if found {
            self.next();
        }
        found
    }

    /// The identifier (no keyword) that comes next.
    pub(in crate::front) fn name(&self) -> Option<Atom> {
        match self.peek().kind {
            TokenKind::Name(name) if name.keyword().is_none() => Some(name),
            _ => None,
        }
    }

    /// Takes an operator that must be next.
    pub(in crate::front) fn expect(&mut self, punct: Punct, after: &str) -> Parsed<Span> {
        if self.sees(punct) {
            return Ok(self.next().span);
        }
        self.missing(punct.text(), after);
        Err(Lost)
    }

    /// Takes the closing partner of `open`.
    pub(in crate::front) fn expect_close(&mut self, punct: Punct, open: Span) -> Parsed<Span> {
        if self.sees(punct) {
            return Ok(self.next().span);
        }
        let at_end = self.peek().kind == TokenKind::End && punct == Punct::CloseBrace;
        if at_end && std::mem::replace(&mut self.unclosed, true) {
            return Err(Lost);
        }
        if let Some(definition) = self.macro_semicolon(0) {
            let error = Diagnostic::error(self.span(), "a macro brings a ';' along")
                .label(format!("'{}' belongs here", punct.text()))
                .note(definition, "its definition ends in ';'");
            self.report.push(error.hint("remove the ';' from the '#define'"));
            self.next();
            return if self.sees(punct) { Ok(self.next().span) } else { Err(Lost) };
        }
        if self.stray() || self.unknown_at == self.at || self.foreign_operator() {
            return Err(Lost);
        }
        let found = self.peek().kind.describe(&self.atoms);
        let message = format!("expected '{}' before {found}", punct.text());
        let place = self.missing_place();
        let error =
            Diagnostic::error(place, message).label(format!("'{}' is missing", punct.text()));
        self.report.push(error.note(open, "to match this"));
        Err(Lost)
    }

    /// If the token `back` places back is a `;` that a macro's body brought: where that is defined.
    pub(in crate::front) fn macro_semicolon(&self, back: usize) -> Option<Span> {
        let token = self.tokens.get(self.at.checked_sub(back)?)?;
        let &(_, definition) = self.expansions.get(&token.span)?;
        token.is(Punct::Semicolon).then_some(definition)
    }

    /// `;` after something; forgiven (with a message) where the next line or block begins.
    pub(in crate::front) fn expect_semicolon(&mut self, after: &str) -> Parsed<()> {
        if self.take(Punct::Semicolon) {
            return Ok(());
        }
        self.missing(";", after);
        let next = self.peek();
        if next.line_start || next.is(Punct::CloseBrace) {
            return Ok(());
        }
        Err(Lost)
    }

    /// Where a missing token belongs: right after the last one if the next is on another line.
    fn missing_place(&self) -> Span {
        let (last, next) = (self.last_span(), self.peek());
        if self.at > 0 && (next.line_start || next.kind == TokenKind::End) {
            // Under the last character, if the token stands in the text as it is spelled.
            let text = self.tokens[self.at - 1].kind.text(&self.atoms);
            let tail = text.chars().next_back().map_or(0, char::len_utf8) as u32;
            let spelled = text.len() as u32 == last.end - last.start;
            let start = if spelled { last.end - tail } else { last.start };
            return Span { start, ..last };
        }
        next.span
    }

    /// Reports that `what` is missing `after` something.
    pub(in crate::front) fn missing(&mut self, what: &str, after: &str) {
        let next = self.peek();
        if self.stray() || self.unknown_at == self.at || self.foreign_operator() {
            return;
        }
        let place = self.missing_place();
        let found = next.kind.describe(&self.atoms);
        let behind = if after.is_empty() { String::new() } else { format!(" after {after}") };
        let error = Diagnostic::error(place, format!("expected '{what}'{behind}"));
        let error = if place == next.span {
            error.label(format!("found {found}"))
        } else {
            error.label(format!("'{what}' is missing after this"))
        };
        self.report.push(error);
    }

    /// Reports that something else was expected here.
    pub(in crate::front) fn unexpected<T>(&mut self, wanted: &str) -> Parsed<T> {
        if self.stray() || self.unknown_at == self.at {
            return Err(Lost);
        }
        let found = self.peek().kind.describe(&self.atoms);
        let error = Diagnostic::error(self.span(), format!("expected {wanted}, found {found}"));
        let error = error.label(format!("{wanted} belongs here"));
        let number = matches!(self.peek().kind, TokenKind::Number(_));
        let hint = match wanted {
            "a name" if number => Some("a name begins with a letter or '_'"),
            "an expression" => self.turned_operator(),
            _ => None,
        };
        self.report.push(match hint {
            Some(hint) => error.hint(hint),
            None => error,
        });
        Err(Lost)
    }

    /// Takes an identifier that must be next.
    pub(in crate::front) fn expect_name(&mut self, wanted: &str) -> Parsed<(Atom, Span)> {
        match self.name() {
            Some(name) => Ok((name, self.next().span)),
            None => self.unexpected(wanted),
        }
    }

    /// After a mistake in a statement: past its `;`, or up to the `}` of its block.
    pub(in crate::front) fn skip_statement(&mut self) {
        let start = self.at;
        let (mut depth, mut parentheses) = (0u32, 0u32);
        loop {
            let token = self.peek();
            match token.kind {
                TokenKind::End => return,
                TokenKind::Punct(Punct::OpenParen) => parentheses += 1,
                TokenKind::Punct(Punct::CloseParen) => parentheses = parentheses.saturating_sub(1),
                TokenKind::Punct(Punct::OpenBrace) => depth += 1,
                TokenKind::Punct(Punct::CloseBrace) if depth == 0 => return,
                TokenKind::Punct(Punct::CloseBrace) => {
                    depth -= 1;
                    if depth == 0 && !self.goes_on() {
                        self.next();
                        return;
                    }
                }
                TokenKind::Punct(Punct::Semicolon) if depth == 0 && parentheses == 0 => {
                    self.next();
                    return;
                }
                TokenKind::Name(name)
                    if depth == 0 && self.at > start && token.line_start && begins(name) =>
                {
                    return;
                }
                _ => {}
            }
            self.next();
        }
    }

    /// Whether what stands behind the `}` that comes next belongs to the same statement.
    fn goes_on(&self) -> bool {
        let after = self.peek_at(1);
        let operator = matches!(
            after.kind,
            TokenKind::Punct(
                Punct::Assign | Punct::Semicolon | Punct::Comma | Punct::CloseParen | Punct::Dot
            )
        );
        operator && !after.line_start
    }

    /// After a mistake outside functions: to where the next declaration seems to begin.
    pub(in crate::front) fn skip_declaration(&mut self) {
        let mut depth = 0u32;
        loop {
            let token = self.next();
            match token.kind {
                TokenKind::End => return,
                // Probably a function that would have been declared here.
                TokenKind::Name(name)
                    if depth == 0 && name.keyword().is_none() && self.sees(Punct::OpenParen) =>
                {
                    let entry = Entry { meaning: Meaning::Unknown, span: token.span };
                    self.scopes.declare_new(0, name, entry);
                }
                TokenKind::Punct(Punct::OpenBrace) => depth += 1,
                TokenKind::Punct(Punct::CloseBrace) => {
                    depth = depth.saturating_sub(1);
                    let more = [Punct::CloseParen, Punct::Comma, Punct::Assign];
                    if depth == 0 && !more.iter().any(|&punct| self.sees(punct)) {
                        self.take(Punct::Semicolon);
                        return;
                    }
                }
                TokenKind::Punct(Punct::Semicolon) if depth == 0 => return,
                _ => {}
            }
        }
    }
}

/// Whether a keyword at the start of a line surely begins a statement or declaration.
fn begins(name: Atom) -> bool {
    use Keyword::*;
    matches!(
        name.keyword(),
        Some(
            If | For
                | While
                | Do
                | Switch
                | Return
                | Break
                | Continue
                | Goto
                | Case
                | Default
                | Int
                | Char
                | Struct
                | Unsigned
                | Static
                | Const
                | Long
                | Short
                | Void
        )
    )
}
