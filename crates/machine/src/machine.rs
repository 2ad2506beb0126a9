//! The machine: its parts, its run loop, and one step of it.
//!
//! [`Machine::run`] alternates between [`Machine::attend`], which looks after everything that does
//! not happen in every instruction (device events, interrupts, waiting, the limit), and
//! [`Machine::step`], which executes one instruction. A single comparison per instruction decides
//! between them: `attention` is the first cycle at which there is anything to attend to.

use thiserror::Error;

use crate::config::{ConfigError, MachineConfig, Misaligned, Refill};
use crate::counters::Counters;
use crate::decoded::DecodeCache;
use crate::devices::{Arrival, Devices};
use crate::execute::{Flow, illegal};
use crate::fast::Fast;
use crate::hart::{Hart, Waiting};
use crate::hierarchy::{Lower, Snoops};
use crate::memory::Memory;
use crate::observer::{Counts, Moment, Observer, TrapInfo, Unbooked, Vector};
use crate::probe::Probes;
use crate::timing::Costs;
use crate::trap::{Fault, Mode, Trap, cause};

/// A computer: one hart, its caches, memory and devices.
pub struct Machine {
    pub(crate) hart: Hart,
    pub(crate) lower: Lower,
    pub(crate) memory: Memory,
    pub(crate) devices: Devices,
    pub(crate) costs: Costs,
    /// Whether misaligned accesses are split.
    pub(crate) splits: bool,
    /// Whether the machine itself fills the TLB.
    pub(crate) walks: bool,
    /// The stamp of what is touched now.
    pub(crate) owner: u32,
    pub(crate) config: MachineConfig,
    decoded: DecodeCache,
    pub(crate) probes: Probes,
    pub(crate) snoops: Snoops,
    /// The first cycle at which [`Machine::attend`] has something to do.
    pub(crate) attention: u64,
    /// The fast engine, if that is chosen.
    pub(crate) fast: Option<Box<Fast>>,
    /// What the fast engine has proven about accesses may be wrong: it must forget all of it.
    pub(crate) proofs_void: bool,
    /// What the fast engine has executed and not booked yet, while it lets observers be told.
    pub(crate) unbooked: Unbooked,
}

/// Why a run has stopped. A stop is an outcome, not an error.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Stop {
    /// The guest has written this exit code to the finisher.
    Finished(u32),
    /// The cycle limit is reached.
    Limit,
    /// The hart waits in `wfi`, and nothing is due.
    WaitingForEver,
    /// The hardware was driven into a state that has no meaning; no guest hears of it.
    MachineCheck {
        /// What went wrong.
        reason: String,
        /// The address of the instruction.
        pc: u32,
    },
}

/// Bytes that do not fit the RAM.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Error)]
#[error("{len} bytes at {paddr:#010x} do not lie in RAM, {ram_start:#010x} to {ram_last:#010x}")]
pub struct LoadError {
    /// Where they should have gone.
    pub paddr: u32,
    /// How many they are.
    pub len: usize,
    /// First byte of RAM.
    pub ram_start: u32,
    /// Last byte of RAM.
    pub ram_last: u32,
}

impl Machine {
    /// A machine at reset: all zero, in machine mode, at the start of RAM. `seed` is the source of
    /// every random choice.
    pub fn new(config: &MachineConfig, seed: u64) -> Result<Machine, ConfigError> {
        config.validate()?;
        Ok(Machine {
            hart: Hart::new(config, seed),
            lower: Lower::new(config, seed),
            // Validated: at most 2 GiB.
            memory: Memory::new(config.ram_size.0 as u32),
            devices: Devices::new(config),
            costs: Costs::new(config),
            splits: config.misaligned == Misaligned::Split,
            walks: config.tlb.refill == Refill::Hardware,
            owner: 0,
            config: config.clone(),
            fast: None,
            proofs_void: false,
            unbooked: Unbooked::default(),
            decoded: DecodeCache::new(),
            probes: Probes::default(),
            snoops: Snoops::default(),
            attention: 0,
        })
    }

    /// Copies bytes into RAM. Caches hold no data and stay as they are.
    pub fn load(&mut self, paddr: u32, bytes: &[u8]) -> Result<(), LoadError> {
        let (ram_start, ram_last) = self.memory.range();
        let error = LoadError { paddr, len: bytes.len(), ram_start, ram_last };
        self.memory.bytes_mut(paddr, bytes.len()).ok_or(error)?.copy_from_slice(bytes);
        Ok(())
    }

    /// `len` bytes of RAM, if all of them are there.
    pub fn read_bytes(&self, paddr: u32, len: u32) -> Option<&[u8]> {
        self.memory.bytes(paddr, len)
    }

