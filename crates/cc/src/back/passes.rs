//! What happens to the intermediate form between lowering and instruction selection.
//!
//! [`run`] is the list. Each pass leaves a correct function behind, so any of them may be left out;
//! in debug builds the verifier checks that.

mod addresses;
mod blocks;
mod choices;
mod dead;
mod edges;
mod induction;
mod invariant;
mod number;
mod offsets;
mod params;
mod promote;
mod ranges;
mod rewrite;
mod signs;
mod sink;
mod slots;
mod steps;
mod strength;
mod totals;

use super::ir::Function;
use super::ir::notes::keep;
use super::private::Private;

/// How often the list is repeated while it still finds something.
const ROUNDS_MAX: usize = 3;

/// Only what instruction selection relies on.
pub fn run_plain(function: &mut Function) {
    blocks::remove_unreachable(function);
    params::remove_trivial(function);
    check(function, "lowering");
}

/// The passes of `-O1`.
pub fn run(function: &mut Function, private: &Private) {
    run_plain(function);
    for round in 0..ROUNDS_MAX {
        let mut changed = number::run(function);
        check(function, "value numbering");
        changed |= blocks::run(function);
        changed |= keep(function, ranges::run);
        changed |= choices::run(function);
        check(function, "block simplification");
        params::remove_trivial(function);
        keep(function, dead::run);
        check(function, "dead code removal");
        changed |= keep(function, slots::run);
        check(function, "slots to values");
        if round == 0 {
            changed |= keep(function, strength::run);
            check(function, "strength reduction");
        }
        if !changed {
            break;
        }
    }
    if keep(function, |function| promote::run(function, private)) {
        check(function, "objects kept in registers");
        number::run(function);
        blocks::run(function);
        keep(function, dead::run);
    }
    if keep(function, addresses::run) {
        number::run(function);
        keep(function, dead::run);
        check(function, "constants last in addresses");
    }
    keep(function, invariant::run);
    params::remove_trivial(function);
    check(function, "loop-invariant code motion");
    keep(function, totals::run);
    check(function, "totals in registers");
    keep(function, induction::run);
    check(function, "induction variables");
    params::remove_trivial(function);
    number::run(function);
    keep(function, invariant::run);
    keep(function, offsets::run);
    keep(function, dead::run);
    check(function, "the last dead code removal");
    keep(function, sink::run);
    check(function, "sinking");
    steps::run(function);
    check(function, "steps");
    blocks::put_ends_last(function);
}

/// What instruction selection wants of the control flow.
pub fn prepare(function: &mut Function) {
    params::remove_trivial(function);
    edges::split_critical(function);
    check(function, "edge splitting");
}

fn check(function: &Function, after: &str) {
    if cfg!(debug_assertions)
        && let Err(reason) = super::ir::verify::verify(function)
    {
        panic!("{} is wrong after {after}: {reason}", function.name);
    }
}
