//! The lines that begin with `#`.

use super::*;
use crate::front::hints::absent_header;
use crate::front::parse::known_headers;
use swtch_source::nearest;

const DIRECTIVES: &[&str] = &[
    "define",
    "undef",
    "include",
    "include_next",
    "if",
    "ifdef",
    "ifndef",
    "elif",
    "else",
    "endif",
    "error",
    "warning",
    "line",
    "pragma",
    "ident",
];

impl Preprocessor<'_> {
    /// Obeys the directive whose `#` has been read, up to the end of its line.
    pub(super) fn directive(&mut self, hash: Token) {
        let line = self.rest_of_line();
        let live = self.live();
        let Some(&name) = line.first() else { return };
        let rest = &line[1..];
        let text = match name.kind {
            TokenKind::Name(atom) => self.atoms.text(atom).to_string(),
            TokenKind::Number(_) if live => return self.line(name, &line),
            _ => String::new(),
        };
        if !live || matches!(text.as_str(), "else" | "endif" | "error" | "warning") {
            line.iter().for_each(|token| self.report.forget(token.span));
        }
        match text.as_str() {
            "if" => self.begin_if(name, live, |p| p.condition(name.span, rest)),
            "ifdef" => self.begin_if(name, live, |p| p.is_defined(name, rest)),
            "ifndef" => self.begin_if(name, live, |p| !p.is_defined(name, rest)),
            "elif" => self.elif(name, rest),
            "else" => self.else_(name, rest),
            "endif" => self.endif(name, rest),
            _ if !live => {}
            "define" => self.define_directive(name, rest),
            "undef" => self.undef(name, rest),
            "include" | "include_next" | "import" => self.include(name, rest),
            "line" => self.line(name, rest),
            "error" => {
                let message = format!("#error {}", self.spelling(rest));
                self.report.error(name.span, message, "the program itself says so");
            }
            "warning" => {
                let message = format!("#warning {}", self.spelling(rest));
                self.report.push(Diagnostic::warning(name.span, message).named("cpp"));
            }
            "pragma" => self.pragma(name, rest),
            "ident" | "sccs" => {}
            _ if self.assembly => {}
            _ => self.unknown(hash, name, &text),
        }
    }

    fn unknown(&mut self, hash: Token, name: Token, text: &str) {
        let what = name.kind.text(self.atoms);
        let mut error =
            Diagnostic::error(hash.span.to(name.span), format!("no directive '#{what}'"))
                .label("not a preprocessing directive");
        if let Some(near) = nearest(text, DIRECTIVES.iter().copied()) {
            error = error.hint(format!("did you mean '#{near}'?"));
        }
        self.report.push(error);
    }

    fn live(&self) -> bool {
        self.stack.last().is_none_or(|open| open.conditions.last().is_none_or(|c| c.live))
    }

    fn spelling(&self, tokens: &[Token]) -> String {
        match (tokens.first(), tokens.last()) {
            (Some(first), Some(last)) => self.sources.text(first.span.to(last.span)).to_string(),
            _ => String::new(),
        }
    }

    fn undef(&mut self, directive: Token, rest: &[Token]) {
        let Some(Token { kind: TokenKind::Name(atom), .. }) = rest.first() else {
            return self.expected_name(directive);
        };
        if let Some(slot) = self.macros.get_mut(atom.0 as usize) {
            *slot = None;
        }
        self.expect_line_end(&rest[1..]);
    }

    /// `#define NAME BODY`, `#define NAME(a, b, ...) BODY`.
    fn define_directive(&mut self, directive: Token, rest: &[Token]) {
        let Some(&Token { kind: TokenKind::Name(name), span, .. }) = rest.first() else {
            return self.expected_name(directive);
        };
        if self.atoms.text(name) == "defined" {
            return self.report.error(
                span,
                "'defined' cannot be a macro's name",
                "reserved for '#if'",
            );
        }
        let mut body = &rest[1..];
        let mut parameters = None;
        let mut variadic = false;
        if body.first().is_some_and(|t| t.is(Punct::OpenParen) && !t.space_before) {
            let Some((names, dots, length)) = self.macro_parameters(body) else { return };
            (parameters, variadic) = (Some(names), dots);
            body = &body[length..];
        }
        let body: Vec<Token> = body.to_vec();
        if !self.check_body(&body, parameters.as_deref()) {
            return;
        }
        let definition = Macro { parameters, variadic, body, span, builtin: None };
        self.warn_redefinition(name, &definition);
        self.define(name, definition);
    }

    /// From `(` to `)`: the names, whether `...` is the last, and how many tokens that was.
    fn macro_parameters(&mut self, tokens: &[Token]) -> Option<(Vec<Atom>, bool, usize)> {
        let mut names: Vec<Atom> = Vec::new();
        let mut variadic = false;
        let mut at = 1;
        if tokens.get(at).is_some_and(|t| t.is(Punct::CloseParen)) {
            return Some((names, false, 2));
        }
        loop {
            let token = tokens.get(at).copied();
            match token.map(|t| t.kind) {
                Some(TokenKind::Name(name)) if !names.contains(&name) => names.push(name),
                Some(TokenKind::Punct(Punct::Ellipsis)) => {
                    names.push(self.atoms.intern("__VA_ARGS__"));
                    variadic = true;
                }
                _ => return self.bad_parameters(tokens, at),
            }
            at += 1;
            if !variadic && tokens.get(at).is_some_and(|t| t.is(Punct::Ellipsis)) {
                variadic = true;
                at += 1;
            }
            match tokens.get(at) {
                Some(t) if t.is(Punct::CloseParen) => return Some((names, variadic, at + 1)),
                Some(t) if t.is(Punct::Comma) && !variadic => at += 1,
                _ => return self.bad_parameters(tokens, at),
            }
        }
    }

    fn bad_parameters<T>(&mut self, tokens: &[Token], at: usize) -> Option<T> {
        let place = tokens.get(at).or(tokens.last()).map_or(tokens[0].span, |t| t.span);
        self.report.push(
            Diagnostic::error(place, "a macro's parameters are names separated by commas")
                .label("expected another name, ',' or ')'"),
        );
        None
    }

    /// `##` stands between two tokens, `#` before a parameter.
    fn check_body(&mut self, body: &[Token], parameters: Option<&[Atom]>) -> bool {
        for edge in body.first().into_iter().chain(body.last()) {
            if edge.is(Punct::HashHash) {
                let message = "'##' at an end of a macro's body";
                self.report.error(edge.span, message, "it joins two tokens");
                return false;
            }
        }
        let Some(parameters) = parameters else { return true };
        for (at, token) in body.iter().enumerate() {
            let named = matches!(body.get(at + 1), Some(Token { kind: TokenKind::Name(n), .. })
                if parameters.contains(n) || self.atoms.text(*n) == "__VA_OPT__");
            if token.is(Punct::Hash) && !named && !self.assembly {
                let message = "'#' in a macro's body is not followed by a parameter";
                self.report.error(token.span, message, "it makes a string of a parameter");
                return false;
            }
        }
        true
    }

    fn warn_redefinition(&mut self, name: Atom, new: &Macro) {
        let Some(slot) = self.find_macro(name) else { return };
        let old = slot.definition.clone();
        let same = old.parameters == new.parameters
            && old.builtin.is_none()
            && old.body.len() == new.body.len()
            && old.body.iter().zip(&new.body).all(|(a, b)| a.kind == b.kind);
        if !same {
            let message =
                format!("macro '{}' is defined again, differently", self.atoms.text(name));
            let mut warning = Diagnostic::warning(new.span, message).named("macro-redefined");
            if old.builtin.is_none() {
                warning = warning.note(old.span, "the earlier definition is here");
            }
            self.report.push(warning.hint("'#undef' it first if that is meant"));
        }
    }

    /// `#pragma once`, `push_macro` and `pop_macro` are obeyed, `#pragma pack` is handed on to the parser
    /// as the operator `_Pragma("pack(…)")`; others are ignored.
    /// `push_macro("NAME")` puts a macro's definition away, `pop_macro("NAME")` brings it back.
    pub(super) fn stack_macro(&mut self, push: bool, rest: &[Token]) {
        let Some(&Token { kind: TokenKind::Str(text), .. }) = rest.get(1) else { return };
        let name = self.atoms.text(text).trim_matches('"').to_string();
        let name = self.atoms.intern(&name);
        if push {
            let now = self.find_macro(name).map(|slot| slot.definition.clone());
            self.pushed.entry(name).or_default().push(now);
        } else if let Some(before) = self.pushed.get_mut(&name).and_then(Vec::pop) {
            let index = name.0 as usize;
            if self.macros.len() <= index {
                self.macros.resize_with(index + 1, || None);
            }
            self.macros[index] = before.map(|definition| Slot { definition, busy: false });
        }
    }

    /// Puts `_Pragma("…")` before what comes next.
    pub(super) fn hand_on_pragma(&mut self, at: Token, text: &str) {
        let name = self.atoms.intern("_Pragma");
        let text = self.atoms.intern(text);
        let kinds = [
            TokenKind::Name(name),
            TokenKind::Punct(Punct::OpenParen),
            TokenKind::Str(text),
            TokenKind::Punct(Punct::CloseParen),
        ];
        let token = |(place, kind)| Token {
            kind,
            line_start: place == 0,
            space_before: false,
            painted: true,
            ..at
        };
        let tokens = kinds.into_iter().enumerate().map(token).collect();
        self.contexts.push(Context { tokens, at: 0, name: None, barrier: false });
    }

    /// `#line 12 "name"`, also `# 12 "name"` as a preprocessor leaves it.
    fn line(&mut self, directive: Token, rest: &[Token]) {
        let rest = self.expand_list(rest.to_vec());
        let Some(&Token { kind: TokenKind::Number(digits), .. }) = rest.first() else {
            return self.report.error(
                directive.span,
                "'#line' wants a number",
                "no number after this",
            );
        };
        let Ok(number) = self.atoms.text(digits).parse::<u32>() else {
            return self.report.error(rest[0].span, "not a line number", "digits alone");
        };
        let line = self.sources.line(directive.span);
        let name = match rest.get(1).map(|t| t.kind) {
            Some(TokenKind::Str(text)) => Some(self.atoms.text(text).trim_matches('"').to_string()),
            _ => None,
        };
        if let Some(open) = self.stack.last_mut() {
            open.line_delta = i64::from(number) - i64::from(line) - 1;
            open.presumed_name = name.or(open.presumed_name.take());
        }
    }

    fn include(&mut self, directive: Token, rest: &[Token]) {
        let expanded;
        let mut tokens = rest;
        if matches!(rest.first(), Some(Token { kind: TokenKind::Name(_), .. })) {
            expanded = self.expand_list(rest.to_vec());
            tokens = &expanded;
        }
        let Some((name, angled)) = self.header_name(tokens) else {
            self.report.push(
                Diagnostic::error(directive.span, "'#include' wants a file")
                    .label("no file after this")
                    .hint("write \"name.h\" or <name.h>"),
            );
            return;
        };
        let span = rest[0].span.to(rest[rest.len() - 1].span);
        if !angled && name.ends_with('>') {
            // The missing quote has been reported.
            self.report.fatal = true;
            return self.stop();
        }
        if self.stack.len() >= INCLUDE_DEPTH_MAX {
            let message = format!("headers include each other more than {INCLUDE_DEPTH_MAX} deep");
            self.report.push(
                Diagnostic::error(span, message)
                    .label("here it is too much")
                    .hint("does a header include itself? '#pragma once' at its top stops that"),
            );
            return self.stop();
        }
        let next = directive.kind.text(self.atoms) == "include_next";
        match self.find_header(&name, angled, next) {
            Some((path, quiet)) => self.enter(&path, quiet),
            None => self.missing_header(span, &name, angled),
        }
    }

    /// `-include`: opens such headers above the file itself, so that they are read first.
    pub(super) fn open_forced(&mut self) {
        for name in self.options.forced.iter().rev() {
            let found = match self.load(name) {
                true => Some((name.clone(), false)),
                false => self.find_header(name, false, false),
            };
            match found {
                Some((path, quiet)) => self.enter(&path, quiet),
                None => self.missing_header(Span::new(self.main, 0, 0), name, false),
            }
        }
    }

    /// `"name"` or `<name>`, and whether it is the latter.
    pub(super) fn header_name(&self, tokens: &[Token]) -> Option<(String, bool)> {
        let first = tokens.first()?;
        if let TokenKind::Str(text) = first.kind {
            let name = self.atoms.text(text).trim_matches('"').to_string();
            return (!name.is_empty()).then_some((name, false));
        }
        if !first.is(Punct::Less) {
            return None;
        }
        let length = tokens.iter().position(|t| t.is(Punct::Greater))?;
        let mut name = String::new();
        for token in &tokens[1..length] {
            name.push_str(&token.kind.text(self.atoms));
        }
        (!name.is_empty()).then_some((name, true))
    }

    /// The path of a header, and whether it was found among the system's.
    pub(super) fn find_header(
        &mut self,
        name: &str,
        angled: bool,
        next: bool,
    ) -> Option<(String, bool)> {
        let mut candidates = Vec::new();
        if name.starts_with('/') {
            candidates.push((name.to_string(), false));
        } else {
            if !angled {
                candidates.push((join(&self.current_folder(), name), self.in_quiet_file()));
            }
            let quoted = self.options.quote_dirs.iter().filter(|_| !angled);
            candidates.extend(quoted.map(|dir| (join(dir, name), false)));
            let own = self.options.include_dirs.iter().map(|dir| (join(dir, name), false));
            let system = self.options.system_include_dirs.iter().map(|dir| (join(dir, name), true));
            candidates.extend(own.chain(system));
        }
        if next && let Some(open) = self.stack.last() {
            let current = &self.sources.file(open.file).name;
            let passed = candidates.iter().position(|c| c.0 == *current).map_or(0, |at| at + 1);
            candidates.drain(..passed);
        }
        candidates.into_iter().find(|(path, _)| self.load(path))
    }

    /// Whether there is such a file; its text is added to the sources.
    fn load(&mut self, path: &str) -> bool {
        if self.loaded.contains_key(path) {
            return true;
        }
        let Some(text) = self.files.read(path) else { return false };
        let file = self.sources.add(path, text);
        let text = &self.sources.file(file).text;
        let tokens = lex(text, file, self.assembly, self.atoms, self.report);
        self.loaded.insert(path.to_string(), (file, tokens.into()));
        true
    }

    fn enter(&mut self, path: &str, quiet: bool) {
        let Some(&(file, _)) = self.loaded.get(path) else { return };
        if !self.once.contains(&file) {
            self.open(file, quiet);
        }
    }

    fn current_folder(&self) -> String {
        let Some(open) = self.stack.last() else { return String::new() };
        let name = &self.sources.file(open.file).name;
        name.rfind('/').map_or(String::new(), |at| name[..at + 1].to_string())
    }

    fn in_quiet_file(&self) -> bool {
        self.stack.last().is_some_and(|open| self.report.quiet_files.contains(&open.file))
    }

    fn missing_header(&mut self, span: Span, name: &str, angled: bool) {
        let mut folders: Vec<String> = Vec::new();
        if !angled {
            let folder = self.current_folder();
            folders.push(if folder.is_empty() { "the file's own folder".into() } else { folder });
            folders.extend(self.options.quote_dirs.iter().cloned());
        }
        folders.extend(self.options.include_dirs.iter().cloned());
        folders.extend(self.options.system_include_dirs.iter().cloned());
        let looked = if folders.is_empty() { "nowhere".into() } else { folders.join(", ") };
        let mut error = Diagnostic::error(span, format!("cannot find header '{name}'"))
            .label("no such file")
            .hint(format!("looked in: {looked}; '-I DIR' adds a folder"));
        if let Some(hint) = absent_header(name) {
            error = error.hint(hint);
        } else if let Some(near) = nearest(name, known_headers()) {
            error = error.hint(format!("did you mean '{near}'?"));
        }
        self.report.push(error);
        self.report.fatal = true;
        self.stop();
    }
}

fn join(folder: &str, name: &str) -> String {
    match folder {
        "" => name.to_string(),
        _ if folder.ends_with('/') => format!("{folder}{name}"),
        _ => format!("{folder}/{name}"),
    }
}