    /// Where the next instruction is fetched.
    pub fn pc(&self) -> u32 {
        self.hart.core.pc
    }

    /// Sets where the next instruction is fetched.
    pub fn set_pc(&mut self, pc: u32) {
        self.hart.core.pc = pc;
    }

    /// The integer registers.
    pub fn regs(&self) -> &[u32; 32] {
        &self.hart.core.regs
    }

    /// Sets a register; x0, and numbers beyond 31, stay as they are.
    pub fn set_reg(&mut self, register: usize, value: u32) {
        if (1..32).contains(&register) {
            self.hart.core.regs[register] = value;
        }
    }

    /// The privilege mode.
    pub fn mode(&self) -> Mode {
        self.hart.core.mode
    }

    /// A CSR as machine mode would read it between two instructions.
    pub fn csr(&self, number: u16) -> Option<u32> {
        self.peek_csr(number)
    }

    /// What the console will read, from now to its end: asked for when the guest first looks for
    /// it, at most once.
    pub fn set_input(&mut self, source: impl FnOnce() -> Vec<u8> + 'static) {
        self.devices.uart.set_input(Box::new(source));
        self.devices.connect();
        self.attention = 0;
    }

    /// What the console will read, and when it arrives: in the order of the cycles. The line stays
    /// up until all of it was read, and further if it is `open` to [`Machine::send_input`].
    pub fn set_input_script(&mut self, arrivals: Vec<Arrival>, open: bool) {
        self.devices.uart.set_script(arrivals, open);
        self.devices.connect();
        self.attention = 0;
    }

    /// Sends to the console, to arrive in the next cycle: the arrival, from which a script can be
    /// made that repeats the run. The last one closes the line.
    pub fn send_input(&mut self, bytes: Vec<u8>, last: bool) -> Arrival {
        let arrival = Arrival { cycle: self.hart.core.cycles + 1, bytes };
        self.devices.uart.send(arrival.clone(), !last);
        self.attention = 0;
        arrival
    }

    /// Whether the guest has asked to be interrupted by input.
    pub fn awaits_input(&self) -> bool {
        self.devices.uart.listens()
    }

    /// Attaches a disk with these contents, filled up to whole sectors of 512 bytes.
    pub fn set_disk(&mut self, image: Vec<u8>) {
        self.devices.disk.attach(image);
    }

    /// The disk's contents, if there is a disk.
    pub fn disk(&self) -> Option<&[u8]> {
        self.devices.disk.image.as_deref()
    }

    /// What the caches did for devices: lines written back before they were read, and lines
    /// invalidated because they were written.
    pub fn snoops(&self) -> Snoops {
        self.snoops
    }

    /// What the guest has written to the console since the last call.
    pub fn take_console(&mut self) -> Vec<u8> {
        std::mem::take(&mut self.devices.uart.output)
    }

    /// Has observers hear of every fetch from this address in machine mode. An address may have
    /// several probes; they are heard of in the order in which they were added.
    pub fn probe(&mut self, paddr: u32, id: u32) {
        self.probes.add(paddr, id);
        if let Some(mut fast) = self.fast.take() {
            self.forget_code(&mut fast);
            self.fast = Some(fast);
        }
    }

    /// Everything counted so far.
    pub fn counters(&self) -> Counters {
        let Hart { core, tlb, l1i, l1d, .. } = &self.hart;
        let caches = self.lower.counters(l1i, l1d);
        Counters { cycles: core.cycles, instructions: core.instructions, tlb: tlb.counts, ..caches }
    }

    /// Runs until something stops it, at the latest when the cycle count, which never goes back,
    /// has reached `limit`. May be called again after any stop.
    pub fn run<O: Observer>(&mut self, limit: u64, observer: &mut O) -> Stop {
        self.attention = 0;
        if let Some(mut fast) = self.fast.take_if(|_| !O::INSNS) {
            let stop = self.run_fast(&mut fast, limit, observer);
            self.fast = Some(fast);
            return stop;
        }
        loop {
            if self.hart.core.cycles >= self.attention {
                if let Some(stop) = self.attend(limit, observer) {
                    return stop;
                }
                continue;
            }
            if let Err(stop) = self.step(observer) {
                return stop;
            }
        }
    }

    /// One instruction, or the trap it raises.
    #[inline]
    pub(crate) fn step<O: Observer>(&mut self, observer: &mut O) -> Result<(), Stop> {
        self.tell_probes(observer);
        let core = &mut self.hart.core;
        core.insn_start = core.cycles;
        core.cycles += 1;
        let (pc, start) = (core.pc, core.cycles - 1);
        let done = match self.fetch(observer) {
            Ok(word) => self.perform(word, observer).map(|()| word),
            Err(fault) => Err(fault),
        };
        match done {
            Ok(word) => {
                if O::INSNS {
                    let cycles = (self.hart.core.cycles - start) as u32;
                    observer.insn(pc, word, cycles, &mut self.moment());
                }
                Ok(())
            }
            Err(fault) => self.take_fault(fault, observer),
        }
    }

