//! Tests of the assembler: assembly → listing, mistakes → messages, and GNU as for a second opinion.

mod binutils;
mod hostile;
mod listing;

use crate::assemble;
use listing::listing;
use swtch_source::{Files, Sources, render};

/// No other files.
pub struct NoFiles;

impl Files for NoFiles {
    fn read(&self, _: &str) -> Option<String> {
        None
    }
}

/// A folder with three files.
struct Folder;

impl Files for Folder {
    fn read(&self, path: &str) -> Option<String> {
        let text = match path {
            "boards/uart.inc" => ".equ UART, 0x10000000\n.include \"mask.inc\"\n",
            "boards/mask.inc" => ".macro mask reg\n\tandi \\reg, \\reg, 0x7f\n.endm\n\tnop\n",
            "boards/loop.inc" => ".include \"loop.inc\"\n",
            "boards/wrong.inc" => "\tnop\n\taddd a0, a1, a2\n",
            "logo.txt" => "0123456789",
            _ => return None,
        };
        Some(text.to_string())
    }
}

/// Assembles text that has no mistakes, and shows what became of it.
fn check(name: &str, text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(format!("{name}.s"), text);
    let shown = match assemble(&mut sources, &NoFiles, file) {
        Ok(assembled) => {
            let warnings = assembled.warnings.iter().map(|w| render(&sources, w, false));
            warnings.collect::<String>() + &listing(&assembled.object)
        }
        Err(mistakes) => {
            panic!("{}", mistakes.iter().map(|m| render(&sources, m, false)).collect::<String>())
        }
    };
    insta::assert_snapshot!(name, shown);
}

/// Shows every message about a text that has mistakes.
fn check_mistakes(name: &str, text: &str) {
    let mut sources = Sources::new();
    let file = sources.add(format!("{name}.s"), text);
    let mistakes = assemble(&mut sources, &NoFiles, file).expect_err("this text has mistakes");
    let shown: Vec<String> = mistakes.iter().map(|m| render(&sources, m, false)).collect();
    insta::assert_snapshot!(name, shown.join("\n"));
}

#[test]
fn a_function_as_our_compiler_prints_it() {
    check("compiled", include_str!("tests/compiled.s"));
}

#[test]
fn a_trap_handler_as_people_write_it() {
    check("by_hand", include_str!("tests/by_hand.s"));
}

#[test]
fn cfi_directives_become_a_frame_table() {
    check("frames", include_str!("tests/frames.s"));
}

#[test]
fn wrong_cfi_directives_are_mistakes() {
    let text = ".cfi_def_cfa_offset 16\n.cfi_startproc\n.cfi_ofset ra, -4\n.cfi_offset q1, -4\n\
        .cfi_offset ra, -3\n.cfi_restore_state\n.cfi_undefined 9999\n.cfi_startproc\n.data\n\
        .cfi_endproc\n";
    check_mistakes("cfi_mistakes", text);
}

#[test]
fn pseudo_instructions_expand() {
    check("pseudo", include_str!("tests/pseudo.s"));
}

#[test]
fn addresses_become_relocations() {
    check("relocations", include_str!("tests/relocations.s"));
}

#[test]
fn data_directives_make_bytes() {
    check("data", include_str!("tests/data.s"));
}

#[test]
fn expressions_bind_as_in_gnu_as() {
    check("expressions", include_str!("tests/expressions.s"));
}

#[test]
fn distances_are_numbers_for_instructions() {
    // GNU as refuses this, for its linker might move code; ours does not.
    let text = "before: beqz a0, after\nnop\nafter: addi a0, a0, after - before\n\
        lw a2, end - before(sp)\nend:\n";
    check("distances", text);
}

#[test]
fn branches_that_do_not_reach_jump_around() {
    check("far_branches", include_str!("tests/far_branches.s"));
}

#[test]
fn macros_repetitions_and_conditions_expand() {
    check("macros", include_str!("tests/macros.s"));
}

#[test]
fn line_markers_name_the_file_before_preprocessing() {
    let text = "# 1 \"boot.S\"\n# 1 \"<built-in>\"\n# 3 \"boot.S\"\nnop\n# 10 \"header.h\"\n\nnop // twice\nnop\n";
    check("line_markers", text);
}

#[test]
fn code_behind_odd_data_is_warned_of() {
    check("misaligned", "greeting: .asciz \"hello\"\nmain: li a0, 0\n ret\n");
}

#[test]
fn the_same_text_gives_the_same_bytes() {
    let mut sources = Sources::new();
    let file = sources.add("twice.s", include_str!("tests/by_hand.s"));
    let once = assemble(&mut sources, &NoFiles, file).expect("no mistakes").object;
    assert_eq!(once, assemble(&mut sources, &NoFiles, file).expect("no mistakes").object);
}

