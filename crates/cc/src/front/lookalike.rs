//! Characters beyond ASCII: which are letters of a name, and which look like something that C means.
//!
//! A text that went through a word processor or a web page comes with typographic quotes, dashes and
//! spaces. Each kind is reported once in a file, and read as what it was meant to be.

use super::token::Punct;

/// What a character was meant to be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Meant {
    /// White space.
    Space,
    /// `"` or `'`.
    Quote(char),
    /// An operator.
    Operator(Punct),
}

/// What a character that C has no use for looks like, and what people call it.
pub fn lookalike(character: char) -> Option<(Meant, &'static str)> {
    let operator = |punct, name| Some((Meant::Operator(punct), name));
    Some(match character {
        '\u{a0}' | '\u{202f}' | '\u{2007}' => (Meant::Space, "a no-break space"),
        '\u{2000}'..='\u{200a}' | '\u{205f}' | '\u{3000}' | '\u{1680}' => {
            (Meant::Space, "a typographic space")
        }
        '\u{200b}'..='\u{200f}' | '\u{2060}'..='\u{2064}' | '\u{feff}' | '\u{ad}' => {
            (Meant::Space, "an invisible character")
        }
        '\u{2028}' | '\u{2029}' | '\u{85}' => (Meant::Space, "a typographic line end"),
        '“' | '”' | '„' | '‟' | '″' | '«' | '»' | '＂' => {
            (Meant::Quote('"'), "a typographic quote")
        }
        '‘' | '’' | '‚' | '‛' | '′' | '´' | '＇' => {
            (Meant::Quote('\''), "a typographic quote")
        }
        '‐' | '‑' | '‒' | '–' | '—' | '−' => return operator(Punct::Minus, "a dash"),
        '×' | '∗' => return operator(Punct::Star, "a sign for multiplication"),
        '÷' | '∕' => return operator(Punct::Slash, "a sign for division"),
        '≤' => return operator(Punct::LessEqual, "a sign of mathematics"),
        '≥' => return operator(Punct::GreaterEqual, "a sign of mathematics"),
        '≠' => return operator(Punct::NotEqual, "a sign of mathematics"),
        '…' => return operator(Punct::Ellipsis, "a typographic ellipsis"),
        '→' => return operator(Punct::Arrow, "an arrow"),
        '；' | '\u{37e}' => return operator(Punct::Semicolon, "another script's sign"),
        '，' => return operator(Punct::Comma, "another script's sign"),
        '（' => return operator(Punct::OpenParen, "another script's sign"),
        '）' => return operator(Punct::CloseParen, "another script's sign"),
        '｛' => return operator(Punct::OpenBrace, "another script's sign"),
        '｝' => return operator(Punct::CloseBrace, "another script's sign"),
        '：' => return operator(Punct::Colon, "another script's sign"),
        _ => return None,
    })
}

/// Characters beyond ASCII that names may hold (C11, annex D), from and to.
const NAMES: &[(u32, u32)] = &[
    (0xa8, 0xa8),
    (0xaa, 0xaa),
    (0xaf, 0xaf),
    (0xb2, 0xb5),
    (0xb7, 0xba),
    (0xbc, 0xbe),
    (0xc0, 0xd6),
    (0xd8, 0xf6),
    (0xf8, 0x167f),
    (0x1681, 0x180d),
    (0x180f, 0x1fff),
    (0x203f, 0x2040),
    (0x2054, 0x2054),
    (0x2070, 0x218f),
    (0x2460, 0x24ff),
    (0x2776, 0x2793),
    (0x2c00, 0x2dff),
    (0x2e80, 0x2fff),
    (0x3004, 0x3007),
    (0x3021, 0x302f),
    (0x3031, 0xd7ff),
    (0xf900, 0xfd3d),
    (0xfd40, 0xfdcf),
    (0xfdf0, 0xfe44),
    (0xfe47, 0xfefe),
    (0xff10, 0xff19),
    (0xff21, 0xff3a),
    (0xff41, 0xff5a),
    (0xff66, 0xfffd),
    (0x10000, 0xefffd),
];

/// Whether a character beyond ASCII may stand in a name.
pub fn is_letter(character: char) -> bool {
    let code = character as u32;
    NAMES.iter().any(|&(first, last)| (first..=last).contains(&code))
        && lookalike(character).is_none()
}
