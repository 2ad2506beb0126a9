//! Tokens of a file → tokens of the translation unit: directives obeyed, macros replaced.
//!
//! The state is two stacks. [`Open`] files, the innermost last, supply lines; above them stand the
//! [`Context`]s of macro expansions under way, each a list of tokens that is read before the file
//! goes on. While a macro's context is on the stack its name is not replaced again (and painted, so
//! that it never will be): that is all C demands against endless recursion. `directive` holds the `#` lines,
//! `expand` the macros, `condition` the arithmetic of `#if`, `predefined` what is known before the
//! first line, `text` the `-E` form.

mod condition;
mod directive;
mod expand;
mod group;
mod pragma;
mod predefined;
mod text;

use super::lex::lex;
use super::report::Report;
use super::token::{Atom, Atoms, Punct, Token, TokenKind};
use super::warning::Named;
use crate::Options;
use rustc_hash::{FxHashMap, FxHashSet};
use std::rc::Rc;
use swtch_source::{Diagnostic, FileId, Files, Sources, Span};

pub use text::text;

/// Headers within headers.
const INCLUDE_DEPTH_MAX: usize = 100;
/// Tokens of one translation unit, so that a few lines of macros cannot fill the memory.
const TOKENS_MAX: usize = 4_000_000;

/// Reads `main` and all it includes. The tokens end with [`TokenKind::End`].
pub fn preprocess(
    sources: &mut Sources,
    files: &dyn Files,
    main: FileId,
    options: &Options,
    atoms: &mut Atoms,
    report: &mut Report,
) -> Preprocessed {
    let assembly = options.assembly || sources.file(main).name.ends_with(".S");
    let mut preprocessor = Preprocessor {
        sources,
        files,
        options,
        atoms,
        report,
        assembly,
        macros: Vec::new(),
        stack: Vec::new(),
        contexts: Vec::new(),
        loaded: FxHashMap::default(),
        pushed: FxHashMap::default(),
        once: FxHashSet::default(),
        expansions: FxHashMap::default(),
        counter: 0,
        produced: 0,
        depth: 0,
        carried: (false, false),
        main,
    };
    preprocessor.predefine();
    preprocessor.open(main, false);
    preprocessor.open_forced();
    let tokens = preprocessor.run();
    preprocessor.report.settle();
    Preprocessed { tokens, expansions: preprocessor.expansions }
}

/// What the parser reads.
pub struct Preprocessed {
    /// All tokens, then [`TokenKind::End`].
    pub tokens: Vec<Token>,
    /// Where a macro was used → its name and definition, for notes.
    pub expansions: FxHashMap<Span, (Atom, Span)>,
}

struct Preprocessor<'a> {
    sources: &'a mut Sources,
    files: &'a dyn Files,
    options: &'a Options,
    atoms: &'a mut Atoms,
    report: &'a mut Report,
    /// The text is assembly: `#` may begin a comment, and nothing need be a C token.
    assembly: bool,
    /// By atom.
    macros: Vec<Option<Slot>>,
    stack: Vec<Open>,
    contexts: Vec<Context>,
    /// Texts that have been read, by path.
    loaded: FxHashMap<String, (FileId, Rc<[Token]>)>,
    /// `#pragma push_macro`: the definitions put away, by name.
    pushed: FxHashMap<Atom, Vec<Option<Rc<Macro>>>>,
    /// Files with `#pragma once`.
    once: FxHashSet<FileId>,
    expansions: FxHashMap<Span, (Atom, Span)>,
    /// `__COUNTER__`.
    counter: u32,
    /// Tokens put out or substituted, against [`TOKENS_MAX`].
    produced: usize,
    /// Macro arguments within macro arguments.
    depth: usize,
    /// `line_start`, `space_before` of a macro that expanded to nothing, for the token after it.
    carried: (bool, bool),
    main: FileId,
}

struct Slot {
    definition: Rc<Macro>,
    /// Its context is on the stack.
    busy: bool,
}

/// What a name is replaced by.
struct Macro {
    /// None for an object-like macro; the last may be the variable argument.
    parameters: Option<Vec<Atom>>,
    variadic: bool,
    body: Vec<Token>,
    /// The name in the definition.
    span: Span,
    builtin: Option<Builtin>,
}

/// Macros whose body is made where they are used.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Builtin {
    File,
    BaseFile,
    Line,
    Counter,
    IncludeLevel,
    Pragma,
}

/// A file being read.
struct Open {
    file: FileId,
    tokens: Rc<[Token]>,
    at: usize,
    conditions: Vec<Condition>,
    /// What `#line` added to line numbers.
    line_delta: i64,
    /// What `#line` said the file is called.
    presumed_name: Option<String>,
}

/// An `#if` that is open.
struct Condition {
    span: Span,
    /// This group is read.
    live: bool,
    /// Some group was read, or the whole is inside a dead group.
    taken: bool,
    seen_else: bool,
}

