//! The probe description: what the ledger must know about a kernel, and the only place where it does.
//!
//! A kernel ships one as RON. It says which functions to watch, which argument registers carry the
//! thread blocks, and where in a block the ids, the name and the reason for a switch lie. A *path*
//! such as `[4, 16]` means: load the word at block + 4, then the field is at that word + 16; all but
//! the last offset are followed as pointers. What a kernel does not have is left out.

use serde::{Deserialize, Deserializer, Serialize};
use thiserror::Error;

use crate::run::Phase;

/// Byte offsets from a thread block to a field; all but the last are pointers to follow.
pub type Path = Vec<u32>;

/// The most offsets a path may have.
pub const PATH_LENGTH_MAX: usize = 8;

/// Everything the ledger knows about one kernel.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ProbeDescription {
    /// Where the fields of a thread block lie.
    pub thread: ThreadLayout,
    /// The process id of the idle thread.
    #[serde(default)]
    pub idle_pid: u32,
    /// The thread states, by number. `new`, `ready`, `running`, `blocked`, `finished` are known by
    /// name (`terminated` is `finished`); any other name counts as blocked.
    #[serde(default)]
    pub states: Vec<String>,
    /// The reasons for a switch, by number.
    #[serde(default)]
    pub causes: Vec<String>,
    /// Begins the first thread: not a switch.
    #[serde(default, deserialize_with = "present")]
    pub start: Option<StartProbe>,
    /// Switches from one thread to another.
    pub switch: SwitchProbe,
    /// Sets a thread's state.
    #[serde(default, deserialize_with = "present")]
    pub state: Option<StateProbe>,
    /// Ends the run.
    #[serde(default, deserialize_with = "present")]
    pub end: Option<EndProbe>,
    /// A fault is about to end a process.
    #[serde(default, deserialize_with = "present")]
    pub fault: Option<FaultProbe>,
    /// The kernel gives up.
    #[serde(default, deserialize_with = "present")]
    pub panic: Option<PanicProbe>,
    /// Says what time it is for the jobs of a workload.
    #[serde(default, deserialize_with = "present", skip_serializing_if = "Option::is_none")]
    pub clock: Option<ClockProbe>,
    /// The refill handler of the TLB; empty if the hardware refills.
    #[serde(default)]
    pub refill: String,
    /// The general trap entry: a refill that gets here has failed.
    #[serde(default)]
    pub trap: String,
    /// Functions whose entry begins an account and a phase. The first one with phase `schedule` is
    /// *the* scheduler: entering it on the way to a switch ends the switch before.
    pub markers: Vec<Marker>,
}

/// Where the fields of a thread block lie. An empty path is a field that the kernel does not have.
#[derive(Clone, Debug, Default, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ThreadLayout {
    /// The process id.
    pub pid: Path,
    /// The thread id, unique in the system.
    pub tid: Path,
    /// The program's name: characters, NUL-terminated, at most 32.
    #[serde(default)]
    pub name: Path,
    /// A word that is equal in two threads if and only if they share a process; the process id if
    /// left out.
    #[serde(default)]
    pub process: Path,
    /// Why it was last switched away: an index into `causes`.
    #[serde(default)]
    pub cause: Path,
    /// A pointer to a text that says more about the cause, or 0.
    #[serde(default)]
    pub detail: Path,
    /// The process id of the process's parent.
    #[serde(default)]
    pub parent: Path,
    /// Where its registers are saved while it is not in user mode: `x1` to `x31`, then its next
    /// instruction.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub frame: Path,
    /// The physical address of its page table.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub root: Path,
}

/// `symbol(..)` begins the first thread, whose block is in register `to`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StartProbe {
    /// The function.
    pub symbol: String,
    /// The register with the thread block.
    pub to: String,
}

/// `symbol(..)` leaves the thread in register `from` and goes on with the one in `to`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct SwitchProbe {
    /// The function.
    pub symbol: String,
    /// The register with the block of the thread that leaves.
    pub from: String,
    /// The register with the block of the thread that comes.
    pub to: String,
}

/// `symbol(..)` sets the state of a thread; probed at entry, before the store.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct StateProbe {
    /// The function.
    pub symbol: String,
    /// The register with the thread block.
    pub thread: String,
    /// The register with the new state, an index into `states`.
    pub to: String,
}

/// `symbol(..)` says how the run ends.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct EndProbe {
    /// The function.
    pub symbol: String,
    /// The register with the kind, an index into `kinds`.
    pub kind: String,
    /// The register with the exit status or signal number.
    pub code: String,
    /// `exit`, `signal`, `panic` and `deadlock`, in the kernel's numbering.
    pub kinds: Vec<String>,
}

/// `symbol(..)` is about to end a process because of a fault.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct FaultProbe {
    /// The function.
    pub symbol: String,
    /// The register with the thread block.
    pub thread: String,
    /// The register with the signal's number.
    pub signal: String,
    /// The register with the address of the instruction.
    pub pc: String,
    /// The register with the address it could not have.
    pub address: String,
}

/// `symbol(..)` gives up.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct PanicProbe {
    /// The function.
    pub symbol: String,
    /// The register with a pointer to the message.
    pub message: String,
}

/// `symbol(..)` says what time it is for the jobs of a workload, in ticks. From its first call on the
/// changes of state are kept.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct ClockProbe {
    /// The function.
    pub symbol: String,
    /// The register with the time.
    pub time: String,
}

