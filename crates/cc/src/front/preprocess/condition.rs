//! The arithmetic of `#if`: 64 bits, signed unless a `u` says otherwise.

use super::*;
use crate::front::literal;
use crate::front::parse::{is_attribute, is_builtin};

/// Parentheses and operators within each other.
const DEPTH_MAX: usize = 200;

impl Preprocessor<'_> {
    /// Whether the condition of `#if` or `#elif` holds.
    pub(super) fn condition(&mut self, directive: Span, line: &[Token]) -> bool {
        if line.is_empty() {
            self.report.error(directive, "a condition is missing", "no condition after this");
            return false;
        }
        let Some(answered) = self.answer_defined(line) else { return false };
        let tokens = self.expand_list(answered);
        let end = line[line.len() - 1].span;
        let mut reader = Reader { tokens, at: 0, end, atoms: self.atoms, depth: 0, idle: false };
        match reader.whole() {
            Ok(value) => value.bits != 0,
            Err(diagnostic) => {
                self.report.push(*diagnostic);
                false
            }
        }
    }

    /// Whether a name is a macro, or a question that only a condition can ask.
    pub(super) fn is_known(&self, name: Atom) -> bool {
        let questions = ["__has_include", "__has_include_next", "__has_builtin", "__has_attribute"];
        self.find_macro(name).is_some() || questions.contains(&self.atoms.text(name))
    }

    /// Replaces `defined X` and `__has_include(…)` by 0 or 1, before macros are replaced.
    fn answer_defined(&mut self, line: &[Token]) -> Option<Vec<Token>> {
        let mut out = Vec::with_capacity(line.len());
        let mut at = 0;
        while let Some(&token) = line.get(at) {
            let text = token.kind.text(self.atoms);
            let answer = match text.as_str() {
                "defined" => Some(self.defined(token, &line[at + 1..])?),
                "__has_include" | "__has_include_next" => {
                    Some(self.has_include(token, &line[at + 1..])?)
                }
                "__has_builtin" => Some(self.has(token, &line[at + 1..], is_builtin)?),
                "__has_attribute" => Some(self.has(token, &line[at + 1..], is_attribute)?),
                _ => None,
            };
            match answer {
                None => out.push(token),
                Some((holds, used)) => {
                    let digit = self.atoms.intern(if holds { "1" } else { "0" });
                    out.push(Token { kind: TokenKind::Number(digit), ..token });
                    at += used;
                }
            }
            at += 1;
        }
        Some(out)
    }

    fn defined(&mut self, token: Token, rest: &[Token]) -> Option<(bool, usize)> {
        let (name, used) = match rest {
            [open, name, close, ..] if open.is(Punct::OpenParen) && close.is(Punct::CloseParen) => {
                (name.kind, 3)
            }
            [name, ..] => (name.kind, 1),
            [] => (TokenKind::Nothing, 0),
        };
        let TokenKind::Name(name) = name else {
            self.report.error(token.span, "'defined' wants a name", "no name after this");
            return None;
        };
        Some((self.is_known(name), used))
    }

    /// `( name )` after `__has_builtin` and the like.
    fn has(
        &mut self,
        token: Token,
        rest: &[Token],
        answer: impl Fn(&str) -> bool,
    ) -> Option<(bool, usize)> {
        if let [open, name, close, ..] = rest
            && let TokenKind::Name(name) = name.kind
            && open.is(Punct::OpenParen)
            && close.is(Punct::CloseParen)
        {
            return Some((answer(self.atoms.text(name)), 3));
        }
        let message = format!("'{}' wants a name in parentheses", token.kind.text(self.atoms));
        self.report.error(token.span, message, "no name after this");
        None
    }

    fn has_include(&mut self, token: Token, rest: &[Token]) -> Option<(bool, usize)> {
        let close = rest.iter().position(|t| t.is(Punct::CloseParen));
        let header = close.and_then(|close| self.header_name(rest.get(1..close)?));
        let (Some(close), Some((name, angled))) = (close, header) else {
            self.report.error(token.span, "'__has_include' wants a header", "no header after this");
            return None;
        };
        Some((self.find_header(&name, angled, false).is_some(), close + 1))
    }
}

