//! Objects that nobody reaches but by name: static, and their address is never taken. A loop that calls
//! nothing can keep them in registers, whatever else it writes to.

use super::ir::{Def, Function, Op};
use crate::tree::{Program, SymbolId, SymbolKind};

/// Tells them from all other symbols.
pub struct Private(Vec<bool>);

impl Private {
    /// Looks at every use in the unit.
    pub fn new(program: &Program, functions: &[Function]) -> Private {
        let mut private = Private(
            program
                .symbols
                .iter()
                .map(|symbol| {
                    let plain = symbol.is_static && !symbol.weak && symbol.section.is_none();
                    let named = |text: &String| text.contains(&symbol.name);
                    plain
                        && matches!(symbol.kind, SymbolKind::Object { read_only: false, .. })
                        && !program.assembly.iter().any(named)
                })
                .collect(),
        );
        for symbol in &program.symbols {
            if let SymbolKind::Object { relocations, .. } = &symbol.kind {
                relocations.iter().for_each(|relocation| private.expose(relocation.symbol));
            }
        }
        functions.iter().for_each(|function| private.look_at(function));
        private
    }

    /// Whether this is one of them.
    pub fn contains(&self, symbol: SymbolId) -> bool {
        self.0[symbol.0 as usize]
    }

    fn expose(&mut self, symbol: SymbolId) {
        self.0[symbol.0 as usize] = false;
    }

    /// An address that is not the place of a load or store may go anywhere.
    fn look_at(&mut self, function: &Function) {
        for &id in &function.order {
            let block = function.block(id);
            let mut exposed: Vec<_> = block.terminator.operands().collect();
            for &inst in &block.insts {
                match &function.inst(inst).op {
                    Op::Load { .. } => {}
                    Op::Store { value, .. } => exposed.push(*value),
                    op => exposed.extend(op.operands()),
                }
            }
            for value in exposed {
                if let Def::Symbol(symbol, _) = function.def(value) {
                    self.expose(symbol);
                }
            }
        }
    }
}
