//! Translation: the TLB by itself, and user programs that run through it.

use proptest::prelude::*;
use swtch_isa::{Insn, Op, csr};

use super::program::*;
use crate::config::{L1dConfig, L1iConfig, MachineConfig, Misaligned, Replacement, Size};
use crate::config::{TlbConfig, Ways};
use crate::tlb::{Entry, Found, Tlb, pte};
use crate::{Evict, Miss, Moment, Observer, Touch, TrapInfo};
use crate::{Machine, Mode, Place, RAM_BASE, Stop, cause};

pub const ALL: u32 = pte::V | pte::R | pte::W | pte::X | pte::U | pte::A | pte::D;

fn tlb(entries: u32, ways: Ways, replacement: Replacement) -> Tlb {
    Tlb::new(&TlbConfig { entries, ways, replacement, ..TlbConfig::default() }, 1)
}

fn entry(page: u32, asid: u32, lo: u32) -> Entry {
    Entry { hi: page | asid, lo, owner: 0 }
}

fn is_found(tlb: &Tlb, page: u32, asid: u16) -> bool {
    matches!(tlb.find(page, asid), Found::Entry(_))
}

#[test]
fn entries_match_by_page_and_address_space() {
    let mut tlb = tlb(8, Ways::Full, Replacement::Fifo);
    tlb.insert(entry(0x1000, 1, ALL));
    tlb.insert(entry(0x2000, 1, ALL | pte::G));
    tlb.insert(entry(0x40_0000 | 1 << 9, 1, ALL));
    tlb.insert(entry(0x3000, 1, ALL & !pte::V));
    assert!(is_found(&tlb, 0x1fff, 1));
    assert!(!is_found(&tlb, 0x1000, 2));
    assert!(is_found(&tlb, 0x2000, 2), "global");
    assert!(is_found(&tlb, 0x7f_f000, 1), "megapage");
    assert!(!is_found(&tlb, 0x80_0000, 1));
    assert!(!is_found(&tlb, 0x3000, 1), "invalid");
    tlb.insert(entry(0x1000, 1, ALL));
    assert_eq!(tlb.find(0x1000, 1), Found::Several);
    assert_eq!(tlb.probe(0x1000, 1), Some(0));
}

#[test]
fn without_asid_bits_all_address_spaces_are_one() {
    let config = TlbConfig { asid_bits: 0, ..TlbConfig::default() };
    let mut tlb = Tlb::new(&config, 1);
    tlb.insert(entry(0x1000, 5, ALL));
    assert!(is_found(&tlb, 0x1000, 0) && is_found(&tlb, 0x1000, 7));
}

#[test]
fn insertion_takes_the_lowest_free_entry_and_then_a_victim() {
    let pages = |tlb: &Tlb| -> Vec<u32> {
        (0..4).map(|index| tlb.entry(index).unwrap().hi >> 12).collect()
    };
    for (replacement, used, expected) in [
        (Replacement::Fifo, 0, [1, 5, 3, 4]),
        (Replacement::Fifo, 1, [1, 5, 3, 4]),
        (Replacement::Lru, 1, [1, 2, 5, 4]),
    ] {
        let config = TlbConfig { entries: 4, wired: 1, replacement, ..TlbConfig::default() };
        let mut tlb = Tlb::new(&config, 1);
        tlb.write(0, entry(0x1000, 0, ALL));
        for page in 2..5 {
            assert_eq!(tlb.insert(entry(page << 12, 0, ALL)).1, None);
        }
        tlb.hit(used, 0);
        let replaced = tlb.insert(entry(0x5000, 0, ALL)).1.unwrap();
        assert_eq!(pages(&tlb), expected, "{replacement:?}");
        assert_ne!(replaced.hi, 0x1000, "wired");
    }
}

#[test]
fn random_replacement_spares_wired_entries() {
    let config = TlbConfig { entries: 8, wired: 3, ..TlbConfig::default() };
    let mut tlb = Tlb::new(&config, 1);
    (0..3).for_each(|index| {
        tlb.write(index, entry((index as u32) << 12, 0, ALL));
    });
    let mut indices = [0; 8];
    for page in 16..1016 {
        tlb.insert(entry(page << 12, 0, ALL));
        let Found::Entry(index) = tlb.find(page << 12, 0) else { panic!("just inserted") };
        indices[index] += 1;
    }
    assert_eq!(indices[..3], [0; 3]);
    assert!(indices[3..].iter().all(|&count| count > 150), "{indices:?}");
}