#[derive(Clone, Copy)]
struct Value {
    bits: i64,
    unsigned: bool,
}

struct Reader<'a> {
    tokens: Vec<Token>,
    at: usize,
    end: Span,
    atoms: &'a Atoms,
    depth: usize,
    /// Inside an operand that `&&`, `||` or `?:` does not evaluate.
    idle: bool,
}

type Answer = Result<Value, Box<Diagnostic>>;

fn fail<T>(span: Span, message: impl Into<String>, label: &str) -> Result<T, Box<Diagnostic>> {
    Err(Box::new(Diagnostic::error(span, message).label(label)))
}

impl Reader<'_> {
    fn whole(&mut self) -> Answer {
        let value = self.conditional()?;
        match self.tokens.get(self.at) {
            None => Ok(value),
            Some(extra) => {
                let what = extra.kind.describe(self.atoms);
                fail(extra.span, format!("{what} is not expected in a condition"), "not expected")
            }
        }
    }

    fn take(&mut self, punct: Punct) -> bool {
        let found = self.tokens.get(self.at).is_some_and(|t| t.is(punct));
        self.at += usize::from(found);
        found
    }

    fn deeper(&mut self) -> Result<(), Box<Diagnostic>> {
        self.depth += 1;
        if self.depth > DEPTH_MAX {
            return fail(self.end, "the condition is nested too deeply", "in this line");
        }
        Ok(())
    }

    /// `conditional = binary ["?" conditional ":" conditional]`
    fn conditional(&mut self) -> Answer {
        self.deeper()?;
        let condition = self.binary(0)?;
        let value = if self.take(Punct::Question) {
            let idle = self.idle;
            self.idle = idle || condition.bits == 0;
            let yes = self.conditional()?;
            self.idle = idle || condition.bits != 0;
            if !self.take(Punct::Colon) {
                return fail(self.place(), "expected ':' of this '?'", "here");
            }
            let no = self.conditional()?;
            self.idle = idle;
            let chosen = if condition.bits != 0 { yes } else { no };
            Value { unsigned: yes.unsigned || no.unsigned, ..chosen }
        } else {
            condition
        };
        self.depth -= 1;
        Ok(value)
    }

    fn place(&self) -> Span {
        self.tokens.get(self.at).map_or(self.end, |t| t.span)
    }

    /// `binary = unary {operator unary}`, operators of at least `level`.
    fn binary(&mut self, level: u8) -> Answer {
        let mut left = self.unary()?;
        while let Some(token) = self.tokens.get(self.at).copied()
            && let TokenKind::Punct(punct) = token.kind
            && let Some(own) = precedence(punct)
            && own >= level
        {
            self.at += 1;
            let idle = self.idle;
            self.idle |= punct == Punct::AndAnd && left.bits == 0;
            self.idle |= punct == Punct::OrOr && left.bits != 0;
            let right = self.binary(own + 1)?;
            self.idle = idle;
            let divides = matches!(punct, Punct::Slash | Punct::Percent);
            if divides && right.bits == 0 && !self.idle {
                return fail(token.span, "division by zero in a condition", "the divisor is 0");
            }
            left = apply(punct, left, right);
        }
        Ok(left)
    }

    /// `unary = ("-" | "+" | "!" | "~") unary | "(" conditional ")" | number | character | name`
    fn unary(&mut self) -> Answer {
        self.deeper()?;
        let Some(token) = self.tokens.get(self.at).copied() else {
            return fail(self.end, "the condition ends too early", "a value is missing after this");
        };
        self.at += 1;
        let signed = |bits: i64| Ok(Value { bits, unsigned: false });
        let value = match token.kind {
            TokenKind::Punct(Punct::Minus) => {
                let value = self.unary()?;
                Ok(Value { bits: value.bits.wrapping_neg(), ..value })
            }
            TokenKind::Punct(Punct::Plus) => self.unary(),
            TokenKind::Punct(Punct::Tilde) => {
                let value = self.unary()?;
                Ok(Value { bits: !value.bits, ..value })
            }
            TokenKind::Punct(Punct::Not) => signed(i64::from(self.unary()?.bits == 0)),
            TokenKind::Punct(Punct::OpenParen) => {
                let value = self.conditional()?;
                if !self.take(Punct::CloseParen) {
                    return fail(self.place(), "expected ')'", "here");
                }
                Ok(value)
            }
            TokenKind::Number(text) => match literal::number(self.atoms.text(text)) {
                Ok(number) => {
                    let unsigned = number.unsigned || number.value > i64::MAX as u64;
                    Ok(Value { bits: number.value as i64, unsigned })
                }
                Err(problem) => fail(token.span, problem.message, &problem.label),
            },
            TokenKind::Char(text) => match literal::character(self.atoms.text(text)) {
                Ok(constant) => signed(constant.value),
                Err(problem) => fail(token.span, problem.message, &problem.label),
            },
            // Whatever name is left is no macro: 0.
            TokenKind::Name(_) => signed(0),
            _ => {
                let what = token.kind.describe(self.atoms);
                fail(
                    token.span,
                    format!("{what} is not expected in a condition"),
                    "a value belongs here",
                )
            }
        };
        self.depth -= 1;
        value
    }
}

