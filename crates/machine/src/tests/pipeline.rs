//! The price of short programs, instruction by instruction, against the pipeline diagram drawn by
//! hand. A stall belongs to the instruction that stalls; the bubbles after a taken branch to the
//! branch. There are no caches here, and memory takes no time.

use swtch_isa::{Insn, Op, csr};

use super::program::*;
use crate::config::{Hazards, MachineConfig, Misaligned, Pipeline, Predictor, Resolve};

/// Checks what each instruction of `program` costs, the registers a0 to a4 pointing to RAM.
fn check(name: &str, config: &MachineConfig, program: &[Insn], cycles: &[u32]) {
    let mut machine = machine(config, &[program, &finish(0)].concat());
    for register in A0..=A4 {
        machine.set_reg(register.into(), 0x8000_1000 + 256 * u32::from(register));
    }
    let mut recorder = Recorder::default();
    run(&mut machine, &mut recorder);
    let counted = &recorder.cycles[..cycles.len().min(recorder.cycles.len())];
    assert_eq!(counted, cycles, "{name}");
}

fn add(rd: u8, rs1: u8, rs2: u8) -> Insn {
    r(Op::Add, rd, rs1, rs2)
}

fn lw(rd: u8, rs1: u8) -> Insn {
    i(Op::Lw, rd, rs1, 0)
}

fn sw(rs2: u8, rs1: u8) -> Insn {
    s(Op::Sw, rs1, rs2, 0)
}

#[test]
fn forwarding_pipeline_stalls_only_behind_loads() {
    let cases: &[(&str, &[Insn], &[u32])] = &[
        ("results are forwarded", &[add(T0, A0, A1), add(T1, T0, T0), sw(T1, A0)], &[1, 1, 1]),
        // lw   F D E M W
        // add    F D - E M W
        ("use of a load in the next instruction", &[lw(T0, A0), add(T1, T0, A1)], &[1, 2]),
        ("as the second operand", &[lw(T0, A0), add(T1, A1, T0)], &[1, 2]),
        ("as a store's data", &[lw(T0, A0), sw(T0, A1)], &[1, 2]),
        ("as a store's address", &[lw(A1, A1), nop(), lw(T0, A2), sw(T1, T0)], &[1, 1, 1]),
        ("one instruction between hides it", &[lw(T0, A0), nop(), add(T1, T0, A1)], &[1, 1, 1]),
        ("a load for x0 is awaited by nobody", &[lw(ZERO, A0), add(T1, ZERO, A1)], &[1, 1]),
        ("two loads in a chain", &[lw(T0, A0), lw(T1, A1), add(T2, T1, T0)], &[1, 1, 2]),
        (
            "a branch waits too, and is not taken",
            &[lw(T0, A0), s(Op::Bne, T0, ZERO, 8), nop()],
            &[1, 2, 1],
        ),
        ("a CSR read forwards", &[csrr(T0, csr::MSCRATCH), add(T1, T0, T0)], &[1, 1]),
        ("a CSR write waits for its operand", &[lw(T0, A0), csrw(csr::MSCRATCH, T0)], &[1, 2]),
        (
            "the five bits of csrrwi are no register",
            &[lw(T0, A0), i(Op::Csrrwi, ZERO, T0, csr::MSCRATCH.into())],
            &[1, 1],
        ),
        ("lr is a load", &[r(Op::LrW, T0, A0, 0), add(T1, T0, T0)], &[1, 2]),
        ("so is amoadd", &[r(Op::AmoaddW, T0, A0, A1), add(T1, T0, T0)], &[1, 2]),
        (
            "so is sc, even if it fails",
            &[r(Op::ScW, T0, A0, A1), add(T1, T0, T0), add(T1, T0, T0)],
            &[1, 2, 1],
        ),
        ("multiplication", &[r(Op::Mul, T0, A0, A1), r(Op::Mulhu, T0, T0, A1), nop()], &[4, 4, 1]),
        ("division", &[r(Op::Div, T0, A0, A1), r(Op::Remu, T0, T0, A1), nop()], &[34, 34, 1]),
        ("a jump", &[i(Op::Jal, RA, 0, 8), nop(), add(T0, RA, RA), nop()], &[3, 1, 1]),
        (
            "a taken branch",
            &[s(Op::Beq, ZERO, ZERO, 8), nop(), nop(), s(Op::Bne, ZERO, ZERO, 8), nop()],
            &[3, 1, 1, 1],
        ),
        (
            "a jump to a loaded address",
            &[
                i(Op::Auipc, T0, 0, 0),
                i(Op::Addi, T0, T0, 24),
                sw(T0, A0),
                lw(T1, A0),
                i(Op::Jalr, RA, T1, 0),
                nop(),
                nop(),
            ],
            &[1, 1, 1, 1, 4, 1],
        ),
        (
            "fence.i refills the pipeline, fence does not",
            &[plain(Op::FenceI), plain(Op::Fence)],
            &[5, 1],
        ),
        ("a write of satp changes translation", &[csrw(csr::SATP, ZERO), nop()], &[5, 1]),
        ("a read of satp does not", &[csrr(T0, csr::SATP), nop()], &[1, 1]),
        ("sfence.vma is an instruction like others", &[plain(Op::SfenceVma), nop()], &[1, 1]),
        ("a device", &[i(Op::Lui, T0, 0, 0x200_0000), lw(T1, T0), add(T1, T1, T1)], &[1, 11, 2]),
    ];
    for (name, program, cycles) in cases {
        check(name, &cacheless(), program, cycles);
    }
}

