//! Reading the statements of a text, one after the other, into a [`Program`].

use crate::cursor::Cursor;
use crate::directive;
use crate::expr::{self, Expr, Places};
use crate::insn::{self, Spellings};
use crate::lex::{self, Line, Tok, Token};
use crate::macros::Input;
use crate::program::{
    Definition, Fixup, Kind, LineRow, Marker, Place, Program, SectionId, SymbolId,
};
use crate::report::{Fallible, error, hinted};
use crate::{cfi, control, symbol};
use std::collections::HashMap;
use swtch_source::{Diagnostic, FileId, Files, Sources, Span};

/// The state between two statements.
pub(crate) struct Assembler<'a> {
    pub(crate) sources: &'a mut Sources,
    pub(crate) files: &'a dyn Files,
    /// The text that is assembled; others are included by it.
    main: FileId,
    pub(crate) program: Program,
    pub(crate) spellings: Spellings,
    pub(crate) input: Input,
    /// The statement at hand.
    statement: Span,
    /// Where bytes go.
    pub(crate) section: SectionId,
    /// What `.previous` returns to.
    pub(crate) previous: SectionId,
    /// What `.popsection` returns to: section and its `previous`.
    pub(crate) stack: Vec<(SectionId, SectionId)>,
    /// What the last `.loc` said, until an instruction takes it.
    pub(crate) location: Option<LineRow>,
    /// Where the last row with a view number stands, and that number.
    pub(crate) view: Option<(Place, i64)>,
    locals: HashMap<u32, Local>,
    pub(crate) options: Options,
    /// What `.option pop` returns to.
    pub(crate) saved_options: Vec<Options>,
}

/// What `.option` has said.
#[derive(Clone, Copy, Default)]
pub(crate) struct Options {
    /// `la` looks addresses up in the table of addresses.
    pub(crate) pic: bool,
}

/// The labels of one number.
#[derive(Default)]
struct Local {
    before: Option<SymbolId>,
    after: Option<(SymbolId, Span)>,
}

/// Reads a whole text. Mistakes are in the program's reporter.
pub(crate) fn read(sources: &mut Sources, files: &dyn Files, file: FileId) -> Program {
    let input = Input::new(lex::split(file, &sources.file(file).text));
    let name = sources.file(file).name.clone();
    let program = Program::new();
    let mut assembler = Assembler {
        sources,
        files,
        main: file,
        program,
        spellings: Spellings::new(),
        input,
        statement: Span::new(file, 0, 0),
        section: SectionId(0),
        previous: SectionId(0),
        stack: Vec::new(),
        location: None,
        view: None,
        locals: HashMap::new(),
        options: Options::default(),
        saved_options: Vec::new(),
    };
    assembler.program.own_files.push(name);
    assembler.run();
    assembler.program
}

