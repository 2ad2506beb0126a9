//! The event trace: everything that the books are made from, in time order.
//!
//! Kept only if asked for, and only up to [`EVENTS_MAX`]; a trace that was cut says so. Openings and
//! closings of switches are known late and inserted where they belong.

use serde::ser::SerializeMap;
use serde::{Serialize, Serializer};
use swtch_machine::{Mode, Place, Structure};

use crate::accounts::AccountId;
use crate::run::Phase;

/// The most events that are kept: about 200 MB of memory and 500 MB of JSON.
pub const EVENTS_MAX: usize = 4_000_000;

/// The most instructions that are kept.
pub const INSNS_MAX: usize = 4_000_000;

/// One executed instruction, or a trap: an instruction that was not, or an interrupt.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize)]
pub struct InsnRow {
    /// The cycle count when it had retired, or the trap was entered.
    pub cycle: u64,
    /// Its address.
    pub pc: u32,
    /// Its bits; 0 for a trap.
    pub word: u32,
    /// What it took; for a trap, with entering it.
    pub cycles: u32,
    /// The trap's cause.
    pub trap: Option<u32>,
}

/// Something that happened.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Event {
    pub cycle: u64,
    pub instret: u64,
    pub kind: Kind,
}

/// What happened. The `owner` of a miss or touch is the account it is booked to, that of a loss the
/// one in whose stay the thing was touched last.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Account {
        owner: AccountId,
    },
    Phase(Phase),
    SwitchOpen {
        seq: usize,
    },
    SwitchClose {
        seq: usize,
    },
    Miss {
        place: Place32,
        stall: u32,
        /// Whether the structure took it in.
        filled: bool,
    },
    Touch(Place32),
    Evict(Place32, bool),
    Invalidate(Place32),
    Flush(Structure),
    Trap {
        cause: u32,
    },
    Mret {
        to: Mode,
    },
    Wfi,
    Wake,
    State {
        thread: u32,
        from: Option<u32>,
        to: u32,
    },
    End,
}

/// Where, and whose.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place32 {
    pub structure: Structure,
    pub place: Place,
    pub owner: u32,
}

/// The events of a run, with the names they refer to. Serialises as the array of the JSON document.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct Trace {
    pub(crate) events: Vec<Event>,
    pub(crate) owners: Vec<String>,
    pub(crate) states: Vec<String>,
    /// Process and thread ids, by thread.
    pub(crate) threads: Vec<(u32, u32)>,
    complete: Option<bool>,
    limit: usize,
}

impl Trace {
    /// A trace that keeps up to `limit` events.
    pub(crate) fn new(limit: usize) -> Trace {
        Trace { limit, complete: Some(true), ..Trace::default() }
    }

    /// Whether nothing was left out because of the limit.
    pub fn complete(&self) -> bool {
        self.complete.unwrap_or(true)
    }

    /// How many events there are.
    pub fn len(&self) -> usize {
        self.events.len()
    }

    /// Whether there are none.
    pub fn is_empty(&self) -> bool {
        self.events.is_empty()
    }

    /// The events one by one, each to be serialised.
    pub fn events(&self) -> impl ExactSizeIterator<Item = NamedEvent<'_>> {
        self.events.iter().map(|event| NamedEvent { event, trace: self })
    }

    /// Adds an event at the end.
    pub(crate) fn push(&mut self, event: Event) {
        match self.events.len() < self.limit {
            true => self.events.push(event),
            false => self.complete = Some(false),
        }
    }

    /// Adds events where they should have been.
    pub(crate) fn insert(&mut self, at: usize, events: impl IntoIterator<Item = Event>) {
        if self.complete() {
            self.events.splice(at..at, events);
        }
    }
}

impl Serialize for Trace {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        to.collect_seq(self.events())
    }
}

/// An event with the names it refers to; it serialises as an element of the JSON trace.
#[derive(Clone, Copy, Debug)]
pub struct NamedEvent<'a> {
    event: &'a Event,
    trace: &'a Trace,
}

