//! C → intermediate form, C → assembly text, as snapshots to read; what the code computes is tested
//! by running it (`tests/execute.rs`).

use crate::{Options, Stage, compile};
use swtch_source::{Files, Sources, render};

struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Option<String> {
        None
    }
}

fn compiled(source: &str, stage: Stage, optimise: bool) -> String {
    let mut sources = Sources::new();
    let main = sources.add("test.c", source);
    let options = Options { optimise, ..Options::default() };
    match compile(&mut sources, &NoFiles, main, &options, stage) {
        Ok(compiled) => compiled.text,
        Err(errors) => errors.iter().map(|error| render(&sources, error, false)).collect(),
    }
}

fn check(name: &str, source: &str, stage: Stage, optimise: bool) {
    let text = compiled(source, stage, optimise);
    insta::with_settings!({ description => source, omit_expression => true }, {
        insta::assert_snapshot!(name, text);
    });
}

fn check_ir(name: &str, source: &str) {
    check(name, source, Stage::Ir, true);
}

fn check_asm(name: &str, source: &str) {
    check(name, source, Stage::Asm, true);
}

#[test]
fn a_loop_is_blocks_with_parameters() {
    check_ir(
        "ir_loop",
        "int sum(int n) { int s = 0; for (int i = 1; i <= n; i++) s += i; return s; }",
    );
}

#[test]
fn a_loop_keeps_a_private_object_in_a_register() {
    check_ir(
        "ir_kept",
        "static int n; int f(int *p) { while (*p++) { n++; if (*p == 7) break; *p = n; } return n; }",
    );
}

#[test]
fn a_wide_sum_is_two_words_and_a_carry() {
    check_ir("ir_wide", "long long add(long long a, long long b) { return a + b; }");
}

#[test]
fn a_bit_field_is_shifts_and_masks() {
    check_ir(
        "ir_bit_field",
        "struct s { unsigned a : 3; int b : 5; }; int f(struct s *p, int x) { p->b = x; return p->b + p->a; }",
    );
}

#[test]
fn known_values_are_computed_now() {
    check_ir(
        "ir_folding",
        "int f(void) { int a = 6, b = a * 7; if (b != 42) return 1; for (int i = 0; i < 0; i++) b++; return b; }",
    );
}

#[test]
fn the_same_value_is_computed_once() {
    check_ir(
        "ir_numbering",
        "int f(int *p, int i) { return p[i] * p[i] + (p[i] > 3) + (i * 4 & 12); }",
    );
}

#[test]
fn a_leaf_function_has_no_frame() {
    check_asm("asm_leaf", "int max(int a, int b) { return a > b ? a : b; }");
}

#[test]
fn a_call_saves_what_lives_across_it() {
    check_asm(
        "asm_recursion",
        "unsigned fib(unsigned n) { return n < 2 ? n : fib(n - 1) + fib(n - 2); }",
    );
}

#[test]
fn an_address_in_a_loop_counts_itself() {
    check_asm(
        "asm_induction",
        "int a[100]; int sum(void) { int s = 0; for (int i = 0; i < 100; i++) s += a[i]; return s; }",
    );
}

#[test]
fn without_optimisation_variables_stay_in_memory() {
    check(
        "asm_unoptimised",
        "int sum(int n) { int s = 0; for (int i = 1; i <= n; i++) s += i; return s; }",
        Stage::Asm,
        false,
    );
}

#[test]
fn a_dense_switch_is_a_table() {
    check_asm(
        "asm_switch",
        "int f(int x) { switch (x) { case 1: return 7; case 2: return 5; case 3: return 9; case 4: return 2; \
         case 6: return 1; } return 0; }",
    );
}

#[test]
fn a_division_by_a_constant_is_a_multiplication() {
    check_asm(
        "asm_division",
        "unsigned tens(unsigned x) { return x / 10; } int half(int x) { return x / 2; }",
    );
}

#[test]
fn objects_become_directives() {
    check_asm(
        "asm_objects",
        "static const char *names[] = { \"one\", \"two\\n\" }; int zero[4]; short some[4] = { 1, -2 }; \
         const int limit = 7; const char *name(int i) { return names[i]; }",
    );
}

#[test]
fn a_variadic_function_saves_its_registers() {
    check_asm(
        "asm_variadic",
        "int second(int n, ...) { __builtin_va_list ap; __builtin_va_start(ap, n); \
         __builtin_va_arg(ap, int); return __builtin_va_arg(ap, int); }",
    );
}

#[test]
fn a_large_frame_is_made_in_two_steps() {
    check_asm(
        "asm_large_frame",
        "void fill(char *); int f(void) { char big[5000]; fill(big); return big[4999]; }",
    );
}

#[test]
fn inline_assembly_gets_its_registers() {
    check_asm(
        "asm_inline",
        "static inline unsigned swap(unsigned bits) { unsigned old; \
         __asm__ volatile(\"csrrs %0, mstatus, %1\" : \"=r\"(old) : \"r\"(bits) : \"memory\"); return old; } \
         unsigned f(void) { return swap(8) + swap(0); }",
    );
}

/// A function in which so many variables live through so many branches.
fn branchy(count: usize) -> String {
    let each =
        |text: &str| -> String { (0..count).map(|n| text.replace('#', &n.to_string())).collect() };
    let (set, test) = (each("int v# = x * #;"), each("if (x > #) v# += y;"));
    format!("int f(int x, int y) {{ {set} {test} {} return y; }}", each("y ^= v#;"))
}

#[test]
fn too_many_variables_and_branches_stay_in_memory() {
    let ir = |count| compiled(&branchy(count), Stage::Ir, true);
    assert!(!ir(50).contains("store"), "{}", ir(50));
    assert!(ir(300).contains("store"));
}

#[test]
fn hooks_go_into_sections_by_their_turn() {
    check_asm(
        "asm_hooks",
        "__attribute__((constructor(102))) void late(void) { }
         __attribute__((constructor(101), aligned(64))) void early(void) { }
         __attribute__((constructor, destructor(300))) void last(void) { }",
    );
}

/// The length of a literal is known, unless the name may stand for something else.
#[test]
fn a_known_call_is_made_if_its_name_may_mean_another_function() {
    let source = "unsigned strlen(const char *); unsigned f(void) { return strlen(\"four\"); }";
    let calls = |no_builtin| {
        let mut sources = Sources::new();
        let main = sources.add("test.c", source);
        let options = Options { no_builtin, ..Options::default() };
        let compiled = compile(&mut sources, &NoFiles, main, &options, Stage::Asm);
        compiled.expect("correct").text.contains("strlen")
    };
    assert_eq!([calls(false), calls(true)], [false, true]);
}
