//! Archives that we make, shared libraries, and what is left out if nobody refers to it.

use proptest::prelude::*;
use swtch_source::{Diagnostic, Sources, render};

use super::tools::{Folder, gnu_as, object};
use crate::{
    Executable, FileKind, Input, LOADER, Layout, Linked, Member, archive, archive_members,
    file_kind, link, read, strip,
};

fn inputs<'a>(files: &'a [(&str, Vec<u8>)]) -> Vec<Input<'a>> {
    let input = |(name, bytes): &'a (&str, Vec<u8>)| Input {
        name: name.to_string(),
        bytes,
        lazy: name.starts_with("lib_"),
    };
    files.iter().map(input).collect()
}

fn objects<'t>(texts: &[(&'t str, &str)]) -> Vec<(&'t str, Vec<u8>)> {
    texts.iter().map(|(name, text)| (*name, object(name, text))).collect()
}

fn messages(errors: &[Diagnostic]) -> String {
    errors.iter().map(|error| render(&Sources::new(), error, false)).collect()
}

fn linked(files: &[(&str, Vec<u8>)], layout: &Layout) -> Linked {
    link(&inputs(files), layout).unwrap_or_else(|errors| panic!("{}", messages(&errors)))
}

fn refused(files: &[(&str, Vec<u8>)], layout: &Layout) -> String {
    messages(&link(&inputs(files), layout).unwrap_err())
}

fn user_program() -> Layout {
    Layout::program(0x1_0000, "_start")
}

// --- archives ---

const FIRST: &str = ".globl first\nfirst: tail second\n.data\n.globl number\nnumber: .word 3\n";
const SECOND: &str = ".globl second\nsecond: ret\nhidden: ret\n";

fn abc() -> Vec<u8> {
    let (first, second) = (object("first.s", FIRST), object("second.s", SECOND));
    let members = [
        Member { name: "first.o".into(), bytes: &first },
        Member { name: "a_name_beyond_fifteen.o".into(), bytes: &second },
        Member { name: "another_long_name_here.o".into(), bytes: &second },
    ];
    archive(&members).unwrap()
}

#[test]
fn an_archive_gives_back_what_was_put_in() {
    let bytes = abc();
    assert_eq!(file_kind(&bytes), FileKind::Archive);
    let members = archive_members("libabc.a", &bytes).unwrap();
    let names: Vec<&str> = members.iter().map(|member| member.name.as_str()).collect();
    assert_eq!(names, ["first.o", "a_name_beyond_fifteen.o", "another_long_name_here.o"]);
    assert_eq!(members[0].bytes, object("first.s", FIRST));
    assert_eq!(members[2].bytes, object("second.s", SECOND));
    assert_eq!(archive(&members).unwrap(), bytes);
    assert_eq!(archive_members("empty", &archive(&[]).unwrap()).unwrap(), []);
}

#[test]
fn gnu_tools_read_our_archives() {
    let folder = Folder::new("ours.a");
    folder.write("libabc.a", abc());
    let Some(listed) = folder.run("riscv64-unknown-elf-ar t libabc.a") else { return };
    assert_eq!(listed, b"first.o\na_name_beyond_fifteen.o\nanother_long_name_here.o\n");
    let index = folder.run("riscv64-unknown-elf-nm --print-armap libabc.a").unwrap();
    let index = String::from_utf8(index).unwrap();
    for line in ["first in first.o", "number in first.o", "second in a_name_beyond_fifteen.o"] {
        assert!(index.contains(line), "{index}");
    }
    assert!(!index.contains("hidden in"), "{index}");
    folder.write("start.o", object("start.s", ".globl _start\n_start: call first\n"));
    folder
        .run("riscv64-unknown-elf-ld -m elf32lriscv start.o libabc.a -o program")
        .expect("it is installed with the others");
    assert!(read("program", &folder.read("program")).unwrap().symbol("second").is_some());
}

