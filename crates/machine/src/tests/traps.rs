//! Traps, modes and CSRs.

use swtch_isa::{Insn, Op, csr, encode};

use super::program::*;
use crate::config::{MachineConfig, MemoryConfig};
use crate::{Machine, Mode, RAM_BASE, Stop, cause};

const HANDLER: u32 = RAM_BASE + 0x400;

/// Sets `mtvec` to the handler, which ends the run with cause, value and pc in a0 to a2.
fn prelude() -> Vec<Insn> {
    [&li(T0, HANDLER)[..], &[csrw(csr::MTVEC, T0)]].concat()
}

fn with_handler(program: &[Insn]) -> Machine {
    let mut machine = machine(&cacheless(), &[&prelude(), program].concat());
    let handler = [
        &[csrr(A0, csr::MCAUSE), csrr(A1, csr::MTVAL), csrr(A2, csr::MEPC)][..],
        &[csrr(A3, csr::MSTATUS)],
        &finish(1),
    ]
    .concat();
    place(&mut machine, HANDLER, &handler);
    machine
}

/// Cause, value, and the pc relative to the first instruction of `program`.
fn trap_of(program: &[Insn]) -> [u32; 3] {
    let mut machine = with_handler(program);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(1), "{program:?}");
    let regs = machine.regs();
    let start = RAM_BASE + 4 * prelude().len() as u32;
    [regs[A0 as usize], regs[A1 as usize], regs[A2 as usize].wrapping_sub(start)]
}

/// Boot code that opens PMP entry 0 and enters user mode right behind itself.
fn to_user() -> Vec<Insn> {
    [
        &li(T0, 0x1f)[..],
        &[csrw(csr::PMPCFG0, T0), i(Op::Addi, T0, ZERO, -1), csrw(csr::PMPADDR0, T0)],
        &[i(Op::Auipc, T0, 0, 0), i(Op::Addi, T0, T0, 16), csrw(csr::MEPC, T0), plain(Op::Mret)],
    ]
    .concat()
}

fn user_trap_of(program: &[Insn]) -> [u32; 3] {
    let [cause, value, pc] = trap_of(&[&to_user(), program].concat());
    [cause, value, pc.wrapping_sub(4 * to_user().len() as u32)]
}

#[test]
fn exceptions_have_cause_value_and_pc() {
    let lui = i(Op::Lui, T2, 0, 0x4000_0000);
    let bad_jump = i(Op::Jal, RA, 0, 6);
    let cases: &[(&[Insn], [u32; 3])] = &[
        (&[plain(Op::Ecall)], [cause::ECALL_MACHINE, 0, 0]),
        (&[nop(), plain(Op::Ebreak)], [cause::BREAKPOINT, RAM_BASE + 16, 4]),
        (&[lui, i(Op::Lw, T1, T2, 0)], [cause::LOAD_ACCESS, 0x4000_0000, 4]),
        (&[lui, s(Op::Sb, T2, T1, 3)], [cause::STORE_ACCESS, 0x4000_0003, 4]),
        (
            &[lui, i(Op::Jalr, RA, T2, 0)],
            [cause::FETCH_ACCESS, 0x4000_0000, 0x4000_0000u32.wrapping_sub(RAM_BASE + 12)],
        ),
        (&[lui, i(Op::Lw, T1, T2, 1)], [cause::LOAD_MISALIGNED, 0x4000_0001, 4]),
        (&[lui, s(Op::Sh, T2, T1, 1)], [cause::STORE_MISALIGNED, 0x4000_0001, 4]),
        (&[lui, r(Op::LrW, T1, ZERO, 0)], [cause::LOAD_ACCESS, 0, 4]),
        (&[bad_jump], [cause::FETCH_MISALIGNED, RAM_BASE + 12 + 6, 0]),
        (&[s(Op::Beq, ZERO, ZERO, 2)], [cause::FETCH_MISALIGNED, RAM_BASE + 12 + 2, 0]),
        (&[i(Op::Addi, T2, ZERO, 2), r(Op::AmoorW, T1, T2, T2)], [cause::STORE_MISALIGNED, 2, 4]),
        (&[i(Op::Addi, T2, ZERO, 2), r(Op::ScW, T1, T2, T2)], [cause::STORE_MISALIGNED, 2, 4]),
        (
            &[i(Op::Lui, T2, 0, 0x1000_0000), r(Op::AmoorW, T1, T2, T2)],
            [cause::STORE_ACCESS, 0x1000_0000, 4],
        ),
    ];
    for (program, expected) in cases {
        assert_eq!(trap_of(program), *expected, "{program:?}");
    }
}

