//! Probes: machine-mode addresses at which observers want to be told. They are attached by the host
//! and cost the guest nothing.

use std::collections::BTreeMap;

/// The probes of one machine.
pub(crate) struct Probes {
    ids: BTreeMap<u32, Vec<u32>>,
    /// By the lowest bits of the address: whether there may be a probe. Nearly every instruction
    /// is told by this that there is none.
    filter: Vec<bool>,
}

const FILTER_SIZE: usize = 1 << 14;

impl Default for Probes {
    fn default() -> Probes {
        Probes { ids: BTreeMap::new(), filter: vec![false; FILTER_SIZE] }
    }
}

impl Probes {
    /// Adds a probe after those that the address has already.
    pub fn add(&mut self, paddr: u32, id: u32) {
        self.ids.entry(paddr).or_default().push(id);
        self.filter[(paddr >> 2) as usize % FILTER_SIZE] = true;
    }

    /// Whether the address may have a probe.
    #[inline]
    pub fn may_have(&self, paddr: u32) -> bool {
        self.filter[(paddr >> 2) as usize % FILTER_SIZE]
    }

    /// The id of the probe number `index` at an address.
    pub fn get(&self, paddr: u32, index: usize) -> Option<u32> {
        self.ids.get(&paddr)?.get(index).copied()
    }
}