impl Serialize for NamedEvent<'_> {
    fn serialize<S: Serializer>(&self, to: S) -> Result<S::Ok, S::Error> {
        let mut map = to.serialize_map(None)?;
        map.serialize_entry("cycle", &self.event.cycle)?;
        map.serialize_entry("instret", &self.event.instret)?;
        map.serialize_entry("kind", self.event.kind.name())?;
        self.details::<S>(&mut map)?;
        map.end()
    }
}

impl NamedEvent<'_> {
    fn details<S: Serializer>(&self, map: &mut S::SerializeMap) -> Result<(), S::Error> {
        match self.event.kind {
            Kind::Account { owner } => map.serialize_entry("owner", self.owner(owner as u32)),
            Kind::Phase(phase) => map.serialize_entry("name", phase.name()),
            Kind::SwitchOpen { seq } | Kind::SwitchClose { seq } => {
                map.serialize_entry("seq", &seq)
            }
            Kind::Miss { place, stall, filled } => {
                self.place::<S>(map, place, stall)?;
                // Said only if it is unusual: traces are long.
                if !filled {
                    map.serialize_entry("filled", &false)?;
                }
                Ok(())
            }
            Kind::Touch(place) | Kind::Invalidate(place) => self.place::<S>(map, place, 0),
            Kind::Evict(place, writeback) => {
                self.place::<S>(map, place, 0)?;
                map.serialize_entry("writeback", &writeback)
            }
            Kind::Flush(structure) => map.serialize_entry("structure", structure.name()),
            Kind::Trap { cause } => map.serialize_entry("cause", &cause),
            Kind::Mret { to: Mode::User } => map.serialize_entry("to", "user"),
            Kind::Mret { to: Mode::Machine } => map.serialize_entry("to", "machine"),
            Kind::State { thread, from, to } => {
                let (pid, tid) = self.trace.threads.get(thread as usize).copied().unwrap_or((0, 0));
                map.serialize_entry("pid", &pid)?;
                map.serialize_entry("tid", &tid)?;
                map.serialize_entry("from", &from.map_or("new", |from| self.state(from)))?;
                map.serialize_entry("to", self.state(to))
            }
            Kind::Wfi | Kind::Wake | Kind::End => Ok(()),
        }
    }

    fn place<S: Serializer>(
        &self,
        map: &mut S::SerializeMap,
        Place32 { structure, place, owner }: Place32,
        stall: u32,
    ) -> Result<(), S::Error> {
        map.serialize_entry("structure", structure.name())?;
        match place {
            Place::Line(line) => map.serialize_entry("line", &line)?,
            Place::Page { page, asid } => {
                map.serialize_entry("page", &page)?;
                map.serialize_entry("asid", &asid)?;
            }
        }
        map.serialize_entry("owner", self.owner(owner))?;
        map.serialize_entry("stall", &stall)
    }

    fn owner(&self, owner: u32) -> &str {
        self.trace.owners.get(owner as usize).map_or("", String::as_str)
    }

    fn state(&self, state: u32) -> &str {
        self.trace.states.get(state as usize).map_or("unknown", String::as_str)
    }
}

impl Kind {
    fn name(&self) -> &'static str {
        match self {
            Kind::Account { .. } => "account",
            Kind::Phase(_) => "phase",
            Kind::SwitchOpen { .. } => "switch_open",
            Kind::SwitchClose { .. } => "switch_close",
            Kind::Miss { .. } => "miss",
            Kind::Touch(_) => "touch",
            Kind::Evict(..) => "evict",
            Kind::Invalidate(_) => "invalidate",
            Kind::Flush(_) => "flush",
            Kind::Trap { .. } => "trap",
            Kind::Mret { .. } => "mret",
            Kind::Wfi => "wfi",
            Kind::Wake => "wake",
            Kind::State { .. } => "state",
            Kind::End => "end",
        }
    }
}
