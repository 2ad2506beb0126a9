//! The devices, and the part of the bus that leads to them.
//!
//! A device is registers in, an interrupt level out; it never calls the hart. Time is the cycle
//! count, handed in with every access. An access that no device answers is an access fault.

mod clint;
mod disk;
mod finisher;
mod plic;
mod uart;

use crate::config::MachineConfig;
use crate::map;
use crate::trap::cause;
pub(crate) use clint::Clint;
pub(crate) use disk::{Disk, Transfer};
pub(crate) use finisher::Finisher;
pub(crate) use plic::Plic;
pub use uart::Arrival;
pub(crate) use uart::Uart;

/// All devices.
pub(crate) struct Devices {
    pub clint: Clint,
    pub plic: Plic,
    pub uart: Uart,
    pub finisher: Finisher,
    pub disk: Disk,
}

/// No device answers here, or not to this width.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct NoDevice;

impl Devices {
    pub fn new(config: &MachineConfig) -> Devices {
        Devices {
            clint: Clint::new(config.timebase_cycles),
            plic: Plic::default(),
            uart: Uart::default(),
            finisher: Finisher::default(),
            disk: Disk::new(&config.disk),
        }
    }

    /// Reads `size` bytes at the aligned address `paddr`, at cycle `now`.
    pub fn read(&mut self, paddr: u32, size: u32, now: u64) -> Result<u32, NoDevice> {
        let value = if map::UART.contains(&paddr) {
            self.uart.read(paddr - map::UART.start)
        } else if map::CLINT.contains(&paddr) {
            self.clint.read(paddr - map::CLINT.start, size, now)
        } else if map::PLIC.contains(&paddr) {
            self.plic.read(paddr - map::PLIC.start, size)
        } else if map::DISK.contains(&paddr) {
            self.disk.read(paddr - map::DISK.start, size)
        } else if map::FINISHER.contains(&paddr) {
            Some(0)
        } else {
            None
        };
        self.connect();
        value.ok_or(NoDevice)
    }

    /// Writes `size` bytes at the aligned address `paddr`, at cycle `now`.
    pub fn write(&mut self, paddr: u32, size: u32, value: u32, now: u64) -> Result<(), NoDevice> {
        let done = if map::UART.contains(&paddr) {
            self.uart.write(paddr - map::UART.start, value as u8)
        } else if map::CLINT.contains(&paddr) {
            self.clint.write(paddr - map::CLINT.start, size, value, now)
        } else if map::PLIC.contains(&paddr) {
            self.plic.write(paddr - map::PLIC.start, size, value)
        } else if map::DISK.contains(&paddr) {
            self.disk.write(paddr - map::DISK.start, size, value, now)
        } else if map::FINISHER.contains(&paddr) {
            self.finisher.write(paddr - map::FINISHER.start, size, value)
        } else {
            None
        };
        self.connect();
        done.ok_or(NoDevice)
    }

    /// Passes the devices' interrupt lines on to the PLIC.
    pub fn connect(&mut self) {
        self.plic.set_level(map::UART_SOURCE, self.uart.interrupt());
        self.plic.set_level(map::DISK_SOURCE, self.disk.interrupt());
    }

    /// The bits of `mip` at cycle `now`.
    pub fn pending(&self, now: u64) -> u32 {
        u32::from(self.clint.software()) << cause::SOFTWARE
            | u32::from(self.clint.timer(now)) << cause::TIMER
            | u32::from(self.plic.interrupt()) << cause::EXTERNAL
    }

    /// The first cycle after `now` at which something happens by itself.
    pub fn next_event(&self, now: u64) -> Option<u64> {
        let events = [self.clint.next_event(now), self.disk.due, self.uart.due()];
        events.into_iter().flatten().min()
    }
}
