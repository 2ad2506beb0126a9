//! Relocation: writing final addresses into the bytes of one section. Each kind is one line of
//! [`write_of`]; where the bits of an instruction's immediate lie is `isa`'s knowledge.
//! Kinds and formulas are those of the RISC-V ELF specification, with S the symbol's address,
//! A the addend and P the address of the place.

use std::collections::HashMap;

use object::elf::{self, RelocationType};
use swtch_isa::Format;

use crate::input::Relocation;

/// A relocation that could not be applied, and why; the caller names place and symbol.
#[derive(Debug)]
pub(crate) struct Fault {
    pub offset: u32,
    pub symbol: usize,
    pub why: Why,
}

/// What is wrong with a relocation.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Why {
    /// `distance` bytes is more than the instruction's immediate can say.
    OutOfReach { what: &'static str, distance: i32, reach: i32 },
    /// The target of a branch or jump is not a multiple of four.
    Misaligned { what: &'static str, address: u32 },
    /// A `%pcrel_lo` whose label is not at a `%pcrel_hi`.
    NoPartner,
    /// With its addend a `%pcrel_lo` would need another upper part than its `%pcrel_hi` has.
    BeyondPartner,
    /// The place lies outside of its section.
    OutsideSection,
    /// The code holds an address that only the loader finds.
    NotHere,
    /// The code holds an address, but may lie anywhere.
    NoBase,
    /// The loader would have to write into what is read-only by then.
    ReadOnly,
    /// A kind that code for this machine does not need.
    Refused { kind: u32, reason: &'static str, hint: &'static str },
}

/// What a relocation does to the bytes at its place.
#[derive(Clone, Copy)]
enum Write {
    /// Nothing: a remark to a linker that shortens code.
    Nothing,
    /// The immediate of one instruction becomes the value.
    Immediate(Format),
    /// As `Immediate`, and the value must fit: named as what.
    Transfer(Format, &'static str),
    /// `auipc` and `jalr` together hold the value.
    Call,
    /// So many bytes of data become, gain or lose the value.
    Set(usize),
    Add(usize),
    Sub(usize),
    /// The low six bits of a byte.
    Set6,
    Sub6,
    /// A number in LEB128, its length unchanged.
    SetUleb,
    SubUleb,
}

/// How the value is computed.
#[derive(Clone, Copy)]
enum Value {
    /// S + A
    Absolute,
    /// S + A - P
    Relative,
    /// The value of the `%pcrel_hi` at S, + A, as long as that leaves its upper part as it is.
    Partner,
}

fn write_of(kind: u32) -> Result<(Write, Value), Why> {
    use Value::*;
    use Write::*;
    Ok(match RelocationType(kind) {
        elf::R_RISCV_NONE | elf::R_RISCV_RELAX => (Nothing, Absolute),
        elf::R_RISCV_BRANCH => (Transfer(Format::B, "branch"), Relative),
        elf::R_RISCV_JAL => (Transfer(Format::J, "jump"), Relative),
        elf::R_RISCV_CALL | elf::R_RISCV_CALL_PLT => (Call, Relative),
        elf::R_RISCV_PCREL_HI20 | elf::R_RISCV_GOT_HI20 => (Immediate(Format::U), Relative),
        elf::R_RISCV_PCREL_LO12_I => (Immediate(Format::I), Partner),
        elf::R_RISCV_PCREL_LO12_S => (Immediate(Format::S), Partner),
        elf::R_RISCV_HI20 => (Immediate(Format::U), Absolute),
        elf::R_RISCV_LO12_I => (Immediate(Format::I), Absolute),
        elf::R_RISCV_LO12_S => (Immediate(Format::S), Absolute),
        elf::R_RISCV_32 | elf::R_RISCV_SET32 => (Set(4), Absolute),
        elf::R_RISCV_32_PCREL | elf::R_RISCV_PLT32 | elf::R_RISCV_GOT32_PCREL => (Set(4), Relative),
        elf::R_RISCV_SET16 => (Set(2), Absolute),
        elf::R_RISCV_SET8 => (Set(1), Absolute),
        elf::R_RISCV_SET6 => (Set6, Absolute),
        elf::R_RISCV_ADD8 => (Add(1), Absolute),
        elf::R_RISCV_ADD16 => (Add(2), Absolute),
        elf::R_RISCV_ADD32 => (Add(4), Absolute),
        elf::R_RISCV_ADD64 => (Add(8), Absolute),
        elf::R_RISCV_SUB6 => (Sub6, Absolute),
        elf::R_RISCV_SUB8 => (Sub(1), Absolute),
        elf::R_RISCV_SUB16 => (Sub(2), Absolute),
        elf::R_RISCV_SUB32 => (Sub(4), Absolute),
        elf::R_RISCV_SUB64 => (Sub(8), Absolute),
        elf::R_RISCV_SET_ULEB128 => (SetUleb, Absolute),
        elf::R_RISCV_SUB_ULEB128 => (SubUleb, Absolute),
        _ => return Err(refusal(kind)),
    })
}

fn refusal(kind: u32) -> Why {
    let (reason, hint) = match RelocationType(kind) {
        elf::R_RISCV_RVC_BRANCH | elf::R_RISCV_RVC_JUMP | elf::R_RISCV_RVC_LUI => (
            "the machine has no compressed instructions",
            "compile with -march=rv32ima_zicsr_zifencei",
        ),
        elf::R_RISCV_TLS_GOT_HI20
        | elf::R_RISCV_TLS_GD_HI20
        | elf::R_RISCV_TPREL_HI20
        | elf::R_RISCV_TPREL_LO12_I
        | elf::R_RISCV_TPREL_LO12_S
        | elf::R_RISCV_TPREL_ADD => {
            ("thread-local variables are not supported", "remove _Thread_local or __thread")
        }
        _ => (
            "a static 32-bit program cannot contain it",
            "compile with -march=rv32ima_zicsr_zifencei -mabi=ilp32 -fno-pic",
        ),
    };
    Why::Refused { kind, reason, hint }
}

/// The name of a relocation kind as the ELF specification has it, without `R_RISCV_`.
pub(crate) fn kind_name(kind: u32) -> String {
    const NAMES: [(RelocationType, &str); 33] = [
        (elf::R_RISCV_NONE, "NONE"),
        (elf::R_RISCV_32, "32"),
        (elf::R_RISCV_64, "64"),
        (elf::R_RISCV_BRANCH, "BRANCH"),
        (elf::R_RISCV_JAL, "JAL"),
        (elf::R_RISCV_CALL, "CALL"),
        (elf::R_RISCV_CALL_PLT, "CALL_PLT"),
        (elf::R_RISCV_GOT_HI20, "GOT_HI20"),
        (elf::R_RISCV_PCREL_HI20, "PCREL_HI20"),
        (elf::R_RISCV_PCREL_LO12_I, "PCREL_LO12_I"),
        (elf::R_RISCV_PCREL_LO12_S, "PCREL_LO12_S"),
        (elf::R_RISCV_HI20, "HI20"),
        (elf::R_RISCV_LO12_I, "LO12_I"),
        (elf::R_RISCV_LO12_S, "LO12_S"),
        (elf::R_RISCV_TPREL_HI20, "TPREL_HI20"),
        (elf::R_RISCV_ADD8, "ADD8"),
        (elf::R_RISCV_ADD16, "ADD16"),
        (elf::R_RISCV_ADD32, "ADD32"),
        (elf::R_RISCV_SUB8, "SUB8"),
        (elf::R_RISCV_SUB16, "SUB16"),
        (elf::R_RISCV_SUB32, "SUB32"),
        (elf::R_RISCV_ALIGN, "ALIGN"),
        (elf::R_RISCV_RVC_BRANCH, "RVC_BRANCH"),
        (elf::R_RISCV_RVC_JUMP, "RVC_JUMP"),
        (elf::R_RISCV_RELAX, "RELAX"),
        (elf::R_RISCV_SUB6, "SUB6"),
        (elf::R_RISCV_SET6, "SET6"),
        (elf::R_RISCV_SET8, "SET8"),
        (elf::R_RISCV_SET16, "SET16"),
        (elf::R_RISCV_SET32, "SET32"),
        (elf::R_RISCV_32_PCREL, "32_PCREL"),
        (elf::R_RISCV_SET_ULEB128, "SET_ULEB128"),
        (elf::R_RISCV_SUB_ULEB128, "SUB_ULEB128"),
    ];
    let found = NAMES.iter().find(|(number, _)| number.0 == kind);
    found.map_or_else(|| format!("number {kind}"), |(_, name)| name.to_string())
}

/// Applies `relocations` to `bytes`, which will lie at `address`; `symbol` gives the address of
/// what each refers to. What cannot be applied is skipped and reported.
pub(crate) fn apply(
    bytes: &mut [u8],
    address: u32,
    relocations: &[Relocation],
    symbol: impl Fn(&Relocation) -> u32,
) -> Vec<Fault> {
    let high_parts: HashMap<u32, u32> = relocations
        .iter()
        .filter(|r| [elf::R_RISCV_PCREL_HI20.0, elf::R_RISCV_GOT_HI20.0].contains(&r.kind))
        .map(|r| {
            let place = address.wrapping_add(r.offset);
            let target = symbol(r).wrapping_add(r.addend as u32);
            (place, target.wrapping_sub(place))
        })
        .collect();
    let mut faults = Vec::new();
    for r in relocations {
        let partner = || high_parts.get(&symbol(r)).copied();
        let result = apply_one(bytes, address, r, symbol(r), partner);
        faults.extend(result.err().map(|why| Fault { offset: r.offset, symbol: r.symbol, why }));
    }
    faults
}

fn apply_one(
    bytes: &mut [u8],
    address: u32,
    relocation: &Relocation,
    symbol: u32,
    partner: impl Fn() -> Option<u32>,
) -> Result<(), Why> {
    let (write, value) = write_of(relocation.kind)?;
    let place = address.wrapping_add(relocation.offset);
    let target = symbol.wrapping_add(relocation.addend as u32);
    let value = match value {
        Value::Absolute => target,
        Value::Relative => target.wrapping_sub(place),
        Value::Partner => {
            let upper = partner().ok_or(Why::NoPartner)?;
            let value = upper.wrapping_add(relocation.addend as u32);
            if value.wrapping_add(0x800) >> 12 != upper.wrapping_add(0x800) >> 12 {
                return Err(Why::BeyondPartner);
            }
            value
        }
    };
    let at = bytes.get_mut(relocation.offset as usize..).ok_or(Why::OutsideSection)?;
    store(at, write, value, target)
}

/// Writes `value` at the start of `at`; `target` is the absolute address a transfer goes to.
fn store(at: &mut [u8], write: Write, value: u32, target: u32) -> Result<(), Why> {
    match write {
        Write::Nothing => Ok(()),
        Write::Immediate(format) => patch(at, 0, format, high_adjusted(format, value)),
        Write::Transfer(format, what) => {
            let distance = value as i32;
            if !target.is_multiple_of(4) {
                return Err(Why::Misaligned { what, address: target });
            }
            if !format.imm_range().contains(&i64::from(distance)) {
                let reach = *format.imm_range().end() as i32;
                return Err(Why::OutOfReach { what, distance, reach });
            }
            patch(at, 0, format, distance)
        }
        Write::Call => {
            if !target.is_multiple_of(4) {
                return Err(Why::Misaligned { what: "call", address: target });
            }
            patch(at, 0, Format::U, high_adjusted(Format::U, value))?;
            patch(at, 4, Format::I, value as i32)
        }
        Write::Set(size) => change(at, size, |_| u64::from(value)),
        Write::Add(size) => change(at, size, |old| old.wrapping_add(value.into())),
        Write::Sub(size) => change(at, size, |old| old.wrapping_sub(value.into())),
        Write::Set6 => change(at, 1, |old| old & !0x3f | u64::from(value) & 0x3f),
        Write::Sub6 => change(at, 1, |old| old & !0x3f | old.wrapping_sub(value.into()) & 0x3f),
        Write::SetUleb => change_uleb(at, |_| u64::from(value)),
        Write::SubUleb => change_uleb(at, |old| old.wrapping_sub(value.into())),
    }
}

/// The lower part is sign-extended when it is added, so the upper part makes up for that.
fn high_adjusted(format: Format, value: u32) -> i32 {
    let rounding = if format == Format::U { 0x800 } else { 0 };
    value.wrapping_add(rounding) as i32
}

fn patch(at: &mut [u8], skip: usize, format: Format, immediate: i32) -> Result<(), Why> {
    let at = at.get_mut(skip..).ok_or(Why::OutsideSection)?;
    change(at, 4, |word| format.insert_imm(word as u32, immediate).into())
}

/// Replaces the first `size` bytes, a little-endian number.
fn change(at: &mut [u8], size: usize, new: impl FnOnce(u64) -> u64) -> Result<(), Why> {
    let bytes = at.get_mut(..size).ok_or(Why::OutsideSection)?;
    let mut word = [0; 8];
    word[..size].copy_from_slice(bytes);
    bytes.copy_from_slice(&new(u64::from_le_bytes(word)).to_le_bytes()[..size]);
    Ok(())
}

/// Replaces a LEB128 number of at most ten bytes by another of the same length.
fn change_uleb(at: &mut [u8], new: impl FnOnce(u64) -> u64) -> Result<(), Why> {
    let last = at.iter().take(10).position(|byte| byte & 0x80 == 0).ok_or(Why::OutsideSection)?;
    let digits = &mut at[..=last];
    let old = digits.iter().rev().fold(0, |number, digit| number << 7 | u64::from(digit & 0x7f));
    let mut number = new(old);
    for (index, digit) in digits.iter_mut().enumerate() {
        *digit = number as u8 & 0x7f | if index < last { 0x80 } else { 0 };
        number >>= 7;
    }
    Ok(())
}
