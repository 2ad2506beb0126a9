//! The typed program: what the front end hands to the back end.
//!
//! Everything that C leaves implicit is explicit here: each conversion is a [`ExprKind::Cast`],
//! arrays and functions have decayed to [`ExprKind::Address`], pointer arithmetic is scaled, a member
//! is a byte offset, `sizeof` and enumeration constants are integers, initialisers of automatic
//! variables are assignments (after a [`StmtKind::Clear`] where C demands zeros), string literals are
//! anonymous globals. What remains structured is control flow and order of evaluation, so that the
//! back end can point every instruction at its source. The tree names no register and no address.

pub mod debug;

use swtch_source::Span;

/// A whole translation unit.
#[derive(Clone, Debug, Default)]
pub struct Program {
    /// Every variable and function with static storage that the unit declares and uses, or defines.
    /// [`SymbolId`] indexes it.
    pub symbols: Vec<Symbol>,
    /// Function bodies, in source order.
    pub functions: Vec<Function>,
    /// For a debugger, if it is wanted.
    pub debug: Option<debug::Debug>,
    /// Functions to call before `main`: `__attribute__((constructor))`.
    pub at_start: Vec<(SymbolId, Turn)>,
    /// Functions to call at the end of the program: `__attribute__((destructor))`.
    pub at_end: Vec<(SymbolId, Turn)>,
    /// Who sees a symbol outside of the library that it becomes a part of, where that is not
    /// everybody: `hidden`, `protected` or `internal`.
    pub visibility: Vec<(SymbolId, &'static str)>,
    /// Other names of objects that this unit defines, and these objects: one place in memory has one
    /// symbol in the code.
    pub aliases: Vec<(SymbolId, SymbolId)>,
    /// Assembly text outside of functions, in source order.
    pub assembly: Vec<String>,
}

/// When a function is called at the start, among others: lower numbers before higher ones. At the end the
/// order is the other way round.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub struct Turn(pub u16);

impl Turn {
    /// Of functions for which no number was given.
    pub const LAST: Turn = Turn(u16::MAX);
}

/// Index into [`Program::symbols`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct SymbolId(pub u32);

/// Index into [`Function::locals`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LocalId(pub u32);

/// Index into [`Function::labels`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct LabelId(pub u32);

/// A name the linker will see (or, for `static` and anonymous ones, only the assembler).
#[derive(Clone, Debug)]
pub struct Symbol {
    /// As in the assembly text. A function-local `static x` is `x.0`, a string literal `.Lstr0`.
    pub name: String,
    /// Not visible to other units.
    pub is_static: bool,
    /// `__attribute__((weak))`.
    pub weak: bool,
    /// `__attribute__((section("…")))`.
    pub section: Option<String>,
    /// In bytes; at least the type's own.
    pub align: u32,
    /// Function, declared object, or object with its bytes.
    pub kind: SymbolKind,
    /// The declaration.
    pub span: Span,
}

/// What a symbol stands for.
#[derive(Clone, Debug)]
pub enum SymbolKind {
    /// A function; its body, if this unit defines it, is in [`Program::functions`].
    Function,
    /// An object another unit defines.
    Extern,
    /// An object this unit defines.
    Object {
        /// Size in bytes.
        size: u32,
        /// `const`: goes to `.rodata`.
        read_only: bool,
        /// The initial bytes, shorter than `size` if the rest is zero; empty for BSS.
        data: Vec<u8>,
        /// Words in `data` that hold an address.
        relocations: Vec<DataRelocation>,
    },
}

/// A 32-bit word of an object's initial bytes that holds `symbol + addend`.
#[derive(Clone, Copy, Debug)]
pub struct DataRelocation {
    /// Where in the object.
    pub offset: u32,
    /// Whose address.
    pub symbol: SymbolId,
    /// Bytes beyond it.
    pub addend: i32,
}

/// The machine's view of a C type.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Ty {
    /// No value.
    Void,
    /// An integer of 8, 16, 32 or 64 bits. `_Bool` is [`Ty::Bool`], an enumeration its integer type.
    Int {
        /// 8, 16, 32 or 64.
        bits: u8,
        /// Two's complement if set.
        signed: bool,
    },
    /// One byte holding 0 or 1; a cast to it compares with zero.
    Bool,
    /// 32 bits, unsigned.
    Pointer,
    /// A struct, a union, or an array as an object: bytes, passed and copied as the psABI says.
    Aggregate {
        /// In bytes.
        size: u32,
        /// In bytes.
        align: u32,
    },
}

/// A function with a body.
#[derive(Clone, Debug)]
pub struct Function {
    /// Its symbol.
    pub symbol: SymbolId,
    /// What it returns.
    pub returns: Ty,
    /// The first `parameter_count` of [`Function::locals`] are the parameters, in order.
    pub parameter_count: u32,
    /// `…` at the end of the parameters.
    pub variadic: bool,
    /// Attributes that reach the back end.
    pub attributes: Attributes,
    /// Parameters and automatic variables of all scopes.
    pub locals: Vec<Local>,
    /// Labels that `goto` names; for messages only.
    pub labels: Vec<String>,
    /// Labels that `&&` names. The address of the first is the number 1, and so on.
    pub targets: Vec<LabelId>,
    /// How many loops there are within each other, at most.
    pub loop_depth: u32,
    /// The body.
    pub body: Vec<Stmt>,
    /// The name in the definition.
    pub span: Span,
    /// The closing brace, where the implicit return happens.
    pub end: Span,
}