#[test]
fn other_files_are_read_in_the_place_of_the_directive() {
    let text = "\t.include \"uart.inc\"\n\tlui a0, UART >> 12\n\tmask a0\n\t.data\n\
                \t.incbin \"logo.txt\"\n\t.incbin \"logo.txt\", 8\n\t.incbin \"logo.txt\", 1, 2\n";
    let mut sources = Sources::new();
    let file = sources.add("boards/main.s", text);
    let assembled = assemble(&mut sources, &Folder, file).expect("no mistakes");
    insta::assert_snapshot!("included", listing(&assembled.object));
    let wrong = "\t.include \"wrong.inc\"\n\t.include \"nowhere.inc\"\n\t.incbin \"logo.txt\", 11\n\
                 \t.incbin \"nowhere.bin\"\n\t.include \"loop.inc\"\n";
    let file = sources.add("boards/wrong.s", wrong);
    let mistakes = assemble(&mut sources, &Folder, file).expect_err("mistakes");
    let shown: Vec<String> = mistakes.iter().map(|m| render(&sources, m, false)).collect();
    insta::assert_snapshot!("wrong_includes", shown.join("\n"));
}

#[test]
fn position_independent_code_looks_addresses_up() {
    check("position_independent", include_str!("tests/position_independent.s"));
}

#[test]
fn sections_are_grouped_numbered_and_left_for_others_to_merge() {
    check("sections", include_str!("tests/sections.s"));
}

#[test]
fn instructions_can_be_written_out() {
    check("written_out", include_str!("tests/written_out.s"));
    check_mistakes(
        "written_out_wrongly",
        ".insn 0x10\n.insn r OP, 8, 0, a0, a1, a2\n.insn i OP_IMM, 0, a0, a9, 1\n\
         .insn i LOAD, 2, a0, 4096(a1)\n.insn u LUI, a0\n.insn q OP, 1\n",
    );
}

#[test]
fn unknown_names_are_guessed() {
    check_mistakes("unknown_names", include_str!("tests/unknown_names.s"));
}

#[test]
fn operands_that_do_not_fit_are_explained() {
    check_mistakes("wrong_operands", include_str!("tests/wrong_operands.s"));
}

#[test]
fn values_out_of_range_show_the_range() {
    check_mistakes("out_of_range", include_str!("tests/out_of_range.s"));
}

#[test]
fn labels_that_are_missing_or_double_are_named() {
    check_mistakes("labels", include_str!("tests/labels.s"));
}

#[test]
fn directives_explain_themselves() {
    check_mistakes("directives", include_str!("tests/directives.s"));
}

#[test]
fn mistakes_in_macros_name_the_call() {
    check_mistakes("macro_mistakes", include_str!("tests/macro_mistakes.s"));
}

#[test]
fn checksums_of_files_are_larger_than_numbers() {
    let text = ".file 1 \"/src\" \"a.c\" md5 0x0123456789abcdef0123456789abcdef\n.loc 1 7\nnop\n";
    let mut sources = Sources::new();
    let file = sources.add("clang.s", text);
    let object = assemble(&mut sources, &NoFiles, file).expect("no mistakes").object;
    assert!(listing(&object).contains("/src/a.c:7"), "{}", listing(&object));
    let file = sources.add("large.s", ".dword 0x123456789abcdef01\n");
    let mistakes = assemble(&mut sources, &NoFiles, file).expect_err("too large");
    assert_eq!(mistakes[0].message, "`0x123456789abcdef01` does not fit into 64 bits");
}

#[test]
fn text_that_never_ends_is_found() {
    check_mistakes("unfinished_string", "nop\n.ascii \"abc\nnop\n");
    check_mistakes("unfinished_comment", "nop /* never\nnop\n");
    check_mistakes("unfinished_condition", ".if 1\nnop\n");
    check_mistakes("unfinished_macro", ".macro m\nnop\n");
}

#[test]
fn addresses_of_a_foreign_file_need_a_register() {
    // What a preprocessor leaves must not confuse the count of columns.
    check_mistakes("columns", "\tadd\ta0, a1,\ta99 # größer\n/* é */ addd a0, a1, a2\n");
}

#[test]
fn mistakes_in_preprocessed_text_are_shown_in_the_file_itself() {
    let mut sources = Sources::new();
    sources.add("boot.S", "#define SIZE 4\n\n\tadd a0, a9, a1\n\taddi a0, a0, SIZE << 10\n");
    let preprocessed = "# 1 \"boot.S\"\n# 3 \"boot.S\"\n\tadd a0, a9, a1\n\taddi a0, a0, 4 << 10\n";
    let file = sources.add("boot.S", preprocessed);
    let mistakes = assemble(&mut sources, &NoFiles, file).expect_err("this text has mistakes");
    let shown: Vec<String> = mistakes.iter().map(|m| render(&sources, m, false)).collect();
    insta::assert_snapshot!("preprocessed", shown.join("\n"));
}

#[test]
fn no_more_than_fifty_mistakes_are_reported() {
    let mut sources = Sources::new();
    let file = sources.add("many.s", "bogus\n".repeat(1000));
    assert_eq!(assemble(&mut sources, &NoFiles, file).expect_err("mistakes").len(), 50);
}
