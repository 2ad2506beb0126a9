//! Debug sections made here: bytes from `gimli`, and the places in them that the linker must fill.

use gimli::LittleEndian;
use gimli::write::{EndianVec, RelocateWriter, Relocation};

/// A section made here, with relocations against sections of the program (symbols) or against
/// others made here.
pub(crate) struct DebugSection {
    pub(crate) name: &'static str,
    pub(crate) bytes: Vec<u8>,
    pub(crate) relocations: Vec<Relocation>,
}

/// Bytes, and the places in them that the linker must fill.
#[derive(Clone)]
pub(crate) struct Recorder {
    pub(crate) writer: EndianVec<LittleEndian>,
    pub(crate) relocations: Vec<Relocation>,
}

impl Default for Recorder {
    fn default() -> Recorder {
        Recorder { writer: EndianVec::new(LittleEndian), relocations: Vec::new() }
    }
}

impl Recorder {
    /// The section, unless nothing was written.
    pub(crate) fn section(&self, name: &'static str) -> Option<DebugSection> {
        let bytes = self.writer.slice().to_vec();
        let relocations = self.relocations.clone();
        (!bytes.is_empty()).then_some(DebugSection { name, bytes, relocations })
    }
}

impl RelocateWriter for Recorder {
    type Writer = EndianVec<LittleEndian>;

    fn writer(&self) -> &Self::Writer {
        &self.writer
    }

    fn writer_mut(&mut self) -> &mut Self::Writer {
        &mut self.writer
    }

    fn relocate(&mut self, relocation: Relocation) {
        self.relocations.push(relocation);
    }
}
