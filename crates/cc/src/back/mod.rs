//! The back end: the typed tree → assembly text.
//!
//! Read it in this order: [`ir`] (the intermediate form), [`lower`] (tree → SSA, with [`ssa`] and
//! [`fold`]), [`passes`] (what `-O1` does to it), [`isel`] (→ [`machine`] instructions), [`split`],
//! [`regalloc`], [`frame`] and [`emit`](mod@emit) (→ text), [`data`] (objects → text). With `-g`, notes in the
//! intermediate form say what becomes of variables; [`locate`] and [`dwarf`] make tables of them.

pub mod data;
mod dwarf;
mod emit;
mod fold;
mod frame;
mod graph;
mod inline;
pub mod ir;
mod isel;
mod locate;
mod lower;
mod machine;
mod noreturn;
mod passes;
mod private;
mod regalloc;
mod split;
mod ssa;
#[cfg(test)]
mod tests;
mod tidy;

use crate::Options;
use crate::tree::Program;
use swtch_source::{Diagnostic, Sources};

/// A unit whose code is larger than this calls its own functions as if they were far away.
const NEAR_MAX: usize = 900_000;

/// Assembly text of a whole unit.
pub fn emit(
    program: &Program,
    sources: &Sources,
    options: &Options,
) -> Result<String, Vec<Diagnostic>> {
    let functions = intermediate(program, options)?;
    let mut emitter = emit::Emitter::new(program, sources, options, true);
    if emitter.functions(&functions)? > NEAR_MAX {
        emitter = emit::Emitter::new(program, sources, options, false);
        emitter.functions(&functions)?;
    }
    Ok(emitter.finish())
}

/// The intermediate form of a whole unit, printed.
pub fn ir_text(program: &Program, options: &Options) -> Result<String, Vec<Diagnostic>> {
    let functions = intermediate(program, options)?;
    let texts: Vec<String> =
        functions.iter().map(|function| ir::text::print(function, program)).collect();
    Ok(texts.join("\n"))
}

/// Each function of the unit, as the passes leave it.
fn intermediate(
    program: &Program,
    options: &Options,
) -> Result<Vec<ir::Function>, Vec<Diagnostic>> {
    let mut functions = Vec::new();
    let mut diagnostics = Vec::new();
    for (index, function) in program.functions.iter().enumerate() {
        match lower::lower(program, function, options) {
            Ok(lowered) => functions.push(ir::Function { index, ..lowered }),
            Err(errors) => diagnostics.extend(errors),
        }
    }
    if !diagnostics.is_empty() {
        return Err(diagnostics);
    }
    if !options.optimise {
        functions.iter_mut().for_each(passes::run_plain);
        return Ok(functions);
    }
    let private = private::Private::new(program, &functions);
    functions.iter_mut().for_each(|function| passes::run(function, &private));
    noreturn::run(program, &mut functions, options.pic, &private);
    inline::run(program, &mut functions, &private);
    Ok(functions)
}
