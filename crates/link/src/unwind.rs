//! Who called whom: from the registers at one instruction to the chain of its callers, by the
//! frame tables (`.debug_frame`, and the `.eh_frame` of other tools). No frame pointer is needed.
//!
//! Stacks are unwound when something went wrong, so nothing in them is trusted: a chain ends with
//! a reason ([`End`]) as soon as it leaves the code, the readable memory or the direction in which
//! stacks grow, and after [`FRAMES_MAX`] frames at the latest.

use std::fmt;

use gimli::{
    BaseAddresses, CfaRule, DebugFrame, EhFrame, LittleEndian, Register, RegisterRule,
    UnwindContext, UnwindSection,
};

use crate::executable::Executable;

/// Where a runaway recursion has been told often enough.
pub const FRAMES_MAX: usize = 32;

const RA: usize = 1;
const SP: usize = 2;
/// The integer registers, and what DWARF for RISC-V has for the address of an interrupted
/// instruction (64).
const COLUMNS: usize = 65;

/// The sections that say how to unwind.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct FrameTables {
    pub(crate) debug_frame: Vec<u8>,
    pub(crate) eh_frame: Vec<u8>,
    pub(crate) eh_frame_address: u32,
}

/// A moment in a program.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// The instruction that was about to be executed, or to which a call would have returned.
    pub pc: u32,
    /// Whether `pc` is where a call returns to.
    pub called: bool,
    /// The integer registers.
    pub registers: [u32; 32],
}

/// A function that has not returned yet.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Frame {
    /// The instruction it is at: its call of the function before it, if there is one.
    pub pc: u32,
    /// Whether it called the function before it; if not, it was interrupted.
    pub called: bool,
}

/// The callers, innermost first, and why there are no more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Backtrace {
    /// At least the moment itself.
    pub frames: Vec<Frame>,
    /// What is behind the last one.
    pub end: End,
}

/// Why a backtrace ends.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// Nobody called the last one.
    Outermost,
    /// There are more than [`FRAMES_MAX`].
    TooMany,
    /// The program does not say how to unwind the code at this address.
    NoTable(u32),
    /// It says so in a way that is not understood, or wrongly.
    Damaged(u32),
    /// A return address that is no code.
    NotCode(u32),
    /// A saved register lies where nothing can be read.
    Unreadable(u32),
    /// The caller's frame would lie below its callee's.
    Backwards(u32),
}

impl fmt::Display for End {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            End::Outermost => write!(f, "nobody called it"),
            End::TooMany => write!(f, "more than {FRAMES_MAX} callers"),
            End::NoTable(pc) => write!(f, "no frame table for {pc:#010x}"),
            End::Damaged(pc) => write!(f, "the frame table for {pc:#010x} is damaged"),
            End::NotCode(pc) => write!(f, "it would return to {pc:#010x}, which is no code"),
            End::Unreadable(at) => write!(f, "its frame at {at:#010x} cannot be read"),
            End::Backwards(at) => {
                write!(f, "the next frame would end at {at:#010x}, below this one")
            }
        }
    }
}

/// How to get from a function's registers to its caller's.
struct Rules {
    cfa: (Register, i64),
    saved: Vec<(usize, RegisterRule<usize>)>,
    return_column: usize,
    interrupted: bool,
}

/// An executable or a shared library, and what is added to its addresses where it lies.
#[derive(Clone, Copy, Debug)]
pub struct Loaded<'a> {
    /// What the file says.
    pub image: &'a Executable,
    /// 0 for a program.
    pub base: u32,
}

impl Loaded<'_> {
    /// Whether its code lies at an address.
    pub fn has_code_at(&self, address: u32) -> bool {
        let segment = self.image.segment_at(address.wrapping_sub(self.base));
        segment.is_some_and(|segment| segment.executable)
    }

    fn rules(&self, address: u32) -> Option<gimli::Result<Rules>> {
        self.image.frames.rules(address.wrapping_sub(self.base))
    }
}

impl Executable {
    /// Who had called whom at a moment of this program; `read` gives the words of its memory.
    pub fn backtrace(&self, moment: &Moment, read: &dyn Fn(u32) -> Option<u32>) -> Backtrace {
        Backtrace::of(&[Loaded { image: self, base: 0 }], moment, read)
    }
}

