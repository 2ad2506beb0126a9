//! Finished functions → assembly text.

mod debug;
mod frame;
mod insn;
mod lines;

use super::data;
use super::dwarf;
use super::frame::{self as frames, Layout};
use super::ir;
use super::isel;
use super::locate;
use super::machine::MachineFunction;
use super::passes;
use super::regalloc::{self, Step};
use super::split;
use crate::Options;
use crate::tree::{Program, SymbolKind};
use lines::{Code, End, Piece};
use rustc_hash::FxHashMap;
use std::fmt::Write;
use swtch_source::{Diagnostic, FileId, Sources, Span};

/// Collects the text of one unit.
pub struct Emitter<'a> {
    program: &'a Program,
    sources: &'a Sources,
    /// Functions of this unit are within reach of `jal`.
    near: bool,
    options: &'a Options,
    files: FxHashMap<FileId, usize>,
    file_lines: String,
    text: String,
    section: String,
    /// Finished functions, for a debugger.
    described: Vec<dwarf::Function>,
}

/// What is known about one function while its text is made.
struct Context<'a> {
    program: &'a Program,
    layout: &'a Layout,
    /// Makes its local labels unique.
    number: usize,
    near: bool,
    pic: bool,
}

impl<'a> Emitter<'a> {
    /// An empty unit.
    pub fn new(
        program: &'a Program,
        sources: &'a Sources,
        options: &'a Options,
        near: bool,
    ) -> Emitter<'a> {
        Emitter {
            program,
            sources,
            near,
            options,
            files: FxHashMap::default(),
            file_lines: String::new(),
            text: String::new(),
            section: String::new(),
            described: Vec::new(),
        }
    }

    /// Appends all functions; yields their size in bytes, or a little more.
    pub fn functions(&mut self, functions: &[ir::Function]) -> Result<usize, Vec<Diagnostic>> {
        let mut size = 0;
        for (number, function) in functions.iter().enumerate() {
            size += self.function(number, function).map_err(|error| vec![error])?;
        }
        Ok(size)
    }

    /// Appends the objects and hands out the text.
    pub fn finish(mut self) -> String {
        let debug = self.debug();
        let mut out = self.file_lines;
        out += frame::SECTIONS;
        if self.options.pic {
            out += "\t.option\tpic\n";
        }
        for text in &self.program.assembly {
            let _ = writeln!(out, "\t.text\n{text}");
        }
        out += &self.text;
        data::emit(&mut out, self.program, self.options);
        out + &debug
    }

    /// The debug sections, if they are wanted.
    fn debug(&mut self) -> String {
        let (program, sources) = (self.program, self.sources);
        let Some(debug) = &program.debug else { return String::new() };
        let functions = std::mem::take(&mut self.described);
        dwarf::print(program, debug, sources, &functions, &mut |file| self.file_number(file))
    }

    fn function(&mut self, number: usize, function: &ir::Function) -> Result<usize, Diagnostic> {
        let Some(source) = self.program.functions.get(function.index) else { return Ok(0) };
        let Some(symbol) = self.program.symbols.get(source.symbol.0 as usize) else { return Ok(0) };
        let mut function = function.clone();
        passes::prepare(&mut function);
        let mut machine = isel::select(&mut function, self.options.pic);
        let renamed = match self.options.optimise {
            true => split::run(&function, &mut machine),
            false => split::Renamed::default(),
        };
        let (allocated, layout) = allocate(&function, &machine, &renamed).map_err(|reason| {
            let message = format!("no registers could be found for `{}`: {reason}", symbol.name);
            Diagnostic::error(source.span, message)
        })?;
        let Emitter { program, near, options, .. } = *self;
        let pic = options.pic;
        let context = Context { program, layout: &layout, number, near, pic };
        let located = allocated.located;
        let mut marks = program.debug.as_ref().map(|debug| {
            debug::Marks::new(number, (source, &function), debug, located, machine.blocks.len())
        });
        let blocks = &allocated.blocks;
        let code = self.code(&context, source.span, &machine, blocks, &mut marks);
        let (mut body, size, printed) = code.print(number, &machine.tables);
        if let Some(marks) = marks {
            let index = function.index;
            let told = marks.finish(self.program, index, &function, &layout, &printed);
            body = format!("{}:\n{body}{}:\n", told.range.0, told.range.1);
            self.described.push(told);
        }

        let own_section = options.function_sections.then(|| format!(".text.{}", symbol.name));
        let section = symbol.section.as_ref().or(own_section.as_ref());
        let section = section.map_or("\t.text\n".to_string(), |name| {
            format!("\t.section\t{name},\"ax\",@progbits\n")
        });
        if self.section != section {
            self.text += &section;
            self.section = section;
        }
        let name = &symbol.name;
        let align = symbol.align.max(4).trailing_zeros();
        let _ = writeln!(self.text, "\t.p2align\t{align}");
        if !symbol.is_static {
            let _ =
                writeln!(self.text, "\t{}\t{name}", if symbol.weak { ".weak" } else { ".globl" });
        }
        let _ = writeln!(self.text, "\t.type\t{name}, @function\n{name}:");
        self.text += &layout.describe(&function);
        let _ = writeln!(self.text, "\t.cfi_startproc\n{body}\t.cfi_endproc");
        let _ = writeln!(self.text, "\t.size\t{name}, .-{name}");
        if !machine.tables.is_empty() {
            let section = match options.function_sections {
                true => format!(".rodata.{name}"),
                false => ".rodata".to_string(),
            };
            self.text += &tables_text(number, &machine.tables, &section, pic);
            self.section = String::new();
        }
        Ok(size)
    }

    fn code(
        &mut self,
        context: &Context,
        start: Span,
        machine: &MachineFunction,
        blocks: &[Vec<Step>],
        marks: &mut Option<debug::Marks>,
    ) -> Code {
        let mut code = Code::default();
        let mut last_line = None;
        for (number, steps) in blocks.iter().enumerate() {
            let is_last = number + 1 == blocks.len();
            let block = &machine.blocks[number];
            let mut pieces = Vec::new();
            let mut end = End::Other;
            if number == 0 {
                self.place(&mut pieces, start, &mut last_line);
                pieces.extend(context.prologue());
            }
            if let Some(marks) = marks {
                marks.boundary(&mut pieces, number, 0);
            }
            for step in steps {
                match step {
                    Step::Insn(insn, index) => {
                        let origin = block.insns[*index].1;
                        if let Some(marks) = marks {
                            marks.boundary(&mut pieces, number, 2 * index + 1);
                            marks.source(&mut pieces, number, origin);
                        }
                        self.place(&mut pieces, origin.span, &mut last_line);
                        let (lines, how) = context.insn(insn, &block.successors, is_last);
                        pieces.extend(lines);
                        if let Some(how) = how {
                            end = how;
                        }
                        if let Some(marks) = marks {
                            marks.behind(&mut pieces, number, *index, block.insns.len());
                        }
                    }
                    Step::Idle(index) => {
                        if let Some(marks) = marks {
                            marks.boundary(&mut pieces, number, 2 * index + 1);
                            marks.behind(&mut pieces, number, *index, block.insns.len());
                        }
                    }
                    other => pieces.extend(context.step(other)),
                }
            }
            let mut closing = Vec::new();
            if let Some(marks) = marks {
                marks.close(&mut closing, number, block.insns.len());
            }
            code.blocks.push((pieces, end, closing));
            // The next block may be reached from elsewhere, where another line came last.
            last_line = None;
        }
        code
    }

    /// Says which source line follows, if it is another than before.
    fn place(&mut self, pieces: &mut Vec<Piece>, span: Span, last: &mut Option<(FileId, u32)>) {
        let line = self.sources.line(span);
        if *last == Some((span.file, line)) {
            return;
        }
        *last = Some((span.file, line));
        let at = self.sources.line_col(span);
        let number = self.file_number(span.file);
        pieces.push(Piece::Place(format!("\t.loc\t{number} {} {}\n", at.line, at.col)));
    }

    fn file_number(&mut self, file: FileId) -> usize {
        if let Some(&number) = self.files.get(&file) {
            return number;
        }
        let number = self.files.len() + 1;
        self.files.insert(file, number);
        let name = self.sources.file(file).name.replace('\\', "\\\\").replace('"', "\\\"");
        let _ = writeln!(self.file_lines, "\t.file\t{number} \"{name}\"");
        number
    }
}

