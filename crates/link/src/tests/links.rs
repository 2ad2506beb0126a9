//! Assembly texts to maps, messages and listings.

use swtch_source::{Diagnostic, Files, Sources, render};

use super::tools::{archive, object};
use crate::{Input, Layout, Linked, disassembly, link, read, strip};

/// Texts by file name, also as the source files of listings.
struct Texts<'t>(&'t [(&'t str, &'t str)]);

impl Files for Texts<'_> {
    fn read(&self, path: &str) -> Option<String> {
        let found = self.0.iter().find(|(name, _)| *name == path);
        found.map(|(_, text)| text.to_string())
    }
}

/// Assembles and links; files named `lib…` are lazy.
fn build(texts: &[(&str, &str)]) -> Result<Linked, Vec<Diagnostic>> {
    let objects: Vec<_> = texts.iter().map(|(name, text)| (name, object(name, text))).collect();
    let input = |(name, bytes): &'_ (&&str, Vec<u8>)| (name.replace(".s", ".o"), bytes.clone());
    let named: Vec<(String, Vec<u8>)> = objects.iter().map(input).collect();
    let inputs: Vec<Input> = named
        .iter()
        .map(|(name, bytes)| Input { name: name.clone(), bytes, lazy: name.starts_with("lib") })
        .collect();
    link(&inputs, &Layout::program(0x8000_0000, "_start"))
}

/// Map and listing of a program that links.
fn check(test: &str, texts: &[(&str, &str)]) {
    let linked = match build(texts) {
        Ok(linked) => linked,
        Err(errors) => panic!("{}", messages(&errors)),
    };
    let listing = disassembly("a.out", &linked.executable, &Texts(texts)).unwrap();
    let loaded = linked.map.split("\nnot in memory").next().unwrap();
    insta::assert_snapshot!(test, format!("{loaded}\n{}", listing[0]));
}

/// The messages of a program that does not.
fn check_errors(test: &str, texts: &[(&str, &str)]) {
    let errors = build(texts).unwrap_err();
    insta::assert_snapshot!(test, messages(&errors));
}

fn messages(errors: &[Diagnostic]) -> String {
    errors.iter().map(|error| render(&Sources::new(), error, false)).collect()
}

const START: &str = "
        .section .text.init
        .globl _start
_start: la sp, stack_end
        call main
loop:   j loop
        .bss
        .balign 16
        .space 64
stack_end:
";

pub const MAIN: &str = "
        .globl main
main:   la a0, counter
        lw a1, 0(a0)
        lui a2, %hi(table)
        lw a3, %lo(table)(a2)
        sw a1, %lo(table)(a2)
        ret
        .data
        .globl counter
        .type counter, @object
        .size counter, 4
counter: .word 7
table:  .word main, counter + 4, 1
        .half 5
        .section .rodata
        .word table
        .globl shared
        .comm shared, 12, 4
";

#[test]
fn sections_are_gathered_by_kind_and_code_of_the_start_comes_first() {
    check("gathered", &[("main.s", MAIN), ("start.s", START)]);
}

#[test]
fn library_members_come_only_when_they_are_needed() {
    let user = "
        .globl main
main:   tail first
        .weak optional
        .word optional
";
    let second = ".globl second\nsecond: ret\n.globl optional\noptional: ret\n";
    check(
        "lazy",
        &[
            ("start.s", START),
            ("user.s", user),
            ("lib_second.s", second),
            ("lib_unused.s", ".globl unused\nunused: ret\n"),
            ("lib_first.s", ".globl first\nfirst: tail second\n"),
        ],
    );
}

#[test]
fn an_archive_gives_only_the_members_that_are_needed() {
    let members: Vec<(&str, Vec<u8>)> = ["first", "second", "third"]
        .map(|name| (name, format!(".globl {name}\n{name}: ret\n")))
        .map(|(name, text)| (name, object(&format!("{name}.s"), &text)))
        .to_vec();
    let library = archive(&members);
    let start = object("start.s", ".globl _start\n_start: call second\n");
    let input = |name: &str, bytes| Input { name: name.into(), bytes, lazy: false };
    let inputs = [input("libabc.a", &library), input("start.o", &start)];
    let layout = Layout::program(0x1_0000, "_start");
    let map = link(&inputs, &layout).unwrap().map;
    assert!(map.contains("libabc.a(second)"), "{map}");
    assert!(!map.contains("libabc.a(first)") && !map.contains("libabc.a(third)"), "{map}");
    let names = disassembly("libabc.a", &library, &NoTexts).unwrap();
    let names: Vec<&str> = names.iter().map(|listing| listing.name.as_str()).collect();
    assert_eq!(names, ["libabc.a(first)", "libabc.a(second)", "libabc.a(third)"]);
}

#[test]
fn a_strong_definition_replaces_weak_and_common_ones() {
    let weak = "
        .weak main
main:   li a0, 1
        ret
        .globl variable
        .comm variable, 4, 4
";
    let strong = "
        .globl main
main:   la a0, variable
        ret
        .data
        .globl variable
variable: .word 9
";
    check("strong", &[("start.s", START), ("weak.s", weak), ("strong.s", strong)]);
}

#[test]
fn the_linker_defines_the_ends_of_its_parts() {
    let main = "
        .globl main
main:   la gp, __global_pointer$
        la a0, __bss_start
        la a1, _end
        la a2, __init_array_start
        la a3, __init_array_end
        la a4, __start_table
        la a5, __stop_table
        la a6, etext
        la a7, edata
        ret
        .section .init_array, \"aw\"
        .word main
        .section table, \"a\"
        .word 1, 2, 3
        .section .sdata, \"aw\"
        .word 4
";
    check("marks", &[("start.s", START), ("main.s", main)]);
}

