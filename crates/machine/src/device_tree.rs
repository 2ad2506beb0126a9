//! The flattened device tree that tells a kernel what it runs on.

use std::ops::Range;

use vm_fdt::{FdtWriter, FdtWriterResult};

use crate::config::MachineConfig;
use crate::map;

const CPU_INTC: u32 = 1;
const PLIC: u32 = 2;
const FINISHER: u32 = 3;

/// The device tree of a machine, with `/chosen/bootargs` and, if there is one, the initrd's place and
/// the disk.
/// Addresses and sizes have two cells, as on QEMU's `virt`; `linux,initrd-start` and `-end` one.
/// Zero bytes of `bootargs`, which a property cannot hold, and what follows them are left out.
pub fn device_tree(
    config: &MachineConfig,
    bootargs: &str,
    initrd: Option<Range<u32>>,
    disk: bool,
) -> Vec<u8> {
    let bootargs = bootargs.split('\0').next().unwrap_or_default();
    // Writing fails only for names and nestings that are wrong here, whatever the arguments.
    write(config, bootargs, initrd, disk).expect("the device tree is well formed")
}

fn write(
    config: &MachineConfig,
    bootargs: &str,
    initrd: Option<Range<u32>>,
    disk: bool,
) -> FdtWriterResult<Vec<u8>> {
    let mut fdt = FdtWriter::new()?;
    let root = fdt.begin_node("")?;
    fdt.property_u32("#address-cells", 2)?;
    fdt.property_u32("#size-cells", 2)?;
    fdt.property_string("compatible", "riscv-virtio")?;
    fdt.property_string("model", "swtch")?;
    chosen(&mut fdt, bootargs, initrd)?;
    let ram = range(map::RAM_BASE, config.ram_size.0);
    let memory = fdt.begin_node(&format!("memory@{:x}", map::RAM_BASE))?;
    fdt.property_string("device_type", "memory")?;
    fdt.property_array_u64("reg", &ram)?;
    fdt.end_node(memory)?;
    cpus(&mut fdt, config)?;
    soc(&mut fdt, config, disk)?;
    fdt.end_node(root)?;
    fdt.finish()
}

fn chosen(fdt: &mut FdtWriter, bootargs: &str, initrd: Option<Range<u32>>) -> FdtWriterResult<()> {
    let chosen = fdt.begin_node("chosen")?;
    fdt.property_string("bootargs", bootargs)?;
    fdt.property_string("stdout-path", &format!("/soc/serial@{:x}", map::UART.start))?;
    if let Some(initrd) = initrd {
        fdt.property_u32("linux,initrd-start", initrd.start)?;
        fdt.property_u32("linux,initrd-end", initrd.end)?;
    }
    fdt.end_node(chosen)
}

fn cpus(fdt: &mut FdtWriter, config: &MachineConfig) -> FdtWriterResult<()> {
    let cpus = fdt.begin_node("cpus")?;
    fdt.property_u32("#address-cells", 1)?;
    fdt.property_u32("#size-cells", 0)?;
    fdt.property_u32("timebase-frequency", saturate(config.timebase_hz()))?;
    let cpu = fdt.begin_node("cpu@0")?;
    fdt.property_string("device_type", "cpu")?;
    fdt.property_u32("reg", 0)?;
    fdt.property_string("status", "okay")?;
    fdt.property_string("compatible", "riscv")?;
    fdt.property_string("riscv,isa", "rv32ima_zicsr_zifencei")?;
    fdt.property_u32("clock-frequency", saturate(config.clock_hz))?;
    let intc = fdt.begin_node("interrupt-controller")?;
    fdt.property_u32("#interrupt-cells", 1)?;
    fdt.property_null("interrupt-controller")?;
    fdt.property_string("compatible", "riscv,cpu-intc")?;
    fdt.property_phandle(CPU_INTC)?;
    fdt.end_node(intc)?;
    fdt.end_node(cpu)?;
    fdt.end_node(cpus)
}

fn soc(fdt: &mut FdtWriter, config: &MachineConfig, disk: bool) -> FdtWriterResult<()> {
    let soc = fdt.begin_node("soc")?;
    fdt.property_u32("#address-cells", 2)?;
    fdt.property_u32("#size-cells", 2)?;
    fdt.property_string("compatible", "simple-bus")?;
    fdt.property_null("ranges")?;
    serial(fdt, config)?;
    if disk {
        virtio(fdt)?;
    }
    plic(fdt)?;
    clint(fdt)?;
    finisher(fdt)?;
    fdt.end_node(soc)
}

fn serial(fdt: &mut FdtWriter, config: &MachineConfig) -> FdtWriterResult<()> {
    let serial = begin_device(fdt, "serial", map::UART)?;
    fdt.property_string("compatible", "ns16550a")?;
    fdt.property_u32("clock-frequency", saturate(config.clock_hz))?;
    fdt.property_u32("interrupts", map::UART_SOURCE)?;
    fdt.property_u32("interrupt-parent", PLIC)?;
    fdt.end_node(serial)
}

fn virtio(fdt: &mut FdtWriter) -> FdtWriterResult<()> {
    let disk = begin_device(fdt, "virtio_mmio", map::DISK)?;
    fdt.property_string("compatible", "virtio,mmio")?;
    fdt.property_u32("interrupts", map::DISK_SOURCE)?;
    fdt.property_u32("interrupt-parent", PLIC)?;
    fdt.end_node(disk)
}

fn plic(fdt: &mut FdtWriter) -> FdtWriterResult<()> {
    let plic = begin_device(fdt, "plic", map::PLIC)?;
    fdt.property_string("compatible", "sifive,plic-1.0.0")?;
    fdt.property_u32("#interrupt-cells", 1)?;
    fdt.property_u32("#address-cells", 0)?;
    fdt.property_null("interrupt-controller")?;
    fdt.property_array_u32("interrupts-extended", &[CPU_INTC, crate::cause::EXTERNAL])?;
    fdt.property_u32("riscv,ndev", 95)?;
    fdt.property_phandle(PLIC)?;
    fdt.end_node(plic)
}

fn clint(fdt: &mut FdtWriter) -> FdtWriterResult<()> {
    use crate::cause::{SOFTWARE, TIMER};
    let clint = begin_device(fdt, "clint", map::CLINT)?;
    let names = vec!["sifive,clint0".to_string(), "riscv,clint0".to_string()];
    fdt.property_string_list("compatible", names)?;
    fdt.property_array_u32("interrupts-extended", &[CPU_INTC, SOFTWARE, CPU_INTC, TIMER])?;
    fdt.end_node(clint)
}

fn finisher(fdt: &mut FdtWriter) -> FdtWriterResult<()> {
    let test = begin_device(fdt, "test", map::FINISHER)?;
    let names = ["sifive,test1", "sifive,test0", "syscon"].map(str::to_string);
    fdt.property_string_list("compatible", names.to_vec())?;
    fdt.property_phandle(FINISHER)?;
    fdt.end_node(test)
}

fn begin_device(
    fdt: &mut FdtWriter,
    name: &str,
    place: Range<u32>,
) -> FdtWriterResult<vm_fdt::FdtWriterNode> {
    let node = fdt.begin_node(&format!("{name}@{:x}", place.start))?;
    fdt.property_array_u64("reg", &range(place.start, place.len() as u64))?;
    Ok(node)
}

/// A `reg` entry: address and size, of two cells each.
fn range(start: u32, size: u64) -> [u64; 2] {
    [start.into(), size]
}

fn saturate(value: u64) -> u32 {
    value.try_into().unwrap_or(u32::MAX)
}
