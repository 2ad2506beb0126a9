//! Any words as a program, on every kind of machine: each run ends, says why, and ends in the same
//! way under both engines.

use proptest::collection::vec;
use proptest::prelude::*;
use swtch_isa::TABLE;
use swtch_machine::{BUILTINS, Engine, Machine, MachineConfig, RAM_BASE, Stop};
use swtch_system::{MachineSource, machine_config};

use crate::damage::config;

const LIMIT: u64 = 30_000;

/// Options that no built-in machine has together.
const SETS: [&[&str]; 6] = [
    &[],
    &["tlb.refill=hardware", "tlb.entries=4", "tlb.replacement=fifo"],
    &["l1d.indexing=virtual", "l1i.indexing=virtual_asid", "misaligned=split"],
    &["l1d.write=through", "l2.inclusion=inclusive", "l2.size=16KiB", "l1d.allocate=false"],
    &["predictor=bimodal", "hazards=stall", "resolve=memory", "timebase_cycles=7"],
    &["l1i=none", "l1d=none", "l3.size=1MiB", "tlb.wired=3", "tlb.asid_bits=0"],
];

fn any_machine() -> impl Strategy<Value = MachineConfig> {
    (0..BUILTINS.len(), 0..SETS.len()).prop_map(|(builtin, set)| {
        let source = MachineSource::Builtin(BUILTINS[builtin].name.into());
        let sets: Vec<String> = SETS[set].iter().map(|set| set.to_string()).collect();
        // Some sets do not fit some machines, which is an answer, too.
        machine_config(&source, &sets)
            .or_else(|_| machine_config(&source, &[]))
            .expect("a built-in machine")
    })
}

/// A word that is a row of the instruction table with any operands, or any word.
fn any_word() -> impl Strategy<Value = u32> {
    let row = (0..TABLE.len(), any::<u32>()).prop_map(|(row, operands)| {
        let bits = TABLE[row].bits.bytes().filter(|byte| !byte.is_ascii_whitespace());
        bits.enumerate().fold(0, |word, (at, bit)| {
            let free = operands >> (31 - at as u32 % 32) & 1;
            word << 1 | if bit == b'0' || bit == b'1' { u32::from(bit - b'0') } else { free }
        })
    });
    prop_oneof![9 => row, 1 => any::<u32>()]
}

/// Values that make instructions meet something: devices, RAM and its ends, small numbers.
fn any_value() -> impl Strategy<Value = u32> {
    let bases =
        [0, RAM_BASE, 0x10_0000, 0x200_0000, 0x200_bff8, 0xc00_0000, 0x1000_0000, 0x1000_1000];
    let near = (proptest::sample::select(bases.to_vec()), -8i32..2048)
        .prop_map(|(base, by)| base.wrapping_add(by as u32));
    prop_oneof![3 => near, 1 => any::<u32>(), 1 => 0u32..32]
}

proptest! {
    #![proptest_config(config(200))]

    #[test]
    fn any_program_ends(
        machine in any_machine(),
        words in vec(any_word(), 1..300),
        registers in vec(any_value(), 31),
        seed in any::<u64>(),
    ) {
        let bytes: Vec<u8> = words.iter().flat_map(|word| word.to_le_bytes()).collect();
        let run = |engine| {
            let mut machine = Machine::new(&machine, seed).expect("validated");
            // The fast engine does not cover every machine, and then this one is stepped, too.
            let _ = machine.set_engine(engine);
            machine.load(RAM_BASE, &bytes).expect("RAM holds it");
            machine.set_disk(vec![7; 4096]);
            machine.set_input(|| b"input".to_vec());
            for (number, &value) in (1..).zip(&registers) {
                machine.set_reg(number, value);
            }
            let stop = machine.run(LIMIT, &mut ());
            (stop, machine.counters(), *machine.regs(), machine.pc(), machine.take_console())
        };
        let ends = run(Engine::Step);
        prop_assert_eq!(&ends, &run(Engine::Fast));
        let (stop, counters, _, _, console) = ends;
        match stop {
            Stop::Limit => prop_assert!(counters.cycles >= LIMIT),
            Stop::MachineCheck { reason, .. } => prop_assert!(!reason.is_empty()),
            _ => {}
        }
        prop_assert!(counters.instructions <= counters.cycles);
        prop_assert!(console.len() <= LIMIT as usize);
    }
}
