//! The fast engine: the same machine, the same counts, without looking everything up.
//!
//! The plain structures (caches, TLB, memory, counters) stay the truth, and the stepper stays the
//! definition. What the fast engine adds is *proofs*: a data filter whose entries prove that a load or
//! store would hit without an event ([`filter`]), and a flag per decoded line of code that proves the
//! same of fetches ([`lines`]). As long as proofs cover what happens, operations follow each other
//! directly ([`handlers`]), their cycles and counts booked by the line ([`op`]). Anything else ends
//! in [`Machine::step`], after which whatever the structures have lost is read from their logs.
//!
//! *Invariant:* between two slices of the fast engine the machine is exactly as the stepper would
//! have left it. Two things differ inside the host alone: stamps of the least-recently-used policy
//! are other numbers in the same order, and `fetch_line` is forgotten more often.

mod filter;
mod handlers;
mod lines;
mod op;

use crate::cache::Cache;
use crate::config::{Hazards, MachineConfig, Pipeline, Predictor, Replacement};
use crate::counters::AccessKind;
use crate::machine::{Machine, Stop};
use crate::memory::CHUNK;
use crate::observer::Observer;
use crate::replacement::{Lru, Policy};
use crate::tlb::Found;
use crate::translate::Translated;
use crate::trap::Mode;
use filter::{Filter, GRANULE_MAX};
use handlers::{Context, Exit};
use lines::Lines;
use op::{Counts, LINE_OPS, Op, Rules};

/// How instructions are executed. Both engines count and cost the same.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Engine {
    /// One by one: the definition.
    Step,
    /// By decoded lines and proofs, wherever they cover the machine.
    #[default]
    Fast,
}

/// The state of the fast engine.
pub(crate) struct Fast {
    rules: Rules,
    lines: Lines,
    filters: [Filter; 2],
    /// Per slot of the L1D: the address by which user mode has proven accesses to it; odd if none.
    names: Vec<u32>,
    /// Per entry of the TLB: granules of its page that are proven through it.
    granules: Vec<u64>,
    /// Per entry of the TLB: that page.
    pages: Vec<u32>,
    granule: u32,
    owner: u32,
    satp: u32,
    /// What `t` and stamps are ahead of the cycle count: stamps of the stepper may advance faster.
    ahead: u64,
    /// Where stamps go that nobody reads.
    scratch: Vec<u64>,
    /// The operation (line and slot) that has left its line, and where to: it would like to know
    /// the line there.
    unlinked: Option<(u32, u32, u32)>,
}

/// What of a configuration the fast engine does not cover, if anything.
fn uncovered(config: &MachineConfig) -> Option<&'static str> {
    let tree = |replacement| replacement == Replacement::TreePlru;
    let (l1i, l1d) = (&config.l1i, &config.l1d);
    let below = config.l2.is_some() || config.l3.is_some();
    let rules = [
        (config.hazards == Hazards::Stall, "hazards=stall"),
        (config.predictor == Predictor::Bimodal, "predictor=bimodal"),
        (config.tlb.replacement == Replacement::Lru, "tlb.replacement=lru"),
        (l1i.as_ref().is_some_and(|l1i| tree(l1i.replacement)), "l1i.replacement=tree_plru"),
        (l1d.as_ref().is_some_and(|l1d| tree(l1d.replacement)), "l1d.replacement=tree_plru"),
        (l1i.is_none() && below, "l1i=none with caches below"),
        (l1d.is_none() && below, "l1d=none with caches below"),
    ];
    rules.into_iter().find(|&(found, _)| found).map(|(_, what)| what)
}

