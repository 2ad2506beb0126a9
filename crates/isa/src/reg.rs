//! Names of the integer registers.

/// The psABI's names, by number.
pub const NAMES: [&str; 32] = [
    "zero", "ra", "sp", "gp", "tp", "t0", "t1", "t2", "s0", "s1", "a0", "a1", "a2", "a3", "a4",
    "a5", "a6", "a7", "s2", "s3", "s4", "s5", "s6", "s7", "s8", "s9", "s10", "s11", "t3", "t4",
    "t5", "t6",
];

/// Always zero.
pub const ZERO: u8 = 0;
/// Return address.
pub const RA: u8 = 1;
/// Stack pointer.
pub const SP: u8 = 2;
/// Global pointer.
pub const GP: u8 = 3;
/// Thread pointer.
pub const TP: u8 = 4;
/// A scratch register, which `tail` uses.
pub const T1: u8 = 6;
/// First argument and result.
pub const A0: u8 = 10;
/// System-call number, by convention.
pub const A7: u8 = 17;

/// The psABI's name of a register; numbers from 32 up wrap round.
pub fn name(number: u8) -> &'static str {
    NAMES[number as usize % NAMES.len()]
}

/// A register's number by its psABI name, by `x0` … `x31`, or by `fp`.
pub fn by_name(name: &str) -> Option<u8> {
    if name == "fp" {
        return by_name("s0");
    }
    if let Some(digits) = name.strip_prefix('x') {
        let canonical = digits == "0" || !digits.starts_with(['0', '+']);
        return digits.parse().ok().filter(|&number| canonical && number < 32);
    }
    NAMES.iter().position(|&known| known == name).map(|number| number as u8)
}