/// From entry to `symbol` on, cycles go to `kernel: account` and, inside a switch, to `phase`.
#[derive(Clone, Debug, PartialEq, Eq, Deserialize, Serialize)]
#[serde(deny_unknown_fields)]
pub struct Marker {
    /// The function.
    pub symbol: String,
    /// The account, shown as `kernel: ACCOUNT`.
    pub account: String,
    /// The phase of a switch.
    pub phase: Phase,
}

/// Lets an optional part be written plainly, without `Some(...)`.
fn present<'de, D: Deserializer<'de>, T: Deserialize<'de>>(from: D) -> Result<Option<T>, D::Error> {
    T::deserialize(from).map(Some)
}

/// What is wrong with a description, or with a kernel it is meant for.
#[derive(Clone, Debug, PartialEq, Eq, Error)]
#[error("probe description: `{field}`: {message}")]
pub struct DescriptionError {
    /// The field, such as `switch.from` or `markers[3].symbol`.
    pub field: String,
    /// The symbol that the kernel lacks, if that is what is wrong.
    pub symbol: Option<String>,
    /// What is wrong with it.
    pub message: String,
}

impl DescriptionError {
    fn new(field: impl Into<String>, message: impl Into<String>) -> DescriptionError {
        DescriptionError { field: field.into(), symbol: None, message: message.into() }
    }

    /// `field` names a symbol that the kernel does not define.
    pub(crate) fn missing(field: impl Into<String>, symbol: &str) -> DescriptionError {
        DescriptionError {
            field: field.into(),
            symbol: Some(symbol.to_string()),
            message: format!("the kernel has no symbol `{symbol}`"),
        }
    }
}

impl ProbeDescription {
    /// Everything that is wrong with the description by itself; nothing if it can be attached.
    pub fn problems(&self) -> Vec<DescriptionError> {
        let mut problems = Vec::new();
        self.check_paths(&mut problems);
        self.check_registers(&mut problems);
        self.check_names(&mut problems);
        problems
    }

    fn check_paths(&self, problems: &mut Vec<DescriptionError>) {
        let ThreadLayout { pid, tid, name, process, cause, detail, parent, frame, root } =
            &self.thread;
        let required = [("pid", pid), ("tid", tid)];
        for (field, _) in required.iter().filter(|(_, path)| path.is_empty()) {
            let message = "needs at least one offset";
            problems.push(DescriptionError::new(format!("thread.{field}"), message));
        }
        let optional = [
            ("name", name),
            ("process", process),
            ("cause", cause),
            ("detail", detail),
            ("parent", parent),
            ("frame", frame),
            ("root", root),
        ];
        for (field, path) in required.into_iter().chain(optional) {
            if path.len() > PATH_LENGTH_MAX {
                let message = format!("has {} offsets; {PATH_LENGTH_MAX} at most", path.len());
                problems.push(DescriptionError::new(format!("thread.{field}"), message));
            }
        }
    }

    fn check_registers(&self, problems: &mut Vec<DescriptionError>) {
        for (field, register) in self.registers() {
            if swtch_isa::reg::by_name(register).is_none() {
                let message = format!("`{register}` is not a register; write a0, a1, ...");
                problems.push(DescriptionError::new(field, message));
            }
        }
    }

    fn check_names(&self, problems: &mut Vec<DescriptionError>) {
        if let Some(end) = &self.end {
            for kind in end.kinds.iter().filter(|kind| crate::probes::outcome_kind(kind).is_none())
            {
                let message = format!("`{kind}` is not one of exit, signal, panic, deadlock");
                problems.push(DescriptionError::new("end.kinds", message));
            }
        }
        if self.state.is_some() && self.states.is_empty() {
            problems.push(DescriptionError::new("states", "needed by `state`, but empty"));
        }
        if !self.markers.iter().any(|marker| marker.phase == Phase::Schedule) {
            let message = "no marker has phase `schedule`";
            problems.push(DescriptionError::new("markers", message));
        }
        for (index, marker) in self.markers.iter().enumerate() {
            if marker.account.is_empty() {
                let field = format!("markers[{index}].account");
                problems.push(DescriptionError::new(field, "is empty"));
            }
        }
    }

    /// Every register that is named, with the field that names it.
    fn registers(&self) -> Vec<(&'static str, &str)> {
        let mut all = vec![
            ("switch.from", self.switch.from.as_str()),
            ("switch.to", self.switch.to.as_str()),
        ];
        if let Some(start) = &self.start {
            all.push(("start.to", &start.to));
        }
        if let Some(state) = &self.state {
            all.extend([("state.thread", state.thread.as_str()), ("state.to", &state.to)]);
        }
        if let Some(end) = &self.end {
            all.extend([("end.kind", end.kind.as_str()), ("end.code", &end.code)]);
        }
        if let Some(fault) = &self.fault {
            all.extend([("fault.thread", fault.thread.as_str()), ("fault.signal", &fault.signal)]);
            all.extend([("fault.pc", fault.pc.as_str()), ("fault.address", &fault.address)]);
        }
        if let Some(panic) = &self.panic {
            all.push(("panic.message", &panic.message));
        }
        if let Some(clock) = &self.clock {
            all.push(("clock.time", &clock.time));
        }
        all
    }
}
