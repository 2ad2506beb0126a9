//! Room for recursion: parser and back end are as deep as the program nests, so they run on a thread
//! with a stack to match. The system gives memory only to the part of it that is used.

use std::sync::{Mutex, PoisonError};

/// More levels are refused, so that no program makes the compiler take all memory.
const LEVELS_MAX: u32 = 100_000;

/// What one level may take, in whichever pass takes most; 16 KB have been seen.
const BYTES_PER_LEVEL: u64 = 40 << 10;

/// In bytes. Where a process may not have as much address space, it gets the next smaller one, and
/// programs may nest less deeply.
const SIZES: [u64; 4] = [4 << 30, 1 << 30, 256 << 20, 64 << 20];

/// What is left without a thread of our own.
const CALLERS_SIZE: u64 = 1 << 20;

/// Runs a pass that recurses, telling it how many levels there is room for.
pub fn with_room<T: Send>(pass: impl FnOnce(u32) -> T + Send) -> T {
    let pass = Mutex::new(Some(pass));
    let run = |bytes: u64| {
        let pass = pass.lock().unwrap_or_else(PoisonError::into_inner).take();
        pass.map(|pass| pass(LEVELS_MAX.min((bytes / BYTES_PER_LEVEL) as u32)))
    };
    let threads = SIZES.into_iter().filter_map(|bytes| on_a_thread(bytes, || run(bytes)));
    { threads }.next().flatten().or_else(|| run(CALLERS_SIZE)).expect("it runs once")
}

/// None if the system gives no such thread.
fn on_a_thread<T: Send>(stack_bytes: u64, work: impl FnOnce() -> T + Send) -> Option<T> {
    let stack_bytes = usize::try_from(stack_bytes).ok()?;
    std::thread::scope(|scope| {
        let builder = std::thread::Builder::new().stack_size(stack_bytes);
        let thread = builder.spawn_scoped(scope, work).ok()?;
        Some(thread.join().unwrap_or_else(|panic| std::panic::resume_unwind(panic)))
    })
}
