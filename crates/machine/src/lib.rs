//! The machine: memory segments and a configuration become events and a final state.
//!
//! A [`Machine`] executes RV32IMA instructions one by one, charges each what its pipeline, TLB and
//! caches make of it, and tells an [`Observer`]. It knows no operating system: no process, no
//! thread, no system call. Caches and pipeline hold no data and decide no value; the TLB, which
//! software fills, is architectural.
//!
//! Start reading in `machine.rs` (the run loop and one step), then `execute.rs` (what each
//! instruction does), `bus.rs` and `translate.rs` (how an address becomes an access), and
//! `hierarchy.rs` (what the access costs). All that is the definition; `fast.rs` does the same faster.

mod arithmetic;
mod bus;
mod cache;
pub mod config;
mod counters;
mod csr;
mod decoded;
mod device_tree;
mod devices;
mod execute;
mod fast;
mod hart;
mod hierarchy;
mod host;
mod log;
mod machine;
mod map;
mod memory;
mod model;
mod observer;
mod pmp;
mod predictor;
mod probe;
mod replacement;
mod rng;
mod scene;
mod timing;
mod tlb;
mod translate;
mod trap;
mod walk;

pub use config::{BUILTINS, ConfigError, MachineConfig, builtin};
pub use counters::{AccessKind, CacheCounters, Counters, TlbCounters};
pub use csr::EVENTS;
pub use device_tree::device_tree;
pub use devices::Arrival;
pub use fast::Engine;
pub use hierarchy::Snoops;
pub use machine::{LoadError, Machine, Stop};
pub use map::RAM_BASE;
pub use model::CacheModel;
pub use observer::{
    Evict, Invalidate, Miss, Moment, Observer, Place, Structure, Touch, TrapInfo, Vector,
};
pub use trap::{Mode, cause};

#[cfg(test)]
mod tests;
