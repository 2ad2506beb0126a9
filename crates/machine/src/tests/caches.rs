//! Caches: directed traces whose events are snapshots, and random ones against a second model that
//! is as naive as can be.

use std::fmt::Write;

use std::collections::BTreeMap;
use std::ops::Range;

use proptest::prelude::*;

use crate::cache::{Address, Cache, Lookup};
use crate::config::{Inclusion, Indexing, Replacement, Size, WritePolicy};
use crate::config::{L1dConfig, L1iConfig, LowerConfig, MachineConfig, MemoryConfig};
use crate::hierarchy::{Access, CacheEvent, Hierarchy, Lower, Side, Sink};
use crate::observer::Structure;
use crate::{AccessKind, Counters};

/// The caches of a machine, without the machine.
struct Caches {
    l1i: Option<Cache>,
    l1d: Option<Cache>,
    lower: Lower,
}

/// Writes events down, and adds up stalls.
#[derive(Default)]
struct Log {
    text: String,
    stalls: u64,
    misses: u64,
}

impl Sink for Log {
    fn event(&mut self, event: CacheEvent, _caches: &Hierarchy, spent: u64) {
        let line = match event {
            CacheEvent::Miss(miss) => {
                self.stalls += u64::from(miss.stall);
                self.misses += 1;
                format!("{miss:x?}")
            }
            CacheEvent::Touch(touch) => format!("{touch:x?}"),
            CacheEvent::Evict(evict) => format!("{evict:x?}"),
            CacheEvent::Invalidate(invalidate) => format!("{invalidate:x?}"),
            CacheEvent::Flush(structure) => format!("flush {}", structure.name()),
        };
        writeln!(self.text, "    after {spent}: {line}").unwrap();
    }
}

impl Caches {
    fn new(config: &MachineConfig) -> Caches {
        config.validate().expect("the configuration is valid");
        Caches {
            l1i: config.l1i.as_ref().map(|l1i| Cache::new(Structure::L1i, l1i.shape(), 1)),
            l1d: config.l1d.as_ref().map(|l1d| Cache::new(Structure::L1d, l1d.shape(), 1)),
            lower: Lower::new(config, 1),
        }
    }

    /// Does something to the caches, as `owner`; the cycles it took.
    fn act(
        &mut self,
        owner: u32,
        log: &mut Log,
        act: impl FnOnce(&mut Hierarchy, &mut Access<Log>),
    ) -> u64 {
        let Caches { l1i, l1d, lower } = self;
        let found = Default::default();
        let mut access = Access { side: Side::Data, owner, sink: log, spent: 0, found };
        act(&mut Hierarchy { l1i, l1d, lower }, &mut access);
        access.spent
    }

    fn access(&mut self, paddr: u32, kind: AccessKind, owner: u32, log: &mut Log) -> u64 {
        self.act(owner, log, |caches, access| {
            access.side = if kind == AccessKind::Fetch { Side::Fetch } else { Side::Data };
            caches.access(Address::physical(paddr), kind, access);
        })
    }

    fn counters(&self) -> Counters {
        self.lower.counters(&self.l1i, &self.l1d)
    }
}

fn l1d(size: u64, ways: u32, line: u64, replacement: Replacement) -> Option<L1dConfig> {
    Some(L1dConfig {
        size: Size(size),
        ways,
        line: Size(line),
        replacement,
        ..L1dConfig::default()
    })
}

fn lower(size: u64, ways: u32, line: u64, replacement: Replacement) -> Option<LowerConfig> {
    Some(LowerConfig {
        size: Size(size),
        ways,
        line: Size(line),
        replacement,
        ..LowerConfig::default()
    })
}

/// One line of 16 bytes in L1D, two in a direct-mapped L2: nearly everything evicts something.
fn tiny() -> MachineConfig {
    MachineConfig {
        l1i: None,
        l1d: l1d(16, 1, 16, Replacement::Lru),
        l2: lower(32, 1, 16, Replacement::Lru),
        memory: MemoryConfig { access_cycles: 100, writeback_cycles: 7 },
        ..MachineConfig::default()
    }
}

