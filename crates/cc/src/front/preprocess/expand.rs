//! Macros are replaced by their bodies.

use super::*;

/// Macro calls as arguments of macro calls.
const DEPTH_MAX: usize = 200;

impl Preprocessor<'_> {
    /// The next token after macros are replaced.
    pub(super) fn next(&mut self) -> Token {
        loop {
            let mut token = self.next_raw();
            let TokenKind::Name(name) = token.kind else { return token };
            if token.painted {
                return token;
            }
            let Some(slot) = self.find_macro(name) else { return token };
            if slot.busy {
                token.painted = true;
                return token;
            }
            let definition = slot.definition.clone();
            if !self.expand(token, name, &definition) {
                return token;
            }
        }
    }

    /// A list of tokens with all macros replaced, as if it stood alone.
    pub(super) fn expand_list(&mut self, tokens: Vec<Token>) -> Vec<Token> {
        if self.depth >= DEPTH_MAX {
            if let Some(token) = tokens.first() {
                let message = format!("macro calls nested more than {DEPTH_MAX} deep");
                self.report.error(token.span, message, "here");
            }
            return Vec::new();
        }
        self.depth += 1;
        self.contexts.push(Context { tokens, at: 0, name: None, barrier: true });
        let mut expanded = Vec::new();
        let before = std::mem::take(&mut self.carried);
        loop {
            let mut token = self.next();
            if token.kind == TokenKind::End {
                break;
            }
            let carried = std::mem::take(&mut self.carried);
            token.space_before |= carried.0 || carried.1;
            expanded.push(token);
            self.count_tokens(1, token.span);
        }
        self.carried = before;
        self.contexts.pop();
        self.depth -= 1;
        expanded
    }

    /// Puts the body in the name's place; false if it is function-like and no `(` follows.
    fn expand(&mut self, token: Token, name: Atom, definition: &Macro) -> bool {
        if let Some(builtin) = definition.builtin {
            return self.expand_builtin(token, builtin);
        }
        let mut tokens = match &definition.parameters {
            None => self.substitute(token, definition, &[], &[]),
            Some(parameters) => {
                let open = self.next_raw();
                if !open.is(Punct::OpenParen) {
                    self.unread(open);
                    return false;
                }
                match self.arguments(token, open, definition, parameters) {
                    Some(arguments) => self.substitute(token, definition, parameters, &arguments),
                    // One message is enough: a number stands in for the call.
                    None => {
                        let zero = self.atoms.intern("0");
                        vec![Token { kind: TokenKind::Number(zero), ..token }]
                    }
                }
            }
        };
        self.expansions.entry(token.span).or_insert((name, definition.span));
        self.count_tokens(tokens.len(), token.span);
        match tokens.first_mut() {
            Some(first) => {
                first.line_start = token.line_start;
                first.space_before = token.space_before;
            }
            None => {
                self.carried.0 |= token.line_start;
                self.carried.1 |= token.space_before;
            }
        }
        if let Some(Some(slot)) = self.macros.get_mut(name.0 as usize) {
            slot.busy = true;
        }
        self.contexts.push(Context { tokens, at: 0, name: Some(name), barrier: false });
        true
    }

    fn expand_builtin(&mut self, token: Token, builtin: Builtin) -> bool {
        let text = match builtin {
            Builtin::File => quoted(&self.presumed_name()),
            Builtin::BaseFile => quoted(&self.sources.file(self.main).name),
            Builtin::Line => self.presumed_line(token.span).to_string(),
            Builtin::Counter => {
                self.counter += 1;
                (self.counter - 1).to_string()
            }
            Builtin::IncludeLevel => (self.stack.len().max(1) - 1).to_string(),
            Builtin::Pragma => return self.pragma_operator(token),
        };
        let atom = self.atoms.intern(&text);
        let kind = match builtin {
            Builtin::File | Builtin::BaseFile => TokenKind::Str(atom),
            _ => TokenKind::Number(atom),
        };
        self.unread(Token { kind, ..token });
        true
    }

    /// `_Pragma("…")`, which is `#pragma …` written as an operator.
    fn pragma_operator(&mut self, token: Token) -> bool {
        let open = self.next_raw();
        if !open.is(Punct::OpenParen) {
            self.unread(open);
            return false;
        }
        let mut depth = 1;
        let mut literal = None;
        while depth > 0 {
            let next = self.next_raw();
            match next.kind {
                TokenKind::Str(text) => literal = Some(self.atoms.text(text).to_string()),
                TokenKind::Punct(Punct::OpenParen) => depth += 1,
                TokenKind::Punct(Punct::CloseParen) => depth -= 1,
                TokenKind::End => break,
                _ => {}
            }
        }
        self.carried.0 |= token.line_start;
        if let Some(literal) = literal {
            let plain = literal.trim_start_matches('L');
            let plain = plain.strip_prefix('"').and_then(|text| text.strip_suffix('"'));
            let plain = plain.unwrap_or_default();
            let text = plain.replace("\\\"", "\"").replace("\\\\", "\\");
            let tokens = lex(&text, token.span.file, false, self.atoms, self.report);
            let place = |inner: Token| Token { span: token.span, ..inner };
            let tokens: Vec<Token> = tokens.into_iter().map(place).collect();
            self.pragma(token, &tokens);
        }
        true
    }

    fn presumed_name(&self) -> String {
        let open = self.stack.last();
        let named = open.and_then(|open| open.presumed_name.clone());
        let file = open.map_or(self.main, |open| open.file);
        named.unwrap_or_else(|| self.sources.file(file).name.clone())
    }

    fn presumed_line(&self, span: Span) -> i64 {
        let delta = self.stack.last().map_or(0, |open| open.line_delta);
        i64::from(self.sources.line(span)) + delta
    }

    /// The arguments of a call whose `(` has been read, one for each parameter.
    fn arguments(
        &mut self,
        name: Token,
        open: Token,
        definition: &Macro,
        parameters: &[Atom],
    ) -> Option<Vec<Vec<Token>>> {
        let mut arguments: Vec<Vec<Token>> = vec![Vec::new()];
        let mut depth = 0;
        loop {
            let token = self.next_raw();
            match token.kind {
                TokenKind::End => return self.unterminated_call(name, open),
                TokenKind::Punct(Punct::CloseParen) if depth == 0 => break,
                TokenKind::Punct(Punct::CloseParen) => depth -= 1,
                TokenKind::Punct(Punct::OpenParen) => depth += 1,
                TokenKind::Punct(Punct::Comma) if depth == 0 => {
                    let last = definition.variadic && arguments.len() == parameters.len();
                    if !last {
                        arguments.push(Vec::new());
                        continue;
                    }
                }
                _ => {}
            }
            if let Some(argument) = arguments.last_mut() {
                argument.push(token);
            }
            self.count_tokens(1, token.span);
        }
        self.check_argument_count(name, definition, parameters, arguments)
    }

    fn unterminated_call<T>(&mut self, name: Token, open: Token) -> Option<T> {
        let message = format!("the call of macro '{}' has no end", name.kind.text(self.atoms));
        self.report.push(
            Diagnostic::error(name.span, message)
                .note(open.span, "to match this")
                .hint("add the missing ')'"),
        );
        // It has swallowed the rest of the text.
        self.report.fatal = true;
        None
    }

    fn check_argument_count(
        &mut self,
        name: Token,
        definition: &Macro,
        parameters: &[Atom],
        mut arguments: Vec<Vec<Token>>,
    ) -> Option<Vec<Vec<Token>>> {
        if parameters.is_empty() && arguments.len() == 1 && arguments[0].is_empty() {
            return Some(Vec::new());
        }
        if definition.variadic && arguments.len() + 1 == parameters.len() {
            arguments.push(Vec::new());
        }
        if arguments.len() == parameters.len() {
            return Some(arguments);
        }
        let wanted = parameters.len();
        let message = format!(
            "macro '{}' wants {wanted} argument{}, not {}",
            name.kind.text(self.atoms),
            if wanted == 1 { "" } else { "s" },
            arguments.len()
        );
        let error = Diagnostic::error(name.span, message);
        self.report.push(error.note(definition.span, "the macro is defined here"));
        None
    }

    /// The body with arguments put in, strings made and tokens joined.
    fn substitute(
        &mut self,
        name: Token,
        definition: &Macro,
        parameters: &[Atom],
        arguments: &[Vec<Token>],
    ) -> Vec<Token> {
        let mut expanded: Vec<Option<Vec<Token>>> = vec![None; arguments.len()];
        let body = self.apply_va_opt(definition, arguments);
        let mut out: Vec<Token> = Vec::with_capacity(body.len());
        let parameter = |token: Option<&Token>| match token?.kind {
            TokenKind::Name(atom) => parameters.iter().position(|p| *p == atom),
            _ => None,
        };
        let mut at = 0;
        while let Some(&token) = body.get(at) {
            let joined = body.get(at + 1).is_some_and(|t| t.is(Punct::HashHash));
            let joins = token.is(Punct::HashHash) && !out.is_empty();
            let this = parameter(Some(&token));
            if token.is(Punct::Comma)
                && joined
                && self.swallows(definition, parameter(body.get(at + 2)))
            {
                let rest = &arguments[arguments.len() - 1];
                if !rest.is_empty() {
                    out.push(Token { span: name.span, ..token });
                    out.extend(self.expand_list(rest.clone()));
                }
                at += 3;
            } else if token.is(Punct::Hash)
                && let Some(index) = parameter(body.get(at + 1))
            {
                out.push(self.stringize(token, name, &arguments[index]));
                at += 2;
            } else if joins {
                at += 1 + self.join_next(&mut out, name, &body[at + 1..], &parameter, arguments);
            } else if let Some(index) = this {
                let first = out.len();
                if joined {
                    out.extend_from_slice(&arguments[index]);
                    if arguments[index].is_empty() {
                        out.push(Token { kind: TokenKind::Nothing, ..token });
                    }
                } else {
                    if expanded[index].is_none() {
                        expanded[index] = Some(self.expand_list(arguments[index].clone()));
                    }
                    out.extend(expanded[index].iter().flatten().copied());
                }
                if let Some(inserted) = out.get_mut(first) {
                    inserted.space_before = token.space_before;
                    inserted.line_start = false;
                }
                at += 1;
            } else {
                out.push(Token { span: name.span, line_start: false, ..token });
                at += 1;
            }
            if out.len() > TOKENS_MAX {
                break;
            }
        }
        out.retain(|t| t.kind != TokenKind::Nothing);
        for token in &mut out {
            token.space_before |= token.line_start;
            token.line_start = false;
        }
        out
    }

    /// `, ## __VA_ARGS__`: GNU's comma that goes when nothing follows it.
    fn swallows(&self, definition: &Macro, parameter: Option<usize>) -> bool {
        let count = definition.parameters.as_ref().map_or(0, Vec::len);
        definition.variadic && parameter.is_some_and(|index| index + 1 == count)
    }

    /// Joins the last token of `out` with the first of what `rest` (after `##`) begins with; how
    /// many tokens of `rest` that was.
    fn join_next(
        &mut self,
        out: &mut Vec<Token>,
        name: Token,
        rest: &[Token],
        parameter: &impl Fn(Option<&Token>) -> Option<usize>,
        arguments: &[Vec<Token>],
    ) -> usize {
        let Some(&right) = rest.first() else { return 0 };
        let mut used = 1;
        let mut tokens = vec![Token { span: name.span, line_start: false, ..right }];
        if right.is(Punct::Hash)
            && let Some(index) = parameter(rest.get(1))
        {
            tokens = vec![self.stringize(right, name, &arguments[index])];
            used = 2;
        } else if let Some(index) = parameter(Some(&right)) {
            tokens = arguments[index].clone();
            if tokens.is_empty() {
                tokens = vec![Token { kind: TokenKind::Nothing, ..right }];
            }
        }
        let Some(left) = out.pop() else { return used };
        out.extend(self.join(left, tokens[0], name));
        out.extend_from_slice(&tokens[1..]);
        used
    }

    /// One token of two; both as they are if they make none.
    fn join(&mut self, left: Token, right: Token, name: Token) -> Vec<Token> {
        if left.kind == TokenKind::Nothing {
            return vec![Token { space_before: left.space_before, ..right }];
        }
        if right.kind == TokenKind::Nothing {
            return vec![left];
        }
        let text = left.kind.text(self.atoms) + &right.kind.text(self.atoms);
        let mut ignored = Report::default();
        let tokens = lex(&text, self.main, self.assembly, self.atoms, &mut ignored);
        match tokens[..] {
            [token] if ignored.errors() == 0 => {
                let space_before = left.space_before;
                vec![Token { span: name.span, line_start: false, space_before, ..token }]
            }
            _ => {
                if !self.assembly {
                    let message = format!("'##' makes '{text}', which is no token");
                    self.report.error(name.span, message, "in this macro");
                }
                vec![left, right]
            }
        }
    }

    /// `#parameter`: the argument's spelling as a string literal.
    fn stringize(&mut self, hash: Token, name: Token, argument: &[Token]) -> Token {
        let mut text = String::from("\"");
        for (at, token) in argument.iter().enumerate() {
            if at > 0 && (token.space_before || token.line_start) {
                text.push(' ');
            }
            let spelling = match self.digraph(token) {
                Some(spelling) => spelling.to_string(),
                None => token.kind.text(self.atoms).to_string(),
            };
            let literal = matches!(token.kind, TokenKind::Str(_) | TokenKind::Char(_));
            for c in spelling.chars() {
                if literal && (c == '"' || c == '\\') {
                    text.push('\\');
                }
                text.push(c);
            }
        }
        text.push('"');
        let kind = TokenKind::Str(self.atoms.intern(&text));
        Token { kind, span: name.span, line_start: false, ..hash }
    }

    /// The spelling of an operator that was written as a digraph.
    fn digraph(&self, token: &Token) -> Option<&'static str> {
        let TokenKind::Punct(punct) = token.kind else { return None };
        let written = self.sources.text(token.span);
        let known =
            super::super::lex::DIGRAPHS.iter().find(|row| row.0 == written && row.1 == punct);
        known.map(|row| row.0)
    }

    /// The body with each `__VA_OPT__(…)` taken in or left out.
    fn apply_va_opt(&mut self, definition: &Macro, arguments: &[Vec<Token>]) -> Vec<Token> {
        let va_opt = self.atoms.intern("__VA_OPT__");
        let body = &definition.body;
        let used = body.iter().any(|t| t.kind == TokenKind::Name(va_opt));
        if !definition.variadic || !used {
            return body.clone();
        }
        let present = arguments.last().is_some_and(|rest| !rest.is_empty());
        let mut out = Vec::new();
        let mut at = 0;
        while let Some(&token) = body.get(at) {
            at += 1;
            let opens = body.get(at).is_some_and(|t| t.is(Punct::OpenParen));
            if token.kind != TokenKind::Name(va_opt) || !opens {
                out.push(token);
                continue;
            }
            at += 1;
            let first = out.len();
            let mut depth = 1;
            while let Some(&inner) = body.get(at) {
                at += 1;
                depth +=
                    i32::from(inner.is(Punct::OpenParen)) - i32::from(inner.is(Punct::CloseParen));
                if depth == 0 {
                    break;
                }
                if present {
                    out.push(inner);
                }
            }
            match out.get_mut(first) {
                Some(inner) => inner.space_before = token.space_before,
                // There may be a `##` beside it.
                None => out.push(Token { kind: TokenKind::Nothing, ..token }),
            }
        }
        out
    }
}

/// A name as a string literal.
fn quoted(name: &str) -> String {
    format!("\"{}\"", name.replace('\\', "\\\\").replace('"', "\\\""))
}
