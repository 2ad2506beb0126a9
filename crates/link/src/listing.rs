//! Listings: what a file contains, as `swtch disasm` shows it. A [`Listing`] is a value first;
//! displayed, it is text in the manner of GNU objdump.

use std::fmt;

use crate::executable::{Section, Symbol, SymbolKind};

/// The contents of one executable, or of one object.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Listing {
    /// The file's name; of a member of an archive, `library(member)`.
    pub name: String,
    /// What kind of file it is, in words.
    pub kind: &'static str,
    /// Where execution starts; none for what is no program.
    pub entry: Option<u32>,
    /// Sections that are part of the memory. In an object all begin at 0.
    pub sections: Vec<Section>,
    /// Symbols with the section they are in, if that is known and not clear from the address.
    pub symbols: Vec<(Symbol, Option<String>)>,
    /// Names an object needs from others.
    pub undefined: Vec<String>,
    /// The sections that hold instructions, and in objects those that hold relocations.
    pub blocks: Vec<Block>,
}

/// One section, line by line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Block {
    /// Name of the section.
    pub section: String,
    /// In the order of addresses.
    pub lines: Vec<Line>,
}

/// One line of a listing.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Line {
    /// A symbol stands here.
    Label {
        /// Its address.
        address: u32,
        /// Its name.
        name: String,
    },
    /// What follows was made from this line of source.
    Source {
        /// As the compiler was given it.
        file: String,
        /// From one.
        line: u32,
        /// The line itself, if the caller had the file.
        text: Option<String>,
    },
    /// An instruction.
    Insn {
        /// Its address.
        address: u32,
        /// Its bits.
        word: u32,
        /// As [`swtch_isa::disassemble`] writes it.
        text: String,
        /// What lies at the target of a branch or jump: `name+0x10`.
        target: Option<String>,
    },
    /// Bytes that are no instruction of this machine: at most four, the first lowest.
    Data {
        /// Address of the first.
        address: u32,
        /// The bytes.
        bytes: Vec<u8>,
    },
    /// Zeros, which are no instructions.
    Zeros {
        /// Address of the first.
        address: u32,
        /// In bytes.
        size: u32,
    },
    /// What the linker will do to the bytes at this offset.
    Relocation {
        /// From the start of the section.
        offset: u32,
        /// As the ELF specification names it, such as `R_RISCV_BRANCH`.
        kind: String,
        /// Symbol and addend.
        target: String,
    },
}

impl fmt::Display for Listing {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self.entry {
            Some(entry) => writeln!(f, "{}: {}, entry {entry:#010x}", self.name, self.kind)?,
            None => writeln!(f, "{}: {}", self.name, self.kind)?,
        }
        writeln!(f, "\nsections")?;
        for section in &self.sections {
            writeln!(f, "{section}")?;
        }
        writeln!(f, "\nsymbols")?;
        for (symbol, section) in &self.symbols {
            let section = section.as_deref().unwrap_or("");
            writeln!(f, "{}", format!("{symbol}  {section}").trim_end())?;
        }
        for name in &self.undefined {
            writeln!(f, "{:<10} {:>8}  undefined {name}", "", "")?;
        }
        self.blocks.iter().try_for_each(|block| write!(f, "\n{block}"))
    }
}

impl fmt::Display for Section {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let write = if self.is_writable { 'w' } else { '-' };
        let execute = if self.is_code { 'x' } else { '-' };
        let zero = if self.is_zero { " (zeros)" } else { "" };
        write!(
            f,
            "{:#010x} {:>#8x}  r{write}{execute}       {}{zero}",
            self.address, self.size, self.name
        )
    }
}

impl fmt::Display for Symbol {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        let kind = match self.kind {
            SymbolKind::Function if !self.is_global => "static",
            SymbolKind::Function => "function",
            SymbolKind::Object => "object",
            SymbolKind::Label => "label",
            SymbolKind::Absolute => "absolute",
        };
        write!(f, "{:#010x} {:>#8x}  {kind:<9} {}", self.address, self.size, self.name)
    }
}

impl fmt::Display for Block {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        writeln!(f, "section {}", self.section)?;
        self.lines.iter().try_for_each(|line| writeln!(f, "{line}"))
    }
}

impl fmt::Display for Line {
    fn fmt(&self, f: &mut fmt::Formatter) -> fmt::Result {
        match self {
            Line::Label { address, name } => write!(f, "{address:08x} <{name}>:"),
            Line::Source { file, line, text } => match text {
                Some(text) => write!(f, "; {file}:{line}: {}", text.trim()),
                None => write!(f, "; {file}:{line}"),
            },
            Line::Insn { address, word, text, target } => match target {
                Some(target) => write!(f, "{address:8x}: {word:08x}  {text} <{target}>"),
                None => write!(f, "{address:8x}: {word:08x}  {text}"),
            },
            Line::Data { address, bytes } => {
                let digits: String = bytes.iter().rev().map(|byte| format!("{byte:02x}")).collect();
                write!(f, "{address:8x}: {digits:<8}  (data)")
            }
            Line::Zeros { address, size } => {
                write!(f, "{address:8x}: ...       ({size} zero bytes)")
            }
            Line::Relocation { offset, kind, target } => {
                write!(f, "{offset:8x}:           {kind} {target}")
            }
        }
    }
}
