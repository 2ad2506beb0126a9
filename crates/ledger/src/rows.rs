//! The switches of a run: a row each up to [`SWITCHES_MAX`], and all of them in sums by scope.
//!
//! A program that yields in an endless loop switches some twenty million times before the default
//! limit of cycles; its rows would fill the host's memory. So the first rows are kept, every one is
//! checked, and the sums have them all.

use crate::run::{ScopeTotals, Switch};

/// The most switches that get a row: about 100 MB of memory, and as much JSON.
pub const SWITCHES_MAX: usize = 200_000;

/// The switches so far. Only the newest can still change.
#[derive(Debug)]
pub(crate) struct Rows {
    limit: usize,
    kept: Vec<Switch>,
    newest: Option<Switch>,
    count: usize,
    scopes: Vec<ScopeTotals>,
    last_end: u64,
}

impl Rows {
    /// No switches yet, and rows for so many of them.
    pub fn new(limit: usize) -> Rows {
        Rows { limit, kept: Vec::new(), newest: None, count: 0, scopes: Vec::new(), last_end: 0 }
    }

    /// How many switches there were, with or without a row.
    pub fn count(&self) -> usize {
        self.count
    }

    /// Whether one more is to have a row.
    pub fn has_room(&self) -> bool {
        self.count < self.limit
    }

    /// A new switch; the one before is settled.
    pub fn push(&mut self, switch: Switch) {
        self.retire();
        self.newest = Some(switch);
        self.count += 1;
    }

    /// The newest switch, to be settled.
    pub fn newest(&mut self, seq: usize) -> &mut Switch {
        let newest = self.newest.as_mut().filter(|switch| switch.seq == seq as u64);
        newest.expect("what is settled is the newest switch")
    }

    /// The rows, the sums, and when the last switch ended.
    pub fn finish(mut self) -> (Vec<Switch>, Vec<ScopeTotals>, u64) {
        self.retire();
        (self.kept, self.scopes, self.last_end)
    }

    /// The newest switch is settled: its phases add up, and it does not overlap the one before.
    fn retire(&mut self) {
        let Some(switch) = self.newest.take() else { return };
        let (seq, direct) = (switch.seq, &switch.direct);
        assert_eq!(direct.phases.sum(), direct.cycles, "phases of switch {seq} do not add up");
        assert!(switch.start_cycle >= self.last_end, "switch {seq} begins inside the one before");
        self.last_end = switch.end_cycle;
        ScopeTotals::add(&mut self.scopes, &switch);
        if self.kept.len() < self.limit {
            self.kept.push(switch);
        }
    }
}