#[test]
fn csr_accesses_are_checked() {
    let mhpm = |n: u16| csr::MHPMCOUNTER3 + n;
    // No such register; read-only; S mode's.
    for insn in [csrr(T1, 0x7a0), csrw(csr::CYCLE, T1), csrr(T1, 0x100), csrr(T1, 0x302)] {
        assert_eq!(trap_of(&[insn]), [cause::ILLEGAL, encode(insn), 0]);
    }
    for number in [csr::MSTATUS, csr::SATP, csr::MTLBOP, csr::CYCLE, csr::TIME, mhpm(0)] {
        let insn = csrr(T1, number);
        assert_eq!(user_trap_of(&[insn]), [cause::ILLEGAL, encode(insn), 0], "{number:#x}");
    }
    for op in [Op::Mret, Op::Wfi, Op::SfenceVma] {
        let insn = plain(op);
        assert_eq!(user_trap_of(&[insn]), [cause::ILLEGAL, encode(insn), 0]);
    }
    // Reading a read-only register, setting no bits of it, is fine.
    let fine = [csrr(T1, csr::MHARTID), i(Op::Csrrsi, T1, 0, csr::CYCLE.into()), plain(Op::Ebreak)];
    assert_eq!(trap_of(&fine)[0], cause::BREAKPOINT);
}

#[test]
fn counters_open_to_user_mode_by_mcounteren() {
    let open = [i(Op::Csrrwi, ZERO, 7, csr::MCOUNTEREN.into())];
    let user =
        [csrr(A4, csr::CYCLE), csrr(A4, csr::TIME), csrr(A4, csr::INSTRETH), plain(Op::Ecall)];
    let program = [&open[..], &to_user(), &user].concat();
    assert_eq!(trap_of(&program)[0], cause::ECALL_USER);
}

#[test]
fn a_trap_saves_the_mode_and_turns_interrupts_off() {
    let mut machine = with_handler(&[&to_user()[..], &[plain(Op::Ecall)]].concat());
    run(&mut machine, &mut ());
    // MPP is user, MPIE is what MIE was after mret: MPIE then was 0, so MIE became 0.
    assert_eq!(machine.regs()[A3 as usize], 0);
    let set = [i(Op::Csrrwi, ZERO, 8, csr::MSTATUS.into()), plain(Op::Ecall)];
    let mut machine = with_handler(&set);
    run(&mut machine, &mut ());
    assert_eq!(machine.regs()[A3 as usize], 3 << 11 | 1 << 7);
}

#[test]
fn mret_to_user_clears_mprv_and_sets_mpie() {
    let program =
        [&li(T0, 1 << 17)[..], &[csrw(csr::MSTATUS, T0)], &to_user(), &[plain(Op::Ecall)]];
    let mut machine = with_handler(&program.concat());
    run(&mut machine, &mut ());
    assert_eq!(machine.regs()[A3 as usize], 0, "MIE is 0, so MPIE is; MPRV is clear");
}

/// A nop loop with a timer interrupt at cycle 100, under vectored `mtvec` or not.
fn interrupted(vectored: bool) -> (Machine, Recorder) {
    let clint = 0x200_4000;
    let program = [
        &li(T0, HANDLER | u32::from(vectored))[..],
        &[csrw(csr::MTVEC, T0), i(Op::Addi, T0, ZERO, 100)],
        &li(T1, clint),
        &[s(Op::Sw, T1, T0, 0), s(Op::Sw, T1, ZERO, 4)],
        &[i(Op::Addi, T0, ZERO, 0x80), csrw(csr::MIE, T0)],
        &[i(Op::Csrrsi, ZERO, 8, csr::MSTATUS.into()), nop(), i(Op::Jal, ZERO, 0, -4)],
    ]
    .concat();
    let mut machine = machine(&cacheless(), &program);
    place(&mut machine, HANDLER, &[&[csrr(A0, csr::MCAUSE)][..], &finish(1)].concat());
    place(&mut machine, HANDLER + 4 * 7, &finish(7));
    let mut recorder = Recorder::default();
    let stop = run(&mut machine, &mut recorder);
    assert_eq!(stop, Stop::Finished(if vectored { 7 } else { 1 }));
    (machine, recorder)
}

