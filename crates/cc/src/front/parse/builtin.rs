//! Builtins: constructs that look like calls.
//!
//! Those with a type as an argument are keywords; the others are names that nobody has declared. A builtin becomes a constant, a
//! node of the tree, or the call of a library function (`__builtin_memcpy`, and what gcc's own library has
//! for bit counting).

mod keyword;

use super::*;
use crate::front::check::{Purpose, Value};
use crate::front::types::{FunctionType, IntKind};
use crate::tree::{Builtin, ExprKind, PlaceKind};

/// Library functions that have a `__builtin_` form: name, result and parameters. `p` is `void *`,
/// `P` `const void *`, `s` `char *`, `S` `const char *`, `i` int, `u` unsigned, `z` size_t, `l` long, `q` long long,
/// `Q` unsigned long long, `v` void, `.` is `...`.
const LIBRARY: &[(&str, &str)] = &[
    ("memcpy", "ppPz"),
    ("memmove", "ppPz"),
    ("memset", "ppiz"),
    ("memcmp", "iPPz"),
    ("memchr", "pPiz"),
    ("strlen", "zS"),
    ("strcmp", "iSS"),
    ("strncmp", "iSSz"),
    ("strcpy", "ssS"),
    ("strncpy", "ssSz"),
    ("strcat", "ssS"),
    ("strchr", "sSi"),
    ("strrchr", "sSi"),
    ("strstr", "sSS"),
    ("strncat", "ssSz"),
    ("strspn", "zSS"),
    ("strcspn", "zSS"),
    ("strpbrk", "sSS"),
    ("strdup", "sS"),
    ("strndup", "sSz"),
    ("abort", "v"),
    ("exit", "vi"),
    ("abs", "ii"),
    ("labs", "ll"),
    ("llabs", "qq"),
    ("printf", "iS."),
    ("puts", "iS"),
    ("putchar", "ii"),
    ("malloc", "pz"),
    ("calloc", "pzz"),
    ("realloc", "ppz"),
    ("free", "vp"),
    ("snprintf", "iszS."),
    ("sprintf", "isS."),
    ("vprintf", "iSp"),
    ("vsprintf", "isSp"),
    ("vsnprintf", "iszSp"),
    ("fprintf", "ipS."),
    ("fputs", "iSp"),
    ("fputc", "iip"),
    ("perror", "vS"),
    ("mempcpy", "ppPz"),
    ("stpcpy", "ssS"),
    ("strnlen", "zSz"),
    ("strcasecmp", "iSS"),
    ("strncasecmp", "iSSz"),
    ("bcmp", "iPPz"),
    ("bzero", "vpz"),
    ("bcopy", "vPpz"),
    ("stpncpy", "ssSz"),
    ("isalnum", "ii"),
    ("isalpha", "ii"),
    ("isblank", "ii"),
    ("iscntrl", "ii"),
    ("isdigit", "ii"),
    ("isgraph", "ii"),
    ("islower", "ii"),
    ("isprint", "ii"),
    ("ispunct", "ii"),
    ("isspace", "ii"),
    ("isupper", "ii"),
    ("isxdigit", "ii"),
    ("tolower", "ii"),
    ("toupper", "ii"),
];

/// Bit counting: builtin, the function gcc's library has for it, its type.
const BITS: &[(&str, &str, &str)] = &[
    ("clz", "__clzsi2", "iu"),
    ("clzl", "__clzsi2", "iu"),
    ("clzll", "__clzdi2", "iQ"),
    ("ctz", "__ctzsi2", "iu"),
    ("ctzl", "__ctzsi2", "iu"),
    ("ctzll", "__ctzdi2", "iQ"),
    ("popcount", "__popcountsi2", "iu"),
    ("popcountl", "__popcountsi2", "iu"),
    ("popcountll", "__popcountdi2", "iQ"),
    ("ffs", "__ffssi2", "iu"),
    ("ffsl", "__ffssi2", "iu"),
    ("ffsll", "__ffsdi2", "iQ"),
    ("parity", "__paritysi2", "iu"),
    ("parityl", "__paritysi2", "iu"),
    ("parityll", "__paritydi2", "iQ"),
    ("clrsb", "__clrsbsi2", "ii"),
    ("clrsbl", "__clrsbsi2", "ii"),
    ("clrsbll", "__clrsbdi2", "iq"),
    ("bswap16", "__bswapsi2", "uu"),
    ("bswap32", "__bswapsi2", "uu"),
    ("bswap64", "__bswapdi2", "QQ"),
];

