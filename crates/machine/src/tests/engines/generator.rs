//! Random machines, and random guests for them: code that computes, loads, stores and jumps at
//! random, in user mode above a small kernel, or alone in machine mode.

use swtch_isa::csr as number;
use swtch_isa::{Insn, Op, encode};

use crate::config::*;
use crate::tests::program::*;
use crate::{Machine, RAM_BASE};

/// A stream of random numbers.
pub struct Rng(u64);

impl Rng {
    pub fn new(seed: u64) -> Rng {
        Rng(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x1234_5678_9abc_def0)
    }

    fn next(&mut self) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0.wrapping_mul(0x2545_f491_4f6c_dd1d) >> 16
    }

    pub fn below(&mut self, bound: usize) -> usize {
        (self.next() % bound as u64) as usize
    }

    fn chance(&mut self, one_in: usize) -> bool {
        self.below(one_in) == 0
    }

    fn pick<T: Clone>(&mut self, choices: &[T]) -> T {
        choices[self.below(choices.len())].clone()
    }
}

/// A machine that can be built; half of them differ from `classic` in little.
pub fn random_config(rng: &mut Rng) -> MachineConfig {
    loop {
        let mut config = MachineConfig { ram_size: Size(1 << 20), ..MachineConfig::default() };
        let wild = rng.chance(2);
        vary_sizes(rng, &mut config);
        if wild {
            vary_options(rng, &mut config);
        }
        if config.validate().is_ok() {
            return config;
        }
    }
}

fn vary_sizes(rng: &mut Rng, config: &mut MachineConfig) {
    config.tlb.entries = rng.pick(&[2, 4, 8, 64]);
    config.tlb.asid_bits = rng.pick(&[0, 1, 8]);
    config.misaligned = rng.pick(&[Misaligned::Trap, Misaligned::Split]);
    let line = rng.pick(&[16, 32, 64, 64, 128]);
    let ways = rng.pick(&[1, 2, 3, 4]);
    let sets = rng.pick(&[1, 2, 16, 64]);
    if let Some(l1d) = &mut config.l1d {
        (l1d.size, l1d.ways, l1d.line) = (Size(line * u64::from(ways) * sets), ways, Size(line));
        l1d.hit_cycles = rng.pick(&[1, 1, 2]);
    }
    let line = rng.pick(&[4, 16, 32, 64, 64, 128]);
    let ways = rng.pick(&[1, 2, 3, 4]);
    let sets = rng.pick(&[1, 2, 16, 64]);
    if let Some(l1i) = &mut config.l1i {
        (l1i.size, l1i.ways, l1i.line) = (Size(line * u64::from(ways) * sets), ways, Size(line));
        l1i.hit_cycles = rng.pick(&[1, 1, 3]);
    }
    if let Some(l2) = &mut config.l2 {
        l2.line = rng.pick(&[Size(64), Size(128)]);
        l2.size = Size(l2.line.0 * 8 * rng.pick(&[1, 4, 64]));
    }
}

