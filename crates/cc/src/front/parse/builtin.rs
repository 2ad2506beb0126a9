//! Builtins: constructs that look like calls.
//!
//! Those with a type as an argument are keywords; the others are names that nobody has declared. A builtin becomes a constant, a
//! node of the tree, or the call of a library function (`__builtin_memcpy`, and what gcc's own library has
//! for bit counting).

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

/// Headers and what they declare, for hints.
const HEADERS: &[(&str, &str)] = &[
    (
        "stdio.h",
        "printf puts putchar getchar fprintf sprintf snprintf vprintf vsnprintf dprintf scanf sscanf fscanf fopen fclose fputs fputc putc fgetc getc ungetc fflush perror fread fwrite fgets getline setvbuf fseek ftell rewind freopen fdopen stdout stderr stdin EOF FILE",
    ),
    (
        "stdlib.h",
        "malloc free calloc realloc exit abort atoi strtol strtoul qsort bsearch rand srand abs labs getenv setenv atexit strtoll strtoull aligned_alloc system EXIT_SUCCESS EXIT_FAILURE RAND_MAX",
    ),
    (
        "string.h",
        "memcpy memmove memset memcmp memchr strlen strcpy strncpy strcmp strncmp strcat strncat strchr strrchr strstr strspn strcspn strpbrk strdup strndup strnlen strtok strtok_r strerror",
    ),
    ("stddef.h", "NULL offsetof size_t ptrdiff_t wchar_t"),
    (
        "unistd.h",
        "fork execv execve execvp read write lseek isatty getpid getppid sleep usleep sbrk _exit STDIN_FILENO STDOUT_FILENO STDERR_FILENO ssize_t pid_t",
    ),
    ("sys/wait.h", "wait waitpid WIFEXITED WEXITSTATUS WIFSIGNALED WTERMSIG WNOHANG"),
    ("fcntl.h", "open O_RDONLY O_WRONLY O_RDWR O_CREAT"),
    (
        "sys/mman.h",
        "mmap munmap mprotect PROT_READ PROT_WRITE MAP_SHARED MAP_PRIVATE MAP_ANONYMOUS",
    ),
    ("getopt.h", "getopt getopt_long"),
    ("strings.h", "strcasecmp strncasecmp ffs"),
    (
        "pthread.h",
        "pthread_create pthread_join pthread_detach pthread_exit pthread_self pthread_mutex_lock pthread_mutex_unlock pthread_t pthread_mutex_t",
    ),
    ("semaphore.h", "sem_init sem_wait sem_trywait sem_post sem_destroy sem_t"),
    ("signal.h", "kill raise SIGKILL SIGTERM SIGINT SIGSEGV SIGCHLD SIGALRM"),
    (
        "thread.h",
        "thread_create thread_join thread_detach thread_exit thread_yield thread_self thread_t",
    ),
    (
        "stdint.h",
        "int8_t int16_t int32_t int64_t uint8_t uint16_t uint32_t uint64_t intptr_t uintptr_t intmax_t uintmax_t INT32_MAX UINT32_MAX INT32_MIN INT64_MAX UINT64_MAX SIZE_MAX UINT8_MAX UINT16_MAX",
    ),
    ("stdbool.h", "bool true false"),
    ("stdarg.h", "va_list va_start va_arg va_end va_copy"),
    (
        "limits.h",
        "INT_MAX INT_MIN UINT_MAX CHAR_BIT LONG_MAX LONG_MIN ULONG_MAX LLONG_MAX SHRT_MAX CHAR_MAX",
    ),
    ("assert.h", "assert"),
    (
        "ctype.h",
        "isalpha isdigit isspace isupper islower isalnum isprint ispunct isxdigit toupper tolower",
    ),
    ("errno.h", "errno EINVAL ENOMEM EAGAIN EINTR ENOENT"),
    ("setjmp.h", "setjmp longjmp jmp_buf"),
    (
        "time.h",
        "time clock clock_gettime gmtime localtime mktime strftime time_t clock_t CLOCKS_PER_SEC nanosleep",
    ),
    ("sys/time.h", "gettimeofday"),
    ("stdnoreturn.h", "noreturn"),
    ("stdalign.h", "alignas alignof"),
];

