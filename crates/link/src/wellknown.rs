//! Undefined symbols that nobody wrote: what a compiler or another C library put into an object, and what to
//! do so that it does not.

/// What to do about a missing symbol of that name, if it is a well-known one.
pub(crate) fn hint(name: &str) -> Option<String> {
    if is_floating_point(name) {
        return Some(format!(
            "the object computes with floating point (`{name}`), which the machine does not have: \
             use integers instead, for example scaled ones"
        ));
    }
    let rule = RULES.iter().find(|(names, _)| names.iter().any(|known| fits(known, name)));
    rule.map(|(_, hint)| hint.to_string())
}

/// Names, or beginnings of names that end in `*`, and what to do.
const RULES: &[(&[&str], &str)] = &[
    (
        &["__stack_chk_fail", "__stack_chk_guard", "__stack_chk_fail_local"],
        "the object guards its stack: compile it with -fno-stack-protector",
    ),
    (
        &[
            "__libc_start_main",
            "__libc_csu_*",
            "__libc_init_array",
            "_init",
            "_fini",
            "__bss_start__",
        ],
        "this is start-up code for another C library: link with `swtch cc`, which brings its own",
    ),
    (
        &["_GLOBAL_OFFSET_TABLE_"],
        "compile the object for RISC-V with -fno-pic, or with -fPIC for a shared library",
    ),
    (
        &["__cxa_*", "_ZS*", "_ZT*", "__gxx_*", "_Unwind_*", "__dso_handle"],
        "the object is C++, of which there is no library: compile with -fno-exceptions -fno-rtti, or write it in C",
    ),
    (
        &["_Z*"],
        "this is the name of a C++ function: give the object that defines it, or declare it `extern \"C\"` if that is C",
    ),
    (
        &[
            "__muldi3",
            "__divdi3",
            "__moddi3",
            "__udivdi3",
            "__umoddi3",
            "__divmoddi4",
            "__udivmoddi4",
            "__ashldi3",
            "__ashrdi3",
            "__lshrdi3",
            "__clzsi2",
            "__clzdi2",
            "__ctzsi2",
            "__ctzdi2",
            "__popcountsi2",
            "__popcountdi2",
            "__bswapsi2",
            "__bswapdi2",
            "__ffssi2",
            "__ffsdi2",
            "__paritysi2",
            "__mulosi4",
            "__mulodi4",
        ],
        "the compiler calls it for what the machine has no instruction for; -lgcc brings it, which -nostdlib leaves out",
    ),
    (
        &["__atomic_*_8", "__sync_*_8", "__atomic_*_16", "__sync_*_16"],
        "the machine's atomic operations reach up to 32 bits: use a smaller type, or a lock",
    ),
    (
        &["__atomic_*", "__sync_*"],
        "the compiler calls it for bytes and half-words; -lgcc brings it, which -nostdlib leaves out",
    ),
    (
        &["memcpy", "memset", "memmove", "memcmp"],
        "the compiler calls it for structures and arrays: -lc brings the C library back, or define it",
    ),
    (
        &["__tls_get_addr", "__emutls_*"],
        "there is no thread-local storage: use pthread_getspecific, or give each thread its data as an argument",
    ),
    (
        &["__*_chk"],
        "the object was made with another C library's headers and -D_FORTIFY_SOURCE: compile it with `swtch cc`, or \
         without that and with -nostdinc and the headers of `swtch show include/…`",
    ),
    (
        &[
            "__isoc99_*",
            "__isoc23_*",
            "__errno_location",
            "__errno",
            "__ctype_*",
            "__assert_fail",
            "__assert_func",
            "_IO_*",
            "_impure_ptr",
            "_ctype_",
            "__getreent",
            "__locale_ctype_ptr",
        ],
        "the object was made with another C library's headers: compile it with `swtch cc`",
    ),
    (
        &["__asan_*", "__ubsan_*", "__tsan_*", "__msan_*", "__sanitizer_*"],
        "there is no sanitizer: compile without -fsanitize",
    ),
    (
        &["__gcov_*", "__llvm_prof*", "_mcount", "mcount", "__cyg_profile_*"],
        "compile without -pg, --coverage and -finstrument-functions; `swtch run --stats` counts every cycle",
    ),
    (&["__riscv_save_*", "__riscv_restore_*"], "compile the object with -mno-save-restore"),
    (
        &["dlopen", "dlsym", "dlclose", "dlerror"],
        "libraries are loaded when a program starts, and not later: link with the library",
    ),
    (
        &["gets"],
        "there is no `gets`, which cannot be used safely: `fgets` knows how much room there is",
    ),
    (&["alloca"], "there is no `alloca`: use an array of fixed length, or malloc"),
    (
        &["signal", "sigaction", "sigprocmask", "sigsuspend", "alarm", "setitimer"],
        "the kernel has no signal handlers; `kill` and `raise` end processes",
    ),
    (
        &["remove", "rename", "unlink", "mkdir", "rmdir", "tmpfile", "creat"],
        "the guest's files cannot be written",
    ),
];

