//! Layout: which input section goes where. Sections of one kind are gathered in one output
//! section; the read-only part of the program comes first, the writable part starts on the next
//! page, so that an operating system can protect them differently; zeros come last.

use object::elf;
use swtch_source::Diagnostic;

use crate::Layout;
use crate::input::{Section, SectionKind};
use crate::resolve::Program;

/// The unit of memory protection.
pub(crate) const PAGE_SIZE: u32 = 4096;

/// The protection a section needs.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Part {
    /// Code and constants: readable, executable.
    Text,
    /// Variables: readable, writable.
    Data,
    /// For tools alone, such as debugging information.
    Unloaded,
}

/// What a program header describes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum ProgramPart {
    /// Bytes to put into memory.
    Load(Part),
    /// The name of the program that loads libraries.
    Interpreter,
    /// Where the tables for that program begin.
    Dynamic,
}

/// One section of the executable.
pub(crate) struct Output {
    pub name: String,
    pub part: Part,
    /// Whether it is all zeros and takes no room in the file.
    pub nobits: bool,
    /// `SHF_*` bits.
    pub flags: u32,
    pub kind: elf::SectionType,
    pub address: u32,
    pub size: u32,
    pub align: u32,
    pub pieces: Vec<Piece>,
}

/// An input section in its place.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Piece {
    pub object: usize,
    pub section: usize,
    /// From the start of the output section.
    pub offset: u32,
}

/// Where everything lies.
pub(crate) struct Image {
    pub outputs: Vec<Output>,
    /// Address of each section of each object, if it has one.
    homes: Vec<Vec<Option<u32>>>,
    /// First address of each part, and one past its last.
    pub text: (u32, u32),
    pub data: (u32, u32),
}

impl Image {
    /// The address of an input section; sections for tools count from the start of their output
    /// section.
    pub fn home(&self, object: usize, section: usize) -> Option<u32> {
        self.homes[object].get(section).copied().flatten()
    }

    pub fn output(&self, name: &str) -> Option<&Output> {
        self.outputs.iter().find(|output| output.name == name)
    }

    /// What the program headers are for, in their order.
    pub fn program_headers(&self) -> Vec<ProgramPart> {
        let has_bytes = |part: Part| self.of_part(part).any(|o| o.nobits || !o.pieces.is_empty());
        let parts = [
            self.output(".interp").map(|_| ProgramPart::Interpreter),
            has_bytes(Part::Text).then_some(ProgramPart::Load(Part::Text)),
            has_bytes(Part::Data).then_some(ProgramPart::Load(Part::Data)),
            self.output(".dynamic").map(|_| ProgramPart::Dynamic),
        ];
        parts.into_iter().flatten().collect()
    }

    pub fn of_part(&self, part: Part) -> impl Iterator<Item = &Output> {
        self.outputs.iter().filter(move |output| output.part == part)
    }
}

/// Input sections named `input`, or `input.` and more, go to `output`. The order of the rules is
/// the order in memory, of output sections and within them.
struct Rule {
    class: Class,
    input: &'static str,
    output: &'static str,
}

/// What the flags of a section make of it; decides where a section goes that no rule names.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Class {
    Code,
    Constant,
    Variable,
    Zero,
    Unloaded,
}

const fn rule(class: Class, input: &'static str, output: &'static str) -> Rule {
    Rule { class, input, output }
}

const RULES: [Rule; 16] = [
    rule(Class::Code, ".text.init", ".text"),
    rule(Class::Code, ".init", ".text"),
    rule(Class::Code, ".text", ".text"),
    rule(Class::Code, ".fini", ".text"),
    rule(Class::Constant, ".rodata", ".rodata"),
    rule(Class::Constant, ".srodata", ".srodata"),
    rule(Class::Variable, ".preinit_array", ".preinit_array"),
    rule(Class::Variable, ".init_array", ".init_array"),
    rule(Class::Variable, ".fini_array", ".fini_array"),
    rule(Class::Variable, ".data", ".data"),
    rule(Class::Variable, ".bss", ".data"),
    rule(Class::Variable, ".sdata", ".sdata"),
    rule(Class::Variable, ".sbss", ".sdata"),
    rule(Class::Zero, ".sbss", ".sbss"),
    rule(Class::Zero, ".bss", ".bss"),
    rule(Class::Zero, "COMMON", ".bss"),
];

