//! The words before a declarator: storage class, type, qualifiers, `inline`, alignment.

use super::attribute::Attributes;
use super::*;
use crate::front::types::IntKind;
use swtch_source::nearest;

/// What the specifiers of a declaration said.
#[derive(Clone, Debug)]
pub struct Specifiers {
    /// `typedef`, `extern`, `static`, …
    pub storage: Option<(Keyword, Span)>,
    /// The type so far.
    pub ty: Type,
    /// `inline`.
    pub inline: bool,
    /// `_Noreturn`.
    pub noreturn: bool,
    /// `_Alignas`.
    pub align: Option<u32>,
    /// `__attribute__`.
    pub attributes: Attributes,
    /// All of it.
    pub span: Span,
    /// A struct, union or enum was written: the declaration says something without a declarator.
    pub tagged: bool,
    /// `__auto_type`.
    pub auto_type: bool,
    /// The alignment that a typedef gives to objects of its type.
    pub typedef_align: Option<u32>,
}

/// How often each type word was written.
#[derive(Default)]
struct Words {
    void: u8,
    bool_: u8,
    char_: u8,
    short: u8,
    int: u8,
    long: u8,
    signed: u8,
    unsigned: u8,
    ty: Option<Type>,
}

impl Words {
    fn any(&self) -> bool {
        self.ty.is_some() || self.basic() > 0
    }

    fn basic(&self) -> u8 {
        let sizes = self.short + self.int + self.long + self.signed + self.unsigned;
        self.void + self.bool_ + self.char_ + sizes
    }

    /// The type the words name together.
    fn meaning(&self) -> Option<Type> {
        if let Some(ty) = self.ty {
            return (self.basic() == 0).then_some(ty);
        }
        let signs = (self.signed, self.unsigned);
        let counts = (self.void, self.bool_, self.char_, self.short, self.int.min(1), self.long);
        if self.int > 1 {
            return None;
        }
        let pick = |signed: IntKind| match signs {
            (0 | 1, 0) => Some(Type::of(signed)),
            (0, 1) => Some(Type::of(signed.to_unsigned())),
            _ => None,
        };
        match counts {
            (1, 0, 0, 0, 0, 0) if signs == (0, 0) => Some(Type::VOID),
            (0, 1, 0, 0, 0, 0) if signs == (0, 0) => Some(Type::BOOL),
            (0, 0, 1, 0, 0, 0) => match signs {
                (0, 0) => Some(Type::CHAR),
                (1, 0) => Some(Type::of(IntKind::SChar)),
                (0, 1) => Some(Type::of(IntKind::UChar)),
                _ => None,
            },
            (0, 0, 0, 1, _, 0) => pick(IntKind::Short),
            (0, 0, 0, 0, 1, 0) => pick(IntKind::Int),
            (0, 0, 0, 0, 0, 0) if signs != (0, 0) => pick(IntKind::Int),
            (0, 0, 0, 0, _, 1) => pick(IntKind::Long),
            (0, 0, 0, 0, _, 2) => pick(IntKind::LongLong),
            _ => None,
        }
    }
}

impl Parser {
    /// Whether a type name or declaration begins `ahead` tokens on.
    pub(in crate::front) fn begins_type(&self, ahead: usize) -> bool {
        use Keyword::*;
        if self.sees_standard(ahead) {
            return true;
        }
        let TokenKind::Name(name) = self.peek_at(ahead).kind else { return false };
        match name.keyword() {
            Some(keyword) => matches!(
                keyword,
                Auto | Char
                    | Const
                    | Double
                    | Enum
                    | Extern
                    | Float
                    | Inline
                    | Int
                    | Long
                    | Register
                    | Restrict
                    | Short
                    | Signed
                    | Static
                    | Struct
                    | Typedef
                    | Union
                    | Unsigned
                    | Void
                    | Volatile
                    | Alignas
                    | Atomic
                    | Bool
                    | Complex
                    | Imaginary
                    | Noreturn
                    | ThreadLocal
                    | Attribute
                    | Typeof
                    | VaList
                    | Int128
                    | AutoType
                    | Float128
            ),
            None => {
                matches!(self.lookup(name), Some(Entry { meaning: Meaning::Typedef(_), .. }))
            }
        }
    }

