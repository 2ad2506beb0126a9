//! `after`: what a thread lost while it was away, and what fetching it again costs.
//!
//! A *stay* runs from the end of the switch that brought a thread to the opening of the switch that
//! takes it away. What the thread touched in its stay and the structure still holds at its end, the
//! thread *had*; what is evicted, invalidated or flushed while it is off, it *lost*; and its first miss
//! on each lost thing, in the next stay, is booked to the switch that brought it back.
//!
//! The one difficulty is that the end of a stay is known late. A trap may be a system call, which
//! is part of the stay, or the opening of a switch, which is not. So what happens from a trap on is kept
//! apart as an [`Episode`] and joined to the stay when user mode is reached again, or dropped when a
//! switch happens.

use rustc_hash::{FxHashMap, FxHashSet};

use swtch_machine::{Miss, Place, Structure};

use crate::run::{After, Misses};

/// A line or a translation in one of the structures, packed into a word.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Key(u64);

/// Bits of a key that hold the ASID of a translation.
const ASID_SHIFT: u32 = 32;
const STRUCTURE_SHIFT: u32 = 48;

impl Key {
    /// The key of what lies at a place.
    pub fn new(structure: Structure, place: Place) -> Key {
        let bits = match place {
            Place::Line(address) => u64::from(address),
            Place::Page { page, asid } => u64::from(page) | u64::from(asid) << ASID_SHIFT,
        };
        Key(bits | (structure as u64) << STRUCTURE_SHIFT)
    }

    /// The structure's number.
    fn structure(self) -> usize {
        (self.0 >> STRUCTURE_SHIFT) as usize
    }

    /// A thread comes back to the same address space even if the kernel has given it another ASID
    /// meanwhile, and misses the same translations: what it looks for has no ASID.
    fn without_asid(self) -> Key {
        Key(self.0 & !(0xffff << ASID_SHIFT))
    }
}

/// How many structures there are.
const STRUCTURES: usize = 5;

/// A thread, by its position among all threads.
type Thread = usize;

/// How many of the threads that are away had something, told roughly: several things share a count.
/// Most of what is evicted nobody misses, and is forgotten at once.
#[derive(Debug)]
struct Missable {
    counts: Vec<u32>,
}

impl Missable {
    /// Bits of an index into the counts.
    const INDEX_BITS: u32 = 14;

    fn new() -> Missable {
        Missable { counts: vec![0; 1 << Missable::INDEX_BITS] }
    }

    /// Fibonacci hashing: the high bits of a product with 2^64 over the golden ratio.
    fn count(&mut self, key: Key) -> &mut u32 {
        let index = key.0.wrapping_mul(0x9e37_79b9_7f4a_7c15) >> (64 - Missable::INDEX_BITS);
        &mut self.counts[index as usize]
    }

    fn add(&mut self, had: &[Key]) {
        had.iter().for_each(|&key| *self.count(key) += 1);
    }

    fn forget(&mut self, had: &[Key]) {
        had.iter().for_each(|&key| *self.count(key) -= 1);
    }
}

/// What is going on, as far as stays are concerned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Where {
    /// In a stay, in user mode.
    Stay,
    /// In the kernel; part of the stay, or of the next switch's direct part.
    Episode,
    /// In a switch, in boot, or idle: whatever is touched is nobody's.
    Nowhere,
}

/// What happened since the trap: joined to the stay or dropped.
#[derive(Debug, Default)]
struct Episode {
    /// Last fate of each item touched or lost: true if touched and held.
    items: FxHashMap<Key, bool>,
    /// Structures that were flushed; `items` holds what came after.
    flushed: [bool; STRUCTURES],
    /// What it adds to the stay's `after`.
    after: After,
    /// A refill of a lost translation, if one is going on: every cycle of it counts, once.
    refill: Option<LostRefill>,
}

/// A refill of a lost translation.
#[derive(Debug)]
struct LostRefill {
    start_cycle: u64,
    /// Stalls of lost lines in it; they count only if it fails.
    stalls: u64,
}

