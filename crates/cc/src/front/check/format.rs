//! The arguments of `printf` and its like against the format string (`-Wall`).

use super::*;
use crate::front::types::IntKind;
use crate::front::warning::Named;
use crate::tree::SymbolKind;
use swtch_source::Diagnostic;

/// What a conversion wants.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Want {
    /// An integer of so many bits.
    Int(u8),
    /// `char *`.
    String,
    /// Any pointer.
    Pointer,
}

impl Parser {
    /// Compares arguments with the format, if the callee has one: positions count from one.
    pub(super) fn check_format(&mut self, format: Option<(u32, u32)>, arguments: &[Operand]) {
        let Some((string, first)) = format.filter(|_| self.report.wants("format")) else { return };
        let Some(argument) = arguments.get(string as usize - 1) else { return };
        let Some(text) = self.literal_text(argument) else { return };
        let span = argument.span;
        if first == 0 {
            return;
        }
        let wants = match conversions(&text) {
            Ok(wants) => wants,
            Err(message) => {
                self.report.push(
                    Diagnostic::warning(span, message).named("format").label("in this format"),
                );
                return;
            }
        };
        let given = arguments.get(first as usize - 1..).unwrap_or(&[]);
        for (index, (want, shown)) in wants.iter().enumerate() {
            match given.get(index) {
                Some(argument) => self.check_conversion(*want, shown, argument),
                None => {
                    let message = format!("the format's '{shown}' has no argument");
                    let warning = Diagnostic::warning(span, message).named("format");
                    self.report.push(warning.label(format!("{} wanted", wants.len())));
                    return;
                }
            }
        }
        if let Some(extra) = given.get(wants.len()) {
            let message = "more arguments than the format uses";
            self.report.push(
                Diagnostic::warning(extra.span, message)
                    .named("format-extra-args")
                    .label("not used"),
            );
        }
    }

    /// The text of a string literal argument.
    fn literal_text(&self, argument: &Operand) -> Option<String> {
        let Value::Expr(Expr { kind: ExprKind::Address(place), .. }) = &argument.value else {
            return None;
        };
        let PlaceKind::Symbol(symbol) = place.kind else { return None };
        let symbol = &self.program.symbols[symbol.0 as usize];
        match &symbol.kind {
            SymbolKind::Object { data, read_only: true, .. } if symbol.name.starts_with(".L") => {
                let text = data.strip_suffix(b"\0").unwrap_or(data);
                Some(String::from_utf8_lossy(text).into_owned())
            }
            _ => None,
        }
    }

    fn check_conversion(&mut self, want: Want, shown: &str, argument: &Operand) {
        if self.failed(argument) {
            return;
        }
        let target = self.types.pointee(argument.ty);
        let bits = |kind: IntKind| kind.bits().max(32);
        let fits = match want {
            Want::Int(wanted) => {
                let actual = self.types.int_kind(argument.ty).map(bits);
                actual == Some(wanted)
                    || wanted == 32 && *self.types.kind(argument.ty) == Kind::Bool
            }
            Want::Pointer => target.is_some(),
            Want::String => target.is_some_and(|target| self.types.size(target) == 1),
        };
        if fits {
            return;
        }
        let wanted = match want {
            Want::Int(64) => "a 'long long'",
            Want::Int(_) => "an 'int'",
            Want::String => "a 'char *'",
            Want::Pointer => "a pointer",
        };
        let name = self.type_name(argument.ty);
        let message =
            format!("the format's '{shown}' wants {wanted}, and the argument is '{name}'");
        self.report.push(
            Diagnostic::warning(argument.span, message)
                .named("format")
                .label(format!("this is '{name}'")),
        );
    }
}

/// Each conversion of a format and what it wants; a `*` wants an int of its own.
fn conversions(format: &str) -> Result<Vec<(Want, String)>, String> {
    let mut wants = Vec::new();
    let mut rest = format;
    while let Some(at) = rest.find('%') {
        let body = &rest[at..];
        let end = body[1..].find(|c: char| !"-+ #0123456789.*hlzjtL".contains(c));
        let Some(end) = end.map(|end| end + 1) else {
            return Err("the format ends in the middle of a conversion".into());
        };
        let conversion = body[end..].chars().next().unwrap_or('%');
        let shown = &body[..end + conversion.len_utf8()];
        let stars = body[..end].matches('*').count();
        wants.extend((0..stars).map(|_| (Want::Int(32), shown.to_string())));
        let wide = body[..end].contains("ll") || body[..end].contains('j');
        match conversion {
            '%' => {}
            'd' | 'i' | 'u' | 'x' | 'X' | 'o' => {
                wants.push((Want::Int(if wide { 64 } else { 32 }), shown.to_string()));
            }
            'c' => wants.push((Want::Int(32), shown.to_string())),
            's' => wants.push((Want::String, shown.to_string())),
            'p' | 'n' => wants.push((Want::Pointer, shown.to_string())),
            'f' | 'F' | 'e' | 'E' | 'g' | 'G' | 'a' | 'A' => {
                return Err(format!(
                    "the format's '{shown}' prints floating point, which the machine has not"
                ));
            }
            _ => return Err(format!("the format's '{shown}' is no conversion")),
        }
        rest = &body[end + conversion.len_utf8()..];
    }
    Ok(wants)
}
