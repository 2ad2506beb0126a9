//! Reading thread blocks and texts in guest memory. Every pointer may be wrong: a read gives nothing
//! then, and never goes on without end.

use swtch_machine::Counters;

use crate::run::{CacheTotals, Misses, Tally, TlbTotals, Totals};

/// The longest name of a program.
pub(crate) const NAME_LENGTH_MAX: usize = 32;

/// The longest text that is read from the kernel.
pub(crate) const TEXT_LENGTH_MAX: usize = 256;

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
    pub fn name(&self, block: u32, path: &[u32]) -> Name {
        let mut name = Name::default();
        let Some(at) = self.follow(block, path) else { return name };
        name.bytes.iter_mut().zip(self.bytes(at)).for_each(|(to, byte)| *to = byte);
        name
    }

    /// A NUL-terminated text, cut at `length_max` bytes; what is no printable text becomes `?`.
    pub fn text(&self, at: u32, length_max: usize) -> String {
        let bytes: Vec<u8> = self.bytes(at).take(length_max).collect();
        printable(&bytes)
    }

    /// The bytes from an address up, as far as there is memory, and up to a NUL.
    fn bytes(&self, at: u32) -> impl Iterator<Item = u8> {
        let words =
            (0..).map_while(move |index: u32| (self.word)((at & !3).wrapping_add(4 * index)));
        let bytes = words.flat_map(u32::to_le_bytes).skip((at & 3) as usize);
        bytes.take_while(|&byte| byte != 0)
    }
}

fn printable(bytes: &[u8]) -> String {
    let printable = |c: char| if c.is_control() { '?' } else { c };
    String::from_utf8_lossy(bytes).chars().map(printable).collect()
}

/// The name of a program as it lies in memory, filled up with NULs: cheap to compare.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Name {
    bytes: [u8; NAME_LENGTH_MAX],
}

impl std::fmt::Display for Name {
    fn fmt(&self, f: &mut std::fmt::Formatter) -> std::fmt::Result {
        let length = self.bytes.iter().position(|&byte| byte == 0).unwrap_or(NAME_LENGTH_MAX);
        f.write_str(&printable(&self.bytes[..length]))
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
