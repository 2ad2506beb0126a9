//! Where every thread stands when a run is cut off, or nothing can go on: read once, when the machine has stopped,
//! from the registers that the kernel has saved.

use crate::blocks::Scene;
use crate::keeper::Keeper;
use crate::run::{OutcomeKind, Tally, Who};
use crate::snapshot::Snapshot;
use crate::times::{State, ThreadEntry};

/// Of more threads than that nobody wants to read, and each takes the memory of a stack.
pub const STANDINGS_MAX: usize = 32;
/// `satp` with translation by two levels of tables.
const TRANSLATES: u32 = 1 << 31;

/// A machine that has stopped.
#[derive(Clone, Copy)]
pub struct Stopped<'a> {
    /// The next instruction.
    pub pc: u32,
    /// The integer registers.
    pub regs: &'a [u32; 32],
    /// Whether it is in user mode.
    pub in_user_mode: bool,
    /// `satp`.
    pub satp: u32,
    /// `mepc`: where user mode was left.
    pub mepc: u32,
    /// The aligned word at a physical address.
    pub word: &'a dyn Fn(u32) -> Option<u32>,
}

/// A thread that has not ended.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Standing {
    /// Which; nobody in particular without a kernel.
    pub who: Who,
    /// `ready`, `running`, `blocked`, `new`; empty without a kernel.
    pub state: &'static str,
    /// What it was about to do in user mode, if the description says where its registers are.
    pub snapshot: Option<Box<Snapshot>>,
}

impl Keeper {
    /// Each thread that has not ended, in order of creation; nobody if the run came to an end of its own.
    pub fn standings(&self, stopped: Stopped) -> Vec<Standing> {
        let scene = scene(&stopped, stopped.satp);
        let Some(kernel) = &self.kernel else {
            let snapshot = match stopped.in_user_mode {
                true => Snapshot::of_user_mode(stopped.pc, *stopped.regs, (0, 0), scene),
                false => Snapshot::of_machine_mode(stopped.pc, *stopped.regs, scene),
            };
            let (who, state) = (Who::default(), "");
            return vec![Standing { who, state, snapshot: Some(Box::new(snapshot)) }];
        };
        let went_on = self.outcome.is_some_and(|outcome| outcome.kind != OutcomeKind::Deadlock);
        if went_on || self.panic.is_some() {
            return Vec::new();
        }
        let lives = |thread: &&ThreadEntry| !thread.idle && thread.state() != State::Finished;
        let standing = |thread: &ThreadEntry| Standing {
            who: thread.who(),
            state: thread.state().name(),
            snapshot: self.snapshot_of(thread, &stopped, kernel.probes.kept).map(Box::new),
        };
        self.lives.threads.iter().filter(lives).take(STANDINGS_MAX).map(standing).collect()
    }

    fn snapshot_of(
        &self,
        thread: &ThreadEntry,
        stopped: &Stopped,
        kept: (u32, u32),
    ) -> Option<Snapshot> {
        let layout = &self.kernel.as_ref()?.probes.description.thread;
        let is_current = self.current.is_some_and(|current| current.block == thread.block);
        if is_current && stopped.in_user_mode {
            let scene = scene(stopped, stopped.satp);
            return Some(Snapshot::of_user_mode(stopped.pc, *stopped.regs, kept, scene));
        }
        let at_reset = scene(stopped, 0);
        let root = at_reset.field(thread.block, &layout.root).filter(|&root| root != 0)?;
        let scene = scene(stopped, TRANSLATES | root >> 12);
        let (last, pointers) = layout.frame.split_last()?;
        let saved = |word: u32| {
            let path: Vec<u32> = pointers.iter().copied().chain([last + 4 * word]).collect();
            scene.field(thread.block, &path)
        };
        let mut registers = [0; 32];
        for (register, word) in registers.iter_mut().skip(1).zip(0..) {
            *register = saved(word)?;
        }
        let pc = saved(31)?;
        // The kernel may just have been entered, and have saved nothing yet.
        let is_old = is_current && pc != stopped.mepc && pc != stopped.mepc.wrapping_add(4);
        (!is_old).then(|| Snapshot::of_user_mode(pc, registers, kept, scene))
    }
}

fn scene<'a>(stopped: &Stopped<'a>, satp: u32) -> Scene<'a> {
    Scene { tally: Tally::default(), regs: stopped.regs, satp, word: stopped.word }
}
