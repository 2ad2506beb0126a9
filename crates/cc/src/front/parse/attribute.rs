//! `__attribute__((…))` and `asm("name")` after a declarator.

use super::*;
use crate::front::format::{Family, Format};
use crate::tree::Turn;
use swtch_source::nearest;

/// What the attributes of a declaration said.
#[derive(Clone, Debug, Default)]
pub struct Attributes {
    /// No padding.
    pub packed: bool,
    /// `aligned(n)`.
    pub align: Option<u32>,
    /// `section("…")`.
    pub section: Option<String>,
    /// A weak symbol.
    pub weak: bool,
    /// Never returns.
    pub noreturn: bool,
    /// Never inlined.
    pub noinline: bool,
    /// `always_inline`.
    pub always_inline: bool,
    /// No warning if unused.
    pub unused: bool,
    /// Kept if unused.
    pub used: bool,
    /// `constructor`: called before `main`, and in which order.
    pub at_start: Option<Turn>,
    /// `destructor`: called at the end.
    pub at_end: Option<Turn>,
    /// `gnu_inline`: with `extern inline` the body is for inlining only.
    pub gnu_inline: bool,
    /// `deprecated`: who uses it is warned, with these words.
    pub deprecated: Option<String>,
    /// `warn_unused_result`: a call for nothing is warned of.
    pub must_use: bool,
    /// `visibility("…")`, unless it is `default`.
    pub visibility: Option<&'static str>,
    /// `format(printf, string, first)`.
    pub format: Option<Format>,
    /// `fallthrough`, as a statement.
    pub fallthrough: bool,
    /// `alias("…")`: another name of that function or object.
    pub alias: Option<String>,
    /// `asm("name")`.
    pub assembly_name: Option<String>,
}

/// The largest alignment: a page.
const ALIGN_MAX: i64 = 65536;

/// Attributes that ask for nothing this compiler would do otherwise.
const IGNORED: &[&str] = &[
    "noclone",
    "noipa",
    "pure",
    "const",
    "nonnull",
    "malloc",
    "cold",
    "hot",
    "leaf",
    "nothrow",
    "returns_nonnull",
    "alloc_size",
    "sentinel",
    "may_alias",
    "flatten",
    "artificial",
    "no_instrument_function",
    "optimize",
    "returns_twice",
    "nonstring",
    "no_stack_protector",
    "externally_visible",
    "no_reorder",
    "access",
    "assume_aligned",
    "no_sanitize",
    "no_icf",
    "unavailable",
    "error",
    "no_profile_instrument_function",
    "designated_init",
];

const KNOWN: &[&str] = &[
    "packed",
    "aligned",
    "section",
    "weak",
    "alias",
    "noreturn",
    "noinline",
    "always_inline",
    "unused",
    "used",
    "format",
    "fallthrough",
    "constructor",
    "destructor",
    "visibility",
    "gnu_inline",
    "deprecated",
    "warn_unused_result",
];

/// The attributes of C23's `[[…]]`, and GNU's names for them.
const STANDARD: &[(&str, &str)] = &[
    ("noreturn", "noreturn"),
    ("_Noreturn", "noreturn"),
    ("maybe_unused", "unused"),
    ("deprecated", "deprecated"),
    ("nodiscard", "warn_unused_result"),
    ("fallthrough", "fallthrough"),
    ("unsequenced", "const"),
    ("reproducible", "pure"),
];

/// Attributes that change what a program does, and that this compiler leaves out: name and way out.
const REFUSED: &[(&str, &str)] = &[
    ("cleanup", "call the function where the variable's scope ends"),
    ("vector_size", "use an array and a loop"),
    ("mode", "use the integer types of '<stdint.h>'"),
    ("scalar_storage_order", "swap the bytes with '__builtin_bswap32' and its like"),
    ("transparent_union", "give the parameter the union's type, or 'void *'"),
    ("ms_struct", "order the members as they are to lie"),
    ("naked", "write the function in assembly, outside of functions or in a '.S' file"),
    ("interrupt", "write the entry in assembly, and call the function from there"),
    ("ifunc", "choose through a pointer to a function"),
    ("weakref", "use 'weak' and 'alias'"),
];

