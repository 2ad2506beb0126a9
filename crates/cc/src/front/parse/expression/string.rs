//! String literals: joined, given a type, and put where objects are.

use super::*;

impl Parser {
    /// `string = literal {literal}`
    pub(in crate::front::parse) fn string_literal(&mut self) -> Parsed<Literal> {
        let start = self.span();
        let first = self.at;
        let mut kind = IntKind::Char;
        while let TokenKind::Str(text) = self.peek().kind {
            let own = literal::string_kind(self.atoms.text(text));
            if own != IntKind::Char {
                if kind != IntKind::Char && kind != own {
                    self.report.error(
                        self.span(),
                        "string literals of different kinds",
                        "joined here",
                    );
                }
                kind = own;
            }
            self.next();
        }
        let mut units = Vec::new();
        for at in first..self.at {
            let TokenKind::Str(text) = self.tokens[at].kind else { continue };
            self.warn_unknown_escape(text, self.tokens[at].span);
            match literal::string_of_kind(self.atoms.text(text), kind) {
                Ok(more) => units.extend(more),
                Err(problem) => self.literal_problem(problem, self.tokens[at].span),
            }
        }
        Ok(Literal { units, kind, span: start.to(self.last_span()) })
    }

    /// A string literal as an array object.
    pub(in crate::front::parse) fn string_operand(&mut self, literal: Literal) -> Operand {
        let element = Type::of(literal.kind);
        let ty = self.types.array_of(element, Some(literal.units.len() as u32 + 1));
        let mut bytes = literal_bytes(&literal);
        bytes.extend(std::iter::repeat_n(0, usize::from(literal.kind.bits()) / 8));
        let symbol = self.string_symbol(bytes, u32::from(literal.kind.bits()) / 8, literal.span);
        self.refer(symbol);
        let place = Operand::place(PlaceKind::Symbol(symbol), ty, literal.span, self);
        Operand { form: Form::String, ..place }
    }

    /// The anonymous object of a string; equal strings share one.
    pub(in crate::front::parse) fn string_symbol(
        &mut self,
        bytes: Vec<u8>,
        align: u32,
        span: Span,
    ) -> SymbolId {
        let key = (bytes, align);
        if let Some(&symbol) = self.strings.get(&key) {
            return symbol;
        }
        let kind = SymbolKind::Object {
            size: key.0.len() as u32,
            read_only: true,
            data: key.0.clone(),
            relocations: Vec::new(),
        };
        let name = format!(".Lstr{}", self.strings.len());
        let symbol = self.add_symbol(Symbol {
            name,
            is_static: true,
            weak: false,
            section: None,
            align,
            kind,
            span,
        });
        self.strings.insert(key, symbol);
        symbol
    }

    /// `__func__`.
    pub(in crate::front::parse) fn function_name(&mut self, span: Span) -> Operand {
        let name =
            self.function.as_ref().map_or(String::new(), |body| self.atoms.text(body.name).into());
        let units = name.bytes().map(u32::from).collect();
        let made = self.string_operand(Literal { units, kind: IntKind::Char, span });
        let ty = Type { is_const: true, ..Type::CHAR };
        let ty = self.types.array_of(ty, Some(name.len() as u32 + 1));
        Operand { ty, form: Form::Plain, ..made }
    }
}

/// The bytes of a literal's units, little endian.
pub fn literal_bytes(literal: &Literal) -> Vec<u8> {
    let size = usize::from(literal.kind.bits()) / 8;
    literal.units.iter().flat_map(|unit| unit.to_le_bytes().into_iter().take(size)).collect()
}
