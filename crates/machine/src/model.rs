//! The caches alone, driven by addresses instead of programs: the same caches, the same counts.

use crate::cache::{Address, Cache};
use crate::config::{ConfigError, MachineConfig};
use crate::counters::{AccessKind, Counters};
use crate::hierarchy::{Access, CacheEvent, Findings, Hierarchy, Lower, Side, Sink};
use crate::observer::Structure;

/// A machine's caches without the machine. Addresses are physical, and name themselves: what a
/// virtual cache would find stale does not occur.
pub struct CacheModel {
    l1i: Option<Cache>,
    l1d: Option<Cache>,
    lower: Lower,
    cycles: u64,
}

/// Nobody hears of events here.
struct Silence;

impl Sink for Silence {
    fn event(&mut self, _: CacheEvent, _: &Hierarchy, _: u64) {}
}

impl CacheModel {
    /// Empty caches as `config` has them. `seed` is the source of every random choice.
    pub fn new(config: &MachineConfig, seed: u64) -> Result<CacheModel, ConfigError> {
        config.validate()?;
        Ok(CacheModel {
            l1i: config.l1i.as_ref().map(|l1i| Cache::new(Structure::L1i, l1i.shape(), seed)),
            l1d: config.l1d.as_ref().map(|l1d| Cache::new(Structure::L1d, l1d.shape(), seed)),
            lower: Lower::new(config, seed),
            cycles: 0,
        })
    }

    /// One access to the line that holds `paddr`.
    pub fn access(&mut self, kind: AccessKind, paddr: u32) {
        let side = if kind == AccessKind::Fetch { Side::Fetch } else { Side::Data };
        let (owner, found) = (0, Findings::default());
        let mut access = Access { side, owner, sink: &mut Silence, spent: 0, found };
        let CacheModel { l1i, l1d, lower, .. } = self;
        Hierarchy { l1i, l1d, lower }.access(Address::physical(paddr), kind, &mut access);
        self.cycles += access.spent;
    }

    /// What was counted. `cycles` are those that the caches and the memory have added; there are no
    /// instructions and no translations.
    pub fn counters(&self) -> Counters {
        Counters { cycles: self.cycles, ..self.lower.counters(&self.l1i, &self.l1d) }
    }
}
