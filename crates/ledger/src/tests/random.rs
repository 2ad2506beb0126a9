//! Stories told by chance, on small caches that are full all the time: the ledger and the naive reader of
//! the trace must agree on each.

use swtch_machine::Structure::{self, L1d, L1i, L2};

use super::story::{A, A2, B, IDLE, Story};

/// The lines of each structure, and how many fit.
const CACHES: [(Structure, usize); 3] = [(L1i, 2), (L1d, 4), (L2, 9)];
const LINES: u32 = 14;
const TRANSLATIONS: usize = 3;
const PAGES: u32 = 5;
const THREADS: [u32; 3] = [A, B, A2];

struct Teller {
    story: Story,
    state: u64,
    thread: u32,
    caches: [Vec<u32>; 3],
    tlb: Vec<u32>,
}

impl Teller {
    /// A number below `end`, from a linear congruential generator.
    fn draw(&mut self, end: u32) -> u32 {
        self.state = self.state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(99);
        (self.state >> 33) as u32 % end
    }

    fn any_thread(&mut self) -> u32 {
        THREADS[self.draw(3) as usize]
    }

    fn access(&mut self) {
        let cache = self.draw(3) as usize;
        let (structure, room) = CACHES[cache];
        let line = 0x100 + 0x40 * self.draw(LINES);
        match self.caches[cache].contains(&line) {
            true => self.story.touch(structure, line),
            false => self.miss(cache, structure, room, line),
        }
        self.story.run(3);
    }

    fn miss(&mut self, cache: usize, structure: Structure, room: usize, line: u32) {
        if self.draw(8) == 0 {
            return self.story.pass_by(structure, line);
        }
        self.story.miss(structure, line, 10);
        self.caches[cache].push(line);
        if self.caches[cache].len() > room {
            let out = self.draw(room as u32) as usize;
            let line = self.caches[cache].swap_remove(out);
            self.story.evict(structure, line);
        }
    }

    fn flush(&mut self) {
        let cache = self.draw(3) as usize;
        self.caches[cache].clear();
        self.story.flush(CACHES[cache].0);
    }

    fn some_accesses(&mut self) {
        for _ in 0..self.draw(5) {
            self.access();
        }
        if self.draw(12) == 0 {
            self.flush();
        }
    }

    /// A page that is not in the TLB is wanted; perhaps there is none.
    fn refill(&mut self) {
        let page = 0x1000 * self.draw(PAGES);
        if self.tlb.contains(&page) {
            return;
        }
        self.story.refill(page);
        self.some_accesses();
        if self.draw(4) == 0 {
            self.story.in_function("trap_entry", 10);
            self.some_accesses();
            return self.leave_or_switch();
        }
        self.tlb.push(page);
        if self.tlb.len() > TRANSLATIONS {
            let out = self.draw(TRANSLATIONS as u32) as usize;
            let page = self.tlb.swap_remove(out);
            self.story.evict_tlb(page);
        }
        self.story.run(20);
        self.story.mret();
    }

    fn leave_or_switch(&mut self) {
        while self.draw(2) == 0 {
            self.switch();
        }
        if self.thread == IDLE {
            self.switch_to(A);
        }
        self.some_accesses();
        self.story.leave();
    }

    fn switch(&mut self) {
        match self.draw(5) {
            0 if self.thread != IDLE => {
                self.switch_to(IDLE);
                self.some_accesses();
                self.story.wait(50);
                self.some_accesses();
            }
            1 => {
                let thread = self.any_thread();
                self.finish(thread);
            }
            _ => {
                let thread = self.any_thread();
                self.switch_to(thread);
            }
        }
    }

    /// A thread that is away ends, and its ids live on.
    fn finish(&mut self, thread: u32) {
        if thread != self.thread {
            self.story.state(thread, 4);
            self.story.state(thread, 1);
        }
    }

    fn switch_to(&mut self, thread: u32) {
        self.story.in_function("schedule", 30);
        self.some_accesses();
        if thread != self.thread {
            self.story.switch(self.thread, thread);
            self.thread = thread;
        }
        self.some_accesses();
    }

    fn tell(&mut self) {
        match self.draw(6) {
            0 => self.refill(),
            1 => {
                self.story.ecall();
                self.some_accesses();
                self.leave_or_switch();
            }
            _ => self.some_accesses(),
        }
    }
}

#[test]
fn whatever_happens_the_naive_reader_agrees() {
    let mut costs = 0;
    for seed in 0..150 {
        let story = Story::in_user_mode(A);
        let (caches, tlb) = (Default::default(), Vec::new());
        let mut teller = Teller { story, state: seed, thread: A, caches, tlb };
        (0..150).for_each(|_| teller.tell());
        costs += teller.story.end().switches.iter().map(|switch| switch.after.cycles).sum::<u64>();
    }
    assert!(costs > 0);
}
