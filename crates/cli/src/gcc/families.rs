//! The options that begin alike: `-O…`, `-g…`, `-m…`, `-f…`, `-W…`.

use super::{Reader, warnings};
use swtch_source::{did_you_mean, nearest};
use swtch_system::Error;

/// `-f` names that mean the same here with and without `no-`: ways to make code faster or smaller, of which
/// ours has its own, tables for exceptions, looks of messages, and permissions of which no use is made.
/// A `*` stands for any rest.
const NOTHING: &[&str] = &[
    "aggressive-loop-optimizations",
    "align-*",
    "allow-store-data-races",
    "associative-math",
    "asynchronous-unwind-tables",
    "auto-inc-dec",
    "branch-*",
    "caller-saves",
    "code-hoisting",
    "combine-stack-adjustments",
    "compare-elim",
    "conserve-stack",
    "cprop-registers",
    "crossjumping",
    "cse-*",
    "cx-*",
    "dce",
    "debug-types-section",
    "defer-pop",
    "delayed-branch",
    "delete-null-pointer-checks",
    "devirtualize*",
    "diagnostics-*",
    "dse",
    "dwarf2-cfi-asm",
    "early-inlining",
    "eliminate-unused-debug-*",
    "excess-precision=*",
    "exceptions",
    "expensive-optimizations",
    "fast-math",
    "fat-lto-objects",
    "finite-loops",
    "finite-math-only",
    "float-store",
    "forward-propagate",
    "fp-*",
    "function-cse",
    "gcse*",
    "graphite*",
    "guess-branch-probability",
    "hoist-adjacent-loads",
    "ident",
    "if-conversion*",
    "indirect-inlining",
    "inline",
    "inline-*",
    "ipa-*",
    "ira-*",
    "isolate-erroneous-paths-*",
    "ivopts",
    "jump-tables",
    "keep-gc-roots-live",
    "lifetime-dse*",
    "limit-function-alignment",
    "live-range-shrinkage",
    "loop-*",
    "lra-remat",
    "lto*",
    "math-errno",
    "max-errors=*",
    "merge-all-constants",
    "merge-constants",
    "message-length=*",
    "modulo-*",
    "move-loop-*",
    "non-call-exceptions",
    "omit-frame-pointer",
    "optimize-sibling-calls",
    "optimize-strlen",
    "partial-inlining",
    "peel-loops",
    "peephole*",
    "plt",
    "predictive-commoning",
    "prefetch-loop-arrays",
    "printf-return-value",
    "reciprocal-math",
    "record-gcc-switches",
    "ree",
    "rename-registers",
    "reorder-*",
    "rerun-cse-after-loop",
    "rounding-math",
    "rtti",
    "sched*",
    "section-anchors",
    "sel-*",
    "selective-*",
    "semantic-interposition",
    "show-column",
    "shrink-wrap*",
    "signaling-nans",
    "signed-zeros",
    "simd-cost-model=*",
    "single-precision-constant",
    "split-ivs-*",
    "split-loops",
    "split-paths",
    "split-wide-*",
    "ssa-*",
    "stdarg-opt",
    "store-merging",
    "strict-aliasing",
    "strict-enums",
    "strict-overflow",
    "tabstop=*",
    "thread-jumps",
    "threadsafe-statics",
    "toplevel-reorder",
    "tracer",
    "trapping-math",
    "tree-*",
    "unconstrained-commons",
    "unit-at-a-time",
    "unroll-*",
    "unsafe-math-optimizations",
    "unswitch-loops",
    "unwind-tables",
    "use-linker-plugin",
    "use-ld=*",
    "var-tracking*",
    "variable-expansion-in-unroller",
    "vect-*",
    "verbose-asm",
    "version-loops-for-strides",
    "vpt",
    "web",
    "working-directory",
    "wrapv*",
    "zero-initialized-in-bss",
    "dollars-in-identifiers",
    "input-charset=UTF-8",
    "exec-charset=UTF-8",
    "input-charset=utf-8",
    "exec-charset=utf-8",
    "visibility=default",
    "stack-reuse=*",
    "trivial-auto-var-init=uninitialized",
    "asm",
];

