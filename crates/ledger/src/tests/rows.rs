//! How the switches are kept: rows up to a limit, sums of all.

use crate::rows::Rows;
use crate::run::{Scope, Switch};

const LIMIT: usize = 10;

fn switch(seq: usize, scope: Scope) -> Switch {
    let at = seq as u64;
    Switch { start_cycle: at, end_cycle: at, ..Switch::nameless(seq, scope) }
}

#[test]
fn beyond_the_limit_switches_have_no_row_but_are_in_the_sums() {
    let mut rows = Rows::new(LIMIT);
    for seq in 0..LIMIT + 2 {
        assert_eq!(rows.has_room(), seq < LIMIT);
        rows.push(switch(seq, Scope::Thread));
        rows.newest(seq).after.cycles = 3;
    }
    rows.push(switch(LIMIT + 2, Scope::Process));
    assert_eq!(rows.count(), LIMIT + 3);
    let (kept, scopes, last_end) = rows.finish();
    assert_eq!(kept.len(), LIMIT);
    assert_eq!(last_end, LIMIT as u64 + 2);
    let sums: Vec<_> = scopes.iter().map(|s| (s.scope, s.switches, s.after.cycles)).collect();
    let all = LIMIT as u64 + 2;
    assert_eq!(sums, [(Scope::Process, 1, 0), (Scope::Thread, all, 3 * all)]);
}
