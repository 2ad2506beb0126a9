//! The devices, register by register.

use super::program::*;
use crate::Stop;
use crate::devices::Devices;
use crate::trap::cause;
use swtch_isa::{Op, csr};

const UART: u32 = 0x1000_0000;
const PLIC: u32 = 0x0c00_0000;
const CLINT: u32 = 0x0200_0000;

fn uart(devices: &mut Devices, register: u32) -> u32 {
    devices.read(UART + register, 1, 0).unwrap()
}

fn external(devices: &Devices) -> bool {
    devices.pending(0) >> cause::EXTERNAL & 1 != 0
}

/// Devices with the UART's interrupt enabled at the PLIC.
fn with_plic() -> Devices {
    let mut devices = Devices::new(1);
    devices.write(PLIC + 4 * 10, 4, 1, 0).unwrap();
    devices.write(PLIC + 0x2000, 4, 1 << 10, 0).unwrap();
    devices
}

#[test]
fn uart_sends_at_once() {
    let mut devices = Devices::new(1);
    for byte in *b"ok" {
        assert_eq!(uart(&mut devices, 5), 0x60);
        devices.write(UART, 1, byte.into(), 0).unwrap();
    }
    assert_eq!(devices.uart.output, b"ok");
}

#[test]
fn uart_drops_the_carrier_at_the_end_of_input() {
    let mut devices = Devices::new(1);
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
    let mut devices = Devices::new(1);
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
    let mut devices = Devices::new(1);
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
    let mut devices = Devices::new(1);
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
    let mut devices = Devices::new(10);
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