#[test]
fn a_megapage_lies_in_the_set_of_the_page_that_missed() {
    let mut tlb = tlb(8, Ways::Number(2), Replacement::Lru);
    tlb.insert(entry(0x40_1000 | 1 << 9, 0, ALL));
    assert!(is_found(&tlb, 0x40_1000, 0));
    assert!(is_found(&tlb, 0x40_5000, 0), "the same set");
    assert!(!is_found(&tlb, 0x40_2000, 0), "another set");
    tlb.insert(entry(0x40_2000 | 1 << 9, 0, ALL));
    assert!(is_found(&tlb, 0x40_2000, 0));
    assert_eq!(tlb.remove(Some(0x7f_f000), None).len(), 2, "from every set");
}

#[test]
fn removal_has_four_forms() {
    let filled = || {
        let mut tlb = tlb(8, Ways::Full, Replacement::Lru);
        for (page, asid, lo) in
            [(0x1000, 1, ALL), (0x1000, 2, ALL), (0x2000, 1, ALL), (0x3000, 1, ALL | pte::G)]
        {
            tlb.insert(entry(page, asid, lo));
        }
        tlb
    };
    let removed = |vaddr, asid| -> Vec<Place> {
        filled().remove(vaddr, asid).iter().map(|entry| entry.place()).collect()
    };
    let place = |page, asid| Place::Page { page, asid };
    assert_eq!(removed(Some(0x1234), None), [place(0x1000, 1), place(0x1000, 2)]);
    assert_eq!(removed(None, Some(1)), [place(0x1000, 1), place(0x2000, 1)]);
    assert_eq!(removed(Some(0x1234), Some(1)), [place(0x1000, 1)]);
    assert_eq!(removed(Some(0x3000), Some(1)), []);
    assert_eq!(removed(Some(0x3000), None), [place(0x3000, 1)]);
    let mut tlb = filled();
    tlb.clear();
    assert!(!is_found(&tlb, 0x3000, 1));
}

// From here on: whole machines. The handler at `mtlbvec` maps every missing page to the frame at
// 0x8000_0000 + page, by building the PTE from the address; user code is put there directly.

const HANDLER: u32 = RAM_BASE + 0x100;
const REFILL: u32 = RAM_BASE + 0x200;

/// Boot code that opens PMP entry 0, sets the vectors and `satp`, and enters user mode at 0x1000.
pub fn boot(asid: u32) -> Vec<Insn> {
    boot_with(1 << 31 | asid << 22)
}

/// The same, with a whole value for `satp`.
pub fn boot_with(satp: u32) -> Vec<Insn> {
    [
        &li(T0, 0x1f)[..],
        &[csrw(csr::PMPCFG0, T0), i(Op::Addi, T0, ZERO, -1), csrw(csr::PMPADDR0, T0)],
        &li(T0, HANDLER),
        &[csrw(csr::MTVEC, T0)],
        &li(T0, REFILL),
        &[csrw(csr::MTLBVEC, T0)],
        &li(T0, satp),
        &[csrw(csr::SATP, T0)],
        &li(T0, 0x1000),
        &[csrw(csr::MEPC, T0), plain(Op::Mret)],
    ]
    .concat()
}

/// Inserts an entry with `flags` for the page in `mtlbhi`, and returns.
pub fn refill(flags: u32) -> Vec<Insn> {
    [
        &[csrw(csr::MTLBS0, T0), csrw(csr::MTLBS1, T1), csrr(T0, csr::MTLBHI)][..],
        &[i(Op::Srli, T0, T0, 12), i(Op::Slli, T0, T0, 10)],
        &li(T1, 0x2000_0000 | flags),
        &[r(Op::Or, T0, T0, T1), csrw(csr::MTLBLO, T0)],
        &[i(Op::Csrrwi, ZERO, 1, csr::MTLBOP.into()), csrr(T0, csr::MTLBS0), csrr(T1, csr::MTLBS1)],
        &[plain(Op::Mret)],
    ]
    .concat()
}

/// A machine with boot code, a refill handler, a general handler that ends the run with `mcause`
/// plus 1, and a user program at 0x1000.
pub fn user_machine(config: &MachineConfig, flags: u32, program: &[Insn]) -> Machine {
    let mut machine = machine(config, &boot(3));
    let handler =
        [&[csrr(A0, csr::MCAUSE), csrr(A1, csr::MTVAL), csrr(A2, csr::MEPC)][..], &finish(1)]
            .concat();
    place(&mut machine, HANDLER, &handler);
    place(&mut machine, REFILL, &refill(flags));
    place(&mut machine, RAM_BASE + 0x1000, program);
    machine
}

