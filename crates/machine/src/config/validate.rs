//! What a configuration must fulfil, field by field.
//!
//! The first rule that is broken is reported under the field's full name (`l1d.ways`), with a hint
//! how to mend it.

use thiserror::Error;

use super::{
    Hazards, Indexing, L1dConfig, L1iConfig, LowerConfig, MachineConfig, Misaligned, Refill,
    Replacement, Size, TlbConfig, Ways, WritePolicy,
};
use crate::config::{Inclusion, Pipeline};

/// A configuration that describes no machine.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("{field}: {message}")]
pub struct ConfigError {
    /// The field at fault, such as `l1d.ways`.
    pub field: String,
    /// What is wrong.
    pub message: String,
    /// How to mend it.
    pub hint: String,
}

type Check = Result<(), ConfigError>;

/// The least and greatest amount of RAM: the most reaches to the end of the address space.
const RAM_SIZES: [Size; 2] = [Size(64 << 10), Size(2 << 30)];
const CACHE_SIZE_MAX: Size = Size(64 << 20);
const WAYS_MAX: u32 = 64;
const LINES: [Size; 2] = [Size(4), Size(4096)];
const TLB_ENTRIES_MAX: u32 = 4096;
const ASID_BITS_MAX: u32 = 9;
const PREDICTOR_ENTRIES_MAX: u32 = 1 << 16;
/// Costs beyond this are certainly mistakes, and a bound keeps sums from overflowing.
const COST_MAX: u32 = 1_000_000_000;

impl MachineConfig {
    /// Whether this describes a machine that can be built.
    pub fn validate(&self) -> Check {
        self.validate_board()?;
        self.validate_pipeline()?;
        self.validate_costs()?;
        self.tlb.validate(self.misaligned)?;
        self.validate_caches()
    }

    fn validate_board(&self) -> Check {
        let [least, most] = RAM_SIZES;
        let ram = self.ram_size;
        ensure(ram >= least && ram <= most, "ram_size", || {
            (format!("{ram} of RAM"), format!("choose {least} to {most}"))
        })?;
        ensure(ram.0.is_multiple_of(4096), "ram_size", || {
            (format!("{ram} is not a whole number of pages"), "a page has 4096 bytes".into())
        })?;
        ensure((1..=1_000_000_000_000).contains(&self.clock_hz), "clock_hz", || {
            (format!("a clock of {} Hz", self.clock_hz), "choose 1 to 10^12".into())
        })?;
        ensure(self.timebase_cycles >= 1, "timebase_cycles", || {
            ("`mtime` must take cycles to advance".into(), "choose 1 or more".into())
        })
    }

    fn validate_pipeline(&self) -> Check {
        let tables = [("btb_entries", self.btb_entries), ("history_entries", self.history_entries)];
        for (field, entries) in tables {
            let fits = entries.is_power_of_two() && entries <= PREDICTOR_ENTRIES_MAX;
            ensure(fits, field, || {
                (
                    format!("{entries} entries"),
                    format!("choose a power of two up to {PREDICTOR_ENTRIES_MAX}"),
                )
            })?;
        }
        let single_stalls = self.pipeline == Pipeline::Single && self.hazards == Hazards::Stall;
        ensure(!single_stalls, "hazards", || {
            ("a `single` pipeline has no hazards".into(), "choose `forward`".into())
        })
    }

    fn validate_costs(&self) -> Check {
        let costs = [
            ("mul_cycles", self.mul_cycles),
            ("div_cycles", self.div_cycles),
            ("trap_cycles", self.trap_cycles),
            ("mret_cycles", self.mret_cycles),
            ("refill_cycles", self.refill_cycles),
            ("mmio_cycles", self.mmio_cycles),
            ("memory.access_cycles", self.memory.access_cycles),
            ("memory.writeback_cycles", self.memory.writeback_cycles),
            ("disk.seek_cycles", self.disk.seek_cycles),
            ("disk.block_cycles", self.disk.block_cycles),
        ];
        costs.into_iter().try_for_each(|(field, cycles)| check_cost(field, cycles))
    }