/// Whether there is an attribute of this name, for `__has_attribute`.
pub fn is_attribute(name: &str) -> bool {
    let plain = name.trim_start_matches("__").trim_end_matches("__");
    KNOWN.contains(&plain) || IGNORED.contains(&plain)
}

impl Parser {
    /// `attributes = {"__attribute__" "(" "(" attribute {"," attribute} ")" ")" | standard}`
    pub(super) fn attributes(&mut self, into: &mut Attributes) -> Parsed<()> {
        loop {
            if self.sees_standard(0) {
                self.standard_attributes(into)?;
                continue;
            }
            if !self.take_keyword(Keyword::Attribute) {
                return Ok(());
            }
            let outer = self.expect(Punct::OpenParen, "'__attribute__'")?;
            let inner = self.expect(Punct::OpenParen, "'__attribute__('")?;
            while !self.sees(Punct::CloseParen) {
                if !self.take(Punct::Comma) {
                    self.attribute(into)?;
                }
            }
            self.expect_close(Punct::CloseParen, inner)?;
            self.expect_close(Punct::CloseParen, outer)?;
        }
    }

    /// Whether C23's `[[` stands `ahead` tokens on.
    pub(super) fn sees_standard(&self, ahead: usize) -> bool {
        self.peek_at(ahead).is(Punct::OpenBracket) && self.peek_at(ahead + 1).is(Punct::OpenBracket)
    }

    /// `standard = "[" "[" [[name "::"] attribute {"," [name "::"] attribute}] "]" "]"`
    fn standard_attributes(&mut self, into: &mut Attributes) -> Parsed<()> {
        let (outer, inner) = (self.next().span, self.next().span);
        while !self.sees(Punct::CloseBracket) {
            if self.take(Punct::Comma) {
                continue;
            }
            let TokenKind::Name(name) = self.peek().kind else {
                return self.unexpected("an attribute");
            };
            let prefixed = self.peek_at(1).is(Punct::Colon) && self.peek_at(2).is(Punct::Colon);
            if !prefixed {
                let span = self.next().span;
                let text = self.text(name);
                let plain = text.strip_prefix("__").and_then(|text| text.strip_suffix("__"));
                let plain = plain.unwrap_or(&text);
                let gnu = STANDARD.iter().find(|(known, _)| *known == plain);
                match gnu {
                    Some((_, gnu)) => self.attribute_named(gnu, span, into)?,
                    None => {
                        self.unknown_attribute(span, plain, STANDARD.iter().map(|row| row.0));
                        self.skip_arguments()?;
                    }
                }
                continue;
            }
            let vendor = self.text(name);
            self.at += 3;
            match vendor.trim_matches('_') {
                "gnu" => self.attribute(into)?,
                // Other compilers' attributes are for them.
                _ => {
                    self.next();
                    self.skip_arguments()?;
                }
            }
        }
        self.expect_close(Punct::CloseBracket, inner)?;
        self.expect_close(Punct::CloseBracket, outer)?;
        Ok(())
    }

    /// How many tokens the attributes take that begin here; 0 if none does.
    pub(super) fn attributes_length(&self) -> usize {
        let mut ahead = 0;
        loop {
            let keyword = match self.peek_at(ahead).kind {
                TokenKind::Name(name) => name.keyword() == Some(Keyword::Attribute),
                _ => false,
            };
            if !keyword && !self.sees_standard(ahead) {
                return ahead;
            }
            ahead += usize::from(keyword);
            let mut depth = 0;
            loop {
                match self.peek_at(ahead).kind {
                    TokenKind::Punct(Punct::OpenParen | Punct::OpenBracket) => depth += 1,
                    TokenKind::Punct(Punct::CloseParen | Punct::CloseBracket) => depth -= 1,
                    TokenKind::End => return ahead,
                    _ => {}
                }
                ahead += 1;
                if depth <= 0 {
                    break;
                }
            }
        }
    }

