//! The machine's configuration: every size, policy and cost, as one serialisable value.
//!
//! `MachineConfig::default()` is the machine `classic`. A field that a RON or JSON text leaves out
//! takes the default, an unknown field is refused by the reader, and [`MachineConfig::validate`]
//! refuses what fits together in no machine, by the field's name.

mod builtin;
mod validate;
mod value;

use serde::{Deserialize, Serialize};

pub use builtin::{BUILTINS, Builtin, builtin};
pub use validate::ConfigError;
pub(crate) use validate::Shape;
pub use value::{Size, Ways};

/// All of a machine.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MachineConfig {
    /// Bytes of RAM.
    pub ram_size: Size,
    /// Cycles in a second: serves only to turn seconds into cycles.
    pub clock_hz: u64,
    /// Cycles in one tick of `mtime`.
    pub timebase_cycles: u32,
    /// How instructions overlap.
    pub pipeline: Pipeline,
    /// What a dependence on a recent result costs.
    pub hazards: Hazards,
    /// The stage that resolves branches.
    pub resolve: Resolve,
    /// How branches are predicted.
    pub predictor: Predictor,
    /// Entries of the branch target buffer, if branches are predicted.
    pub btb_entries: u32,
    /// Entries of the branch history table, if branches are predicted by history.
    pub history_entries: u32,
    /// What becomes of a misaligned load or store.
    pub misaligned: Misaligned,
    /// Cycles a multiplication adds.
    pub mul_cycles: u32,
    /// Cycles a division or remainder adds.
    pub div_cycles: u32,
    /// Cycles of entering a trap or interrupt.
    pub trap_cycles: u32,
    /// Cycles `mret` adds, and so do `fence.i` and a CSR write that changes translation.
    pub mret_cycles: u32,
    /// Cycles of entering the TLB refill handler.
    pub refill_cycles: u32,
    /// Cycles a device access adds.
    pub mmio_cycles: u32,
    /// The TLB.
    pub tlb: TlbConfig,
    /// The first-level instruction cache.
    #[serde(with = "value::level")]
    pub l1i: Option<L1iConfig>,
    /// The first-level data cache.
    #[serde(with = "value::level")]
    pub l1d: Option<L1dConfig>,
    /// The second level.
    #[serde(with = "value::level")]
    pub l2: Option<LowerConfig>,
    /// The third level.
    #[serde(with = "value::third_level")]
    pub l3: Option<LowerConfig>,
    /// Memory behind the last cache.
    pub memory: MemoryConfig,
    /// The disk.
    pub disk: DiskConfig,
}

/// How instructions overlap.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Pipeline {
    /// The classic five stages.
    FiveStage,
    /// One cycle each, plus memory.
    Single,
}

/// What a dependence on a recent result costs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Hazards {
    /// Results are forwarded: only a load's is late, by one cycle.
    Forward,
    /// Results are read from the register file: two cycles at distance one, one at distance two.
    Stall,
}

/// The stage that resolves branches.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Resolve {
    /// A taken branch costs two cycles.
    Execute,
    /// A taken branch costs three cycles.
    Memory,
}

/// How branches are predicted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Predictor {
    /// Not at all.
    None,
    /// Backward taken, forward not.
    Static,
    /// By two-bit counters.
    Bimodal,
}

/// What becomes of a misaligned load or store.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Misaligned {
    /// It traps.
    Trap,
    /// It becomes two accesses.
    Split,
}

/// The TLB.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct TlbConfig {
    /// Number of entries.
    pub entries: u32,
    /// Ways of a set: a number, or all entries.
    pub ways: Ways,
    /// Bits of an address space identifier, at most nine; with none, address spaces share.
    pub asid_bits: u32,
    /// Which entry goes.
    pub replacement: Replacement,
    /// How many of the first entries are never replaced.
    pub wired: u32,
    /// Who fills it.
    pub refill: Refill,
}

/// Which line or entry goes when a set is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Replacement {
    /// The least recently used.
    Lru,
    /// The one a tree of bits points away from recent uses to.
    TreePlru,
    /// The oldest.
    Fifo,
    /// Any.
    Random,
}

/// Who fills the TLB.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Refill {
    /// A trap handler.
    Software,
    /// The machine, by walking the page table.
    Hardware,
}

/// Which address chooses the set of a first-level cache, and which its tag is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Indexing {
    /// Physical index and tag.
    Physical,
    /// Virtual index and tag, without address space: flushed when that changes.
    Virtual,
    /// Virtual index and tag, with address space.
    VirtualAsid,
    /// Virtual index, physical tag.
    VirtualIndexPhysicalTag,
}

/// What a store does to the next level.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum WritePolicy {
    /// The line is written when it is evicted.
    Back,
    /// Every store is passed on.
    Through,
}

/// Whether a level holds all lines of the level above.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Inclusion {
    /// Levels evict independently.
    NonInclusive,
    /// An eviction here evicts above.
    Inclusive,
}