impl Fast {
    fn new(config: &MachineConfig, machine: &Machine) -> Fast {
        let (l1i, l1d) = (&machine.hart.l1i, &machine.hart.l1d);
        let extra = |cache: &Option<Cache>| {
            cache.as_ref().map_or(config.memory.access_cycles, |cache| cache.hit_cycles - 1)
        };
        let size = |cache: &Option<Cache>| cache.as_ref().map_or(u32::MAX, Cache::line_size);
        let slots = |cache: &Option<Cache>| cache.as_ref().map_or(1, Cache::slots);
        let rules = Rules {
            line_size: size(l1i).min(4 * LINE_OPS as u32),
            fetch: extra(l1i),
            data: extra(l1d),
            mul: machine.costs.mul,
            div: machine.costs.div,
            wrong_way: machine.costs.wrong_way,
            late_loads: config.pipeline == Pipeline::FiveStage,
        };
        let entries = config.tlb.entries as usize;
        Fast {
            lines: Lines::new(rules.no_line(), rules.line_size, slots(l1i), entries),
            filters: [Filter::new(), Filter::new()],
            names: vec![NO_NAME; slots(l1d)],
            granules: vec![0; entries],
            pages: vec![0; entries],
            granule: size(l1d).min(GRANULE_MAX),
            owner: machine.owner,
            satp: machine.hart.core.csrs.satp,
            ahead: 0,
            scratch: vec![0; slots(l1i).max(slots(l1d))],
            unlinked: None,
            rules,
        }
    }
}

/// No address of a line is odd.
const NO_NAME: u32 = 1;

/// The stamps of a cache that replaces the least recently used line.
fn lru(cache: &mut Option<Cache>) -> Option<&mut Lru> {
    match cache.as_mut()?.policy() {
        Policy::Lru(lru) => Some(lru),
        _ => None,
    }
}

