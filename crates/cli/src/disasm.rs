//! `swtch disasm`: a file's contents, whether it is an object, an executable, or a source to build.

use crate::args::DisasmArgs;
use crate::cc::print_warnings;
use crate::console::Sink;
use crate::files::Disk;
use crate::program;
use swtch_programs as programs;
use swtch_source::{Files, Sources};
use swtch_system::guest::{ProgramSource, bare_program, user_program};
use swtch_system::{Error, Toolchain};

/// Prints the listing.
pub fn disasm(args: &DisasmArgs) -> Result<u8, Error> {
    let named = program::find(&args.file)?;
    let bytes = match &named.source {
        ProgramSource::Elf(bytes) => bytes.clone(),
        source => {
            let mut toolchain = Toolchain::new(&Disk);
            let built = match args.bare || named.bare {
                true => bare_program(&mut toolchain, source),
                false => {
                    let library = toolchain.library()?;
                    user_program(&mut toolchain, &library, &named.name, source)
                        .map(|program| program.executable)
                }
            };
            print_warnings(&toolchain);
            built?
        }
    };
    Sink::Stdout.write(listing(&args.file, &bytes)?.as_bytes())?;
    Ok(0)
}

/// The listing of an ELF file or archive, source lines among the instructions.
pub fn listing(name: &str, bytes: &[u8]) -> Result<String, Error> {
    let listings = swtch_link::disassembly(name, bytes, &SourceTexts)
        .map_err(|mistake| Error::mistakes(&Sources::new(), vec![mistake]))?;
    Ok(listings.iter().map(ToString::to_string).collect::<Vec<_>>().join("\n"))
}

/// Sources as line tables name them: embedded ones, then the disk.
struct SourceTexts;

impl Files for SourceTexts {
    fn read(&self, path: &str) -> Option<String> {
        match path.strip_prefix("swtch:") {
            Some(embedded) => programs::file(embedded).map(|file| file.text.to_string()),
            None => Disk.read(path),
        }
    }
}
