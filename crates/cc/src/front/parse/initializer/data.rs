//! Objects that live as long as the program: what their initialisers say, as bytes and relocations.

use super::*;

impl Parser {
    /// The object that the initialiser after `=` makes, and its type (with its length, if it had none).
    pub(in crate::front::parse) fn static_initializer(
        &mut self,
        ty: Type,
    ) -> Parsed<(SymbolKind, Type)> {
        let mut init = Init::default();
        let ty = self.fresh_count(|parser| parser.initializer(ty, &mut init))?;
        Ok((self.static_object(ty, init), ty))
    }

    pub(super) fn static_object(&mut self, ty: Type, init: Init) -> SymbolKind {
        let mut data = Vec::new();
        let mut relocations = Vec::new();
        let mut size = self.types.size(ty);
        for item in init.items {
            // A flexible array member makes the object longer than its type.
            size = size.max(item.offset.saturating_add(self.types.size(item.ty)));
            if u64::from(item.offset) + u64::from(self.types.size(item.ty)) > DATA_MAX {
                let message = format!("an initialised object of more than {DATA_MAX} bytes");
                self.report.error(item.span, message, "too far from its start");
                break;
            }
            self.write_item(item, &mut data, &mut relocations);
        }
        while data.last() == Some(&0)
            && relocations.iter().all(|r: &DataRelocation| (r.offset as usize) + 4 < data.len())
        {
            data.pop();
        }
        relocations.sort_by_key(|relocation| relocation.offset);
        SymbolKind::Object { size, read_only: self.is_read_only(ty), data, relocations }
    }

    /// `const`, also the elements of an array.
    pub(in crate::front::parse) fn is_read_only(&self, ty: Type) -> bool {
        match self.types.kind(ty) {
            Kind::Array(element, _) => ty.is_const || self.is_read_only(*element),
            _ => ty.is_const && !ty.is_volatile,
        }
    }

    fn write_item(
        &mut self,
        item: Item,
        data: &mut Vec<u8>,
        relocations: &mut Vec<DataRelocation>,
    ) {
        let at = item.offset as usize;
        let operand = match item.value {
            ItemValue::Bytes(bytes) => return write(data, at, &bytes),
            ItemValue::Operand(operand) => operand,
        };
        if self.types.is_aggregate(item.ty) {
            return self.write_aggregate(operand, item.ty, at, data, relocations);
        }
        let span = operand.span;
        if self.types.is_error(operand.ty) {
            return;
        }
        let value = self.assigned(operand, item.ty, &Purpose::Initialise);
        let size = self.types.size(item.ty) as usize;
        let bytes_end = item.offset + size as u32;
        relocations.retain(|r| r.offset + 4 <= item.offset || r.offset >= bytes_end);
        match (self.evaluate_initialiser(&value), item.bits) {
            (Some(Constant::Int(value)), None) => write(data, at, &value.to_le_bytes()[..size]),
            (Some(Constant::Int(value)), Some(bits)) => write_bits(data, at, value, bits),
            (Some(Constant::Address(symbol, addend)), None) if size == 4 => {
                write(data, at, &[0; 4]);
                relocations.push(DataRelocation { offset: item.offset, symbol, addend });
            }
            _ => self.not_constant(span),
        }
    }

    fn not_constant(&mut self, span: Span) {
        self.report.push(
            Diagnostic::error(span, "the initialiser of a static object must be a constant")
                .label("only known at run time")
                .hint("assign it in a function, before it is needed"),
        );
    }

    /// A struct copied from a compound literal.
    fn write_aggregate(
        &mut self,
        operand: Operand,
        ty: Type,
        at: usize,
        data: &mut Vec<u8>,
        relocations: &mut Vec<DataRelocation>,
    ) {
        let span = operand.span;
        self.assigned(operand.clone(), ty, &Purpose::Initialise);
        if !self.types.same(operand.ty, ty) {
            return;
        }
        if let Value::Place(place) = &operand.value
            && let PlaceKind::Symbol(symbol) = place.kind
            && let entry = &self.program.symbols[symbol.0 as usize]
            && entry.name.starts_with(".L")
            && let SymbolKind::Object { data: bytes, relocations: more, .. } = &entry.kind
        {
            write(data, at, bytes);
            relocations
                .extend(more.iter().map(|r| DataRelocation { offset: r.offset + at as u32, ..*r }));
        } else if !self.types.is_error(operand.ty) {
            self.not_constant(span);
        }
    }
}

fn write(data: &mut Vec<u8>, at: usize, bytes: &[u8]) {
    if data.len() < at + bytes.len() {
        data.resize(at + bytes.len(), 0);
    }
    data[at..at + bytes.len()].copy_from_slice(bytes);
}

fn write_bits(data: &mut Vec<u8>, at: usize, value: i64, bits: BitField) {
    // A packed field may reach into a ninth byte.
    let size = (usize::from(bits.shift) + usize::from(bits.width)).div_ceil(8);
    if data.len() < at + size {
        data.resize(at + size, 0);
    }
    let mut unit = [0; 16];
    unit[..size].copy_from_slice(&data[at..at + size]);
    let mask = u128::from(u64::MAX >> (64 - u32::from(bits.width.max(1)))) << bits.shift;
    let all = u128::from_le_bytes(unit) & !mask | u128::from(value as u64) << bits.shift & mask;
    data[at..at + size].copy_from_slice(&all.to_le_bytes()[..size]);
}
