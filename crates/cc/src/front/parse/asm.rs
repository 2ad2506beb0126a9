//! `asm` statements.

use super::*;
use crate::front::check::Value;
use crate::tree::{Asm, AsmOperand, PlaceKind, StmtKind};

impl Parser {
    /// `asm = "asm" {"volatile" | "inline"} "(" string [":" outputs [":" inputs [":" clobbers]]] ")" ";"`
    pub(super) fn asm_statement(&mut self) -> Parsed<Stmt> {
        let span = self.next().span;
        let mut volatile = false;
        loop {
            match self.keyword() {
                Some(Keyword::Volatile) => volatile = true,
                Some(Keyword::Inline) => {}
                Some(Keyword::Goto) => {
                    self.refuse(self.span(), "'asm goto'", "test a result after the 'asm'");
                    return Err(Lost);
                }
                _ => break,
            }
            self.next();
        }
        let open = self.expect(Punct::OpenParen, "'asm'")?;
        let text_span = self.span();
        let template = self.plain_string()?;
        let mut operands = Vec::new();
        let mut names = Vec::new();
        let mut clobbers = Vec::new();
        let simple = !self.sees(Punct::Colon);
        if self.take(Punct::Colon) {
            self.asm_operands(true, &mut operands, &mut names)?;
        }
        let outputs = operands.len();
        if self.take(Punct::Colon) {
            self.asm_operands(false, &mut operands, &mut names)?;
        }
        if self.take(Punct::Colon) {
            while !self.sees(Punct::CloseParen) {
                clobbers.push(self.plain_string()?);
                if !self.take(Punct::Comma) {
                    break;
                }
            }
        }
        self.expect_close(Punct::CloseParen, open)?;
        self.expect_semicolon("'asm (…)'")?;
        let template = match simple {
            true => template,
            false => self.numbered(&template, &names, text_span),
        };
        volatile |= simple || outputs == 0 || clobbers.iter().any(|c| c == "memory");
        let asm = Asm { template, operands, clobbers, volatile };
        Ok(Stmt { kind: StmtKind::Asm(Box::new(asm)), span })
    }

    /// `operands = [operand {"," operand}]`
    fn asm_operands(
        &mut self,
        output: bool,
        operands: &mut Vec<AsmOperand>,
        names: &mut Vec<Option<Atom>>,
    ) -> Parsed<()> {
        if !matches!(self.peek().kind, TokenKind::Str(_)) && !self.sees(Punct::OpenBracket) {
            return Ok(());
        }
        loop {
            let mut name = None;
            if self.sees(Punct::OpenBracket) {
                let open = self.next().span;
                name = Some(self.expect_name("the operand's name")?.0);
                self.expect_close(Punct::CloseBracket, open)?;
            }
            let operand = self.asm_operand(output)?;
            operands.push(operand);
            names.push(name);
            if !self.take(Punct::Comma) {
                return Ok(());
            }
        }
    }

    /// `operand = ["[" name "]"] string "(" expression ")"`
    fn asm_operand(&mut self, output: bool) -> Parsed<AsmOperand> {
        let span = self.span();
        let constraint = self.plain_string()?;
        let open = self.expect(Punct::OpenParen, "the constraint")?;
        let operand = self.full_expression()?;
        self.expect_close(Punct::CloseParen, open)?;
        if output && !constraint.starts_with(['=', '+']) {
            self.report.error(
                span,
                "the constraint of an output begins with '=' or '+'",
                "an output",
            );
        }
        let register = self.fixed_register(&operand);
        let memory = constraint.contains(['m', 'A']) && !constraint.contains('r');
        let mut made = AsmOperand { constraint, register, output: None, input: None };
        if output {
            let both = made.constraint.starts_with('+');
            match &operand.value {
                Value::Place(place) if operand.lvalue => made.output = Some(place.clone()),
                _ => {
                    let message = "an output of 'asm' must be something that can be assigned";
                    self.report.error(operand.span, message, "stored nowhere");
                    return Ok(made);
                }
            }
            if memory {
                let address = self.address(operand, span);
                made.input = Some(self.expr(address));
            } else if both {
                made.input = Some(self.expr(operand));
            }
        } else if memory && operand.lvalue {
            let address = self.address(operand, span);
            made.input = Some(self.expr(address));
        } else {
            made.input = Some(self.expr(operand));
        }
        Ok(made)
    }

    /// The register of a variable declared with `asm("a7")`.
    fn fixed_register(&self, operand: &Operand) -> Option<String> {
        let Value::Place(Place { kind: PlaceKind::Local(id), .. }) = &operand.value else {
            return None;
        };
        self.function.as_ref()?.variables[id.0 as usize].fixed.clone()
    }

    /// The template with `%[name]` turned into the operand's number.
    fn numbered(&mut self, template: &str, names: &[Option<Atom>], span: Span) -> String {
        let mut out = String::new();
        let mut rest = template;
        while let Some(at) = rest.find('%') {
            out.push_str(&rest[..at + 1]);
            rest = &rest[at + 1..];
            if let Some(after) = rest.strip_prefix('%') {
                out.push('%');
                rest = after;
                continue;
            }
            let modifier =
                rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_alphabetic()).len();
            self.check_number(&rest[modifier..], names.len(), span);
            let Some(named) = rest[modifier..].strip_prefix('[') else { continue };
            let Some(end) = named.find(']') else { continue };
            let name = self.atoms.intern(&named[..end]);
            match names.iter().position(|n| *n == Some(name)) {
                Some(index) => out.push_str(&format!("{}{index}", &rest[..modifier])),
                None => {
                    let message = format!("no operand is called '{}'", &named[..end]);
                    self.report.error(span, message, "in this template");
                }
            }
            rest = &named[end + 1..];
        }
        out.push_str(rest);
        out
    }

    /// Reports a number that no operand has.
    fn check_number(&mut self, rest: &str, count: usize, span: Span) {
        let digits = rest.len() - rest.trim_start_matches(|c: char| c.is_ascii_digit()).len();
        if digits > 0 && rest[..digits].parse::<usize>().is_ok_and(|number| number < count) {
            return;
        }
        if digits > 0 {
            let message = format!("there is no operand '%{}'", &rest[..digits]);
            let error = Diagnostic::error(span, message).label("in this template");
            let hint = match count {
                0 => "operands stand after a ':', outputs first".to_string(),
                _ => format!("the operands are counted from %0, and the last is %{}", count - 1),
            };
            self.report.push(error.hint(hint));
        }
    }

    /// `asm ("…");` outside of functions is left out.
    pub(super) fn file_asm(&mut self) -> Parsed<()> {
        self.next();
        while self.take_keyword(Keyword::Volatile) {}
        let open = self.expect(Punct::OpenParen, "'asm'")?;
        let text = self.plain_string()?;
        self.expect_close(Punct::CloseParen, open)?;
        self.program.assembly.push(text);
        self.expect_semicolon("this 'asm'")
    }
}