fn class_of(section: &Section) -> Class {
    if !section.has(elf::SHF_ALLOC) {
        Class::Unloaded
    } else if section.kind == SectionKind::Nobits {
        Class::Zero
    } else if section.has(elf::SHF_EXECINSTR) {
        Class::Code
    } else if section.has(elf::SHF_WRITE) {
        Class::Variable
    } else {
        Class::Constant
    }
}

/// Whether the executable keeps the section at all.
fn is_kept(section: &Section) -> bool {
    match section.kind {
        _ if section.discarded || section.has(elf::SHF_EXCLUDE) => false,
        SectionKind::Progbits | SectionKind::Nobits => {
            section.has(elf::SHF_ALLOC) || !matches!(&*section.name, ".comment" | ".note.GNU-stack")
        }
        SectionKind::Attributes => true,
        SectionKind::Other => false,
    }
}

/// The sorting key of an input section and the name of its output section. Sections without a
/// rule follow those of their class, except small data, which stays last before the zeros.
fn destination<'a>(section: &'a Section) -> (Key, &'a str) {
    let class = class_of(section);
    let named = |rule: &Rule| {
        let rest = section.name.strip_prefix(rule.input);
        rule.class == class && rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    let priority = priority_of(&section.name);
    match RULES.iter().position(named) {
        Some(index) => {
            let output = RULES[index].output;
            let small = output == ".sdata";
            ((class, small, index, String::new(), priority), output)
        }
        None => ((class, false, RULES.len(), section.name.clone(), 0), &section.name),
    }
}

/// Class, small data, rule, name if no rule, priority.
type Key = (Class, bool, usize, String, u32);

/// `.init_array.00100` comes before `.init_array.00200`, and those before plain `.init_array`.
fn priority_of(name: &str) -> u32 {
    let Some(rest) = [".preinit_array", ".init_array", ".fini_array"]
        .iter()
        .find_map(|array| name.strip_prefix(array))
    else {
        return 0;
    };
    rest.strip_prefix('.').and_then(|number| number.parse().ok()).unwrap_or(u32::MAX)
}

/// Places every section of every object.
pub(crate) fn place(program: &Program, layout: &Layout) -> Result<Image, Diagnostic> {
    let mut image = Image {
        outputs: gather(program),
        homes: program.objects.iter().map(|o| vec![None; o.sections.len()]).collect(),
        text: (layout.base, layout.base),
        data: (layout.base, layout.base),
    };
    let too_large = || {
        let message = format!("the program does not fit above its base address {:#x}", layout.base);
        Diagnostic::unplaced(message).hint("make its largest arrays smaller")
    };
    // The loader looks for the program's headers in memory.
    let start = layout.base + if program.is_dynamic() { elf_headers_size(&image) } else { 0 };
    let end = address_part(&mut image, program, Part::Text, start).ok_or_else(too_large)?;
    image.text.1 = end;
    let start = end.checked_next_multiple_of(PAGE_SIZE).ok_or_else(too_large)?;
    let end = address_part(&mut image, program, Part::Data, start).ok_or_else(too_large)?;
    image.data = (start, end);
    for index in 0..image.outputs.len() {
        if image.outputs[index].part == Part::Unloaded {
            address_output(&mut image, program, index, 0).ok_or_else(too_large)?;
        }
    }
    image.outputs.retain(|output| output.size != 0);
    Ok(image)
}

/// The size of the file's first part: its header, and one for each segment.
fn elf_headers_size(image: &Image) -> u32 {
    52 + 32 * image.program_headers().len() as u32
}

/// Groups the input sections by output section, in their final order.
fn gather(program: &Program) -> Vec<Output> {
    let mut kept = Vec::new();
    for (object_index, object) in program.objects.iter().enumerate() {
        for (section_index, section) in object.sections.iter().enumerate() {
            if is_kept(section) {
                let (key, output) = destination(section);
                kept.push((
                    key,
                    output,
                    Piece { object: object_index, section: section_index, offset: 0 },
                ));
            }
        }
    }
    kept.sort_by(|(a, _, _), (b, _, _)| a.cmp(b));
    let mut outputs: Vec<Output> = Vec::new();
    for ((class, ..), name, piece) in kept {
        let section = &program.objects[piece.object].sections[piece.section];
        match outputs.last_mut().filter(|output| output.name == name && output.takes(class)) {
            // One description of the extensions is enough; all objects have the same.
            Some(_) if section.kind == SectionKind::Attributes => {}
            Some(output) => output.add(section, piece),
            None => {
                outputs.push(Output::new(name, class, section.kind));
                outputs.last_mut().expect("just pushed").add(section, piece);
            }
        }
    }
    outputs
}

impl Output {
    fn new(name: &str, class: Class, kind: SectionKind) -> Output {
        let part = match class {
            Class::Code | Class::Constant => Part::Text,
            Class::Variable | Class::Zero => Part::Data,
            Class::Unloaded => Part::Unloaded,
        };
        let kind = match name {
            _ if kind == SectionKind::Attributes => elf::SHT_RISCV_ATTRIBUTES,
            _ if class == Class::Zero => elf::SHT_NOBITS,
            ".preinit_array" => elf::SHT_PREINIT_ARRAY,
            ".init_array" => elf::SHT_INIT_ARRAY,
            ".fini_array" => elf::SHT_FINI_ARRAY,
            ".dynsym" => elf::SHT_DYNSYM,
            ".dynstr" => elf::SHT_STRTAB,
            ".hash" => elf::SHT_HASH,
            ".rela.dyn" | ".rela.plt" => elf::SHT_RELA,
            ".dynamic" => elf::SHT_DYNAMIC,
            _ => elf::SHT_PROGBITS,
        };
        Output {
            name: name.to_string(),
            part,
            nobits: class == Class::Zero,
            flags: 0,
            kind,
            address: 0,
            size: 0,
            align: 1,
            pieces: Vec::new(),
        }
    }

    fn takes(&self, class: Class) -> bool {
        self.nobits == (class == Class::Zero)
            && (self.part == Part::Unloaded) == (class == Class::Unloaded)
    }

    fn add(&mut self, section: &Section, piece: Piece) {
        let kept = elf::SHF_ALLOC.0 | elf::SHF_WRITE.0 | elf::SHF_EXECINSTR.0;
        self.flags |= section.flags & kept as u32;
        self.align = self.align.max(section.align);
        self.pieces.push(piece);
    }
}

/// Lays the sections of a part one after another; returns the end.
fn address_part(image: &mut Image, program: &Program, part: Part, start: u32) -> Option<u32> {
    let mut next = start;
    for index in 0..image.outputs.len() {
        if image.outputs[index].part == part {
            next = address_output(image, program, index, next)?;
        }
    }
    Some(next)
}

/// Lays the pieces of one output section one after another from `start`; returns the end.
fn address_output(image: &mut Image, program: &Program, index: usize, start: u32) -> Option<u32> {
    let output = &mut image.outputs[index];
    output.address = start.checked_next_multiple_of(output.align)?;
    let mut next = output.address;
    for piece in &mut output.pieces {
        let section = &program.objects[piece.object].sections[piece.section];
        let home = next.checked_next_multiple_of(section.align)?;
        next = home.checked_add(section.size)?;
        piece.offset = home - output.address;
        image.homes[piece.object][piece.section] = Some(home);
    }
    output.size = next - output.address;
    Some(next)
}