#[test]
fn archives_of_other_tools_are_read_and_thin_ones_refused() {
    let folder = Folder::new("theirs.a");
    folder.write("first.o", object("first.s", FIRST));
    folder.write("a_name_beyond_fifteen.o", object("second.s", SECOND));
    for tool in ["riscv64-unknown-elf-ar", "llvm-ar-14"] {
        let members = "first.o a_name_beyond_fifteen.o";
        if folder.run(&format!("{tool} rcs lib{tool}.a {members}")).is_none() {
            continue;
        }
        let bytes = folder.read(&format!("lib{tool}.a"));
        let names: Vec<String> =
            archive_members("lib.a", &bytes).unwrap().into_iter().map(|m| m.name).collect();
        assert_eq!(names, ["first.o", "a_name_beyond_fifteen.o"]);
        folder.run(&format!("{tool} rcsT thin{tool}.a {members}")).unwrap();
        let error = archive_members("thin.a", &folder.read(&format!("thin{tool}.a"))).unwrap_err();
        assert_eq!(error.message, "thin.a is a thin archive, which only names its members");
    }
}

#[test]
fn what_is_no_object_does_not_get_into_an_archive() {
    let program = linked(&objects(&[("start.s", ".globl _start\n_start: ret\n")]), &user_program());
    let object = object("first.s", FIRST);
    let cases: [(&str, &[u8]); 4] = [
        ("notes.txt", b"some text"),
        ("program", &program.executable),
        ("cut.o", &object[..60]),
        ("two/parts.o", &object),
    ];
    let said: Vec<Diagnostic> = cases
        .map(|(name, bytes)| archive(&[Member { name: name.into(), bytes }]).unwrap_err())
        .to_vec();
    insta::assert_snapshot!(messages(&said));
}

// --- what nobody refers to ---

const SECTIONS: &str = "
        .section .text.init, \"ax\"
        .globl _start
_start: call used
        la a0, __start_registry
        ret
        .section .text.used, \"ax\"
used:   la a0, table
        ret
        .section .text.unused, \"ax\"
        .globl unused
unused: call nowhere
        ret
        .section .rodata.table, \"a\"
table:  .word pointed
        .section .text.pointed, \"ax\"
pointed: ret
        .section .rodata.lost, \"a\"
lost:   .word unused
        .section .init_array, \"aw\"
        .word constructor
        .section .text.constructor, \"ax\"
constructor: ret
        .section registry, \"a\"
        .word 7
";

#[test]
fn sections_that_nothing_refers_to_are_left_out_if_that_is_wanted() {
    let files = objects(&[("main.s", SECTIONS)]);
    let kept = linked(&files, &Layout { collect: true, ..user_program() });
    for name in ["used", "pointed", "constructor", "table", "registry"] {
        assert!(kept.map.contains(name), "{name}: {}", kept.map);
    }
    for name in ["unused", "lost"] {
        assert!(!kept.map.contains(name), "{name}: {}", kept.map);
    }
    // Otherwise what they need is missed.
    assert!(refused(&files, &user_program()).contains("undefined symbol `nowhere`"));
}

// --- the table of addresses ---

const GOT_USER: &str = "
        .option pic
        .globl _start
_start: la a0, number
        lw a0, 0(a0)
        la a1, optional
        la a2, local
        la a3, number
        ret
        .weak optional
        .data
        .word 1
local:  .word 2
        .globl number
number: .word 3
";

#[test]
fn a_static_program_has_its_table_of_addresses_filled_in() {
    let program = linked(&objects(&[("main.s", GOT_USER)]), &user_program());
    let program = read("a.out", &program.executable).unwrap();
    let address = |name: &str| program.symbol(name).unwrap().address;
    let table = program.sections.iter().find(|section| section.name == ".got").unwrap();
    assert_eq!(table.size, 12);
    let words = [0, 4, 8].map(|at| program.word_at(table.address + at).unwrap());
    assert_eq!(words, [address("number"), 0, address("local")]);
    // The first `la`: auipc and lw together reach the first word.
    let (auipc, lw) = (program.word_at(program.entry), program.word_at(program.entry + 4));
    let high = auipc.unwrap() & !0xfff;
    let low = (lw.unwrap() as i32) >> 20;
    assert_eq!(program.entry.wrapping_add(high).wrapping_add_signed(low), table.address);
}