/// `-f` names that would change what a program means, or write files of their own; without them, with `no-`,
/// is what is done anyway.
const REFUSED: &[(&str, &str, &str)] = &[
    (
        "signed-char",
        "`char` is unsigned, as the machine's convention has it",
        "write `signed char` where the sign matters",
    ),
    (
        "short-enums",
        "enumerations have the size of an int",
        "use a smaller integer type where the size matters",
    ),
    ("short-wchar", "wchar_t has 32 bits", "use char16_t"),
    (
        "pack-struct*",
        "structures lie as the convention has it, also those of the library",
        "__attribute__((packed)) packs one",
    ),
    ("common", "a variable is defined once", "put `extern` before it in all files but one"),
    ("trapv", "signed overflow wraps", "__builtin_add_overflow tells of it"),
    (
        "sanitize=*",
        "there is no sanitizer",
        "-Wall warns of some mistakes; a bad address ends the program with its place",
    ),
    ("openmp*", "OpenMP is not supported", "use pthread.h"),
    ("openacc*", "OpenACC is not supported", "use pthread.h"),
    (
        "visibility=*",
        "which symbols others see is said in the sources",
        "__attribute__((visibility(\"hidden\"))) keeps one inside",
    ),
    (
        "instrument-functions*",
        "functions are not instrumented",
        "`swtch run --trace insns` lists what was executed",
    ),
    ("profile-*", "no profile is written or read", "`swtch run --stats` counts every cycle"),
    (
        "test-coverage",
        "no coverage is written",
        "`swtch run --trace insns` lists what was executed",
    ),
    ("gnu89-inline", "`inline` is C11's", "write `static inline`"),
    ("ms-extensions", "C is that of gcc without Microsoft's extensions", "name the member"),
    ("plan9-extensions", "C is that of gcc without Plan 9's extensions", "name the member"),
    ("leading-underscore", "symbols are called as in C", "leave it out"),
    (
        "stack-usage",
        "no such file is written",
        "the assembly text (-S) tells each function's frame",
    ),
    ("dump-*", "no such file is written", "--emit prints what each stage makes"),
    ("split-stack", "stacks have one piece", "leave it out"),
    (
        "trivial-auto-var-init=*",
        "variables begin as the program says",
        "initialise them; -Wall warns of those that are not",
    ),
];

/// `-f` names that change no meaning but that somebody may count on.
const REMARKS: &[(&str, &str)] = &[
    ("stack-protector*", "what is written behind an array's end is not noticed"),
    ("stack-clash-protection", "a page below each stack is never mapped"),
    ("stack-check*", "a page below each stack is never mapped"),
    ("cf-protection*", "the machine has nothing like it"),
    ("file-prefix-map=*", "paths are kept as they were given"),
    ("debug-prefix-map=*", "paths are kept as they were given"),
    ("macro-prefix-map=*", "paths are kept as they were given"),
];

/// `-f` names with a meaning of their own.
const MEANT: &[&str] = &[
    "PIC",
    "pic",
    "PIE",
    "pie",
    "function-sections",
    "data-sections",
    "freestanding",
    "builtin",
    "hosted",
    "syntax-only",
    "unsigned-char",
    "no-asm",
];

/// `-m` names that mean nothing here.
const MACHINE_NOTHING: &[&str] = &[
    "tune=*",
    "relax",
    "strict-align",
    "save-restore",
    "div",
    "plt",
    "explicit-relocs",
    "inline-*",
    "branch-cost=*",
    "small-data-limit=*",
    "shorten-memrefs",
    "emit-attribute",
    "riscv-attribute",
    "align-data=*",
    "cmodel=medlow",
    "cmodel=medany",
    "abi=ilp32",
    "csr-check",
];

/// Of which extensions the machine's instructions are.
const EXTENSIONS: &[&str] = &["zicsr", "zifencei", "zmmul", "zaamo", "zalrsc", "zicntr", "zihpm"];

impl Reader {
    /// `-O…`: every level but 0 is ours.
    pub(super) fn level(&mut self, level: &str) -> Result<(), Error> {
        self.last.level = Some(match level {
            "0" => 0,
            "" | "g" | "s" | "z" | "fast" => 1,
            _ if level.bytes().all(|digit| digit.is_ascii_digit()) => 1,
            _ => {
                return Err(Error::with_hint(
                    format!("-O{level}: there is no such level"),
                    "0 keeps every variable in memory; 1, 2, 3, g, s, z and fast optimise, all alike",
                ));
            }
        });
        Ok(())
    }