    /// `attribute = name ["(" arguments ")"]`
    fn attribute(&mut self, into: &mut Attributes) -> Parsed<()> {
        let TokenKind::Name(name) = self.peek().kind else {
            return self.unexpected("an attribute");
        };
        let span = self.next().span;
        let text = self.text(name);
        let plain = text.trim_start_matches("__").trim_end_matches("__");
        self.attribute_named(plain, span, into)
    }

    /// `["(" arguments ")"]` of the attribute with this name.
    fn attribute_named(&mut self, plain: &str, span: Span, into: &mut Attributes) -> Parsed<()> {
        match plain {
            "packed" => into.packed = true,
            "aligned" => into.align = Some(self.aligned()?.max(into.align.unwrap_or(1))),
            "section" => into.section = Some(self.string_argument()?),
            "weak" => into.weak = true,
            "alias" => into.alias = Some(self.string_argument()?),
            "noreturn" => into.noreturn = true,
            "noinline" => into.noinline = true,
            "always_inline" => into.always_inline = true,
            "unused" => into.unused = true,
            "used" | "retain" => into.used = true,
            "fallthrough" => into.fallthrough = true,
            "constructor" => into.at_start = Some(self.turn()?),
            "destructor" => into.at_end = Some(self.turn()?),
            "gnu_inline" => into.gnu_inline = true,
            "warn_unused_result" => {
                into.must_use = true;
                self.skip_arguments()?;
            }
            "deprecated" => {
                let words = self.sees(Punct::OpenParen).then(|| self.string_argument());
                into.deprecated = Some(words.transpose()?.unwrap_or_default());
            }
            "visibility" => into.visibility = self.visibility()?,
            "format" => self.format(into)?,
            _ => {
                if let Some((_, hint)) = REFUSED.iter().find(|(known, _)| *known == plain) {
                    self.refuse(span, &format!("the attribute '{plain}'"), hint);
                } else if !IGNORED.contains(&plain) {
                    self.unknown_attribute(span, plain, KNOWN.iter().copied());
                }
                self.skip_arguments()?;
            }
        }
        Ok(())
    }

    /// `["(" constant ")"]`: lower numbers come first, none last.
    fn turn(&mut self) -> Parsed<Turn> {
        if !self.sees(Punct::OpenParen) {
            return Ok(Turn::LAST);
        }
        let open = self.next().span;
        let start = self.span();
        let value = self.constant_value("a priority")?;
        let span = start.to(self.last_span());
        self.expect_close(Punct::CloseParen, open)?;
        match u16::try_from(value) {
            Ok(value) => Ok(Turn(value)),
            Err(_) => {
                let message = format!("{value} is no priority");
                self.report.error(span, message, "a number from 0 to 65535 is");
                Ok(Turn::LAST)
            }
        }
    }