/// The events of a trace of reads, writes (`w`) and owners (`as 3`), as text.
fn check(config: &MachineConfig, trace: &str) -> String {
    let mut caches = Caches::new(config);
    let (mut log, mut owner) = (Log::default(), 0);
    for step in trace.split(", ") {
        let words: Vec<&str> = step.split(' ').collect();
        let number = || u32::from_str_radix(words[1], 16).unwrap();
        writeln!(log.text, "{step}").unwrap();
        let spent = match words[0] {
            "as" => {
                owner = number();
                0
            }
            "r" => caches.access(number(), AccessKind::Read, owner, &mut log),
            "w" => caches.access(number(), AccessKind::Write, owner, &mut log),
            "f" => caches.access(number(), AccessKind::Fetch, owner, &mut log),
            "clean" => caches.act(owner, &mut log, |caches, access| {
                let only = words.get(1).map(|_| number());
                caches.write_back(Structure::L1d, only, access);
            }),
            "drop" => caches.act(owner, &mut log, |caches, access| {
                let only = words.get(1).map(|_| number());
                caches.invalidate(Structure::L1d, only, access);
            }),
            other => panic!("{other}?"),
        };
        writeln!(log.text, "    {spent} cycles").unwrap();
    }
    let Counters { l1d, l2, .. } = caches.counters();
    writeln!(log.text, "l1d {l1d:?}\nl2 {l2:?}").unwrap();
    log.text
}

#[test]
fn a_miss_fetches_first_and_then_writes_its_dirty_victim_back() {
    insta::assert_snapshot!(check(&tiny(), "r 0, r 4, w 8, r 10, r 20, w 10, r 30, r 0"));
}

#[test]
fn a_full_line_written_back_allocates_without_a_fetch() {
    // When L1D evicts the dirty line 0, line 20 has just taken its place in L2. So 0 misses there,
    // evicts 20 again and fetches nothing; its miss has no stall. Likewise 40 and 60.
    insta::assert_snapshot!(check(&tiny(), "w 0, as 1, r 20, w 40, r 60"));
}

#[test]
fn a_partial_line_written_back_is_completed_from_below() {
    let config = MachineConfig {
        l1d: l1d(16, 1, 16, Replacement::Lru),
        l2: lower(64, 1, 64, Replacement::Lru),
        l3: lower(4096, 1, 64, Replacement::Lru),
        ..tiny()
    };
    let mut caches = Caches::new(&config);
    let mut log = Log::default();
    caches.access(0, AccessKind::Write, 0, &mut log);
    // Both levels lose line 0; the write-back misses L2, which completes it from L3 for nothing.
    let spent = caches.access(0x40, AccessKind::Read, 0, &mut log);
    assert_eq!(spent, 10 + 7 + 10 + 100);
    let counters = caches.counters();
    assert_eq!((counters.l2.accesses_by_kind, counters.l2.misses), ([0, 2, 1], 3));
    assert_eq!((counters.l3.accesses_by_kind, counters.l3.misses), ([0, 3, 0], 2));
}

#[test]
fn owners_are_stamped_and_told_at_the_first_touch() {
    insta::assert_snapshot!(check(&tiny(), "r 0, as 1, r 4, r 8, as 2, r 0, r 10, as 3, r 0"));
}

#[test]
fn cache_operations_write_back_and_invalidate() {
    insta::assert_snapshot!(check(
        &MachineConfig { l1d: l1d(64, 2, 16, Replacement::Lru), ..tiny() },
        "w 0, w 10, r 20, clean 4, clean 4, clean, drop 10, drop 10, drop, r 0"
    ));
}

#[test]
fn absent_levels_are_passed_by() {
    let none = MachineConfig { l1i: None, l1d: None, ..tiny() };
    let (mut caches, mut log) = (Caches::new(&none), Log::default());
    assert_eq!(caches.access(0, AccessKind::Fetch, 0, &mut log), 10 + 100);
    assert_eq!(caches.access(4, AccessKind::Write, 0, &mut log), 10);
    let none = MachineConfig { l2: None, ..none };
    let mut caches = Caches::new(&none);
    assert_eq!(caches.access(0, AccessKind::Fetch, 0, &mut log), 100);
    let only_l3 = MachineConfig { l3: lower(64, 1, 16, Replacement::Lru), l2: None, ..tiny() };
    let mut caches = Caches::new(&only_l3);
    assert_eq!(caches.access(0, AccessKind::Read, 0, &mut log), 10 + 100);
    assert_eq!(caches.counters().l3.misses, 1);
}

#[test]
fn slower_hits_cost_more_per_access() {
    let mut config = tiny();
    config.l1d.as_mut().unwrap().hit_cycles = 3;
    let (mut caches, mut log) = (Caches::new(&config), Log::default());
    assert_eq!(caches.access(0, AccessKind::Read, 0, &mut log), 2 + 10 + 100);
    assert_eq!(caches.access(0, AccessKind::Read, 0, &mut log), 2);
}