    /// An instruction that has been fetched, to its end.
    #[inline]
    pub(crate) fn perform<O: Observer>(
        &mut self,
        word: u32,
        observer: &mut O,
    ) -> Result<(), Fault> {
        let core = &mut self.hart.core;
        let decoded = self.decoded.get(core.pc, word).ok_or_else(|| illegal(word))?;
        core.cycles += u64::from(core.pending.issue(decoded.reads));
        let flow = self.execute(decoded.insn, word, observer)?;
        self.retire(flow, observer);
        Ok(())
    }

    /// What comes of an instruction that did not get to its end.
    pub(crate) fn take_fault<O: Observer>(
        &mut self,
        fault: Fault,
        observer: &mut O,
    ) -> Result<(), Stop> {
        match fault {
            Fault::Trap(trap) => self.take_exception(trap, observer),
            Fault::Check(reason) => {
                Err(Stop::MachineCheck { reason: reason.into(), pc: self.hart.core.pc })
            }
        }
    }

    /// The instruction has done its work: the program goes on.
    #[inline]
    fn retire<O: Observer>(&mut self, flow: Flow, observer: &mut O) {
        let core = &mut self.hart.core;
        core.instructions += 1;
        match flow {
            Flow::Next => core.pc = core.pc.wrapping_add(4),
            Flow::Jump(target) => core.pc = target,
            Flow::Return => self.return_from_trap(observer),
            Flow::Wait => {
                core.pc = core.pc.wrapping_add(4);
                core.waiting = Waiting::Asked;
                self.attention = 0;
            }
        }
    }

    #[inline]
    fn tell_probes<O: Observer>(&mut self, observer: &mut O) {
        let core = &self.hart.core;
        if core.mode == Mode::Machine && self.probes.may_have(core.pc) {
            let pc = core.pc;
            for index in 0.. {
                let Some(id) = self.probes.get(pc, index) else { break };
                observer.probe(id, &mut self.moment());
            }
        }
    }

    /// Looks after what is due, in this order: the end of the run, device events, waiting,
    /// interrupts.
    #[cold]
    pub(crate) fn attend<O: Observer>(&mut self, limit: u64, observer: &mut O) -> Option<Stop> {
        if let Some(code) = self.devices.finisher.code {
            return Some(Stop::Finished(code));
        }
        self.serve_devices(observer);
        self.poll_devices();
        if self.hart.core.cycles >= limit {
            return Some(Stop::Limit);
        }
        if self.hart.core.waiting != Waiting::No {
            return self.wait(limit, observer);
        }
        match self.interrupt_due() {
            Some(cause) => self.take_interrupt(cause, observer),
            None => {
                let next = self.devices.next_event(self.hart.core.cycles);
                self.attention = next.unwrap_or(u64::MAX).min(limit);
            }
        }
        None
    }

    /// Has [`Machine::attend`] called before the next instruction.
    pub(crate) fn reconsider(&mut self) {
        self.attention = 0;
    }

    /// What was to come by now comes: input, and what the disk moves to and from memory, past the
    /// caches.
    fn serve_devices<O: Observer>(&mut self, observer: &mut O) {
        let now = self.hart.core.cycles;
        self.devices.uart.arrive(now);
        let transfers = self.devices.disk.serve(&mut self.memory, now);
        for transfer in transfers {
            self.snoop(transfer, observer);
        }
        self.devices.connect();
    }

    fn poll_devices(&mut self) {
        let core = &mut self.hart.core;
        core.csrs.mip = self.devices.pending(core.cycles);
    }

    /// A load or store has looked for a device, and perhaps one has answered.
    pub(crate) fn device_accessed(&mut self, answered: bool) {
        self.hart.core.cycles += if answered { self.costs.mmio.into() } else { 0 };
        self.poll_devices();
        self.reconsider();
    }

    /// Waiting in `wfi`: until an interrupt is pending that is enabled in `mie`, time jumps from
    /// one device event to the next.
    fn wait<O: Observer>(&mut self, limit: u64, observer: &mut O) -> Option<Stop> {
        if self.hart.core.csrs.pending() != 0 {
            let waited = self.hart.core.waiting == Waiting::Yes;
            self.hart.core.waiting = Waiting::No;
            if waited {
                observer.wake(&mut self.moment());
            }
            return None;
        }
        if self.hart.core.waiting == Waiting::Asked {
            self.hart.core.waiting = Waiting::Yes;
            observer.wfi(&mut self.moment());
        }
        let core = &mut self.hart.core;
        match self.devices.next_event(core.cycles) {
            None => Some(Stop::WaitingForEver),
            Some(event) => {
                core.cycles = event.min(limit);
                None
            }
        }
    }

