//! Virtual caches in whole machines: what a forgotten flush comes to, and what a kernel must do.

use swtch_isa::{Insn, Op, csr};

use super::program::*;
use super::tlb::{ALL, refill, trapped, user_machine};
use crate::config::{Indexing, L1dConfig, L1iConfig, MachineConfig, TlbConfig};
use crate::{RAM_BASE, Stop, cause};

fn virtual_machine(indexing: Indexing) -> MachineConfig {
    let l1i = Some(L1iConfig { indexing, ..L1iConfig::default() });
    let l1d = Some(L1dConfig { indexing, ..L1dConfig::default() });
    MachineConfig { l1i, l1d, ..cacheless() }
}

/// Loads the page 0x5000 in user mode, then again after `between`, done by the handler, which has
/// also changed the refill: the page is another frame now.
fn remapped(indexing: Indexing, between: &[Insn]) -> Stop {
    let program =
        [&li(T2, 0x5000)[..], &[i(Op::Lw, S0, T2, 0), plain(Op::Ecall), i(Op::Lw, S1, T2, 0)]]
            .concat();
    let mut machine = user_machine(&virtual_machine(indexing), ALL, &program);
    let handler = RAM_BASE + 0x100;
    // The first trap changes the frame of page 5: the refill handler finds other flags, an address
    // two pages further on.
    let end = [
        &[plain(Op::SfenceVma)][..],
        between,
        &[i(Op::Addi, A0, ZERO, 4), csrr(A1, csr::MEPC), r(Op::Add, A1, A1, A0)],
        &[csrw(csr::MEPC, A1), plain(Op::Mret)],
    ]
    .concat();
    assert!(end.len() * 4 <= 0x100);
    place(&mut machine, handler, &end);
    // Runs to the trap, then swaps the refill handler for one that adds two pages.
    let mut stop = Stop::Limit;
    while machine.pc() != handler {
        stop = machine.run(machine.counters().cycles + 1, &mut ());
        assert_eq!(stop, Stop::Limit);
    }
    place(&mut machine, RAM_BASE + 0x200, &refill(ALL | 2 << 10));
    // The program's own page moves as well: it finds its code there.
    place(&mut machine, RAM_BASE + 0x3000, &[program, finish(0)].concat());
    while stop == Stop::Limit && machine.regs()[S1 as usize] == 0 {
        stop = machine.run(machine.counters().cycles + 1, &mut ());
        if machine.counters().cycles > 100_000 {
            break;
        }
        machine.load(RAM_BASE + 0x7000, &[9]).unwrap();
    }
    stop
}

fn flush() -> Vec<Insn> {
    vec![i(Op::Csrrwi, ZERO, 0x1b, csr::MCACHEOP.into())]
}

#[test]
fn a_forgotten_flush_is_a_machine_check() {
    for indexing in [Indexing::Virtual, Indexing::VirtualAsid] {
        match remapped(indexing, &[]) {
            Stop::MachineCheck { reason, .. } => assert!(reason.contains("stale virtual line")),
            other => panic!("{indexing:?}: {other:?}"),
        }
    }
    assert_eq!(remapped(Indexing::VirtualIndexPhysicalTag, &[]), Stop::Limit);
    assert_eq!(remapped(Indexing::Physical, &[]), Stop::Limit);
    for indexing in [Indexing::Virtual, Indexing::VirtualAsid] {
        assert_eq!(remapped(indexing, &flush()), Stop::Limit);
    }
}

#[test]
fn the_kernels_name_drives_out_the_programs() {
    let program = [&li(T2, 0x5000)[..], &[s(Op::Sw, T2, T2, 0), plain(Op::Ecall)]].concat();
    let mut machine = user_machine(&virtual_machine(Indexing::Virtual), ALL, &program);
    let handler =
        [&li(T0, RAM_BASE + 0x5000)[..], &[i(Op::Lw, A0, T0, 0), i(Op::Lw, A0, T0, 4)], &finish(1)]
            .concat();
    place(&mut machine, RAM_BASE + 0x100, &handler);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(1));
    let l1d = machine.counters().l1d;
    assert_eq!((l1d.misses, l1d.aliases, l1d.writebacks), (2, 1, 1));
    assert_eq!(machine.regs()[A0 as usize], 0);
}

#[test]
fn mconfig_tells_what_must_be_flushed() {
    let mconfig = |config: &MachineConfig| finished(config, &[csrr(A0, csr::MCONFIG)]).regs()[10];
    assert_eq!(mconfig(&MachineConfig::default()), 8 << 8);
    assert_eq!(mconfig(&virtual_machine(Indexing::Virtual)), 8 << 8 | 0b11);
    assert_eq!(mconfig(&virtual_machine(Indexing::VirtualAsid)), 8 << 8 | 0b1111);
    assert_eq!(mconfig(&virtual_machine(Indexing::VirtualIndexPhysicalTag)), 8 << 8);
    let tlb =
        TlbConfig { refill: crate::config::Refill::Hardware, asid_bits: 0, ..TlbConfig::default() };
    assert_eq!(mconfig(&MachineConfig { tlb, ..cacheless() }), 1 << 4);
}

#[test]
fn split_accesses_and_traps_work_on_virtual_caches() {
    let program = [&li(T2, 0x5000)[..], &[i(Op::Lw, S0, T2, 1)]].concat();
    let mut machine = user_machine(&virtual_machine(Indexing::Virtual), ALL, &program);
    assert_eq!(trapped(&mut machine), [cause::LOAD_MISALIGNED, 0x5001, 0x1008]);
}
