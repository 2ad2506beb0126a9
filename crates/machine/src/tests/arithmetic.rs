//! Every computing instruction against a second definition: wider integers, and the manual's words
//! about the special cases.

use proptest::prelude::*;
use swtch_isa::Op;

use super::program::*;
use crate::Machine;

/// What `op` gives for `a` and `b`, computed in 128 bits.
fn expected(op: Op, a: u32, b: u32) -> u32 {
    let (sa, sb) = (i128::from(a as i32), i128::from(b as i32));
    let (ua, ub) = (i128::from(a), i128::from(b));
    let shift = b % 32;
    let power = 1i128 << shift;
    let wide = match op {
        Op::Add => ua + ub,
        Op::Sub => ua - ub,
        Op::Sll => ua * power,
        Op::Slt => (sa < sb).into(),
        Op::Sltu => (ua < ub).into(),
        Op::Xor => ua ^ ub,
        Op::Srl => ua / power,
        Op::Sra => sa.div_euclid(power),
        Op::Or => ua | ub,
        Op::And => ua & ub,
        Op::Mul => ua * ub,
        Op::Mulh => (sa * sb) >> 32,
        Op::Mulhsu => (sa * ub) >> 32,
        Op::Mulhu => (ua * ub) >> 32,
        Op::Div if b == 0 => -1,
        Op::Div => sa / sb,
        Op::Divu if b == 0 => i128::from(u32::MAX),
        Op::Divu => ua / ub,
        Op::Rem if b == 0 => sa,
        Op::Rem => sa % sb,
        Op::Remu if b == 0 => ua,
        Op::Remu => ua % ub,
        _ => unreachable!("{op:?} is not in the list"),
    };
    wide as u32
}

/// What an AMO leaves in memory.
fn expected_amo(op: Op, old: u32, b: u32) -> u32 {
    match op {
        Op::AmoswapW => b,
        Op::AmoaddW => expected(Op::Add, old, b),
        Op::AmoxorW => old ^ b,
        Op::AmoandW => old & b,
        Op::AmoorW => old | b,
        Op::AmominW => {
            if i64::from(old as i32) < i64::from(b as i32) {
                old
            } else {
                b
            }
        }
        Op::AmomaxW => {
            if i64::from(old as i32) > i64::from(b as i32) {
                old
            } else {
                b
            }
        }
        Op::AmominuW => {
            if old < b {
                old
            } else {
                b
            }
        }
        Op::AmomaxuW => {
            if old > b {
                old
            } else {
                b
            }
        }
        _ => unreachable!("{op:?} is not in the list"),
    }
}

const COMPUTING: [Op; 18] = [
    Op::Add,
    Op::Sub,
    Op::Sll,
    Op::Slt,
    Op::Sltu,
    Op::Xor,
    Op::Srl,
    Op::Sra,
    Op::Or,
    Op::And,
    Op::Mul,
    Op::Mulh,
    Op::Mulhsu,
    Op::Mulhu,
    Op::Div,
    Op::Divu,
    Op::Rem,
    Op::Remu,
];

const IMMEDIATE: [(Op, Op); 9] = [
    (Op::Addi, Op::Add),
    (Op::Slti, Op::Slt),
    (Op::Sltiu, Op::Sltu),
    (Op::Xori, Op::Xor),
    (Op::Ori, Op::Or),
    (Op::Andi, Op::And),
    (Op::Slli, Op::Sll),
    (Op::Srli, Op::Srl),
    (Op::Srai, Op::Sra),
];

const AMOS: [Op; 9] = [
    Op::AmoswapW,
    Op::AmoaddW,
    Op::AmoxorW,
    Op::AmoandW,
    Op::AmoorW,
    Op::AmominW,
    Op::AmomaxW,
    Op::AmominuW,
    Op::AmomaxuW,
];

/// A machine about to run one instruction, a0 and a1 set.
fn with_operands(insn: swtch_isa::Insn, a: u32, b: u32) -> Machine {
    let mut machine = machine(&cacheless(), &[insn]);
    machine.set_reg(A0.into(), a);
    machine.set_reg(A1.into(), b);
    machine
}

fn step(machine: &mut Machine) {
    machine.run(machine.counters().cycles + 1, &mut ());
}