/// What `__attribute__` and the specifiers said of a function.
#[derive(Clone, Copy, Debug, Default)]
pub struct Attributes {
    /// Never returns.
    pub noreturn: bool,
    /// Never inlined.
    pub noinline: bool,
    /// `inline` was written.
    pub inline: bool,
    /// Kept although nothing in sight names it.
    pub used: bool,
}

/// An automatic variable, a parameter, or a temporary the front end needed.
#[derive(Clone, Debug)]
pub struct Local {
    /// As written; empty for a temporary.
    pub name: String,
    /// Its type.
    pub ty: Ty,
    /// In bytes, at least the type's own (`_Alignas`).
    pub align: u32,
    /// Its address is taken, or it is volatile or an aggregate: it must live in memory.
    pub in_memory: bool,
    /// Its declaration.
    pub span: Span,
}

/// A statement and its place.
#[derive(Clone, Debug)]
pub struct Stmt {
    /// What to do.
    pub kind: StmtKind,
    /// Where it is written.
    pub span: Span,
}

/// The statements of C.
#[derive(Clone, Debug)]
pub enum StmtKind {
    /// Evaluated, its value discarded.
    Expr(Expr),
    /// Statements in order (also of a declaration with several initialisers).
    Block(Vec<Stmt>),
    /// Fill `size` bytes of the place with zeros (before an aggregate's initialisers).
    Clear(Place, u32),
    /// `if`; the condition is any scalar, compared with zero.
    If(Expr, Box<Stmt>, Option<Box<Stmt>>),
    /// `while`.
    While(Expr, Box<Stmt>),
    /// `do … while`.
    DoWhile(Box<Stmt>, Expr),
    /// `for`; `init` may be a block of declarations.
    For {
        /// Before the first test.
        init: Option<Box<Stmt>>,
        /// None is true.
        condition: Option<Expr>,
        /// After each round.
        step: Option<Expr>,
        /// The loop's body.
        body: Box<Stmt>,
    },
    /// `switch`; the value is promoted, the cases are converted to its type. `case` labels stand in
    /// the body as [`StmtKind::Case`], possibly inside other statements.
    Switch(Expr, Vec<Case>, Box<Stmt>),
    /// The place that the `index`-th [`Case`] of the innermost `switch` leads to, then its statement.
    Case(u32, Box<Stmt>),
    /// Leaves the innermost loop or switch.
    Break,
    /// Next round of the innermost loop.
    Continue,
    /// `return`, its value converted to the function's type.
    Return(Option<Expr>),
    /// `goto`.
    Goto(LabelId),
    /// GNU `goto *value`, to one of [`Function::targets`].
    GotoValue(Expr),
    /// A label, then its statement.
    Label(LabelId, Box<Stmt>),
    /// `asm` with its operands.
    Asm(Box<Asm>),
}

/// One label of a `switch`: a range of values (GNU `case 1 ... 5`), or `default`.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Case {
    /// `first..=last`, compared in the type of the switch value.
    Range(i64, i64),
    /// Everything else.
    Default,
}

/// GNU `asm`.
#[derive(Clone, Debug)]
pub struct Asm {
    /// With `%0`, `%[name]` already rewritten to `%N`, and `%%`.
    pub template: String,
    /// Outputs first, then inputs, numbered in this order.
    pub operands: Vec<AsmOperand>,
    /// Register names; "memory" is told by [`Asm::volatile`].
    pub clobbers: Vec<String>,
    /// Not removed, not moved across memory accesses.
    pub volatile: bool,
}

/// An operand of [`Asm`].
#[derive(Clone, Debug)]
pub struct AsmOperand {
    /// As written, `"=r"`, `"+m"`, `"i"`, `"0"`.
    pub constraint: String,
    /// The fixed register of a `register … asm("a7")` variable.
    pub register: Option<String>,
    /// Where an output goes.
    pub output: Option<Place>,
    /// What an input (or `+` output) holds before; for `"m"`, the address.
    pub input: Option<Expr>,
}

/// An expression, its type, its place in the text.
#[derive(Clone, Debug)]
pub struct Expr {
    /// What to evaluate.
    pub kind: ExprKind,
    /// Type of the value.
    pub ty: Ty,
    /// Where it is written; an operator's span covers its operands.
    pub span: Span,
}