#[test]
fn a_cache_that_writes_through_is_never_dirty() {
    let mut config = tiny();
    config.l1d.as_mut().unwrap().write = WritePolicy::Through;
    insta::assert_snapshot!(check(&config, "w 0, w 4, r 10, w 0, clean"));
}

#[test]
fn a_cache_that_does_not_allocate_lets_writes_pass() {
    let mut config = tiny();
    config.l1d.as_mut().unwrap().allocate = false;
    insta::assert_snapshot!(check(&config, "w 0, r 0, w 4, w 10, r 10"));
}

#[test]
fn an_inclusive_level_takes_lines_from_the_level_above() {
    let mut config = MachineConfig { l1d: l1d(64, 4, 16, Replacement::Lru), ..tiny() };
    config.l2.as_mut().unwrap().inclusion = Inclusion::Inclusive;
    insta::assert_snapshot!(check(&config, "w 0, r 10, as 1, r 20, r 0"));
}

/// A first-level data cache of 16 KiB in two ways: two sets of pages.
fn virtual_cache(indexing: Indexing) -> Cache {
    let l1d = l1d(16 << 10, 2, 16, Replacement::Lru).unwrap();
    Cache::new(Structure::L1d, L1dConfig { indexing, ..l1d }.shape(), 1)
}

fn named(vaddr: u32, space: u16, paddr: u32) -> Address {
    Address { paddr, vaddr, space }
}

#[test]
fn a_virtual_cache_finds_lines_by_name_alone() {
    let mut cache = virtual_cache(Indexing::Virtual);
    let look = |cache: &mut Cache, at| cache.lookup(at, AccessKind::Read, 0);
    let here = named(0x1000, 1, 0x8000_5000);
    assert_eq!(look(&mut cache, here), Lookup::Miss);
    cache.fill(here, false, 0);
    assert_eq!(look(&mut cache, here), Lookup::Hit);
    assert_eq!(look(&mut cache, named(0x1000, 2, 0x8000_5000)), Lookup::Hit, "no space in tags");
    assert_eq!(look(&mut cache, named(0x1000, 1, 0x8000_6000)), Lookup::Stale);
    assert_eq!(look(&mut cache, Address::physical(0x8000_5000)), Lookup::Miss, "another name");
}

#[test]
fn tags_with_address_spaces_tell_them_apart() {
    let mut cache = virtual_cache(Indexing::VirtualAsid);
    cache.fill(named(0x1000, 1, 0x8000_5000), false, 0);
    let two = named(0x1000, 2, 0x8000_6000);
    assert_eq!(cache.lookup(two, AccessKind::Read, 0), Lookup::Miss);
    cache.fill(two, false, 0);
    let one = named(0x1000, 1, 0x8000_5000);
    assert_eq!(cache.lookup(one, AccessKind::Read, 0), Lookup::Hit);
}

#[test]
fn a_second_name_drives_out_the_first() {
    for indexing in [Indexing::Virtual, Indexing::VirtualAsid, Indexing::VirtualIndexPhysicalTag] {
        let mut cache = virtual_cache(indexing);
        cache.fill(named(0x1040, 1, 0x8000_5040), true, 3);
        // Another set: bit 12 of the name differs.
        let gone = cache.evict_alias(0x8000_5040).unwrap();
        assert_eq!((gone.line, gone.dirty, gone.owner), (0x8000_5040, true, 3), "{indexing:?}");
        cache.fill(named(0x2040, 1, 0x8000_5040), false, 0);
        let counters = cache.counters();
        assert_eq!((counters.aliases, counters.evictions, counters.writebacks), (1, 1, 1));
        assert!(cache.remove(0x8000_5040).is_some() && cache.remove(0x8000_5040).is_none());
    }
}

#[test]
fn a_physical_tag_is_never_stale() {
    let mut cache = virtual_cache(Indexing::VirtualIndexPhysicalTag);
    cache.fill(named(0x1000, 1, 0x8000_5000), false, 0);
    let look = |cache: &mut Cache, at| cache.lookup(at, AccessKind::Read, 0);
    assert_eq!(look(&mut cache, named(0x1000, 1, 0x8000_6000)), Lookup::Miss);
    assert_eq!(look(&mut cache, named(0x3000, 2, 0x8000_5000)), Lookup::Hit, "the same set");
    assert_eq!(look(&mut cache, named(0x2000, 1, 0x8000_5000)), Lookup::Miss, "another set");
}

