//! Other people's objects and executables: gcc's, clang's, GNU ld's and lld's. Each test says so
//! and does nothing where the tool is not installed.

use super::links::NoTexts;
use super::tools::{Folder, gnu_as};
use crate::{Input, Layout, LineTable, disassembly, link, read};

const GCC: &str =
    "riscv64-unknown-elf-gcc -march=rv32ima_zicsr_zifencei -mabi=ilp32 -ffreestanding";
const CLANG: &str =
    "clang-14 --target=riscv32-unknown-elf -march=rv32ima -mabi=ilp32 -ffreestanding";

const START: &str = "
        .section .text.init, \"ax\"
        .globl _start
_start: la sp, stack_end
        call main
1:      j 1b
        .section .bss
        .balign 16
        .space 64
stack_end:
";

const MAIN: &str = "int helper(int);
int v = 3;
static int z[40];
int uninitialised;
extern int optional(void) __attribute__((weak));
const char message[] = \"hi\";
const char *const pointers[] = {message, message + 1};

static int twice(int x) { return helper(x) * 2; }

int main(void) {
  z[1] = twice(v);
  if (optional) z[3] = 1;
  switch (z[2]) {
  case 1: return 2;
  case 2: return helper(7);
  case 3: return 9;
  case 4: return 12;
  case 5: return uninitialised;
  case 6: return pointers[v & 1][0];
  }
  return z[v];
}
";

const HELPER: &str = "static int calls;
int helper(int x) {
  calls++;
  for (int i = 0; i < x; i++) calls += i & x;
  return calls;
}
";

/// The layout of this linker as a script for another.
const SCRIPT: &str = "ENTRY(_start)
SECTIONS {
  . = 0x80000000;
  .text : { *(.text.init) *(.init) *(.text .text.*) *(.fini) }
  .rodata : { *(.rodata .rodata.*) }
  .srodata : { *(.srodata .srodata.*) }
  . = ALIGN(4096);
  .data : { *(.data .data.*) }
  .sdata : { *(.sdata .sdata.*) }
  .sbss : { *(.sbss .sbss.*) }
  .bss : { *(.bss .bss.*) *(COMMON) }
}
";

/// Compiles the three files above; none if the compiler is not installed.
fn objects(folder: &Folder, compiler: &str, options: &str) -> Option<Vec<(String, Vec<u8>)>> {
    folder.write("main.c", MAIN);
    folder.write("helper.c", HELPER);
    let mut objects = vec![("start.o".to_string(), gnu_as(folder, "start", START)?)];
    for name in ["main", "helper"] {
        folder.run(&format!("{compiler} {options} -c {name}.c -o {name}.o"))?;
        objects.push((format!("{name}.o"), folder.read(&format!("{name}.o"))));
    }
    Some(objects)
}

fn link_all(objects: &[(String, Vec<u8>)]) -> Vec<u8> {
    let inputs: Vec<Input> = objects
        .iter()
        .map(|(name, bytes)| Input { name: name.clone(), bytes, lazy: false })
        .collect();
    match link(&inputs, &Layout::program(0x8000_0000, "_start")) {
        Ok(linked) => linked.executable,
        Err(errors) => panic!("{errors:?}"),
    }
}

/// Every function must lie where the other linker put it, and every byte of memory must agree.
fn check_against(test: &str, linker: &str, compiler: &str, options: &str) {
    let folder = Folder::new(test);
    folder.write("layout.ld", SCRIPT);
    let Some(objects) = objects(&folder, compiler, options) else { return };
    let names: Vec<&str> = objects.iter().map(|(name, _)| name.as_str()).collect();
    let command = format!("{linker} -T layout.ld {} -o theirs.elf", names.join(" "));
    if folder.run(&command).is_none() {
        return;
    }
    let ours = read("ours", &link_all(&objects)).unwrap();
    let theirs = read("theirs", &folder.read("theirs.elf")).unwrap();
    assert_eq!(ours.entry, theirs.entry);
    for name in ["_start", "main", "helper", "v", "z", "uninitialised", "pointers", "stack_end"] {
        let address =
            |program: &crate::Executable| program.symbol(name).map(|s| (s.address, s.size));
        assert_eq!(address(&ours), address(&theirs), "{name}");
    }
    for segment in &ours.segments {
        let start = segment.vaddr;
        for address in (start..start + segment.mem_size.next_multiple_of(4) - 4).step_by(4) {
            assert_eq!(ours.word_at(address), theirs.word_at(address), "{address:#x}");
        }
    }
    let rows = |lines: &LineTable| -> Vec<(u32, String, u32)> {
        lines.rows().map(|(address, file, line)| (address, file.to_string(), line)).collect()
    };
    assert_eq!(rows(&ours.lines), rows(&theirs.lines));
    assert!(!ours.lines.is_empty());
}

const GNU_LD: &str = "riscv64-unknown-elf-ld -m elf32lriscv --no-relax";
const LLD: &str = "ld.lld-14 --no-relax";

#[test]
fn gcc_objects_link_as_with_gnu_ld() {
    check_against("gcc-gnu", GNU_LD, GCC, "-g -O2");
}

#[test]
fn gcc_objects_with_alignment_and_common_symbols_link_as_with_gnu_ld() {
    check_against(
        "gcc-align",
        GNU_LD,
        GCC,
        "-g -O2 -falign-functions=32 -falign-loops=16 -fcommon",
    );
}

#[test]
fn gcc_objects_with_relative_addressing_link_as_with_gnu_ld() {
    check_against("gcc-medany", GNU_LD, GCC, "-gdwarf-4 -O0 -mcmodel=medany -ffunction-sections");
}

