//! What a text says, before addresses are known: sections made of fragments, and symbols.
//!
//! A fragment has either a fixed size (bytes with fixups) or one that depends on addresses (a
//! branch, padding, a fill with a computed count, a LEB128 number). A place is a fragment and an
//! offset in it, so that it stays right while layout moves fragments.

use crate::cfi::FrameEntry;
use crate::expr::Expr;
use crate::report::Reporter;
use std::collections::{BTreeMap, HashMap};
use std::rc::Rc;
use swtch_isa::{Format, Insn};
use swtch_source::Span;

/// Index of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SectionId(pub(crate) usize);

/// Index of a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct SymbolId(pub(crate) usize);

/// A byte of a section.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    pub(crate) section: SectionId,
    pub(crate) fragment: usize,
    pub(crate) offset: u64,
}

/// Everything the statements said.
pub(crate) struct Program {
    pub(crate) sections: Vec<Section>,
    pub(crate) symbols: Vec<Symbol>,
    names: HashMap<Rc<str>, SymbolId>,
    /// Numbers and names that `.file` declared.
    pub(crate) files: BTreeMap<u32, String>,
    /// The name that a plain `.file "x.c"` declared.
    pub(crate) main_file: Option<String>,
    /// The directory that `.file 0 "dir" "x.c"` declared.
    pub(crate) directory: Option<String>,
    /// Rows of the line table that `.loc` asked for.
    pub(crate) rows: Vec<LineRow>,
    /// Rows that point at the assembly text itself.
    pub(crate) own_rows: Vec<LineRow>,
    /// Files that `own_rows` point into.
    pub(crate) own_files: Vec<String>,
    /// How to unwind functions, in the order of the text.
    pub(crate) frames: Vec<FrameEntry>,
    /// Line markers of a preprocessor, in the order of the text.
    pub(crate) markers: Vec<Marker>,
    pub(crate) reporter: Reporter,
    /// Whether layout has given every fragment its start.
    pub(crate) placed: bool,
}

/// What a preprocessor's `# 12 "file.S"` said about the lines after it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Marker {
    /// Index into [`Program::own_files`].
    pub(crate) file: u32,
    /// The number of the next line in that file, and in the text at hand.
    pub(crate) line: u32,
    pub(crate) own_line: u32,
}

impl Marker {
    /// The number in the marked file of a line of the text at hand.
    pub(crate) fn line_of(&self, own_line: u32) -> u32 {
        self.line.saturating_add(own_line.saturating_sub(self.own_line))
    }
}

/// What tells a section from others.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct SectionKey {
    pub(crate) name: Rc<str>,
    /// The group that it stands or falls with.
    pub(crate) group: Option<Rc<str>>,
    /// What sections of the same name are numbered by.
    pub(crate) unique: Option<i64>,
    /// Where its contents go within the section, in order of the numbers. All are joined at the end.
    pub(crate) subsection: i64,
}

impl SectionKey {
    pub(crate) fn named(name: &str) -> SectionKey {
        SectionKey { name: name.into(), group: None, unique: None, subsection: 0 }
    }

    /// The same for all subsections of a section.
    pub(crate) fn whole(&self) -> (&str, Option<&str>, Option<i64>) {
        (&self.name, self.group.as_deref(), self.unique)
    }
}

/// A section of the object.
pub(crate) struct Section {
    pub(crate) key: SectionKey,
    pub(crate) flags: Flags,
    pub(crate) align: u64,
    pub(crate) fragments: Vec<Fragment>,
    /// Bytes, once it is laid out.
    pub(crate) size: u64,
}

/// What a section is for.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Flags {
    pub(crate) alloc: bool,
    pub(crate) write: bool,
    pub(crate) exec: bool,
    /// Takes room in memory and none in the file.
    pub(crate) nobits: bool,
    pub(crate) note: bool,
    /// Strings, of which a linker may keep one of each.
    pub(crate) strings: bool,
    /// Kept though nothing refers to it.
    pub(crate) retain: bool,
    /// Not part of what is linked.
    pub(crate) exclude: bool,
}

/// A piece of a section.
pub(crate) struct Fragment {
    pub(crate) kind: Kind,
    /// Offset in the section, once it is laid out.
    pub(crate) start: u64,
    /// Bytes, once it is laid out.
    pub(crate) size: u64,
}

