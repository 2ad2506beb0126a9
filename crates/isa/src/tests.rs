//! Tests of the table: round trips, agreement with the printed patterns, with the committed
//! manual page, and with GNU binutils.

mod binutils;
mod page;

use crate::{Format, Insn, Op, TABLE, csr, decode, disassemble, encode, reg, words};
use proptest::prelude::*;

/// Any instruction in its canonical form: operands its format lacks are zero.
pub(crate) fn any_insn() -> impl Strategy<Value = Insn> {
    (0..TABLE.len(), 0u8..32, 0u8..32, 0u8..32, any::<i32>()).prop_map(
        |(row, rd, rs1, rs2, imm)| canonical(Insn { op: TABLE[row].op, rd, rs1, rs2, imm }),
    )
}

fn canonical(insn: Insn) -> Insn {
    let format = insn.op.format();
    let when = |present: bool, register: u8| if present { register } else { 0 };
    Insn {
        op: insn.op,
        rd: when(format.has_rd(), insn.rd),
        rs1: when(format.has_rs1(), insn.rs1),
        rs2: when(format.has_rs2(), insn.rs2),
        imm: format.extract_imm(format.insert_imm(0, insn.imm)),
    }
}

/// The bits that decoding ignores: those the manual reserves in `fence` and `fence.i`.
fn ignored_bits(op: Op) -> u32 {
    match op {
        Op::Fence => 0x000F_8F80,
        Op::FenceI => 0xFFFF_8F80,
        _ => 0,
    }
}

proptest! {
    #[test]
    fn decode_undoes_encode(insn in any_insn()) {
        prop_assert_eq!(decode(encode(insn)), Some(insn));
    }

    #[test]
    fn a_word_that_decodes_is_its_own_encoding(row in 0..TABLE.len(), noise in any::<u32>()) {
        let word = TABLE[row].matching | noise & !TABLE[row].mask;
        let insn = decode(word).expect("a word of a row decodes");
        prop_assert_eq!(insn.op, TABLE[row].op);
        let kept = !ignored_bits(insn.op);
        prop_assert_eq!(encode(insn) & kept, word & kept);
    }

    #[test]
    fn decoding_agrees_with_a_search_through_all_rows(word in any::<u32>()) {
        // Most random words are illegal at the lowest two bits; half of ours are not.
        for word in [word, word | 3, word & 0xFE00_707F | 3] {
            let rows: Vec<Op> =
                TABLE.iter().filter(|row| word & row.mask == row.matching).map(|row| row.op).collect();
            prop_assert!(rows.len() <= 1, "{word:08x} is {rows:?}");
            prop_assert_eq!(decode(word).map(|insn| insn.op), rows.first().copied());
        }
    }

    #[test]
    fn immediates_in_range_survive_their_format(at in 0..Format::ALL.len(), imm in any::<i32>()) {
        let format = Format::ALL[at];
        let stored = format.extract_imm(format.insert_imm(0, imm));
        prop_assert!(format.imm_range().contains(&i64::from(stored)));
        let parts = format.imm_parts().iter();
        let step = parts.map(|part| 1i64 << part.low).min().unwrap_or(1);
        let representable =
            format.imm_range().contains(&i64::from(imm)) && i64::from(imm) % step == 0;
        prop_assert_eq!(representable, stored == imm);
    }

    #[test]
    fn any_instruction_disassembles_to_one_line(insn in any_insn(), pc in any::<u32>()) {
        let text = disassemble(insn, pc);
        prop_assert!(!text.is_empty() && !text.contains('\n') && text.trim() == text);
    }
}

#[test]
fn rows_stand_in_the_order_of_op() {
    for (at, row) in TABLE.iter().enumerate() {
        assert_eq!(row.op as usize, at, "{}", row.mnemonic);
    }
}

