//! Expressions: numbers, symbols and the operators of GNU as.
//!
//! An expression is parsed to a tree and evaluated when its value is wanted: before layout, when
//! only distances inside a fragment are known, or after it. The result is linear: a constant and
//! a sum of symbols that only the linker can place.

use crate::cursor::Cursor;
use crate::lex::Tok;
use crate::program::{Definition, Program, SymbolId};
use crate::report::{Fallible, error, hinted};
use swtch_source::Span;

/// An expression and the number of its nodes, which is bounded.
#[derive(Clone, Debug)]
pub(crate) struct Expr {
    node: Node,
    size: usize,
    pub(crate) span: Span,
}

#[derive(Clone, Debug)]
enum Node {
    Linear(Linear),
    Unary(&'static str, Box<Expr>),
    Binary(&'static str, Box<(Expr, Expr)>),
}

/// A constant plus some symbols, each times a factor.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Linear {
    pub(crate) constant: i64,
    pub(crate) terms: Vec<(SymbolId, i64)>,
}

/// More nodes than any sensible expression has, few enough to walk without a thought of the stack.
const NODES_MAX: usize = 1000;
/// Nesting of parentheses and signs.
const DEPTH_MAX: usize = 100;
/// Nesting of an expression together with those its symbols stand for.
const WALK_DEPTH_MAX: usize = 400;
/// Nodes visited to find one value, symbols that stand for expressions included.
const WALK_NODES_MAX: usize = 20_000;

/// Binary operators by how tightly they bind; GNU as differs from C here.
const PRECEDENCE: [&[&str]; 4] = [
    &["&&", "||"],
    &["+", "-", "==", "!=", "<>", "<", ">", "<=", ">="],
    &["|", "&", "^", "!"],
    &["*", "/", "%", "<<", ">>"],
];

impl From<i64> for Linear {
    fn from(constant: i64) -> Linear {
        Linear { constant, terms: Vec::new() }
    }
}

impl Expr {
    pub(crate) fn number(value: i64, span: Span) -> Expr {
        Expr::linear(Linear::from(value), span)
    }

    pub(crate) fn symbol(symbol: SymbolId, span: Span) -> Expr {
        Expr::linear(Linear { constant: 0, terms: vec![(symbol, 1)] }, span)
    }

    pub(crate) fn linear(linear: Linear, span: Span) -> Expr {
        Expr { size: 1 + linear.terms.len(), node: Node::Linear(linear), span }
    }

