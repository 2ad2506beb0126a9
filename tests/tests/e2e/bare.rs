//! Programs without a kernel.

use crate::harness::{Done, NoFiles, finish};
use swtch_ledger::{Outcome, OutcomeKind};
use swtch_system::guest::{ProgramSource, bare_program, check_user_program};
use swtch_system::machine_config;
use swtch_system::{Error, MachineSource, Setup, Toolchain, Unit};

fn bare(path: &str, text: &str, input: &str) -> Result<Done, Error> {
    let source = ProgramSource::Units(vec![Unit { path: path.into(), text: text.into() }]);
    run(path, bare_program(&mut Toolchain::new(&NoFiles), &source)?, input)
}

fn run(path: &str, image: Vec<u8>, input: &str) -> Result<Done, Error> {
    let machine = machine_config(&MachineSource::Builtin("virt".into()), &[])?;
    let input = input.as_bytes().to_vec().into();
    finish(&Setup { input, ..Setup::bare(machine, path, image, 10_000_000) })
}

#[test]
fn assembly_ends_through_the_finisher() {
    let program =
        ".globl _start\n_start:\n  li t0, 0x100000\n  li t1, 0x53333\n  sw t1, 0(t0)\n1: j 1b\n";
    let done = bare("five.s", program, "").unwrap();
    assert_eq!(done.report.run.outcome, Outcome { kind: OutcomeKind::Exit, code: 5 });
    let accounts: Vec<&str> = done.report.run.accounts.iter().map(|a| a.owner.as_str()).collect();
    assert_eq!(accounts, ["bare"]);
}

#[test]
fn c_has_a_console_an_exit_and_the_library() {
    let program = "#include <stdio.h>\n#include <stdlib.h>\n#include <unistd.h>\n\
        int main(void) { char c; char *p = malloc(10); int n = 0;\n\
        while (read(0, &c, 1) == 1) n++;\n\
        printf(\"%d bytes, %s\\n\", n, p ? \"heap\" : \"no heap\"); return 6; }\n";
    let done = bare("main.c", program, "abc").unwrap();
    assert_eq!(done.console(), "3 bytes, heap\n");
    assert_eq!(done.report.run.outcome.code, 6);
}

#[test]
fn a_program_with_an_entry_of_its_own_is_linked_as_it_is() {
    let unit = |path: &str, text: &str| Unit { path: path.into(), text: text.into() };
    let units = vec![
        unit("a.c", "void kernel(void) { *(volatile unsigned *)0x100000 = 7 << 16 | 0x3333; }\n"),
        unit(
            "start.s",
            ".globl _start\n_start: la sp, _start\n lui t0, 0x10\n add sp, sp, t0\n\
             call kernel\n1: j 1b\n",
        ),
    ];
    let image = bare_program(&mut Toolchain::new(&NoFiles), &ProgramSource::Units(units)).unwrap();
    let done = run("own", image, "").unwrap();
    assert_eq!(done.report.run.outcome, Outcome { kind: OutcomeKind::Exit, code: 7 });
}

#[test]
fn an_unexpected_trap_is_printed() {
    let done = bare("trap.c", "int main(void) { return *(volatile int *)4; }", "").unwrap();
    assert!(done.console().starts_with("unhandled trap: mcause 00000005"), "{}", done.console());
    assert_eq!(done.report.run.outcome.code, 1);
}

#[test]
fn a_program_for_the_bare_machine_is_not_given_to_the_kernel() {
    let text = ".globl _start\n_start: j _start\n".to_string();
    let source = ProgramSource::Units(vec![Unit { path: "loop.s".into(), text }]);
    let image = bare_program(&mut Toolchain::new(&NoFiles), &source).unwrap();
    let error = check_user_program("loop", &image).unwrap_err().to_string();
    assert!(error.contains("loop is linked at 0x80000000"), "{error}");
}

/// GNU ld maps them there unless a script or `-N` tells it otherwise.
#[test]
fn headers_that_are_mapped_below_ram_are_left_out() {
    let text =
        ".globl _start\n_start: li t0, 0x100000\n  li t1, 0x93333\n  sw t1, 0(t0)\n1: j 1b\n";
    let source = ProgramSource::Units(vec![Unit { path: "nine.s".into(), text: text.into() }]);
    let mut elf = bare_program(&mut Toolchain::new(&NoFiles), &source).unwrap();
    // The first program header's segment is made to begin where the file does.
    let word = |elf: &[u8], at: usize| u32::from_le_bytes(elf[at..at + 4].try_into().unwrap());
    let header = word(&elf, 28) as usize;
    let [offset_field, vaddr, paddr, file_size, mem_size] = [4, 8, 12, 16, 20];
    let offset = word(&elf, header + offset_field);
    assert!(offset > 0);
    let back = 0u32.wrapping_sub(offset);
    let changes = [(offset_field, back), (vaddr, back), (paddr, back), (file_size, offset)];
    for (field, change) in changes.into_iter().chain([(mem_size, offset)]) {
        let at = header + field;
        let value = word(&elf, at).wrapping_add(change);
        elf[at..at + 4].copy_from_slice(&value.to_le_bytes());
    }
    let done = run("nine", elf, "").unwrap();
    assert_eq!(done.report.run.outcome, Outcome { kind: OutcomeKind::Exit, code: 9 });
}

#[test]
fn builtins_that_are_library_calls_keep_their_promises() {
    let done = bare("builtins.c", include_str!("builtins.c"), "").unwrap();
    assert_eq!(done.report.run.outcome, Outcome { kind: OutcomeKind::Exit, code: 0 });
}