/// Which of the lines 0 to 7 of one set of four ways are still there after a trace.
fn survivors(replacement: Replacement, trace: &[u32]) -> Vec<u32> {
    let config = MachineConfig { l1d: l1d(64, 4, 16, replacement), ..tiny() };
    let mut caches = Caches::new(&config);
    for line in trace {
        caches.access(line * 16, AccessKind::Read, 0, &mut Log::default());
    }
    let l1d = caches.l1d.as_mut().unwrap();
    (0..8).filter(|line| l1d.remove(line * 16).is_some()).collect()
}

#[test]
fn policies_differ_in_whom_they_evict() {
    let trace = [0, 1, 2, 3, 0, 4];
    assert_eq!(survivors(Replacement::Lru, &trace), [0, 2, 3, 4]);
    assert_eq!(survivors(Replacement::Fifo, &trace), [1, 2, 3, 4]);
    // After 3 and 0, the tree points to the half of 2 and 3, and there away from 3.
    assert_eq!(survivors(Replacement::TreePlru, &trace), [0, 1, 3, 4]);
    // 4 took way 2; then 1 is used, the root points right again, where 3 is older than 4.
    assert_eq!(survivors(Replacement::TreePlru, &[0, 1, 2, 3, 0, 4, 1, 5]), [0, 1, 4, 5]);
    assert_eq!(survivors(Replacement::Random, &trace).len(), 4);
}

#[test]
fn random_replacement_reaches_every_way_and_follows_the_seed() {
    let trace: Vec<u32> = (0..8).cycle().take(400).collect();
    assert_eq!(survivors(Replacement::Random, &trace), survivors(Replacement::Random, &trace));
    let hits: Vec<usize> = (0..4)
        .map(|way| {
            let mut rng = crate::rng::Rng::new(7, 0);
            (0..1000).filter(|_| rng.below(4) == way).count()
        })
        .collect();
    assert!(hits.iter().all(|&count| (180..320).contains(&count)), "{hits:?}");
}

/// The second model: a cache is a list of lines, and everything is searched.
struct Naive {
    line: u64,
    ways: usize,
    sets: u64,
    policy: Replacement,
    rules: Rules,
    hit_cycles: u64,
    lines: Vec<NaiveLine>,
    /// When each way of each set was last used, by whatever line.
    touched: BTreeMap<(u64, usize), u64>,
    accesses: u64,
    misses: u64,
    evictions: u64,
    writebacks: u64,
}

/// What a level does with writes, and with the levels above.
#[derive(Clone, Copy, Debug)]
struct Rules {
    through: bool,
    allocate: bool,
    inclusive: bool,
}

#[derive(Clone, Copy)]
struct NaiveLine {
    number: u64,
    way: usize,
    dirty: bool,
    used: u64,
    filled: u64,
}

impl Naive {
    /// The way of the lowest number that holds no line of the set, if the set is not full.
    fn free_way(&self, set: u64) -> Option<usize> {
        let taken = |way| self.lines.iter().any(|l| l.number % self.sets == set && l.way == way);
        (0..self.ways).find(|&way| !taken(way))
    }

    /// The way of a full set whose line has to go.
    fn victim(&self, set: u64) -> usize {
        let of_set = || self.lines.iter().filter(|line| line.number % self.sets == set);
        let oldest = match self.policy {
            Replacement::Fifo => of_set().min_by_key(|line| line.filled),
            Replacement::TreePlru => return self.older_half(set, 0..self.ways),
            _ => of_set().min_by_key(|line| line.used),
        };
        oldest.expect("the set is full").way
    }

    /// Tree-PLRU without a tree: of two halves the one is taken whose last use is longer ago.
    fn older_half(&self, set: u64, ways: Range<usize>) -> usize {
        if ways.len() == 1 {
            return ways.start;
        }
        let middle = ways.start + ways.len() / 2;
        let halves = [ways.start..middle, middle..ways.end];
        let last_use = |half: &Range<usize>| {
            half.clone().filter_map(|way| self.touched.get(&(set, way))).max().copied()
        };
        let older = halves.into_iter().min_by_key(last_use);
        self.older_half(set, older.expect("there are two"))
    }
}

struct NaiveHierarchy {
    /// L1I, L1D, L2, L3.
    levels: [Option<Naive>; 4],
    memory: MemoryConfig,
    clock: u64,
    /// What was written through, by somebody who waits for it.
    passed: u64,
}

