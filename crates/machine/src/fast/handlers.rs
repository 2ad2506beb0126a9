//! The handlers: what an operation does, and how the next is reached.
//!
//! Each handler ends by calling the next operation's, with the same arguments: compiled as a jump, so
//! that `t` (cycles), `p` (counts) and the pointers stay in registers from one operation to the next.
//! Where it is not optimised, it is a call, and the length of a slice bounds the depth.
//!
//! # Safety
//!
//! Every handler may be called only through [`start`], under one contract:
//! - `op` points to an operation of a living arena whose `run` is the handler itself. Operations
//!   from it to its line's last, which is no instruction, follow each other in memory; only handlers
//!   of operations that fall through go to the next, and the last never does.
//! - `regs` points to the 32 registers; register numbers of operations are below 32.
//! - The pointers of `cx` point to what their names say, and nobody but handlers, and whom they call
//!   (`reach` and `prove_line` of `cx`), uses it meanwhile.
//! - Links of near jumps stay within their line; those of far ones are indices of lines in the arena.
//! - Entries of the filter obey its invariant, so what they match lies in RAM, and their slots are
//!   slots of the L1D.

#![allow(unsafe_code)]

use std::marker::PhantomData;

use swtch_isa::{Op as Name, TABLE};

use super::context::{Arrived, Context, Exit, Handler, Reached};
use super::filter::index;
use super::lines::TABLE_ENTRIES;
use super::op::Op;
use crate::arithmetic::{compute, extend, holds, transfer};