#[test]
fn clang_objects_link_as_with_gnu_ld() {
    check_against("clang-gnu", GNU_LD, CLANG, "-g -O1");
}

#[test]
fn clang_objects_link_as_with_lld() {
    check_against("clang-lld", LLD, CLANG, "-gdwarf-5 -O2 -mno-relax");
}

#[test]
fn the_lines_of_a_gcc_executable_are_those_of_its_source() {
    let folder = Folder::new("lines");
    let Some(objects) = objects(&folder, GCC, "-g -O0") else { return };
    let program = read("a.out", &link_all(&objects)).unwrap();
    let main = program.symbol("main").unwrap();
    let helper = program.symbol("helper").unwrap();
    assert_eq!(program.line_at(main.address), Some(("main.c", 11)));
    assert_eq!(program.line_at(main.address + main.size - 4), Some(("main.c", 23)));
    assert_eq!(program.line_at(helper.address), Some(("helper.c", 2)));
    assert_eq!(program.line_at(program.entry), Some(("start.s", 4)));
    let listing = disassembly("a.out", &link_all(&objects), &NoTexts).unwrap();
    let text = listing[0].to_string();
    assert!(text.contains("; main.c:12\n"), "{text}");
}

#[test]
fn an_archive_gives_the_members_that_are_needed() {
    let folder = Folder::new("archive");
    let Some(mut objects) = objects(&folder, GCC, "-O1") else { return };
    folder.write("odd.c", "int unused(void) { return 1; }");
    folder.run(&format!("{GCC} -c odd.c -o odd.o")).unwrap();
    if folder.run("riscv64-unknown-elf-ar rcs libhelp.a odd.o helper.o").is_none() {
        return;
    }
    objects.pop();
    objects.push(("libhelp.a".into(), folder.read("libhelp.a")));
    let program = read("a.out", &link_all(&objects)).unwrap();
    assert!(program.symbol("helper").is_some());
    assert!(program.symbol("unused").is_none());
    let listings = disassembly("libhelp.a", &folder.read("libhelp.a"), &NoTexts).unwrap();
    let names: Vec<&str> = listings.iter().map(|listing| listing.name.as_str()).collect();
    assert_eq!(names, ["libhelp.a(odd.o)", "libhelp.a(helper.o)"]);
}

#[test]
fn of_two_copies_of_an_inline_function_one_is_taken() {
    let folder = Folder::new("comdat");
    let text = |name: &str| {
        format!(
            "        .section .text.shared,\"axG\",@progbits,shared,comdat
        .weak shared
shared: li a0, 5
        ret
        .text
        .globl {name}
{name}: call shared
        ret
"
        )
    };
    let mut objects = Vec::new();
    for name in ["_start", "other"] {
        let Some(bytes) = gnu_as(&folder, name, &text(name)) else { return };
        objects.push((format!("{name}.o"), bytes));
    }
    let program = read("a.out", &link_all(&objects)).unwrap();
    assert_eq!(program.sections[0].size, 2 * 12 + 8);
    assert_eq!(program.symbols.iter().filter(|symbol| symbol.name == "shared").count(), 1);
}

/// Links a file that one compiler option has spoilt, and shows what is said about it.
fn check_refused(test: &str, compiler: &str, options: &str, text: &str) {
    let folder = Folder::new(test);
    folder.write("main.c", text);
    if folder.run(&format!("{compiler} {options} main.c -o main.o")).is_none() {
        return;
    }
    let bytes = folder.read("main.o");
    let inputs = [Input { name: "main.o".into(), bytes: &bytes, lazy: false }];
    let errors = link(&inputs, &Layout::program(0x1_0000, "_start")).unwrap_err();
    // Where in the code it is depends on the compiler's version.
    let message = errors[0].message.split("; at ").next().unwrap();
    let said = format!("{message}\nhint: {}", errors[0].hint.as_deref().unwrap());
    insta::assert_snapshot!(test, said);
}

const TINY: &str = "int x; int *_start(void) { return &x; }";

#[test]
fn compressed_code_is_refused() {
    let compiler = "riscv64-unknown-elf-gcc -march=rv32imac -mabi=ilp32 -ffreestanding";
    check_refused("refused_compressed", compiler, "-c", TINY);
}

#[test]
fn code_for_64_bits_is_refused() {
    let compiler = "riscv64-unknown-elf-gcc -march=rv64ima -mabi=lp64 -ffreestanding";
    check_refused("refused_64_bits", compiler, "-c", TINY);
}

#[test]
fn position_independent_code_links_into_a_static_program() {
    for (test, compiler, options) in
        [("gcc-pic", GCC, "-O2 -fpic"), ("clang-pic", CLANG, "-O1 -fpic")]
    {
        let folder = Folder::new(test);
        let Some(objects) = objects(&folder, compiler, options) else { continue };
        let program = read("a.out", &link_all(&objects)).unwrap();
        let table = program.sections.iter().find(|section| section.name == ".got").unwrap();
        let word = |at| program.word_at(table.address + at).unwrap();
        let words: Vec<u32> = (0..table.size).step_by(4).map(word).collect();
        let v = program.symbol("v").unwrap().address;
        assert!(words.contains(&v) && words.contains(&0), "{test}: {words:x?}");
    }
}

#[test]
fn thread_local_variables_are_refused() {
    let text = "_Thread_local int x; int _start(void) { return x; }";
    check_refused("refused_tls", GCC, "-c -g", text);
}

#[test]
fn an_object_for_link_time_optimisation_is_refused() {
    check_refused("refused_lto", GCC, "-c -flto -fno-fat-lto-objects", TINY);
}

#[test]
fn a_linked_program_is_refused_as_input() {
    check_refused("refused_linked", GCC, "-nostdlib", TINY);
}