fn vary_options(rng: &mut Rng, config: &mut MachineConfig) {
    let replacements = [
        Replacement::Lru,
        Replacement::Lru,
        Replacement::TreePlru,
        Replacement::Fifo,
        Replacement::Random,
    ];
    let indexings = [
        Indexing::Physical,
        Indexing::Virtual,
        Indexing::VirtualAsid,
        Indexing::VirtualIndexPhysicalTag,
    ];
    let inclusions = [Inclusion::NonInclusive, Inclusion::Inclusive];
    config.pipeline = rng.pick(&[Pipeline::FiveStage, Pipeline::FiveStage, Pipeline::Single]);
    config.hazards = rng.pick(&[Hazards::Forward, Hazards::Forward, Hazards::Stall]);
    config.resolve = rng.pick(&[Resolve::Execute, Resolve::Memory]);
    config.predictor =
        rng.pick(&[Predictor::None, Predictor::Static, Predictor::Static, Predictor::Bimodal]);
    config.mul_cycles = rng.pick(&[0, 3, 7]);
    config.div_cycles = rng.pick(&[0, 33, 70_000]);
    config.timebase_cycles = rng.pick(&[1, 3]);
    config.tlb.replacement =
        rng.pick(&[Replacement::Random, Replacement::Fifo, Replacement::Random, Replacement::Lru]);
    config.tlb.ways = rng.pick(&[Ways::Full, Ways::Number(2), Ways::Number(4)]);
    config.tlb.wired = rng.pick(&[0, 0, 1]);
    config.tlb.refill = rng.pick(&[Refill::Software, Refill::Hardware]);
    config.memory.writeback_cycles = rng.pick(&[0, 5]);
    if let Some(l1d) = &mut config.l1d {
        l1d.replacement = rng.pick(&replacements);
        l1d.indexing = rng.pick(&indexings);
        l1d.write = rng.pick(&[WritePolicy::Back, WritePolicy::Back, WritePolicy::Through]);
        l1d.allocate = !rng.chance(3);
    }
    if let Some(l1i) = &mut config.l1i {
        l1i.replacement = rng.pick(&replacements);
        l1i.indexing = rng.pick(&indexings);
    }
    if let Some(l2) = &mut config.l2 {
        l2.replacement = rng.pick(&replacements);
        l2.inclusion = rng.pick(&inclusions);
        l2.write = rng.pick(&[WritePolicy::Back, WritePolicy::Through]);
        l2.allocate = !rng.chance(3);
    }
    if rng.chance(4) {
        config.l3 = Some(LowerConfig {
            size: Size(1 << 16),
            ways: 8,
            line: Size(128),
            inclusion: rng.pick(&inclusions),
            hit_cycles: 30,
            ..LowerConfig::default()
        });
    }
    if rng.chance(5) {
        (config.l2, config.l3) = (None, None);
        config.l1i = config.l1i.take().filter(|_| rng.chance(2));
        config.l1d = config.l1d.take().filter(|_| rng.chance(2));
    }
}

/// A guest: words at offsets in RAM, and probed offsets.
pub struct Guest {
    chunks: Vec<(u32, Vec<u32>)>,
    probes: Vec<u32>,
}

const KERNEL: u32 = 0;
const SERVICES: u32 = 0x400;
const REFILL: u32 = 0xc00;
const ROOT: u32 = 0x1000;
const TABLE: u32 = 0x2000;
const CODE: u32 = 0x4000;
const CODE_PAGES: u32 = 3;
const DATA: u32 = 0x8000;
/// Pages of user memory, mapped again and again over four megabytes.
const PAGES: u32 = 16;

impl Guest {
    /// A machine with this guest in its memory.
    pub fn boot(&self, config: &MachineConfig, seed: u64) -> Machine {
        let mut machine = Machine::new(config, seed).expect("the configuration is valid");
        for (offset, words) in &self.chunks {
            let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
            machine.load(RAM_BASE + offset, &bytes).expect("the guest fits");
        }
        for (id, &offset) in self.probes.iter().enumerate() {
            machine.probe(RAM_BASE + offset, id as u32);
        }
        machine
    }

    fn put(&mut self, offset: u32, program: &[Insn]) {
        self.chunks.push((offset, program.iter().map(|&insn| encode(insn)).collect()));
    }
}

const T5: u8 = 30;
const T6: u8 = 31;
/// The base of data, of code, and a counter of traps.
const BASE: u8 = 8;
const CODE_BASE: u8 = 9;
const TRAPS: u8 = 27;

/// A guest with random code.
pub fn random_guest(rng: &mut Rng, config: &MachineConfig) -> Guest {
    let mut guest = Guest { chunks: Vec::new(), probes: Vec::new() };
    let in_user_mode = !rng.chance(3);
    let period = rng.pick(&[1u32, 2, 5, 17, 97, 300, 777, 10_000]);
    guest.put(KERNEL, &boot(rng, in_user_mode, period));
    guest.put(0x200, &trap_handler(period));
    for service in 0..8 {
        guest.put(SERVICES + 128 * service, &random_service(rng, service));
    }
    guest.put(REFILL, &refill_handler());
    let code_len = rng.pick(&[24, 200, 1024]) as u32;
    for page in 0..CODE_PAGES {
        let words = (0..code_len).map(|_| random_word(rng, in_user_mode)).collect();
        guest.chunks.push((CODE + 0x1000 * page, words));
    }
    guest.chunks.push((ROOT, vec![(RAM_BASE + TABLE) >> 2 | 1]));
    guest.chunks.push((TABLE, page_table(rng, config)));
    if rng.chance(2) {
        guest.probes = vec![0x200, REFILL, REFILL, CODE + 64, SERVICES + 128, 0x204];
    }
    guest
}