/// Runs to the general handler and returns cause, value and pc of the trap that led there.
pub fn trapped(machine: &mut Machine) -> [u32; 3] {
    assert_eq!(run(machine, &mut ()), Stop::Finished(1));
    machine.regs()[A0 as usize..=A2 as usize].try_into().unwrap()
}

#[test]
fn software_refills_and_the_access_is_retried() {
    let program = [
        &li(T2, 0x5000)[..],
        &[i(Op::Addi, S0, ZERO, 42), s(Op::Sw, T2, S0, 8), i(Op::Lw, S1, T2, 8)],
        &[plain(Op::Ecall)],
    ]
    .concat();
    let mut machine = user_machine(&cacheless(), ALL, &program);
    assert_eq!(trapped(&mut machine), [cause::ECALL_USER, 0, 0x1014]);
    assert_eq!(machine.regs()[S1 as usize], 42);
    assert_eq!(machine.read_bytes(RAM_BASE + 0x5008, 1).unwrap(), [42]);
    // Six fetches, two of them twice (the first misses; the store's page misses); two accesses to
    // data, one of them twice.
    let tlb = machine.counters().tlb;
    assert_eq!((tlb.accesses, tlb.misses), (6 + 2 + 2 + 1, 2));
}

#[test]
fn refills_are_told_with_misses_and_owners() {
    let program = [&li(T2, 0x5000)[..], &[i(Op::Lw, S1, T2, 8), plain(Op::Ecall)]].concat();
    let mut machine = user_machine(&cacheless(), ALL, &program);
    let mut recorder = Recorder { owner: 9, ..Recorder::default() };
    run(&mut machine, &mut recorder);
    insta::assert_snapshot!(recorder.text());
}

#[test]
fn permissions_are_page_faults_with_the_address() {
    let store = [&li(T2, 0x5000)[..], &[s(Op::Sb, T2, T2, 1), plain(Op::Ecall)]].concat();
    let load = [&li(T2, 0x5000)[..], &[i(Op::Lb, T2, T2, 1), plain(Op::Ecall)]].concat();
    let amo = [&li(T2, 0x5000)[..], &[r(Op::AmoorW, T1, T2, T2), plain(Op::Ecall)]].concat();
    let lr = [&li(T2, 0x5000)[..], &[r(Op::LrW, T1, T2, 0), plain(Op::Ecall)]].concat();
    let cases: &[(&[Insn], u32, [u32; 3])] = &[
        (&store, ALL & !pte::W, [cause::STORE_PAGE, 0x5001, 0x1008]),
        (&store, ALL & !pte::D, [cause::STORE_PAGE, 0x5001, 0x1008]),
        (&amo, ALL & !pte::D, [cause::STORE_PAGE, 0x5000, 0x1008]),
        (&load, ALL & !pte::R & !pte::W, [cause::LOAD_PAGE, 0x5001, 0x1008]),
        (&lr, ALL & !pte::R & !pte::W, [cause::LOAD_PAGE, 0x5000, 0x1008]),
        (&load, ALL & !pte::D, [cause::ECALL_USER, 0, 0x100c]),
        (&load, ALL & !pte::A, [cause::FETCH_PAGE, 0x1000, 0x1000]),
        (&load, ALL & !pte::U, [cause::FETCH_PAGE, 0x1000, 0x1000]),
        (&load, ALL & !pte::X, [cause::FETCH_PAGE, 0x1000, 0x1000]),
        // Writable but not readable is reserved, for fetches too.
        (&load, ALL & !pte::R, [cause::FETCH_PAGE, 0x1000, 0x1000]),
    ];
    for (program, flags, expected) in cases {
        let mut machine = user_machine(&cacheless(), *flags, program);
        assert_eq!(trapped(&mut machine), *expected, "{flags:#x}");
    }
}

#[test]
fn refill_causes_tell_fetch_load_and_store_apart() {
    let causes = |program: &[Insn]| -> Vec<u32> {
        let mut machine = user_machine(&cacheless(), ALL, program);
        let mut recorder = Recorder::default();
        run(&mut machine, &mut recorder);
        let traps = recorder.lines.iter().filter_map(|line| line.split("trap 0x").nth(1));
        let cause = |trap: &str| u32::from_str_radix(trap.split(' ').next().unwrap(), 16).unwrap();
        traps.map(cause).collect()
    };
    let with = |insn: Insn| causes(&[i(Op::Lui, T2, 0, 0x5000), insn, plain(Op::Ecall)]);
    assert_eq!(with(i(Op::Lw, T1, T2, 0)), [24, 25, 8]);
    assert_eq!(with(r(Op::LrW, T1, T2, 0)), [24, 25, 8]);
    assert_eq!(with(s(Op::Sh, T2, T1, 0)), [24, 27, 8]);
    assert_eq!(with(r(Op::AmoaddW, T1, T2, T1)), [24, 27, 8]);
    assert_eq!(with(r(Op::ScW, T1, T2, T1)), [24, 8], "a failing SC makes no access");
}