impl Machine {
    /// Chooses how instructions are executed from now on. The fast engine covers most machines;
    /// where it does not, the stepper does the work, and the answer says which option is why.
    pub fn set_engine(&mut self, engine: Engine) -> Result<(), &'static str> {
        self.fast = None;
        if engine == Engine::Step {
            return Ok(());
        }
        if let Some(option) = uncovered(&self.config) {
            return Err(option);
        }
        self.memory.watch();
        self.hart.tlb.departures.watch();
        for cache in self.hart.l1i.iter_mut().chain(&mut self.hart.l1d) {
            cache.departures.watch();
        }
        self.fast = Some(Box::new(Fast::new(&self.config, self)));
        Ok(())
    }

    /// How instructions are executed.
    pub fn engine(&self) -> Engine {
        if self.fast.is_some() { Engine::Fast } else { Engine::Step }
    }

    /// As [`Machine::run`], by the fast engine.
    pub(crate) fn run_fast<O: Observer>(
        &mut self,
        fast: &mut Fast,
        limit: u64,
        observer: &mut O,
    ) -> Stop {
        self.catch_up(fast);
        loop {
            #[cfg(test)]
            self.assert_proofs(fast);
            if self.hart.core.cycles >= self.attention {
                if let Some(stop) = self.attend(limit, observer) {
                    return stop;
                }
                self.catch_up(fast);
            } else {
                if let Some(start) = self.find_code(fast)
                    && self.run_lines(fast, start) != Exit::Before
                {
                    continue;
                }
                // The next instruction is not proven, or its turn is not over in time.
                if let Err(stop) = self.step(observer) {
                    return stop;
                }
                self.catch_up(fast);
            }
        }
    }

    /// Forgets what is no longer proven.
    fn catch_up(&mut self, fast: &mut Fast) {
        if self.owner != fast.owner || self.proofs_void {
            fast.owner = self.owner;
            self.proofs_void = false;
            fast.drop_everything();
        }
        if self.hart.core.csrs.satp != fast.satp {
            fast.satp = self.hart.core.csrs.satp;
            fast.drop_user();
        }
        if !self.hart.tlb.departures.is_empty() {
            self.catch_up_tlb(fast);
        }
        if let Some(l1d) = self.hart.l1d.as_mut().filter(|l1d| !l1d.departures.is_empty()) {
            if l1d.departures.take_everything() {
                fast.filters.iter_mut().for_each(Filter::clear);
            }
            while let Some(departure) = l1d.departures.take() {
                fast.drop_data(departure.slot, departure.line, l1d.line_size());
            }
        }
        if let Some(l1i) = self.hart.l1i.as_mut().filter(|l1i| !l1i.departures.is_empty()) {
            if l1i.departures.take_everything() {
                fast.lines.drop_all();
            }
            while let Some(departure) = l1i.departures.take() {
                fast.lines.drop_slot(departure.slot as usize);
            }
        }
        while let Some(chunk) = self.memory.overwritten.take() {
            fast.lines.kill(chunk);
        }
    }

    /// Entries of the TLB were written or dropped.
    #[inline(never)]
    fn catch_up_tlb(&mut self, fast: &mut Fast) {
        let tlb = &mut self.hart.tlb;
        let mut everything = tlb.departures.take_everything();
        while let Some(index) = tlb.departures.take() {
            let Some(entry) = tlb.entry(index as usize) else { continue };
            // What two entries map is a machine check, which no proof may hide.
            let overlaps = entry.is_megapage()
                || tlb.find(entry.hi, (fast.satp >> 22 & 0x1ff) as u16) == Found::Several;
            everything |= overlaps;
            fast.drop_entry(index as usize);
        }
        if everything {
            fast.drop_user();
        }
    }

    /// Where execution goes on, if that is proven and ends before there is something to attend to.
    fn find_code(&mut self, fast: &mut Fast) -> Option<Start> {
        let core = &self.hart.core;
        if core.data_mode != core.mode || core.pc & 3 != 0 {
            return None;
        }
        let pc = core.pc;
        let slot = (pc & (fast.rules.line_size - 1)) as usize / 4;
        let vaddr = pc - 4 * slot as u32;
        let number = match fast.lines.resident(core.mode, vaddr) {
            Some(line) => line,
            None => self.prove_code(fast, vaddr)?,
        };
        fast.link(self.hart.core.mode, pc, number);
        let line = &fast.lines.arena[number as usize];
        let Op { cycles, counts, .. } = line.ops[slot];
        let core = &self.hart.core;
        let waits = core.pending.is_late()
            && core.pending.delays(self.memory.word(line.paddr + 4 * slot as u32));
        let deadline = self.attention.min(core.cycles + Counts::SLICE);
        let end = core.cycles + u64::from(cycles) + u64::from(waits);
        if counts == 0 || end > deadline {
            return None;
        }
        for lru in [lru(&mut self.hart.l1i), lru(&mut self.hart.l1d)].into_iter().flatten() {
            let ahead = (lru.clock + 1).saturating_sub(self.hart.core.cycles);
            fast.ahead = fast.ahead.max(ahead);
        }
        Some(Start { line: number, slot, waits, deadline })
    }

    /// Finds, or decodes, the line of code at `vaddr`, if a fetch from it would be a plain hit.
    #[inline(never)]
    fn prove_code(&mut self, fast: &mut Fast, vaddr: u32) -> Option<u32> {
        let to = self.known_translation(vaddr, AccessKind::Fetch)?;
        self.memory.bytes(to.paddr, fast.rules.line_size)?;
        let slot = match &self.hart.l1i {
            Some(l1i) => Some(l1i.peek(to.address(vaddr), self.owner)?),
            None => None,
        };
        let mode = self.hart.core.mode;
        let line = match fast.lines.find(mode, vaddr, to.paddr) {
            Some(line) => line,
            None => self.decode_line(fast, vaddr, to)?,
        };
        fast.lines.make_resident(line, slot, to.entry);
        Some(line)
    }

    fn decode_line(&mut self, fast: &mut Fast, vaddr: u32, to: Translated) -> Option<u32> {
        if fast.lines.is_full() {
            self.forget_code(fast);
        }
        let bytes = self.memory.bytes(to.paddr, fast.rules.line_size)?;
        let words = bytes.as_chunks::<4>().0.iter();
        let words: Vec<u32> = words.map(|&word| u32::from_le_bytes(word)).collect();
        let mode = self.hart.core.mode;
        let (probes, predictor) = (&self.probes, &mut self.hart.predictor);
        let probed = |pc| mode == Mode::Machine && probes.get(pc, 0).is_some();
        let line = fast.rules.decode(&words, (mode, vaddr, to.paddr), predictor, probed);
        self.memory.mark_decoded(to.paddr);
        let (ram, _) = self.memory.range();
        for filter in &mut fast.filters {
            filter.forbid_stores(to.paddr - ram, CHUNK);
        }
        Some(fast.lines.add(line))
    }

    /// Forgets all decoded code.
    pub(crate) fn forget_code(&mut self, fast: &mut Fast) {
        fast.lines.clear();
        fast.unlinked = None;
        self.memory.forget_decoded();
    }

    /// Where an access goes, if its translation would be a plain hit. Nothing is counted.
    fn known_translation(&mut self, vaddr: u32, kind: AccessKind) -> Option<Translated> {
        let to = self.translate_quietly(vaddr, kind)?;
        let same_owner = |index: u32| {
            let entry = self.hart.tlb.entry(index as usize);
            entry.is_some_and(|entry| entry.owner == self.owner)
        };
        to.entry.is_none_or(same_owner).then_some(to)
    }

    /// Proves a load or store at `vaddr`, if it would be a plain hit, and makes the line dirty if it
    /// is a store, for it will be executed at once.
    #[inline(never)]
    fn prove_data(&mut self, fast: &mut Fast, vaddr: u32, is_store: bool) -> bool {
        let kind = if is_store { AccessKind::Write } else { AccessKind::Read };
        self.try_prove_data(fast, vaddr & !(fast.granule - 1), kind).is_some()
    }

    fn try_prove_data(&mut self, fast: &mut Fast, vaddr: u32, kind: AccessKind) -> Option<()> {
        let is_store = kind == AccessKind::Write;
        let to = self.known_translation(vaddr, kind)?;
        self.memory.bytes(to.paddr, fast.granule)?;
        let is_code = self.memory.is_decoded(to.paddr);
        let (slot, keeps_stores) = match &mut self.hart.l1d {
            None => (0, true),
            Some(l1d) => {
                let slot = l1d.peek(to.address(vaddr), self.owner)?;
                if is_store && !l1d.writes_through && !is_code {
                    l1d.make_dirty(slot);
                }
                (slot, !l1d.writes_through && l1d.is_dirty(slot))
            }
        };
        let stores = keeps_stores && !is_code;
        if is_store && !stores {
            return None;
        }
        let stores =
            stores && (is_store || self.known_translation(vaddr, AccessKind::Write).is_some());
        let (ram, _) = self.memory.range();
        let offset = (to.paddr - ram).wrapping_sub(vaddr);
        let mode = self.hart.core.mode;
        let line_size = self.hart.l1d.as_ref().map_or(GRANULE_MAX, Cache::line_size);
        if mode == Mode::User {
            if self.hart.l1d.is_some() {
                fast.name(slot, vaddr & !(line_size - 1), line_size);
            }
            if let Some(entry) = to.entry {
                fast.note_granule(entry as usize, vaddr);
            }
        }
        fast.filters[mode as usize].insert(vaddr, offset, slot as u32, stores);
        Some(())
    }

    /// Executes from an operation of a resident line on, as long as everything is proven.
    fn run_lines(&mut self, fast: &mut Fast, start: Start) -> Exit {
        let line = &fast.lines.arena[start.line as usize];
        let op = &line.ops[start.slot];
        let (line_slot, counts) = (line.slot as usize, op.counts);
        let now = self.hart.core.cycles + fast.ahead;
        let end = now + u64::from(op.cycles) + u64::from(start.waits);
        let deadline = start.deadline + fast.ahead;
        let entry = fast.lines.op(start.line, start.slot);
        // An odd address says that the operation has waited for what came before it.
        let tagged = entry.wrapping_byte_add(start.waits.into());
        if let Some(lru) = lru(&mut self.hart.l1i) {
            lru.stamps[line_slot] = now;
        }
        let mut cx = self.context(fast, deadline);
        cx.entry = tagged;
        let (mut op, mut t, mut p) = (entry, end, counts);
        let exit = loop {
            let regs = self.hart.core.regs.as_mut_ptr();
            // SAFETY: the contract of `handlers`. `op` is an operation of the arena, which nobody
            // else uses now; `context` has set the pointers.
            #[allow(unsafe_code)]
            let exit = unsafe { handlers::start(&mut cx, op, regs, t, p) };
            if exit != Exit::Before || !self.prove_operation(fast, cx.op) {
                break exit;
            }
            (op, t, p) = (cx.op, cx.t, cx.p);
            let entry = cx.entry;
            cx = self.context(fast, deadline);
            cx.entry = entry;
        };
        self.leave_lines(fast, exit, &cx);
        exit
    }

    /// What handlers may use, and until when.
    fn context(&mut self, fast: &mut Fast, deadline: u64) -> Context {
        let mode = self.hart.core.mode as usize;
        let scratch = fast.scratch.as_mut_ptr();
        let mask = !(fast.granule - 1);
        Context {
            filter: fast.filters[mode].entries.as_ptr(),
            ram: self.memory.raw().as_mut_ptr(),
            data_stamps: lru(&mut self.hart.l1d).map_or(scratch, |lru| lru.stamps.as_mut_ptr()),
            code_stamps: lru(&mut self.hart.l1i).map_or(scratch, |lru| lru.stamps.as_mut_ptr()),
            arena: fast.lines.arena.as_ptr(),
            known: fast.lines.known[mode].as_ptr(),
            deadline,
            masks: [mask, mask | 1, mask | 3],
            line_size: fast.rules.line_size,
            line_shift: fast.rules.line_size.trailing_zeros(),
            entry: std::ptr::null(),
            op: std::ptr::null(),
            t: 0,
            p: 0,
            target: 0,
        }
    }

    /// Proves the access of a load or store that was not.
    #[inline]
    fn prove_operation(&mut self, fast: &mut Fast, op: *const Op) -> bool {
        let (line, slot) = fast.lines.position(op);
        let op = &fast.lines.arena[line].ops[slot];
        let Some((unaligned, is_store)) = op.data() else { return false };
        let vaddr = self.hart.core.regs[op.rs1 as usize & 31].wrapping_add(op.imm);
        vaddr & unaligned == 0 && self.prove_data(fast, vaddr, is_store)
    }

    /// Books what was executed, and puts the machine where the stepper would have left it.
    fn leave_lines(&mut self, fast: &mut Fast, exit: Exit, cx: &Context) {
        let (number, slot) = fast.lines.position(cx.op);
        let line = &fast.lines.arena[number];
        let op = &line.ops[slot];
        let pc = line.vaddr + 4 * slot as u32;
        let paddr = line.paddr + 4 * slot as u32;
        let (mut t, mut p) = (cx.t, cx.p);
        let core = &mut self.hart.core;
        core.pending.clear();
        core.pc = match exit {
            Exit::Before => {
                t -= u64::from(op.cycles);
                p -= op.counts;
                let after_entry = cx.entry != cx.op;
                let waited = match after_entry {
                    true if cx.entry == cx.op.wrapping_byte_add(1) => true,
                    true => line.waits >> slot & 1 != 0,
                    false => false,
                };
                t -= u64::from(waited);
                let loaded = after_entry && slot > 0 && line.loads >> (slot - 1) & 1 != 0;
                if waited {
                    // Which register is late matters only to this instruction.
                    core.pending.set_late(op::read_registers(self.memory.word(paddr)));
                } else if loaded && fast.rules.late_loads {
                    core.pending.set_late(op::loaded_register(self.memory.word(paddr - 4)));
                }
                pc
            }
            Exit::Taken => {
                let word = self.memory.word(paddr).unwrap_or(0);
                op::static_target(pc, word).unwrap_or(pc)
            }
            Exit::Indirect => cx.target,
            Exit::End => {
                core.pending.set_late(op.imm);
                pc
            }
        };
        let leaves_line = core.pc & !(fast.rules.line_size - 1) != line.vaddr;
        let may_link = leaves_line && matches!(exit, Exit::Taken | Exit::End);
        fast.unlinked = may_link.then_some((number as u32, slot as u32, core.pc));
        core.cycles = t - fast.ahead;
        core.fetch_line.forget();
        let [instructions, loads, stores] = Counts::unpack(p);
        core.instructions += instructions;
        if core.mode == Mode::User && core.csrs.is_translated() {
            self.hart.tlb.counts.accesses += instructions + loads + stores;
        }
        if let Some(l1i) = &mut self.hart.l1i {
            l1i.count_hits(AccessKind::Fetch, instructions);
        }
        if let Some(l1d) = &mut self.hart.l1d {
            l1d.count_hits(AccessKind::Read, loads);
            l1d.count_hits(AccessKind::Write, stores);
        }
        for lru in [lru(&mut self.hart.l1i), lru(&mut self.hart.l1d)].into_iter().flatten() {
            lru.clock = lru.clock.max(t.saturating_sub(1));
        }
    }
}

