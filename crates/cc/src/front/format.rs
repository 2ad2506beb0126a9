//! Format strings of `printf` and `scanf`: which conversions they hold, and what each wants.
//!
//! Nothing here knows the arguments (`check::format` does): a text becomes a list of [`Item`]s, the
//! arguments it asks for in order, and a list of [`Problem`]s that it has by itself. The
//! conversions are those of this library: what gcc's knows besides is refused here by name.

use super::types::IntKind;

/// Whose formats these are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Family {
    /// `printf` and its like.
    Printf,
    /// `scanf` and its like.
    Scanf,
}

/// A function that takes a format: `__attribute__((format(printf, string, first)))`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Format {
    /// How the text is read.
    pub family: Family,
    /// Which argument is the text, from one.
    pub string: u32,
    /// Which is the first one converted; 0 if they come as a `va_list`.
    pub first: u32,
}

/// What a conversion wants of its argument.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Want {
    /// An integer of this rank, signed or not.
    Int(IntKind),
    /// A pointer to one. `read`: nothing is written there.
    To {
        /// What it points to.
        kind: IntKind,
        /// Nothing is written there.
        read: bool,
    },
    /// Any pointer.
    Pointer,
    /// A pointer to any pointer.
    ToPointer,
}

/// An argument that a format asks for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Item {
    /// What it must be.
    pub want: Want,
    /// The conversion as written.
    pub shown: String,
    /// Its letter, or `*` for a width or precision that is an argument.
    pub letter: char,
    /// `scanf`: how many characters the array must have room for.
    pub room: Option<u32>,
}

/// What is wrong with a format, whatever the arguments are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Problem {
    /// The message.
    pub message: String,
    /// The way out.
    pub hint: Option<String>,
}

/// A format that has been read.
#[derive(Clone, Debug, Default)]
pub struct Reading {
    /// In order.
    pub items: Vec<Item>,
    /// In order.
    pub problems: Vec<Problem>,
    /// Something was not understood: what further arguments are for is not known.
    pub cut: bool,
}

/// One conversion, part by part.
#[derive(Default)]
struct Parts {
    flags: String,
    width: Number,
    precision: Number,
    length: String,
}

/// A width or precision.
#[derive(Clone, Copy, Default, PartialEq, Eq)]
enum Number {
    #[default]
    None,
    /// `*`: an argument, or with `scanf` no assignment.
    Star,
    Digits(u32),
}

/// Reads a format.
pub fn read(text: &str, family: Family) -> Reading {
    let mut reader = Reader { rest: text, whole: text, reading: Reading::default() };
    while let Some(at) = reader.rest.find('%') {
        reader.whole = &reader.rest[at..];
        reader.rest = &reader.whole[1..];
        let done = match family {
            Family::Printf => reader.printf(),
            Family::Scanf => reader.scanf(),
        };
        if done.is_none() {
            reader.reading.cut = true;
            break;
        }
    }
    reader.reading
}

struct Reader<'a> {
    /// From the conversion's `%` on.
    whole: &'a str,
    /// What of it has not been read.
    rest: &'a str,
    reading: Reading,
}

