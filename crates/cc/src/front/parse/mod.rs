//! Tokens → the typed tree: recursive descent.
//!
//! Each function reads one rule of the grammar, written above it; `{x}` is repetition, `[x]` an
//! option. A function that cannot go on has reported why and returns [`Lost`]; the nearest list of statements or
//! declarations then skips to where the next one begins. Mistakes of meaning do not stop the parser:
//! they leave an expression of the type [`Kind::Error`], about which nothing more is said.
//! Read `external` (declarations and functions) first, then `statement` and `expression`.

mod asm;
mod atomic;
mod attribute;
mod builtin;
mod declarator;
mod designator;
mod expression;
mod external;
mod fall;
mod finish;
mod function;
mod guess;
mod headers;
mod indent;
mod initializer;
mod jump;
mod old;
mod overflow;
mod pragma;
mod record;
mod specifier;
mod statement;
mod token;

pub use attribute::is_attribute;
pub use builtin::is_builtin;
pub use headers::{header_names, header_of, known_headers};

use super::check::Operand;
use super::debug::{self, FunctionNotes};
use super::preprocess::Preprocessed;
use super::report::Report;
use super::scope::{Entry, Global, GlobalId, Meaning, Scopes, Tag};
use super::token::{Atom, Atoms, Keyword, Punct, Token, TokenKind};
use super::types::{Kind, Type, Types};
use super::warning::Named;
use crate::tree::{
    Case, Expr, Function, LabelId, Local, LocalId, Place, Program, Stmt, Symbol, SymbolId,
    SymbolKind,
};
use rustc_hash::FxHashMap;
use swtch_source::{Diagnostic, Sources, Span};

/// Operators in one expression: how deep its tree can be.
const OPERATORS_MAX: u32 = 100_000;

/// The parser has reported why it cannot go on.
#[derive(Debug)]
pub struct Lost;

/// What a grammar function returns.
pub type Parsed<T> = Result<T, Lost>;

/// What the command line says to the parser.
#[derive(Clone, Copy, Debug)]
pub struct Options {
    /// `-g`.
    pub debug: bool,
    /// `-std=c89`.
    pub c89: bool,
    /// How many statements, parentheses, braces and declarators may lie within each other.
    pub levels: u32,
}

/// Parses and checks a translation unit.
pub fn parse(
    preprocessed: Preprocessed,
    sources: &Sources,
    atoms: Atoms,
    report: Report,
    options: Options,
) -> Result<(Program, Vec<Diagnostic>), Vec<Diagnostic>> {
    let nowhere = preprocessed.tokens[preprocessed.tokens.len() - 1].span;
    let unclosed = report.unclosed;
    let mut parser = Parser {
        tokens: preprocessed.tokens,
        at: 0,
        expansions: preprocessed.expansions,
        atoms,
        report,
        types: Types::new(),
        scopes: Scopes::new(),
        globals: Vec::new(),
        linked: FxHashMap::default(),
        program: Program::default(),
        function: None,
        references: Vec::new(),
        strings: FxHashMap::default(),
        statics: 0,
        nesting: 0,
        levels: options.levels,
        operators: 0,
        unevaluated: 0,
        notes: Vec::new(),
        prototypes: 0,
        packing: pragma::Packing::default(),
        unclosed,
        open_brace: nowhere,
        c89: options.c89,
        fell_at: 0,
        unknown_at: usize::MAX,
        no_floats: false,
        in_if: false,
        in_for: false,
        typedef_aligns: FxHashMap::default(),
        type_align: None,
        weak_names: Vec::new(),
        guarded: None,
        followed: Vec::new(),
    };
    parser.translation_unit();
    parser.finish();
    parser.warn_indentation(sources);
    if options.debug {
        parser.program.debug = Some(parser.debug());
    }
    let Parser { mut report, expansions, atoms, program, .. } = parser;
    for diagnostic in &mut report.diagnostics {
        if let Some(&(name, definition)) = diagnostic.span.and_then(|span| expansions.get(&span)) {
            let text = format!("macro '{}' is defined here", atoms.text(name));
            let told = diagnostic.notes.iter().any(|(span, _)| *span == definition);
            if !told && !sources.file(definition.file).name.starts_with('<') {
                diagnostic.notes.push((definition, text));
            }
        }
    }
    report.finish().map(|warnings| (program, warnings))
}

