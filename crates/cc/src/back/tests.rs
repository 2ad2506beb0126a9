use super::*;
use crate::tree::*;
use swtch_source::{FileId, Span};

const INT: Ty = Ty::Int { bits: 32, signed: true };
fn sp() -> Span {
    Span::new(FileId(0), 0, 1)
}
fn e(kind: ExprKind) -> Expr {
    Expr { kind, ty: INT, span: sp() }
}
fn local(n: u32) -> Place {
    Place { kind: PlaceKind::Local(LocalId(n)), ty: INT, volatile: false, span: sp() }
}
fn get(n: u32) -> Expr {
    e(ExprKind::Load(local(n)))
}
fn num(n: i64) -> Expr {
    e(ExprKind::Int(n))
}
fn bin(op: BinaryOp, a: Expr, b: Expr) -> Expr {
    e(ExprKind::Binary(op, Box::new(a), Box::new(b)))
}
fn call(n: u32, args: Vec<Expr>) -> Expr {
    e(ExprKind::Call { callee: Callee::Symbol(SymbolId(n)), args, fixed: 1 })
}
fn s(kind: StmtKind) -> Stmt {
    Stmt { kind, span: sp() }
}
fn var(name: &str) -> Local {
    Local { name: name.into(), ty: INT, align: 4, in_memory: false, span: sp() }
}

#[test]
fn hand() {
    use BinaryOp::*;
    let mut sources = Sources::new();
    sources.add("a.c", "x\n");
    let sym = |name: &str| Symbol {
        name: name.into(),
        is_static: false,
        weak: false,
        section: None,
        align: 4,
        kind: SymbolKind::Function,
        span: sp(),
    };
    let fun = |n, params, locals: Vec<Local>, body| Function {
        symbol: SymbolId(n),
        returns: INT,
        parameter_count: params,
        variadic: false,
        attributes: Attributes::default(),
        locals,
        labels: vec![],
        body,
        span: sp(),
        end: sp(),
    };
    let fib = fun(
        0,
        1,
        vec![var("n")],
        vec![
            s(StmtKind::If(
                bin(Lt, get(0), num(2)),
                Box::new(s(StmtKind::Return(Some(get(0))))),
                None,
            )),
            s(StmtKind::Return(Some(bin(
                Add,
                call(0, vec![bin(Sub, get(0), num(1))]),
                call(0, vec![bin(Sub, get(0), num(2))]),
            )))),
        ],
    );
    let set = |n, v| e(ExprKind::Assign(local(n), Box::new(v)));
    let sum = fun(
        1,
        1,
        vec![var("n"), var("i"), var("acc")],
        vec![
            s(StmtKind::Expr(set(2, num(0)))),
            s(StmtKind::For {
                init: Some(Box::new(s(StmtKind::Expr(set(1, num(0)))))),
                condition: Some(bin(Lt, get(1), get(0))),
                step: Some(set(1, bin(Add, get(1), num(1)))),
                body: Box::new(s(StmtKind::Expr(set(
                    2,
                    bin(Add, bin(Mul, get(2), num(1664525)), bin(Div, get(1), num(10))),
                )))),
            }),
            s(StmtKind::Return(Some(get(2)))),
        ],
    );
    let program = Program { symbols: vec![sym("fib"), sym("sum")], functions: vec![fib, sum] };
    let options = Options::default();
    println!("{}", ir_text(&program, &options).unwrap());
    println!("{}", emit(&program, &sources, &options).unwrap());
    println!("{}", emit(&program, &sources, &Options { optimise: false, ..options }).unwrap());
}
