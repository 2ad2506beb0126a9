//! The same inputs give the same run, observers change nothing, and no program harms the host.

use proptest::prelude::*;
use swtch_isa::{Insn, Op, TABLE, csr, encode};

use super::program::*;
use crate::config::{MachineConfig, Misaligned, Replacement, TlbConfig};
use crate::{Counters, Machine, RAM_BASE, Stop};

/// A program of any instructions, whose registers point into RAM so that much of it does work.
fn any_program() -> impl Strategy<Value = Vec<Insn>> {
    let insn = (0..TABLE.len(), 0u8..32, 0u8..32, 0u8..32, -64i32..64);
    let insn = insn.prop_map(|(row, rd, rs1, rs2, imm)| {
        let op = TABLE[row].op;
        let csrs = [csr::SATP, csr::MTLBOP, csr::MTLBHI, csr::MTLBLO, csr::MSTATUS, csr::MCACHEOP];
        let imm = match op {
            Op::Csrrw | Op::Csrrs | Op::Csrrc | Op::Csrrwi | Op::Csrrsi | Op::Csrrci => {
                csrs[imm.unsigned_abs() as usize % csrs.len()].into()
            }
            Op::Lui | Op::Auipc => imm << 12,
            Op::Jal | Op::Beq | Op::Bne | Op::Blt | Op::Bge | Op::Bltu | Op::Bgeu => imm & !3,
            _ => imm,
        };
        // Few writes to the lower registers, which hold addresses.
        Insn { op, rd: if rd < 8 { rd + 8 } else { rd }, rs1: rs1 & 15, rs2, imm }
    });
    prop::collection::vec(insn, 1..200)
}

fn config(small: bool) -> MachineConfig {
    let tlb = TlbConfig { entries: 8, replacement: Replacement::Lru, ..TlbConfig::default() };
    let misaligned = if small { Misaligned::Split } else { Misaligned::Trap };
    MachineConfig { misaligned, tlb, ..MachineConfig::default() }
}

fn prepared(config: &MachineConfig, program: &[Insn]) -> Machine {
    let mut machine =
        machine(config, &[&li(1, RAM_BASE)[..], &[csrw(csr::MTVEC, 1)], program].concat());
    for register in 2..8 {
        machine.set_reg(register, RAM_BASE + 0x1000 * register as u32);
    }
    machine
}

const LIMIT: u64 = 20_000;

/// How a run ends: the stop, the counts, the registers.
type End = (Stop, Counters, [u32; 32], u32);

fn end(machine: &mut Machine, stop: Stop) -> End {
    (stop, machine.counters(), *machine.regs(), machine.pc())
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(200))]

    #[test]
    fn runs_repeat_and_observers_change_nothing(program in any_program(), small in any::<bool>()) {
        let config = config(small);
        let mut first = prepared(&config, &program);
        let stop = first.run(LIMIT, &mut ());
        let first = end(&mut first, stop);

        let mut again = prepared(&config, &program);
        let stop = again.run(LIMIT, &mut ());
        prop_assert_eq!(&end(&mut again, stop), &first);

        let mut observed = prepared(&config, &program);
        observed.probe(RAM_BASE + 8, 1);
        let stop = observed.run(LIMIT, &mut Recorder { owner: 3, ..Recorder::default() });
        prop_assert_eq!(&end(&mut observed, stop), &first);
    }

    #[test]
    fn a_run_in_pieces_is_the_same_run(program in any_program(), piece in 1u64..500) {
        let config = config(false);
        let mut whole = prepared(&config, &program);
        let stop = whole.run(LIMIT, &mut ());
        let whole = end(&mut whole, stop);
        let mut pieces = prepared(&config, &program);
        let mut limit = 0;
        let stop = loop {
            limit = LIMIT.min(limit + piece);
            match pieces.run(limit, &mut ()) {
                Stop::Limit if limit < LIMIT => {}
                stop => break stop,
            }
        };
        prop_assert_eq!(end(&mut pieces, stop), whole);
    }

    #[test]
    fn any_words_end_in_a_stop(words in prop::collection::vec(any::<u32>(), 1..100), seed in any::<u64>()) {
        let mut machine = Machine::new(&config(true), seed).unwrap();
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        machine.load(RAM_BASE, &bytes).unwrap();
        machine.run(LIMIT, &mut ());
    }
}

#[test]
fn loading_beyond_ram_is_refused() {
    let mut machine = Machine::new(&MachineConfig::default(), 0).unwrap();
    assert!(machine.load(RAM_BASE - 1, &[0; 2]).is_err());
    assert!(machine.load(RAM_BASE + (64 << 20) - 1, &[0]).is_ok());
    let error = machine.load(RAM_BASE + (64 << 20) - 1, &[0; 2]).unwrap_err();
    insta::assert_snapshot!(error);
    assert_eq!(machine.read_bytes(0, 1), None);
}

#[test]
fn code_that_changes_itself_is_executed_as_changed() {
    let changed = encode(i(Op::Addi, A0, ZERO, 2));
    let program = [
        &li(T0, RAM_BASE + 24)[..],
        &li(T1, changed),
        &[nop(), i(Op::Jal, ZERO, 0, 4), i(Op::Addi, A0, A0, 1)],
        &[s(Op::Sw, T0, T1, 0), s(Op::Bne, A0, A1, -8)],
        &finish(0),
    ]
    .concat();
    let mut machine = machine(&MachineConfig::default(), &program);
    machine.set_reg(A1.into(), 2);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    assert_eq!(machine.regs()[A0 as usize], 2);
}
