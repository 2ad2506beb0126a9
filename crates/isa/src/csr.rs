//! Control and status registers: their numbers, and the names assembly language has for them.
//!
//! Numbers are the privileged manual's; the machine's own registers lie in its range for custom
//! use. Families such as `mhpmcounter3` … `mhpmcounter31` have a constant for their first member.

/// Declares a constant per register, and [`NAMED`] with all of them.
macro_rules! csrs {
    ($($(#[$doc:meta])* $constant:ident = $number:literal, $name:literal;)*) => {
        $($(#[$doc])* pub const $constant: u16 = $number;)*

        /// Number and name of every register that has a constant.
        pub const NAMED: &[(u16, &str)] = &[$(($number, $name)),*];
    };
}

csrs! {
    // Machine information.
    /// `mvendorid`: vendor.
    MVENDORID = 0xF11, "mvendorid";
    /// `marchid`: architecture.
    MARCHID = 0xF12, "marchid";
    /// `mimpid`: implementation.
    MIMPID = 0xF13, "mimpid";
    /// `mhartid`: hart number.
    MHARTID = 0xF14, "mhartid";
    /// `mconfigptr`: pointer to a configuration structure.
    MCONFIGPTR = 0xF15, "mconfigptr";
    // Machine trap setup and handling.
    /// `mstatus`: modes and interrupt enables.
    MSTATUS = 0x300, "mstatus";
    /// `misa`: extensions.
    MISA = 0x301, "misa";
    /// `medeleg`: exceptions delegated to S mode.
    MEDELEG = 0x302, "medeleg";
    /// `mideleg`: interrupts delegated to S mode.
    MIDELEG = 0x303, "mideleg";
    /// `mie`: interrupts enabled.
    MIE = 0x304, "mie";
    /// `mtvec`: address of the trap handler.
    MTVEC = 0x305, "mtvec";
    /// `mcounteren`: counters user mode may read.
    MCOUNTEREN = 0x306, "mcounteren";
    /// `mstatush`: upper half of `mstatus`.
    MSTATUSH = 0x310, "mstatush";
    /// `mcountinhibit`: counters that stand still.
    MCOUNTINHIBIT = 0x320, "mcountinhibit";
    /// `mscratch`: a word for the trap handler.
    MSCRATCH = 0x340, "mscratch";
    /// `mepc`: where the trap happened.
    MEPC = 0x341, "mepc";
    /// `mcause`: why the trap happened.
    MCAUSE = 0x342, "mcause";
    /// `mtval`: the trap's address or instruction.
    MTVAL = 0x343, "mtval";
    /// `mip`: interrupts pending.
    MIP = 0x344, "mip";
    /// `menvcfg`: environment of user mode.
    MENVCFG = 0x30A, "menvcfg";
    /// `menvcfgh`: upper half of `menvcfg`.
    MENVCFGH = 0x31A, "menvcfgh";
    // Machine memory protection.
    /// `pmpcfg0`: first of four.
    PMPCFG0 = 0x3A0, "pmpcfg0";
    /// `pmpaddr0`: first of sixteen.
    PMPADDR0 = 0x3B0, "pmpaddr0";
    // Machine counters.
    /// `mcycle`: cycles.
    MCYCLE = 0xB00, "mcycle";
    /// `minstret`: instructions retired.
    MINSTRET = 0xB02, "minstret";
    /// `mhpmcounter3`: first of 29 event counters.
    MHPMCOUNTER3 = 0xB03, "mhpmcounter3";
    /// `mcycleh`: upper half of `mcycle`.
    MCYCLEH = 0xB80, "mcycleh";
    /// `minstreth`: upper half of `minstret`.
    MINSTRETH = 0xB82, "minstreth";
    /// `mhpmcounter3h`: upper half of the first of 29.
    MHPMCOUNTER3H = 0xB83, "mhpmcounter3h";
    /// `mhpmevent3`: what the first of 29 counts.
    MHPMEVENT3 = 0x323, "mhpmevent3";
    // Counters for user mode.
    /// `cycle`: cycles.
    CYCLE = 0xC00, "cycle";
    /// `time`: time.
    TIME = 0xC01, "time";
    /// `instret`: instructions retired.
    INSTRET = 0xC02, "instret";
    /// `hpmcounter3`: first of 29 event counters.
    HPMCOUNTER3 = 0xC03, "hpmcounter3";
    /// `cycleh`: upper half of `cycle`.
    CYCLEH = 0xC80, "cycleh";
    /// `timeh`: upper half of `time`.
    TIMEH = 0xC81, "timeh";
    /// `instreth`: upper half of `instret`.
    INSTRETH = 0xC82, "instreth";
    /// `hpmcounter3h`: upper half of the first of 29.
    HPMCOUNTER3H = 0xC83, "hpmcounter3h";
    // Address translation, and supervisor registers. The machine has only `satp` of these; the
    // others are named so that foreign code can be read.
    /// `sstatus`: part of `mstatus`.
    SSTATUS = 0x100, "sstatus";
    /// `sie`: part of `mie`.
    SIE = 0x104, "sie";
    /// `stvec`: address of the trap handler.
    STVEC = 0x105, "stvec";
    /// `scounteren`: counters user mode may read.
    SCOUNTEREN = 0x106, "scounteren";
    /// `sscratch`: a word for the trap handler.
    SSCRATCH = 0x140, "sscratch";
    /// `sepc`: where the trap happened.
    SEPC = 0x141, "sepc";
    /// `scause`: why the trap happened.
    SCAUSE = 0x142, "scause";
    /// `stval`: the trap's address or instruction.
    STVAL = 0x143, "stval";
    /// `sip`: part of `mip`.
    SIP = 0x144, "sip";
    /// `satp`: mode, ASID and root of the page table.
    SATP = 0x180, "satp";
    // The machine's own: software-filled TLB and cache control.
    /// `mtlbvec`: address of the refill handler.
    MTLBVEC = 0x7C0, "mtlbvec";
    /// `mtlbhi`: page, size and ASID of an entry.
    MTLBHI = 0x7C1, "mtlbhi";
    /// `mtlblo`: leaf PTE of an entry.
    MTLBLO = 0x7C2, "mtlblo";
    /// `mtlbidx`: index of an entry; bit 31: probe failed.
    MTLBIDX = 0x7C3, "mtlbidx";
    /// `mtlbop`: write: 1 insert, 2 write indexed, 3 read indexed, 4 probe.
    MTLBOP = 0x7C4, "mtlbop";
    /// `mtlbs0`: scratch for the refill handler.
    MTLBS0 = 0x7C5, "mtlbs0";
    /// `mtlbs1`: scratch for the refill handler.
    MTLBS1 = 0x7C6, "mtlbs1";
    /// `mcacheop`: cache operation.
    MCACHEOP = 0x7C7, "mcacheop";
    /// `mcacheaddr`: address for a cache operation.
    MCACHEADDR = 0x7C8, "mcacheaddr";
    /// `mconfig`: what the kernel must flush.
    MCONFIG = 0xFC0, "mconfig";
}

/// A family of registers with consecutive numbers, named by consecutive numbers.
struct Family {
    first: u16,
    names: &'static [&'static str],
}

/// The names of a family: a prefix, each number, a suffix.
macro_rules! names {
    ($prefix:literal, counters, $suffix:literal) => {
        names!($prefix, $suffix; 3 4 5 6 7 8 9 10 11 12 13 14 15 16 17 18 19 20 21 22 23 24 25 26
            27 28 29 30 31)
    };
    ($prefix:literal, $suffix:literal; $($number:literal)*) => {
        &[$(concat!($prefix, $number, $suffix)),*]
    };
}

const FAMILIES: [Family; 7] = [
    Family { first: PMPCFG0, names: names!("pmpcfg", ""; 0 1 2 3) },
    Family { first: PMPADDR0, names: names!("pmpaddr", ""; 0 1 2 3 4 5 6 7 8 9 10 11 12 13 14 15) },
    Family { first: MHPMCOUNTER3, names: names!("mhpmcounter", counters, "") },
    Family { first: MHPMCOUNTER3H, names: names!("mhpmcounter", counters, "h") },
    Family { first: MHPMEVENT3, names: names!("mhpmevent", counters, "") },
    Family { first: HPMCOUNTER3, names: names!("hpmcounter", counters, "") },
    Family { first: HPMCOUNTER3H, names: names!("hpmcounter", counters, "h") },
];

/// The name of a register, if its number has one.
pub fn name(number: u16) -> Option<&'static str> {
    let named = NAMED.iter().find(|&&(known, _)| known == number).map(|&(_, name)| name);
    named.or_else(|| FAMILIES.iter().find_map(|family| family.name(number)))
}

/// The number of a register, if there is one of that name.
pub fn by_name(name: &str) -> Option<u16> {
    let named = NAMED.iter().find(|&&(_, known)| known == name).map(|&(number, _)| number);
    named.or_else(|| FAMILIES.iter().find_map(|family| family.by_name(name)))
}

impl Family {
    fn name(&self, number: u16) -> Option<&'static str> {
        let index = number.checked_sub(self.first)?;
        self.names.get(index as usize).copied()
    }

    fn by_name(&self, name: &str) -> Option<u16> {
        let index = self.names.iter().position(|&known| known == name)?;
        Some(self.first + index as u16)
    }
}