/// Leaves for random code, with random values in the registers.
fn boot(rng: &mut Rng, in_user_mode: bool, period: u32) -> Vec<Insn> {
    let mut code = Vec::new();
    let mut set = |csr: u16, value: u32| {
        code.extend(li(T5, value));
        code.push(csrw(csr, T5));
    };
    set(number::MTVEC, RAM_BASE + 0x200);
    set(number::MTLBVEC, RAM_BASE + REFILL);
    set(number::PMPADDR0, !0);
    set(number::PMPCFG0, 0x1f);
    set(
        number::SATP,
        if in_user_mode && !rng.chance(8) { 1 << 31 | (RAM_BASE + ROOT) >> 12 } else { 0 },
    );
    set(number::MCOUNTEREN, 7);
    set(number::MIE, if rng.chance(4) { 0 } else { 0x80 });
    let translated = in_user_mode;
    let start = if translated { CODE_BASE_ADDRESS } else { RAM_BASE + CODE };
    set(number::MEPC, start);
    // To user mode, or to machine mode with interrupts on.
    set(number::MSTATUS, if in_user_mode { 0x80 } else { 0x1880 });
    code.extend(li(T5, 0x0200_4004));
    code.push(s(Op::Sw, T5, ZERO, 0));
    code.extend(li(T6, period));
    code.push(s(Op::Sw, T5, T6, -4));
    for register in 1..30 {
        code.extend(li(register, rng.next() as u32));
    }
    let data = if translated { 0x8800 } else { RAM_BASE + DATA + 0x800 };
    code.extend(li(BASE, data));
    code.extend(li(CODE_BASE, start));
    code.extend(li(TRAPS, 0));
    code.push(plain(Op::Mret));
    assert!(code.len() < 128);
    code
}

/// The virtual address of the code's first page; see [`page_table`].
const CODE_BASE_ADDRESS: u32 = 0x4000;

/// The page `n` of every 16 leads to physical page `n`, but for some.
fn page_table(rng: &mut Rng, _config: &MachineConfig) -> Vec<u32> {
    let mut pages: Vec<u32> = (0..PAGES)
        .map(|page| {
            let paddr = RAM_BASE + 0x1000 * if page < 4 { page + 8 } else { page };
            paddr >> 2 | 0xdf
        })
        .collect();
    for _ in 0..rng.below(4) {
        let page = rng.below(PAGES as usize);
        match rng.below(5) {
            // Another name for a page.
            0 => pages[page] = pages[rng.below(PAGES as usize)],
            // No stores, or nothing at all, or global.
            1 => pages[page] &= !0x84,
            2 => pages[page] = 0,
            3 => pages[page] |= 0x20,
            _ => pages[page] &= !0x40,
        }
    }
    (0..1024).map(|page| pages[page % PAGES as usize]).collect()
}

/// The timer is set anew, and skips an instruction so that no loop lasts; an exception goes on to a
/// service, one after the other.
fn trap_handler(period: u32) -> Vec<Insn> {
    let timer = [
        li(T5, 0x0200_bff8).to_vec(),
        vec![i(Op::Lw, T6, T5, 0)],
        vec![i(Op::Addi, T6, T6, period as i32 & 0x7ff)],
        li(T5, 0x0200_4000).to_vec(),
        vec![s(Op::Sw, T5, T6, 0)],
        vec![csrr(T5, number::MEPC), i(Op::Addi, T5, T5, 4), csrw(number::MEPC, T5)],
        vec![plain(Op::Mret)],
    ]
    .concat();
    let mut code =
        vec![csrr(T5, number::MCAUSE), s(Op::Bge, T5, ZERO, 4 * (timer.len() as i32 + 1))];
    code.extend(timer);
    let here = 0x200 + 4 * (code.len() as u32 + 3);
    code.extend([
        i(Op::Addi, TRAPS, TRAPS, 1),
        i(Op::Andi, T5, TRAPS, 7),
        i(Op::Slli, T5, T5, 7),
        i(Op::Auipc, T6, 0, 0),
        r(Op::Add, T6, T6, T5),
        i(Op::Jalr, ZERO, T6, (SERVICES - here) as i32),
    ]);
    code
}

