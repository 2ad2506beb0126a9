//! What numbers, character constants and string literals stand for.
//!
//! Used by `#if` and by the parser alike; a [`Problem`] becomes a diagnostic at the token.

use super::types::IntKind;

/// An integer constant.
#[derive(Clone, Copy, Debug)]
pub struct Number {
    /// Its value.
    pub value: u64,
    /// Its type on this target.
    pub kind: IntKind,
    /// Whether that is unsigned.
    pub unsigned: bool,
}

/// A character constant.
#[derive(Clone, Copy, Debug)]
pub struct Character {
    /// Its value.
    pub value: i64,
    /// Its type: `int`, or that of the prefix.
    pub kind: IntKind,
    /// Several characters between the quotes.
    pub multiple: bool,
}

/// What is wrong with a literal.
#[derive(Clone, Debug)]
pub struct Problem {
    /// The message.
    pub message: String,
    /// Words under the caret.
    pub label: String,
    /// The way out.
    pub hint: Option<&'static str>,
    /// It is a floating constant.
    pub floating: bool,
}

fn problem<T>(message: impl Into<String>, label: impl Into<String>) -> Result<T, Problem> {
    Err(Problem { message: message.into(), label: label.into(), hint: None, floating: false })
}

/// The value and type of a preprocessing number.
pub fn number(text: &str) -> Result<Number, Problem> {
    let lower = text.to_ascii_lowercase();
    let (radix, digits) = match lower.as_bytes() {
        [b'0', b'x', ..] => (16, &lower[2..]),
        [b'0', b'b', ..] => (2, &lower[2..]),
        [b'0', ..] => (8, &lower[..]),
        _ => (10, &lower[..]),
    };
    if is_floating(digits, radix) {
        return Err(Problem {
            message: format!("floating constant '{text}': floating point is not supported"),
            label: "the machine computes with integers only".into(),
            hint: Some(
                "scale the value to an integer, for example milliseconds instead of seconds",
            ),
            floating: true,
        });
    }
    let is_digit = |c: char| if radix == 16 { c.is_ascii_hexdigit() } else { c.is_ascii_digit() };
    let length = digits.find(|c| !is_digit(c)).unwrap_or(digits.len());
    let (digits, suffix) = digits.split_at(length);
    let mut value: u64 = 0;
    let mut overflow = false;
    for c in digits.chars() {
        let Some(digit) = c.to_digit(radix) else {
            return problem(format!("'{c}' is no digit of base {radix}"), "in this number");
        };
        let (product, over) = value.overflowing_mul(u64::from(radix));
        value = product.wrapping_add(u64::from(digit));
        overflow |= over || value < u64::from(digit);
    }
    if digits.is_empty() {
        return problem(format!("'{text}' has no digits"), "digits are missing");
    }
    if overflow {
        return problem(format!("'{text}' is too large"), "an integer has at most 64 bits");
    }
    let Some((unsigned, longs)) = suffix_meaning(suffix) else {
        return problem(
            format!("'{suffix}' is no suffix of an integer"),
            "u, l, ul, ll and ull are",
        );
    };
    let kind = number_kind(value, unsigned, longs, radix == 10);
    Ok(Number { value, kind, unsigned: !kind.signed() })
}

fn is_floating(digits: &str, radix: u32) -> bool {
    digits.contains('.')
        || radix == 16 && digits.contains('p')
        || radix != 16 && radix != 2 && digits.contains('e')
}

/// `u` present, and how many `l`.
fn suffix_meaning(suffix: &str) -> Option<(bool, u8)> {
    Some(match suffix {
        "" => (false, 0),
        "u" => (true, 0),
        "l" => (false, 1),
        "ul" | "lu" => (true, 1),
        "ll" => (false, 2),
        "ull" | "llu" => (true, 2),
        _ => return None,
    })
}

/// The first type of C's list that holds the value (C11 6.4.4.1).
fn number_kind(value: u64, unsigned: bool, longs: u8, decimal: bool) -> IntKind {
    const SIGNED: [IntKind; 3] = [IntKind::Int, IntKind::Long, IntKind::LongLong];
    const UNSIGNED: [IntKind; 3] = [IntKind::UInt, IntKind::ULong, IntKind::ULongLong];
    for rank in usize::from(longs)..3 {
        let bits = if rank == 2 { 64 } else { 32 };
        if !unsigned && value >> (bits - 1) == 0 {
            return SIGNED[rank];
        }
        if (unsigned || !decimal) && (bits == 64 || value >> bits == 0) {
            return UNSIGNED[rank];
        }
    }
    IntKind::ULongLong
}

/// The prefix of a literal: its length and the kind of its characters.
fn prefix(text: &str) -> (usize, IntKind) {
    let length = text.find(['"', '\'']).unwrap_or(0);
    let kind = match &text[..length] {
        "L" => IntKind::Int,
        "u" => IntKind::UShort,
        "U" => IntKind::ULong,
        _ => IntKind::Char,
    };
    (length, kind)
}