/// Operands with the special cases among them.
fn operand() -> impl Strategy<Value = u32> {
    prop_oneof![
        any::<u32>(),
        (-3i32..4).prop_map(|small| small as u32),
        (-2i32..3).prop_map(|small| i32::MIN.wrapping_add(small) as u32),
    ]
}

proptest! {
    #[test]
    fn registers(index in 0..COMPUTING.len(), a in operand(), b in operand()) {
        let op = COMPUTING[index];
        let mut machine = with_operands(r(op, A2, A0, A1), a, b);
        step(&mut machine);
        prop_assert_eq!(machine.regs()[A2 as usize], expected(op, a, b), "{:?} {} {}", op, a, b);
    }

    #[test]
    fn immediates(index in 0..IMMEDIATE.len(), a in operand(), imm in -2048i32..2048) {
        let (op, like) = IMMEDIATE[index];
        let imm = if matches!(op, Op::Slli | Op::Srli | Op::Srai) { imm & 31 } else { imm };
        let mut machine = with_operands(i(op, A2, A0, imm), a, 0);
        step(&mut machine);
        prop_assert_eq!(machine.regs()[A2 as usize], expected(like, a, imm as u32));
    }

    #[test]
    fn atomics(index in 0..AMOS.len(), old in operand(), b in operand()) {
        let (op, paddr) = (AMOS[index], 0x8000_2000);
        let mut machine = with_operands(r(op, A2, A0, A1), paddr, b);
        machine.load(paddr, &old.to_le_bytes()).unwrap();
        step(&mut machine);
        prop_assert_eq!(machine.regs()[A2 as usize], old);
        let new = machine.read_bytes(paddr, 4).unwrap();
        prop_assert_eq!(new, &expected_amo(op, old, b).to_le_bytes()[..]);
    }

    #[test]
    fn branches(a in operand(), b in operand()) {
        let (sa, sb) = (i64::from(a as i32), i64::from(b as i32));
        let cases = [
            (Op::Beq, a == b), (Op::Bne, a != b), (Op::Blt, sa < sb), (Op::Bge, sa >= sb),
            (Op::Bltu, u64::from(a) < u64::from(b)), (Op::Bgeu, u64::from(a) >= u64::from(b)),
        ];
        for (op, taken) in cases {
            let mut machine = with_operands(s(op, A0, A1, 64), a, b);
            step(&mut machine);
            prop_assert_eq!(machine.pc(), 0x8000_0000 + if taken { 64 } else { 4 });
        }
    }

    #[test]
    fn loads_extend_and_stores_truncate(value in any::<u32>(), offset in 0u32..4) {
        let paddr = 0x8000_2000;
        let cases = [
            (Op::Lb, 1, value as u8 as i8 as u32), (Op::Lbu, 1, value & 0xff),
            (Op::Lh, 2, value as u16 as i16 as u32), (Op::Lhu, 2, value & 0xffff),
            (Op::Lw, 4, value),
        ];
        for (op, size, loaded) in cases {
            let at = paddr + (offset & !(size - 1));
            let store = [Op::Sb, Op::Sh, Op::Sw][size.trailing_zeros() as usize];
            let program = [s(store, A0, A1, 0), i(op, A2, A0, 0)];
            let mut machine = machine(&cacheless(), &program);
            machine.set_reg(A0.into(), at);
            machine.set_reg(A1.into(), value);
            step(&mut machine);
            step(&mut machine);
            prop_assert_eq!(machine.regs()[A2 as usize], loaded);
            let mut around = [0; 4];
            let bytes = value.to_le_bytes();
            let start = (at - paddr) as usize;
            around[start..start + size as usize].copy_from_slice(&bytes[..size as usize]);
            prop_assert_eq!(machine.read_bytes(paddr, 4).unwrap(), &around[..]);
        }
    }
}

#[test]
fn upper_immediates() {
    let program = [i(Op::Lui, A0, 0, 0x1234_5000), i(Op::Auipc, A1, 0, 0x7fff_f000)];
    let machine = finished(&cacheless(), &program);
    assert_eq!(machine.regs()[A0 as usize], 0x1234_5000);
    assert_eq!(machine.regs()[A1 as usize], 0xffff_f004);
}

#[test]
fn x0_stays_zero() {
    let mut machine = with_operands(r(Op::Add, ZERO, A0, A1), 1, 1);
    step(&mut machine);
    assert_eq!(machine.regs()[0], 0);
}