/// The arguments of all handlers, and those of the next.
macro_rules! handlers {
    ($($(#[$doc:meta])* fn $name:ident $(<$(const $N:ident: $T:ty),*>)? ($cx:ident, $op:ident, $regs:ident, $t:ident, $p:ident) $body:block)*) => {
        $($(#[$doc])*
        unsafe fn $name $(<$(const $N: $T),*>)? ($cx: &mut Context, $op: *const Op, $regs: *mut u32, $t: u64, $p: u64) -> Exit {
            // SAFETY: this module's contract, which the caller keeps.
            #[allow(unused_unsafe)]
            unsafe { $body }
        })*
    };
}

/// Goes on with the operation at a pointer.
macro_rules! go {
    ($cx:ident, $op:expr, $regs:ident, $t:expr, $p:expr) => {{
        let op = $op;
        return ((*op).run)($cx, op, $regs, $t, $p);
    }};
}

const fn name(number: u8) -> Name {
    TABLE[number as usize].op
}

handlers! {
    /// Leaves the operation to whoever has called.
    #[cold]
    fn before(cx, op, _regs, t, p) {
        (cx.op, cx.t, cx.p) = (op, t, p);
        Exit::Before
    }

    /// A load or store that no entry of the filter matches.
    #[cold]
    fn unproven(cx, op, regs, t, p) {
        (cx.op, cx.t, cx.p) = (op, t, p);
        match (cx.reach)(cx, op) {
            Reached::Proven => go!(cx, op, regs, cx.t, cx.p),
            Reached::Done if cx.t <= cx.deadline => go!(cx, op.add(1), regs, cx.t, cx.p),
            Reached::Done | Reached::Changed => {
                (cx.op, cx.is_over) = (op.add(1), true);
                Exit::Before
            }
            Reached::Nothing => Exit::Before,
        }
    }

    #[cold]
    fn taken(cx, op, _regs, t, p) {
        (cx.op, cx.t, cx.p) = (op, t, p);
        Exit::Taken
    }

    /// Goes to `next` of the context, in a line that is not proven.
    #[cold]
    fn arrive(cx, op, regs, t, p) {
        (cx.op, cx.t, cx.p) = (op, t, p);
        match (cx.prove_line)(cx) {
            Arrived::Proven => {
                let next = cx.next;
                *cx.code_stamps.add(cx.next_slot as usize) = t;
                cx.entry = next;
                go!(cx, next, regs, t + u64::from((*next).cycles), p + (*next).counts)
            }
            Arrived::Fetched => Exit::Fetched,
            Arrived::Nothing => cx.otherwise,
        }
    }

    fn jump_register<const LINKS: bool>(cx, op, regs, t, p) {
        let target = (*regs.add((*op).rs1 as usize)).wrapping_add((*op).imm) & !1;
        if target & 2 != 0 {
            return before(cx, op, regs, t, p);
        }
        if LINKS {
            *regs.add((*op).rd as usize) = (*op).link;
        }
        let known = *cx.known.add((target >> cx.line_shift) as usize % TABLE_ENTRIES);
        let line = cx.arena.add(known.line as usize);
        let offset = target & (cx.line_size - 1);
        cx.target = target;
        let next = (&raw const (*line).ops).cast::<Op>().add(offset as usize / 4);
        let end = t + u64::from((*next).cycles);
        if known.vaddr != target - offset || (*line).epoch != cx.epoch || end > cx.deadline {
            let next = if known.vaddr == target - offset { next } else { cx.arena.cast() };
            (cx.next, cx.otherwise) = (next, Exit::Indirect);
            return arrive(cx, op, regs, t, p);
        }
        *cx.code_stamps.add((*line).slot as usize) = t;
        cx.entry = next;
        go!(cx, next, regs, end, p + (*next).counts)
    }
}

/// What an operation does, to the end of all.
pub(super) trait Body {
    /// # Safety
    ///
    /// This module's contract.
    unsafe fn run(cx: &mut Context, op: *const Op, regs: *mut u32, t: u64, p: u64) -> Exit;
}

/// What an operation does that is followed by the next in its line, if it is a load or store that
/// is proven or neither.
pub(super) trait Step {
    /// Whether it is done. If it is not, nothing is.
    ///
    /// # Safety
    ///
    /// This module's contract.
    unsafe fn step(cx: &Context, op: *const Op, regs: *mut u32, t: u64) -> bool;
}

/// The operations whose instructions are called by the number of their name.
pub(super) struct Constant;
pub(super) struct Register<const NAME: u8>;
pub(super) struct Immediate<const NAME: u8>;
pub(super) struct Load<const NAME: u8>;
pub(super) struct Store<const NAME: u8>;
pub(super) struct BranchNear<const NAME: u8>;
pub(super) struct BranchFar<const NAME: u8>;
pub(super) struct JumpNear<const LINKS: bool>;
pub(super) struct JumpFar<const LINKS: bool>;
pub(super) struct LineEnd;
struct Nothing;

/// An operation and the next, executed by one handler.
pub(super) struct Then<First, Second>(PhantomData<(First, Second)>);

/// Implements the two traits for operations, by the contract that their methods have.
macro_rules! operations {
    ($(step [$($generics:tt)*] [$($type:tt)*] ($cx:ident, $op:ident, $regs:ident, $t:ident) $body:block)*) => {
        $(impl<$($generics)*> Step for $($type)* {
            #[inline(always)]
            unsafe fn step($cx: &Context, $op: *const Op, $regs: *mut u32, $t: u64) -> bool {
                // SAFETY: this module's contract, which the caller keeps.
                #[allow(unused_unsafe)]
                unsafe { $body }
            }
        })*
    };
    ($(run [$($generics:tt)*] [$($type:tt)*] ($cx:ident, $op:ident, $regs:ident, $t:ident, $p:ident) $body:block)*) => {
        $(impl<$($generics)*> Body for $($type)* {
            #[inline(always)]
            unsafe fn run($cx: &mut Context, $op: *const Op, $regs: *mut u32, $t: u64, $p: u64) -> Exit {
                // SAFETY: this module's contract, which the caller keeps.
                #[allow(unused_unsafe)]
                unsafe { $body }
            }
        })*
    };
}

operations! {
    step [] [Nothing] (_cx, _op, _regs, _t) {
        true
    }

    step [] [Constant] (_cx, op, regs, _t) {
        *regs.add((*op).rd as usize) = (*op).imm;
        true
    }

    step [const NAME: u8] [Register<NAME>] (_cx, op, regs, _t) {
        let (a, b) = (*regs.add((*op).rs1 as usize), *regs.add((*op).rs2 as usize));
        *regs.add((*op).rd as usize) = compute(const { name(NAME) }, a, b);
        true
    }

    step [const NAME: u8] [Immediate<NAME>] (_cx, op, regs, _t) {
        let a = *regs.add((*op).rs1 as usize);
        *regs.add((*op).rd as usize) = compute(const { name(NAME) }, a, (*op).imm);
        true
    }

    step [const NAME: u8] [Load<NAME>] (cx, op, regs, t) {
        let (size, _) = const { transfer(name(NAME)).unwrap() };
        let vaddr = (*regs.add((*op).rs1 as usize)).wrapping_add((*op).imm);
        let entry = &*cx.filter.add(index(vaddr));
        if vaddr & cx.masks[size as usize / 2] != entry.read {
            return false;
        }
        *cx.data_stamps.add(entry.slot as usize) = t - u64::from((*op).cycles);
        let at = cx.ram.add(vaddr.wrapping_add(entry.offset) as usize);
        let bytes = match size {
            1 => (*at).into(),
            2 => u16::from_le(at.cast::<u16>().read_unaligned()).into(),
            _ => u32::from_le(at.cast::<u32>().read_unaligned()),
        };
        *regs.add((*op).rd as usize) = extend(const { name(NAME) }, bytes);
        true
    }

    step [const NAME: u8] [Store<NAME>] (cx, op, regs, t) {
        let (size, _) = const { transfer(name(NAME)).unwrap() };
        let vaddr = (*regs.add((*op).rs1 as usize)).wrapping_add((*op).imm);
        let entry = &*cx.filter.add(index(vaddr));
        if vaddr & cx.masks[size as usize / 2] != entry.write {
            return false;
        }
        *cx.data_stamps.add(entry.slot as usize) = t - u64::from((*op).cycles);
        let at = cx.ram.add(vaddr.wrapping_add(entry.offset) as usize);
        let value = *regs.add((*op).rs2 as usize);
        match size {
            1 => *at = value as u8,
            2 => at.cast::<u16>().write_unaligned((value as u16).to_le()),
            _ => at.cast::<u32>().write_unaligned(value.to_le()),
        }
        true
    }
}

operations! {
    run [const NAME: u8] [BranchNear<NAME>] (cx, op, regs, t, p) {
        let (a, b) = (*regs.add((*op).rs1 as usize), *regs.add((*op).rs2 as usize));
        if !holds(const { name(NAME) }, a, b) {
            go!(cx, op.add(1), regs, t, p)
        }
        let (t, p) = leave(op, t, p);
        near(cx, op, regs, t, p)
    }

    run [const NAME: u8] [BranchFar<NAME>] (cx, op, regs, t, p) {
        let (a, b) = (*regs.add((*op).rs1 as usize), *regs.add((*op).rs2 as usize));
        if !holds(const { name(NAME) }, a, b) {
            go!(cx, op.add(1), regs, t, p)
        }
        let (t, p) = leave(op, t, p);
        far(cx, op, regs, t, p)
    }

    run [const LINKS: bool] [JumpNear<LINKS>] (cx, op, regs, t, p) {
        if LINKS {
            *regs.add((*op).rd as usize) = (*op).imm;
        }
        near(cx, op, regs, t, p)
    }

    run [const LINKS: bool] [JumpFar<LINKS>] (cx, op, regs, t, p) {
        if LINKS {
            *regs.add((*op).rd as usize) = (*op).imm;
        }
        far(cx, op, regs, t, p)
    }

    run [] [LineEnd] (cx, op, regs, t, p) {
        let line = cx.arena.add((*op).link as usize);
        let next = (&raw const (*line).ops).cast::<Op>();
        let end = t + u64::from((*next).cycles);
        if (*line).epoch != cx.epoch || end > cx.deadline || (*op).imm & (*line).first_reads != 0 {
            // Who waits for what was loaded does not go on from here.
            let waits = (*op).imm & (*line).first_reads != 0;
            (cx.next, cx.otherwise) = (if waits { cx.arena.cast() } else { next }, Exit::End);
            return arrive(cx, op, regs, t, p);
        }
        *cx.code_stamps.add((*line).slot as usize) = t;
        cx.entry = next;
        go!(cx, next, regs, end, p + (*next).counts)
    }
}

impl<S: Step> Body for S {
    #[inline(always)]
    unsafe fn run(cx: &mut Context, op: *const Op, regs: *mut u32, t: u64, p: u64) -> Exit {
        // SAFETY: this module's contract; the operation is not its line's last.
        unsafe {
            if !S::step(cx, op, regs, t) {
                return unproven(cx, op, regs, t, p);
            }
            go!(cx, op.add(1), regs, t, p)
        }
    }
}

impl<First: Step, Second: Body> Then<First, Second> {
    /// # Safety
    ///
    /// This module's contract, for both operations.
    pub(super) unsafe fn run(
        cx: &mut Context,
        op: *const Op,
        regs: *mut u32,
        t: u64,
        p: u64,
    ) -> Exit {
        // SAFETY: the caller's; the first operation is not its line's last.
        unsafe {
            if !First::step(cx, op, regs, t) {
                return unproven(cx, op, regs, t, p);
            }
            Second::run(cx, op.add(1), regs, t, p)
        }
    }
}

/// Gives back what was booked for the operations that a taken branch leaves out, and books its price.
#[inline(always)]
unsafe fn leave(op: *const Op, t: u64, p: u64) -> (u64, u64) {
    // SAFETY: this module's contract; a branch is not the last operation of its line.
    unsafe {
        let next = op.add(1);
        let price = i64::from((*op).imm as i32) as u64;
        (t.wrapping_sub((*next).cycles.into()).wrapping_add(price), p - (*next).counts)
    }
}

/// Jumps within the line, which stays where it is and has been used just now.
#[inline(always)]
unsafe fn near(cx: &mut Context, op: *const Op, regs: *mut u32, t: u64, p: u64) -> Exit {
    // SAFETY: this module's contract.
    unsafe {
        let next = op.offset((*op).link as i32 as isize);
        let end = t + u64::from((*next).cycles);
        if end > cx.deadline {
            return taken(cx, op, regs, t, p);
        }
        cx.entry = next;
        ((*next).run)(cx, next, regs, end, p + (*next).counts)
    }
}

/// Jumps to another line.
#[inline(always)]
unsafe fn far(cx: &mut Context, op: *const Op, regs: *mut u32, t: u64, p: u64) -> Exit {
    // SAFETY: this module's contract.
    unsafe {
        let line = cx.arena.add((*op).link as usize);
        let next = (&raw const (*line).ops).cast::<Op>().add((*op).slot as usize);
        let end = t + u64::from((*next).cycles);
        if (*line).epoch != cx.epoch || end > cx.deadline {
            (cx.next, cx.otherwise) = (next, Exit::Taken);
            return arrive(cx, op, regs, t, p);
        }
        *cx.code_stamps.add((*line).slot as usize) = t;
        cx.entry = next;
        ((*next).run)(cx, next, regs, end, p + (*next).counts)
    }
}

pub(super) const STEP: Handler = before;
pub(super) const NOTHING: Handler = Nothing::run;
pub(super) const CONSTANT: Handler = Constant::run;
pub(super) const LINE_END: Handler = LineEnd::run;

/// The handler of an instruction among those listed.
macro_rules! choose {
    ($name:expr, $body:ident: $($choice:ident)*) => {
        match $name {
            $(Name::$choice => Some($body::<{ Name::$choice as u8 }>::run as Handler),)*
            _ => None,
        }
    };
}

/// Of an instruction that computes.
pub(super) fn alu(name: Name) -> Option<Handler> {
    choose!(name, Register: Add Sub Sll Slt Sltu Xor Srl Sra Or And
        Mul Mulh Mulhsu Mulhu Div Divu Rem Remu)
    .or(choose!(name, Immediate: Addi Slti Sltiu Xori Ori Andi Slli Srli Srai))
}

pub(super) fn load(name: Name) -> Option<Handler> {
    choose!(name, Load: Lb Lh Lw Lbu Lhu)
}

pub(super) fn store(name: Name) -> Option<Handler> {
    choose!(name, Store: Sb Sh Sw)
}

/// Of a branch within its line, and of one to another.
pub(super) fn branch(name: Name) -> Option<(Handler, Handler)> {
    let near = choose!(name, BranchNear: Beq Bne Blt Bge Bltu Bgeu)?;
    let far = choose!(name, BranchFar: Beq Bne Blt Bge Bltu Bgeu)?;
    Some((near, far))
}

/// Of `jal`, the same; `links` says whether it keeps its return address.
pub(super) fn jal(links: bool) -> (Handler, Handler) {
    match links {
        true => (JumpNear::<true>::run, JumpFar::<true>::run),
        false => (JumpNear::<false>::run, JumpFar::<false>::run),
    }
}

pub(super) fn jalr(links: bool) -> Handler {
    if links { jump_register::<true> } else { jump_register::<false> }
}

/// Executes from `op` on, until something is to be done that handlers do not do.
///
/// # Safety
///
/// This module's contract; `t` and `p` include what `op` says follows it.
pub(super) unsafe fn start(
    cx: &mut Context,
    op: *const Op,
    regs: *mut u32,
    t: u64,
    p: u64,
) -> Exit {
    // SAFETY: the caller's.
    unsafe { ((*op).run)(cx, op, regs, t, p) }
}