impl Reader<'_> {
    fn take(&mut self, wanted: char) -> bool {
        let found = self.rest.starts_with(wanted);
        if found {
            self.rest = &self.rest[wanted.len_utf8()..];
        }
        found
    }

    fn take_while(&mut self, test: impl Fn(char) -> bool) -> String {
        let end = self.rest.find(|c: char| !test(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        taken.to_string()
    }

    fn number(&mut self) -> Number {
        if self.take('*') {
            return Number::Star;
        }
        let digits = self.take_while(|c| c.is_ascii_digit());
        if digits.is_empty() {
            Number::None
        } else {
            Number::Digits(digits.parse().unwrap_or(u32::MAX))
        }
    }

    fn length(&mut self) -> String {
        let lengths = ["hh", "h", "ll", "l", "j", "z", "t", "L"];
        let length = lengths.into_iter().find(|length| self.rest.starts_with(length)).unwrap_or("");
        self.rest = &self.rest[length.len()..];
        length.to_string()
    }

    /// The conversion as far as it has been read.
    fn shown(&self) -> String {
        let text = &self.whole[..self.whole.len() - self.rest.len()];
        text.escape_debug().to_string()
    }

    fn item(&mut self, want: Want, letter: char, room: Option<u32>) {
        let shown = self.shown();
        self.reading.items.push(Item { want, shown, letter, room });
    }

    fn problem(&mut self, message: String, hint: Option<String>) {
        self.reading.problems.push(Problem { message, hint });
    }

    /// The letter that ends the conversion; None, and a problem, at the end of the text.
    fn letter(&mut self) -> Option<char> {
        let Some(letter) = self.rest.chars().next() else {
            let message =
                format!("the format ends in the middle of a conversion: '{}'", self.shown());
            let hint = "a percent sign itself is written '%%'";
            self.problem(message, Some(hint.into()));
            return None;
        };
        self.rest = &self.rest[letter.len_utf8()..];
        Some(letter)
    }

    /// `% [flags] [width] [. precision] [length] letter`
    fn printf(&mut self) -> Option<()> {
        if self.take('%') {
            return Some(());
        }
        let mut parts =
            Parts { flags: self.take_while(|c| "-+ #0".contains(c)), ..Parts::default() };
        parts.width = self.number();
        if self.take('.') {
            parts.precision = match self.number() {
                Number::None => Number::Digits(0),
                number => number,
            };
        }
        parts.length = self.length();
        let letter = self.letter()?;
        let want = match letter {
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => Want::Int(self.kind(letter, &parts.length)?),
            'c' => self.plain(letter, &parts.length, Want::Int(IntKind::Int))?,
            's' => {
                self.plain(letter, &parts.length, Want::To { kind: IntKind::Char, read: true })?
            }
            'p' => self.plain(letter, &parts.length, Want::Pointer)?,
            'n' => Want::To { kind: self.kind(letter, &parts.length)?, read: false },
            _ => return self.unknown(letter),
        };
        self.check_flags(letter, &parts);
        for number in [parts.width, parts.precision] {
            if number == Number::Star {
                self.item(Want::Int(IntKind::Int), '*', None);
            }
        }
        self.item(want, letter, None);
        Some(())
    }

    /// The kind of integer that a length means.
    fn kind(&mut self, letter: char, length: &str) -> Option<IntKind> {
        let unsigned = "uxXo".contains(letter);
        let kind = match length {
            "" | "t" => IntKind::Int,
            "z" if letter == 'n' => IntKind::Int,
            "z" => return Some(if unsigned { IntKind::UInt } else { IntKind::Int }),
            "hh" => IntKind::SChar,
            "h" => IntKind::Short,
            "l" => IntKind::Long,
            "ll" | "j" => IntKind::LongLong,
            _ => {
                let message = format!(
                    "the format's '{}': '{length}' is no length of an integer",
                    self.shown()
                );
                self.problem(message, Some(format!("a 'long long' is '%ll{letter}'")));
                return None;
            }
        };
        Some(if unsigned { kind.to_unsigned() } else { kind })
    }

    /// A conversion that takes no length.
    fn plain(&mut self, letter: char, length: &str, want: Want) -> Option<Want> {
        if length.is_empty() {
            return Some(want);
        }
        let wide = length == "l" && letter != 'p';
        let message = match wide {
            true => format!("the format's '{}': wide characters are not supported", self.shown()),
            false => format!(
                "the format's '{}': the length '{length}' means nothing to '%{letter}'",
                self.shown()
            ),
        };
        self.problem(message, Some(format!("write '%{letter}'")));
        if wide { None } else { Some(want) }
    }

    /// A letter that is no conversion.
    fn unknown(&mut self, letter: char) -> Option<()> {
        let shown = self.shown();
        let (message, hint) = match letter {
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' | 'a' | 'A' => (
                format!("the format's '{shown}' is for floating point, which the machine has not"),
                "an integer is '%d'".to_string(),
            ),
            '$' => (
                format!("the format's '{shown}': numbered arguments are not supported"),
                "bring the arguments into the format's order".to_string(),
            ),
            'C' | 'S' => (
                format!("the format's '{shown}': wide characters are not supported"),
                format!("write '%{}'", letter.to_ascii_lowercase()),
            ),
            _ => (
                format!("the format's '{shown}' is no conversion"),
                "a percent sign itself is written '%%'".to_string(),
            ),
        };
        self.problem(message, Some(hint));
        None
    }

    /// Flags and precision that do nothing here.
    fn check_flags(&mut self, letter: char, parts: &Parts) {
        let allowed = match letter {
            'd' | 'i' => "-+ 0",
            'u' => "-0",
            'x' | 'X' | 'o' => "-0#",
            'n' => "",
            _ => "-",
        };
        let flags = &parts.flags;
        let shown = self.shown();
        let mut say =
            |message: String| self.problem(format!("the format's '{shown}': {message}"), None);
        if let Some(flag) = flags.chars().find(|&flag| !allowed.contains(flag)) {
            say(format!("the flag '{flag}' means nothing to '%{letter}'"));
        } else if let Some(flag) = flags.chars().find(|&flag| flags.matches(flag).count() > 1) {
            say(format!("the flag '{flag}' twice"));
        } else if flags.contains('+') && flags.contains(' ') {
            say("the flag ' ' is ignored beside '+'".into());
        } else if flags.contains('0') && flags.contains('-') {
            say("the flag '0' is ignored beside '-'".into());
        } else if flags.contains('0') && parts.precision != Number::None {
            say("the flag '0' is ignored with a precision".into());
        } else if parts.precision != Number::None && matches!(letter, 'c' | 'p' | 'n') {
            say(format!("a precision means nothing to '%{letter}'"));
        } else if parts.width != Number::None && letter == 'n' {
            say("a width means nothing to '%n'".into());
        }
    }

    /// `% [*] [width] [length] letter`, where `[set]` counts as a letter
    fn scanf(&mut self) -> Option<()> {
        if self.take('%') {
            return Some(());
        }
        let silent = self.take('*');
        let digits = self.take_while(|c| c.is_ascii_digit());
        let width: Option<u32> = digits.parse().ok();
        let length = self.length();
        let letter = self.letter()?;
        let room = width.map(|width| width.saturating_add(u32::from(letter != 'c')));
        let text = Want::To { kind: IntKind::Char, read: false };
        let want = match letter {
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' | 'n' => {
                Want::To { kind: self.kind(letter, &length)?, read: false }
            }
            'c' | 's' => self.plain(letter, &length, text)?,
            '[' => {
                self.set()?;
                self.plain(letter, &length, text)?
            }
            'p' => self.plain(letter, &length, Want::ToPointer)?,
            _ => return self.unknown(letter),
        };
        let shown = self.shown();
        let mut say =
            |message: &str| self.problem(format!("the format's '{shown}': {message}"), None);
        if width == Some(0) {
            say("a width of 0 reads nothing");
        } else if letter == 'n' && (silent || width.is_some()) {
            say("'%n' reads nothing, and takes neither '*' nor a width");
        } else if silent && !length.is_empty() {
            say("a length means nothing where nothing is stored");
        }
        if !silent || letter == 'n' {
            let holds_text = matches!(letter, 'c' | 's' | '[');
            self.item(want, letter, room.filter(|_| holds_text));
        }
        Some(())
    }

    /// The rest of `[set]`; a `]` that comes first belongs to the set.
    fn set(&mut self) -> Option<()> {
        self.take('^');
        self.take(']');
        self.take_while(|c| c != ']');
        if self.take(']') {
            return Some(());
        }
        let message = format!("the format's '{}' has no ']'", self.shown());
        self.problem(message, Some("a set of characters is written '%[a-z]'".into()));
        None
    }
}

/// The functions of the standard library that take a format.
pub fn known_format(name: &str) -> Option<Format> {
    let (family, string, first) = match name {
        "printf" => (Family::Printf, 1, 2),
        "fprintf" | "sprintf" | "dprintf" | "asprintf" => (Family::Printf, 2, 3),
        "snprintf" => (Family::Printf, 3, 4),
        "vprintf" => (Family::Printf, 1, 0),
        "vfprintf" | "vsprintf" | "vdprintf" | "vasprintf" => (Family::Printf, 2, 0),
        "vsnprintf" => (Family::Printf, 3, 0),
        "scanf" => (Family::Scanf, 1, 2),
        "fscanf" | "sscanf" => (Family::Scanf, 2, 3),
        "vscanf" => (Family::Scanf, 1, 0),
        "vfscanf" | "vsscanf" => (Family::Scanf, 2, 0),
        _ => return None,
    };
    Some(Format { family, string, first })
}