    /// `( "hidden" )`
    fn visibility(&mut self) -> Parsed<Option<&'static str>> {
        const NAMES: [&str; 3] = ["hidden", "protected", "internal"];
        let start = self.span();
        let text = self.string_argument()?;
        let known = NAMES.into_iter().find(|name| *name == text);
        if known.is_none() && text != "default" {
            let span = start.to(self.last_span());
            let message = format!("unknown visibility \"{text}\"");
            self.report.error(span, message, "default, hidden, protected and internal are there");
        }
        Ok(known)
    }

    fn unknown_attribute(
        &mut self,
        span: Span,
        name: &str,
        known: impl Iterator<Item = &'static str>,
    ) {
        let mut warning = Diagnostic::warning(span, format!("unknown attribute '{name}'"))
            .named("attributes")
            .label("ignored");
        if let Some(near) = nearest(name, known) {
            warning = warning.hint(format!("did you mean '{near}'?"));
        }
        self.report.push(warning);
    }

    /// Passes `( … )`, if it is there.
    fn skip_arguments(&mut self) -> Parsed<()> {
        if !self.sees(Punct::OpenParen) {
            return Ok(());
        }
        let open = self.next().span;
        let mut depth = 1;
        while depth > 0 {
            match self.peek().kind {
                TokenKind::Punct(Punct::OpenParen) => depth += 1,
                TokenKind::Punct(Punct::CloseParen) => depth -= 1,
                TokenKind::End => return self.expect_close(Punct::CloseParen, open).map(|_| ()),
                _ => {}
            }
            self.next();
        }
        Ok(())
    }

    /// `["(" constant ")"]`: the largest useful alignment if left out.
    fn aligned(&mut self) -> Parsed<u32> {
        if !self.sees(Punct::OpenParen) {
            return Ok(16);
        }
        let open = self.next().span;
        let start = self.span();
        let value = self.constant_value("an alignment")?;
        let span = start.to(self.last_span());
        self.expect_close(Punct::CloseParen, open)?;
        Ok(self.check_alignment(value, span))
    }

    /// A power of two within the limit, or 1 after a message; 0 asks for nothing.
    pub(super) fn check_alignment(&mut self, value: i64, span: Span) -> u32 {
        if value == 0 {
            return 1;
        }
        if !(1..=ALIGN_MAX).contains(&value) || value & (value - 1) != 0 {
            let message = format!("{value} is no alignment");
            self.report.error(span, message, format!("a power of two up to {ALIGN_MAX} is"));
            return 1;
        }
        value as u32
    }

    fn string_argument(&mut self) -> Parsed<String> {
        let open = self.expect(Punct::OpenParen, "this attribute")?;
        let text = self.plain_string()?;
        self.expect_close(Punct::CloseParen, open)?;
        Ok(text)
    }

    /// A string literal as text, for the assembler.
    pub(super) fn plain_string(&mut self) -> Parsed<String> {
        if !matches!(self.peek().kind, TokenKind::Str(_)) {
            return self.unexpected("a string literal");
        }
        let literal = self.string_literal()?;
        let bytes: Vec<u8> = literal.units.iter().map(|&unit| unit as u8).collect();
        Ok(String::from_utf8_lossy(&bytes).into_owned())
    }

    /// `format ( printf, 1, 2 )`
    fn format(&mut self, into: &mut Attributes) -> Parsed<()> {
        let open = self.expect(Punct::OpenParen, "'format'")?;
        let (archetype, span) = self.expect_name("printf or scanf")?;
        self.expect(Punct::Comma, "this")?;
        let string = self.constant_value("the number of a parameter")?;
        self.expect(Punct::Comma, "this")?;
        let first = self.constant_value("the number of a parameter")?;
        self.expect_close(Punct::CloseParen, open)?;
        let text = self.text(archetype);
        let family = match text.trim_start_matches("gnu_").trim_matches('_') {
            "printf" => Family::Printf,
            "scanf" => Family::Scanf,
            // Their formats are not looked into.
            "strftime" | "strfmon" => return Ok(()),
            name => {
                let message = format!("formats of '{name}' are not known");
                let warning = Diagnostic::warning(span, message).named("attributes");
                let hint = "those of 'printf' and 'scanf' are";
                self.report.push(warning.label("ignored").hint(hint));
                return Ok(());
            }
        };
        let number = |value: i64| u32::try_from(value).unwrap_or(u32::MAX);
        into.format = Some(Format { family, string: number(string), first: number(first) });
        Ok(())
    }

    /// `[asm "(" string ")"] attributes`, after a declarator.
    pub(super) fn declarator_suffix(&mut self, into: &mut Attributes) -> Parsed<()> {
        if self.take_keyword(Keyword::Asm) {
            into.assembly_name = Some(self.string_argument()?);
        }
        self.attributes(into)
    }
}
