//! Directives: the table of their names, and who does what they say.

use crate::assemble::Assembler;
use crate::control::{condition, else_if, else_or_end, macros, message, stray_end};
use crate::cursor::Cursor;
use crate::lex::strip_comment;
use crate::location::{file, location};
use crate::report::{Fallible, error, hinted};
use crate::{cfi, control, data, include, section, symbol, written_out};
use swtch_source::Span;

/// A directive being read.
pub(crate) struct Directive<'a> {
    pub(crate) name: &'a str,
    pub(crate) at: Span,
    /// What follows the name, as text.
    pub(crate) text: &'a str,
}

type Handler = fn(&mut Assembler, &mut Cursor, &Directive) -> Fallible<()>;

/// Every directive but the `.cfi_` family.
const DIRECTIVES: &[(&[&str], Handler)] = &[
    (&[".text", ".data", ".bss", ".rodata", ".sdata", ".sbss"], section::by_own_name),
    (&[".section"], section::named),
    (&[".pushsection"], section::push),
    (&[".popsection"], section::pop),
    (&[".previous"], section::previous),
    (&[".subsection"], section::subsection),
    (&[".globl", ".global", ".local", ".weak"], symbol::binding),
    (&[".type"], symbol::kind),
    (&[".size"], symbol::size),
    (&[".set", ".equ", ".equiv", ".eqv"], symbol::set),
    (&[".comm", ".lcomm"], symbol::common),
    (&[".file"], file),
    (&[".loc"], location),
    (&[".byte", ".half", ".short", ".hword", ".2byte", ".dc", ".dc.b", ".dc.w"], data::numbers),
    (&[".word", ".long", ".int", ".4byte", ".dc.l", ".dc.a"], data::numbers),
    (&[".quad", ".8byte", ".dword"], data::numbers),
    (&[".ds", ".ds.b", ".ds.w", ".ds.l"], data::space),
    (&[".uleb128", ".sleb128"], data::leb128),
    (&[".ascii", ".asciz", ".asciiz", ".string"], data::strings),
    (&[".zero", ".skip", ".space"], data::space),
    (&[".fill"], data::fill),
    (&[".org"], data::org),
    (&[".align", ".p2align", ".balign"], data::align),
    (&[".if", ".ifdef", ".ifndef", ".ifnotdef", ".ifb", ".ifnb", ".ifc", ".ifnc"], condition),
    (&[".ifeqs", ".ifnes"], condition),
    (&[".ifeq", ".ifne", ".iflt", ".ifle", ".ifgt", ".ifge"], condition),
    (&[".elseif"], else_if),
    (&[".else", ".endif"], else_or_end),
    (&[".macro", ".exitm", ".purgem", ".rept", ".irp", ".irpc", ".end"], macros),
    (&[".endm", ".endmacro", ".endr"], stray_end),
    (&[".error", ".warning"], message),
    (&[".option"], control::option),
    (&[".attribute", ".gnu_attribute", ".ident", ".addrsig", ".addrsig_sym"], ignored),
    (&[".variant_cc", ".noaltmacro", ".print"], ignored),
    (&[".title", ".sbttl", ".list", ".nolist", ".psize", ".eject"], ignored),
    (&[".hidden", ".protected", ".internal"], symbol::visibility),
    (&[".include"], include::text),
    (&[".incbin"], include::bytes),
    (&[".insn"], written_out::instruction),
    (&[".weakref"], symbol::weak_reference),
    (&[".float", ".double", ".single", ".dc.s", ".dc.d"], elsewhere),
    (&[".symver", ".altmacro", ".reloc", ".tbss", ".tdata"], elsewhere),
];

/// Does what a directive says. `text` is all of the statement after its name.
pub(crate) fn directive(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    name: &str,
    at: Span,
    text: &str,
) -> Fallible<()> {
    if name.starts_with(".cfi_") {
        return cfi::directive(assembler, cursor, &Directive { name, at, text });
    }
    let Some((_, handler)) = DIRECTIVES.iter().find(|(names, _)| names.contains(&name)) else {
        let message = format!("unknown directive `{name}`");
        let known = DIRECTIVES.iter().flat_map(|(names, _)| names.iter().copied());
        return Err(match swtch_source::nearest(name, known) {
            Some(meant) => hinted(at, message, swtch_source::did_you_mean(meant)),
            None => error(at, message),
        });
    };
    handler(assembler, cursor, &Directive { name, at, text: strip_comment(text) })
}

/// What says nothing to this assembler.
fn ignored(_: &mut Assembler, _: &mut Cursor, _: &Directive) -> Fallible<()> {
    Ok(())
}

/// What others have and this assembler has not.
fn elsewhere(_: &mut Assembler, _: &mut Cursor, directive: &Directive) -> Fallible<()> {
    let message = format!("`{}` is not supported", directive.name);
    Err(match directive.name {
        ".symver" => hinted(
            directive.at,
            "symbol versions are not supported",
            "give the symbol a name of its own",
        ),
        ".altmacro" => hinted(
            directive.at,
            message,
            "`\\name` and `\\@` in a `.macro` do what `&` and `LOCAL` do there",
        ),
        ".reloc" => hinted(
            directive.at,
            message,
            "`%hi`, `%lo` and their like, or `.word symbol`, make a relocation",
        ),
        ".tbss" | ".tdata" => error(directive.at, "thread-local data is not supported"),
        ".float" | ".double" | ".single" | ".dc.s" | ".dc.d" => {
            hinted(directive.at, message, "this machine has no floating-point numbers")
        }
        _ => error(directive.at, message),
    })
}
