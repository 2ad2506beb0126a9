//! Virtual caches under random names: several address spaces see the same frames at several
//! addresses, mappings change and are flushed or not. A naive model, which is a list of lines, says
//! which look-up hits, which second name drives out the first, and which hit is stale.

use proptest::prelude::*;

use crate::cache::{Address, Cache};
use crate::config::{Indexing, L1dConfig, MachineConfig, MemoryConfig, Replacement, Size};
use crate::counters::AccessKind;
use crate::hierarchy::{Access, CacheEvent, Findings, Hierarchy, Lower, Side, Sink};
use crate::observer::Structure;

const PAGE: u32 = 4096;
const SPACES: usize = 3;
const PAGES: usize = 4;
const FRAMES: u32 = 4;
const MISS: u64 = 100;
const WRITEBACK: u64 = 7;

/// What happens next.
#[derive(Clone, Copy, Debug)]
enum Step {
    /// A load or store at a place within a page, by the name that a space has for it.
    Access { space: usize, page: usize, offset: u32, write: bool },
    /// The same by the kernel, which names frames by their physical addresses.
    Kernel { frame: u32, offset: u32, write: bool },
    /// A page of a space becomes another frame. The kernel may flush, or forget it.
    Remap { space: usize, page: usize, frame: u32, flush: bool },
}

fn step() -> impl Strategy<Value = Step> {
    // Few places, so that they meet: two lines at either end of the page.
    let offset = prop::sample::select(vec![0, 36, 64, 4032]);
    let access = (0..SPACES, 0..PAGES, offset.clone(), any::<bool>())
        .prop_map(|(space, page, offset, write)| Step::Access { space, page, offset, write });
    let kernel = (0..FRAMES, offset, any::<bool>())
        .prop_map(|(frame, offset, write)| Step::Kernel { frame, offset, write });
    let remap = (0..SPACES, 0..PAGES, 0..FRAMES, prop::bool::weighted(0.9))
        .prop_map(|(space, page, frame, flush)| Step::Remap { space, page, frame, flush });
    prop_oneof![12 => access, 3 => kernel, 1 => remap]
}

/// Where pages lie: virtual pages from 0x10000, frames from the beginning of RAM.
struct Mapping([[u32; PAGES]; SPACES]);

impl Mapping {
    fn address(&self, space: usize, page: usize, offset: u32) -> Address {
        let vaddr = 0x1_0000 + page as u32 * PAGE + offset;
        Address { paddr: frame_address(self.0[space][page]) + offset, vaddr, space: space as u16 }
    }
}

fn frame_address(frame: u32) -> u32 {
    0x8000_0000 + frame * PAGE
}

/// A line of the model: the name it goes by, where it lies, and when it was used.
#[derive(Clone, Copy, Debug)]
struct Line {
    at: Address,
    dirty: bool,
    used: u64,
}

/// The model of one cache.
struct Naive {
    indexing: Indexing,
    line: u32,
    sets: u32,
    ways: usize,
    lines: Vec<Line>,
    clock: u64,
    misses: u64,
    evictions: u64,
    aliases: u64,
    writebacks: u64,
}

impl Naive {
    fn set(&self, at: Address) -> u32 {
        let address = if self.indexing == Indexing::Physical { at.paddr } else { at.vaddr };
        address / self.line % self.sets
    }

    /// Whether a line would be found under this name.
    fn answers(&self, line: &Line, at: Address) -> bool {
        let same = |one: u32, other: u32| one / self.line == other / self.line;
        let found = match self.indexing {
            Indexing::Physical | Indexing::VirtualIndexPhysicalTag => same(line.at.paddr, at.paddr),
            Indexing::Virtual => same(line.at.vaddr, at.vaddr),
            Indexing::VirtualAsid => same(line.at.vaddr, at.vaddr) && line.at.space == at.space,
        };
        found && self.set(line.at) == self.set(at)
    }

    fn drop_line(&mut self, index: usize) -> bool {
        let gone = self.lines.remove(index);
        self.evictions += 1;
        self.writebacks += u64::from(gone.dirty);
        gone.dirty
    }

    /// What an access costs; none if it hits what lies elsewhere.
    fn access(&mut self, at: Address, write: bool) -> Option<u64> {
        self.clock += 1;
        if let Some(index) = self.lines.iter().position(|line| self.answers(line, at)) {
            let line = &mut self.lines[index];
            if line.at.paddr / self.line != at.paddr / self.line {
                return None;
            }
            line.used = self.clock;
            line.dirty |= write;
            return Some(0);
        }
        self.misses += 1;
        let mut cost = MISS;
        let same_place = |line: &Line| line.at.paddr / self.line == at.paddr / self.line;
        if let Some(other_name) = self.lines.iter().position(same_place) {
            self.aliases += 1;
            cost += u64::from(self.drop_line(other_name)) * WRITEBACK;
        }
        let set = self.set(at);
        let here = |line: &&(usize, &Line)| self.set(line.1.at) == set;
        let all: Vec<(usize, &Line)> = self.lines.iter().enumerate().collect();
        if all.iter().filter(here).count() == self.ways {
            let oldest = all.iter().filter(here).min_by_key(|line| line.1.used).unwrap().0;
            cost += u64::from(self.drop_line(oldest)) * WRITEBACK;
        }
        self.lines.push(Line { at, dirty: write, used: self.clock });
        Some(cost)
    }
}