/// The state of the front end: grammar in this module's children, meaning in `check`.
pub struct Parser {
    pub(super) tokens: Vec<Token>,
    pub(super) at: usize,
    expansions: FxHashMap<Span, (Atom, Span)>,
    pub(super) atoms: Atoms,
    pub(super) report: Report,
    pub(super) types: Types,
    pub(super) scopes: Scopes,
    pub(super) globals: Vec<Global>,
    /// Everything with linkage, by name.
    pub(super) linked: FxHashMap<Atom, GlobalId>,
    pub(super) program: Program,
    /// The function whose body is being read.
    pub(super) function: Option<Body>,
    /// Symbols that each finished function uses.
    references: Vec<Vec<SymbolId>>,
    /// String literals, by their bytes and unit size.
    strings: FxHashMap<(Vec<u8>, u32), SymbolId>,
    /// Function-local statics so far.
    statics: u32,
    nesting: u32,
    levels: u32,
    operators: u32,
    /// Inside `sizeof` and its like.
    pub(super) unevaluated: u32,
    /// Of each finished function.
    notes: Vec<FunctionNotes>,
    /// Inside lists of parameters.
    prototypes: u32,
    /// `#pragma pack`.
    packing: pragma::Packing,
    /// A missing '}' has been reported: at the end of the file it will be missed again.
    unclosed: bool,
    /// The '{' of the innermost block.
    open_brace: Span,
    /// `-std=c89`: what has no type is an int.
    pub(super) c89: bool,
    /// The token after the last `fallthrough;`.
    fell_at: usize,
    /// The token after the last name that nobody declared: what is missing there, it brought about.
    pub(super) unknown_at: usize,
    /// Floating point has been refused: its constants go without saying.
    no_floats: bool,
    /// The block that comes next is all that an `if` does.
    in_if: bool,
    /// In the first part of a `for`.
    in_for: bool,
    /// Typedefs, by where they stand, that align objects otherwise than their type does.
    pub(super) typedef_aligns: FxHashMap<Span, u32>,
    /// Such an alignment of the type name that was read last.
    type_align: Option<u32>,
    /// `#pragma weak`.
    weak_names: Vec<Atom>,
    /// The last body without braces.
    guarded: Option<indent::Guarded>,
    /// Those that a statement follows.
    followed: Vec<(indent::Guarded, Span)>,
}

/// A function body under construction.
pub struct Body {
    /// What the function returns.
    pub returns: Type,
    /// Its name.
    pub name: Atom,
    /// So far.
    pub locals: Vec<Local>,
    /// What C says of each local.
    pub variables: Vec<Variable>,
    /// Labels named so far.
    pub labels: Vec<Label>,
    /// `__label__`: those of the blocks around, the innermost last.
    pub block_labels: Vec<(Atom, LabelId)>,
    /// Labels whose address was taken.
    pub targets: Vec<LabelId>,
    /// Switches around the current statement.
    pub switches: Vec<Switch>,
    /// Loops around the current statement.
    pub loops: u32,
    /// The most so far.
    pub loop_depth: u32,
    /// Loops and switches.
    pub breakables: u32,
    /// Symbols used so far.
    pub references: Vec<SymbolId>,
    /// Blocks and `for` statements so far.
    pub blocks: Vec<Span>,
    /// Of each parameter: no warning if unused.
    pub quiet_parameters: Vec<bool>,
    /// The last named parameter, for `va_start`.
    pub last_parameter: Option<LocalId>,
    /// `...`
    pub variadic: bool,
    /// `noreturn`.
    pub noreturn: bool,
    /// Errors before this function: with new ones in it, some warnings would be noise.
    pub errors_before: usize,
}

/// The C side of a [`Local`].
#[derive(Clone, Debug)]
pub struct Variable {
    /// Its type.
    pub ty: Type,
    /// Somebody read it or took its address.
    pub used: bool,
    /// No warning if unused.
    pub quiet: bool,
    /// `register`: has no address.
    pub register: bool,
    /// `asm("a7")`.
    pub fixed: Option<String>,
    /// What an attribute asked for; 1 if none did.
    pub align: u32,
    /// A parameter that was declared as an array.
    pub was_array: bool,
}

/// A label of the function.
pub struct Label {
    /// Its name.
    pub name: Atom,
    /// `name:`
    pub defined: Option<Span>,
    /// The first `goto`.
    pub used: Option<Span>,
    /// `__label__`: of a block, not of the function.
    pub of_block: bool,
}

