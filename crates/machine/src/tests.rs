//! Tests of the machine: each module is one seam.

mod arithmetic;
mod caches;
mod config;
mod devices;
mod engines;
mod names;
mod pipeline;
mod program;
mod robustness;
mod tlb;
mod traps;
mod tree;
mod virtual_caches;
mod walk;
