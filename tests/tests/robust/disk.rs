//! The disk, driven by a driver that writes nonsense: registers in any order, descriptors that
//! lead anywhere, in a circle, or out of memory.

use proptest::collection::vec;
use proptest::prelude::*;
use swtch_machine::{Machine, MachineConfig, RAM_BASE, Stop};

use crate::damage::config;

const DISK: u32 = 0x1000_1000;
const QUEUE: u32 = RAM_BASE + 0x1_0000;
const LIMIT: u64 = 1_000_000;

/// Registers of the transport that matter, and some that do not exist.
const REGISTERS: [u32; 20] = [
    0x10, 0x14, 0x20, 0x24, 0x30, 0x34, 0x38, 0x44, 0x50, 0x60, 0x64, 0x70, 0x80, 0x84, 0x90, 0xa0,
    0xa4, 0xfc, 0x100, 0x7fc,
];

/// A number that a field of a queue may have.
fn any_number() -> impl Strategy<Value = u32> {
    prop_oneof![
        4 => 0u32..20,
        2 => (0u32..64).prop_map(|line| QUEUE + 16 * line),
        1 => Just(QUEUE + 0x1000),
        1 => (0u32..33).prop_map(|bit| 1u32.checked_shl(bit).unwrap_or(u32::MAX)),
        1 => any::<u32>(),
    ]
}

/// The writes of a driver that does everything right, up to and without the notification.
fn set_up() -> Vec<(u32, u32)> {
    let (table, available, used) = (QUEUE, QUEUE + 0x400, QUEUE + 0x800);
    let steps = [
        (0x70, 1),
        (0x70, 3),
        (0x24, 1),
        (0x20, 1),
        (0x70, 11),
        (0x38, 8),
        (0x80, table),
        (0x90, available),
        (0xa0, used),
        (0x44, 1),
        (0x70, 15),
    ];
    steps.to_vec()
}

/// Instructions that store each value at its register, and then wait.
fn program(writes: &[(u32, u32)]) -> Vec<u8> {
    let mut words = Vec::new();
    for &(register, value) in writes {
        for (rd, value) in [(5, DISK + register), (6, value)] {
            let low = value << 20;
            let high = value.wrapping_sub(((low as i32) >> 20) as u32);
            words.push(high & 0xffff_f000 | rd << 7 | 0x37);
            words.push(low | rd << 15 | rd << 7 | 0x13);
        }
        words.push(6 << 20 | 5 << 15 | 2 << 12 | 0x23); // sw t1, 0(t0)
    }
    words.push(0x1050_0073); // wfi
    words.push(0xffdf_f06f); // j . - 4
    words.iter().flat_map(|word| word.to_le_bytes()).collect()
}

fn run(writes: &[(u32, u32)], memory: &[u32], seed: u64) -> (Stop, Machine) {
    let mut machine = Machine::new(&MachineConfig::default(), seed).expect("the default");
    machine.load(RAM_BASE, &program(writes)).expect("RAM holds it");
    let bytes: Vec<u8> = memory.iter().flat_map(|word| word.to_le_bytes()).collect();
    machine.load(QUEUE, &bytes).expect("RAM holds it");
    machine.set_disk(vec![3; 8192]);
    let stop = machine.run(LIMIT, &mut ());
    (stop, machine)
}

proptest! {
    #![proptest_config(config(150))]

    #[test]
    fn any_descriptors_are_survived(
        memory in vec(any_number(), 1024),
        head in 0u32..10,
        rings in 1usize..4,
    ) {
        let mut memory = memory;
        // The available ring: flags and index in the first word, then heads.
        memory[0x100] = 3 << 16;
        memory[0x101] = head | head << 16;
        let notifications = [(0x50, 0)].repeat(rings);
        let (_, machine) = run(&[set_up(), notifications].concat(), &memory, 1);
        prop_assert_eq!(machine.disk().map(<[u8]>::len), Some(8192));
    }

    #[test]
    fn any_driver_is_survived(
        writes in vec((proptest::sample::select(REGISTERS.to_vec()), any_number()), 1..40),
        memory in vec(any_number(), 64),
        prepared in any::<bool>(),
    ) {
        let before = if prepared { set_up() } else { Vec::new() };
        let (_, machine) = run(&[before, writes].concat(), &memory, 1);
        prop_assert_eq!(machine.disk().map(<[u8]>::len), Some(8192));
    }
}

/// The two properties would hold of a disk that does nothing: a right request is served here.
#[test]
fn a_right_driver_reads_a_sector() {
    let (header, data, status) = (QUEUE + 0xc00, QUEUE + 0x1000, QUEUE + 0xc20);
    let mut memory = vec![0; 0x310];
    let descriptors = [header, 0, 16, 1 | 1 << 16, data, 0, 512, 3 | 2 << 16, status, 0, 1, 2];
    memory[..12].copy_from_slice(&descriptors);
    memory[0x100] = 1 << 16;
    let (_, machine) = run(&[set_up(), vec![(0x50, 0)]].concat(), &memory, 1);
    assert_eq!(machine.read_bytes(data, 512), Some(&[3; 512][..]));
}