#[cfg(test)]
mod check;
#[cfg(test)]
pub(crate) use check::check_proofs;

/// Where and how long the handlers may execute.
struct Start {
    line: u32,
    slot: usize,
    /// Whether the first operation waits for a load before it.
    waits: bool,
    deadline: u64,
}

impl Fast {
    fn drop_everything(&mut self) {
        self.filters.iter_mut().for_each(Filter::clear);
        self.lines.drop_all();
    }

    /// What is proven for user mode.
    fn drop_user(&mut self) {
        self.filters[Mode::User as usize].clear();
        self.lines.drop_mode(Mode::User);
    }

    /// What is proven through an entry of the TLB. Its page is known by what the filter says.
    fn drop_entry(&mut self, index: usize) {
        let granules = std::mem::take(&mut self.granules[index]);
        self.filters[Mode::User as usize].drop_page(self.pages[index], granules);
        self.lines.drop_entry(index);
    }

    /// Something in the granule at `vaddr` is proven through an entry of the TLB. (An entry that maps
    /// several pages is known by one of them only; it takes everything with it.)
    fn note_granule(&mut self, index: usize, vaddr: u32) {
        let page = vaddr & !0xfff;
        if self.granules[index] != 0 && self.pages[index] != page {
            self.drop_entry(index);
        }
        self.pages[index] = page;
        self.granules[index] |= 1 << (vaddr / GRANULE_MAX % 64);
    }

    /// The operation that came here last need not ask the next time.
    fn link(&mut self, mode: Mode, pc: u32, line: u32) {
        let Some((from, slot, target)) = self.unlinked.take() else { return };
        let from = &mut self.lines.arena[from as usize];
        if target == pc && from.mode == mode {
            from.ops[slot as usize].link = line;
        }
    }

    /// What is proven of a line of the L1D, in both modes.
    fn drop_data(&mut self, slot: u32, line: u32, line_size: u32) {
        let [user, machine] = &mut self.filters;
        machine.drop_line(line, line_size, slot);
        let name = std::mem::replace(&mut self.names[slot as usize], NO_NAME);
        if name != NO_NAME {
            user.drop_line(name, line_size, slot);
        }
    }

    /// User mode calls the line in a slot of the L1D by this address from now on.
    fn name(&mut self, slot: usize, vaddr: u32, line_size: u32) {
        let before = std::mem::replace(&mut self.names[slot], vaddr);
        if before != NO_NAME && before != vaddr {
            self.filters[Mode::User as usize].drop_line(before, line_size, slot as u32);
        }
    }
}