/// The kinds of fragment.
pub(crate) enum Kind {
    Bytes {
        bytes: Vec<u8>,
        fixups: Vec<Fixup>,
    },
    /// Padding to a multiple of `align`, unless it takes more than `max` bytes.
    Align {
        align: u64,
        fill: Option<u8>,
        max: u64,
    },
    /// `count` times `unit`.
    Fill {
        count: Expr,
        unit: Vec<u8>,
        span: Span,
    },
    /// Up to an offset in the section.
    Org {
        offset: Expr,
        fill: u8,
        span: Span,
    },
    /// A conditional branch; the long form jumps over a `jal`.
    Branch {
        insn: Insn,
        target: Expr,
        span: Span,
        long: bool,
    },
    /// A LEB128 number; its size only grows while addresses are sought.
    Leb {
        value: Expr,
        signed: bool,
        span: Span,
    },
}

/// A field whose value is not known when its bytes are written.
#[derive(Clone, Debug)]
pub(crate) struct Fixup {
    /// Offset in the fragment.
    pub(crate) offset: u64,
    pub(crate) field: FixupField,
    pub(crate) value: Expr,
    pub(crate) span: Span,
}

/// Where a fixup's value goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum FixupField {
    /// So many bytes of data.
    Data(u8),
    /// The immediate of an instruction.
    Imm { format: Format, part: Half },
}

/// Which part of a value an immediate takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Half {
    /// All of it; for branches and jumps its distance.
    Whole,
    Hi,
    Lo,
    PcrelHi,
    /// The distance of the word in the table of addresses (GOT) that holds the value.
    GotHi,
    /// The value names the instruction with the upper half.
    PcrelLo,
    /// A pair of `auipc` and `jalr`.
    Call,
}

/// A symbol, or a reference to one.
pub(crate) struct Symbol {
    /// Empty for places that have no name.
    pub(crate) name: Rc<str>,
    pub(crate) definition: Definition,
    pub(crate) defined_at: Option<Span>,
    pub(crate) first_use: Option<Span>,
    pub(crate) binding: Binding,
    /// Whether `.local` said so, which keeps `.comm` in this file.
    pub(crate) declared_local: bool,
    pub(crate) kind: SymbolKind,
    pub(crate) visibility: Visibility,
    pub(crate) size: Option<(Expr, Span)>,
}

/// What a symbol is.
#[derive(Clone, Debug)]
pub(crate) enum Definition {
    /// Nothing here.
    None,
    /// A label.
    Label(Place),
    /// What `.set` gave it last.
    Value(Expr),
    /// Room that the linker shares out.
    Common { size: u64, align: u64 },
}

/// Who sees a symbol.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Binding {
    Local,
    Global,
    Weak,
}

/// What `.type` said.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum SymbolKind {
    None,
    Function,
    Object,
}

/// Whether a symbol that other files see is seen outside of the library, too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Visibility {
    Default,
    /// Seen, but within the library this definition counts whatever others define.
    Protected,
    Hidden,
    Internal,
}

/// A row of the line table.
#[derive(Clone, Copy, Debug)]
pub(crate) struct LineRow {
    pub(crate) place: Place,
    /// The number of `.file`, or an index into [`Program::own_files`].
    pub(crate) file: u32,
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) is_statement: bool,
    pub(crate) discriminator: u32,
    /// The instruction, or the `.loc`.
    pub(crate) span: Span,
}

impl Program {
    /// Nothing but the three sections that every object has.
    pub(crate) fn new() -> Program {
        let mut program = Program {
            sections: Vec::new(),
            symbols: Vec::new(),
            names: HashMap::new(),
            files: BTreeMap::new(),
            main_file: None,
            directory: None,
            rows: Vec::new(),
            own_rows: Vec::new(),
            own_files: Vec::new(),
            frames: Vec::new(),
            markers: Vec::new(),
            reporter: Reporter::default(),
            placed: false,
        };
        for name in [".text", ".data", ".bss"] {
            program.section(&SectionKey::named(name), Flags::by_name(name));
        }
        program
    }

    /// That section, made with `flags` if there is none yet.
    pub(crate) fn section(&mut self, key: &SectionKey, flags: Flags) -> SectionId {
        if let Some(at) = self.sections.iter().position(|section| section.key == *key) {
            return SectionId(at);
        }
        let align = if flags.exec { 4 } else { 1 };
        let key = key.clone();
        self.sections.push(Section { key, flags, align, fragments: Vec::new(), size: 0 });
        SectionId(self.sections.len() - 1)
    }

