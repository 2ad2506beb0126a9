//! The arguments of `printf`, `scanf` and their like against the format string (`-Wall`).

use super::*;
use crate::front::format::{Family, Format, Item, Reading, Want, read};
use crate::front::types::IntKind;
use crate::front::warning::Named;
use crate::tree::{SymbolKind, Ty};
use swtch_source::Diagnostic;

impl Parser {
    /// Compares arguments with the format, if the callee has one.
    pub(super) fn check_format(&mut self, format: Option<Format>, arguments: &[Operand]) {
        let Some(format) = format.filter(|_| self.report.wants("format")) else { return };
        if arguments.iter().any(|argument| self.failed(argument)) {
            return;
        }
        let Some(string) = arguments.get(format.string as usize - 1) else { return };
        if is_zero(string) {
            let warning = Diagnostic::warning(string.span, "the format is a null pointer");
            return self.report.push(warning.named("nonnull").label("no text there"));
        }
        let Value::Expr(expr) = &string.value else { return };
        let mut texts = Vec::new();
        self.literal_texts(expr, &mut texts);
        if texts.is_empty() && format.first as usize == arguments.len() + 1 {
            let warning =
                Diagnostic::warning(string.span, "the format is no literal, and has no arguments");
            let hint = "a '%' in it would read what nobody passed: print it with \"%s\"";
            return self
                .report
                .push(warning.named("format-security").label("known at run time only").hint(hint));
        }
        let mut readings = Vec::new();
        for text in texts {
            let Some(text) = self.check_text(string.span, &text) else { return };
            let reading = read(&text, format.family);
            self.tell_problems(&reading, string.span);
            readings.push(reading);
        }
        if format.first > 0 && !readings.is_empty() {
            let first = format.first as usize - 1;
            for reading in &readings {
                self.check_arguments(reading, string.span, first, arguments, format.family);
            }
            self.check_extra(&readings, arguments.get(first..).unwrap_or(&[]));
        }
    }

    /// The texts that an expression may point to: one, or those of `a ? "…" : "…"`.
    fn literal_texts(&self, expr: &Expr, texts: &mut Vec<Vec<u8>>) {
        match &expr.kind {
            ExprKind::Conditional(_, yes, no) => {
                self.literal_texts(yes, texts);
                self.literal_texts(no, texts);
            }
            ExprKind::Address(Place { kind: PlaceKind::Symbol(symbol), .. }) => {
                let symbol = &self.program.symbols[symbol.0 as usize];
                if let SymbolKind::Object { data, read_only: true, .. } = &symbol.kind
                    && !symbol.weak
                {
                    texts.push(data.clone());
                }
            }
            _ => {}
        }
    }

    /// What stands before the zero, with a warning if that is not the end, or nothing.
    fn check_text(&mut self, span: Span, bytes: &[u8]) -> Option<String> {
        let zero = bytes.iter().position(|&byte| byte == 0)?;
        let (name, words) = match zero {
            _ if zero + 1 < bytes.len() && bytes[zero + 1..].iter().any(|&byte| byte != 0) => {
                ("format-contains-nul", "the format ends at its first '\\0'")
            }
            0 => ("format-zero-length", "the format is empty"),
            _ => return Some(String::from_utf8_lossy(&bytes[..zero]).into_owned()),
        };
        self.report.push(Diagnostic::warning(span, words).named(name).label("this text"));
        None
    }

    fn tell_problems(&mut self, reading: &Reading, span: Span) {
        for problem in &reading.problems {
            let mut warning = Diagnostic::warning(span, &problem.message).named("format");
            if let Some(hint) = &problem.hint {
                warning = warning.hint(hint);
            }
            self.report.push(warning.label("in this format"));
        }
    }

    /// The arguments from `first` (from zero) on, one after the other.
    fn check_arguments(
        &mut self,
        reading: &Reading,
        span: Span,
        first: usize,
        arguments: &[Operand],
        family: Family,
    ) {
        let given = arguments.get(first..).unwrap_or(&[]);
        for (index, item) in reading.items.iter().enumerate() {
            let Some(argument) = given.get(index) else {
                let message = format!("the format's '{}' has no argument", item.shown);
                let count = reading.items.len();
                let plural = if count == 1 { "argument is" } else { "arguments are" };
                let label = format!("{count} {plural} wanted, {} given", given.len());
                return self
                    .report
                    .push(Diagnostic::warning(span, message).named("format").label(label));
            };
            self.check_conversion(item, argument, first + index + 1, family);
        }
    }

    /// Arguments that no format uses.
    fn check_extra(&mut self, readings: &[Reading], given: &[Operand]) {
        let used = readings.iter().map(|reading| reading.items.len()).max().unwrap_or(0);
        let understood = readings.iter().all(|reading| !reading.cut);
        if let Some(extra) = given.get(used).filter(|_| understood) {
            let message = "more arguments than the format uses";
            let warning = Diagnostic::warning(extra.span, message).named("format-extra-args");
            self.report.push(warning.label("not used"));
        }
    }