    /// `specifiers = {storage | qualifier | function-specifier | alignment | type | attributes}`
    pub(super) fn specifiers(&mut self) -> Parsed<Specifiers> {
        let start = self.span();
        let mut all = Specifiers {
            storage: None,
            ty: Type::INT,
            inline: false,
            noreturn: false,
            align: None,
            attributes: Attributes::default(),
            span: start,
            tagged: false,
            auto_type: false,
            typedef_align: None,
        };
        let mut words = Words::default();
        let (mut is_const, mut is_volatile) = (false, false);
        loop {
            let token = self.peek();
            if self.sees_standard(0) {
                self.attributes(&mut all.attributes)?;
                continue;
            }
            let TokenKind::Name(name) = token.kind else { break };
            let Some(keyword) = name.keyword() else {
                let Some(ty) = self.typedef_named(name, &words) else { break };
                let declared = self.lookup(name).map(|entry| entry.span);
                all.typedef_align =
                    declared.and_then(|span| self.typedef_aligns.get(&span).copied());
                self.next();
                words.ty = Some(ty);
                continue;
            };
            if words.ty.is_some() && all.tagged && token.line_start && self.begins_type(0) {
                break;
            }
            match keyword {
                Keyword::Const => is_const = true,
                Keyword::Volatile => is_volatile = true,
                Keyword::Restrict | Keyword::Extension => {}
                Keyword::Inline => all.inline = true,
                Keyword::Noreturn => all.noreturn = true,
                Keyword::Typedef
                | Keyword::Extern
                | Keyword::Static
                | Keyword::Auto
                | Keyword::Register => self.storage(keyword, token.span, &mut all),
                Keyword::Attribute => {
                    self.attributes(&mut all.attributes)?;
                    continue;
                }
                Keyword::Alignas => {
                    self.next();
                    let align = self.alignas()?;
                    all.align = Some(all.align.unwrap_or(1).max(align));
                    continue;
                }
                Keyword::Struct | Keyword::Union | Keyword::Enum | Keyword::Typeof => {
                    all.tagged |= keyword != Keyword::Typeof;
                    let before = words.ty.is_some();
                    let ty = match keyword {
                        Keyword::Typeof => self.typeof_specifier()?,
                        Keyword::Enum => self.enum_specifier()?,
                        _ => self.record_specifier()?,
                    };
                    if before {
                        return self.two_types(token.span);
                    }
                    words.ty = Some(ty);
                    continue;
                }
                Keyword::VaList => words.ty = Some(Type::VOID_POINTER),
                Keyword::AutoType => {
                    all.auto_type = true;
                    words.ty = Some(Type::ERROR);
                }
                _ if self.type_word(keyword, token.span, &mut words) => {}
                _ => break,
            }
            self.next();
        }
        all.span = start.to(self.last_span());
        all.ty = self.named_type(&words, all.span)?;
        all.ty = self.types.qualified(all.ty, is_const, is_volatile);
        Ok(all)
    }

    /// A typedef's name, where it can be one: no type has been named yet.
    fn typedef_named(&self, name: Atom, words: &Words) -> Option<Type> {
        if words.any() {
            return None;
        }
        match self.lookup(name)?.meaning {
            Meaning::Typedef(ty) => Some(ty),
            _ => None,
        }
    }

    fn storage(&mut self, keyword: Keyword, span: Span, all: &mut Specifiers) {
        if let Some((_, first)) = all.storage {
            let error = Diagnostic::error(span, "a declaration has one storage class")
                .label("a second one")
                .note(first, "the first is here");
            self.report.push(error);
        }
        all.storage = Some((keyword, span));
    }