impl NaiveHierarchy {
    fn below(&self, level: usize) -> usize {
        let next = if level < 2 { 2 } else { level + 1 };
        (next..4).find(|&level| self.levels[level].is_some()).unwrap_or(4)
    }

    fn price(&self, level: usize) -> u64 {
        match self.levels.get(level).and_then(|level| level.as_ref()) {
            Some(cache) => cache.hit_cycles,
            None => self.memory.access_cycles.into(),
        }
    }

    /// The cycles an access adds if somebody waits for it. `part` is the number of bytes that are
    /// written, if it is a write that nobody waits for.
    fn access(&mut self, level: usize, address: u64, write: bool, part: Option<u64>) -> u64 {
        self.clock += 1;
        let clock = self.clock;
        let below = self.below(level.min(3));
        let Some(cache) = self.levels.get_mut(level).and_then(|level| level.as_mut()) else {
            return 0;
        };
        cache.accesses += 1;
        let (number, rules) = (address / cache.line, cache.rules);
        let mut cycles = 0;
        let mut pass_on = rules.through;
        if let Some(line) = cache.lines.iter_mut().find(|line| line.number == number) {
            line.used = clock;
            cache.touched.insert((number % cache.sets, line.way), clock);
            line.dirty |= write && !rules.through;
        } else {
            cache.misses += 1;
            if write && !rules.allocate {
                pass_on = true;
            } else {
                cycles = self.fill(level, below, number, write, part);
            }
        }
        if write && pass_on {
            if part.is_none() {
                cycles += u64::from(self.memory.writeback_cycles);
                self.passed += 1;
            }
            self.access(below, address, true, part.or(Some(0)));
        }
        if part.is_some() { 0 } else { cycles }
    }

    fn fill(
        &mut self,
        level: usize,
        below: usize,
        number: u64,
        write: bool,
        part: Option<u64>,
    ) -> u64 {
        let (next_price, clock) = (self.price(below), self.clock);
        let writeback_cycles = u64::from(self.memory.writeback_cycles);
        let mut cycles = next_price;
        let cache = self.levels[level].as_mut().unwrap();
        let (set, length, rules) = (number % cache.sets, cache.line, cache.rules);
        let mut victim = None;
        let way = cache.free_way(set).unwrap_or_else(|| {
            let way = cache.victim(set);
            let sets = cache.sets;
            let at = cache.lines.iter().position(|l| l.number % sets == set && l.way == way);
            victim = at.map(|at| cache.lines.remove(at));
            cache.evictions += 1;
            way
        });
        cache.touched.insert((set, way), clock);
        let dirty = write && !rules.through;
        cache.lines.push(NaiveLine { number, way, dirty, used: clock, filled: clock });
        if let Some(gone) = &mut victim {
            if rules.inclusive {
                let dirty = self.take_above(level, gone.number * length, length);
                cycles += dirty * writeback_cycles;
                gone.dirty |= dirty > 0;
            }
            self.levels[level].as_mut().unwrap().writebacks += u64::from(gone.dirty);
        }
        if part != Some(length) {
            cycles += self.access(below, number * length, false, part.map(|_| 0));
        }
        if let Some(gone) = victim.filter(|gone| gone.dirty) {
            cycles += writeback_cycles;
            self.access(below, gone.number * length, true, Some(length));
        }
        cycles
    }

    /// Removes so many bytes from all levels above; how many dirty lines there were.
    fn take_above(&mut self, level: usize, start: u64, size: u64) -> u64 {
        let mut dirty = 0;
        for cache in self.levels[..level].iter_mut().flatten() {
            let length = cache.line;
            let inside = |line: &NaiveLine| (start..start + size).contains(&(line.number * length));
            let (gone, kept): (Vec<_>, Vec<_>) = cache.lines.iter().copied().partition(inside);
            let written = gone.iter().filter(|line| line.dirty).count() as u64;
            cache.lines = kept;
            cache.evictions += gone.len() as u64;
            cache.writebacks += written;
            dirty += written;
        }
        dirty
    }
}

#[derive(Clone, Debug)]
struct Geometry {
    line: u32,
    ways: u32,
    sets: u32,
    policy: Replacement,
    rules: Rules,
}