/// Builtins that would need a frame of no fixed size, or a second stack pointer.
const REFUSED: &[(&str, &str)] = &[
    ("alloca", "use an array of the greatest size, or malloc"),
    ("alloca_with_align", "use an array of the greatest size, or malloc"),
    ("setjmp", "'#include <setjmp.h>' and call 'setjmp'"),
    ("longjmp", "'#include <setjmp.h>' and call 'longjmp'"),
    ("apply", "call the function with its arguments"),
    ("apply_args", "use '<stdarg.h>'"),
    ("return", "use 'return'"),
    ("__clear_cache", "write 'asm volatile(\"fence.i\" : : : \"memory\")'"),
];

/// Builtins about floating point, by how they begin.
const FLOATING: &str = "huge_val inf nan fabs sqrt isnan isinf isfinite isnormal signbit copysign fmin fmax \
     floor ceil pow exp log sin cos powi isgreater isless islessgreater isunordered fpclassify";

/// Whether there is a builtin of this name, for `__has_builtin`.
pub fn is_builtin(name: &str) -> bool {
    let Some(plain) = name.strip_prefix("__builtin_") else {
        return name.starts_with("__atomic_") || name.starts_with("__sync_");
    };
    const OTHERS: &str = "assume_aligned classify_type extract_return_addr LINE FILE FUNCTION unreachable trap prefetch return_address frame_address expect \
         expect_with_probability object_size va_start va_arg va_end va_copy offsetof \
         types_compatible_p choose_expr constant_p add_overflow sub_overflow mul_overflow";
    LIBRARY.iter().any(|(known, _)| *known == plain)
        || BITS.iter().any(|(known, ..)| *known == plain)
        || OTHERS.split_whitespace().any(|known| known == plain)
}

impl Parser {
    /// A builtin by name, its name already read; None if the name is none of them.
    pub(super) fn builtin(&mut self, name: Atom, span: Span) -> Parsed<Option<Operand>> {
        let text = self.text(name);
        if !text.starts_with("__") || !self.sees(Punct::OpenParen) {
            return Ok(None);
        }
        if let Some(rest) = text.strip_prefix("__builtin_") {
            let made = self.plain_builtin(rest, span)?;
            if made.is_none() {
                self.unknown_builtin(rest, span);
                return Err(Lost);
            }
            return Ok(made);
        }
        if text.starts_with("__atomic_") || text.starts_with("__sync_") {
            return self.atomic(&text, span);
        }
        Ok(None)
    }

    fn plain_builtin(&mut self, name: &str, span: Span) -> Parsed<Option<Operand>> {
        if name == "object_size" {
            return self.object_size(span).map(Some);
        }
        if let Some((_, hint)) = REFUSED.iter().find(|(known, _)| *known == name) {
            self.refuse(span, &format!("'__builtin_{name}'"), hint);
            return Err(Lost);
        }
        if let Some(made) = self.overflow(name, span)? {
            return Ok(Some(made));
        }
        let node = match name {
            "unreachable" => Some((Builtin::Unreachable, Type::VOID)),
            "trap" => Some((Builtin::Trap, Type::VOID)),
            "return_address" => Some((Builtin::ReturnAddress, Type::VOID_POINTER)),
            "frame_address" => Some((Builtin::FrameAddress, Type::VOID_POINTER)),
            _ => None,
        };
        if let Some((builtin, ty)) = node {
            let open = self.next().span;
            let arguments = self.arguments(open)?;
            let span = span.to(self.last_span());
            self.check_level(name, &arguments, span);
            let kind = ExprKind::Builtin(builtin, Vec::new());
            return Ok(Some(Operand::value(kind, ty, span, self)));
        }
        if let Some(made) = self.value_builtin(name, span)? {
            return Ok(Some(made));
        }
        if name == "prefetch" {
            let open = self.next().span;
            let mut arguments = self.arguments(open)?;
            arguments.truncate(1);
            let Some(address) = arguments.pop() else { return self.unexpected("an address") };
            return Ok(Some(self.cast_operation(Type::VOID, address, span)));
        }
        if matches!(name, "expect" | "expect_with_probability") {
            let open = self.next().span;
            let mut arguments = self.arguments(open)?;
            if arguments.len() < 2 {
                self.report.error(span, "'__builtin_expect' takes 2 arguments", "here");
                return Err(Lost);
            }
            let guess = arguments.swap_remove(1);
            let value = arguments.swap_remove(0);
            let long = self.cast_operation(Type::of(IntKind::Long), value, span);
            if self.integer_constant(&guess).is_some() {
                return Ok(Some(long));
            }
            // A guess that is computed is computed first.
            return Ok(Some(self.comma_operation(guess, long)));
        }
        if let Some((_, signature)) = LIBRARY.iter().find(|(known, _)| *known == name) {
            return self.library_call(name, signature, span).map(Some);
        }
        if let Some((_, function, signature)) = BITS.iter().find(|(known, ..)| *known == name) {
            let made = self.library_call(function, signature, span)?;
            let made = fold_bits(name, made, self);
            return Ok(Some(match name {
                "bswap16" => self.upper_half(made),
                _ => made,
            }));
        }
        Ok(None)
    }