    /// Counts a basic type's word; refuses those that the machine has nothing for.
    fn type_word(&mut self, keyword: Keyword, span: Span, words: &mut Words) -> bool {
        match keyword {
            Keyword::Void => words.void += 1,
            Keyword::Bool => words.bool_ += 1,
            Keyword::Char => words.char_ += 1,
            Keyword::Short => words.short += 1,
            Keyword::Int => words.int += 1,
            Keyword::Long => words.long = (words.long + 1).min(9),
            Keyword::Signed => words.signed += 1,
            Keyword::Unsigned => words.unsigned += 1,
            // Once is enough for `double _Complex`.
            Keyword::Float | Keyword::Double | Keyword::Complex | Keyword::Imaginary
                if words.ty == Some(Type::ERROR) => {}
            Keyword::Float | Keyword::Double | Keyword::Float128 => {
                self.refuse(
                    span,
                    "floating point",
                    "compute with scaled integers, for example thousandths",
                );
                self.no_floats = true;
                words.long = 0;
                words.ty = Some(Type::ERROR);
            }
            Keyword::Complex | Keyword::Imaginary => {
                self.refuse(span, "complex numbers", "the machine computes with integers only");
                words.ty = Some(Type::ERROR);
            }
            Keyword::Int128 => {
                self.refuse(span, "'__int128'", "'long long' has 64 bits");
                words.ty = Some(Type::ERROR);
            }
            Keyword::Atomic => {
                self.refuse(
                    span,
                    "'_Atomic'",
                    "use '__atomic_fetch_add' and its like on a plain variable",
                );
                if self.peek_at(1).is(Punct::OpenParen) {
                    // The type in the parentheses is as good as any: nothing is said of it.
                    words.ty = Some(Type::ERROR);
                    self.next();
                    while !self.peek_at(1).is(Punct::CloseParen)
                        && !matches!(self.peek_at(1).kind, TokenKind::End)
                        && !self.peek_at(1).is(Punct::Semicolon)
                    {
                        self.next();
                    }
                    self.next();
                }
            }
            Keyword::ThreadLocal => {
                self.refuse(
                    span,
                    "thread-local storage",
                    "keep an array indexed by thread, or pass a pointer",
                );
            }
            _ => return false,
        }
        true
    }

    /// Reports a part of C that this compiler leaves out.
    pub(super) fn refuse(&mut self, span: Span, what: &str, hint: &str) {
        let error = Diagnostic::error(span, format!("{what}: not supported"));
        self.report.push(error.label("this compiler leaves it out").hint(hint));
    }

    fn two_types<T>(&mut self, span: Span) -> Parsed<T> {
        self.report.push(
            Diagnostic::error(span, "two types in one declaration")
                .label("the second one")
                .hint("is a ';' missing before this?"),
        );
        Err(Lost)
    }

    /// The type that the words name, or why they name none.
    fn named_type(&mut self, words: &Words, span: Span) -> Parsed<Type> {
        if words.ty == Some(Type::ERROR) {
            return Ok(Type::ERROR);
        }
        if words.any() {
            return match words.meaning() {
                Some(ty) => Ok(ty),
                None => {
                    let label = "no type is called so";
                    self.report.error(span, "these words do not name a type together", label);
                    Err(Lost)
                }
            };
        }
        self.missing_type()
    }