fn geometry() -> impl Strategy<Value = Geometry> {
    let rules = (any::<bool>(), any::<bool>(), any::<bool>())
        .prop_map(|(through, allocate, inclusive)| Rules { through, allocate, inclusive });
    let policies = [Replacement::Lru, Replacement::Fifo, Replacement::TreePlru];
    let shape = (2u32..6, 1u32..6, 0u32..4, prop::sample::select(policies.to_vec()));
    (shape, rules).prop_map(|((line, ways, sets, policy), rules)| Geometry {
        line: 1 << line,
        // A tree has a power of two of leaves.
        ways: if policy == Replacement::TreePlru { ways.next_power_of_two() } else { ways },
        sets: 1 << sets,
        policy,
        rules,
    })
}

impl Geometry {
    fn size(&self) -> u64 {
        u64::from(self.line * self.ways * self.sets)
    }

    fn naive(&self, hit_cycles: u64) -> Naive {
        Naive {
            line: self.line.into(),
            ways: self.ways as usize,
            sets: self.sets.into(),
            policy: self.policy,
            rules: self.rules,
            hit_cycles,
            lines: Vec::new(),
            touched: BTreeMap::new(),
            accesses: 0,
            misses: 0,
            evictions: 0,
            writebacks: 0,
        }
    }

    fn write(&self) -> WritePolicy {
        if self.rules.through { WritePolicy::Through } else { WritePolicy::Back }
    }

    fn lower(&self) -> Option<LowerConfig> {
        let inclusive = self.rules.inclusive;
        Some(LowerConfig {
            write: self.write(),
            allocate: self.rules.allocate,
            inclusion: if inclusive { Inclusion::Inclusive } else { Inclusion::NonInclusive },
            ..lower(self.size(), self.ways, self.line.into(), self.policy)?
        })
    }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(300))]

    #[test]
    fn random_traces_agree_with_the_naive_model(
        mut geometries in [geometry(), geometry(), geometry(), geometry()],
        levels in 0u8..4,
        trace in prop::collection::vec((0u8..3, 0u32..1024), 1..400),
    ) {
        geometries[2].line = geometries[2].line.max(geometries[0].line).max(geometries[1].line);
        geometries[3].line = geometries[3].line.max(geometries[2].line);
        // An instruction cache is never written.
        geometries[0].rules = Rules { through: false, allocate: true, inclusive: false };
        geometries[1].rules.inclusive = false;
        let [i, d, two, three] = &geometries;
        let config = MachineConfig {
            l1i: Some(L1iConfig {
                size: Size(i.size()),
                ways: i.ways,
                line: Size(i.line.into()),
                replacement: i.policy,
                ..L1iConfig::default()
            }),
            l1d: l1d(d.size(), d.ways, d.line.into(), d.policy).map(|l1d| L1dConfig {
                write: d.write(),
                allocate: d.rules.allocate,
                ..l1d
            }),
            l2: two.lower().filter(|_| levels & 1 != 0),
            l3: three.lower().filter(|_| levels & 2 != 0),
            memory: MemoryConfig { access_cycles: 100, writeback_cycles: 7 },
            ..MachineConfig::default()
        };
        let mut caches = Caches::new(&config);
        let mut naive = NaiveHierarchy {
            levels: [
                Some(i.naive(1)),
                Some(d.naive(1)),
                (levels & 1 != 0).then(|| two.naive(10)),
                (levels & 2 != 0).then(|| three.naive(10)),
            ],
            memory: config.memory.clone(),
            clock: 0,
            passed: 0,
        };
        let mut log = Log::default();
        let mut total = 0;
        for (kind, address) in trace {
            let kind = [AccessKind::Fetch, AccessKind::Read, AccessKind::Write][usize::from(kind)];
            let first = if kind == AccessKind::Fetch { 0 } else { 1 };
            let cycles = naive.access(first, address.into(), kind == AccessKind::Write, None);
            prop_assert_eq!(caches.access(address, kind, 0, &mut log), cycles);
            total += cycles;
        }
        let counters = caches.counters();
        let counted = [counters.l1i, counters.l1d, counters.l2, counters.l3];
        for (counted, naive) in counted.iter().zip(&naive.levels) {
            let Some(naive) = naive else {
                prop_assert_eq!(counted.accesses, 0);
                continue;
            };
            let expected = (naive.accesses, naive.misses, naive.evictions, naive.writebacks);
            let found = (counted.accesses, counted.misses, counted.evictions, counted.writebacks);
            prop_assert_eq!(found, expected);
        }
        prop_assert_eq!(log.stalls + naive.passed * 7, total);
        prop_assert_eq!(log.misses, counted.iter().map(|level| level.misses).sum::<u64>());
    }
}
