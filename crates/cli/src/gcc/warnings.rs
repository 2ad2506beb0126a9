//! The names of gcc's warnings about C, most of which this compiler does not have: makefiles ask for them, and a
//! program is none the worse for a warning less.

/// Whether gcc has a warning of that name.
pub fn is_known(name: &str) -> bool {
    NAMES.binary_search(&name).is_ok() || name.starts_with("analyzer-")
}

/// All of them, in order.
pub fn names() -> impl Iterator<Item = &'static str> {
    NAMES.iter().copied()
}

#[rustfmt::skip]
const NAMES: &[&str] = &[
    "abi", "absolute-value", "address", "address-of-packed-member", "aggregate-return",
    "aggressive-loop-optimizations", "alloc-size-larger-than", "alloc-zero", "alloca",
    "alloca-larger-than", "arith-conversion", "array-bounds", "array-compare", "array-parameter",
    "attribute-alias", "attribute-warning", "attributes", "bad-function-cast", "bidi-chars",
    "bool-compare", "bool-operation", "builtin-declaration-mismatch", "builtin-macro-redefined",
    "c++-compat", "c11-c23-compat", "c11-c2x-compat", "c23-c2y-compat", "c90-c99-compat",
    "c99-c11-compat", "calloc-transposed-args", "cannot-profile", "cast-align",
    "cast-function-type", "cast-qual", "char-subscripts", "clobbered", "comment", "comments",
    "compare-distinct-pointer-types", "complain-wrong-lang", "conversion",
    "coverage-invalid-line-number", "coverage-mismatch", "cpp", "dangling-else", "dangling-pointer",
    "date-time", "declaration-after-statement", "declaration-missing-parameter-type", "deprecated",
    "deprecated-declarations", "designated-init", "disabled-optimization",
    "discarded-array-qualifiers", "discarded-qualifiers", "div-by-zero", "double-promotion",
    "duplicate-decl-specifier", "duplicated-branches", "duplicated-cond", "empty-body",
    "endif-labels", "enum-compare", "enum-conversion", "enum-int-mismatch", "expansion-to-defined",
    "fatal-errors", "flex-array-member-not-at-end", "float-conversion", "float-equal", "format",
    "format-contains-nul", "format-diag", "format-extra-args", "format-nonliteral",
    "format-overflow", "format-security", "format-signedness", "format-truncation", "format-y2k",
    "format-zero-length", "frame-address", "frame-larger-than", "free-labels",
    "free-nonheap-object", "if-not-aligned", "ignored-attributes", "ignored-qualifiers", "implicit",
    "implicit-fallthrough", "implicit-function-declaration", "implicit-int", "import",
    "incompatible-pointer-types", "infinite-recursion", "init-self", "inline", "int-conversion",
    "int-in-bool-context", "int-to-pointer-cast", "invalid-memory-model", "invalid-pch",
    "jump-misses-init", "larger-than", "logical-not-parentheses", "logical-op", "long-long",
    "lto-type-mismatch", "main", "maybe-uninitialized", "memset-elt-size", "memset-transposed-args",
    "misleading-indentation", "mismatched-dealloc", "missing-attributes", "missing-braces",
    "missing-declarations", "missing-field-initializers", "missing-format-attribute",
    "missing-include-dirs", "missing-noreturn", "missing-parameter-type", "missing-profile",
    "missing-prototypes", "missing-variable-declarations", "multichar", "multistatement-macros",
    "narrowing", "nested-externs", "nonnull", "nonnull-compare", "normalized", "null-dereference",
    "odr", "old-style-declaration", "old-style-definition", "openacc-parallelism", "openmp-simd",
    "overflow", "overlength-strings", "override-init", "override-init-side-effects", "packed",
    "packed-bitfield-compat", "packed-not-aligned", "padded", "parentheses", "pedantic",
    "pointer-arith", "pointer-compare", "pointer-sign", "pointer-to-int-cast", "pragmas",
    "prio-ctor-dtor", "psabi", "redundant-decls", "restrict", "return-local-addr", "return-type",
    "scalar-storage-order", "sequence-point", "shadow", "shadow-compatible-local", "shadow-local",
    "shift-count-negative", "shift-count-overflow", "shift-negative-value", "shift-overflow",
    "sign-compare", "sign-conversion", "sizeof-array-argument", "sizeof-array-div",
    "sizeof-pointer-div", "sizeof-pointer-memaccess", "stack-protector", "stack-usage",
    "strict-aliasing", "strict-overflow", "strict-prototypes", "string-compare",
    "stringop-overflow", "stringop-overread", "stringop-truncation", "suggest-attribute",
    "suggest-final-methods", "suggest-final-types", "switch", "switch-bool", "switch-default",
    "switch-enum", "switch-outside-range", "switch-unreachable", "sync-nand", "system-headers",
    "tautological-compare", "traditional", "traditional-conversion", "trampolines", "trigraphs",
    "trivial-auto-var-init", "tsan", "type-limits", "undef", "uninitialized", "unknown-pragmas",
    "unreachable-code", "unsafe-loop-optimizations", "unsuffixed-float-constants", "unused",
    "unused-but-set-parameter", "unused-but-set-variable", "unused-const-variable",
    "unused-function", "unused-label", "unused-local-typedefs", "unused-macros", "unused-result",
    "unused-value", "unused-variable", "use-after-free", "varargs", "variadic-macros",
    "vector-operation-performance", "vla", "vla-larger-than", "vla-parameter",
    "volatile-register-var", "write-strings", "xor-used-as-pow", "zero-length-bounds",
];

#[cfg(test)]
mod tests {
    #[test]
    fn the_names_are_in_order() {
        assert!(super::NAMES.is_sorted());
    }
}
