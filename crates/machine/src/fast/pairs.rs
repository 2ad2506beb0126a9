//! Pairs: instructions that often follow each other, executed by one handler.
//!
//! Jumping from handler to handler is what most instructions cost most. *Invariant:* an operation's
//! handler may execute the next operation as well, never more than that says, and each operation keeps
//! its own handler: jumps may lead between the two, and whoever stops after the first goes on there.

use swtch_isa::Op as Name;

use super::context::Handler;
use super::handlers::{
    BranchFar, BranchNear, Constant, Immediate, JumpFar, JumpNear, LineEnd, Load, Register, Step,
    Store, Then,
};

/// What an operation is, if it may be in a pair.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(super) enum Shape {
    /// It computes, loads or stores.
    Plain(Name),
    /// Its result is known.
    Constant,
    /// A branch within its line, or to another.
    Branch {
        name: Name,
        near: bool,
    },
    /// A `jal`, likewise.
    Jump {
        links: bool,
        near: bool,
    },
    LineEnd,
    Other,
}

/// The handler that executes both operations.
pub(super) fn pair(first: Shape, second: Shape) -> Option<Handler> {
    macro_rules! firsts {
        ($($body:ident: $($name:ident)*;)*) => {
            match first {
                $($(Shape::Plain(Name::$name) => then::<$body<{ Name::$name as u8 }>>(second),)*)*
                Shape::Constant => then::<Constant>(second),
                _ => None,
            }
        };
    }
    firsts! {
        Immediate: Addi Andi Slli Srli Srai;
        Register: Add Sub Xor Or And Mul;
        Load: Lw Lbu;
        Store: Sw;
    }
}

/// The handlers of pairs that begin with `First`.
fn then<First: Step>(second: Shape) -> Option<Handler> {
    macro_rules! seconds {
        ($($body:ident: $($name:ident)*;)*) => {
            match second {
                $($(Shape::Plain(Name::$name) => {
                    Some(Then::<First, $body<{ Name::$name as u8 }>>::run as Handler)
                })*)*
                Shape::Branch { name, near: true } => branches!(BranchNear, name),
                Shape::Branch { name, near: false } => branches!(BranchFar, name),
                Shape::Constant => Some(Then::<First, Constant>::run),
                Shape::Jump { links: true, near: false } => Some(Then::<First, JumpFar<true>>::run),
                Shape::Jump { links: false, near: false } => {
                    Some(Then::<First, JumpFar<false>>::run)
                }
                Shape::Jump { links: false, near: true } => {
                    Some(Then::<First, JumpNear<false>>::run)
                }
                Shape::LineEnd => Some(Then::<First, LineEnd>::run),
                _ => None,
            }
        };
    }
    macro_rules! branches {
        ($body:ident, $given:ident) => {
            branches!($body, $given: Beq Bne Blt Bge Bltu Bgeu)
        };
        ($body:ident, $given:ident: $($name:ident)*) => {
            match $given {
                $(Name::$name => Some(Then::<First, $body<{ Name::$name as u8 }>>::run as Handler),)*
                _ => None,
            }
        };
    }
    seconds! {
        Immediate: Addi Andi Slli Srli Srai;
        Register: Add Sub Xor Or And Mul Sltu;
        Load: Lw Lbu;
        Store: Sw Sb;
    }
}