    fn validate_caches(&self) -> Check {
        if let Some(l1i) = &self.l1i {
            l1i.shape().validate("l1i")?;
        }
        if let Some(l1d) = &self.l1d {
            l1d.shape().validate("l1d")?;
        }
        if let Some(l2) = &self.l2 {
            l2.shape().validate("l2")?;
        }
        if let Some(l3) = &self.l3 {
            l3.shape().validate("l3")?;
        }
        self.validate_lines()
    }

    /// A line is at least as long as the line of the level above.
    fn validate_lines(&self) -> Check {
        let line_of = |shape: Option<Shape>| shape.map_or(0, |shape| shape.line.0);
        let l1 = line_of(self.l1i.as_ref().map(L1iConfig::shape))
            .max(line_of(self.l1d.as_ref().map(L1dConfig::shape)));
        let l2 = line_of(self.l2.as_ref().map(LowerConfig::shape));
        let l3 = line_of(self.l3.as_ref().map(LowerConfig::shape));
        for (field, line, above) in [("l2.line", l2, l1), ("l3.line", l3, l2.max(l1))] {
            ensure(line == 0 || line >= above, field, || {
                (
                    format!("lines of {line} bytes below a level with lines of {above}"),
                    format!("choose {above} or more"),
                )
            })?;
        }
        Ok(())
    }
}

impl TlbConfig {
    fn validate(&self, misaligned: Misaligned) -> Check {
        ensure(self.replacement != Replacement::TreePlru, "tlb.replacement", || {
            (
                "a TLB does not replace by `tree_plru`".into(),
                "choose `random`, `fifo` or `lru`".into(),
            )
        })?;
        ensure(self.asid_bits <= ASID_BITS_MAX, "tlb.asid_bits", || {
            (
                format!("{} bits of ASID, but `satp` has {ASID_BITS_MAX}", self.asid_bits),
                format!("choose 0 to {ASID_BITS_MAX}"),
            )
        })?;
        ensure(self.entries <= TLB_ENTRIES_MAX, "tlb.entries", || {
            (format!("{} entries", self.entries), format!("choose {TLB_ENTRIES_MAX} or fewer"))
        })?;
        self.validate_ways()?;
        self.validate_room(match (self.refill, misaligned) {
            (Refill::Software, Misaligned::Split) => 3,
            (Refill::Software, Misaligned::Trap) => 2,
            (Refill::Hardware, _) => 1,
        })
    }

    fn validate_ways(&self) -> Check {
        let Ways::Number(ways) = self.ways else { return Ok(()) };
        let entries = self.entries;
        let divides = ways >= 1 && entries.is_multiple_of(ways);
        ensure(divides && (entries / ways).is_power_of_two(), "tlb.ways", || {
            (
                format!("{entries} entries in sets of {ways} do not make a power of two of sets"),
                "choose `full`, or a divisor of `tlb.entries`".into(),
            )
        })
    }

    /// With refill by software, one instruction must be able to hold all its translations at once.
    fn validate_room(&self, least: u32) -> Check {
        let translations = if least == 1 { "translation" } else { "translations" };
        let why = format!("one instruction may need {least} {translations} at once");
        let hint = format!("choose {least} or more");
        ensure(self.entries >= least, "tlb.entries", || {
            (format!("{} entries: {why}", self.entries), hint.clone())
        })?;
        let ways = match self.ways {
            Ways::Full => self.entries,
            Ways::Number(ways) => ways,
        };
        ensure(ways >= least, "tlb.ways", || (format!("{ways} ways: {why}"), hint.clone()))?;
        ensure(ways.saturating_sub(self.wired) >= least, "tlb.wired", || {
            (
                format!("{} of {ways} ways wired: {why}", self.wired),
                format!("leave {least} or more unwired"),
            )
        })
    }
}

impl LowerConfig {
    /// Its geometry and its rules.
    pub(crate) fn shape(&self) -> Shape {
        let LowerConfig { size, ways, line, replacement, hit_cycles, .. } = *self;
        Shape {
            size,
            ways,
            line,
            replacement,
            hit_cycles,
            indexing: Indexing::Physical,
            writes_through: self.write == WritePolicy::Through,
            allocates: self.allocate,
            inclusive: self.inclusion == Inclusion::Inclusive,
        }
    }
}