/// Tokens to read before the file goes on.
struct Context {
    tokens: Vec<Token>,
    at: usize,
    /// Whose expansion this is.
    name: Option<Atom>,
    /// Nothing below is read: the tokens are a macro's argument, expanded by itself.
    barrier: bool,
}

impl Preprocessor<'_> {
    fn run(&mut self) -> Vec<Token> {
        let mut tokens = Vec::new();
        loop {
            let mut token = self.next();
            if self.carried != (false, false) {
                token.line_start |= self.carried.0;
                token.space_before |= self.carried.1;
                self.carried = (false, false);
            }
            tokens.push(token);
            if token.kind == TokenKind::End {
                return tokens;
            }
            self.count_tokens(1, token.span);
        }
    }

    /// Counts against the limit; past it, everything ends.
    fn count_tokens(&mut self, count: usize, span: Span) {
        self.produced += count;
        if self.produced > TOKENS_MAX {
            if self.produced - count <= TOKENS_MAX {
                let message = format!("the text grows beyond {TOKENS_MAX} tokens");
                self.report.error(span, message, "here the preprocessor gave up");
            }
            self.stop();
        }
    }

    /// Nothing more is read.
    fn stop(&mut self) {
        self.stack.clear();
        self.contexts.retain(|c| c.barrier);
        for context in &mut self.contexts {
            context.at = context.tokens.len();
        }
    }

    /// Starts to read a file that has been loaded or added.
    fn open(&mut self, file: FileId, quiet: bool) {
        let name = self.sources.file(file).name.clone();
        let tokens = match self.loaded.get(&name) {
            Some((_, tokens)) => tokens.clone(),
            None => {
                let text = &self.sources.file(file).text;
                lex(text, file, self.assembly, self.atoms, self.report).into()
            }
        };
        self.loaded.insert(name, (file, tokens.clone()));
        if quiet {
            self.report.quiet_files.push(file);
        }
        self.stack.push(Open {
            file,
            tokens,
            at: 0,
            conditions: Vec::new(),
            line_delta: 0,
            presumed_name: None,
        });
    }

    /// The next token, before macros are replaced; directives on the way are obeyed.
    fn next_raw(&mut self) -> Token {
        loop {
            if let Some(context) = self.contexts.last_mut() {
                if let Some(token) = context.tokens.get(context.at) {
                    context.at += 1;
                    return *token;
                }
                if context.barrier {
                    return self.end();
                }
                self.pop_context();
                continue;
            }
            let Some(open) = self.stack.last_mut() else { return self.end() };
            let Some(&token) = open.tokens.get(open.at) else {
                self.close();
                continue;
            };
            open.at += 1;
            if token.line_start && token.is(Punct::Hash) {
                self.directive(token);
                if self.report.is_full() {
                    self.stop();
                }
            } else if open.conditions.last().is_none_or(|c| c.live) {
                return token;
            } else {
                self.report.forget(token.span);
            }
        }
    }

    fn pop_context(&mut self) {
        if let Some(Context { name: Some(name), .. }) = self.contexts.pop()
            && let Some(Some(slot)) = self.macros.get_mut(name.0 as usize)
        {
            slot.busy = false;
        }
    }

    /// Puts a token back.
    fn unread(&mut self, token: Token) {
        if token.kind != TokenKind::End {
            self.contexts.push(Context { tokens: vec![token], at: 0, name: None, barrier: false });
        }
    }

    /// The end of everything (or of a macro's argument).
    fn end(&self) -> Token {
        let length = self.sources.file(self.main).text.trim_end().len();
        let span = Span::new(self.main, length, length);
        let (line_start, space_before) = (true, false);
        Token { kind: TokenKind::End, span, line_start, space_before, painted: false, falls: false }
    }

    /// Leaves the innermost file.
    fn close(&mut self) {
        let Some(open) = self.stack.pop() else { return };
        for condition in open.conditions {
            self.report.push(
                Diagnostic::error(condition.span, "this '#if' is never closed")
                    .label("opened here")
                    .hint("add an '#endif'"),
            );
        }
    }

    fn find_macro(&self, name: Atom) -> Option<&Slot> {
        self.macros.get(name.0 as usize)?.as_ref()
    }

    fn define(&mut self, name: Atom, definition: Macro) {
        let index = name.0 as usize;
        if self.macros.len() <= index {
            self.macros.resize_with(index + 1, || None);
        }
        self.macros[index] = Some(Slot { definition: Rc::new(definition), busy: false });
    }

    /// The rest of the current line of the innermost file.
    fn rest_of_line(&mut self) -> Vec<Token> {
        let Some(open) = self.stack.last_mut() else { return Vec::new() };
        let rest = &open.tokens[open.at..];
        let length = rest.iter().position(|t| t.line_start).unwrap_or(rest.len());
        open.at += length;
        rest[..length].to_vec()
    }
}
