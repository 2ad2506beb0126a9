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

//!
//! Nothing is cleared between stays. A clock advances with each loss and each beginning of a stay or an
//! episode; an item's record says when it was touched and lost, and comparing that with the
//! beginnings tells what it is now.

use rustc_hash::{FxHashMap, FxHashSet};

use swtch_machine::{Miss, Place, Structure};

use crate::items::{Id, Items, Key};
use crate::run::{After, Misses};

/// How many structures there are.
const STRUCTURES: usize = 5;

/// A thread, by its position among all threads.
type Thread = usize;

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
    /// What the stay held when it began, and was lost since.
    lost: Vec<Id>,
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

/// What a thread had when it was taken away.
#[derive(Debug, Default)]
struct Had {
    /// What may still be there.
    items: Vec<Id>,
    /// What is known to be lost.
    lost: Vec<Key>,
    /// When its stay ended: what was lost later, it lost.
    since: u64,
}

impl Had {
    /// What of it is lost by now, is lost for good.
    fn settle(&mut self, items: &Items, last_flush: &[u64; STRUCTURES]) {
        let Had { items: ids, lost, since } = self;
        ids.retain(|&id| {
            let item = items[id];
            let is_lost = item.lost.max(last_flush[item.key.structure()]) > *since;
            if is_lost {
                lost.push(item.key.without_asid());
            }
            !is_lost
        });
    }
}

/// A time that never comes.
const NEVER: u64 = u64::MAX;

/// The stays of all threads and what they lost.
#[derive(Debug)]
pub(crate) struct Aftermath {
    at: Where,
    clock: u64,
    items: Items,
    /// When the stay began; [`NEVER`] if there is none. An item that was touched since then is held; one
    /// that was touched in this stay and lost is given the time just before.
    stay_start: u64,
    /// What this stay touched, held or lost, each item once.
    stay: Vec<Id>,
    /// When the episode began; [`NEVER`] if there is none. What was touched before is the stay's.
    episode_start: u64,
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
    /// What each thread had that is away.
    had: FxHashMap<Thread, Had>,
    /// When each structure was flushed last.
    last_flush: [u64; STRUCTURES],
}

impl Aftermath {
    /// At reset.
    pub fn new() -> Aftermath {
        Aftermath {
            at: Where::Nowhere,
            clock: 0,
            items: Items::with_room(0),
            stay_start: NEVER,
            stay: Vec::new(),
            episode_start: NEVER,
            episode: Episode::default(),
            lost: FxHashSet::default(),
            after: After::default(),
            switch: None,
            lost_translation: false,
            missed: None,
            had: FxHashMap::default(),
            last_flush: [0; STRUCTURES],
        }
    }

    /// The time: what is lost from now on is lost later.
    pub fn clock(&self) -> u64 {
        self.clock
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
            self.hold(key);
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
        if self.at != Where::Nowhere {
            self.hold(Key::new(structure, place));
        }
    }

    /// The thread has touched an item, and it is in its structure.
    fn hold(&mut self, key: Key) {
        if self.items.is_full() {
            self.tidy();
        }
        let id = self.items.find_or_add(key);
        let item = &mut self.items[id];
        if item.touched >= self.stay_start {
            return;
        }
        if item.touched != self.stay_start - 1 {
            self.stay.push(id);
        }
        item.touched = self.clock;
    }

    /// An item is evicted or invalidated.
    pub fn lose(&mut self, structure: Structure, place: Place) {
        self.clock += 1;
        if let Some(id) = self.items.find(Key::new(structure, place)) {
            self.let_go(id);
        }
    }

    /// An item is lost now.
    fn let_go(&mut self, id: Id) {
        let item = &mut self.items[id];
        item.lost = self.clock;
        if item.touched < self.stay_start {
            return;
        }
        // In an episode the thread may turn out to be away already.
        if self.at == Where::Episode && item.touched < self.episode_start {
            self.episode.lost.push(id);
        }
        item.touched = self.stay_start - 1;
    }

