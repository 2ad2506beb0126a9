//! The `swtch` command.
fn main() {}