#[test]
fn printed_patterns_agree_with_formats() {
    for row in TABLE {
        let has = |name: &str| row.bits.split(' ').any(|field| field == name);
        let ignored = ignored_bits(row.op) != 0;
        assert_eq!(row.format.has_rd(), has("rd") && !ignored, "rd of {}", row.mnemonic);
        assert_eq!(row.format.has_rs2(), has("rs2"), "rs2 of {}", row.mnemonic);
        let rs1 = (has("rs1") || has("uimm")) && !ignored;
        assert_eq!(row.format.has_rs1(), rs1, "rs1 of {}", row.mnemonic);
        let operands = (0..32).filter(|at| row.mask >> at & 1 == 0).count() as u32;
        let format = row.format;
        let registers = [format.has_rd(), format.has_rs1(), format.has_rs2()]
            .iter()
            .filter(|has| **has)
            .count();
        let immediate: u32 = format.imm_parts().iter().map(|part| part.width).sum();
        let accounted = registers as u32 * 5 + immediate + ignored_bits(row.op).count_ones();
        assert_eq!(operands, accounted, "operand bits of {}", row.mnemonic);
        assert_eq!(printed_parts(row.bits), declared_parts(row), "{}", row.mnemonic);
    }
}

/// For each bit of the word, the bit of the immediate that a pattern prints there.
fn printed_parts(pattern: &str) -> Vec<(u32, u32)> {
    let mut parts = Vec::new();
    let mut below = 32;
    for field in pattern.split(' ') {
        let Some(ranges) = field.strip_prefix("imm[").and_then(|rest| rest.strip_suffix(']'))
        else {
            below -= match field {
                "rd" | "rs1" | "rs2" | "uimm" | "shamt" => 5,
                "csr" => 12,
                "fm" | "pred" | "succ" => 4,
                "aq" | "rl" => 1,
                bits => bits.len() as u32,
            };
            continue;
        };
        for range in ranges.split('|') {
            let (high, low) = range.split_once(':').unwrap_or((range, range));
            let (high, low): (u32, u32) = (high.parse().unwrap(), low.parse().unwrap());
            for bit in (low..=high).rev() {
                below -= 1;
                parts.push((below, bit));
            }
        }
    }
    assert_eq!(below, 0, "{pattern}");
    parts
}

fn declared_parts(row: &crate::Row) -> Vec<(u32, u32)> {
    if !row.bits.contains("imm[") || row.op == Op::FenceI {
        return printed_parts(row.bits);
    }
    let parts = row.format.imm_parts().iter();
    let mut bits: Vec<(u32, u32)> =
        parts.flat_map(|part| (0..part.width).map(|bit| (part.at + bit, part.low + bit))).collect();
    bits.sort_by_key(|&(at, _)| std::cmp::Reverse(at));
    bits
}

#[test]
fn reserved_and_foreign_words_are_illegal() {
    let illegal = [
        0x0000_0000,           // all zeros, defined illegal
        0xFFFF_FFFF,           // all ones
        0x0000_4501,           // compressed: li a0,0
        0x0205_1513,           // slli with shamt[5], reserved in RV32
        0x0000_3503,           // ld
        0x0005_053B,           // addw
        0x1020_0073,           // sret: there is no supervisor mode
        0x1020_252F,           // lr.w with rs2 = 2
        0x0000_2063,           // branch with funct3 2
        0x4000_0033 | 1 << 12, // sub's funct7 with sll's funct3
        0x0000_400F,           // MISC-MEM with funct3 4
        0x0000_4073,           // SYSTEM with funct3 4
    ];
    for word in illegal {
        assert_eq!(decode(word), None, "{word:08x}");
    }
}

#[test]
fn hints_and_reserved_fences_decode() {
    for (word, op) in [
        (0x0010_0013u32, Op::Addi), // addi zero,zero,1
        (0x0000_0037, Op::Lui),     // lui zero,0
        (0x0100_000F, Op::Fence),   // pause
        (0x8330_000F, Op::Fence),   // fence.tso
        (0x7FF5_050F, Op::Fence),   // reserved fm, rs1 and rd
        (0x0050_150F, Op::FenceI),  // reserved rd and immediate
    ] {
        assert_eq!(decode(word).map(|insn| insn.op), Some(op), "{word:08x}");
    }
}