    /// Everything in a structure is lost.
    pub fn flush(&mut self, structure: Structure) {
        self.clock += 1;
        let index = structure as usize;
        self.last_flush[index] = self.clock;
        for position in 0..self.stay.len() {
            let id = self.stay[position];
            if self.items[id].key.structure() == index {
                self.let_go(id);
            }
        }
    }

    /// A trap leaves user mode.
    pub fn enter_kernel(&mut self) {
        if self.at == Where::Stay {
            self.at = Where::Episode;
            self.clock += 1;
            self.episode_start = self.clock;
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
        if let Some(id) = self.missed.take().and_then(|key| self.items.find(key)) {
            let item = &mut self.items[id];
            if (self.stay_start..self.episode_start).contains(&item.touched) {
                item.touched = self.stay_start - 1;
            }
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
        self.episode_start = NEVER;
        self.after += self.episode.after;
        self.episode.after = After::default();
        self.episode.lost.clear();
    }

    /// A switch takes `thread` away; its stay ended at `since`. Returns the stay's `after` and the switch
    /// it belongs to.
    pub fn leave(&mut self, thread: Option<Thread>, since: u64) -> Option<(usize, After)> {
        if let Some(thread) = thread {
            let had = self.had.entry(thread).or_default();
            had.since = since;
            had.lost.clear();
            std::mem::swap(&mut had.items, &mut self.stay);
            let of_the_stay = self.stay_start..self.episode_start;
            had.items.retain(|&id| of_the_stay.contains(&self.items[id].touched));
            had.items.append(&mut self.episode.lost);
        }
        self.close()
    }

    /// A switch has brought `thread`: its stay begins, unless it is the idle thread (`None`).
    pub fn arrive(&mut self, thread: Option<Thread>, switch: Option<usize>) {
        self.close();
        let Some(thread) = thread else { return };
        self.at = Where::Stay;
        self.switch = switch;
        self.clock += 2;
        self.stay_start = self.clock;
        // What it had becomes its stay's; the lists remain, for they will be filled again.
        let Some(had) = self.had.get_mut(&thread) else { return };
        had.settle(&self.items, &self.last_flush);
        self.lost.extend(had.lost.drain(..));
        had.items.clear();
    }

    /// Makes a new table of the items that matter: those held, those that this episode lost, and those
    /// that a thread had which is away, as long as they are not lost.
    #[cold]
    fn tidy(&mut self) {
        let (items, start) = (&mut self.items, self.stay_start);
        self.had.values_mut().for_each(|had| had.settle(items, &self.last_flush));
        self.stay.retain(|&id| {
            let held = items[id].touched >= start;
            if !held {
                items[id].touched = 0; // it is no longer in the list
            }
            held
        });
        let away = self.had.values_mut().map(|had| &mut had.items);
        let mut lists: Vec<_> = away.chain([&mut self.stay, &mut self.episode.lost]).collect();
        let mut matters = vec![false; items.length()];
        lists.iter().flat_map(|list| list.iter()).for_each(|&id| matters[id as usize] = true);
        let mut kept = Items::with_room(matters.into_iter().filter(|&matters| matters).count());
        lists.iter_mut().for_each(|list| kept.copy(items, list));
        self.items = kept;
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
        self.had.remove(&thread);
    }

    /// How many things are kept, or have room.
    #[cfg(test)]
    pub fn remembered(&self) -> usize {
        let had = self.had.values().map(|had| had.items.capacity() + had.lost.capacity());
        let stay = self.stay.capacity() + self.episode.lost.capacity() + self.lost.capacity();
        self.items.length() + had.sum::<usize>() + stay
    }

    /// The run ends. Returns the last stay's `after` and the switch it belongs to.
    pub fn finish(&mut self) -> Option<(usize, After)> {
        self.refill_failed();
        self.stay_on();
        self.close()
    }

    fn close(&mut self) -> Option<(usize, After)> {
        self.at = Where::Nowhere;
        (self.stay_start, self.episode_start) = (NEVER, NEVER);
        self.stay.clear();
        self.episode.lost.clear();
        self.episode.after = After::default();
        self.episode.refill = None;
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