#[test]
fn label_differences_across_sections_are_computed() {
    let main = "
        .globl main
main:   nop
        .section .text.far, \"ax\"
far:    nop
        .data
        .word far - main
        .half far - main
        .byte far - main
        .word 0x11223344
";
    check("differences", &[("start.s", START), ("main.s", main)]);
}

#[test]
fn every_undefined_symbol_is_told_with_who_refers_to_it_and_a_guess() {
    let main = "
        .globl main
main:   call hepler
        call hidden
        call hepler
        la a0, nowhere
        call hepler
        ret
";
    let helper = ".globl helper\nhelper: ret\nhidden: ret\n";
    check_errors("undefined", &[("start.s", START), ("main.s", main), ("helper.s", helper)]);
}

#[test]
fn a_name_mistyped_may_be_one_of_the_library() {
    let library = ".globl printf\nprintf: ret\n";
    let program = ".globl _start\n_start: call pritnf\ncall main\n";
    check_errors("mistyped", &[("start.s", program), ("lib_printf.s", library)]);
}

#[test]
fn a_program_without_a_start_is_told_so() {
    check_errors("no_entry", &[("main.s", ".globl main\nmain: ret\n.globl _strat\n_strat: ret\n")]);
}

#[test]
fn both_definitions_of_a_symbol_are_told() {
    let main = ".globl main\nmain: ret\n.data\n.globl x\n.type x, @object\nx: .word 1\n";
    let other = "nop\n.globl main\nmain: ret\n.data\n.globl x\n.type x, @object\nx: .word 1\n";
    check_errors("duplicate", &[("start.s", START), ("main.s", main), ("other.s", other)]);
}

#[test]
fn a_jump_out_of_reach_is_told_with_its_distance() {
    let main = "
        .globl main
main:   jal far
        beqz a0, near
        ret
";
    let far = ".space 4096\n.globl near\nnear: .space 1048576\n.globl far\nfar: ret\n";
    check_errors("out_of_reach", &[("start.s", START), ("main.s", main), ("zfar.s", far)]);
}

#[test]
fn an_object_is_listed_with_its_relocations() {
    let bytes = object("main.s", MAIN);
    let listing = disassembly("main.o", &bytes, &Texts(&[("main.s", MAIN)])).unwrap();
    insta::assert_snapshot!("object_listing", listing[0].to_string());
}

#[test]
fn a_linked_program_reads_back() {
    let linked = build(&[("main.s", MAIN), ("start.s", START)]).unwrap();
    let program = read("a.out", &linked.executable).unwrap();
    let main = program.symbol("main").unwrap().address;
    assert_eq!(program.entry, 0x8000_0000);
    assert_eq!(
        program.symbol_at(main + 8).map(|(s, offset)| (&*s.name, offset)),
        Some(("main", 8))
    );
    assert_eq!(program.line_at(main), Some(("main.s", 3)));
    assert_eq!(program.line_at(main + 8), Some(("main.s", 4)));
    assert_eq!(program.line_at(0x8000_1000), None);
    let counter = program.symbol("counter").unwrap();
    assert_eq!(program.word_at(counter.address), Some(7));
    assert_eq!(program.word_at(counter.address + 4), Some(main));
    assert_eq!(program.symbol_at(0), None);
}

#[test]
fn a_stripped_program_has_the_same_memory_and_nothing_that_depends_on_names() {
    let bytes = program();
    let whole = read("a.out", &bytes).unwrap();
    let stripped = strip(&bytes, &whole);
    let again = read("stripped", &stripped).unwrap();
    assert_eq!((again.entry, &again.segments), (whole.entry, &whole.segments));
    assert_eq!((again.symbols.len(), again.sections.len()), (0, 0));
    let renamed = build(&[("somewhere_else.s", MAIN), ("start.s", START)]).unwrap();
    let bytes = renamed.executable;
    assert_eq!(strip(&bytes, &read("a.out", &bytes).unwrap()), stripped);
    let listing = disassembly("stripped", &stripped, &NoTexts).unwrap();
    assert_eq!(listing[0].blocks.len(), 1);
}

#[test]
fn a_program_may_consist_of_code_and_zeros_alone() {
    let linked = build(&[("start.s", START), ("main.s", ".globl main\nmain: ret\n")]).unwrap();
    let whole = read("a.out", &linked.executable).unwrap();
    assert!(whole.segments[1].data.is_empty());
    assert_eq!(whole.segments[1].mem_size, 64);
    assert_eq!(
        read("stripped", &strip(&linked.executable, &whole)).unwrap().segments,
        whole.segments
    );
}

/// A linked program.
pub fn program() -> Vec<u8> {
    build(&[("main.s", MAIN), ("start.s", START)]).unwrap().executable
}

/// No source files.
pub struct NoTexts;

impl Files for NoTexts {
    fn read(&self, _: &str) -> Option<String> {
        None
    }
}

#[test]
fn the_same_inputs_give_the_same_bytes() {
    let texts = [("main.s", MAIN), ("start.s", START)];
    let (first, second) = (build(&texts).unwrap(), build(&texts).unwrap());
    assert_eq!(first.executable, second.executable);
    assert_eq!(first.map, second.map);
}
