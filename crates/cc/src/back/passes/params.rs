//! Block parameters that are not needed: those that every jump gives the same value.

use super::rewrite::Replacements;
use crate::back::ir::{Function, Value};

/// Removes parameters whose arguments are all one value (or the parameter itself).
pub fn remove_trivial(function: &mut Function) {
    let mut replacements = Replacements::new(function);
    loop {
        let found = round(function, &mut replacements);
        if !found {
            break;
        }
    }
    replacements.apply(function);
}

fn round(function: &mut Function, replacements: &mut Replacements) -> bool {
    let predecessors = function.predecessors();
    let mut found = false;
    for &id in function.order.clone().iter().skip(1) {
        for place in (0..function.block(id).params.len()).rev() {
            let param = function.block(id).params[place];
            let mut only: Option<Value> = None;
            let mut several = false;
            for &from in &predecessors[id.0 as usize] {
                for target in function.block(from).terminator.targets() {
                    if target.block != id {
                        continue;
                    }
                    let Some(&arg) = target.args.get(place) else { continue };
                    let arg = replacements.resolve(arg);
                    if arg == param || only == Some(arg) {
                        continue;
                    }
                    several |= only.replace(arg).is_some();
                }
            }
            if several {
                continue;
            }
            let Some(value) = only else { continue };
            replacements.replace(param, value);
            drop_param(function, id, place, &predecessors[id.0 as usize]);
            found = true;
        }
    }
    found
}

/// Removes one parameter and its arguments.
pub fn drop_param(
    function: &mut Function,
    block: crate::back::ir::BlockId,
    place: usize,
    predecessors: &[crate::back::ir::BlockId],
) {
    function.block_mut(block).params.remove(place);
    for &from in predecessors {
        for target in function.block_mut(from).terminator.targets_mut() {
            if target.block == block && place < target.args.len() {
                target.args.remove(place);
            }
        }
    }
}