/// The stays of all threads and what they lost.
#[derive(Debug)]
pub(crate) struct Aftermath {
    at: Where,
    /// What this stay touched and the structures hold.
    stay: FxHashSet<Key>,
    episode: Episode,
    /// What the thread of this stay lost before it, as far as it has not missed it yet.
    lost: FxHashSet<Key>,
    after: After,
    /// The switch that `after` goes to.
    switch: Option<usize>,
    /// A translation has missed that was lost; the refill trap comes next.
    lost_translation: bool,
    /// The translation that missed last: a failed refill did not fetch it.
    missed: Option<Key>,
    /// What each thread had, and the count of losses then.
    had: FxHashMap<Thread, (Vec<Key>, u64)>,
    /// Which items are in `had`.
    missable: Missable,
    /// The number of the last loss of each item, if a thread may have had it.
    last_loss: FxHashMap<Key, u64>,
    /// The number of the last flush of each structure.
    last_flush: [u64; STRUCTURES],
    losses: u64,
}

impl Aftermath {
    /// At reset.
    pub fn new() -> Aftermath {
        Aftermath {
            at: Where::Nowhere,
            stay: FxHashSet::default(),
            episode: Episode::default(),
            lost: FxHashSet::default(),
            after: After::default(),
            switch: None,
            lost_translation: false,
            missed: None,
            had: FxHashMap::default(),
            missable: Missable::new(),
            last_loss: FxHashMap::default(),
            last_flush: [0; STRUCTURES],
            losses: 0,
        }
    }

    /// How many losses there have been.
    pub fn losses(&self) -> u64 {
        self.losses
    }

    /// A miss: from now on the structure holds the item, unless it lets it pass.
    pub fn miss(&mut self, miss: &Miss) {
        let Miss { structure, place, stall, filled, .. } = *miss;
        if self.at == Where::Nowhere {
            return;
        }
        let key = Key::new(structure, place);
        let lost = !self.lost.is_empty() && self.lost.remove(&key.without_asid());
        if lost {
            self.count(structure, stall.into());
        }
        if structure == Structure::Tlb {
            self.lost_translation = lost;
            self.missed = Some(key);
        }
        if filled {
            self.touch(structure, place);
        }
    }

    fn count(&mut self, structure: Structure, stall: u64) {
        let after = match self.at {
            Where::Episode => &mut self.episode.after,
            _ => &mut self.after,
        };
        *miss_count(&mut after.misses, structure) += 1;
        match &mut self.episode.refill {
            Some(refill) => refill.stalls += stall,
            None => after.cycles += stall,
        }
    }

    /// A hit on something that was last touched before this stay.
    pub fn touch(&mut self, structure: Structure, place: Place) {
        let key = Key::new(structure, place);
        match self.at {
            Where::Stay => drop(self.stay.insert(key)),
            Where::Episode => drop(self.episode.items.insert(key, true)),
            Where::Nowhere => {}
        }
    }

    /// An item is evicted or invalidated.
    pub fn lose(&mut self, structure: Structure, place: Place) {
        self.losses += 1;
        let key = Key::new(structure, place);
        // In an episode the thread may turn out to be away already.
        if self.at == Where::Episode || *self.missable.count(key) > 0 {
            self.last_loss.insert(key, self.losses);
        }
        match self.at {
            Where::Stay => drop(self.stay.remove(&key)),
            Where::Episode => drop(self.episode.items.insert(key, false)),
            Where::Nowhere => {}
        }
    }

    /// Everything in a structure is lost.
    pub fn flush(&mut self, structure: Structure) {
        self.losses += 1;
        let index = structure as usize;
        self.last_flush[index] = self.losses;
        match self.at {
            Where::Stay => self.stay.retain(|key| key.structure() != index),
            Where::Episode => {
                self.episode.items.retain(|key, _| key.structure() != index);
                self.episode.flushed[index] = true;
            }
            Where::Nowhere => {}
        }
    }

    /// A trap leaves user mode.
    pub fn enter_kernel(&mut self) {
        if self.at == Where::Stay {
            self.at = Where::Episode;
        }
        self.lost_translation = false;
    }

    /// A refill trap leaves user mode, before its own cycles.
    pub fn enter_refill(&mut self, cycle: u64) {
        let lost = std::mem::take(&mut self.lost_translation);
        self.enter_kernel();
        if lost && self.at == Where::Episode {
            self.episode.refill = Some(LostRefill { start_cycle: cycle, stalls: 0 });
        }
    }