    /// `-g…`.
    pub(super) fn debug(&mut self, kind: &str) -> Result<(), Error> {
        let level = kind.strip_prefix("gdb").unwrap_or(kind);
        match level {
            "0" => self.last.debug = false,
            "" | "1" | "2" | "3" | "dwarf" | "dwarf-5" => self.last.debug = true,
            "dwarf-2" | "dwarf-3" | "dwarf-4" => {
                return Err(Error::with_hint(
                    format!("-g{kind}: debugging information is DWARF 5"),
                    "-g; gdb 10 and later read it",
                ));
            }
            _ => {
                let name = kind.strip_prefix("no-").unwrap_or(kind);
                let details = [
                    "record-gcc-switches",
                    "column-info",
                    "statement-frontiers",
                    "inline-points",
                    "variable-location-views",
                    "strict-dwarf",
                    "pubnames",
                    "gnu-pubnames",
                    "as-loc-support",
                    "as-locview-support",
                    "z",
                    "z=none",
                ];
                if !details.contains(&name) {
                    return Err(Error::with_hint(
                        format!("-g{kind}: there is no such debugging information"),
                        "-g (also -g1, -g2, -g3, -ggdb, -gdwarf-5) makes DWARF 5, -g0 none",
                    ));
                }
            }
        }
        Ok(())
    }

    /// `-m…`.
    pub(super) fn machine(&mut self, word: &str) -> Result<(), Error> {
        if let Some(architecture) = word.strip_prefix("arch=") {
            return architecture_fits(architecture);
        }
        let name = word.strip_prefix("no-").unwrap_or(word);
        if MACHINE_NOTHING.iter().any(|known| fits(known, name)) {
            return Ok(());
        }
        let hint = match name.split('=').next().unwrap_or(name) {
            "abi" => "the machine's convention is ilp32".to_string(),
            "32" | "64" | "x32" | "cpu" => "leave it out: code is always for rv32ima".to_string(),
            "cmodel" => "medlow and medany reach the whole of 32 bits".to_string(),
            _ => nearest(name, MACHINE_NOTHING.iter().map(|known| known.trim_end_matches('*')))
                .map_or_else(|| "leave it out: code is always for rv32ima".into(), did_you_mean),
        };
        Err(Error::with_hint(format!("-m{word}: the machine has no such option"), hint))
    }

    /// `-f…`.
    pub(super) fn code(&mut self, word: &str) -> Result<(), Error> {
        let (wanted, name) = match word.strip_prefix("no-") {
            Some(name) => (false, name),
            None => (true, word),
        };
        match name {
            "PIC" | "pic" => self.last.pic = Some(wanted),
            "PIE" | "pie" => self.last.pic = None,
            "function-sections" => self.last.function_sections = wanted,
            "data-sections" => self.last.data_sections = wanted,
            "freestanding" | "hosted" if wanted == (name == "freestanding") => {
                self.ours.push("-D__STDC_HOSTED__=0".into());
                self.last.no_builtin = true;
            }
            "builtin" => self.last.no_builtin = !wanted,
            _ if name.starts_with("builtin-") => self.last.no_builtin |= !wanted,
            "syntax-only" if wanted => self.told.syntax_only = true,
            "unsigned-char" if !wanted => return self.code("signed-char"),
            "unsigned-char" | "freestanding" | "hosted" | "syntax-only" => {}
            "asm" if !wanted => {
                return Err(Error::with_hint(
                    "-fno-asm: `asm`, `inline` and `typeof` are always keywords",
                    "give the identifier another name",
                ));
            }
            _ => return self.other_code(word, wanted, name),
        }
        Ok(())
    }