impl L1iConfig {
    /// Its geometry and its rules.
    pub(crate) fn shape(&self) -> Shape {
        let L1iConfig { size, ways, line, replacement, hit_cycles, indexing } = *self;
        let (writes_through, allocates, inclusive) = (false, true, false);
        Shape {
            size,
            ways,
            line,
            replacement,
            hit_cycles,
            indexing,
            writes_through,
            allocates,
            inclusive,
        }
    }
}

impl L1dConfig {
    /// Its geometry and its rules.
    pub(crate) fn shape(&self) -> Shape {
        let L1dConfig { size, ways, line, replacement, hit_cycles, indexing, .. } = *self;
        Shape {
            size,
            ways,
            line,
            replacement,
            hit_cycles,
            indexing,
            writes_through: self.write == WritePolicy::Through,
            allocates: self.allocate,
            inclusive: false,
        }
    }
}

/// What every cache has, whatever its level.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Shape {
    pub size: Size,
    pub ways: u32,
    pub line: Size,
    pub replacement: Replacement,
    pub hit_cycles: u32,
    pub indexing: Indexing,
    pub writes_through: bool,
    pub allocates: bool,
    pub inclusive: bool,
}

impl Shape {
    /// The number of sets, of a valid shape.
    pub fn sets(self) -> usize {
        (self.size.0 / (self.line.0 * u64::from(self.ways))) as usize
    }

    fn validate(self, name: &str) -> Check {
        let field = |field: &str| format!("{name}.{field}");
        let [shortest, longest] = LINES;
        let line = self.line;
        let line_fits = line.0.is_power_of_two() && line >= shortest && line <= longest;
        ensure(line_fits, &field("line"), || {
            (
                format!("lines of {line} bytes"),
                format!("choose a power of two from {} to {}", shortest.0, longest.0),
            )
        })?;
        ensure((1..=WAYS_MAX).contains(&self.ways), &field("ways"), || {
            (format!("{} ways", self.ways), format!("choose 1 to {WAYS_MAX}"))
        })?;
        ensure(self.size.0 > 0 && self.size <= CACHE_SIZE_MAX, &field("size"), || {
            (format!("a cache of {} bytes", self.size.0), format!("choose up to {CACHE_SIZE_MAX}"))
        })?;
        self.validate_sets(&field("size"))?;
        let tree_fits = self.replacement != Replacement::TreePlru || self.ways.is_power_of_two();
        ensure(tree_fits, &field("replacement"), || {
            (
                format!("`tree_plru` with {} ways", self.ways),
                "choose a power of two of ways, or `lru`".into(),
            )
        })?;
        ensure(self.hit_cycles >= 1, &field("hit_cycles"), || {
            ("a hit in no time".into(), "choose 1 or more".into())
        })?;
        check_cost(&field("hit_cycles"), self.hit_cycles)
    }

    fn validate_sets(self, field: &str) -> Check {
        let set_size = self.line.0 * u64::from(self.ways);
        let fits =
            self.size.0.is_multiple_of(set_size) && (self.size.0 / set_size).is_power_of_two();
        ensure(fits, field, || {
            (
                format!(
                    "{} bytes in sets of {} lines of {} bytes do not make a power of two of sets",
                    self.size.0, self.ways, self.line.0
                ),
                format!("choose {set_size} times a power of two, or change `ways` or `line`"),
            )
        })
    }
}

fn check_cost(field: &str, cycles: u32) -> Check {
    ensure(cycles <= COST_MAX, field, || {
        (format!("{cycles} cycles"), format!("choose {COST_MAX} or fewer"))
    })
}

/// `Ok` if `holds`; else the error of `field` with the message and hint of `explain`.
fn ensure(holds: bool, field: &str, explain: impl FnOnce() -> (String, String)) -> Check {
    if holds {
        return Ok(());
    }
    let (message, hint) = explain();
    Err(ConfigError { field: field.into(), message, hint })
}