/// A `switch` being read.
pub struct Switch {
    /// Of the promoted value.
    pub ty: Type,
    /// Labels so far.
    pub cases: Vec<Case>,
    /// Their places.
    pub spans: Vec<Span>,
}

impl Parser {
    /// What a debugger wants to know of the unit, now that all of it is read.
    fn debug(&self) -> crate::tree::debug::Debug {
        let (program, types, atoms) = (&self.program, &self.types, &self.atoms);
        debug::collect(program, types, atoms, &self.globals, &self.scopes, &self.notes)
    }

    /// Deeper by one level; the caller undoes it with [`Parser::leave`].
    pub(super) fn enter(&mut self) -> Parsed<()> {
        self.nesting += 1;
        if self.nesting <= self.levels {
            return Ok(());
        }
        self.nesting -= 1;
        let message = format!("nested more than {} levels deep", self.levels);
        self.report.error(self.span(), message, "here it is too much");
        self.give_up();
        Err(Lost)
    }

    /// Back up.
    pub(super) fn leave(&mut self) {
        self.nesting -= 1;
    }

    /// Counts an operator of the current expression.
    pub(super) fn count_operator(&mut self) -> Parsed<()> {
        self.operators += 1;
        if self.operators <= OPERATORS_MAX {
            return Ok(());
        }
        let message = format!("an expression of more than {OPERATORS_MAX} operators");
        self.report.error(self.span(), message, "here it is too much");
        self.give_up();
        Err(Lost)
    }

    /// Runs a rule one level deeper, with a fresh count of operators.
    pub(super) fn fresh_count<T>(
        &mut self,
        rule: impl FnOnce(&mut Self) -> Parsed<T>,
    ) -> Parsed<T> {
        self.enter()?;
        let operators = std::mem::take(&mut self.operators);
        let result = rule(self)?;
        self.operators = operators;
        self.leave();
        Ok(result)
    }

    /// Goes to the end of the text; that blocks are open there need not be said.
    pub(super) fn give_up(&mut self) {
        self.at = self.tokens.len() - 1;
        self.unclosed = true;
    }

    /// The innermost meaning of a name.
    pub(super) fn lookup(&self, name: Atom) -> Option<Entry> {
        self.scopes.name(name)
    }

    /// The innermost meaning of a tag.
    pub(super) fn lookup_tag(&self, name: Atom) -> Option<Tag> {
        self.scopes.tag(name)
    }

    /// Whether declarations stand outside every function and prototype.
    pub(super) fn at_file_scope(&self) -> bool {
        self.scopes.innermost() == 0
    }

    /// A name's spelling.
    pub(super) fn text(&self, atom: Atom) -> String {
        self.atoms.text(atom).to_string()
    }

    /// Whether a macro brought what stands at this place.
    pub(super) fn is_expanded(&self, span: Span) -> bool {
        self.expansions.contains_key(&span)
    }

    /// A type as C writes it.
    pub(super) fn type_name(&self, ty: Type) -> String {
        self.types.name(ty, &self.atoms)
    }

    /// Adds a symbol to the tree.
    pub(super) fn add_symbol(&mut self, symbol: Symbol) -> SymbolId {
        self.program.symbols.push(symbol);
        SymbolId(self.program.symbols.len() as u32 - 1)
    }

    /// Notes that the current function (or initialiser) uses a symbol.
    pub(super) fn refer(&mut self, symbol: SymbolId) {
        if self.unevaluated == 0
            && let Some(body) = &mut self.function
        {
            body.references.push(symbol);
        }
    }

    /// A new automatic variable; in a function only.
    pub(super) fn add_local(&mut self, name: &str, ty: Type, span: Span) -> LocalId {
        let local = Local {
            name: name.to_string(),
            ty: self.types.ty(ty),
            align: self.types.object_align(ty),
            in_memory: ty.is_volatile || self.types.is_aggregate(ty),
            span,
        };
        let variable = Variable {
            ty,
            used: name.is_empty(),
            quiet: false,
            register: false,
            fixed: None,
            align: 1,
            was_array: false,
        };
        let Some(body) = &mut self.function else { return LocalId(0) };
        body.locals.push(local);
        body.variables.push(variable);
        LocalId(body.locals.len() as u32 - 1)
    }
}
