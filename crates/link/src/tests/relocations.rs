//! One relocation at a time: bytes before, bytes after.

use object::elf::*;
use swtch_isa::{Insn, Op, decode, encode};

use crate::input::Relocation;
use crate::relocate::{Why, apply};

/// Where the bytes lie.
const PLACE: u32 = 0x8000_0000;

fn relocation(offset: u32, kind: RelocationType, symbol: usize, addend: i32) -> Relocation {
    Relocation { offset, kind: kind.0, symbol, addend }
}

/// Applies relocations in turn, each against the symbol of its index, whose address is given.
fn relocated(bytes: &[u8], relocations: &[Relocation], addresses: &[u32]) -> Vec<u8> {
    let mut bytes = bytes.to_vec();
    let faults = apply(&mut bytes, PLACE, relocations, |r| addresses[r.symbol]);
    assert!(faults.is_empty(), "{faults:?}");
    bytes
}

fn why(bytes: &[u8], kind: RelocationType, address: u32) -> Why {
    let mut bytes = bytes.to_vec();
    let mut faults = apply(&mut bytes, PLACE, &[relocation(0, kind, 0, 0)], |_| address);
    assert_eq!(faults.len(), 1);
    faults.remove(0).why
}

fn words(insns: &[Op]) -> Vec<u8> {
    insns.iter().flat_map(|&op| encode(Insn::new(op)).to_le_bytes()).collect()
}

/// The immediate of the instruction at an offset.
fn imm(bytes: &[u8], offset: usize) -> i32 {
    let word = u32::from_le_bytes(bytes[offset..offset + 4].try_into().unwrap());
    decode(word).unwrap().imm
}

#[test]
fn transfers_reach_to_the_last_byte_and_no_further() {
    for (kind, op, reach) in [(R_RISCV_BRANCH, Op::Beq, 4096), (R_RISCV_JAL, Op::Jal, 1 << 20)] {
        for distance in [0, 4, -4, reach - 4, -reach] {
            let target = PLACE.wrapping_add_signed(distance);
            let bytes = relocated(&words(&[op]), &[relocation(0, kind, 0, 0)], &[target]);
            assert_eq!(imm(&bytes, 0), distance);
        }
        for distance in [reach, -reach - 4] {
            let target = PLACE.wrapping_add_signed(distance);
            assert!(matches!(why(&words(&[op]), kind, target), Why::OutOfReach { .. }));
        }
        assert!(matches!(why(&words(&[op]), kind, PLACE + 2), Why::Misaligned { .. }));
    }
}

#[test]
fn a_lower_half_may_go_on_from_its_upper_half_as_far_as_that_one_reaches() {
    let pair = words(&[Op::Auipc, Op::Lw]);
    let pair_of = |addend| {
        let upper = relocation(0, R_RISCV_PCREL_HI20, 0, 0);
        [upper, relocation(4, R_RISCV_PCREL_LO12_I, 1, addend)]
    };
    let addresses = [PLACE + 0x17f8, PLACE];
    let bytes = relocated(&pair, &pair_of(4), &addresses);
    assert_eq!(imm(&bytes, 0).wrapping_add(imm(&bytes, 4)), 0x17fc);
    let faults = apply(&mut pair.clone(), PLACE, &pair_of(8), |r| addresses[r.symbol]);
    assert_eq!(faults.into_iter().map(|fault| fault.why).collect::<Vec<_>>(), [Why::BeyondPartner]);
}

