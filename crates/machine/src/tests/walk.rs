//! Refill by hardware: what it finds, what it costs, and which mistakes of a table are whose fault.

use swtch_isa::{Insn, Op};

use super::program::*;
use super::tlb::{ALL, boot_with, trapped, user_machine};
use crate::config::{L1dConfig, MachineConfig, Refill, TlbConfig};
use crate::tlb::pte;
use crate::{Machine, RAM_BASE, cause};

/// Where the tables lie: the root, and one of the second level.
const ROOT: u32 = RAM_BASE + 0x20_0000;
const SECOND: u32 = ROOT + 0x1000;

fn leaf(paddr: u32, flags: u32) -> u32 {
    paddr >> 12 << 10 | flags
}

/// A machine that walks: pages 0 to 15 of the program are the first of RAM, with `flags` beside
/// what page 1, the program's, needs. Entries of the root from the second on are `root`.
fn walking(config: MachineConfig, flags: u32, root: &[u32], program: &[Insn]) -> Machine {
    let tlb = TlbConfig { refill: Refill::Hardware, ..config.tlb };
    let mut machine = user_machine(&MachineConfig { tlb, ..config }, 0, program);
    place(&mut machine, RAM_BASE, &boot_with(1 << 31 | 3 << 22 | ROOT >> 12));
    let mut words = vec![0; 2048];
    words[0] = leaf(SECOND, pte::V);
    words[1..1 + root.len()].copy_from_slice(root);
    for page in 0..16 {
        let flags = if page == 1 { ALL } else { flags };
        words[1024 + page as usize] = leaf(RAM_BASE + 0x1000 * page, flags);
    }
    let bytes: Vec<u8> = words.iter().flat_map(|word: &u32| word.to_le_bytes()).collect();
    machine.load(ROOT, &bytes).unwrap();
    machine
}

/// Loads from, or stores to, one address in user mode.
fn touch(op: Op, vaddr: u32) -> Vec<Insn> {
    let access = match op {
        Op::Sw => s(op, T2, S0, 0),
        _ => i(op, A3, T2, 0),
    };
    [&li(T2, vaddr)[..], &[access, plain(Op::Ecall)]].concat()
}

#[test]
fn a_walk_reads_two_entries_or_one_through_the_data_cache() {
    let megapage = leaf(RAM_BASE, ALL);
    let config = MachineConfig { l1d: Some(L1dConfig::default()), ..cacheless() };
    let program = [touch(Op::Lw, 0x5000), touch(Op::Lw, 0x40_5000)].concat();
    let program: Vec<Insn> = program.into_iter().filter(|i| i.op != Op::Ecall).collect();
    let program = [program, vec![plain(Op::Ecall)]].concat();
    let mut machine = walking(config, ALL, &[megapage], &program);
    machine.load(RAM_BASE + 0x5000, &[7]).unwrap();
    let mut recorder = Recorder::default();
    run(&mut machine, &mut recorder);
    assert_eq!(machine.regs()[A0 as usize], cause::ECALL_USER);
    assert_eq!(machine.regs()[A3 as usize], 7);
    let counters = machine.counters();
    // Seven fetches and two loads, each once: nobody tries again.
    assert_eq!((counters.tlb.accesses, counters.tlb.misses), (7 + 2, 3));
    // Two loads, and 2 + 2 + 1 entries.
    assert_eq!(counters.l1d.accesses, 2 + 5);
    insta::assert_snapshot!(recorder.text());
}

#[test]
fn faults_of_a_walk_are_those_of_the_access() {
    let beyond = leaf(0x7000_0000, pte::V);
    let user_store = |flags, root: &[u32], vaddr| {
        trapped(&mut walking(cacheless(), flags, root, &touch(Op::Sw, vaddr)))
    };
    let load = |flags, root: &[u32], vaddr| {
        trapped(&mut walking(cacheless(), flags, root, &touch(Op::Lw, vaddr)))
    };
    let at = 0x1008;
    assert_eq!(load(0, &[], 0x5000), [cause::LOAD_PAGE, 0x5000, at], "invalid");
    assert_eq!(user_store(ALL & !pte::W, &[], 0x5000), [cause::STORE_PAGE, 0x5000, at]);
    assert_eq!(user_store(ALL & !pte::D, &[], 0x5000), [cause::STORE_PAGE, 0x5000, at], "clean");
    assert_eq!(load(ALL & !pte::A, &[], 0x5000), [cause::LOAD_PAGE, 0x5000, at], "not accessed");
    assert_eq!(load(ALL & !pte::U, &[], 0x5000), [cause::LOAD_PAGE, 0x5000, at], "not user's");
    assert_eq!(load(ALL & !pte::R, &[], 0x5000), [cause::LOAD_PAGE, 0x5000, at], "W without R");
    assert_eq!(load(pte::V, &[], 0x5000), [cause::LOAD_PAGE, 0x5000, at], "a third level");
    assert_eq!(load(ALL, &[], 0x40_0000), [cause::LOAD_PAGE, 0x40_0000, at], "no table");
    assert_eq!(load(ALL, &[beyond], 0x40_0000), [cause::LOAD_ACCESS, 0x40_0000, at]);
    assert_eq!(user_store(ALL, &[beyond], 0x40_0000), [cause::STORE_ACCESS, 0x40_0000, at]);
    let crooked = leaf(RAM_BASE + 0x1000, ALL);
    assert_eq!(load(ALL, &[crooked], 0x40_0000), [cause::LOAD_PAGE, 0x40_0000, at], "misaligned");
    let jump = [&li(T2, 0x5000)[..], &[i(Op::Jalr, ZERO, T2, 0)]].concat();
    let mut machine = walking(cacheless(), ALL & !pte::X, &[], &jump);
    assert_eq!(trapped(&mut machine), [cause::FETCH_PAGE, 0x5000, 0x5000]);
}

#[test]
fn one_entry_is_enough_for_a_machine_that_walks() {
    let tlb = TlbConfig { entries: 1, ..TlbConfig::default() };
    let config = MachineConfig { tlb, ..cacheless() };
    let mut machine = walking(config, ALL, &[], &touch(Op::Lw, 0x5000));
    assert_eq!(trapped(&mut machine), [cause::ECALL_USER, 0, 0x100c]);
    // The page of the program, of the data, and of the program again.
    assert_eq!(machine.counters().tlb.misses, 3);
}
