//! Any contents of memory as a program, on any built-in machine: under both engines, and in two
//! pieces, a run ends in the same way.
#![no_main]

use libfuzzer_sys::fuzz_target;
use swtch_machine::{BUILTINS, Engine, Machine, RAM_BASE, Stop};
use swtch_system::{MachineSource, machine_config};

const LIMIT: u64 = 50_000;
const SETS: [&str; 8] = [
    "tlb.refill=hardware",
    "tlb.entries=4",
    "l1d.indexing=virtual",
    "l1i.indexing=virtual_asid",
    "misaligned=split",
    "predictor=bimodal",
    "l2.inclusion=inclusive",
    "l1d.write=through",
];

fuzz_target!(|data: &[u8]| {
    let [which, options, middle, program @ ..] = data else { return };
    let builtin = &BUILTINS[usize::from(*which) % BUILTINS.len()];
    let source = MachineSource::Builtin(builtin.name.into());
    let chosen = SETS.iter().enumerate().filter(|(bit, _)| options >> bit & 1 != 0);
    let mut sets: Vec<String> = chosen.map(|(_, set)| set.to_string()).collect();
    sets.push("ram_size=1MiB".into());
    let Ok(config) = machine_config(&source, &sets) else { return };
    let end = |engine, pieces: &[u64]| {
        let mut machine = Machine::new(&config, 1).expect("validated");
        // The fast engine does not cover every machine, and then this one is stepped, too.
        let _ = machine.set_engine(engine);
        if machine.load(RAM_BASE, program).is_err() {
            return None;
        }
        machine.set_disk(vec![7; 4096]);
        machine.set_input(|| b"input".to_vec());
        for register in 1..32 {
            machine
                .set_reg(register, [RAM_BASE, 0x1000_0000, 0x1000_1000, 0x200_0000][register % 4]);
        }
        let mut stop = Stop::Limit;
        for &limit in pieces {
            if stop == Stop::Limit {
                stop = machine.run(limit, &mut ());
            }
        }
        Some((stop, machine.counters(), *machine.regs(), machine.take_console()))
    };
    let whole = end(Engine::Step, &[LIMIT]);
    let pieces = [u64::from(*middle) * 100, LIMIT];
    assert_eq!(whole, end(Engine::Step, &pieces));
    assert_eq!(whole, end(Engine::Fast, &[LIMIT]));
    assert_eq!(whole, end(Engine::Fast, &pieces));
});