    pub(crate) fn symbol(&self, id: SymbolId) -> &Symbol {
        &self.symbols[id.0]
    }

    pub(crate) fn symbol_mut(&mut self, id: SymbolId) -> &mut Symbol {
        &mut self.symbols[id.0]
    }

    /// The symbol of that name, known or new.
    pub(crate) fn intern(&mut self, name: &str) -> SymbolId {
        if let Some(&id) = self.names.get(name) {
            return id;
        }
        let id = self.unnamed(Definition::None);
        let name: Rc<str> = name.into();
        self.symbol_mut(id).name = name.clone();
        self.names.insert(name, id);
        id
    }

    /// The symbol of that name, if the text has named it before.
    pub(crate) fn lookup(&self, name: &str) -> Option<SymbolId> {
        self.names.get(name).copied()
    }

    /// A symbol without a name.
    pub(crate) fn unnamed(&mut self, definition: Definition) -> SymbolId {
        self.symbols.push(Symbol {
            name: "".into(),
            definition,
            defined_at: None,
            first_use: None,
            binding: Binding::Local,
            declared_local: false,
            kind: SymbolKind::None,
            visibility: Visibility::Default,
            size: None,
        });
        SymbolId(self.symbols.len() - 1)
    }

    /// The end of a section, where the next byte will go.
    pub(crate) fn end_of(&mut self, section: SectionId) -> Place {
        let fragments = &mut self.sections[section.0].fragments;
        if !matches!(fragments.last(), Some(Fragment { kind: Kind::Bytes { .. }, .. })) {
            fragments.push(Fragment::new(Kind::Bytes { bytes: Vec::new(), fixups: Vec::new() }));
        }
        let offset = match fragments.last() {
            Some(Fragment { kind: Kind::Bytes { bytes, .. }, .. }) => bytes.len() as u64,
            _ => 0,
        };
        Place { section, fragment: fragments.len() - 1, offset }
    }

    /// Appends bytes to a section; fixups are relative to the first of them.
    pub(crate) fn append(&mut self, section: SectionId, new: &[u8], new_fixups: Vec<Fixup>) {
        self.end_of(section);
        let last = self.sections[section.0].fragments.last_mut();
        if let Some(Fragment { kind: Kind::Bytes { bytes, fixups }, .. }) = last {
            let base = bytes.len() as u64;
            bytes.extend_from_slice(new);
            fixups.extend(
                new_fixups.into_iter().map(|fixup| Fixup { offset: base + fixup.offset, ..fixup }),
            );
        }
    }

    /// Appends a fragment whose size depends on addresses.
    pub(crate) fn append_fragment(&mut self, section: SectionId, kind: Kind) {
        self.sections[section.0].fragments.push(Fragment::new(kind));
    }

    /// The offset of a place in its section, once it is laid out.
    pub(crate) fn offset(&self, place: Place) -> u64 {
        self.sections[place.section.0].fragments[place.fragment].start + place.offset
    }
}

impl Fragment {
    fn new(kind: Kind) -> Fragment {
        Fragment { kind, start: 0, size: 0 }
    }
}

impl Symbol {
    /// Whether it is only for this file's own use and need not be kept.
    pub(crate) fn is_temporary(&self) -> bool {
        self.name.is_empty() || self.name.starts_with(".L")
    }

    /// Whether something defines it here.
    pub(crate) fn is_defined(&self) -> bool {
        !matches!(self.definition, Definition::None)
    }
}

impl Flags {
    /// The customary flags of a section that is named without any.
    pub(crate) fn by_name(name: &str) -> Flags {
        let is = |prefix: &str| {
            name.strip_prefix(prefix).is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
        };
        let data = [".data", ".sdata", ".init_array", ".fini_array", ".preinit_array"];
        let alloc = Flags { alloc: true, ..Flags::default() };
        if is(".text") || is(".init") || is(".fini") {
            Flags { exec: true, ..alloc }
        } else if is(".bss") || is(".sbss") {
            Flags { write: true, nobits: true, ..alloc }
        } else if data.into_iter().any(is) {
            Flags { write: true, ..alloc }
        } else if is(".rodata") || is(".srodata") {
            alloc
        } else {
            Flags { note: is(".note"), ..Flags::default() }
        }
    }
}
