//! `#pragma`: what is obeyed here, what the parser obeys, what may be ignored, and what may not.

use super::*;

/// Pragmas that ask for nothing that a program could notice.
const HARMLESS: &[&str] = &[
    "STDC",
    "GCC optimize",
    "GCC push_options",
    "GCC pop_options",
    "GCC reset_options",
    "GCC unroll",
    "GCC ivdep",
    "GCC novector",
    "GCC poison",
    "GCC dependency",
    "GCC pch_preprocess",
    "clang",
    "region",
    "endregion",
    "mark",
];

/// Pragmas that change what a program does, and that this compiler leaves out: the way out.
const REFUSED: &[(&str, &str)] = &[
    ("scalar_storage_order", "swap the bytes with '__builtin_bswap32' and its like"),
    ("redefine_extname", "write 'asm(\"name\")' behind the declaration"),
    ("GCC visibility", "write '__attribute__((visibility(\"hidden\")))' behind each name"),
    ("ms_struct", "order the members as they are to lie"),
    ("options", "write '#pragma pack'"),
];

impl Preprocessor<'_> {
    /// The line behind `#pragma`.
    pub(super) fn pragma(&mut self, directive: Token, rest: &[Token]) {
        let words: Vec<String> =
            rest.iter().map(|token| token.kind.text(self.atoms).to_string()).collect();
        let Some(first) = words.first() else { return };
        let second = words.get(1).map_or("", String::as_str);
        let both = format!("{first} {second}");
        let span = rest[0].span;
        match (first.as_str(), second) {
            ("once", _) => self.once.extend(self.stack.last().map(|open| open.file)),
            ("push_macro", _) => self.stack_macro(true, &rest[1..]),
            ("pop_macro", _) => self.stack_macro(false, &rest[1..]),
            ("pack" | "weak", _) => self.hand_on_pragma(directive, &quoted(&words)),
            ("message", _) => self.say(directive.span, &words[1..], "message"),
            ("GCC", "warning") => self.say(directive.span, &words[2..], "cpp"),
            ("GCC", "error") => {
                let text = plain_text(&words[2..]);
                self.report.error(directive.span, text, "the program itself says so");
            }
            ("GCC", "system_header") => {
                let inner = self.stack.len() > 1;
                let file = self.stack.last().filter(|_| inner).map(|open| open.file);
                self.report.quiet_files.extend(file);
            }
            ("GCC", "diagnostic") => self.diagnostic(directive, &words[2..]),
            _ if HARMLESS.contains(&first.as_str()) || HARMLESS.contains(&both.as_str()) => {}
            _ => match REFUSED.iter().find(|(known, _)| *known == first || *known == both) {
                Some((known, hint)) => {
                    let message = format!("'#pragma {known}': not supported");
                    let error =
                        Diagnostic::error(span, message).label("this compiler leaves it out");
                    self.report.push(error.hint(*hint));
                }
                None => {
                    let message = format!("'#pragma {both}' says nothing known");
                    let warning = Diagnostic::warning(span, message.replace(" ' says", "' says"));
                    self.report.push(warning.named("unknown-pragmas").label("ignored"));
                }
            },
        }
    }

    fn say(&mut self, span: Span, words: &[String], name: &str) {
        self.report.push(Diagnostic::warning(span, plain_text(words)).named(name));
    }

    /// `GCC diagnostic push`, `pop`, or `ignored "-Wname"` and its like: for the rest of the file.
    fn diagnostic(&mut self, directive: Token, words: &[String]) {
        let word = words.get(1).map_or("", |text| text.trim_matches('"'));
        let Some(first) = words.first() else { return };
        let known = self.report.change_wanted(directive.span, first, word);
        if !known {
            let message = format!("'#pragma GCC diagnostic {first}' says nothing known");
            let warning = Diagnostic::warning(directive.span, message).named("pragmas");
            let hint = "write push, pop, or ignored, warning or error and \"-Wname\"";
            self.report.push(warning.label("ignored").hint(hint));
        }
    }
}

/// The words as a string literal, for `_Pragma`.
fn quoted(words: &[String]) -> String {
    let packed = words.first().is_some_and(|word| word == "pack");
    format!("\"{}\"", words.join(if packed { "" } else { " " }))
}

/// What a message says, without its parentheses and quotes.
fn plain_text(words: &[String]) -> String {
    let inside = words.iter().filter(|word| !matches!(word.as_str(), "(" | ")"));
    inside.map(|word| word.trim_matches('"')).collect::<Vec<_>>().join(" ")
}
