//! The devices, register by register.

use super::program::*;
use crate::config::{DiskConfig, L1dConfig, MachineConfig};
use crate::devices::Devices;
use crate::trap::cause;
use crate::{Arrival, Machine, RAM_BASE, Snoops, Stop};
use swtch_isa::{Insn, Op, csr};

const UART: u32 = 0x1000_0000;
const PLIC: u32 = 0x0c00_0000;
const CLINT: u32 = 0x0200_0000;

fn devices(timebase_cycles: u32) -> Devices {
    Devices::new(&MachineConfig { timebase_cycles, ..MachineConfig::default() })
}

fn uart(devices: &mut Devices, register: u32) -> u32 {
    devices.read(UART + register, 1, 0).unwrap()
}

fn external(devices: &Devices) -> bool {
    devices.pending(0) >> cause::EXTERNAL & 1 != 0
}

/// Devices with the UART's interrupt enabled at the PLIC.
fn with_plic() -> Devices {
    let mut devices = devices(1);
    devices.write(PLIC + 4 * 10, 4, 1, 0).unwrap();
    devices.write(PLIC + 0x2000, 4, 1 << 10, 0).unwrap();
    devices
}

#[test]
fn uart_sends_at_once() {
    let mut devices = devices(1);
    for byte in *b"ok" {
        assert_eq!(uart(&mut devices, 5), 0x60);
        devices.write(UART, 1, byte.into(), 0).unwrap();
    }
    assert_eq!(devices.uart.output, b"ok");
}

#[test]
fn uart_drops_the_carrier_at_the_end_of_input() {
    let mut devices = devices(1);
    devices.uart.set_input(Box::new(|| b"x".to_vec()));
    assert_eq!((uart(&mut devices, 5), uart(&mut devices, 6)), (0x61, 0xb0));
    assert_eq!(uart(&mut devices, 0), u32::from(b'x'));
    assert_eq!(uart(&mut devices, 5), 0x60);
    assert_eq!(uart(&mut devices, 6), 0x38, "no carrier, and that is news");
    assert_eq!(uart(&mut devices, 6), 0x30);
    assert_eq!(uart(&mut devices, 0), 0);
}

#[test]
fn uart_asks_for_its_input_only_when_the_guest_is_ready_to_receive() {
    let mut devices = devices(1);
    devices.uart.set_input(Box::new(|| panic!("nobody has looked for input")));
    devices.write(UART + 4, 1, 0x1, 0).unwrap(); // DTR without RTS: hold everything
    devices.write(UART, 1, u32::from(b'a'), 0).unwrap();
    assert_eq!(uart(&mut devices, 5), 0x60, "nothing received");
    assert_eq!(uart(&mut devices, 6), 0xb0, "but the line is up");
    devices.uart.set_input(Box::new(|| b"b".to_vec()));
    devices.write(UART + 4, 1, 0x3, 0).unwrap(); // DTR and RTS
    assert_eq!(uart(&mut devices, 5), 0x61);
    assert_eq!(uart(&mut devices, 0), u32::from(b'b'));
}

#[test]
fn uart_interrupts_reach_the_plic_and_are_claimed_once() {
    let mut devices = with_plic();
    devices.uart.set_input(Box::new(|| b"ab".to_vec()));
    assert!(!external(&devices));
    devices.write(UART + 1, 1, 0x1, 0).unwrap();
    assert!(external(&devices));
    assert_eq!(uart(&mut devices, 2), 0x04, "received data");
    assert_eq!(devices.read(PLIC + 0x20_0004, 4, 0), Ok(10));
    assert_eq!(devices.read(PLIC + 0x20_0004, 4, 0), Ok(0));
    assert!(!external(&devices), "claimed");
    uart(&mut devices, 0);
    devices.write(PLIC + 0x20_0004, 4, 10, 0).unwrap();
    assert!(external(&devices), "completed, but the line is still raised");
    assert_eq!(devices.read(PLIC + 0x20_0004, 4, 0), Ok(10));
    uart(&mut devices, 0);
    devices.write(PLIC + 0x20_0004, 4, 10, 0).unwrap();
    assert!(!external(&devices));
}

#[test]
fn uart_tells_of_the_empty_transmitter_and_the_lost_carrier() {
    let mut devices = with_plic();
    devices.write(UART + 1, 1, 0x2, 0).unwrap();
    assert_eq!((uart(&mut devices, 2), uart(&mut devices, 2)), (0x02, 0x01));
    devices.write(UART, 1, 7, 0).unwrap();
    assert_eq!(uart(&mut devices, 2), 0x02);
    devices.write(UART + 1, 1, 0x8, 0).unwrap();
    assert_eq!(uart(&mut devices, 2), 0x00, "modem status");
    uart(&mut devices, 6);
    assert_eq!(uart(&mut devices, 2), 0x01);
}