impl Backtrace {
    /// Who had called whom at a moment of a program with its libraries.
    pub fn of(loaded: &[Loaded], moment: &Moment, read: &dyn Fn(u32) -> Option<u32>) -> Backtrace {
        let mut columns = [0; COLUMNS];
        columns[..32].copy_from_slice(&moment.registers);
        let (mut pc, mut called) = (moment.pc, moment.called);
        let mut frames: Vec<Frame> = Vec::new();
        let end = loop {
            // A call may be a function's last instruction; behind it lies another function.
            let at = if called { pc.wrapping_sub(1) } else { pc };
            let image = loaded.iter().find(|image| image.has_code_at(at));
            if image.is_none() && !frames.is_empty() {
                break End::NotCode(pc);
            }
            if frames.len() == FRAMES_MAX {
                break End::TooMany;
            }
            frames.push(Frame { pc: if called { pc.wrapping_sub(4) } else { pc }, called });
            let rules = match image.and_then(|image| image.rules(at)) {
                Some(Ok(rules)) => rules,
                Some(Err(_)) => break End::Damaged(at),
                // Assembly that somebody wrote without directives is mostly such; and so seems what
                // a call through a wrong pointer got to.
                None if !called => Rules::of_a_leaf(),
                None => break End::NoTable(at),
            };
            match rules.caller(&columns, read) {
                Ok(Some((caller, caller_columns))) => {
                    let next = (caller, !rules.interrupted);
                    if next == (pc, called) && columns[SP] == caller_columns[SP] {
                        break End::Backwards(columns[SP]);
                    }
                    ((pc, called), columns) = (next, caller_columns);
                }
                Ok(None) => break End::Outermost,
                Err(end) => break end,
            }
        };
        Backtrace { frames, end }
    }
}

impl Rules {
    /// A function that has neither a frame nor calls.
    fn of_a_leaf() -> Rules {
        let cfa = (Register(SP as u16), 0);
        Rules { cfa, saved: Vec::new(), return_column: RA, interrupted: false }
    }

    /// The caller's next instruction and registers; none if there is no caller.
    fn caller(
        &self,
        columns: &[u32; COLUMNS],
        read: &dyn Fn(u32) -> Option<u32>,
    ) -> Result<Option<(u32, [u32; COLUMNS])>, End> {
        let (base, offset) = self.cfa;
        let base = columns.get(usize::from(base.0)).copied().unwrap_or(0);
        let cfa = base.wrapping_add(offset as u32);
        if cfa < columns[SP] {
            return Err(End::Backwards(cfa));
        }
        let mut caller = *columns;
        caller[SP] = cfa;
        for (column, rule) in &self.saved {
            caller[*column] = match rule {
                RegisterRule::Undefined if *column == self.return_column => return Ok(None),
                RegisterRule::Offset(offset) => {
                    let at = cfa.wrapping_add(*offset as u32);
                    read(at).ok_or(End::Unreadable(at))?
                }
                RegisterRule::ValOffset(offset) => cfa.wrapping_add(*offset as u32),
                RegisterRule::Register(home) => {
                    columns.get(usize::from(home.0)).copied().unwrap_or(0)
                }
                _ => columns[*column],
            };
        }
        let pc = caller[self.return_column];
        Ok((pc != 0).then_some((pc, caller)))
    }
}

impl FrameTables {
    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.debug_frame.is_empty() && self.eh_frame.is_empty()
    }

    /// What the tables say about an address, if they have it.
    fn rules(&self, address: u32) -> Option<gimli::Result<Rules>> {
        let mut own = DebugFrame::new(&self.debug_frame, LittleEndian);
        own.set_address_size(4);
        let found = find(&own, &BaseAddresses::default(), address);
        found.or_else(|| {
            let mut other = EhFrame::new(&self.eh_frame, LittleEndian);
            other.set_address_size(4);
            let bases = BaseAddresses::default().set_eh_frame(self.eh_frame_address.into());
            find(&other, &bases, address)
        })
    }
}

/// Looks through a section for the entry of an address.
fn find<'a, S>(section: &S, bases: &BaseAddresses, address: u32) -> Option<gimli::Result<Rules>>
where
    S: UnwindSection<gimli::EndianSlice<'a, LittleEndian>>,
    S::Offset: gimli::UnwindOffset<usize>,
{
    let entry = section.fde_for_address(bases, address.into(), S::cie_from_offset).ok()?;
    let mut context = UnwindContext::new();
    let row = entry.unwind_info_for_address(section, bases, &mut context, address.into());
    Some(row.and_then(|row| {
        let CfaRule::RegisterAndOffset { register, offset } = *row.cfa() else {
            return Err(gimli::Error::UnsupportedEvaluation);
        };
        let saved = row.registers().map(|(register, rule)| (usize::from(register.0), rule.clone()));
        let return_column = usize::from(entry.cie().return_address_register().0);
        let rules = Rules {
            cfa: (register, offset),
            saved: saved.filter(|(column, _)| *column < COLUMNS).collect(),
            return_column,
            interrupted: entry.is_signal_trampoline(),
        };
        match return_column < COLUMNS {
            true => Ok(rules),
            false => Err(gimli::Error::UnsupportedRegister(return_column as u64)),
        }
    }))
}