    /// A name stands where a type belongs, or nothing does.
    fn missing_type(&mut self) -> Parsed<Type> {
        if self.c89 && self.sees(Punct::Star) {
            return Ok(Type::INT);
        }
        let Some(name) = self.name() else { return self.unexpected("a type") };
        let text = self.text(name);
        let span = self.span();
        let follows = self.peek_at(1);
        let is_declared = matches!(
            follows.kind,
            TokenKind::Punct(Punct::Semicolon | Punct::Assign | Punct::Comma | Punct::OpenBracket)
        );
        let is_function = follows.is(Punct::OpenParen);
        if self.c89 && (is_declared || is_function || follows.is(Punct::CloseParen)) {
            return Ok(self.implicit_int(name, span));
        }
        if is_declared || is_function && self.lookup(name).is_none() {
            let mut error = Diagnostic::error(span, format!("the type of '{text}' is missing"));
            if is_declared {
                error = error.hint(format!("write its type before it: 'int {text}'"));
            } else {
                let hint = format!("write what it returns before it: 'int {text}(…)'");
                error = error.hint(hint + "; or compile with '-std=c89'");
            }
            self.report.push(error.label("a type belongs before this"));
            return Ok(Type::ERROR);
        }
        if !is_function {
            self.next();
            self.unknown_type(&text, span);
        }
        Ok(Type::ERROR)
    }

    /// C89's type of what has none.
    pub(super) fn implicit_int(&mut self, name: Atom, span: Span) -> Type {
        let message =
            format!("the type of '{}' is missing, and taken to be 'int'", self.text(name));
        self.report.push(Diagnostic::warning(span, message).named("implicit-int"));
        Type::INT
    }

    fn unknown_type(&mut self, text: &str, span: Span) {
        let mut error =
            Diagnostic::error(span, format!("unknown type '{text}'")).label("not declared");
        let tagged = self.atoms.intern(text);
        if let Some(header) = super::headers::header_of_type(text) {
            error = error.hint(format!("'#include <{header}>' declares it"));
        } else if let Some(hint) = crate::front::hints::foreign_word(text) {
            error = error.hint(hint);
        } else if let Some(tag) = self.lookup_tag(tagged) {
            let word = self.tag_word(tag.meaning);
            error = error.hint(format!("write '{word} {text}'"));
        } else if let Some(near) = self.nearest_type(text) {
            error = error.hint(format!("did you mean '{near}'?"));
        }
        self.report.push(error);
        self.unknown_at = self.at;
        // Declared, so that it is reported once.
        let entry = Entry { meaning: Meaning::Typedef(Type::ERROR), span };
        self.scopes.declare_new(0, tagged, entry);
    }

    fn nearest_type(&self, text: &str) -> Option<String> {
        let words = [
            "int", "char", "void", "unsigned", "long", "short", "struct", "signed", "const",
            "static", "extern", "typedef", "union", "enum", "volatile",
        ];
        let types = self
            .scopes
            .all_names()
            .filter(|(_, entry)| matches!(entry.meaning, Meaning::Typedef(_)))
            .map(|(name, _)| self.atoms.text(name));
        nearest(text, words.into_iter().chain(types)).map(String::from)
    }

    /// `alignas = "_Alignas" "(" (type-name | constant) ")"`
    fn alignas(&mut self) -> Parsed<u32> {
        let open = self.expect(Punct::OpenParen, "'_Alignas'")?;
        let start = self.span();
        let align = if self.begins_type(0) {
            let (ty, _) = self.type_name_rule()?;
            self.type_align.unwrap_or(self.types.align(ty))
        } else {
            let value = self.constant_value("an alignment")?;
            self.check_alignment(value, start.to(self.last_span()))
        };
        self.expect_close(Punct::CloseParen, open)?;
        Ok(align)
    }

    /// `typeof = "typeof" "(" (type-name | expression) ")"`
    fn typeof_specifier(&mut self) -> Parsed<Type> {
        self.next();
        let open = self.expect(Punct::OpenParen, "'typeof'")?;
        let ty = if self.begins_type(0) {
            self.type_name_rule()?.0
        } else {
            self.unevaluated(|parser| parser.nested(Self::expression))?.ty
        };
        self.expect_close(Punct::CloseParen, open)?;
        Ok(ty)
    }

    /// Reads an operand that is never evaluated.
    pub(super) fn unevaluated<T>(&mut self, rule: impl FnOnce(&mut Self) -> T) -> T {
        self.unevaluated += 1;
        let result = rule(self);
        self.unevaluated -= 1;
        result
    }
}