#[test]
fn uart_has_a_divisor_behind_a_latch() {
    let mut devices = devices(1);
    devices.write(UART + 3, 1, 0x83, 0).unwrap();
    devices.write(UART, 1, 0x12, 0).unwrap();
    assert_eq!(uart(&mut devices, 0), 0x12);
    devices.write(UART + 3, 1, 0x03, 0).unwrap();
    assert_eq!(uart(&mut devices, 0), 0);
    assert_eq!(devices.uart.output, b"");
    assert!(devices.read(UART + 8, 1, 0).is_err());
}

#[test]
fn plic_prefers_priority_then_the_lowest_number_above_the_threshold() {
    let mut devices = devices(1);
    for (source, priority) in [(3, 1), (5, 2), (9, 2)] {
        devices.write(PLIC + 4 * source, 4, priority, 0).unwrap();
        devices.plic.set_level(source, true);
    }
    devices.write(PLIC + 0x2000, 4, 1 << 3 | 1 << 5 | 1 << 9, 0).unwrap();
    devices.write(PLIC + 0x20_0000, 4, 2, 0).unwrap();
    assert!(!external(&devices), "nothing above the threshold");
    devices.write(PLIC + 0x20_0000, 4, 1, 0).unwrap();
    assert!(external(&devices));
    assert_eq!(devices.read(PLIC + 0x1000, 4, 0), Ok(1 << 3 | 1 << 5 | 1 << 9));
    let claims = [(); 4].map(|()| devices.read(PLIC + 0x20_0004, 4, 0).unwrap());
    assert_eq!(claims, [5, 9, 3, 0], "a claim does not mind the threshold");
}

#[test]
fn clint_counts_ticks_and_compares() {
    let mut devices = devices(10);
    let timer = |devices: &Devices, now| devices.pending(now) >> cause::TIMER & 1 != 0;
    assert_eq!(devices.next_event(0), None);
    devices.write(CLINT + 0x4000, 4, 7, 0).unwrap();
    devices.write(CLINT + 0x4004, 4, 0, 0).unwrap();
    assert_eq!(devices.next_event(0), Some(70));
    assert!(!timer(&devices, 69));
    assert!(timer(&devices, 70));
    assert_eq!(devices.next_event(70), None);
    assert_eq!(devices.read(CLINT + 0xbff8, 4, 69), Ok(6));
    devices.write(CLINT + 0xbff8, 4, 100, 69).unwrap();
    assert_eq!(devices.read(CLINT + 0xbff8, 4, 85), Ok(102));
    devices.write(CLINT, 4, 3, 0).unwrap();
    assert_eq!(devices.read(CLINT, 4, 0), Ok(1));
    assert_eq!(devices.pending(0) >> cause::SOFTWARE & 1, 1);
    assert!(devices.read(CLINT, 1, 0).is_err());
}

#[test]
fn clint_is_silent_until_the_comparison_is_written_and_needs_only_its_lower_half() {
    let mut devices = devices(1);
    assert_eq!((devices.read(CLINT + 0x4000, 4, 9), devices.pending(9)), (Ok(0), 0));
    devices.write(CLINT + 0x4000, 4, 12, 9).unwrap();
    assert_eq!((devices.next_event(9), devices.pending(11)), (Some(12), 0));
    assert_eq!(devices.pending(12), 1 << cause::TIMER);
}

#[test]
fn finisher_ends_the_run() {
    for (value, stop) in [
        (0x5555, Stop::Finished(0)),
        (0x7777, Stop::Finished(0)),
        (7 << 16 | 0x3333, Stop::Finished(7)),
    ] {
        let program = [&li(T1, value)[..], &li(T0, 0x10_0000), &[s(Op::Sw, T0, T1, 0)]].concat();
        let mut machine = machine(&cacheless(), &program);
        assert_eq!(run(&mut machine, &mut ()), stop);
        assert_eq!(machine.counters().instructions, 5, "the store itself has retired");
        assert_eq!(run(&mut machine, &mut ()), stop, "and it stays finished");
    }
}

