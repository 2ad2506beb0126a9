//! Reading bit patterns as the manual prints them: `imm[11:0] rs1 000 rd 0010011`.
//!
//! Fields stand from bit 31 down, separated by spaces. A field of only `0` and `1` is fixed; any
//! other is an operand, whose width its name tells. Everything here runs at compile time, so that
//! a row of the table carries its mask and match as plain numbers.

/// The fixed bits of a pattern: which they are, and their values.
pub(crate) const fn mask_and_match(pattern: &str) -> (u32, u32) {
    let text = pattern.as_bytes();
    let (mut mask, mut matching, mut below, mut at) = (0u32, 0u32, 32u32, 0);
    while at < text.len() {
        let end = field_end(text, at);
        if is_fixed(text, at, end) {
            while at < end {
                below -= 1;
                mask |= 1 << below;
                matching |= ((text[at] - b'0') as u32) << below;
                at += 1;
            }
        } else {
            below -= field_width(text, at, end);
        }
        at = end + 1;
    }
    assert!(below == 0, "a pattern must have 32 bits");
    (mask, matching)
}

const fn field_end(text: &[u8], mut at: usize) -> usize {
    while at < text.len() && text[at] != b' ' {
        at += 1;
    }
    at
}

const fn is_fixed(text: &[u8], mut at: usize, end: usize) -> bool {
    while at < end {
        if text[at] != b'0' && text[at] != b'1' {
            return false;
        }
        at += 1;
    }
    true
}

/// The width of an operand field, from its brackets (`imm[4:1|11]` is 5) or from its name.
const fn field_width(text: &[u8], start: usize, end: usize) -> u32 {
    let mut at = start;
    while at < end {
        if text[at] == b'[' {
            return bracket_width(text, at + 1);
        }
        at += 1;
    }
    let mut known = 0;
    while !is_name(text, start, end, NAMED[known].0.as_bytes()) {
        known += 1;
    }
    NAMED[known].1
}

/// Fields that are always whole, and their widths; an unknown name does not compile.
const NAMED: [(&str, u32); 11] = [
    ("rd", 5),
    ("rs1", 5),
    ("rs2", 5),
    ("shamt", 5),
    ("uimm", 5),
    ("csr", 12),
    ("aq", 1),
    ("rl", 1),
    ("fm", 4),
    ("pred", 4),
    ("succ", 4),
];

const fn is_name(text: &[u8], start: usize, end: usize, name: &[u8]) -> bool {
    let mut at = 0;
    while at < name.len() && start + at < end && name[at] == text[start + at] {
        at += 1;
    }
    at == name.len() && start + at == end
}

/// The number of bits in `12|10:5]`, which begins at `at`.
const fn bracket_width(text: &[u8], mut at: usize) -> u32 {
    let (mut width, mut high, mut number, mut in_range) = (0, 0, 0, false);
    loop {
        match text[at] {
            digit @ b'0'..=b'9' => number = number * 10 + (digit - b'0') as u32,
            b':' => {
                high = number;
                number = 0;
                in_range = true;
            }
            end => {
                width += if in_range { high - number + 1 } else { 1 };
                number = 0;
                in_range = false;
                if end == b']' {
                    return width;
                }
            }
        }
        at += 1;
    }
}