// --- shared libraries ---

const LIBRARY: &str = "
        .option pic
        .globl twice
        .type twice, @function
twice:  la t0, calls
        lw t1, 0(t0)
        addi t1, t1, 1
        sw t1, 0(t0)
        lla t2, secret
        slli a0, a0, 1
        tail report
        .size twice, .-twice
        .hidden inside
        .globl inside
inside: ret
        .data
        .globl calls
        .type calls, @object
        .size calls, 4
calls:  .word 0
secret: .word secret, twice, external + 8
";

const USER: &str = "
        .option pic
        .globl _start
_start: li a0, 4
        call twice
        la t0, calls
        lw a1, 0(t0)
        ret
        .globl report
report: ret
        .data
        .globl external
external: .word 1, 2, 3
        .word twice + 4
";

fn library() -> Vec<u8> {
    linked(&objects(&[("lib.s", LIBRARY)]), &Layout::library("libtwice.so")).executable
}

fn user_files() -> Vec<(&'static str, Vec<u8>)> {
    vec![("user.o", object("user.s", USER)), ("dir/libtwice.so", library())]
}

#[test]
fn a_library_says_what_it_has_and_needs() {
    let bytes = library();
    assert_eq!(file_kind(&bytes), FileKind::SharedLibrary);
    let library = read("libtwice.so", &bytes).unwrap();
    let dynamic = library.dynamic.unwrap();
    assert!(dynamic.is_library && dynamic.loader.is_none() && dynamic.needed.is_empty());
    assert_eq!(dynamic.name.as_deref(), Some("libtwice.so"));
    assert_eq!(library.segments[0].vaddr, 0);
}

#[test]
fn a_program_names_its_libraries_and_its_loader() {
    let program = linked(&user_files(), &user_program()).executable;
    let image = read("program", &program).unwrap();
    let dynamic = image.dynamic.clone().unwrap();
    assert_eq!(dynamic.loader.as_deref(), Some(LOADER));
    assert_eq!(dynamic.needed, ["libtwice.so"]);
    // The loader finds the headers at the program's base.
    assert_eq!(image.word_at(0x1_0000), Some(0x464c_457f));
    let stripped = read("stripped", &strip(&program, &image)).unwrap();
    assert_eq!(stripped.entry, image.entry);
    assert_eq!(stripped.segments.len(), image.segments.len());
    assert_eq!(stripped.symbols.len(), 0);
}

/// The dynamic tables of our files as GNU's readelf sees them.
#[test]
fn readelf_reads_our_dynamic_tables() {
    let folder = Folder::new("dynamic");
    folder.write("libtwice.so", library());
    folder.write("program", linked(&user_files(), &user_program()).executable);
    let mut said = String::new();
    for file in ["libtwice.so", "program"] {
        let command = format!("riscv64-unknown-elf-readelf --wide --dynamic -r --dyn-syms {file}");
        let Some(output) = folder.run(&command) else { return };
        said += &format!("--- {file}\n{}", String::from_utf8(output).unwrap());
    }
    for line in [
        "R_RISCV_JUMP_SLOT      00000000   report + 0",
        "R_RISCV_32             00000000   external + 8",
        "R_RISCV_RELATIVE",
        "Library soname: [libtwice.so]",
        "Shared library: [libtwice.so]",
        "GLOBAL DEFAULT  UND report",
        "UND calls",
        "report",
    ] {
        assert!(said.contains(line), "{line}\n{said}");
    }
    assert!(!said.contains("inside") && !said.contains("secret"), "{said}");
}

