//! Calls of functions of C's library whose outcome or whose few steps are known here: the length of a
//! string literal, copies of so many bytes, the magnitude of a number.

use super::{Lower, Val};
use crate::back::data;
use crate::back::ir::{self, Binary, Def, Value};
use crate::tree::{SymbolId, SymbolKind};

/// The functions.
const KNOWN: [&str; 6] = ["strlen", "strcpy", "memcpy", "memset", "abs", "labs"];

impl Lower<'_> {
    /// What such a call yields, done without it. C reserves these names: whoever else defines one of
    /// them means the same by it.
    pub(super) fn library_call(&mut self, callee: ir::Callee, args: &[Val]) -> Option<Val> {
        let ir::Callee::Symbol(symbol) = callee else { return None };
        let name = self.program.symbols.get(symbol.0 as usize)?.name.as_str();
        if !self.builtin || !KNOWN.contains(&name) || !self.is_elsewhere(symbol) {
            return None;
        }
        let words: Vec<Value> = args
            .iter()
            .map(|arg| if let Val::Word(word) = arg { Some(*word) } else { None })
            .collect::<Option<_>>()?;
        match (name, &words[..]) {
            ("strlen", &[text]) => {
                let length = self.literal_length(text)?;
                Some(Val::Word(self.number(length as i32)))
            }
            ("strcpy", &[to, text]) => {
                let length = self.literal_length(text)?;
                self.copy(to, text, length + 1, 1);
                Some(Val::Word(to))
            }
            ("memcpy", &[to, from, count]) => {
                let count = self.small(count)?;
                if !self.is_short_copy(to, from, count, 1) {
                    return None;
                }
                self.copy(to, from, count, 1);
                Some(Val::Word(to))
            }
            ("memset", &[to, byte, count]) => {
                let (byte, count) = (self.builder.function.as_const(byte)?, self.small(count)?);
                if byte & 0xff != 0 || !self.is_short_copy(to, to, count, 1) {
                    return None;
                }
                self.clear(to, count, 1);
                Some(Val::Word(to))
            }
            ("abs" | "labs", &[number]) => {
                let sign = self.bin_const(Binary::Sra, number, 31);
                let flipped = self.bin(Binary::Xor, number, sign);
                Some(Val::Word(self.bin(Binary::Sub, flipped, sign)))
            }
            _ => None,
        }
    }

    /// Whether another unit defines the function.
    fn is_elsewhere(&self, symbol: SymbolId) -> bool {
        let named = self.program.symbols.get(symbol.0 as usize);
        named.is_some_and(|named| !named.is_static)
            && !self.program.functions.iter().any(|function| function.symbol == symbol)
    }

    fn small(&self, count: Value) -> Option<u32> {
        let count = self.builder.function.as_const(count)?;
        u32::try_from(count).ok().filter(|&count| count < 4096)
    }

    /// The length of the string at an address within a literal.
    fn literal_length(&self, text: Value) -> Option<u32> {
        let Def::Symbol(symbol, offset) = self.builder.function.def(text) else { return None };
        let symbol = self.program.symbols.get(symbol.0 as usize)?;
        let SymbolKind::Object { read_only: true, data, size, .. } = &symbol.kind else {
            return None;
        };
        let from = usize::try_from(offset).ok()?;
        if !data::is_string(symbol) || from >= *size as usize {
            return None;
        }
        let rest = data.get(from..).unwrap_or_default();
        let length = rest.iter().position(|&byte| byte == 0);
        length.or((data.len() < *size as usize).then_some(rest.len())).map(|length| length as u32)
    }
}
