//! What a context switch cost: the phases of its direct part, and what came after.

use super::*;

/// What a switch was between.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Scope {
    /// Two processes.
    Process,
    /// Two threads of one process.
    Thread,
    /// Two user-level threads of one kernel thread.
    UserThread,
    /// The idle thread is on either side.
    Idle,
}

impl Scope {
    /// As JSON and tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Scope::Process => "process",
            Scope::Thread => "thread",
            Scope::UserThread => "user_thread",
            Scope::Idle => "idle",
        }
    }
}

/// One context switch and its price.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Switch {
    /// Position among the switches, from 0.
    pub seq: u64,
    /// When its direct part opened.
    pub start_cycle: u64,
    /// When its direct part closed; waiting may lie in between only in a broken guest.
    pub end_cycle: u64,
    /// Who left.
    pub from: Who,
    /// Who came.
    pub to: Who,
    /// What lay between them.
    pub scope: Scope,
    /// Why, in the kernel's words.
    pub cause: String,
    /// What exactly (which wait queue, which call), or nothing.
    pub detail: String,
    /// What executing the switch cost.
    pub direct: Direct,
    /// What `to` lost while it was away and had to fetch again.
    pub after: After,
}

/// All switches of one scope together.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct ScopeTotals {
    /// Their scope.
    pub scope: Scope,
    /// How many there were.
    pub switches: u64,
    /// What executing them cost.
    pub direct: Direct,
    /// What they cost afterwards.
    pub after: After,
}

impl Switch {
    /// A switch at its beginning, of nobody knows whom.
    pub(crate) fn nameless(seq: usize, scope: Scope) -> Switch {
        Switch {
            seq: seq as u64,
            start_cycle: 0,
            end_cycle: 0,
            from: Who::default(),
            to: Who::default(),
            scope,
            cause: String::new(),
            detail: String::new(),
            direct: Direct::default(),
            after: After::default(),
        }
    }
}

impl ScopeTotals {
    /// Adds a switch to the totals of its scope; these stand in the order of the scopes.
    pub fn add(all: &mut Vec<ScopeTotals>, switch: &Switch) {
        let scope = switch.scope;
        let index = all.binary_search_by_key(&scope, |totals| totals.scope).unwrap_or_else(|at| {
            let (direct, after) = (Direct::default(), After::default());
            all.insert(at, ScopeTotals { scope, switches: 0, direct, after });
            at
        });
        let totals = &mut all[index];
        totals.switches += 1;
        totals.direct += switch.direct;
        totals.after += switch.after;
    }
}

/// The executed part of a switch.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Direct {
    /// Its cycles.
    pub cycles: u64,
    /// Its instructions.
    pub instructions: u64,
    /// Its cycles, phase by phase; they add up to `cycles`.
    pub phases: Phases,
    /// Its misses.
    pub misses: Misses,
}

impl AddAssign for Direct {
    fn add_assign(&mut self, other: Direct) {
        self.cycles += other.cycles;
        self.instructions += other.instructions;
        self.misses += other.misses;
        for phase in Phase::ALL {
            *self.phases.of_mut(phase) += other.phases.of(phase);
        }
    }
}

/// A phase of a switch.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Phase {
    /// Trap entry: saving the interrupted registers.
    Trap,
    /// What the trap was about: system call, fault, interrupt.
    Handle,
    /// Choosing who runs next, and tidying up after the one that ran.
    Schedule,
    /// The switch function itself.
    Swtch,
    /// Making another address space current.
    AddressSpace,
    /// Restoring registers and returning to user mode.
    Return,
}

impl Phase {
    /// All of them, in the order in which a switch goes through them.
    pub const ALL: [Phase; 6] = [
        Phase::Trap,
        Phase::Handle,
        Phase::Schedule,
        Phase::Swtch,
        Phase::AddressSpace,
        Phase::Return,
    ];

    /// As JSON and tables write it.
    pub fn name(self) -> &'static str {
        match self {
            Phase::Trap => "trap",
            Phase::Handle => "handle",
            Phase::Schedule => "schedule",
            Phase::Swtch => "swtch",
            Phase::AddressSpace => "address_space",
            Phase::Return => "return",
        }
    }
}

/// Cycles by phase.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct Phases {
    /// In [`Phase::Trap`].
    pub trap: u64,
    /// In [`Phase::Handle`].
    pub handle: u64,
    /// In [`Phase::Schedule`].
    pub schedule: u64,
    /// In [`Phase::Swtch`].
    pub swtch: u64,
    /// In [`Phase::AddressSpace`].
    pub address_space: u64,
    /// In [`Phase::Return`].
    pub r#return: u64,
}

impl Phases {
    /// The cycles of one phase.
    pub fn of(&self, phase: Phase) -> u64 {
        match phase {
            Phase::Trap => self.trap,
            Phase::Handle => self.handle,
            Phase::Schedule => self.schedule,
            Phase::Swtch => self.swtch,
            Phase::AddressSpace => self.address_space,
            Phase::Return => self.r#return,
        }
    }

    /// The place where the cycles of one phase are kept.
    pub fn of_mut(&mut self, phase: Phase) -> &mut u64 {
        match phase {
            Phase::Trap => &mut self.trap,
            Phase::Handle => &mut self.handle,
            Phase::Schedule => &mut self.schedule,
            Phase::Swtch => &mut self.swtch,
            Phase::AddressSpace => &mut self.address_space,
            Phase::Return => &mut self.r#return,
        }
    }

    /// All phases together.
    pub fn sum(&self) -> u64 {
        Phase::ALL.iter().map(|&phase| self.of(phase)).sum()
    }
}

impl Sub for Phases {
    type Output = Phases;

    fn sub(mut self, earlier: Phases) -> Phases {
        for phase in Phase::ALL {
            *self.of_mut(phase) -= earlier.of(phase);
        }
        self
    }
}

/// What a switch cost after it was over.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize)]
pub struct After {
    /// The stalls of `misses`; for a translation its whole refill. Each cycle once.
    pub cycles: u64,
    /// The first miss on each thing that was lost.
    pub misses: Misses,
}

impl AddAssign for After {
    fn add_assign(&mut self, other: After) {
        self.cycles += other.cycles;
        self.misses += other.misses;
    }
}
