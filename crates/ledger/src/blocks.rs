//! Reading thread blocks and texts in guest memory. Every pointer may be wrong: a read gives nothing
//! then, and never goes on without end.

use swtch_machine::Counters;

use crate::run::{CacheTotals, Misses, Tally, TlbTotals, Totals};

/// The longest name of a program.
pub(crate) const NAME_LENGTH_MAX: u32 = 32;

/// The longest text that is read from the kernel.
pub(crate) const TEXT_LENGTH_MAX: u32 = 256;

/// What a callback of the machine shows.
#[derive(Clone, Copy)]
pub(crate) struct Scene<'a> {
    /// The counters.
    pub tally: Tally,
    /// The integer registers.
    pub regs: &'a [u32; 32],
    /// The register `satp`.
    pub satp: u32,
    /// The aligned word at a physical address.
    pub word: &'a dyn Fn(u32) -> Option<u32>,
}

impl Scene<'_> {
    /// A register.
    pub fn reg(&self, number: u8) -> u32 {
        self.regs[usize::from(number) & 31]
    }

    /// Where a path leads from a block; nothing for an empty path or a null pointer on the way.
    fn follow(&self, block: u32, path: &[u32]) -> Option<u32> {
        let (last, pointers) = path.split_last()?;
        let start = pointers.iter().try_fold(block, |at, offset| {
            let next = (self.word)(at.wrapping_add(*offset))?;
            (next != 0).then_some(next)
        })?;
        Some(start.wrapping_add(*last))
    }

    /// The word that a path leads to.
    pub fn field(&self, block: u32, path: &[u32]) -> Option<u32> {
        (self.word)(self.follow(block, path)?)
    }

    /// The characters that a path leads to.
    pub fn name(&self, block: u32, path: &[u32]) -> String {
        self.follow(block, path).map_or(String::new(), |at| self.text(at, NAME_LENGTH_MAX))
    }

    /// A NUL-terminated text, cut at `length_max` bytes; what is no printable text becomes `?`.
    pub fn text(&self, at: u32, length_max: u32) -> String {
        let byte = |index: u32| {
            let address = at.wrapping_add(index);
            let word = (self.word)(address & !3)?;
            Some((word >> (8 * (address & 3))) as u8)
        };
        let bytes: Vec<u8> =
            (0..length_max).map_while(byte).take_while(|&byte| byte != 0).collect();
        let printable = |c: char| if c.is_control() { '?' } else { c };
        String::from_utf8_lossy(&bytes).chars().map(printable).collect()
    }
}

/// What the accounts divide, of all that the machine counts.
pub(crate) fn tally(counters: &Counters) -> Tally {
    let misses = Misses {
        tlb: counters.tlb.misses,
        l1i: counters.l1i.misses,
        l1d: counters.l1d.misses,
        l2: counters.l2.misses,
        l3: counters.l3.misses,
    };
    Tally { cycles: counters.cycles, instructions: counters.instructions, misses }
}

/// The machine's counters as the report shows them.
pub(crate) fn totals(counters: &Counters, switches: u64) -> Totals {
    let cache = |counters: &swtch_machine::CacheCounters| CacheTotals {
        accesses: counters.accesses,
        misses: counters.misses,
        writebacks: counters.writebacks,
        aliases: counters.aliases,
    };
    Totals {
        cycles: counters.cycles,
        instructions: counters.instructions,
        switches,
        tlb: TlbTotals { accesses: counters.tlb.accesses, misses: counters.tlb.misses },
        l1i: cache(&counters.l1i),
        l1d: cache(&counters.l1d),
        l2: cache(&counters.l2),
        l3: cache(&counters.l3),
    }
}