#[test]
fn calls_and_address_pairs_reach_everything() {
    for target in [0, 0x7ff, 0x800, 0x1_0000, 0x7fff_f800, PLACE, PLACE + 0x7fc, u32::MAX - 3] {
        let pair = words(&[Op::Auipc, Op::Jalr]);
        let bytes = relocated(&pair, &[relocation(0, R_RISCV_CALL_PLT, 0, 0)], &[target & !3]);
        let reached = PLACE.wrapping_add_signed(imm(&bytes, 0)).wrapping_add_signed(imm(&bytes, 4));
        assert_eq!(reached, target & !3);

        let pair = words(&[Op::Auipc, Op::Addi, Op::Sw]);
        let relocations = [
            relocation(0, R_RISCV_PCREL_HI20, 0, 4),
            relocation(4, R_RISCV_PCREL_LO12_I, 1, 0),
            relocation(8, R_RISCV_PCREL_LO12_S, 1, 0),
        ];
        let bytes = relocated(&pair, &relocations, &[target, PLACE]);
        for low in [4, 8] {
            let high = PLACE.wrapping_add_signed(imm(&bytes, 0));
            assert_eq!(high.wrapping_add_signed(imm(&bytes, low)), target.wrapping_add(4));
        }

        let pair = words(&[Op::Lui, Op::Lw, Op::Sb]);
        let relocations = [
            relocation(0, R_RISCV_HI20, 0, -8),
            relocation(4, R_RISCV_LO12_I, 0, -8),
            relocation(8, R_RISCV_LO12_S, 0, -8),
        ];
        let bytes = relocated(&pair, &relocations, &[target]);
        for low in [4, 8] {
            let reached = (imm(&bytes, 0) as u32).wrapping_add_signed(imm(&bytes, low));
            assert_eq!(reached, target.wrapping_sub(8));
        }
    }
}

#[test]
fn data_is_set_and_label_differences_are_added_up() {
    let set = |kind, size: usize| {
        relocated(&vec![0xff; size], &[relocation(0, kind, 0, 1)], &[0x1234_5677])
    };
    assert_eq!(set(R_RISCV_32, 4), [0x78, 0x56, 0x34, 0x12]);
    assert_eq!(set(R_RISCV_SET32, 4), [0x78, 0x56, 0x34, 0x12]);
    assert_eq!(set(R_RISCV_SET16, 2), [0x78, 0x56]);
    assert_eq!(set(R_RISCV_SET8, 1), [0x78]);
    assert_eq!(set(R_RISCV_SET6, 1), [0xf8]);
    assert_eq!(set(R_RISCV_32_PCREL, 4), [0x78, 0x56, 0x34, 0x92]);

    let (end, start) = (0x8000_1234, 0x8000_1200);
    let pairs = [
        (R_RISCV_ADD8, R_RISCV_SUB8, 1),
        (R_RISCV_ADD16, R_RISCV_SUB16, 2),
        (R_RISCV_ADD32, R_RISCV_SUB32, 4),
        (R_RISCV_ADD64, R_RISCV_SUB64, 8),
        (R_RISCV_SET6, R_RISCV_SUB6, 1),
    ];
    for (add, subtract, size) in pairs {
        let both = [relocation(0, add, 0, 0), relocation(0, subtract, 1, 0)];
        let mut expected = vec![0; size];
        expected[0] = 0x34;
        assert_eq!(relocated(&vec![0; size], &both, &[end, start]), expected);
    }
}

#[test]
fn a_leb128_number_keeps_its_length() {
    let both = [relocation(1, R_RISCV_SET_ULEB128, 0, 0), relocation(1, R_RISCV_SUB_ULEB128, 1, 0)];
    let bytes = relocated(&[0xaa, 0x80, 0x80, 0x00, 0xaa], &both, &[0x8000_0105, 0x8000_0000]);
    assert_eq!(bytes, [0xaa, 0x85, 0x82, 0x00, 0xaa]);
}

#[test]
fn what_cannot_be_applied_is_said() {
    let word = words(&[Op::Addi]);
    assert_eq!(why(&word, R_RISCV_PCREL_LO12_I, PLACE), Why::NoPartner);
    assert_eq!(why(&word[..3], R_RISCV_32, 0), Why::OutsideSection);
    assert_eq!(why(&word, R_RISCV_CALL, 0), Why::OutsideSection);
    assert_eq!(why(&[0x80, 0x80], R_RISCV_SET_ULEB128, 0), Why::OutsideSection);
    for kind in [R_RISCV_RVC_JUMP, R_RISCV_TPREL_HI20, R_RISCV_COPY] {
        assert!(matches!(why(&word, kind, 0), Why::Refused { .. }));
    }
}
