//! The address map, as on QEMU's `virt` board. This is the only place that has the numbers: the
//! bus decodes by them and the device tree tells them to the guest.

use std::ops::Range;

/// The test finisher.
pub const FINISHER: Range<u32> = 0x0010_0000..0x0010_1000;
/// The core-local interruptor: timer and software interrupts.
pub const CLINT: Range<u32> = 0x0200_0000..0x0201_0000;
/// The platform-level interrupt controller.
pub const PLIC: Range<u32> = 0x0c00_0000..0x0c60_0000;
/// The UART.
pub const UART: Range<u32> = 0x1000_0000..0x1000_0100;
/// The virtio block device.
pub const DISK: Range<u32> = 0x1000_1000..0x1000_2000;
/// Where RAM begins.
pub const RAM_BASE: u32 = 0x8000_0000;
/// The disk's number at the PLIC.
pub const DISK_SOURCE: u32 = 1;
/// The UART's number at the PLIC.
pub const UART_SOURCE: u32 = 10;
