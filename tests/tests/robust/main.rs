//! Whatever comes in, an answer comes out: no panic, no endless loop, no memory without bounds.
//!
//! The crates have such tests for what they read themselves (assembly, objects, words); here stand
//! those that need several of them: whole runs of damaged executables, configurations that users
//! write, devices driven by nonsense, damaged C. `fuzz/` has the same doors without an end.

mod damage;
mod disk;
mod executables;
mod machine;
mod ron;
mod sources;