    /// The refill's `mret` has been executed: the thread goes on.
    pub fn refill_done(&mut self, cycle: u64) {
        if let Some(refill) = self.episode.refill.take() {
            self.episode.after.cycles += cycle - refill.start_cycle;
        }
        self.stay_on();
    }

    /// The refill found no translation: the structure does not hold it, and there was no refill whose
    /// cycles could count; the lines it missed stand for themselves.
    pub fn refill_failed(&mut self) {
        if let Some(key) = self.missed.take() {
            self.stay.remove(&key);
        }
        if let Some(refill) = self.episode.refill.take() {
            self.episode.after.cycles += refill.stalls;
        }
    }

    /// User mode is reached without a switch: the episode was part of the stay.
    pub fn stay_on(&mut self) {
        if self.at != Where::Episode {
            return;
        }
        self.at = Where::Stay;
        self.after.cycles += self.episode.after.cycles;
        self.after.misses += self.episode.after.misses;
        self.episode.after = After::default();
        for index in 0..STRUCTURES {
            if std::mem::take(&mut self.episode.flushed[index]) {
                self.stay.retain(|key| key.structure() != index);
            }
        }
        for (key, held) in self.episode.items.drain() {
            match held {
                true => drop(self.stay.insert(key)),
                false => drop(self.stay.remove(&key)),
            }
        }
    }

    /// A switch takes `thread` away; its stay ended when there had been `losses` losses. Returns the
    /// stay's `after` and the switch it belongs to.
    pub fn leave(&mut self, thread: Option<Thread>, losses: u64) -> Option<(usize, After)> {
        if let Some(thread) = thread {
            let had: Vec<Key> = match self.at {
                Where::Nowhere => Vec::new(),
                Where::Stay | Where::Episode => self.stay.drain().collect(),
            };
            self.missable.add(&had);
            if let Some((before, _)) = self.had.insert(thread, (had, losses)) {
                self.missable.forget(&before);
            }
        }
        self.close()
    }

    /// A switch has brought `thread`: its stay begins, unless it is the idle thread (`None`).
    pub fn arrive(&mut self, thread: Option<Thread>, switch: Option<usize>) {
        self.close();
        let Some(thread) = thread else { return };
        self.at = Where::Stay;
        self.switch = switch;
        let (had, since) = self.had.remove(&thread).unwrap_or_default();
        self.missable.forget(&had);
        let is_lost = |key: &Key| {
            let lost = self.last_loss.get(key).copied().unwrap_or(0);
            lost.max(self.last_flush[key.structure()]) > since
        };
        self.lost = had.into_iter().filter(is_lost).map(Key::without_asid).collect();
    }

    /// A stay begins although no switch brought a thread: the first one's. Returns whether it does.
    pub fn begin(&mut self, thread: Option<Thread>) -> bool {
        let begins = self.at == Where::Nowhere && thread.is_some();
        if begins {
            self.arrive(thread, None);
        }
        begins
    }

    /// The thread has finished: what it had is nobody's, even if its ids live on.
    pub fn forget(&mut self, thread: Thread) {
        if let Some((had, _)) = self.had.remove(&thread) {
            self.missable.forget(&had);
        }
    }

    /// The run ends. Returns the last stay's `after` and the switch it belongs to.
    pub fn finish(&mut self) -> Option<(usize, After)> {
        self.refill_failed();
        self.stay_on();
        self.close()
    }

    fn close(&mut self) -> Option<(usize, After)> {
        self.at = Where::Nowhere;
        self.stay.clear();
        self.episode = Episode::default();
        self.lost.clear();
        self.lost_translation = false;
        let after = std::mem::take(&mut self.after);
        self.switch.take().map(|switch| (switch, after))
    }
}

fn miss_count(misses: &mut Misses, structure: Structure) -> &mut u64 {
    match structure {
        Structure::Tlb => &mut misses.tlb,
        Structure::L1i => &mut misses.l1i,
        Structure::L1d => &mut misses.l1d,
        Structure::L2 => &mut misses.l2,
        Structure::L3 => &mut misses.l3,
    }
}