/// Allocates registers; again with one less if spilled ones do not lie within reach.
fn allocate(
    function: &ir::Function,
    machine: &MachineFunction,
    renamed: &split::Renamed,
) -> Result<(regalloc::Allocated, Layout), String> {
    let mut segments = locate::segments(machine, renamed);
    renamed.apply(&mut segments);
    let allocated = regalloc::allocate(machine, &segments, false)?;
    let layout = frames::layout(function, machine, &allocated);
    if layout.spill(allocated.spill_slots) < 2048 {
        return Ok((allocated, layout));
    }
    let allocated = regalloc::allocate(machine, &segments, true)?;
    let layout = frames::layout(function, machine, &allocated);
    Ok((allocated, layout))
}

fn tables_text(function: usize, tables: &[Vec<usize>], section: &str, pic: bool) -> String {
    let mut text = format!("\t.section\t{section}\n\t.p2align\t2\n");
    for (number, table) in tables.iter().enumerate() {
        let _ = writeln!(text, ".Ltable{function}_{number}:");
        let from = if pic { format!("-.Ltable{function}_{number}") } else { String::new() };
        for target in table {
            let _ = writeln!(text, "\t.word\t.L{function}_{target}{from}");
        }
    }
    text
}

/// Whether a symbol's function is in this unit for good.
fn is_defined_here(program: &Program, index: usize) -> bool {
    let Some(symbol) = program.symbols.get(index) else { return false };
    matches!(symbol.kind, SymbolKind::Function)
        && !symbol.weak
        && symbol.section.is_none()
        && program.functions.iter().any(|function| function.symbol.0 as usize == index)
}
