//! What the text is made of: tokens, and the table of their spellings.
//!
//! A token is small and copied freely; its spelling is an [`Atom`], an index into [`Atoms`]. The
//! keywords are interned first, so that an identifier is a keyword exactly if its atom is one of the
//! first. Preprocessing numbers and literals stay spelled as written until the parser wants a value.

use rustc_hash::FxHashMap;
use swtch_source::Span;

/// A spelling, by number.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct Atom(pub u32);

/// All spellings of one compilation.
#[derive(Debug)]
pub struct Atoms {
    texts: Vec<Box<str>>,
    numbers: FxHashMap<Box<str>, Atom>,
}

impl Atoms {
    /// Holds the keywords.
    pub fn new() -> Atoms {
        let mut atoms = Atoms { texts: Vec::new(), numbers: FxHashMap::default() };
        for (text, _) in KEYWORDS {
            atoms.intern(text);
        }
        atoms
    }

    /// The number of a spelling.
    pub fn intern(&mut self, text: &str) -> Atom {
        if let Some(&atom) = self.numbers.get(text) {
            return atom;
        }
        let atom = Atom(self.texts.len() as u32);
        self.texts.push(text.into());
        self.numbers.insert(text.into(), atom);
        atom
    }

    /// The spelling of a number.
    pub fn text(&self, atom: Atom) -> &str {
        &self.texts[atom.0 as usize]
    }
}

/// One preprocessing token.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Token {
    /// What it is.
    pub kind: TokenKind,
    /// Where to point: its own characters, or, if a macro's body brought it, the macro's name where
    /// it was used.
    pub span: Span,
    /// First on its line.
    pub line_start: bool,
    /// White space stands before it.
    pub space_before: bool,
    /// A macro's own name inside its expansion: never expanded again.
    pub painted: bool,
    /// A comment before it says "fall through".
    pub falls: bool,
}

impl Token {
    /// Whether it is this operator.
    pub fn is(&self, punct: Punct) -> bool {
        self.kind == TokenKind::Punct(punct)
    }
}

/// The kinds of [`Token`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum TokenKind {
    /// Identifier or keyword.
    Name(Atom),
    /// A preprocessing number.
    Number(Atom),
    /// A character constant with quotes and prefix.
    Char(Atom),
    /// A string literal with quotes and prefix.
    Str(Atom),
    /// Operator or punctuator.
    Punct(Punct),
    /// Any other character.
    Other(char),
    /// Nothing: an empty macro argument beside `##`.
    Nothing,
    /// The end of the text.
    End,
}

macro_rules! puncts {
    ($($name:ident $text:literal,)*) => {
        /// Operators and punctuators.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Punct { $($name,)* }

        /// Each operator and its spelling; longer ones stand before their beginnings.
        pub const PUNCTS: &[(&str, Punct)] = &[$(($text, Punct::$name),)*];
    };
}

puncts! {
    ShlAssign "<<=", ShrAssign ">>=", Ellipsis "...",
    Arrow "->", PlusPlus "++", MinusMinus "--", Shl "<<", Shr ">>", LessEqual "<=", GreaterEqual ">=",
    EqualEqual "==", NotEqual "!=", AndAnd "&&", OrOr "||", StarAssign "*=", SlashAssign "/=",
    PercentAssign "%=", PlusAssign "+=", MinusAssign "-=", AndAssign "&=", XorAssign "^=",
    OrAssign "|=", HashHash "##",
    OpenParen "(", CloseParen ")", OpenBracket "[", CloseBracket "]", OpenBrace "{", CloseBrace "}",
    Dot ".", And "&", Star "*", Plus "+", Minus "-", Tilde "~", Not "!", Slash "/", Percent "%",
    Less "<", Greater ">", Xor "^", Or "|", Question "?", Colon ":", Semicolon ";", Assign "=",
    Comma ",", Hash "#",
}

impl Punct {
    /// As written.
    pub fn text(self) -> &'static str {
        PUNCTS.iter().find(|row| row.1 == self).map_or("", |row| row.0)
    }
}

macro_rules! keywords {
    ($($name:ident $($text:literal)*,)*) => {
        /// The reserved words of C11 and of GNU C.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
        #[allow(missing_docs)]
        pub enum Keyword { $($name,)* }

        /// Each reserved word, with GNU's spellings of it; a word's row is its [`Atom`].
        pub const KEYWORDS: &[(&str, Keyword)] = &[$($(($text, Keyword::$name),)*)*];
    };
}

keywords! {
    Auto "auto", Break "break", Case "case", Char "char", Const "const" "__const" "__const__",
    Continue "continue", Default "default", Do "do", Double "double", Else "else", Enum "enum",
    Extern "extern", Float "float", For "for", Goto "goto", If "if",
    Inline "inline" "__inline" "__inline__", Int "int", Long "long", Register "register",
    Restrict "restrict" "__restrict" "__restrict__", Return "return", Short "short",
    Signed "signed" "__signed" "__signed__", Sizeof "sizeof", Static "static", Struct "struct",
    Switch "switch", Typedef "typedef", Union "union", Unsigned "unsigned", Void "void",
    Volatile "volatile" "__volatile" "__volatile__", While "while",
    Alignas "_Alignas", Alignof "_Alignof" "__alignof" "__alignof__", Atomic "_Atomic", Bool "_Bool",
    Complex "_Complex" "__complex__", Generic "_Generic", Imaginary "_Imaginary",
    Noreturn "_Noreturn", StaticAssert "_Static_assert",
    ThreadLocal "_Thread_local" "__thread", Asm "asm" "__asm" "__asm__",
    Attribute "__attribute__" "__attribute", Extension "__extension__",
    Typeof "typeof" "__typeof" "__typeof__", Int128 "__int128", AutoType "__auto_type",
    Label "__label__", Pragma "_Pragma", Float128 "_Float128" "__float128",
    VaList "__builtin_va_list", VaStart "__builtin_va_start", VaArg "__builtin_va_arg",
    VaEnd "__builtin_va_end", VaCopy "__builtin_va_copy", Offsetof "__builtin_offsetof",
    TypesCompatible "__builtin_types_compatible_p", ChooseExpr "__builtin_choose_expr",
    ConstantP "__builtin_constant_p", FunctionName "__func__" "__FUNCTION__" "__PRETTY_FUNCTION__",
}

impl Atom {
    /// The keyword this spelling is, if it is one.
    pub fn keyword(self) -> Option<Keyword> {
        KEYWORDS.get(self.0 as usize).map(|row| row.1)
    }
}

impl TokenKind {
    /// As written.
    pub fn text(self, atoms: &Atoms) -> String {
        match self {
            TokenKind::Name(a) | TokenKind::Number(a) | TokenKind::Char(a) | TokenKind::Str(a) => {
                atoms.text(a).to_string()
            }
            TokenKind::Punct(punct) => punct.text().to_string(),
            TokenKind::Other(c) => c.to_string(),
            TokenKind::Nothing | TokenKind::End => String::new(),
        }
    }

    /// How a message names it: `';'`, `identifier 'x'`, `end of file`.
    pub fn describe(self, atoms: &Atoms) -> String {
        match self {
            TokenKind::Name(a) if a.keyword().is_none() => {
                format!("identifier '{}'", atoms.text(a))
            }
            TokenKind::Number(a) => format!("number '{}'", atoms.text(a)),
            TokenKind::Char(_) => "a character constant".into(),
            TokenKind::Str(_) => "a string literal".into(),
            TokenKind::End | TokenKind::Nothing => "the end of the file".into(),
            _ => format!("'{}'", self.text(atoms)),
        }
    }
}
