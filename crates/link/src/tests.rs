//! Objects to executables, maps, messages and listings.

mod foreign;
mod links;
mod tools;