    /// Builtins that are their first argument, or a constant about it.
    fn value_builtin(&mut self, name: &str, span: Span) -> Parsed<Option<Operand>> {
        let known = ["assume_aligned", "classify_type", "extract_return_addr", "FUNCTION"];
        if !known.contains(&name) {
            return Ok(None);
        }
        let open = self.next().span;
        let mut arguments = match name {
            "classify_type" => self.unevaluated(|parser| parser.arguments(open))?,
            _ => self.arguments(open)?,
        };
        let span = span.to(self.last_span());
        if name == "FUNCTION" {
            return Ok(Some(self.function_name(span)));
        }
        arguments.truncate(1);
        let Some(argument) = arguments.pop() else {
            self.report.error(span, format!("'__builtin_{name}' takes an argument"), "none here");
            return Err(Lost);
        };
        if name != "classify_type" {
            return Ok(Some(self.cast_operation(Type::VOID_POINTER, argument, span)));
        }
        let class = match self.types.kind(argument.ty) {
            Kind::Void => 0,
            Kind::Pointer(_) | Kind::Array(..) | Kind::Function(_) => 5,
            Kind::Record(id) if self.types.records[id.0 as usize].is_union => 13,
            Kind::Record(_) => 12,
            _ => 1,
        };
        Ok(Some(Operand::int(class, Type::INT, span, self)))
    }

    /// A builtin that nobody knows.
    fn unknown_builtin(&mut self, name: &str, span: Span) {
        let stem = name.trim_end_matches(['f', 'l']);
        if FLOATING.split_whitespace().any(|known| known == name || known == stem) {
            let hint = "compute with scaled integers, for example thousandths";
            return self.refuse(span, &format!("'__builtin_{name}': floating point"), hint);
        }
        let message = format!("no builtin is called '__builtin_{name}'");
        let names = LIBRARY.iter().map(|row| row.0).chain(BITS.iter().map(|row| row.0));
        let mut error = Diagnostic::error(span, message).label("not known");
        if let Some(near) = swtch_source::nearest(name, names) {
            error = error.hint(format!("did you mean '__builtin_{near}'?"));
        } else {
            error = error.hint("'#if __has_builtin(…)' asks for one; write a function instead");
        }
        self.report.push(error);
    }

    /// What swapping all four bytes makes of a half-word stands in the upper half.
    fn upper_half(&mut self, swapped: Operand) -> Operand {
        let span = swapped.span;
        let sixteen = Operand::int(16, Type::INT, span, self);
        let half = self.binary_operation(Punct::Shr, span, swapped, sixteen);
        let half = self.converted(half, Type::of(IntKind::UShort));
        self.folded(half)
    }