    /// The value, if it is a number whatever the addresses.
    pub(crate) fn as_number(&self) -> Option<i64> {
        match &self.node {
            Node::Linear(linear) if linear.terms.is_empty() => Some(linear.constant),
            _ => None,
        }
    }
}

/// What can stand in an expression beside numbers and symbols.
pub(crate) trait Places {
    /// A symbol for the place of the current statement.
    fn here(&mut self) -> SymbolId;
    /// The numbered label before (or after) this statement.
    fn local(&mut self, number: u32, forward: bool, span: Span) -> Fallible<SymbolId>;
    /// The program, for its symbols.
    fn program(&mut self) -> &mut Program;
}

/// Parses one expression.
///
/// `expr = operand (operator operand)*`, by precedence.
pub(crate) fn parse(cursor: &mut Cursor, places: &mut impl Places) -> Fallible<Expr> {
    binary(cursor, places, 0, 0)
}

fn binary(
    cursor: &mut Cursor,
    places: &mut impl Places,
    level: usize,
    depth: usize,
) -> Fallible<Expr> {
    let Some(operators) = PRECEDENCE.get(level) else { return unary(cursor, places, depth) };
    let mut left = binary(cursor, places, level + 1, depth)?;
    while let Some(operator) = operator(cursor, operators) {
        let right = binary(cursor, places, level + 1, depth)?;
        let size = left.size + right.size + 1;
        let span = left.span.to(right.span);
        if size > NODES_MAX {
            return Err(error(span, "this expression is too long"));
        }
        let node = Node::Binary(operator, Box::new((left, right)));
        left = reduce(Expr { node, size, span }, places.program())?;
    }
    Ok(left)
}

fn operator(cursor: &mut Cursor, operators: &[&'static str]) -> Option<&'static str> {
    operators.iter().copied().find(|operator| cursor.eat(operator))
}

/// `unary = ("-" | "+" | "~" | "!") unary | primary`
fn unary(cursor: &mut Cursor, places: &mut impl Places, depth: usize) -> Fallible<Expr> {
    let start = cursor.span();
    if depth > DEPTH_MAX {
        return Err(error(start, "this expression is nested too deeply"));
    }
    let Some(operator) = operator(cursor, &["-", "+", "~", "!"]) else {
        return primary(cursor, places, depth);
    };
    let operand = unary(cursor, places, depth + 1)?;
    let (size, span) = (operand.size + 1, start.to(operand.span));
    reduce(Expr { node: Node::Unary(operator, Box::new(operand)), size, span }, places.program())
}

/// `primary = number | symbol | "." | 1b | "(" expr ")"`
fn primary(cursor: &mut Cursor, places: &mut impl Places, depth: usize) -> Fallible<Expr> {
    let span = cursor.span();
    match cursor.peek() {
        Some(Tok::Large(written)) => {
            Err(error(span, format!("`{written}` does not fit into 64 bits")))
        }
        Some(Tok::Number(value)) => {
            cursor.next();
            Ok(Expr::number(*value, span))
        }
        Some(Tok::Local { number, forward }) => {
            cursor.next();
            let symbol = places.local(*number, *forward, span)?;
            Ok(Expr::symbol(symbol, span))
        }
        Some(Tok::Word(word)) => {
            cursor.next();
            if &**word == "." {
                return Ok(Expr::symbol(places.here(), span));
            }
            // `f@plt` is `f` where nothing is linked at run time.
            if cursor.peek().is_some_and(|tok| tok.is("@"))
                && cursor.peek_at(1).and_then(Tok::word) == Some("plt")
            {
                cursor.next();
                cursor.next();
            }
            Ok(named(places.program(), word, span))
        }
        Some(tok) if tok.is("(") => {
            cursor.next();
            let inner = binary(cursor, places, 0, depth + 1)?;
            cursor.expect(")")?;
            Ok(Expr { span: cursor.since(span), ..inner })
        }
        Some(tok) if tok.is("%") => Err(hinted(
            span,
            "a relocation operator cannot stand here",
            "`%hi`, `%lo`, `%pcrel_hi` and `%pcrel_lo` begin the operand of an instruction",
        )),
        _ => Err(cursor.expected("a number or a symbol")),
    }
}

/// A symbol; what `.set` has given it by now, if that is what it is.
fn named(program: &mut Program, name: &str, span: Span) -> Expr {
    let symbol = program.intern(name);
    program.symbol_mut(symbol).first_use.get_or_insert(span);
    match &program.symbol(symbol).definition {
        Definition::Value(value) => Expr { span, ..value.clone() },
        _ => Expr::symbol(symbol, span),
    }
}

/// The same expression, as one node if its value can be told already.
fn reduce(expr: Expr, program: &Program) -> Fallible<Expr> {
    match evaluate(&expr, program) {
        Ok(linear) => Ok(Expr::linear(linear, expr.span)),
        // Distances over fragments whose size is open are told later.
        Err(Unknown::Open(_)) => Ok(expr),
        Err(Unknown::Wrong(diagnostic)) => Err(diagnostic),
    }
}

/// Why an expression has no value.
pub(crate) enum Unknown {
    /// It is made of symbols that may be placed later.
    Open(Span),
    /// It cannot have one.
    Wrong(Box<swtch_source::Diagnostic>),
}

/// The value of an expression as far as addresses are known by now.
pub(crate) fn evaluate(expr: &Expr, program: &Program) -> Result<Linear, Unknown> {
    Walk { program, visited: 0 }.evaluate(expr, 0)
}

/// As [`evaluate`], with a mistake for every failure.
pub(crate) fn value(expr: &Expr, program: &Program) -> Fallible<Linear> {
    evaluate(expr, program).map_err(|unknown| match unknown {
        Unknown::Wrong(diagnostic) => diagnostic,
        Unknown::Open(span) => error(span, "only distances and sums of symbols can be computed"),
    })
}

/// The value of an expression that must be a number by now.
pub(crate) fn number(expr: &Expr, program: &Program) -> Fallible<i64> {
    match evaluate(expr, program) {
        Ok(linear) if linear.terms.is_empty() => Ok(linear.constant),
        Ok(linear) => Err(not_a_number(expr, program, &linear.terms)),
        Err(Unknown::Open(_)) => Err(not_a_number(expr, program, &[])),
        Err(Unknown::Wrong(diagnostic)) => Err(diagnostic),
    }
}

fn not_a_number(
    expr: &Expr,
    program: &Program,
    terms: &[(SymbolId, i64)],
) -> Box<swtch_source::Diagnostic> {
    let undefined = terms.iter().map(|&(id, _)| program.symbol(id)).find(|s| !s.is_defined());
    match undefined {
        Some(symbol) if !symbol.name.is_empty() => {
            error(expr.span, format!("`{}` has no value here; a number is needed", symbol.name))
        }
        _ => error(expr.span, "a number is needed here, and this is not known yet"),
    }
}

/// An evaluation under way. It counts, because a few lines of `.set` can describe an expression
/// that is longer than the world is old.
struct Walk<'a> {
    program: &'a Program,
    visited: usize,
}

impl Walk<'_> {
    fn evaluate(&mut self, expr: &Expr, depth: usize) -> Result<Linear, Unknown> {
        self.visited += 1;
        if depth > WALK_DEPTH_MAX || self.visited > WALK_NODES_MAX {
            return Err(Unknown::Wrong(hinted(
                expr.span,
                "this expression is too complicated",
                "is a symbol defined in terms of itself?",
            )));
        }
        let value = match &expr.node {
            Node::Linear(linear) => self.expand(linear, expr.span, depth)?,
            Node::Unary(operator, operand) => {
                let value = self.evaluate(operand, depth + 1)?;
                negate_or_not(operator, value, operand.span)?
            }
            Node::Binary(operator, operands) => {
                let left = self.evaluate(&operands.0, depth + 1)?;
                let right = self.evaluate(&operands.1, depth + 1)?;
                combine(operator, left, right, (operands.0.span, operands.1.span))?
            }
        };
        Ok(fold(value, self.program))
    }

    /// Puts the values of symbols that have been `.set` in their place.
    fn expand(&mut self, linear: &Linear, span: Span, depth: usize) -> Result<Linear, Unknown> {
        let mut total = Linear::from(linear.constant);
        for &(id, count) in &linear.terms {
            let term = match &self.program.symbol(id).definition {
                Definition::Value(value) => {
                    let value = Expr { span, ..value.clone() };
                    scaled(self.evaluate(&value, depth + 1)?, count)
                }
                _ => Linear { constant: 0, terms: vec![(id, count)] },
            };
            total = sum(total, term);
            if total.terms.len() > NODES_MAX {
                return Err(Unknown::Wrong(error(span, "this sum has too many symbols")));
            }
        }
        Ok(total)
    }
}

fn negate_or_not(operator: &str, operand: Linear, span: Span) -> Result<Linear, Unknown> {
    Ok(match operator {
        "+" => operand,
        "-" => scaled(operand, -1),
        "~" => Linear::from(!constant(&operand, span)?),
        _ => Linear::from(i64::from(constant(&operand, span)? == 0)),
    })
}

fn combine(
    operator: &str,
    left: Linear,
    right: Linear,
    spans: (Span, Span),
) -> Result<Linear, Unknown> {
    Ok(match operator {
        "+" => sum(left, right),
        "-" => sum(left, scaled(right, -1)),
        operator => {
            let (left, right) = (constant(&left, spans.0)?, constant(&right, spans.1)?);
            Linear::from(compute(operator, left, right, spans.1)?)
        }
    })
}

fn constant(linear: &Linear, span: Span) -> Result<i64, Unknown> {
    if linear.terms.is_empty() { Ok(linear.constant) } else { Err(Unknown::Open(span)) }
}

fn compute(operator: &str, left: i64, right: i64, divisor: Span) -> Result<i64, Unknown> {
    let truth = |truth: bool| -i64::from(truth);
    Ok(match operator {
        "*" => left.wrapping_mul(right),
        "/" | "%" if right == 0 => {
            return Err(Unknown::Wrong(error(divisor, "division by zero")));
        }
        "/" => left.wrapping_div(right),
        "%" => left.wrapping_rem(right),
        "<<" => u32::try_from(right).ok().and_then(|by| left.checked_shl(by)).unwrap_or(0),
        ">>" => {
            let shifted = u32::try_from(right).ok().and_then(|by| (left as u64).checked_shr(by));
            shifted.unwrap_or(0) as i64
        }
        "&" => left & right,
        "|" => left | right,
        "^" => left ^ right,
        "!" => left | !right,
        "==" => truth(left == right),
        "!=" | "<>" => truth(left != right),
        "<" => truth(left < right),
        ">" => truth(left > right),
        "<=" => truth(left <= right),
        ">=" => truth(left >= right),
        "&&" => i64::from(left != 0 && right != 0),
        _ => i64::from(left != 0 || right != 0),
    })
}

fn scaled(linear: Linear, factor: i64) -> Linear {
    let terms = linear.terms.into_iter().map(|(id, count)| (id, count.wrapping_mul(factor)));
    Linear { constant: linear.constant.wrapping_mul(factor), terms: terms.collect() }
}

fn sum(mut left: Linear, right: Linear) -> Linear {
    left.constant = left.constant.wrapping_add(right.constant);
    for (id, count) in right.terms {
        match left.terms.iter_mut().find(|(known, _)| *known == id) {
            Some((_, known)) => *known = known.wrapping_add(count),
            None => left.terms.push((id, count)),
        }
    }
    left.terms.retain(|&(_, count)| count != 0);
    left
}

/// Replaces distances between labels by numbers where they are known: inside one section after
/// layout, inside one fragment before.
fn fold(mut linear: Linear, program: &Program) -> Linear {
    let base = |id: SymbolId| match program.symbol(id).definition {
        Definition::Label(place) if program.placed => Some((place.section, 0)),
        Definition::Label(place) => Some((place.section, place.fragment)),
        _ => None,
    };
    let offset = |id: SymbolId| match program.symbol(id).definition {
        Definition::Label(place) if program.placed => program.offset(place) as i64,
        Definition::Label(place) => place.offset as i64,
        _ => 0,
    };
    let mut at = 0;
    while at < linear.terms.len() {
        let Some(here) = base(linear.terms[at].0) else {
            at += 1;
            continue;
        };
        let (same, others): (Vec<_>, Vec<_>) =
            linear.terms.iter().partition(|(id, _)| base(*id) == Some(here));
        if same.iter().map(|&&(_, count)| count).fold(0i64, i64::wrapping_add) == 0 {
            let distance = same.iter().map(|&&(id, count)| count.wrapping_mul(offset(id)));
            linear.constant = distance.fold(linear.constant, i64::wrapping_add);
            linear.terms = others.into_iter().copied().collect();
            at = 0;
        } else {
            at += 1;
        }
    }
    linear
}
