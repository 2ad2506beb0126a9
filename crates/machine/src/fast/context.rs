//! What handlers are called with, what they call, and what they return.

use super::filter::Entry;
use super::lines::Known;
use super::op::{Line, Op};

/// What handlers see beside their operation.
pub(super) struct Context {
    pub filter: *const Entry,
    pub ram: *mut u8,
    /// When each slot of the L1D was used last.
    pub data_stamps: *mut u64,
    /// The same of the L1I.
    pub code_stamps: *mut u64,
    pub arena: *const Line,
    /// What lines bear that may be executed.
    pub epoch: u64,
    /// Lines by their virtual addresses.
    pub known: *const Known,
    /// Nothing is executed that might end later.
    pub deadline: u64,
    /// For each size of access, the bits of an address that its tag must have.
    pub masks: [u32; 3],
    pub line_size: u32,
    pub line_shift: u32,
    /// Where the last jump, or the last entry, went; see [`super::run`].
    pub entry: *const Op,
    /// What a load or store calls that nothing proves, and what that needs.
    pub reach: Reach,
    pub prove_line: ProveLine,
    pub world: *mut (),
    /// Where a jump would go, or the end of a line: an operation of the arena, the first if that is not
    /// known. And how to return if it cannot.
    pub next: *const Op,
    /// The slot of the L1I that its line is in, once it is proven.
    pub next_slot: u32,
    pub otherwise: Exit,
    /// On return by `Before`: whether there is something else to do before the operation.
    pub is_over: bool,
    /// On return: the operation at which execution has ended.
    pub op: *const Op,
    pub t: u64,
    pub p: u64,
    /// On return by `Indirect`: where to.
    pub target: u32,
}

/// Why the handlers have returned.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Exit {
    /// The operation has not been executed: it is the stepper's, unless the slice is over.
    Before,
    /// The operation jumps where its instruction says, but not yet.
    Taken,
    /// The operation jumps to `target`, but not yet.
    Indirect,
    /// The line has ended.
    End,
    /// The first instruction of another line, at `next`, has been fetched.
    Fetched,
}

/// What came of a load or store that nothing proved.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// It is proven now, and goes on by `t` of the context.
    Proven,
    /// It has been executed. `t` and `p` of the context are what they are after it.
    Done,
    /// The same, but what follows may not be proven any longer.
    Changed,
    /// Somebody else must execute it.
    Nothing,
}

/// What came of a jump to a line that was not proven.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Arrived {
    /// It is proven now.
    Proven,
    /// The instruction has been fetched, `t` of the context says when, and nothing is proven any longer.
    Fetched,
    /// Somebody else must go there.
    Nothing,
}

/// Proves the line of `next` of the context.
pub(super) type ProveLine = unsafe fn(&mut Context) -> Arrived;

/// Does a load or store that is not proven. `op`, `t` and `p` of the context are its.
pub(super) type Reach = unsafe fn(&mut Context, *const Op) -> Reached;

/// What an operation calls.
pub(super) type Handler = unsafe fn(&mut Context, *const Op, *mut u32, u64, u64) -> Exit;