    /// Only this function's own frame is known.
    fn check_level(&mut self, name: &str, arguments: &[Operand], span: Span) {
        let levels: Vec<_> = arguments.iter().map(|level| self.integer_constant(level)).collect();
        if name.ends_with("_address") && levels != [Some(0)] {
            let message = format!("'__builtin_{name}' knows this function only");
            let error = Diagnostic::error(span, message).label("a level other than 0");
            self.report.push(error.hint(format!("write '__builtin_{name}(0)'")));
        }
    }

    /// A call of a function that is declared on the spot, if nobody has.
    fn library_call(&mut self, name: &str, signature: &str, span: Span) -> Parsed<Operand> {
        let function = self.library_function(name, signature, span);
        let open = self.next().span;
        let arguments = self.arguments(open)?;
        Ok(self.call(function, arguments, self.last_span()))
    }

    /// The same with arguments that are there already.
    pub(super) fn call_library(
        &mut self,
        name: &str,
        signature: &str,
        arguments: Vec<Operand>,
        span: Span,
    ) -> Operand {
        let function = self.library_function(name, signature, span);
        self.call(function, arguments, span)
    }

    fn library_function(&mut self, name: &str, signature: &str, span: Span) -> Operand {
        let atom = self.atoms.intern(name);
        let id = match self.linked.get(&atom) {
            Some(&id) => id,
            None => {
                let ty = self.signature(signature);
                self.new_global(atom, span, ty, false)
            }
        };
        let (symbol, ty) = self.use_global(id);
        Operand::place(PlaceKind::Symbol(symbol), ty, span, self)
    }

    /// What the library's function of this name returns.
    pub(super) fn library_result(&mut self, name: &str) -> Option<Type> {
        let (_, signature) = LIBRARY.iter().find(|(known, _)| *known == name)?;
        let ty = self.signature(signature);
        Some(self.types.function(ty)?.returns)
    }

    fn signature(&mut self, text: &str) -> Type {
        let mut parts = Vec::new();
        let constant = |ty: Type| Type { is_const: true, ..ty };
        for letter in text.chars().filter(|c| *c != '.') {
            parts.push(match letter {
                'p' => Type::VOID_POINTER,
                'P' => self.types.pointer_to(constant(Type::VOID)),
                's' => self.types.pointer_to(Type::CHAR),
                'S' => self.types.pointer_to(constant(Type::CHAR)),
                'i' => Type::INT,
                'l' => Type::of(IntKind::Long),
                'q' => Type::of(IntKind::LongLong),
                'Q' => Type::of(IntKind::ULongLong),
                'v' => Type::VOID,
                _ => Type::UINT,
            });
        }
        let returns = parts.remove(0);
        let variadic = text.ends_with('.');
        let function = FunctionType { returns, parameters: parts, variadic, prototyped: true };
        self.types.make(Kind::Function(function.into()))
    }
}

/// Bit counts of constants.
fn fold_bits(name: &str, operand: Operand, parser: &Parser) -> Operand {
    let Value::Expr(Expr { kind: ExprKind::Call { args, .. }, .. }) = &operand.value else {
        return operand;
    };
    let Some(Expr { kind: ExprKind::Int(value), .. }) = args.first() else { return operand };
    let (value, wide) = (*value, name.ends_with("ll") || name.ends_with("64"));
    let bits = if wide { 64 } else { 32 };
    let unsigned = if wide { value as u64 } else { u64::from(value as u32) };
    let result = match name.trim_end_matches('l') {
        "c" | "clz" if unsigned != 0 => i64::from(unsigned.leading_zeros()) - (64 - bits),
        "ctz" if unsigned != 0 => i64::from(unsigned.trailing_zeros()),
        "popcount" => i64::from(unsigned.count_ones()),
        "parity" => i64::from(unsigned.count_ones() & 1),
        "ffs" if unsigned == 0 => 0,
        "ffs" => i64::from(unsigned.trailing_zeros()) + 1,
        "clrsb" if !wide => i64::from((value as i32 ^ value as i32 >> 31).leading_zeros()) - 1,
        "clrsb" => i64::from((value ^ value >> 63).leading_zeros()) - 1,
        "bswap32" | "bswap16" => i64::from((value as u32).swap_bytes()),
        "bswap64" => value.swap_bytes(),
        _ => return operand,
    };
    Operand::int(result, operand.ty, operand.span, parser)
}