#[test]
fn timer_interrupts_come_at_their_cycle() {
    let (machine, recorder) = interrupted(false);
    assert_eq!(machine.regs()[A0 as usize], cause::INTERRUPT | cause::TIMER);
    // 31 cycles of preparation, then rounds of a nop (1) and a jump (3): the nop of the 18th ends at
    // cycle 100.
    let expected = " 100 trap 0x80000007 tval 0x0 epc 0x80000030 from Machine General";
    assert_eq!(recorder.lines[0], expected);
    interrupted(true);
}

#[test]
fn reservations_are_lost_at_sc_and_traps() {
    let base = [&li(T2, RAM_BASE + 0x800)[..], &[]].concat();
    let lr = r(Op::LrW, T1, T2, 0);
    let sc = |rd| r(Op::ScW, rd, T2, T2);
    let program = [&base[..], &[lr, sc(A0), sc(A1), lr, nop(), s(Op::Sw, T2, T1, 4), sc(A2)]];
    let first = finished(&cacheless(), &program.concat());
    assert_eq!(first.regs()[A0 as usize..=A2 as usize], [0, 1, 0]);
    // A trap in between, whose handler goes on behind the ecall.
    let program = [&prelude()[..], &base, &[lr, plain(Op::Ecall), sc(A0)], &finish(0)].concat();
    let mut machine = machine(&cacheless(), &program);
    let handler =
        [csrr(T0, csr::MEPC), i(Op::Addi, T0, T0, 4), csrw(csr::MEPC, T0), plain(Op::Mret)];
    place(&mut machine, HANDLER, &handler);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    assert_eq!(machine.regs()[A0 as usize], 1);
}

#[test]
fn pmp_lets_user_mode_in_and_binds_machine_mode_when_locked() {
    // Nothing is open at reset: the first user fetch fails.
    let closed =
        [
            &[
                i(Op::Auipc, T0, 0, 0),
                i(Op::Addi, T0, T0, 16),
                csrw(csr::MEPC, T0),
                plain(Op::Mret),
            ][..],
            &[nop()],
        ]
        .concat();
    assert_eq!(trap_of(&closed), [cause::FETCH_ACCESS, RAM_BASE + 28, 16]);
    // A locked entry without W over the word at RAM + 0x800 (NA4).
    let locked = [
        &li(T0, (RAM_BASE + 0x800) >> 2)[..],
        &[csrw(csr::PMPADDR0, T0), i(Op::Addi, T0, ZERO, 0x91), csrw(csr::PMPCFG0, T0)],
        &li(T2, RAM_BASE + 0x800),
        &[s(Op::Sw, T2, T0, 4), i(Op::Lw, T0, T2, 0), csrw(csr::PMPCFG0, ZERO)],
        &[s(Op::Sh, T2, T0, 2)],
    ]
    .concat();
    assert_eq!(trap_of(&locked), [cause::STORE_ACCESS, RAM_BASE + 0x802, 40]);
}

#[test]
fn counters_can_be_written_and_stopped() {
    let program = [
        &[i(Op::Addi, T0, ZERO, 100), csrw(csr::MINSTRET, T0), csrr(A0, csr::MINSTRET)][..],
        &[csrw(csr::MCYCLE, T0), csrr(A1, csr::MCYCLE), csrr(A2, csr::MCYCLE)],
        &[i(Op::Csrrwi, ZERO, 1, csr::MCOUNTINHIBIT.into()), nop(), csrr(A3, csr::MCYCLE)],
        &[nop(), csrr(A4, csr::MCYCLE)],
    ]
    .concat();
    let machine = finished(&cacheless(), &program);
    let regs = &machine.regs()[A0 as usize..=A4 as usize];
    assert_eq!(regs, [100, 100, 101, 103, 103]);
    assert_eq!(machine.counters().instructions, 11 + 5, "the machine's own count goes on");
}

#[test]
fn event_counters_count_what_mhpmevent_selects() {
    let program = [
        &[i(Op::Csrrwi, ZERO, 5, (csr::MHPMEVENT3 + 1).into())][..],
        &[i(Op::Lw, T1, T0, 0), i(Op::Lw, T1, T0, 0), csrr(A0, csr::MHPMCOUNTER3 + 1)],
        &[i(Op::Csrrwi, ZERO, 31, (csr::MHPMEVENT3 + 1).into())],
        &[csrr(A1, csr::MHPMEVENT3 + 1), csrr(A2, csr::MHPMCOUNTER3 + 1)],
    ]
    .concat();
    let mut machine = machine(&Default::default(), &[&program[..], &finish(0)].concat());
    machine.set_reg(T0.into(), RAM_BASE);
    run(&mut machine, &mut ());
    assert_eq!(machine.regs()[A0 as usize..=A2 as usize], [2, 0, 2]);
}