impl Assembler<'_> {
    fn run(&mut self) {
        while !self.program.reporter.is_full() {
            let Some(line) = self.input.next() else { break };
            if let Err(diagnostic) = self.line(&line) {
                self.report(*diagnostic);
            }
        }
        if let Err(diagnostic) = cfi::unfinished(self) {
            self.report(*diagnostic);
        }
        for diagnostic in self.input.unfinished() {
            self.program.reporter.report(diagnostic);
        }
        let mut missing: Vec<(u32, Span)> =
            self.locals.iter().filter_map(|(&n, local)| Some((n, local.after?.1))).collect();
        missing.sort_by_key(|&(number, span)| (span.start, number));
        for (number, span) in missing {
            let message = format!("there is no label `{number}:` after this");
            self.program.reporter.report(Diagnostic::error(span, message));
        }
    }

    fn report(&mut self, diagnostic: Diagnostic) {
        let diagnostic = match self.input.call() {
            Some(call) => diagnostic.note(call, "expanded from here"),
            None => diagnostic,
        };
        self.program.reporter.report(diagnostic);
    }

    /// One statement with the labels before it.
    fn line(&mut self, line: &Line) -> Fallible<()> {
        self.statement = line.span;
        if line.marker {
            self.line_marker(line);
            return Ok(());
        }
        if !self.input.is_active() && !control::is_conditional(first_word(&line.text)) {
            return Ok(());
        }
        let tokens = lex::tokens(line)?;
        let mut cursor = Cursor::new(&tokens, line.span);
        while self.label(&mut cursor)? {}
        if cursor.at_end() {
            return Ok(());
        }
        let (word, at) = cursor.word("an instruction, a directive or a label")?;
        if cursor.peek().is_some_and(|tok| tok.is("=")) {
            cursor.eat("=");
            return symbol::assign(self, &mut cursor, &word, at);
        }
        if self.input.is_macro(&word) {
            let end = tokens[tokens.len() - cursor.rest().len() - 1].end;
            return self.input.call_macro(&word, at, lex::strip_comment(&line.text[end..]));
        }
        if word.starts_with('.') {
            let end = tokens[tokens.len() - cursor.rest().len() - 1].end;
            return directive::directive(self, &mut cursor, &word, at, &line.text[end..]);
        }
        insn::instruction(self, &word, at, cursor.rest())
    }

    /// `name:` or `1:`, if one is next.
    fn label(&mut self, cursor: &mut Cursor) -> Fallible<bool> {
        if !cursor.peek_at(1).is_some_and(|tok| tok.is(":")) {
            return Ok(false);
        }
        let Some(Token { tok, span, .. }) = cursor.next() else { return Ok(false) };
        cursor.eat(":");
        match tok {
            Tok::Word(name) => self.define(name, *span)?,
            Tok::Number(number) => {
                let number = u32::try_from(*number)
                    .map_err(|_| error(*span, "the number of a label must fit into 32 bits"))?;
                let place = self.place();
                let local = self.locals.entry(number).or_default();
                match local.after.take() {
                    Some((symbol, _)) => {
                        self.program.symbol_mut(symbol).definition = Definition::Label(place);
                        local.before = Some(symbol);
                    }
                    None => {
                        local.before = Some(self.program.unnamed(Definition::Label(place)));
                    }
                }
            }
            _ => return Err(error(*span, format!("{} cannot be a label", tok.describe()))),
        }
        Ok(true)
    }

    fn define(&mut self, name: &str, span: Span) -> Fallible<()> {
        let place = self.place();
        let id = self.program.intern(name);
        let symbol = self.program.symbol_mut(id);
        if symbol.is_defined() {
            let mut diagnostic = error(span, format!("`{name}` is already defined"));
            if let Some(first) = symbol.defined_at {
                diagnostic.notes.push((first, "first defined here".into()));
            }
            return Err(diagnostic);
        }
        symbol.definition = Definition::Label(place);
        symbol.defined_at = Some(span);
        Ok(())
    }

    /// Where the next byte goes.
    pub(crate) fn place(&mut self) -> Place {
        self.program.end_of(self.section)
    }

    /// A symbol without a name.
    pub(crate) fn label_at(&mut self, place: Place) -> SymbolId {
        self.program.unnamed(Definition::Label(place))
    }

    /// Appends bytes where bytes go.
    pub(crate) fn bytes(&mut self, bytes: &[u8], fixups: Vec<Fixup>) {
        let section = &self.program.sections[self.section.0];
        if section.flags.nobits && (!fixups.is_empty() || bytes.iter().any(|&byte| byte != 0)) {
            let message = format!("section `{}` has no contents", section.key.name);
            let mistake = Diagnostic::error(self.statement, message)
                .hint("`.zero` makes room in it; data belongs into `.data`");
            self.report(mistake);
            return;
        }
        self.program.append(self.section, bytes, fixups);
    }

    /// Appends a fragment whose size depends on addresses.
    pub(crate) fn fragment(&mut self, kind: Kind) {
        self.program.append_fragment(self.section, kind);
    }

    /// Parses an expression that is a number by now.
    pub(crate) fn number(&mut self, cursor: &mut Cursor) -> Fallible<i64> {
        let value = self.expr(cursor)?;
        expr::number(&value, &self.program)
    }

    /// Parses an expression.
    pub(crate) fn expr(&mut self, cursor: &mut Cursor) -> Fallible<Expr> {
        expr::parse(cursor, self)
    }

    pub(crate) fn macro_names(&self) -> impl Iterator<Item = &str> {
        self.input.macro_names()
    }

    /// Books what a new instruction means for the line table.
    pub(crate) fn before_instruction(&mut self, span: Span) {
        let place = self.place();
        if let Some(row) = self.location.take() {
            self.program.rows.push(LineRow { place, ..row });
        }
        // An expanded instruction belongs to the line of the call.
        let span = self.input.call().unwrap_or(span);
        let own_line = self.sources.line(span);
        let (file, line) = match self.program.markers.last() {
            _ if span.file != self.main => {
                let name = self.sources.file(span.file).name.clone();
                (self.own_file(&name), own_line)
            }
            Some(marker) => (marker.file, marker.line_of(own_line)),
            None => (0, own_line),
        };
        let row =
            LineRow { place, file, line, column: 0, is_statement: true, discriminator: 0, span };
        let last = self.program.own_rows.last();
        let is_news = last.is_none_or(|last| {
            last.place.section != place.section || (last.file, last.line) != (file, line)
        });
        if is_news {
            self.program.own_rows.push(row);
        }
    }

    fn line_marker(&mut self, line: &Line) {
        let text = line.text.trim_start_matches(['#', ' ', '\t']);
        let text = text.strip_prefix("line").unwrap_or(text).trim_start();
        let digits = text.find(|c: char| !c.is_ascii_digit()).unwrap_or(text.len());
        let name = text[digits..].split('"').nth(1).unwrap_or("");
        // Names such as `<built-in>` are no files.
        if name.is_empty() || name.starts_with('<') {
            return;
        }
        if line.span.file != self.main {
            return;
        }
        let file = self.own_file(name);
        let own_line = self.sources.line(line.span) + 1;
        let line = text[..digits].parse().unwrap_or(0);
        self.program.markers.push(Marker { file, line, own_line });
    }

    /// The number of a file that lines point into.
    fn own_file(&mut self, name: &str) -> u32 {
        let files = &mut self.program.own_files;
        let known = files.iter().position(|known| known == name);
        known.unwrap_or_else(|| {
            files.push(name.to_string());
            files.len() - 1
        }) as u32
    }
}

impl Places for Assembler<'_> {
    fn here(&mut self) -> SymbolId {
        let place = self.place();
        self.label_at(place)
    }

    fn local(&mut self, number: u32, forward: bool, span: Span) -> Fallible<SymbolId> {
        let local = self.locals.entry(number).or_default();
        if forward {
            if local.after.is_none() {
                local.after = Some((self.program.unnamed(Definition::None), span));
            }
        } else if local.before.is_none() {
            return Err(hinted(
                span,
                format!("there is no label `{number}:` before this"),
                format!("`{number}f` means the next one after this"),
            ));
        }
        let found = if forward { local.after.map(|(symbol, _)| symbol) } else { local.before };
        found.ok_or_else(|| error(span, format!("there is no label `{number}:`")))
    }

    fn program(&mut self) -> &mut Program {
        &mut self.program
    }
}

/// The first word of a statement, behind its labels.
pub(crate) fn first_word(text: &str) -> &str {
    let mut rest = text.trim_start();
    loop {
        let end = rest.find(|c| !lex::is_word(c)).unwrap_or(rest.len());
        let after = rest[end..].trim_start();
        match after.strip_prefix(':') {
            Some(next) if end > 0 => rest = next.trim_start(),
            _ => return &rest[..end],
        }
    }
}