    /// One argument (the `number`-th of the call) against what the format says of it.
    fn check_conversion(&mut self, item: &Item, argument: &Operand, number: usize, family: Family) {
        let name = self.type_name(argument.ty);
        let shown = &item.shown;
        if !self.fits(item.want, argument) {
            let wanted = wanted_type(item.want);
            let role = if item.letter == '*' { "the '*' of the format's" } else { "the format's" };
            let message =
                format!("{role} '{shown}' wants {wanted}, and argument {number} is '{name}'");
            let mut warning = Diagnostic::warning(argument.span, message).named("format");
            if let Some(hint) = self.format_hint(item, argument, family) {
                warning = warning.hint(hint);
            }
            return self.report.push(warning.label(format!("this is '{name}'")));
        }
        let writes = matches!(item.want, Want::To { read: false, .. } | Want::ToPointer);
        let target = self.types.pointee(argument.ty);
        if writes && target.is_some_and(|target| target.is_const) {
            let message =
                format!("the format's '{shown}' writes into argument {number}, which is 'const'");
            let warning = Diagnostic::warning(argument.span, message).named("format");
            self.report.push(warning.label(format!("this is '{name}'")));
        } else if writes && is_zero(argument) {
            let message = format!("the format's '{shown}' writes through a null pointer");
            let warning = Diagnostic::warning(argument.span, message).named("format");
            self.report.push(warning.label("points nowhere"));
        } else if let Some(room) = item.room {
            self.check_room(item, room, argument);
        }
    }

    fn fits(&self, want: Want, argument: &Operand) -> bool {
        let target = self.types.pointee(argument.ty);
        let kind = target.filter(|&target| matches!(self.types.kind(target), Kind::Int(_)));
        let kind = kind.and_then(|target| self.types.int_kind(target));
        match want {
            Want::Int(wanted) => {
                let is_bool = *self.types.kind(argument.ty) == Kind::Bool;
                let actual = self.types.int_kind(argument.ty).or(is_bool.then_some(IntKind::Int));
                // Narrow ones, and bit-fields, come as int.
                let narrow = argument.bits.is_some_and(|bits| bits <= 32);
                let rank = |kind: IntKind| if narrow { 3 } else { kind.rank().max(3) };
                actual.is_some_and(|actual| rank(actual) == wanted.rank().max(3))
            }
            Want::To { kind: wanted, .. } => {
                let is_void = target.is_some_and(|target| self.types.is_void(target));
                kind.is_some_and(|kind| kind.rank() == wanted.rank())
                    || is_void && is_zero(argument)
            }
            Want::Pointer => target.is_some(),
            Want::ToPointer => target.is_some_and(|target| self.types.is_pointer(target)),
        }
    }

    /// What was perhaps meant.
    fn format_hint(&self, item: &Item, argument: &Operand, family: Family) -> Option<String> {
        let target = self.types.pointee(argument.ty);
        if family == Family::Scanf || item.letter == 'n' {
            return match target {
                None if !matches!(item.letter, 's' | '[') => {
                    Some("write '&' before it: what is read needs a place".into())
                }
                None => Some("an array of 'char' belongs here".into()),
                Some(target) => match self.types.kind(target) {
                    Kind::Array(..) => {
                        Some("leave out the '&': an array is passed by its address".into())
                    }
                    Kind::Int(_) if item.letter == 'p' => None,
                    Kind::Int(kind) => {
                        Some(format!("did you mean '{}'?", conversion(*kind, item.letter, true)))
                    }
                    _ => None,
                },
            };
        }
        if item.letter == '*' {
            return Some("convert it with '(int)'".into());
        }
        match target.map(|target| self.types.kind(target)) {
            Some(Kind::Int(kind)) if kind.rank() == 1 => Some("did you mean '%s'?".into()),
            Some(_) if item.letter == 's' => None,
            Some(_) => Some("did you mean '%p', or what it points to, with '*'?".into()),
            None => {
                let kind = self.types.int_kind(argument.ty)?;
                Some(format!("did you mean '{}'?", conversion(kind, item.letter, false)))
            }
        }
    }

    /// `%20s` into an array of 20.
    fn check_room(&mut self, item: &Item, room: u32, argument: &Operand) {
        let Value::Expr(Expr { kind: ExprKind::Address(place), .. }) = &argument.value else {
            return;
        };
        let Ty::Aggregate { size, .. } = place.ty else { return };
        if size >= room {
            return;
        }
        let message =
            format!("the format's '{}' may write {room} bytes into an array of {size}", item.shown);
        let zero = if item.letter == 'c' { "" } else { ", as a '\\0' comes behind the text" };
        let hint = format!("read at most {}{zero}", size - u32::from(item.letter != 'c'));
        let warning = Diagnostic::warning(argument.span, message).named("format-overflow");
        self.report.push(warning.label(format!("has room for {size}")).hint(hint));
    }
}

fn is_zero(argument: &Operand) -> bool {
    matches!(&argument.value, Value::Expr(Expr { kind: ExprKind::Int(0), .. }))
}

fn wanted_type(want: Want) -> String {
    match want {
        Want::Int(kind) if kind.rank() < 3 => "'int'".into(),
        Want::Int(kind) => format!("'{}'", kind.name()),
        Want::To { kind, .. } => format!("'{} *'", kind.name()),
        Want::Pointer => "a pointer".into(),
        Want::ToPointer => "'void **'".into(),
    }
}

/// The conversion for this kind that is nearest to the one with `letter`.
fn conversion(kind: IntKind, letter: char, narrow: bool) -> String {
    let length = match kind.rank() {
        1 if narrow && "cs[".contains(letter) => return "%s".into(),
        1 if narrow => "hh",
        2 if narrow => "h",
        4 => "l",
        5 => "ll",
        _ => "",
    };
    let letter = match letter {
        'd' | 'i' if kind.signed() => letter,
        'u' | 'x' | 'X' | 'o' | 'n' => letter,
        _ if kind.signed() || kind.rank() < 3 => 'd',
        _ => 'u',
    };
    format!("%{length}{letter}")
}