#[test]
fn stalling_pipeline_reads_results_from_the_register_file() {
    let config = MachineConfig { hazards: Hazards::Stall, ..cacheless() };
    let cases: &[(&str, &[Insn], &[u32])] = &[
        // add  F D E M W
        // add    F - - D E M W
        ("distance one", &[add(T0, A0, A1), add(T1, T0, T0)], &[1, 3]),
        ("distance two", &[add(T0, A0, A1), nop(), add(T1, T0, T0)], &[1, 1, 2]),
        ("distance three", &[add(T0, A0, A1), nop(), nop(), add(T1, T0, T0)], &[1, 1, 1, 1]),
        ("a load is no worse", &[lw(T0, A0), add(T1, T0, T0)], &[1, 3]),
        (
            "a stall between hides one",
            &[add(T0, A0, A1), add(T1, T0, T0), add(T2, T0, T0)],
            &[1, 3, 1],
        ),
        (
            "a stall of one between hides it too",
            &[add(T0, A0, A1), nop(), add(T1, T0, T0), add(T2, T1, T0)],
            &[1, 1, 2, 3],
        ),
        ("x0 is always there", &[add(ZERO, A0, A1), add(T1, ZERO, ZERO)], &[1, 1]),
        ("the bubbles of a jump hide it", &[i(Op::Jal, RA, 0, 4), add(T1, RA, RA)], &[3, 1]),
        ("behind a multiplication", &[r(Op::Mul, T0, A0, A1), add(T1, T0, T0)], &[4, 3]),
        (
            "a multiplication between hides it",
            &[add(T0, A0, A1), r(Op::Mul, T1, A0, A1), add(T2, T0, T0)],
            &[1, 4, 1],
        ),
    ];
    for (name, program, cycles) in cases {
        check(name, &config, program, cycles);
    }
}

#[test]
fn branches_resolved_in_memory_cost_three() {
    let config = MachineConfig { resolve: Resolve::Memory, ..cacheless() };
    check("jump", &config, &[i(Op::Jal, RA, 0, 4), nop()], &[4, 1]);
}

#[test]
fn static_prediction_expects_loops() {
    let config = MachineConfig { predictor: Predictor::Static, ..cacheless() };
    let cases: &[(&str, &[Insn], &[u32])] = &[
        ("forward, not taken", &[s(Op::Bne, ZERO, ZERO, 8), nop()], &[1, 1]),
        ("forward, taken", &[s(Op::Beq, ZERO, ZERO, 8), nop(), nop()], &[3, 1]),
        ("backward, not taken", &[nop(), s(Op::Bne, ZERO, ZERO, -4), nop()], &[1, 3, 1]),
        (
            "a loop pays once, at its end",
            &[i(Op::Addi, T0, ZERO, 3), i(Op::Addi, T0, T0, -1), s(Op::Bne, T0, ZERO, -4), nop()],
            &[1, 1, 1, 1, 1, 1, 3, 1],
        ),
        ("a jump", &[i(Op::Jal, RA, 0, 8), nop(), nop()], &[1, 1]),
        (
            "a jump through a register",
            &[i(Op::Auipc, T0, 0, 0), i(Op::Jalr, ZERO, T0, 8), nop()],
            &[1, 3, 1],
        ),
    ];
    for (name, program, cycles) in cases {
        check(name, &config, program, cycles);
    }
}