/// A first-level instruction cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct L1iConfig {
    /// Bytes it holds.
    pub size: Size,
    /// Lines in a set.
    pub ways: u32,
    /// Bytes of a line.
    pub line: Size,
    /// Which line goes.
    pub replacement: Replacement,
    /// Cycles of a hit; the first is the instruction's own.
    pub hit_cycles: u32,
    /// Which address chooses the set.
    pub indexing: Indexing,
}

/// A first-level data cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct L1dConfig {
    /// Bytes it holds.
    pub size: Size,
    /// Lines in a set.
    pub ways: u32,
    /// Bytes of a line.
    pub line: Size,
    /// Which line goes.
    pub replacement: Replacement,
    /// Cycles of a hit; the first is the instruction's own.
    pub hit_cycles: u32,
    /// Which address chooses the set.
    pub indexing: Indexing,
    /// What a store does to the next level.
    pub write: WritePolicy,
    /// Whether a store that misses fetches the line.
    pub allocate: bool,
}

/// A cache below the first level. The default is an L2; a third level whose size, ways or hit
/// cycles are left out has 2 MiB in 16 ways and takes 30 cycles.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct LowerConfig {
    /// Bytes it holds.
    pub size: Size,
    /// Lines in a set.
    pub ways: u32,
    /// Bytes of a line.
    pub line: Size,
    /// Which line goes.
    pub replacement: Replacement,
    /// Cycles of an access, added by the miss of the level above.
    pub hit_cycles: u32,
    /// Whether it holds all lines of the level above.
    pub inclusion: Inclusion,
    /// What a write does to the next level.
    pub write: WritePolicy,
    /// Whether a write that misses takes the line in.
    pub allocate: bool,
}

/// Memory behind the last cache.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct MemoryConfig {
    /// Cycles of an access, added by a miss of the last level.
    pub access_cycles: u32,
    /// Cycles of each write-back, from whichever level.
    pub writeback_cycles: u32,
}

/// The disk, for machines to which one is attached.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(default, deny_unknown_fields)]
pub struct DiskConfig {
    /// Cycles before the first block of a request.
    pub seek_cycles: u32,
    /// Cycles of each block.
    pub block_cycles: u32,
}

impl MachineConfig {
    /// Ticks of `mtime` in a second.
    pub fn timebase_hz(&self) -> u64 {
        self.clock_hz / u64::from(self.timebase_cycles.max(1))
    }
}

impl Default for MachineConfig {
    fn default() -> MachineConfig {
        MachineConfig {
            ram_size: Size(64 << 20),
            clock_hz: 10_000_000,
            timebase_cycles: 1,
            pipeline: Pipeline::FiveStage,
            hazards: Hazards::Forward,
            resolve: Resolve::Execute,
            predictor: Predictor::None,
            btb_entries: 64,
            history_entries: 256,
            misaligned: Misaligned::Trap,
            mul_cycles: 3,
            div_cycles: 33,
            trap_cycles: 4,
            mret_cycles: 4,
            refill_cycles: 4,
            mmio_cycles: 10,
            tlb: TlbConfig::default(),
            l1i: Some(L1iConfig::default()),
            l1d: Some(L1dConfig::default()),
            l2: Some(LowerConfig::default()),
            l3: None,
            memory: MemoryConfig::default(),
            disk: DiskConfig::default(),
        }
    }
}

impl Default for TlbConfig {
    fn default() -> TlbConfig {
        TlbConfig {
            entries: 64,
            ways: Ways::Full,
            asid_bits: 8,
            replacement: Replacement::Random,
            wired: 0,
            refill: Refill::Software,
        }
    }
}

impl Default for L1iConfig {
    fn default() -> L1iConfig {
        L1iConfig {
            size: Size(16 << 10),
            ways: 4,
            line: Size(64),
            replacement: Replacement::Lru,
            hit_cycles: 1,
            indexing: Indexing::Physical,
        }
    }
}

impl Default for L1dConfig {
    fn default() -> L1dConfig {
        L1dConfig {
            size: Size(16 << 10),
            ways: 4,
            line: Size(64),
            replacement: Replacement::Lru,
            hit_cycles: 1,
            indexing: Indexing::Physical,
            write: WritePolicy::Back,
            allocate: true,
        }
    }
}

impl Default for LowerConfig {
    fn default() -> LowerConfig {
        LowerConfig {
            size: Size(256 << 10),
            ways: 8,
            line: Size(64),
            replacement: Replacement::Lru,
            hit_cycles: 10,
            inclusion: Inclusion::NonInclusive,
            write: WritePolicy::Back,
            allocate: true,
        }
    }
}

impl Default for MemoryConfig {
    fn default() -> MemoryConfig {
        MemoryConfig { access_cycles: 100, writeback_cycles: 0 }
    }
}

impl Default for DiskConfig {
    fn default() -> DiskConfig {
        DiskConfig { seek_cycles: 20_000, block_cycles: 2_000 }
    }
}