#[test]
fn disassembly_of_every_row() {
    let mut text = String::new();
    let operands = [(10, 11, 12, -16), (0, 0, 0, 0), (1, 1, 0, 2046), (5, 0, 6, 0x0003_1FFE)];
    for row in TABLE {
        for (rd, rs1, rs2, imm) in operands {
            let insn = canonical(Insn { op: row.op, rd, rs1, rs2, imm });
            let line = format!("{:08x}  {}\n", encode(insn), disassemble(insn, 0x8000_0000));
            if !text.ends_with(&line) {
                text += &line;
            }
        }
    }
    insta::assert_snapshot!(text);
}

#[test]
fn pseudo_instructions_are_preferred() {
    let lines: Vec<String> = [
        0x0000_0013u32,
        0x0010_0513,
        0x0005_8513,
        0xFFF5_C513,
        0x0FF5_F513,
        0x40B0_0533,
        0x0015_B513,
        0x00B0_3533,
        0x0005_A533,
        0x00B0_2533,
        0x0005_0463,
        0x0005_1463,
        0x00A0_5463,
        0x0005_5463,
        0x0005_4463,
        0x00A0_4463,
        0x0080_006F,
        0x0080_00EF,
        0x0000_8067,
        0x0005_0067,
        0x0045_0067,
        0x0005_00E7,
        0x0045_00E7,
        0x0045_02E7,
        0xC000_1073,
        0xC000_2573,
        0xC810_2573,
        0x3000_2573,
        0x3405_1073,
        0x3005_2073,
        0x3005_3073,
        0x3004_5073,
        0x3004_6073,
        0x3004_7073,
        0x3405_1573,
        0x7C0F_9073,
        0x0FF0_000F,
        0x8330_000F,
        0x0110_000F,
        0x1200_0073,
        0x1205_0073,
        0x12B5_0073,
        0x1405_252F,
        0x06B5_252F,
        0x5001_1073,
    ]
    .into_iter()
    .map(|word| format!("{word:08x}  {}", disassemble(decode(word).unwrap(), 0x100)))
    .collect();
    insta::assert_snapshot!(lines.join("\n"));
}

#[test]
fn every_syntax_uses_known_words() {
    let known = [
        "rd", "rs1", "rs2", "imm", "imm32", "upper", "shamt", "target", "uimm", "csr", "pred",
        "succ", "symbol", ",", "(", ")",
    ];
    let formats = Format::ALL.iter().map(|format| format.syntax());
    for syntax in formats.chain(crate::PSEUDOS.iter().map(|pseudo| pseudo.syntax)) {
        assert!(words(syntax).all(|word| known.contains(&word)), "{syntax}");
        assert_eq!(words(syntax).collect::<String>(), syntax);
    }
}

#[test]
fn registers_are_found_by_all_their_names() {
    for number in 0..32 {
        assert_eq!(reg::by_name(reg::name(number)), Some(number));
        assert_eq!(reg::by_name(&format!("x{number}")), Some(number));
    }
    assert_eq!(reg::by_name("fp"), Some(8));
    for wrong in ["x32", "x01", "x+1", "x", "", "r0", "s12", "X1"] {
        assert_eq!(reg::by_name(wrong), None, "{wrong}");
    }
}

#[test]
fn csr_names_and_numbers_are_one_to_one() {
    let named: Vec<u16> = (0..0x1000).filter(|&number| csr::name(number).is_some()).collect();
    for &number in &named {
        assert_eq!(csr::by_name(csr::name(number).unwrap()), Some(number));
    }
    assert_eq!(csr::by_name("mhpmcounter31h"), Some(0xB9F));
    assert_eq!(csr::by_name("mtlbvec"), Some(csr::MTLBVEC));
    assert_eq!(csr::by_name("mhpmcounter2"), None);
    assert_eq!(csr::name(0xFFF), None);
}