    /// The most urgent interrupt, if the hart takes interrupts now.
    fn interrupt_due(&self) -> Option<u32> {
        let core = &self.hart.core;
        let pending = core.csrs.pending();
        if pending == 0 || core.mode == Mode::Machine && !core.csrs.mie_global {
            return None;
        }
        let urgency = [cause::EXTERNAL, cause::SOFTWARE, cause::TIMER];
        urgency.into_iter().find(|&cause| pending >> cause & 1 != 0)
    }

    fn take_interrupt<O: Observer>(&mut self, number: u32, observer: &mut O) {
        let csrs = &self.hart.core.csrs;
        let base = csrs.mtvec & !3;
        let target = if csrs.mtvec & 1 != 0 { base.wrapping_add(4 * number) } else { base };
        let trap = Trap::new(cause::INTERRUPT | number, 0);
        self.enter_trap(trap, Vector::General, target, observer);
    }

    pub(crate) fn take_exception<O: Observer>(
        &mut self,
        trap: Trap,
        observer: &mut O,
    ) -> Result<(), Stop> {
        let core = &self.hart.core;
        let (vector, target) = match trap.is_refill() {
            true => (Vector::Refill, core.csrs.mtlbvec),
            false => (Vector::General, core.csrs.mtvec & !3),
        };
        // The trap would be taken again for ever, and nobody would see why.
        let lost = core.mode == Mode::Machine && core.pc == target;
        if lost && trap.cause == cause::FETCH_ACCESS {
            let (cause, epc) = (core.csrs.mcause, core.csrs.mepc);
            let reason = format!(
                "a trap (cause {cause}, at {epc:#010x}) has no handler: nothing can be fetched \
                 from the trap vector {target:#010x}"
            );
            return Err(Stop::MachineCheck { reason, pc: target });
        }
        self.enter_trap(trap, vector, target, observer);
        Ok(())
    }

    fn enter_trap<O: Observer>(
        &mut self,
        trap: Trap,
        vector: Vector,
        target: u32,
        observer: &mut O,
    ) {
        let core = &self.hart.core;
        let Trap { cause, tval } = trap;
        let spent = match cause & crate::cause::INTERRUPT {
            0 => (core.cycles - core.insn_start) as u32,
            _ => 0,
        };
        let entry = match vector {
            Vector::General => self.costs.trap,
            Vector::Refill => self.costs.refill,
        };
        let info = TrapInfo { cause, tval, epc: core.pc, from: core.mode, vector, spent, entry };
        observer.trap(&info, &mut self.moment());
        let core = &mut self.hart.core;
        core.cycles += u64::from(entry);
        let csrs = &mut core.csrs;
        (csrs.mepc, csrs.mcause, csrs.mtval) = (core.pc, cause, tval);
        (csrs.mpie, csrs.mie_global, csrs.mpp) = (csrs.mie_global, false, core.mode);
        core.pc = target;
        core.reservation = None;
        core.pending.clear();
        core.set_mode(Mode::Machine);
        self.reconsider();
    }

    fn return_from_trap<O: Observer>(&mut self, observer: &mut O) {
        let core = &mut self.hart.core;
        core.cycles += u64::from(self.costs.flush);
        core.pending.pass(self.costs.flush);
        core.reservation = None;
        let csrs = &mut core.csrs;
        let mode = csrs.mpp;
        (csrs.mie_global, csrs.mpie, csrs.mpp) = (csrs.mpie, true, Mode::User);
        csrs.mprv &= mode == Mode::Machine;
        core.pc = csrs.mepc;
        core.set_mode(mode);
        self.reconsider();
        observer.mret(mode, &mut self.moment());
    }

    /// The machine as a callback sees it.
    pub(crate) fn moment(&mut self) -> Moment<'_> {
        let Hart { core, tlb, l1i, l1d, .. } = &self.hart;
        let counts = Counts {
            cycles: core.cycles,
            instructions: core.instructions,
            tlb: tlb.counts,
            l1i,
            l1d,
            lower: &self.lower,
            unbooked: self.unbooked,
        };
        Moment {
            counts,
            regs: &core.regs,
            pc: core.pc,
            mode: core.mode,
            satp: core.csrs.satp,
            owner: &mut self.owner,
            memory: &self.memory,
        }
    }
}
