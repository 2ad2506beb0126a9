//! `_Pragma("pack(…)")`, which is also what the preprocessor makes of `#pragma pack`.

use super::*;

/// The greatest alignment of members that is in force, and those before it.
#[derive(Debug, Default)]
pub struct Packing {
    /// In bytes; None is the types' own.
    pub limit: Option<u32>,
    pushed: Vec<Option<u32>>,
}

/// How many `push` may be open.
const PUSHED_MAX: usize = 1000;

impl Parser {
    /// `pragma = "_Pragma" "(" string ")"`
    pub(super) fn pragma(&mut self) -> Parsed<()> {
        let at = self.next().span;
        let open = self.expect(Punct::OpenParen, "'_Pragma'")?;
        let text = self.plain_string()?;
        self.expect_close(Punct::CloseParen, open)?;
        let words: String = text.chars().filter(|c| !c.is_whitespace()).collect();
        let inside = words.strip_prefix("pack(").and_then(|rest| rest.strip_suffix(')'));
        if let Some(name) = text.strip_prefix("weak ") {
            return self.weak_pragma(name, at);
        }
        let known = inside.is_some_and(|inside| self.packing.obey(inside));
        if !known {
            let warning = Diagnostic::warning(at, format!("'#pragma {text}' says nothing known"))
                .named("pragmas");
            let hint = "write pack(1), pack(push, 1), pack(pop) or pack()";
            self.report.push(warning.label("ignored").hint(hint));
        }
        Ok(())
    }

    /// `#pragma weak NAME`, before or behind the name's declaration.
    fn weak_pragma(&mut self, name: &str, at: Span) -> Parsed<()> {
        if name.contains(' ') {
            let hint = "write '__attribute__((weak, alias(\"name\")))'";
            self.refuse(at, "'#pragma weak' with another name", hint);
            return Ok(());
        }
        let name = self.atoms.intern(name);
        self.weak_names.push(name);
        if let Some(&id) = self.linked.get(&name) {
            self.make_weak(id);
        }
        Ok(())
    }
}

impl Packing {
    /// Does what stands between the parentheses; false if that makes no sense.
    fn obey(&mut self, inside: &str) -> bool {
        let mut limit = self.limit;
        let mut pop = false;
        for (place, word) in inside.split(',').enumerate() {
            match word {
                "" if inside.is_empty() => limit = None,
                "push" if place == 0 && self.pushed.len() < PUSHED_MAX => {
                    self.pushed.push(self.limit);
                }
                "pop" if place == 0 => pop = true,
                "0" => limit = None,
                _ => match word.parse::<u32>() {
                    Ok(bytes @ (1 | 2 | 4 | 8 | 16)) => limit = Some(bytes),
                    // The name of a `push`.
                    Err(_) if place == 1 => {}
                    _ => return false,
                },
            }
        }
        if pop {
            let Some(before) = self.pushed.pop() else { return false };
            limit = before;
        }
        self.limit = limit;
        true
    }
}