/// `mtimecmp` is set to 500; `wfi` waits for it, interrupts being off, and goes on behind itself.
fn timer_program() -> Vec<swtch_isa::Insn> {
    [
        &li(T0, CLINT + 0x4000)[..],
        &[i(Op::Addi, T1, ZERO, 500), s(Op::Sw, T0, T1, 0), s(Op::Sw, T0, ZERO, 4)],
        &[i(Op::Addi, T1, ZERO, 0x80), csrw(csr::MIE, T1), plain(Op::Wfi), csrr(A0, csr::CYCLE)],
        &finish(0),
    ]
    .concat()
}

#[test]
fn wfi_jumps_to_the_next_event() {
    let mut machine = machine(&cacheless(), &timer_program());
    let mut recorder = Recorder::default();
    assert_eq!(run(&mut machine, &mut recorder), Stop::Finished(0));
    assert_eq!(machine.regs()[A0 as usize], 500);
    assert_eq!(recorder.lines, ["  28 wfi", " 500 wake"]);
}

#[test]
fn wfi_can_be_cut_by_the_limit_and_goes_on() {
    let mut machine = machine(&cacheless(), &timer_program());
    let mut recorder = Recorder::default();
    assert_eq!(machine.run(100, &mut recorder), Stop::Limit);
    assert_eq!(machine.counters().cycles, 100);
    assert_eq!(run(&mut machine, &mut recorder), Stop::Finished(0));
    assert_eq!(recorder.lines, ["  28 wfi", " 500 wake"]);
}

#[test]
fn wfi_without_any_event_waits_for_ever() {
    let mut machine = machine(&cacheless(), &[plain(Op::Wfi), nop()]);
    assert_eq!(run(&mut machine, &mut ()), Stop::WaitingForEver);
    assert_eq!(run(&mut machine, &mut ()), Stop::WaitingForEver);
    assert_eq!(machine.counters().cycles, 1);
}

#[test]
fn console_goes_both_ways() {
    let program = [
        &li(T0, UART)[..],
        &[i(Op::Lbu, T1, T0, 0), i(Op::Addi, T1, T1, 1), s(Op::Sb, T0, T1, 0)],
        &finish(0),
    ]
    .concat();
    let mut machine = machine(&cacheless(), &program);
    machine.set_input(|| b"a".to_vec());
    run(&mut machine, &mut ());
    assert_eq!(machine.take_console(), b"b");
    assert_eq!(machine.take_console(), b"");
}

/// Enables the receiver's interrupt, at the UART and the PLIC, and waits for it with `wfi`; then the
/// cycle, the byte, and what the modem status says.
fn reader() -> Vec<Insn> {
    [
        &poke(PLIC + 4 * 10, 1)[..],
        &poke(PLIC + 0x2000, 1 << 10),
        &li(T0, UART),
        &[i(Op::Addi, T1, ZERO, 1), s(Op::Sb, T0, T1, 1)],
        &li(T1, 1 << cause::EXTERNAL),
        &[csrw(csr::MIE, T1), plain(Op::Wfi), csrr(A0, csr::CYCLE), i(Op::Lbu, A1, T0, 0)],
        &[i(Op::Lbu, A2, T0, 6), i(Op::Lbu, A3, T0, 5)],
        &finish(0),
    ]
    .concat()
}

fn arrival(cycle: u64, bytes: &[u8]) -> Arrival {
    Arrival { cycle, bytes: bytes.to_vec() }
}

#[test]
fn input_arrives_at_its_cycle() {
    let mut machine = machine(&cacheless(), &reader());
    machine.set_input_script(vec![arrival(700, b"x"), arrival(900, b"y")], false);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    let [cycle, byte, modem, line] = std::array::from_fn(|n| machine.regs()[A0 as usize + n]);
    assert_eq!((cycle, byte, modem, line), (700, u32::from(b'x'), 0xb0, 0x60), "more will come");
}

#[test]
fn an_arrival_without_bytes_only_keeps_the_line_up() {
    let mut machine = machine(&cacheless(), &reader());
    machine.set_input_script(vec![arrival(700, b"x"), arrival(701, b"")], false);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    assert_eq!(machine.regs()[A2 as usize], 0x38, "the carrier is gone, and that is news");
}

#[test]
fn who_holds_the_other_side_off_gets_its_input_later() {
    let look = |register| [&li(T0, UART)[..], &[i(Op::Lbu, register, T0, 5)]].concat();
    let program = [
        &poke_byte(UART + 4, 1)[..], // DTR without RTS
        &[nop(); 40],
        &look(A1),
        &poke_byte(UART + 4, 3),
        &look(A2),
        &finish(0),
    ]
    .concat();
    let mut machine = machine(&cacheless(), &program);
    machine.set_input_script(vec![arrival(20, b"x")], false);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    assert_eq!(machine.regs()[A1 as usize..=A2 as usize], [0x60, 0x61]);
}

