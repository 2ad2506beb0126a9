//! Tokens and tree as text, for people and for snapshots.
//!
//! The tree looks like C with every conversion written out: a cast is `(i32 expr)`, a load of a place
//! is the place itself in brackets, assignments are `place = value`.

use super::token::{Atoms, Token, TokenKind};
use crate::tree::*;
use std::fmt::Write;
use swtch_source::Sources;

/// One token a line: place, kind, spelling.
pub fn tokens(tokens: &[Token], sources: &Sources, atoms: &Atoms) -> String {
    let mut out = String::new();
    for token in tokens {
        let kind = match token.kind {
            TokenKind::Name(atom) if atom.keyword().is_some() => "keyword",
            TokenKind::Name(_) => "name",
            TokenKind::Number(_) => "number",
            TokenKind::Char(_) => "character",
            TokenKind::Str(_) => "string",
            TokenKind::Punct(_) => "operator",
            TokenKind::Other(_) => "other",
            TokenKind::Nothing | TokenKind::End => continue,
        };
        let text = token.kind.text(atoms);
        let _ = writeln!(out, "{}\t{kind}\t{text}", sources.place(token.span));
    }
    out
}

/// The whole tree.
pub fn program(program: &Program) -> String {
    let mut out = String::new();
    for (index, symbol) in program.symbols.iter().enumerate() {
        let defined = program.functions.iter().any(|f| f.symbol.0 as usize == index);
        if !defined {
            write_symbol(&mut out, symbol, program);
        }
    }
    for text in &program.assembly {
        let _ = writeln!(out, "asm {text:?}");
    }
    for function in &program.functions {
        let printer = Printer { program, function };
        printer.function(&mut out);
    }
    out
}

fn write_symbol(out: &mut String, symbol: &Symbol, program: &Program) {
    let name = &symbol.name;
    let mut words = String::new();
    if symbol.is_static {
        words.push_str("static ");
    }
    if symbol.weak {
        words.push_str("weak ");
    }
    if let Some(section) = &symbol.section {
        let _ = write!(words, "section({section}) ");
    }
    match &symbol.kind {
        SymbolKind::Function => {
            let _ = writeln!(out, "declare {words}function {name}");
        }
        SymbolKind::Extern if symbol.is_static => {}
        SymbolKind::Extern => {
            let _ = writeln!(out, "declare {words}object {name}");
        }
        SymbolKind::Object { size, read_only, data, relocations } => {
            let constant = if *read_only { "const " } else { "" };
            let _ =
                write!(out, "{words}{constant}object {name} size {size} align {}", symbol.align);
            if !data.is_empty() {
                let _ = write!(out, " = {}", bytes(data));
            }
            for relocation in relocations {
                let target = &program.symbols[relocation.symbol.0 as usize].name;
                let _ = write!(out, " @{}:{target}", relocation.offset);
                if relocation.addend != 0 {
                    let _ = write!(out, "{:+}", relocation.addend);
                }
            }
            out.push('\n');
        }
    }
}

/// Printable data as a string, other data in hexadecimal.
fn bytes(data: &[u8]) -> String {
    let text = data.iter().all(|b| matches!(b, b' '..=b'~' | b'\n' | b'\t' | 0));
    let letters = data.iter().filter(|b| b.is_ascii_graphic()).count();
    if text && letters * 2 >= data.len() {
        let shown = String::from_utf8_lossy(data).replace('\\', "\\\\").replace('"', "\\\"");
        let shown = shown.replace('\n', "\\n").replace('\t', "\\t").replace('\0', "\\0");
        return format!("\"{shown}\"");
    }
    let hex: Vec<String> = data.iter().map(|b| format!("{b:02x}")).collect();
    hex.join(" ")
}

fn ty(ty: Ty) -> String {
    match ty {
        Ty::Void => "void".into(),
        Ty::Int { bits, signed } => format!("{}{bits}", if signed { 'i' } else { 'u' }),
        Ty::Bool => "bool".into(),
        Ty::Pointer => "ptr".into(),
        Ty::Aggregate { size, align } => format!("bytes{size}:{align}"),
    }
}

