//! From registers and a stack to callers, and what becomes of stacks that are damaged.

use super::tools::{Folder, gnu_as, object};
use crate::{Backtrace, End, Executable, FRAMES_MAX, Input, Layout, Moment, link, read};

/// `_start` calls `outer`, which calls `inner`, which has not yet saved its return address.
const PROGRAM: &str = "
        .globl _start
        .type _start, @function
_start: .cfi_startproc
        .cfi_undefined ra
        call outer
        .cfi_endproc
        .size _start, .-_start
        .type outer, @function
outer:  .cfi_startproc
        addi sp, sp, -32
        .cfi_def_cfa_offset 32
        sw ra, 28(sp)
        .cfi_offset ra, -4
        .cfi_remember_state
        lw ra, 28(sp)
        .cfi_restore ra
        addi sp, sp, 32
        .cfi_def_cfa_offset 0
        ret
        .cfi_restore_state
call:   jal inner
        .cfi_endproc
        .size outer, .-outer
        .type inner, @function
inner:  .cfi_startproc
        .cfi_def_cfa sp, 0
        addi sp, sp, -16
        .cfi_adjust_cfa_offset 16
        sw ra, 0(sp)
        .cfi_rel_offset ra, 0
        nop
        .cfi_endproc
        .size inner, .-inner
        .type plain, @function
plain:  nop
        .size plain, .-plain
";

const STACK: u32 = 0x7000_0000;

fn linked(object: &[u8]) -> Executable {
    let input = Input { name: "x.o".into(), bytes: object, lazy: false };
    let layout = Layout::program(0x1_0000, "_start");
    let linked = link(&[input], &layout).expect("a program");
    read("x", &linked.executable).expect("an executable")
}

fn address(program: &Executable, name: &str) -> u32 {
    program.symbol(name).expect("a symbol").address
}

/// In `inner`, `skip` bytes behind its start, with `words` on the stack.
fn unwind(program: &Executable, at: u32, ra: u32, words: &[u32]) -> Backtrace {
    let mut registers = [0; 32];
    (registers[1], registers[2]) = (ra, STACK);
    let moment = Moment { pc: at, called: false, registers };
    let word = |address: u32| words.get(address.checked_sub(STACK)? as usize / 4).copied();
    program.backtrace(&moment, &word)
}

fn pcs(backtrace: &Backtrace) -> Vec<u32> {
    backtrace.frames.iter().map(|frame| frame.pc).collect()
}

/// Checks the program at several instructions of `inner` and `outer`.
fn check(program: &Executable) {
    let [start, outer, call, inner] =
        ["_start", "outer", "call", "inner"].map(|name| address(program, name));
    // The call in _start is the last thing before outer.
    let from_start = outer;
    let back = [inner, call, outer - 4];
    // Before the frame of inner: outer's own frame is at the stack pointer.
    let mut outer_frame = [0; 8];
    outer_frame[7] = from_start;
    let found = unwind(program, inner, call + 4, &outer_frame);
    assert_eq!((pcs(&found), found.end), (back.to_vec(), End::Outermost));
    // Behind its prologue.
    let mut both = vec![call + 4, 0, 0, 0];
    both.extend(outer_frame);
    let found = unwind(program, inner + 8, 0, &both);
    assert_eq!((&pcs(&found)[1..], found.end), (&back[1..], End::Outermost));
    // At the return of outer the frame is gone; behind it, for other code, it is there again.
    let found = unwind(program, call - 4, from_start, &[]);
    assert_eq!((pcs(&found), found.end), (vec![call - 4, outer - 4], End::Outermost));
    let found = unwind(program, call, 0, &outer_frame);
    assert_eq!((pcs(&found), found.end), (vec![call, outer - 4], End::Outermost));
    assert!(start < outer);
}

#[test]
fn callers_are_found_before_in_and_after_frames() {
    check(&linked(&object("x.s", PROGRAM)));
}

#[test]
fn tables_of_gnu_as_say_the_same() {
    let folder = Folder::new("unwind");
    for sections in ["", "        .cfi_sections .debug_frame\n"] {
        let text = format!("{sections}        .option norelax\n{PROGRAM}");
        let Some(object) = gnu_as(&folder, "x", &text) else { return };
        check(&linked(&object));
    }
}

#[test]
fn damaged_stacks_end_with_a_reason() {
    let program = linked(&object("x.s", PROGRAM));
    let [outer, call, inner, plain] =
        ["outer", "call", "inner", "plain"].map(|name| address(&program, name));
    let end = |at, ra, words: &[u32]| unwind(&program, at, ra, words).end;
    assert_eq!(end(inner + 8, 0, &[]), End::Unreadable(STACK));
    assert_eq!(end(inner + 8, 0, &[0x2000_0000]), End::NotCode(0x2000_0000));
    // A return address of 0 is how other systems mark the end.
    assert_eq!(end(inner + 8, 0, &[0]), End::Outermost);
    // A function that returns to itself without using any stack.
    assert_eq!(end(outer, outer + 4, &[]), End::Backwards(STACK));
    let endless = vec![call + 4; 1000];
    let found = unwind(&program, call, 0, &endless);
    assert_eq!((found.frames.len(), found.end), (FRAMES_MAX, End::TooMany));
    // A wrong pointer was called: its caller is known all the same.
    let found = unwind(&program, 0x10, outer, &[]);
    assert_eq!((pcs(&found), found.end), (vec![0x10, outer - 4], End::Outermost));
    // Called, but without a table.
    assert_eq!(end(inner + 8, 0, &[plain + 4]), End::NoTable(plain + 3));
}

#[test]
fn frame_tables_take_no_memory() {
    let with = linked(&object("x.s", PROGRAM));
    let bare: String = PROGRAM
        .lines()
        .map(|line| line.split(".cfi_").next().unwrap_or("").to_string() + "\n")
        .collect();
    let without = linked(&object("x.s", &bare));
    assert!(without.frames.is_empty() && !with.frames.is_empty());
    assert_eq!(with.segments, without.segments);
}

#[test]
fn damaged_tables_are_no_danger() {
    let whole = linked(&object("x.s", PROGRAM));
    let inner = address(&whole, "inner");
    for at in 0..whole.frames.debug_frame.len() {
        for flip in [1, 0x40, 0xff] {
            let mut program = whole.clone();
            program.frames.debug_frame[at] ^= flip;
            unwind(&program, inner + 8, inner, &[inner; 64]);
        }
        let mut program = whole.clone();
        program.frames.debug_frame.truncate(at);
        unwind(&program, inner + 8, inner, &[inner; 64]);
    }
}