    fn other_code(&mut self, word: &str, wanted: bool, name: &str) -> Result<(), Error> {
        if NOTHING.iter().any(|known| fits(known, name)) {
            return Ok(());
        }
        if let Some((_, why, way_out)) = REFUSED.iter().find(|(known, ..)| fits(known, name)) {
            return match wanted {
                true => Err(Error::with_hint(format!("-f{word}: {why}"), *way_out)),
                false => Ok(()),
            };
        }
        if let Some((_, why)) = REMARKS.iter().find(|(known, _)| fits(known, name)) {
            if wanted && !name.ends_with("=none") {
                self.remark(&format!("-f{word}"), why);
            }
            return Ok(());
        }
        let known = MEANT.iter().chain(NOTHING).chain(REFUSED.iter().map(|(known, ..)| known));
        let known = known.map(|known| known.trim_end_matches('*'));
        let hint = nearest(name, known)
            .map_or_else(|| "leave it out".to_string(), |near| did_you_mean(&format!("-f{near}")));
        Err(Error::with_hint(format!("-f{word}: there is no such option"), hint))
    }

    /// `-W…`. gcc's warnings that this compiler does not know are none of its mistakes.
    pub(super) fn warning(&mut self, word: &str) -> Result<(), Error> {
        let word = if word.is_empty() { "extra" } else { word };
        let ours = ["all", "extra", "error", "no-all", "no-extra", "no-error"];
        if ours.contains(&word) || swtch_cc::nearest_warning(word).is_ok() {
            self.ours.push(format!("-W{word}").into());
            return Ok(());
        }
        let prefixes = ["no-error=", "error=", "no-"];
        let prefix = prefixes.into_iter().find(|prefix| word.starts_with(prefix)).unwrap_or("");
        let (kind, value) = match word[prefix.len()..].split_once('=') {
            Some((kind, value)) => (kind, value),
            None => (&word[prefix.len()..], ""),
        };
        // A level, as in -Wformat=2; 0 is none.
        let plain = if value == "0" { format!("no-{kind}") } else { format!("{prefix}{kind}") };
        if !value.is_empty() && swtch_cc::nearest_warning(&plain).is_ok() {
            self.ours.push(format!("-W{plain}").into());
            return Ok(());
        }
        if prefix == "no-" || warnings::is_known(kind) {
            return Ok(());
        }
        let near = match swtch_cc::nearest_warning(word) {
            Err(Some(near)) => Some(near),
            _ => nearest(kind, warnings::names()).map(|near| format!("{prefix}{near}")),
        };
        let hint = near.map_or_else(
            || "each warning ends with its own name".to_string(),
            |near| format!("did you mean -W{near}?"),
        );
        Err(Error::with_hint(format!("-W{word}: there is no such warning"), hint))
    }
}

/// Whether a name is the one that a table has, up to its `*`.
fn fits(known: &str, name: &str) -> bool {
    match known.strip_suffix('*') {
        Some(beginning) => name.starts_with(beginning),
        None => name == known,
    }
}

/// `-march=`: whatever has no more than the machine.
fn architecture_fits(name: &str) -> Result<(), Error> {
    let refuse = |why: String| {
        Err(Error::with_hint(
            format!("-march={name}: {why}"),
            "the machine is an rv32ima_zicsr_zifencei; leave -march out, or name no more than that",
        ))
    };
    let Some(extensions) = name.strip_prefix("rv32") else {
        return refuse("this is not a 32-bit RISC-V".into());
    };
    let mut parts = extensions.split('_');
    let letters = parts.next().unwrap_or_default();
    // Digits are versions, as in `i2p1`.
    for letter in letters.chars().filter(|letter| letter.is_ascii_lowercase() && *letter != 'p') {
        match letter {
            'i' | 'm' | 'a' => {}
            'f' | 'd' | 'q' | 'g' => {
                return refuse("the machine has no floating point".into());
            }
            'c' => return refuse("the machine has no compressed instructions".into()),
            'e' => return refuse("the machine has all 32 registers".into()),
            _ => return refuse(format!("the machine has no extension `{letter}`")),
        }
    }
    let plain =
        |part: &str| part.trim_end_matches(|c: char| c.is_ascii_digit() || c == 'p').to_string();
    match parts.map(plain).find(|part| {
        !part.is_empty()
            && !EXTENSIONS.contains(&part.as_str())
            && !["i", "m", "a"].contains(&part.as_str())
    }) {
        None if letters.starts_with('i') => Ok(()),
        None => refuse("a name begins with rv32i".into()),
        Some(part) => refuse(format!("the machine has no extension `{part}`")),
    }
}