/// The standard headers.
pub fn known_headers() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().map(|(header, _)| *header)
}

/// All names that standard headers declare.
pub fn header_names() -> impl Iterator<Item = &'static str> {
    HEADERS.iter().flat_map(|(_, names)| names.split(' '))
}

/// The standard header that declares a name.
pub fn header_of(name: &str) -> Option<&'static str> {
    let holds = |names: &str| names.split(' ').any(|known| known == name);
    HEADERS.iter().find(|(_, names)| holds(names)).map(|(header, _)| *header)
}

/// The standard header that declares a type.
pub fn header_of_type(name: &str) -> Option<&'static str> {
    let is_type = name.ends_with("_t") || matches!(name, "bool" | "va_list" | "FILE" | "jmp_buf");
    header_of(name).filter(|_| is_type)
}

impl Parser {
    /// A builtin that is a keyword, if one comes next.
    pub(super) fn keyword_builtin(&mut self) -> Parsed<Option<Operand>> {
        let at = self.span();
        let Some(keyword) = self.keyword() else { return Ok(None) };
        let known = matches!(
            keyword,
            Keyword::VaStart
                | Keyword::VaArg
                | Keyword::VaEnd
                | Keyword::VaCopy
                | Keyword::Offsetof
                | Keyword::TypesCompatible
                | Keyword::ChooseExpr
                | Keyword::ConstantP
        );
        if !known {
            return Ok(None);
        }
        self.next();
        let open = self.expect(Punct::OpenParen, "this builtin")?;
        self.enter()?;
        let made = match keyword {
            Keyword::VaStart => self.va_start(at),
            Keyword::VaArg => self.va_arg(at),
            Keyword::VaEnd => self.va_end(at),
            Keyword::VaCopy => self.va_copy(at),
            Keyword::Offsetof => self.offsetof(at),
            Keyword::TypesCompatible => self.types_compatible(at),
            Keyword::ChooseExpr => self.choose_expr(),
            _ => self.constant_p(at),
        }?;
        self.leave();
        let close = self.expect_close(Punct::CloseParen, open)?;
        Ok(Some(Operand { span: at.to(close), ..made }))
    }

    /// The place of a `va_list` operand.
    fn va_place(&mut self) -> Parsed<Place> {
        let operand = self.assignment()?;
        let fits = self.types.same(operand.ty, Type::VOID_POINTER);
        match operand.value {
            Value::Place(place) if operand.lvalue && fits => Ok(place),
            _ => {
                if !self.types.is_error(operand.ty) {
                    let name = self.type_name(operand.ty);
                    let message = format!("a 'va_list' variable is wanted, not '{name}'");
                    self.report.error(operand.span, message, format!("this is '{name}'"));
                }
                Err(Lost)
            }
        }
    }

    fn va_start(&mut self, at: Span) -> Parsed<Operand> {
        let place = self.va_place()?;
        if self.take(Punct::Comma) {
            self.unevaluated(|parser| parser.assignment())?;
        }
        if !self.function.as_ref().is_some_and(|body| body.variadic) {
            let message = "'va_start' in a function without '...'";
            self.report.error(at, message, "there are no further arguments");
        }
        Ok(Operand::value(ExprKind::VaStart(place), Type::VOID, at, self))
    }

