//! The machines that come with the crate, as RON texts: what a user reads is what is run.

/// A machine by name.
#[derive(Clone, Copy, Debug)]
pub struct Builtin {
    /// Its name.
    pub name: &'static str,
    /// One line about it.
    pub summary: &'static str,
    /// Its configuration, in RON, with comments.
    pub text: &'static str,
}

/// Every built-in machine; the first is the default.
pub const BUILTINS: &[Builtin] = &[
    Builtin {
        name: "classic",
        summary: "five stages, software-filled TLB, 16 KiB L1s, 256 KiB L2; the default",
        text: include_str!("../../machines/classic.ron"),
    },
    Builtin {
        name: "virt",
        summary: "classic, but misaligned accesses are split; the default for --bare",
        text: include_str!("../../machines/virt.ron"),
    },
    Builtin {
        name: "r3000",
        summary: "like a MIPS R3000: direct-mapped write-through caches, software TLB, 6-bit ASIDs",
        text: include_str!("../../machines/r3000.ron"),
    },
    Builtin {
        name: "strongarm",
        summary: "like a StrongARM: virtual caches without tags, flushed at every change of space",
        text: include_str!("../../machines/strongarm.ron"),
    },
    Builtin {
        name: "modern",
        summary: "like a modern in-order core: three levels, hardware walk, branch prediction",
        text: include_str!("../../machines/modern.ron"),
    },
    Builtin {
        name: "microcontroller",
        summary: "no caches, memory without wait states, a small TLB",
        text: include_str!("../../machines/microcontroller.ron"),
    },
    Builtin {
        name: "single",
        summary: "one cycle each and no caches: the count of cycles is that of instructions",
        text: include_str!("../../machines/single.ron"),
    },
];

/// The built-in machine of that name.
pub fn builtin(name: &str) -> Option<&'static Builtin> {
    BUILTINS.iter().find(|builtin| builtin.name == name)
}