/// `li t0, 4; 1: addi t0, t0, -1; bnez t0, 1b`, twice, with a jump back: the counter of the branch
/// is 1 2 3 2 before the first round's four branches and 2 3 3 3 before the second's; the buffer
/// knows its target after the first.
#[test]
fn bimodal_prediction_learns() {
    let config = MachineConfig { predictor: Predictor::Bimodal, ..cacheless() };
    let program = [
        i(Op::Addi, T0, ZERO, 4),
        i(Op::Addi, T0, T0, -1),
        s(Op::Bne, T0, ZERO, -4),
        i(Op::Jal, ZERO, 0, -12),
    ];
    let first = [1, 1, 3, 1, 1, 1, 1, 1, 3, 3];
    let second = [1, 1, 1, 1, 1, 1, 1, 1, 3, 1];
    check("two rounds", &config, &program, &[first, second].concat());
}

/// Two branches four entries apart share a counter and a slot of tables of four entries.
#[test]
fn small_tables_are_shared() {
    let config = MachineConfig {
        predictor: Predictor::Bimodal,
        btb_entries: 4,
        history_entries: 4,
        ..cacheless()
    };
    let program = [
        s(Op::Beq, ZERO, ZERO, 16), // taken: 1 -> 2; the slot is its own
        nop(),
        nop(),
        nop(),
        s(Op::Beq, ZERO, ZERO, 8), // counter 2, but the slot is the other's: 2 -> 3
        nop(),
        i(Op::Jal, ZERO, 0, -24), // unknown
    ];
    // The first again: counter 3, but the slot was taken from it.
    check("conflict", &config, &program, &[3, 3, 3, 3, 3, 1]);
}

#[test]
fn a_single_cycle_pipeline_adds_nothing() {
    let config = MachineConfig { pipeline: Pipeline::Single, ..cacheless() };
    let program = [
        lw(T0, A0),
        add(T1, T0, T0),
        r(Op::Div, T0, A0, A1),
        i(Op::Jal, RA, 0, 4),
        csrw(csr::SATP, ZERO),
    ];
    check("all of it", &config, &program, &[1; 5]);
}

#[test]
fn a_misaligned_access_is_split_or_traps() {
    let split = MachineConfig { misaligned: Misaligned::Split, ..cacheless() };
    let program = [
        &li(T0, 0x8899_aabb)[..],
        &[s(Op::Sw, A0, T0, 3), i(Op::Lw, A1, A0, 3), i(Op::Lhu, A2, A0, 5), lw(A3, A0)],
    ]
    .concat();
    let mut machine = machine(&split, &[&program[..], &finish(0)].concat());
    machine.set_reg(A0.into(), 0x8000_1000);
    run(&mut machine, &mut ());
    assert_eq!(machine.regs()[A1 as usize..=A3 as usize], [0x8899_aabb, 0x8899, 0xbb00_0000]);
}

/// The count of a whole loop: `li t0, 10; 1: addi t0, t0, -1; bnez t0, 1b` is 1 + 10 * 2 + 9 * 2.
#[test]
fn a_loop_counts_its_iterations_and_taken_branches() {
    let program = [
        i(Op::Addi, T0, ZERO, 10),
        i(Op::Addi, T0, T0, -1),
        s(Op::Bne, T0, ZERO, -4),
        csrr(A0, csr::CYCLE),
        csrr(A1, csr::INSTRET),
    ];
    let machine = finished(&cacheless(), &program);
    assert_eq!(machine.regs()[A0 as usize], 1 + 10 * 2 + 9 * 2);
    assert_eq!(machine.regs()[A1 as usize], 1 + 20 + 1);
}
