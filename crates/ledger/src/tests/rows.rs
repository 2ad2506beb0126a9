//! How the switches are kept: rows up to a limit, sums of all.

use crate::rows::{Rows, SWITCHES_MAX};
use crate::run::{After, Direct, Scope, Switch, Who};

fn switch(seq: usize, scope: Scope) -> Switch {
    let who = Who { pid: 1, tid: 1, utid: None, name: String::new() };
    Switch {
        seq: seq as u64,
        start_cycle: seq as u64,
        end_cycle: seq as u64,
        from: who.clone(),
        to: who,
        scope,
        cause: String::new(),
        detail: String::new(),
        direct: Direct::default(),
        after: After::default(),
    }
}

#[test]
fn beyond_the_limit_switches_have_no_row_but_are_in_the_sums() {
    let mut rows = Rows::default();
    for seq in 0..SWITCHES_MAX + 2 {
        assert_eq!(rows.has_room(), seq < SWITCHES_MAX);
        rows.push(switch(seq, Scope::Thread));
        rows.newest(seq).after.cycles = 3;
    }
    rows.push(switch(SWITCHES_MAX + 2, Scope::Process));
    assert_eq!(rows.count(), SWITCHES_MAX + 3);
    let (kept, scopes, last_end) = rows.finish();
    assert_eq!(kept.len(), SWITCHES_MAX);
    assert_eq!(last_end, SWITCHES_MAX as u64 + 2);
    let sums: Vec<_> = scopes.iter().map(|s| (s.scope, s.switches, s.after.cycles)).collect();
    let all = SWITCHES_MAX as u64 + 2;
    assert_eq!(sums, [(Scope::Process, 1, 0), (Scope::Thread, all, 3 * all)]);
}