#[test]
fn what_is_typed_can_be_repeated_by_a_script() {
    let mut typed = machine(&cacheless(), &reader());
    typed.set_input_script(Vec::new(), true);
    let mut first = Recorder::default();
    assert_eq!(run(&mut typed, &mut first), Stop::WaitingForEver);
    assert!(typed.awaits_input());
    let script = vec![typed.send_input(b"x".to_vec(), false), typed.send_input(Vec::new(), true)];
    assert_eq!(run(&mut typed, &mut first), Stop::Finished(0));

    let mut again = machine(&cacheless(), &reader());
    again.set_input_script(script, false);
    let mut second = Recorder::default();
    assert_eq!(run(&mut again, &mut second), Stop::Finished(0));
    assert_eq!((&first.lines, first.cycles), (&second.lines, second.cycles));
    assert_eq!((typed.counters(), typed.regs()), (again.counters(), again.regs()));
}

const DISK: u32 = 0x1000_1000;
/// Where the queue's three parts lie, and a request's three buffers.
const TABLE: u32 = RAM_BASE + 0x1000;
const AVAILABLE: u32 = RAM_BASE + 0x2000;
const USED: u32 = RAM_BASE + 0x3000;
const HEADER: u32 = RAM_BASE + 0x4000;
const DATA: u32 = RAM_BASE + 0x5000;
const STATUS: u32 = RAM_BASE + 0x6000;

/// A disk of four sectors, the first full of 1, the second of 2 ...
fn image() -> Vec<u8> {
    (1..=4).flat_map(|sector| [sector; 512]).collect()
}

/// Instructions that store a word.
fn poke(paddr: u32, value: u32) -> Vec<Insn> {
    [&li(T0, paddr)[..], &li(T1, value), &[s(Op::Sw, T0, T1, 0)]].concat()
}

/// Instructions that store a byte.
fn poke_byte(paddr: u32, value: u32) -> Vec<Insn> {
    [&li(T0, paddr)[..], &li(T1, value), &[s(Op::Sb, T0, T1, 0)]].concat()
}

/// A driver's set-up: features, a queue of four, and the device at work.
fn disk_driver() -> Vec<Insn> {
    let writes = [
        (0x70, 1),
        (0x70, 3),
        (0x24, 1),
        (0x20, 1),
        (0x70, 11),
        (0x38, 4),
        (0x80, TABLE),
        (0x90, AVAILABLE),
        (0xa0, USED),
        (0x44, 1),
        (0x70, 15),
    ];
    writes.into_iter().flat_map(|(offset, value)| poke(DISK + offset, value)).collect()
}

/// Puts a request of three descriptors into memory.
fn request(machine: &mut Machine, kind: u32, sector: u32, len: u32) {
    let data_flags = if kind == 0 { 3 } else { 1 };
    let words = [HEADER, 0, 16, 1 | 1 << 16, DATA, 0, len, data_flags | 2 << 16, STATUS, 0, 1, 2];
    let bytes = |words: &[u32]| words.iter().flat_map(|w| w.to_le_bytes()).collect::<Vec<u8>>();
    machine.load(TABLE, &bytes(&words)).unwrap();
    machine.load(AVAILABLE, &bytes(&[1 << 16, 0])).unwrap();
    machine.load(HEADER, &bytes(&[kind, 0, sector, 0])).unwrap();
    machine.load(STATUS, &[0xff]).unwrap();
}

fn served(kind: u32, sector: u32, len: u32, before: &[Insn]) -> Machine {
    served_between(kind, sector, len, before, &[])
}

/// Runs a request to its end: the driver waits for the used ring. Instructions are executed before
/// the request and after its end.
fn served_between(kind: u32, sector: u32, len: u32, before: &[Insn], after: &[Insn]) -> Machine {
    let wait = [i(Op::Lhu, T1, T0, 2), s(Op::Beq, T1, ZERO, -4)];
    let program = [
        &disk_driver()[..],
        before,
        &li(T0, USED),
        &[csrr(S0, csr::CYCLE)],
        &poke(DISK + 0x50, 0),
        &li(T0, USED),
        &wait,
        &[csrr(S1, csr::CYCLE)],
        after,
        &finish(0),
    ]
    .concat();
    let disk = DiskConfig { seek_cycles: 1000, block_cycles: 100 };
    let config = MachineConfig { disk, l1d: Some(L1dConfig::default()), ..cacheless() };
    let mut machine = machine(&config, &program);
    machine.set_disk(image());
    request(&mut machine, kind, sector, len);
    machine.load(DATA, &[9; 1024]).unwrap();
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    machine
}

