//! Runs a bare RISC-V ELF file and prints what it counted: the tool with which the engines' speed
//! is measured.
//!
//! `cargo run --release -p swtch-machine --example run_elf -- FILE [MACHINE [step|fast]]`

use std::error::Error;
use std::process::ExitCode;

use object::{Object, ObjectSegment};
use swtch_machine::{Engine, Machine, MachineConfig, Stop, builtin};

fn main() -> Result<ExitCode, Box<dyn Error>> {
    let mut args = std::env::args().skip(1);
    let path = args.next().ok_or("usage: run_elf FILE [MACHINE [step|fast]]")?;
    let name = args.next().unwrap_or_else(|| "virt".into());
    let text = builtin(&name).ok_or("no such machine")?.text;
    let config: MachineConfig = ron::from_str(text)?;
    let engine = match args.next().as_deref() {
        Some("step") => Engine::Step,
        _ => Engine::Fast,
    };
    let bytes = std::fs::read(path)?;
    let elf = object::File::parse(bytes.as_slice())?;

    let mut machine = Machine::new(&config, 0)?;
    machine.set_engine(engine)?;
    for segment in elf.segments() {
        machine.load(segment.address() as u32, segment.data()?)?;
    }
    machine.set_pc(elf.entry() as u32);
    let stop = machine.run(u64::MAX, &mut ());
    print!("{}", String::from_utf8_lossy(&machine.take_console()));
    println!("{stop:?}\n{:#?}", machine.counters());
    Ok(if stop == Stop::Finished(0) { ExitCode::SUCCESS } else { ExitCode::FAILURE })
}