struct Printer<'a> {
    program: &'a Program,
    function: &'a Function,
}

impl Printer<'_> {
    fn function(&self, out: &mut String) {
        let function = self.function;
        let symbol = &self.program.symbols[function.symbol.0 as usize];
        let mut words = String::new();
        for (holds, word) in [
            (symbol.is_static, "static "),
            (symbol.weak, "weak "),
            (function.attributes.noreturn, "noreturn "),
            (function.attributes.noinline, "noinline "),
            (function.attributes.inline, "inline "),
        ] {
            if holds {
                words.push_str(word);
            }
        }
        let count = function.parameter_count as usize;
        let parameter = |index: usize| {
            format!("{}: {}", self.local(LocalId(index as u32)), ty(function.locals[index].ty))
        };
        let mut list: Vec<String> = (0..count).map(parameter).collect();
        if function.variadic {
            list.push("...".into());
        }
        let list = list.join(", ");
        let _ =
            writeln!(out, "{words}function {}({list}) -> {} {{", symbol.name, ty(function.returns));
        for index in count..function.locals.len() {
            let local = &function.locals[index];
            let memory = if local.in_memory { " in memory" } else { "" };
            let _ = writeln!(out, "  local {}{memory}", parameter(index));
        }
        for statement in &function.body {
            self.statement(out, statement, 1);
        }
        out.push_str("}\n");
    }

    /// A variable's name; its number too, where the name is not enough.
    fn local(&self, id: LocalId) -> String {
        let locals = &self.function.locals;
        let name = &locals[id.0 as usize].name;
        let same = locals.iter().filter(|local| local.name == *name).count();
        match (name.as_str(), same) {
            ("", _) => format!("%{}", id.0),
            (name, 1) => name.to_string(),
            (name, _) => format!("{name}%{}", id.0),
        }
    }

    fn block(&self, out: &mut String, statement: &Stmt, depth: usize) {
        match &statement.kind {
            StmtKind::Block(statements) => {
                for statement in statements {
                    self.statement(out, statement, depth);
                }
            }
            _ => self.statement(out, statement, depth),
        }
    }

    fn statement(&self, out: &mut String, statement: &Stmt, depth: usize) {
        let pad = "  ".repeat(depth.min(40));
        let _ = match &statement.kind {
            StmtKind::Expr(expr) => writeln!(out, "{pad}{}", self.expr(expr)),
            StmtKind::Block(statements) if statements.is_empty() => Ok(()),
            StmtKind::Block(_) => {
                let _ = writeln!(out, "{pad}{{");
                self.block(out, statement, depth + 1);
                writeln!(out, "{pad}}}")
            }
            StmtKind::Clear(place, size) => {
                writeln!(out, "{pad}clear {} {size}", self.place(place))
            }
            StmtKind::If(condition, yes, no) => {
                let _ = writeln!(out, "{pad}if {}", self.expr(condition));
                self.block(out, yes, depth + 1);
                if let Some(no) = no {
                    let _ = writeln!(out, "{pad}else");
                    self.block(out, no, depth + 1);
                }
                Ok(())
            }
            StmtKind::While(condition, body) => {
                let _ = writeln!(out, "{pad}while {}", self.expr(condition));
                self.block(out, body, depth + 1);
                Ok(())
            }
            StmtKind::DoWhile(body, condition) => {
                let _ = writeln!(out, "{pad}do");
                self.block(out, body, depth + 1);
                writeln!(out, "{pad}while {}", self.expr(condition))
            }
            StmtKind::For { init, condition, step, body } => {
                let _ = writeln!(out, "{pad}for");
                if let Some(init) = init {
                    let _ = writeln!(out, "{pad} init");
                    self.block(out, init, depth + 1);
                }
                if let Some(condition) = condition {
                    let _ = writeln!(out, "{pad} while {}", self.expr(condition));
                }
                if let Some(step) = step {
                    let _ = writeln!(out, "{pad} step {}", self.expr(step));
                }
                self.block(out, body, depth + 1);
                Ok(())
            }
            StmtKind::Switch(value, cases, body) => {
                let list: Vec<String> = cases.iter().map(case).collect();
                let _ = writeln!(out, "{pad}switch {} [{}]", self.expr(value), list.join(", "));
                self.block(out, body, depth + 1);
                Ok(())
            }
            StmtKind::Case(index, inner) => {
                let _ = writeln!(out, "{pad}case #{index}:");
                self.block(out, inner, depth + 1);
                Ok(())
            }
            StmtKind::Break => writeln!(out, "{pad}break"),
            StmtKind::Continue => writeln!(out, "{pad}continue"),
            StmtKind::Return(None) => writeln!(out, "{pad}return"),
            StmtKind::Return(Some(value)) => writeln!(out, "{pad}return {}", self.expr(value)),
            StmtKind::Goto(id) => writeln!(out, "{pad}goto {}", self.label(*id)),
            StmtKind::GotoValue(value) => writeln!(out, "{pad}goto *{}", self.expr(value)),
            StmtKind::Label(id, inner) => {
                let _ = writeln!(out, "{pad}{}:", self.label(*id));
                self.block(out, inner, depth);
                Ok(())
            }
            StmtKind::Asm(asm) => {
                self.asm(out, asm, &pad);
                Ok(())
            }
        };
    }

    fn label(&self, id: LabelId) -> &str {
        self.function.labels.get(id.0 as usize).map_or("?", String::as_str)
    }

    fn asm(&self, out: &mut String, asm: &Asm, pad: &str) {
        let volatile = if asm.volatile { "volatile " } else { "" };
        let _ = writeln!(out, "{pad}asm {volatile}{:?}", asm.template);
        for operand in &asm.operands {
            let _ = write!(out, "{pad}  {:?}", operand.constraint);
            if let Some(register) = &operand.register {
                let _ = write!(out, " in {register}");
            }
            if let Some(output) = &operand.output {
                let _ = write!(out, " to {}", self.place(output));
            }
            if let Some(input) = &operand.input {
                let _ = write!(out, " from {}", self.expr(input));
            }
            out.push('\n');
        }
        if !asm.clobbers.is_empty() {
            let _ = writeln!(out, "{pad}  clobbers {}", asm.clobbers.join(" "));
        }
    }

    fn expr(&self, expr: &Expr) -> String {
        let shown = ty(expr.ty);
        match &expr.kind {
            ExprKind::Int(value) => match expr.ty {
                Ty::Int { bits: 32, signed: true } => value.to_string(),
                _ => format!("{value}:{shown}"),
            },
            ExprKind::Address(place) => format!("&{}", self.place(place)),
            ExprKind::Load(place) => format!("[{}]", self.place(place)),
            ExprKind::Assign(place, value) => {
                format!("{} = {}", self.place(place), self.expr(value))
            }
            ExprKind::Update { place, op, value, compute, old } => {
                let (place, value, compute) = (self.place(place), self.expr(value), ty(*compute));
                let old = if *old { "old " } else { "" };
                format!("({old}{place} {}= {value} as {compute})", binary(*op))
            }
            ExprKind::Unary(op, operand) => format!("{}{}", unary(*op), self.expr(operand)),
            ExprKind::Binary(op, left, right) => {
                let suffix = match left.ty {
                    Ty::Int { bits: 32, signed: true } => String::new(),
                    other => format!(".{}", ty(other)),
                };
                format!("({} {}{suffix} {})", self.expr(left), binary(*op), self.expr(right))
            }
            ExprKind::And(left, right) => format!("({} && {})", self.expr(left), self.expr(right)),
            ExprKind::Or(left, right) => format!("({} || {})", self.expr(left), self.expr(right)),
            ExprKind::Conditional(condition, yes, no) => {
                format!("({} ? {} : {})", self.expr(condition), self.expr(yes), self.expr(no))
            }
            ExprKind::Comma(left, right) => format!("({}, {})", self.expr(left), self.expr(right)),
            ExprKind::Cast(inner) => format!("({shown} {})", self.expr(inner)),
            ExprKind::Call { callee, args, fixed } => self.call(callee, args, *fixed, expr.ty),
            ExprKind::VaStart(place) => format!("va_start {}", self.place(place)),
            ExprKind::VaArg(place) => format!("va_arg({}, {shown})", self.place(place)),
            ExprKind::Block(statements) => {
                let mut out = String::new();
                for statement in statements {
                    self.statement(&mut out, statement, 0);
                }
                format!("({{ {}}})", out.replace('\n', "; "))
            }
            ExprKind::Builtin(builtin, args) => {
                let args: Vec<String> = args.iter().map(|arg| self.expr(arg)).collect();
                format!("{builtin:?}({})", args.join(", "))
            }
        }
    }

    fn call(&self, callee: &Callee, args: &[Expr], fixed: u32, returns: Ty) -> String {
        let name = match callee {
            Callee::Symbol(symbol) => self.program.symbols[symbol.0 as usize].name.clone(),
            Callee::Pointer(pointer) => format!("*{}", self.expr(pointer)),
        };
        let mut shown = Vec::new();
        for (index, arg) in args.iter().enumerate() {
            let mark = if index == fixed as usize { "... " } else { "" };
            shown.push(format!("{mark}{}", self.expr(arg)));
        }
        let returns = match returns {
            Ty::Int { bits: 32, signed: true } | Ty::Void => String::new(),
            other => format!(":{}", ty(other)),
        };
        format!("{name}({}){returns}", shown.join(", "))
    }

    fn place(&self, place: &Place) -> String {
        let volatile = if place.volatile { "volatile " } else { "" };
        let shown = ty(place.ty);
        let text = match &place.kind {
            PlaceKind::Local(id) => self.local(*id),
            PlaceKind::Symbol(symbol) => self.program.symbols[symbol.0 as usize].name.clone(),
            PlaceKind::Deref(pointer) => format!("*{shown} {}", self.expr(pointer)),
            PlaceKind::Offset(inner, bytes) => format!("{}.{bytes}:{shown}", self.place(inner)),
            PlaceKind::Bits { unit, unit_bits, shift, width, signed } => {
                let sign = if *signed { 'i' } else { 'u' };
                format!("{}.bits({sign}{width} at {shift} of {unit_bits})", self.place(unit))
            }
            PlaceKind::Value(value) => format!("value {}", self.expr(value)),
        };
        format!("{volatile}{text}")
    }
}

fn case(case: &Case) -> String {
    match case {
        Case::Default => "default".into(),
        Case::Range(first, last) if first == last => first.to_string(),
        Case::Range(first, last) => format!("{first}..={last}"),
    }
}

fn unary(op: UnaryOp) -> char {
    match op {
        UnaryOp::Negate => '-',
        UnaryOp::Not => '~',
        UnaryOp::LogicalNot => '!',
    }
}

fn binary(op: BinaryOp) -> &'static str {
    match op {
        BinaryOp::Add => "+",
        BinaryOp::Sub => "-",
        BinaryOp::Mul => "*",
        BinaryOp::Div => "/",
        BinaryOp::Rem => "%",
        BinaryOp::And => "&",
        BinaryOp::Or => "|",
        BinaryOp::Xor => "^",
        BinaryOp::Shl => "<<",
        BinaryOp::Shr => ">>",
        BinaryOp::Eq => "==",
        BinaryOp::Ne => "!=",
        BinaryOp::Lt => "<",
        BinaryOp::Le => "<=",
        BinaryOp::Gt => ">",
        BinaryOp::Ge => ">=",
    }
}
