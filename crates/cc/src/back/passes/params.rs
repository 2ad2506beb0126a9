//! Block parameters that are not needed: those that every jump gives the same value.

use super::rewrite::Replacements;
use crate::back::ir::{BlockId, Def, Function, Value};
use rustc_hash::FxHashMap;

/// Removes parameters whose arguments are all one value (or the parameter itself).
pub fn remove_trivial(function: &mut Function) {
    let mut search = Search::new(function);
    while let Some(param) = search.work.pop() {
        search.look_at(function, param);
    }
    let Search { mut replacements, predecessors, removed, .. } = search;
    if !removed.contains(&true) {
        return;
    }
    for id in function.order.clone().into_iter().skip(1) {
        drop_params(function, id, &predecessors[id.0 as usize], |param| removed[param.0 as usize]);
    }
    replacements.apply(function);
}

/// What is left to look at. A parameter that goes may make others trivial that got it as an argument,
/// so these are looked at again.
struct Search {
    predecessors: Vec<Vec<BlockId>>,
    /// Where in its block each parameter stands.
    places: FxHashMap<Value, usize>,
    /// Parameters that have a value among their arguments.
    users: FxHashMap<Value, Vec<Value>>,
    work: Vec<Value>,
    /// Indexed by value.
    removed: Vec<bool>,
    replacements: Replacements,
}

impl Search {
    fn new(function: &Function) -> Search {
        let mut search = Search {
            predecessors: function.predecessors(),
            places: FxHashMap::default(),
            users: FxHashMap::default(),
            work: Vec::new(),
            removed: vec![false; function.values.len()],
            replacements: Replacements::new(function),
        };
        // The entry's parameters come from outside.
        for &id in function.order.iter().skip(1) {
            let params = &function.block(id).params;
            search.places.extend(params.iter().enumerate().map(|(place, &param)| (param, place)));
            search.work.extend(params);
        }
        for &id in &function.order {
            for target in function.block(id).terminator.targets() {
                let params = &function.block(target.block).params;
                for (&param, &arg) in params.iter().zip(&target.args) {
                    if search.places.contains_key(&arg) {
                        search.users.entry(arg).or_default().push(param);
                    }
                }
            }
        }
        search
    }

    /// Replaces a parameter by the only value that it is ever given.
    fn look_at(&mut self, function: &Function, param: Value) {
        if self.removed[param.0 as usize] {
            return;
        }
        let Some(value) = self.only_argument(function, param) else { return };
        self.removed[param.0 as usize] = true;
        self.replacements.replace(param, value);
        let Some(mut users) = self.users.remove(&param) else { return };
        users.retain(|user| !self.removed[user.0 as usize]);
        self.work.extend(&users);
        if self.places.contains_key(&value) {
            self.users.entry(value).or_default().extend(users);
        }
    }

    fn only_argument(&mut self, function: &Function, param: Value) -> Option<Value> {
        let Def::Param(id) = function.def(param) else { return None };
        let place = *self.places.get(&param)?;
        let mut only: Option<Value> = None;
        for &from in &self.predecessors[id.0 as usize] {
            for target in function.block(from).terminator.targets() {
                if target.block != id {
                    continue;
                }
                let Some(&arg) = target.args.get(place) else { continue };
                let arg = self.replacements.shorten(arg);
                if arg == param || only == Some(arg) {
                    continue;
                }
                if only.replace(arg).is_some() {
                    return None;
                }
            }
        }
        only
    }
}

/// Removes some parameters of a block, and their arguments.
pub fn drop_params(
    function: &mut Function,
    block: BlockId,
    predecessors: &[BlockId],
    goes: impl Fn(Value) -> bool,
) {
    let gone: Vec<bool> = function.block(block).params.iter().map(|&param| goes(param)).collect();
    if !gone.contains(&true) {
        return;
    }
    let stays = |place: &mut usize| {
        *place += 1;
        !gone.get(*place - 1).copied().unwrap_or(false)
    };
    let mut place = 0;
    function.block_mut(block).params.retain(|_| stays(&mut place));
    for &from in predecessors {
        for target in function.block_mut(from).terminator.targets_mut() {
            if target.block == block {
                let mut place = 0;
                target.args.retain(|_| stays(&mut place));
            }
        }
    }
}