/// The value of a character constant as spelled, quotes and prefix included.
pub fn character(text: &str) -> Result<Character, Problem> {
    let (length, kind) = prefix(text);
    let inner = &text[length + 1..text.len() - 1];
    let units = units(inner, kind)?;
    let Some(&last) = units.last() else {
        return problem("empty character constant", "a character is missing between the quotes");
    };
    if kind != IntKind::Char {
        let value = if kind == IntKind::Int { i64::from(last as i32) } else { i64::from(last) };
        return Ok(Character { value, kind, multiple: units.len() > 1 });
    }
    let packed = units.iter().fold(0u32, |all, unit| all << 8 | unit);
    let (value, multiple) = (i64::from(packed as i32), units.len() > 1);
    Ok(Character { value, kind: IntKind::Int, multiple })
}

/// The kind that neighbouring literals share, if they may stand together; plain ones adapt.
pub fn string_kind(text: &str) -> IntKind {
    prefix(text).1
}

/// The units of a literal whose neighbours decide the kind.
pub fn string_of_kind(text: &str, kind: IntKind) -> Result<Vec<u32>, Problem> {
    let (length, _) = prefix(text);
    units(&text[length + 1..text.len() - 1], kind)
}

/// Escapes resolved, characters encoded (UTF-8, UTF-16 or UTF-32 as the kind asks).
fn units(inner: &str, kind: IntKind) -> Result<Vec<u32>, Problem> {
    let mut out = Vec::with_capacity(inner.len());
    let mut rest = inner.chars();
    while let Some(c) = rest.next() {
        if c == '\\' {
            escape(&mut rest, kind, &mut out)?;
        } else {
            encode(c, kind, &mut out);
        }
    }
    Ok(out)
}

fn encode(c: char, kind: IntKind, out: &mut Vec<u32>) {
    match kind {
        IntKind::Char => out.extend(c.encode_utf8(&mut [0; 4]).bytes().map(u32::from)),
        IntKind::UShort => out.extend(c.encode_utf16(&mut [0; 2]).iter().map(|&u| u32::from(u))),
        _ => out.push(c as u32),
    }
}

fn escape(rest: &mut std::str::Chars, kind: IntKind, out: &mut Vec<u32>) -> Result<(), Problem> {
    let Some(c) = rest.next() else { return problem("'\\' at the end", "an escape is missing") };
    let simple = match c {
        'a' => 7,
        'b' => 8,
        't' => 9,
        'n' => 10,
        'v' => 11,
        'f' => 12,
        'r' => 13,
        'e' => 27,
        '\\' | '\'' | '"' | '?' => c as u32,
        'x' => return numeric(rest, 16, usize::MAX, 0, kind, out),
        '0'..='7' => return numeric(rest, 8, 2, u64::from(c as u32 - '0' as u32), kind, out),
        'u' | 'U' => return universal(rest, if c == 'u' { 4 } else { 8 }, kind, out),
        // No escape; see `unknown_escape`.
        _ => {
            encode(c, kind, out);
            return Ok(());
        }
    };
    out.push(simple);
    Ok(())
}

/// The letter after a backslash, in the first escape that means nothing.
pub fn unknown_escape(text: &str) -> Option<char> {
    let mut rest = text.chars();
    while let Some(c) = rest.next() {
        if c == '\\' {
            let letter = rest.next()?;
            if !"abtnvfre\\'\"?x01234567uU".contains(letter) {
                return Some(letter);
            }
        }
    }
    None
}

/// Up to `most` further digits of a `\x` or octal escape.
fn numeric(
    rest: &mut std::str::Chars,
    radix: u32,
    most: usize,
    first: u64,
    kind: IntKind,
    out: &mut Vec<u32>,
) -> Result<(), Problem> {
    let mut value = first;
    let mut count = 0;
    while count < most
        && let Some(digit) = rest.clone().next().and_then(|c| c.to_digit(radix))
    {
        value = (value * u64::from(radix) + u64::from(digit)).min(1 << 40);
        rest.next();
        count += 1;
    }
    if radix == 16 && count == 0 {
        return problem("'\\x' without digits", "hexadecimal digits are missing");
    }
    if value >> kind.bits() != 0 {
        return problem(
            "an escape is out of range",
            format!("a character has {} bits", kind.bits()),
        );
    }
    out.push(value as u32);
    Ok(())
}

fn universal(
    rest: &mut std::str::Chars,
    digits: usize,
    kind: IntKind,
    out: &mut Vec<u32>,
) -> Result<(), Problem> {
    let text: String = rest.by_ref().take(digits).collect();
    let value = u32::from_str_radix(&text, 16).ok().filter(|_| text.len() == digits);
    match value.and_then(char::from_u32) {
        Some(c) => {
            encode(c, kind, out);
            Ok(())
        }
        None => {
            problem("not a character's code", format!("{digits} hexadecimal digits are wanted"))
        }
    }
}