/// Nobody hears of events here.
struct Silence;

impl Sink for Silence {
    fn event(&mut self, _: CacheEvent, _: &Hierarchy, _: u64) {}
}

/// The real cache, with memory behind it.
struct Real {
    l1d: Option<Cache>,
    lower: Lower,
}

impl Real {
    fn new(shape: L1dConfig) -> Real {
        let memory = MemoryConfig { access_cycles: 100, writeback_cycles: 7 };
        let config =
            MachineConfig { l1d: Some(shape), l2: None, memory, ..MachineConfig::default() };
        config.validate().expect("a possible machine");
        let l1d = config.l1d.as_ref().map(|l1d| Cache::new(Structure::L1d, l1d.shape(), 1));
        Real { l1d, lower: Lower::new(&config, 1) }
    }

    fn act(&mut self, act: impl FnOnce(&mut Hierarchy, &mut Access<Silence>)) -> (u64, Findings) {
        let Real { l1d, lower } = self;
        let found = Findings::default();
        let mut access = Access { side: Side::Data, owner: 1, sink: &mut Silence, spent: 0, found };
        act(&mut Hierarchy { l1i: &mut None, l1d, lower }, &mut access);
        (access.spent, access.found)
    }

    fn access(&mut self, at: Address, write: bool) -> Option<u64> {
        let kind = if write { AccessKind::Write } else { AccessKind::Read };
        let (spent, found) = self.act(|caches, access| caches.access(at, kind, access));
        (!found.stale).then_some(spent)
    }

    /// Writes everything back, and drops it.
    fn flush(&mut self) -> u64 {
        let (spent, _) = self.act(|caches, access| {
            caches.write_back(Structure::L1d, None, access);
            caches.invalidate(Structure::L1d, None, access);
        });
        spent
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(500))]

    #[test]
    fn hits_aliases_and_stale_lines_are_those_of_the_naive_model(
        indexing in prop::sample::select(vec![
            Indexing::Physical,
            Indexing::Virtual,
            Indexing::VirtualAsid,
            Indexing::VirtualIndexPhysicalTag,
        ]),
        // From one set to four pages in a way, so that names may lie in different sets.
        (line, ways, sets) in (5u32..7, 1u32..4, 0u32..9),
        frames in prop::array::uniform3(prop::array::uniform4(0..FRAMES)),
        steps in prop::collection::vec(step(), 1..300),
    ) {
        let size = u64::from(ways << line << sets);
        let mut real = Real::new(L1dConfig {
            size: Size(size),
            ways,
            line: Size(1 << line),
            indexing,
            replacement: Replacement::Lru,
            ..L1dConfig::default()
        });
        let mut naive = Naive {
            indexing,
            line: 1 << line,
            sets: 1 << sets,
            ways: ways as usize,
            lines: Vec::new(),
            clock: 0,
            misses: 0,
            evictions: 0,
            aliases: 0,
            writebacks: 0,
        };
        let mut mapping = Mapping(frames);
        // Names without address spaces mean the same in all of them only if they are flushed.
        let mut running = 0;
        for step in steps {
            let (at, write) = match step {
                Step::Access { space, page, offset, write } => {
                    if indexing == Indexing::Virtual && space != running {
                        let dirty = naive.lines.iter().filter(|line| line.dirty).count() as u64;
                        prop_assert_eq!(real.flush(), dirty * WRITEBACK);
                        naive.writebacks += dirty;
                        naive.lines.clear();
                    }
                    running = space;
                    (mapping.address(space, page, offset), write)
                }
                Step::Kernel { frame, offset, write } => {
                    (Address::physical(frame_address(frame) + offset), write)
                }
                Step::Remap { space, page, frame, flush } => {
                    mapping.0[space][page] = frame;
                    if flush {
                        naive.writebacks +=
                            naive.lines.iter().filter(|line| line.dirty).count() as u64;
                        naive.lines.clear();
                        real.flush();
                    }
                    continue;
                }
            };
            let expected = naive.access(at, write);
            prop_assert_eq!(real.access(at, write), expected, "{:?} {:?}", step, at);
            if expected.is_none() {
                break; // a machine check: the end of the run
            }
        }
        let counted = real.l1d.unwrap().counters();
        prop_assert_eq!(
            (counted.misses, counted.evictions, counted.aliases, counted.writebacks),
            (naive.misses, naive.evictions, naive.aliases, naive.writebacks)
        );
        let may_be_stale = matches!(indexing, Indexing::Virtual | Indexing::VirtualAsid);
        prop_assert!(may_be_stale || naive.clock == counted.accesses);
    }
}