#[test]
fn lld_links_with_our_library_and_we_with_its() {
    let folder = Folder::new("lld");
    let Some(user) = gnu_as(&folder, "user", USER) else { return };
    let Some(_) = gnu_as(&folder, "lib", LIBRARY) else { return };
    folder.write("libours.so", library());
    let lld = "ld.lld-14 --no-relax";
    let command = format!("{lld} --dynamic-linker=ld.so -pie user.o libours.so -o theirs");
    if folder.run(&command).is_none() {
        return;
    }
    folder.run(&format!("{lld} -shared lib.o -soname libtheirs.so -o libtheirs.so")).unwrap();
    let theirs = folder.read("libtheirs.so");
    let program = linked(&[("user.o", user), ("libtheirs.so", theirs)], &user_program());
    let program = read("program", &program.executable).unwrap();
    assert_eq!(program.dynamic.unwrap().needed, ["libtheirs.so"]);
}

#[test]
fn code_that_cannot_be_shared_is_refused_with_the_place() {
    let fixed = "
        .globl f
f:      lui a0, %hi(own)
        addi a0, a0, %lo(own)
        ret
        .data
own:    .word 1
        .section .rodata
        .word own
";
    insta::assert_snapshot!(refused(&objects(&[("fixed.s", fixed)]), &Layout::library("lib.so")));
}

#[test]
fn variables_of_a_library_are_reached_only_by_code_that_looks_them_up() {
    let fixed = ".globl _start\n_start: lui a0, %hi(calls)\nlw a0, %lo(calls)(a0)\nret\n\
                 .globl report\nreport: ret\n.globl external\nexternal: ret\n";
    let files = vec![("fixed.o", object("fixed.s", fixed)), ("libtwice.so", library())];
    insta::assert_snapshot!(refused(&files, &user_program()));
}

#[test]
fn what_a_library_needs_must_be_somewhere() {
    let lonely = ".globl _start\n_start: call twice\nret\n.globl reprot\nreprot: ret\n";
    let files = vec![("lonely.o", object("lonely.s", lonely)), ("libtwice.so", library())];
    insta::assert_snapshot!(refused(&files, &user_program()));
    // A member of an archive will do.
    let member = object("lib_.s", ".globl report\nreport: ret\n.globl external\nexternal: ret\n");
    let files = [files, vec![("lib_.o", member)]].concat();
    let program = read("program", &linked(&files, &user_program()).executable).unwrap();
    assert!(program.symbol("report").is_some());
}

#[test]
fn a_library_with_symbol_versions_is_refused() {
    let folder = Folder::new("versions");
    let Some(_) = gnu_as(&folder, "lib", LIBRARY) else { return };
    folder.write("map", "ONE { global: *; };");
    let command = "ld.lld-14 -shared --no-relax --version-script=map lib.o -o lib.so";
    if folder.run(command).is_none() {
        return;
    }
    let files = [("user.o", object("user.s", USER)), ("lib.so", folder.read("lib.so"))];
    assert!(refused(&files, &user_program()).contains("symbol versions"));
}

// --- damage ---

/// Everything that is done with archives and libraries, to no other end than to see it return.
fn try_all(bytes: &[u8]) {
    if let Ok(members) = archive_members("fuzzed", bytes) {
        let _ = archive(&members);
    }
    let image: Option<Executable> = read("fuzzed", bytes).ok();
    if let Some(image) = image {
        let _ = strip(bytes, &image);
    }
    let mut files = user_files();
    files[1].1 = bytes.to_vec();
    for layout in
        [user_program(), Layout::library("lib.so"), Layout { collect: true, ..user_program() }]
    {
        let _ = link(&inputs(&files), &layout);
    }
}

proptest! {
    #![proptest_config(ProptestConfig { failure_persistence: None, cases: 128, ..ProptestConfig::default() })]

    #[test]
    fn any_damage_to_a_shared_library_is_survived(bytes in super::reads::mutated(library())) {
        try_all(&bytes);
    }

    #[test]
    fn any_damage_to_our_archive_is_survived(bytes in super::reads::mutated(abc())) {
        try_all(&bytes);
    }

    #[test]
    fn any_damage_to_position_independent_code_is_survived(
        bytes in super::reads::mutated(object("lib.s", LIBRARY))
    ) {
        try_all(&bytes);
    }

    #[test]
    fn any_damage_to_a_dynamic_program_is_survived(
        bytes in super::reads::mutated(linked(&user_files(), &user_program()).executable)
    ) {
        try_all(&bytes);
    }
}