fn precedence(punct: Punct) -> Option<u8> {
    Some(match punct {
        Punct::OrOr => 1,
        Punct::AndAnd => 2,
        Punct::Or => 3,
        Punct::Xor => 4,
        Punct::And => 5,
        Punct::EqualEqual | Punct::NotEqual => 6,
        Punct::Less | Punct::Greater | Punct::LessEqual | Punct::GreaterEqual => 7,
        Punct::Shl | Punct::Shr => 8,
        Punct::Plus | Punct::Minus => 9,
        Punct::Star | Punct::Slash | Punct::Percent => 10,
        _ => return None,
    })
}

fn apply(punct: Punct, left: Value, right: Value) -> Value {
    let unsigned = left.unsigned || right.unsigned;
    let (a, b) = (left.bits, right.bits);
    let (ua, ub) = (a as u64, b as u64);
    let less = if unsigned { ua < ub } else { a < b };
    let truth = |holds: bool| Value { bits: i64::from(holds), unsigned: false };
    let arithmetic = |bits: i64| Value { bits, unsigned };
    match punct {
        Punct::OrOr => truth(a != 0 || b != 0),
        Punct::AndAnd => truth(a != 0 && b != 0),
        Punct::Or => arithmetic(a | b),
        Punct::Xor => arithmetic(a ^ b),
        Punct::And => arithmetic(a & b),
        Punct::EqualEqual => truth(a == b),
        Punct::NotEqual => truth(a != b),
        Punct::Less => truth(less),
        Punct::GreaterEqual => truth(!less),
        Punct::Greater => truth(!less && a != b),
        Punct::LessEqual => truth(less || a == b),
        Punct::Shl => Value { bits: a.wrapping_shl(b as u32), unsigned: left.unsigned },
        Punct::Shr if left.unsigned => {
            Value { bits: ua.wrapping_shr(b as u32) as i64, unsigned: true }
        }
        Punct::Shr => Value { bits: a.wrapping_shr(b as u32), unsigned: false },
        Punct::Plus => arithmetic(a.wrapping_add(b)),
        Punct::Minus => arithmetic(a.wrapping_sub(b)),
        Punct::Star => arithmetic(a.wrapping_mul(b)),
        Punct::Slash if unsigned => arithmetic(ua.checked_div(ub).unwrap_or(0) as i64),
        Punct::Slash => arithmetic(if b == 0 { 0 } else { a.wrapping_div(b) }),
        Punct::Percent if unsigned => arithmetic(ua.checked_rem(ub).unwrap_or(0) as i64),
        _ => arithmetic(if b == 0 { 0 } else { a.wrapping_rem(b) }),
    }
}