fn refill_handler() -> Vec<Insn> {
    let mut code = vec![
        csrr(T5, number::MTLBHI),
        i(Op::Srli, T5, T5, 12),
        i(Op::Slli, T5, T5, 22),
        i(Op::Srli, T5, T5, 20),
    ];
    code.extend(li(T6, RAM_BASE + TABLE));
    code.extend([
        r(Op::Add, T5, T5, T6),
        i(Op::Lw, T5, T5, 0),
        i(Op::Andi, T6, T5, 1),
        s(Op::Bne, T6, ZERO, 8),
        // Nothing there: the instruction is skipped like any other that faults.
        i(Op::Jal, ZERO, 0, 0x200 - REFILL as i32 - 4 * 10 + 4 * 10),
        csrw(number::MTLBLO, T5),
        i(Op::Csrrwi, ZERO, 1, number::MTLBOP.into()),
        plain(Op::Mret),
    ]);
    code
}

/// What the kernel does about an exception, before it goes on after the instruction.
fn random_service(rng: &mut Rng, number: u32) -> Vec<Insn> {
    let mut code = vec![csrr(T5, number::MEPC), i(Op::Addi, T5, T5, 4), csrw(number::MEPC, T5)];
    let random_data = |rng: &mut Rng| RAM_BASE + DATA + rng.below(0x8000) as u32;
    match rng.below(11) {
        0 => code.push(r(Op::SfenceVma, 0, 0, 0)),
        1 => code.push(r(Op::SfenceVma, 0, BASE, 0)),
        2 => code.push(plain(Op::FenceI)),
        3 => {
            // Another address space.
            code.extend([
                csrr(T5, number::SATP),
                i(Op::Lui, T6, 0, 0x40_0000),
                r(Op::Xor, T5, T5, T6),
                csrw(number::SATP, T5),
            ]);
        }
        4 => {
            let operation = rng.below(64) as u8 & !(rng.below(2) as u8);
            code.extend(li(T5, random_data(rng)));
            code.push(csrw(number::MCACHEADDR, T5));
            code.extend(li(T5, operation.into()));
            code.push(csrw(number::MCACHEOP, T5));
        }
        5 => {
            // Changes a word of the code, and may forget to say so.
            code.extend(li(T5, RAM_BASE + CODE + 4 * rng.below(256) as u32));
            code.extend(li(T6, random_word(rng, true)));
            code.push(s(Op::Sw, T5, T6, 0));
            if rng.chance(2) {
                code.push(plain(Op::FenceI));
            }
        }
        6 => {
            // An entry of its own in the TLB, perhaps the second of its page.
            code.extend(li(T5, (rng.below(16) as u32) << 12 | rng.below(2) as u32));
            code.push(csrw(number::MTLBHI, T5));
            code.extend(li(T5, (RAM_BASE >> 12 | rng.below(16) as u32) << 10 | 0xdf));
            code.push(csrw(number::MTLBLO, T5));
            code.extend(li(T5, rng.below(4) as u32));
            code.push(csrw(number::MTLBIDX, T5));
            code.push(r(Op::SfenceVma, 0, 0, 0));
            code.push(i(Op::Csrrwi, ZERO, 1 + rng.below(2) as u8, number::MTLBOP.into()));
        }
        7 => {
            // Permissions of all of memory, the same as before or without stores.
            code.extend(li(T5, if rng.chance(3) { 0x1d } else { 0x1f }));
            code.push(csrw(number::PMPCFG0, T5));
        }
        8 => {
            // User memory, by its physical address.
            code.extend(li(T5, random_data(rng) & !3));
            code.push(s(Op::Sw, T5, TRAPS, 0));
            code.push(i(Op::Lw, T6, T5, 0));
            code.push(i(Op::Addi, T6, T6, 1));
        }
        9 => {
            // As the user sees it.
            code.extend(li(T6, 1 << 17));
            code.push(i(Op::Csrrs, ZERO, T6, number::MSTATUS.into()));
            code.push(i(Op::Lw, T5, BASE, 4 * rng.below(100) as i32));
            code.push(i(Op::Csrrc, ZERO, T6, number::MSTATUS.into()));
        }
        _ => {}
    }
    code.extend(if number == 7 && rng.chance(3) { vec![plain(Op::Wfi)] } else { Vec::new() });
    code.push(plain(Op::Mret));
    assert!(code.len() <= 32);
    code
}