/// A name that begins and ends like `known`, whose `*` stands for what is between.
fn fits(known: &str, name: &str) -> bool {
    match known.split_once('*') {
        Some((first, last)) => {
            name.len() >= first.len() + last.len()
                && name.starts_with(first)
                && name.ends_with(last)
        }
        None => known == name,
    }
}

/// gcc's arithmetic on `float` (sf), `double` (df) and `long double` (tf), and the functions of `math.h` and of
/// elsewhere that deal in such numbers.
fn is_floating_point(name: &str) -> bool {
    const MATH: &[&str] = &[
        "acos", "asin", "atan", "atan2", "cbrt", "ceil", "cos", "cosh", "exp", "exp2", "fabs",
        "floor", "fmax", "fmin", "fmod", "frexp", "hypot", "ldexp", "log", "log10", "log2",
        "lround", "modf", "pow", "rint", "round", "sin", "sinh", "sqrt", "tan", "tanh", "trunc",
        "atof", "strtod", "strtof", "strtold", "difftime", "drand48",
    ];
    const OPERATIONS: &[&str] = &[
        "add", "sub", "mul", "div", "neg", "abs", "eq", "ne", "lt", "le", "gt", "ge", "cmp",
        "unord", "powi", "fixuns", "fix", "floatun", "float", "extend", "trunc",
    ];
    if MATH.contains(&name)
        || name.strip_suffix(['f', 'l']).is_some_and(|name| MATH.contains(&name))
    {
        return true;
    }
    let rest = |operation: &&str| name.strip_prefix("__")?.strip_prefix(*operation);
    OPERATIONS.iter().filter_map(rest).any(|modes| {
        let modes = modes.trim_end_matches(|c: char| c.is_ascii_digit());
        let mode = |mode: &[u8]| matches!(mode, b"sf" | b"df" | b"tf" | b"hf" | b"si" | b"di");
        let is_float = |mode: &[u8]| mode.ends_with(b"f");
        let parts = || modes.as_bytes().chunks(2);
        (1..=2).contains(&parts().count()) && parts().all(mode) && parts().any(is_float)
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_of_compilers_are_known_for_what_they_are() {
        for (name, said) in [
            ("__adddf3", "floating point"),
            ("__fixunsdfsi", "floating point"),
            ("__floatsisf", "floating point"),
            ("__extendsfdf2", "floating point"),
            ("__unorddf2", "floating point"),
            ("sqrtf", "floating point"),
            ("__muldi3", "-lgcc"),
            ("__atomic_fetch_add_8", "32 bits"),
            ("__atomic_fetch_add_1", "-lgcc"),
            ("__stack_chk_guard", "-fno-stack-protector"),
            ("__libc_start_main", "start-up"),
            ("_ZN1AC1Ev", "C++ function"),
            ("__cxa_atexit", "C++"),
            ("_ZTV1A", "-fno-rtti"),
            ("__printf_chk", "FORTIFY"),
            ("memcpy", "-lc"),
        ] {
            let hint = hint(name).unwrap_or_else(|| panic!("{name}"));
            assert!(hint.contains(said), "{name}: {hint}");
        }
        for ordinary in ["add", "float", "__fixed", "__addressf", "fixture", "printff", "cosine"] {
            assert_eq!(hint(ordinary), None, "{ordinary}");
        }
    }
}
