//! Prologue and epilogue, and after each of their instructions what it changed for whoever unwinds
//! the stack (`.cfi_…`).

use super::Context;
use super::insn::{fits, li, text};
use super::lines::Piece;
use crate::back::machine::SCRATCH;
use swtch_isa::reg;

/// The tables are for tools: they belong into no part of the program's memory.
pub const SECTIONS: &str = "\t.cfi_sections\t.debug_frame\n";

fn directive(directive: String) -> Piece {
    Piece::Place(format!("\t.cfi_{directive}\n"))
}

impl Context<'_> {
    /// Makes the frame and saves registers.
    pub fn prologue(&self) -> Vec<Piece> {
        let (first, second) = self.layout.steps;
        let mut pieces = move_stack(-(first as i32), first);
        for &(register, at) in &self.layout.saved {
            let name = reg::name(register);
            pieces.push(text(format!("\tsw\t{name},{at}(sp)\n")));
            pieces.push(directive(format!("offset\t{name},{}", at as i32 - first as i32)));
        }
        pieces.extend(move_stack(-(second as i32), first + second));
        pieces
    }

    /// Undoes the frame and returns. If code follows, the frame is there again for it.
    pub fn epilogue(&self, is_last: bool) -> Vec<Piece> {
        let (first, second) = self.layout.steps;
        let mut pieces = move_stack(second as i32, first);
        for &(register, at) in &self.layout.saved {
            let name = reg::name(register);
            pieces.push(text(format!("\tlw\t{name},{at}(sp)\n")));
            pieces.push(directive(format!("restore\t{name}")));
        }
        pieces.extend(move_stack(first as i32, 0));
        pieces.push(text("\tret\n".to_string()));
        if first > 0 && !is_last {
            pieces.insert(0, directive("remember_state".into()));
            pieces.push(directive("restore_state".into()));
        }
        pieces
    }
}

/// Moves the stack pointer, so that the caller's frame ends `size` bytes above it.
fn move_stack(bytes: i32, size: u32) -> Vec<Piece> {
    if bytes == 0 {
        return Vec::new();
    }
    let size = directive(format!("def_cfa_offset\t{size}"));
    if fits(bytes) {
        return vec![text(format!("\taddi\tsp,sp,{bytes}\n")), size];
    }
    let temp = reg::name(SCRATCH);
    vec![li(temp, bytes), text(format!("\tadd\tsp,sp,{temp}\n")), size]
}