#[test]
fn registers_keep_what_they_can() {
    let all = i(Op::Addi, T0, ZERO, -1);
    let cases = [
        (csr::MSTATUS, 0x0002_1888),
        (csr::MISA, 0x4010_1101),
        (csr::MIE, 0x888),
        (csr::MIP, 0),
        (csr::MTVEC, 0xffff_fffd),
        (csr::MEPC, 0xffff_fffc),
        (csr::MCAUSE, u32::MAX),
        (csr::MSCRATCH, u32::MAX),
        (csr::MCOUNTINHIBIT, 0xffff_fffd),
        (csr::MENVCFG, 1),
        (csr::MENVCFGH, 0),
        (csr::MSTATUSH, 0),
        (csr::PMPADDR0, u32::MAX),
        (csr::MTLBVEC, 0xffff_fffc),
    ];
    for (number, kept) in cases {
        let machine = finished(&cacheless(), &[all, csrw(number, T0), csrr(A0, number)]);
        assert_eq!(machine.regs()[A0 as usize], kept, "{number:#x}");
    }
}

#[test]
fn a_trap_without_a_handler_is_a_machine_check_that_says_so() {
    let mut machine = machine(&cacheless(), &[nop(), plain(Op::Ecall)]);
    let Stop::MachineCheck { reason, pc } = run(&mut machine, &mut ()) else {
        panic!("no machine check");
    };
    assert_eq!(pc, 0);
    insta::assert_snapshot!(reason);
}

#[test]
fn probes_are_heard_before_the_fetch_in_the_order_they_were_added() {
    let mut machine = machine(&cacheless(), &[&[nop(), nop()][..], &finish(0)].concat());
    for (paddr, id) in [(RAM_BASE + 4, 5), (RAM_BASE + 4, 3), (RAM_BASE, 8)] {
        machine.probe(paddr, id);
    }
    let mut recorder = Recorder::default();
    run(&mut machine, &mut recorder);
    assert_eq!(recorder.lines, ["   0 probe 8", "   1 probe 5", "   1 probe 3"]);
}

#[test]
fn user_mode_has_no_probes() {
    let mut machine = with_handler(&[&to_user()[..], &[nop(), plain(Op::Ecall)]].concat());
    machine.probe(RAM_BASE + 4 * (prelude().len() + to_user().len()) as u32, 1);
    let mut recorder = Recorder::default();
    run(&mut machine, &mut recorder);
    assert!(recorder.lines.iter().all(|line| !line.contains("probe")), "{}", recorder.text());
    assert_eq!(machine.mode(), Mode::Machine);
}

#[test]
fn mcacheop_writes_back_at_the_price_of_each_line_and_invalidates() {
    let memory = MemoryConfig { access_cycles: 100, writeback_cycles: 7 };
    let config = MachineConfig { memory, ..MachineConfig::default() };
    let operation = |bits| i(Op::Csrrwi, ZERO, bits, csr::MCACHEOP.into());
    let (l1d, write_back, invalidate) = (1 << 1, 1 << 3, 1 << 4);
    let program = [
        &[s(Op::Sw, A0, ZERO, 0), s(Op::Sw, A0, ZERO, 64), i(Op::Lw, T2, A0, 0)][..],
        &[operation(l1d | write_back), operation(l1d | write_back), operation(l1d | invalidate)],
        &[i(Op::Lw, T2, A0, 0), plain(Op::FenceI), nop()],
        &finish(0),
    ]
    .concat();
    let mut machine = machine(&config, &program);
    machine.set_reg(A0.into(), RAM_BASE + 0x800);
    let mut recorder = Recorder::default();
    run(&mut machine, &mut recorder);
    // A store that misses: 1 + 10 + 100; all instructions lie in one line until fence.i drops it.
    assert_eq!(recorder.cycles[..9], [221, 111, 1, 15, 1, 1, 11, 5, 11]);
    assert_eq!(machine.counters().l1d.writebacks, 2);
    let flushes: Vec<_> = recorder.lines.iter().filter(|line| line.contains("flush")).collect();
    assert_eq!(flushes, [" 350 flush l1d", " 362 flush l1i"]);
}