/// The expressions of C after type checking.
#[derive(Clone, Debug)]
pub enum ExprKind {
    /// A constant, sign-extended if the type is signed.
    Int(i64),
    /// The address of a place; never of a bit-field.
    Address(Place),
    /// The value in a place. Of aggregate type, the bytes themselves.
    Load(Place),
    /// `place = value`; its own value is what the place then holds.
    Assign(Place, Box<Expr>),
    /// `place op= value`, `++place`, `place--`: the place is evaluated once, converted to `compute`,
    /// combined with `value` (already of type `compute`, or the shift count), converted back.
    Update {
        /// Read and written.
        place: Place,
        /// How.
        op: BinaryOp,
        /// The right operand; for pointers already scaled to bytes.
        value: Box<Expr>,
        /// The type of the arithmetic.
        compute: Ty,
        /// The result is the old value (`x++`) instead of the new one.
        old: bool,
    },
    /// One operand, of the result's type, but for [`UnaryOp::LogicalNot`].
    Unary(UnaryOp, Box<Expr>),
    /// Two operands of one type (a shift's count may be of another). The result of a comparison is
    /// `int`; whether it compares signed is told by the operands' type.
    Binary(BinaryOp, Box<Expr>, Box<Expr>),
    /// `&&`: int.
    And(Box<Expr>, Box<Expr>),
    /// `||`: int.
    Or(Box<Expr>, Box<Expr>),
    /// `c ? a : b`, both arms of the result's type.
    Conditional(Box<Expr>, Box<Expr>, Box<Expr>),
    /// Left evaluated and discarded, then right.
    Comma(Box<Expr>, Box<Expr>),
    /// To this expression's type. To `Void`: discarded.
    Cast(Box<Expr>),
    /// Arguments are converted already; those from `fixed` on belong to `…`.
    Call {
        /// Whom.
        callee: Callee,
        /// With what, in order.
        args: Vec<Expr>,
        /// How many arguments the prototype names.
        fixed: u32,
    },
    /// `va_start`: the place is a `void *`, set to the first unnamed argument.
    VaStart(Place),
    /// `va_arg`: the next argument, of this expression's type, from the list in the place.
    VaArg(Place),
    /// GNU `({ … })`: its value is that of the last statement, if that is an expression.
    Block(Vec<Stmt>),
    /// A builtin that is neither a call nor foldable, with its arguments.
    Builtin(Builtin, Vec<Expr>),
}

/// Who is called.
#[derive(Clone, Debug)]
pub enum Callee {
    /// A named function.
    Symbol(SymbolId),
    /// A pointer's target.
    Pointer(Box<Expr>),
}

/// Builtins the back end knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Builtin {
    /// Control never gets here.
    Unreachable,
    /// `ebreak`.
    Trap,
    /// This function's return address.
    ReturnAddress,
    /// The stack pointer of this function's caller.
    FrameAddress,
    /// `fence rw, rw`.
    Synchronize,
    /// `(pointer, value)`: an `amo` of the pointed-to 32-bit word; the value before.
    AtomicFetch(AtomicOp),
    /// `(pointer)`: a load with acquire order.
    AtomicLoad,
    /// `(pointer, value)`: a store with release order.
    AtomicStore,
    /// `(pointer, expected value, desired value)`: the value before (equal to expected if it was stored).
    AtomicCompareExchange,
}

/// Operation of [`Builtin::AtomicFetch`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum AtomicOp {
    Exchange,
    Add,
    Sub,
    And,
    Or,
    Xor,
}

/// Operators with one operand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum UnaryOp {
    /// `-`
    Negate,
    /// `~`
    Not,
    /// `!`: int, of any scalar.
    LogicalNot,
}

/// Operators with two operands; the operands' type says signed or unsigned.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[allow(missing_docs)]
pub enum BinaryOp {
    Add,
    Sub,
    Mul,
    Div,
    Rem,
    And,
    Or,
    Xor,
    Shl,
    Shr,
    Eq,
    Ne,
    Lt,
    Le,
    Gt,
    Ge,
}

/// Something that has an address (or is a field of bits in something that has).
#[derive(Clone, Debug)]
pub struct Place {
    /// Which storage.
    pub kind: PlaceKind,
    /// Type of what is stored; for a bit-field its declared type.
    pub ty: Ty,
    /// Each access happens, exactly as written.
    pub volatile: bool,
    /// Where it is written.
    pub span: Span,
}

/// The storage a [`Place`] names.
#[derive(Clone, Debug)]
pub enum PlaceKind {
    /// A variable of this function.
    Local(LocalId),
    /// An object or function with static storage.
    Symbol(SymbolId),
    /// What a pointer points to.
    Deref(Box<Expr>),
    /// `bytes` further into a place.
    Offset(Box<Place>, u32),
    /// `width` bits from bit `shift` (counted from the least significant) of the naturally aligned
    /// unit of `unit_bits` at the place.
    Bits {
        /// The unit's own place.
        unit: Box<Place>,
        /// 8, 16 or 32.
        unit_bits: u8,
        /// First bit.
        shift: u8,
        /// Number of bits.
        width: u8,
        /// Sign-extended on load.
        signed: bool,
    },
    /// An aggregate value that has no other storage: `f().x`, `(c ? a : b).x`.
    Value(Box<Expr>),
}