fn byte(machine: &Machine, paddr: u32) -> u8 {
    machine.read_bytes(paddr, 1).unwrap()[0]
}

#[test]
fn a_disk_reads_into_memory_past_the_caches() {
    // The program has the first line of the buffer, and so the device takes it away.
    let warm = [&li(T0, DATA)[..], &[i(Op::Lw, T1, T0, 0)]].concat();
    let machine = served(0, 1, 1024, &warm);
    assert_eq!((byte(&machine, DATA), byte(&machine, DATA + 1023)), (2, 3));
    assert_eq!(byte(&machine, STATUS), 0);
    let took = machine.regs()[S1 as usize] - machine.regs()[S0 as usize];
    assert!((1200..1230).contains(&took), "a seek and two sectors, and the loop: {took}");
    // The buffer's line, and the used ring's, which the program waits for, again and again.
    assert!(machine.snoops().invalidations >= 2, "{:?}", machine.snoops());
    assert_eq!(machine.disk().unwrap(), image());
}

#[test]
fn a_disk_writes_what_the_caches_hold() {
    let dirty = [&li(T0, DATA)[..], &li(T1, 7), &[s(Op::Sb, T0, T1, 0)]].concat();
    let machine = served(1, 3, 512, &dirty);
    let disk = machine.disk().unwrap();
    assert_eq!((disk[1535], disk[1536], disk[1537], disk[2047]), (3, 7, 9, 9));
    assert_eq!(machine.snoops().writebacks, 1);
}

#[test]
fn a_reservation_is_lost_when_the_disk_writes_the_word() {
    let sc_after = |kind, reserved: u32| {
        let before = [&li(T0, reserved)[..], &[r(Op::LrW, T1, T0, 0)]].concat();
        let after = [&li(T0, reserved)[..], &[r(Op::ScW, A0, T0, ZERO)]].concat();
        served_between(kind, 1, 512, &before, &after).regs()[A0 as usize]
    };
    assert_eq!(sc_after(0, DATA), 1);
    assert_eq!(sc_after(0, DATA + 508), 1);
    assert_eq!(sc_after(0, DATA + 512), 0, "behind what was written");
    assert_eq!(sc_after(0, DATA - 4), 0, "before it");
    assert_eq!(sc_after(1, DATA), 0, "the disk has only read it");
}

#[test]
fn requests_beyond_the_disk_fail() {
    assert_eq!(byte(&served(0, 4, 512, &[]), STATUS), 1);
    assert_eq!(byte(&served(1, u32::MAX, 512, &[]), STATUS), 1);
    assert_eq!(byte(&served(17, 0, 512, &[]), STATUS), 2);
    assert_eq!(Machine::new(&cacheless(), 1).unwrap().snoops(), Snoops::default());
}

#[test]
fn a_queue_that_makes_no_sense_needs_a_reset() {
    let program = [
        &disk_driver()[..],
        &poke(TABLE, 0),
        &poke(DISK + 0x50, 0),
        &li(T0, DISK),
        // Until the request should be done.
        &[i(Op::Lw, A0, T0, 0x70), i(Op::Andi, T1, A0, 64), s(Op::Beq, T1, ZERO, -8)],
        &finish(0),
    ]
    .concat();
    let mut machine = machine(&cacheless(), &program);
    machine.set_disk(image());
    request(&mut machine, 0, 0, 512);
    assert_eq!(run(&mut machine, &mut ()), Stop::Finished(0));
    assert_eq!(machine.regs()[A0 as usize], 15 | 64);
}

#[test]
fn a_board_without_a_disk_has_an_empty_slot() {
    let mut devices = devices(1);
    let mut read = |offset| devices.read(DISK + offset, 4, 0).unwrap();
    assert_eq!([read(0), read(4), read(8)], [0x7472_6976, 2, 0]);
    devices.disk.attach(vec![0; 513]);
    let mut read = |offset| devices.read(DISK + offset, 4, 0).unwrap();
    assert_eq!([read(8), read(0x100), read(0x104), read(0x34)], [2, 2, 0, 256]);
}
