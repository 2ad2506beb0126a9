//! The whole chain, from C text to the report: one binary, so that the kernel and the C library are
//! built once. Each module is a promise of the README; `harness` is how a case is written.

mod apps;
mod bare;
mod behaviour;
mod board;
mod code_quality;
mod debug_info;
mod diagrams;
mod engines;
mod faults;
mod gcc;
mod gdb;
mod guest;
mod harness;
mod input;
mod kernel_edits;
mod library;
mod native;
mod nesting;
mod observation;
mod recompute;
mod samples;
mod sched;
mod switches;
mod unwind;