#[test]
fn a_page_beyond_the_bus_is_an_access_fault() {
    let program = [i(Op::Lui, T2, 0, 0x10_0000), i(Op::Lui, T2, 0, 0x4000_0000u32 as i32)];
    let program = [&program[..], &[i(Op::Lw, T1, T2, 4), plain(Op::Ecall)]].concat();
    // Page 0x40000 maps to 0x8000_0000 + 0x4000_0000, where there is no RAM.
    let mut machine = user_machine(&cacheless(), ALL, &program);
    assert_eq!(trapped(&mut machine), [cause::LOAD_ACCESS, 0x4000_0004, 0x1008]);
}

#[test]
fn two_matching_entries_are_a_machine_check() {
    let program = [&li(T2, 0x5000)[..], &[i(Op::Lw, S1, T2, 0)]].concat();
    let mut machine = user_machine(&cacheless(), ALL, &program);
    // This handler inserts twice.
    let mut twice = refill(ALL);
    twice.insert(10, i(Op::Csrrwi, ZERO, 1, csr::MTLBOP.into()));
    place(&mut machine, REFILL, &twice);
    let stop = run(&mut machine, &mut ());
    assert_eq!(
        stop,
        Stop::MachineCheck { reason: "two TLB entries match one page".into(), pc: 0x1000 }
    );
}

#[test]
fn a_split_access_over_two_pages_translates_both() {
    let config = MachineConfig { misaligned: Misaligned::Split, ..cacheless() };
    let program = [
        &li(T2, 0x5ffe)[..],
        &li(S0, 0x1234_5678),
        &[s(Op::Sw, T2, S0, 0), i(Op::Lw, S1, T2, 0), plain(Op::Ecall)],
    ]
    .concat();
    let mut machine = user_machine(&config, ALL, &program);
    assert_eq!(trapped(&mut machine)[0], cause::ECALL_USER);
    assert_eq!(machine.regs()[S1 as usize], 0x1234_5678);
    assert_eq!(machine.counters().tlb.misses, 3);
    assert_eq!(machine.read_bytes(RAM_BASE + 0x5ffe, 4).unwrap(), [0x78, 0x56, 0x34, 0x12]);
}

#[test]
fn csr_operations_write_read_and_probe_entries() {
    let program = [
        &li(T0, 0x7000 | 5)[..],
        &li(T1, 0x2000_1c00 | ALL),
        &[csrw(csr::MTLBHI, T0), csrw(csr::MTLBLO, T1), i(Op::Addi, T2, ZERO, 9)],
        &[csrw(csr::MTLBIDX, T2), i(Op::Csrrwi, ZERO, 2, csr::MTLBOP.into())],
        &[csrw(csr::MTLBIDX, ZERO), csrw(csr::MTLBLO, ZERO)],
        &[i(Op::Csrrwi, ZERO, 4, csr::MTLBOP.into()), csrr(A0, csr::MTLBIDX)],
        &[i(Op::Csrrwi, ZERO, 3, csr::MTLBOP.into()), csrr(A1, csr::MTLBLO)],
        &[csrr(A2, csr::MTLBHI), csrw(csr::MTLBHI, T2)],
        &[i(Op::Csrrwi, ZERO, 4, csr::MTLBOP.into()), csrr(A3, csr::MTLBIDX)],
    ]
    .concat();
    let machine = finished(&cacheless(), &program);
    let regs = &machine.regs()[A0 as usize..=A3 as usize];
    assert_eq!(regs, [9, 0x2000_1c00 | ALL, 0x7005, 1 << 31]);
}

#[test]
fn satp_keeps_only_the_asid_bits_there_are() {
    for (asid_bits, kept) in [(0, 0), (4, 0xf), (8, 0xff), (9, 0x1ff)] {
        let tlb = TlbConfig { asid_bits, ..TlbConfig::default() };
        let config = MachineConfig { tlb, ..cacheless() };
        let program = [
            &[i(Op::Addi, T0, ZERO, -1), csrw(csr::SATP, T0), csrr(A0, csr::SATP)][..],
            &[csrr(A1, csr::MCONFIG)],
        ]
        .concat();
        let machine = finished(&config, &program);
        assert_eq!(machine.regs()[A0 as usize], 0x803f_ffff | kept << 22);
        assert_eq!(machine.regs()[A1 as usize], asid_bits << 8);
    }
}