fn random_word(rng: &mut Rng, may_trap: bool) -> u32 {
    if may_trap && rng.chance(400) {
        return rng.next() as u32;
    }
    encode(random_insn(rng))
}

fn random_insn(rng: &mut Rng) -> Insn {
    use Op::*;
    // Not the registers that hold bases and counts, nor those of the handlers.
    let rd = rng.pick(&[0, 1, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17]);
    let any = |rng: &mut Rng| rng.pick(&[0, 1, 5, 6, 7, 10, 11, 12, 13, 14, 15, 16, 17]);
    let (a, b) = (any(rng), any(rng));
    let offset = |rng: &mut Rng| {
        let offset = rng.below(0x1000) as i32 - 0x800;
        if rng.chance(60) { offset } else { offset & !3 }
    };
    match rng.below(100) {
        0..22 => {
            let op = rng.pick(&[Add, Sub, Sll, Slt, Sltu, Xor, Srl, Sra, Or, And, Add, Add]);
            r(op, rd, a, b)
        }
        22..40 => i(rng.pick(&[Addi, Slti, Sltiu, Xori, Ori, Andi]), rd, a, offset(rng)),
        40..45 => i(rng.pick(&[Slli, Srli, Srai]), rd, a, rng.below(32) as i32),
        45..48 => i(rng.pick(&[Lui, Auipc]), rd, 0, (rng.next() as u32 & 0xffff_f000) as i32),
        48..51 => r(rng.pick(&[Mul, Mulh, Mulhsu, Mulhu]), rd, a, b),
        51..52 => r(rng.pick(&[Div, Divu, Rem, Remu]), rd, a, b),
        52..66 => i(rng.pick(&[Lw, Lw, Lw, Lb, Lh, Lbu, Lhu]), rd, BASE, offset(rng)),
        66..78 => s(rng.pick(&[Sw, Sw, Sb, Sh]), BASE, a, offset(rng)),
        78..80 => i(Lw, rd, CODE_BASE, offset(rng) & 0x7fc),
        80..81 => i(Addi, BASE, BASE, rng.pick(&[64, -64, 4, 0x7c0, -0x7c0])),
        81..82 if rng.chance(6) => s(Sw, CODE_BASE, a, offset(rng) & 0x7fc),
        82..92 => {
            let op = rng.pick(&[Beq, Bne, Blt, Bge, Bltu, Bgeu]);
            s(op, a, b, 4 * (rng.below(60) as i32 - 24))
        }
        92..95 => i(Jal, rd, 0, 4 * (rng.below(200) as i32 - 90)),
        95..97 => i(Jalr, rd, CODE_BASE, offset(rng) & 0x7fc | rng.below(2) as i32),
        97 => match rng.below(6) {
            0 => r(LrW, rd, BASE, 0),
            1 => r(ScW, rd, BASE, a),
            2 => r(AmoaddW, rd, BASE, a),
            3 => plain(FenceI),
            4 => i(Jalr, rd, a, 0),
            _ => plain(Fence),
        },
        98 => csrr(rd, rng.pick(&[number::CYCLE, number::INSTRET])),
        _ if rng.chance(3) => plain(Ecall),
        _ => i(Addi, rd, a, 1),
    }
}
