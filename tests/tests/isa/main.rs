//! The instruction set and the privileged architecture, checked by programs in assembly.
//!
//! `tests/isa` has one file per instruction and one per rule, each of which checks itself. `case`
//! reads and builds one, `directed` runs all of them, and `qemu` runs those on QEMU's board as well
//! that are legal there.

mod case;
mod directed;
mod qemu;
mod random;