#[test]
fn mprv_translates_loads_of_machine_mode() {
    // MPP is user at reset; MPRV makes the load at 0x5000 go through the TLB, refilled on the way.
    let program = [
        &boot(3)[..boot(3).len() - 4],
        &li(T0, 1 << 17),
        &[csrw(csr::MSTATUS, T0), i(Op::Lui, T2, 0, 0x5000), i(Op::Lw, A3, T2, 0)],
        &[csrw(csr::MSTATUS, ZERO)],
        &finish(0),
    ]
    .concat();
    let mut machine = user_machine(&cacheless(), ALL, &[]);
    place(&mut machine, RAM_BASE, &program);
    machine.load(RAM_BASE + 0x5000, &[7, 0, 0, 0]).unwrap();
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    assert_eq!(machine.regs()[A3 as usize], 7);
    assert_eq!(machine.mode(), Mode::Machine);
    assert_eq!(machine.counters().tlb.accesses, 2);
}

/// Changes the owner at every third event, and writes everything down.
#[derive(Default)]
struct Rotating {
    lines: Vec<String>,
}

impl Rotating {
    fn note(&mut self, event: String, at: &mut Moment) {
        self.lines.push(format!("{event} {:?}", at.counters()));
        *at.owner = self.lines.len() as u32 / 3;
    }
}

impl Observer for Rotating {
    fn miss(&mut self, miss: &Miss, at: &mut Moment) {
        self.note(format!("{miss:?}"), at);
    }
    fn touch(&mut self, touch: &Touch, at: &mut Moment) {
        self.note(format!("{touch:?}"), at);
    }
    fn evict(&mut self, evict: &Evict, at: &mut Moment) {
        self.note(format!("{evict:?}"), at);
    }
    fn trap(&mut self, trap: &TrapInfo, at: &mut Moment) {
        self.note(format!("{trap:?}"), at);
    }
}

/// A machine whose TLB and caches are so small that everything is evicted all the time.
fn cramped(replacement: Replacement) -> MachineConfig {
    let tlb = TlbConfig { entries: 3, replacement, ..TlbConfig::default() };
    let (size, line) = (Size(128), Size(16));
    let l1i = L1iConfig { size, line, replacement, ways: 2, ..L1iConfig::default() };
    let l1d = L1dConfig { size, line, replacement, ways: 2, ..L1dConfig::default() };
    MachineConfig { tlb, l1i: Some(l1i), l1d: Some(l1d), ..MachineConfig::default() }
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    /// What the host remembers of the last fetch and of recent translations saves it time, and must
    /// do nothing else: here one machine has to forget it before every instruction.
    #[test]
    fn remembered_translations_change_no_count_and_no_event(
        accesses in prop::collection::vec((any::<bool>(), 0u8..6, 0i32..512), 1..40),
        policy in 0usize..3,
    ) {
        let replacement = [Replacement::Lru, Replacement::Fifo, Replacement::Random][policy];
        let mut program = Vec::new();
        for &(store, page, offset) in &accesses {
            program.push(i(Op::Lui, T2, 0, 0x4000 + i32::from(page) * 0x1000));
            program.push(match store {
                true => s(Op::Sw, T2, S0, offset * 4),
                false => i(Op::Lw, S0, T2, offset * 4),
            });
        }
        program.push(i(Op::Jal, ZERO, 0, -4 * program.len() as i32));
        let config = cramped(replacement);
        let mut fast = user_machine(&config, ALL, &program);
        let mut fast_events = Rotating::default();
        let stop = fast.run(5_000, &mut fast_events);
        prop_assert_eq!(stop, Stop::Limit);
        let mut slow = user_machine(&config, ALL, &program);
        let mut slow_events = Rotating::default();
        while slow.counters().cycles < 5_000 {
            slow.translation_changed();
            slow.run(slow.counters().cycles + 1, &mut slow_events);
        }
        prop_assert_eq!(slow.counters(), fast.counters());
        let differ = slow_events.lines.iter().zip(&fast_events.lines).find(|(a, b)| a != b);
        prop_assert_eq!(differ, None);
        prop_assert_eq!(slow_events.lines.len(), fast_events.lines.len());
    }
}
