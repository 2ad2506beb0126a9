//! Objects to executables, maps, messages and listings.

mod foreign;
mod libraries;
mod links;
mod lookups;
mod padding;
mod reads;
mod relocations;
mod tools;
mod unwinding;