    fn va_arg(&mut self, at: Span) -> Parsed<Operand> {
        let place = self.va_place()?;
        self.expect(Punct::Comma, "the list")?;
        let (ty, span) = self.type_name_rule()?;
        let small =
            self.types.is_integer(ty) && self.types.size(ty) < 4 && !self.types.is_error(ty);
        if small {
            let name = self.type_name(ty);
            let message = format!("an argument of '...' is never '{name}'");
            let error = Diagnostic::error(span, message).label("it was promoted to 'int'");
            self.report.push(error.hint("ask for 'int'"));
        }
        if !self.types.is_complete(ty) {
            self.report.error(span, "an argument whose size is not known", "not complete");
            return Ok(Operand::error(at, self));
        }
        Ok(Operand::value(ExprKind::VaArg(place), ty, at, self))
    }

    fn va_end(&mut self, at: Span) -> Parsed<Operand> {
        // Nothing is to be done, but the list is an expression like others: `va_end(*list++)`.
        let place = self.va_place()?;
        let kind = match place.kind {
            PlaceKind::Local(_) | PlaceKind::Symbol(_) => ExprKind::Int(0),
            _ => ExprKind::Load(place),
        };
        let operand = Operand::value(kind, Type::VOID_POINTER, at, self);
        Ok(self.cast_operation(Type::VOID, operand, at))
    }

    fn va_copy(&mut self, at: Span) -> Parsed<Operand> {
        let to = self.va_place()?;
        self.expect(Punct::Comma, "the list")?;
        let from = self.assignment()?;
        let value = self.assigned(from, Type::VOID_POINTER, &Purpose::Assign);
        let kind = ExprKind::Assign(to, Box::new(value));
        let assigned = Operand::value(kind, Type::VOID_POINTER, at, self);
        Ok(self.cast_operation(Type::VOID, assigned, at))
    }

    /// `"(" type-name "," name {"." name | "[" expression "]"} ")"`
    fn offsetof(&mut self, at: Span) -> Parsed<Operand> {
        let (ty, _) = self.type_name_rule()?;
        self.expect(Punct::Comma, "the type")?;
        let null = Operand::int(0, Type::VOID_POINTER, at, self);
        let pointer = self.types.pointer_to(ty);
        let pointer = Operand { ty: pointer, ..null };
        let (name, span) = self.expect_name("a member's name")?;
        let mut operand = self.member_access(pointer, name, span, true);
        loop {
            if self.take(Punct::Dot) {
                let (name, span) = self.expect_name("a member's name")?;
                operand = self.member_access(operand, name, span, false);
            } else if self.sees(Punct::OpenBracket) {
                let open = self.next().span;
                let index = self.expression()?;
                let close = self.expect_close(Punct::CloseBracket, open)?;
                operand = self.index(operand, index, close);
            } else {
                break;
            }
        }
        let address = self.address(operand, at);
        let made = self.cast_operation(Type::UINT, address, at);
        Ok(self.folded(made))
    }

    /// A constant as such, anything else as it is.
    fn folded(&mut self, operand: Operand) -> Operand {
        match self.integer_constant(&operand) {
            Some(value) => Operand::int(value, operand.ty, operand.span, self),
            None => operand,
        }
    }

    fn types_compatible(&mut self, at: Span) -> Parsed<Operand> {
        let (a, _) = self.type_name_rule()?;
        self.expect(Punct::Comma, "the type")?;
        let (b, _) = self.type_name_rule()?;
        let same = self.types.same(a, b);
        Ok(Operand::int(i64::from(same), Type::INT, at, self))
    }

    fn choose_expr(&mut self) -> Parsed<Operand> {
        let chosen = self.constant_value("the choice")?;
        self.expect(Punct::Comma, "the choice")?;
        let yes = self.assignment()?;
        self.expect(Punct::Comma, "the first expression")?;
        let no = self.assignment()?;
        Ok(if chosen != 0 { yes } else { no })
    }

    fn constant_p(&mut self, at: Span) -> Parsed<Operand> {
        let operand = self.unevaluated(|parser| parser.assignment())?;
        let is_string = operand.form == crate::front::check::Form::String;
        let known = is_string || self.integer_constant(&operand).is_some();
        Ok(Operand::int(i64::from(known), Type::INT, at, self))
    }

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

#[cfg(test)]
mod tests;
