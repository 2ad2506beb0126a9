//! Directives that steer the stream of statements: conditions, macros, repetition, messages.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::directive::Directive;
use crate::lex::Tok;
use crate::report::{Fallible, error};
use swtch_source::Diagnostic;

/// Whether statements that begin so are read even where a condition skips the others.
pub(crate) fn is_conditional(word: &str) -> bool {
    word.starts_with(".if") || matches!(word, ".else" | ".elseif" | ".endif")
}

/// `.if expression` and its relatives.
pub(crate) fn condition(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    // Inside of what is skipped, only the nesting matters.
    let truth = match assembler.input.is_active() {
        true => truth(assembler, cursor, directive),
        false => Ok(false),
    };
    assembler.input.open_condition(directive.at, *truth.as_ref().unwrap_or(&false));
    truth.map(|_| ())
}

fn truth(assembler: &mut Assembler, cursor: &mut Cursor, directive: &Directive) -> Fallible<bool> {
    match directive.name {
        ".ifdef" | ".ifndef" | ".ifnotdef" => {
            let (name, _) = cursor.word("the name of a symbol")?;
            let known = assembler.program.lookup(&name);
            let defined = known.is_some_and(|id| assembler.program.symbol(id).is_defined());
            return Ok(defined == (directive.name == ".ifdef"));
        }
        ".ifb" => return Ok(directive.text.trim().is_empty()),
        ".ifnb" => return Ok(!directive.text.trim().is_empty()),
        ".ifc" | ".ifnc" => {
            let parts = directive.text.split_once(',');
            let (left, right) = parts.ok_or_else(|| cursor.expected("two texts and a comma"))?;
            return Ok((left.trim() == right.trim()) == (directive.name == ".ifc"));
        }
        ".ifeqs" | ".ifnes" => {
            let (left, _) = cursor.text("a text in quotes")?;
            cursor.expect(",")?;
            let (right, _) = cursor.text("a text in quotes")?;
            cursor.finish()?;
            return Ok((left == right) == (directive.name == ".ifeqs"));
        }
        _ => {}
    }
    let value = assembler.number(cursor)?;
    cursor.finish()?;
    Ok(match directive.name {
        ".ifeq" => value == 0,
        ".iflt" => value < 0,
        ".ifle" => value <= 0,
        ".ifgt" => value > 0,
        ".ifge" => value >= 0,
        _ => value != 0,
    })
}

pub(crate) fn else_if(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    if assembler.input.asks_else_if(directive.at)? {
        let value = assembler.number(cursor)?;
        assembler.input.else_if_condition(value != 0);
    }
    Ok(())
}

pub(crate) fn else_or_end(
    assembler: &mut Assembler,
    _: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    match directive.name {
        ".else" => assembler.input.else_condition(directive.at),
        _ => assembler.input.close_condition(directive.at),
    }
}

/// Directives that change the stream of statements.
pub(crate) fn macros(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    match directive.name {
        ".macro" => assembler.input.define_macro(directive.at, directive.text),
        ".exitm" => assembler.input.exit_macro(directive.at),
        ".purgem" => {
            let (name, at) = cursor.word("the name of a macro")?;
            assembler.input.forget_macro(&name, at)
        }
        ".rept" => {
            let count = assembler.number(cursor);
            // The body is taken even if the count is wrong, so that one mistake is one message.
            let repeated = assembler.input.repeat(directive.at, *count.as_ref().unwrap_or(&0));
            count.and(repeated)
        }
        ".irp" => assembler.input.repeat_for(directive.at, directive.text, false),
        ".irpc" => assembler.input.repeat_for(directive.at, directive.text, true),
        _ => {
            assembler.input.end();
            Ok(())
        }
    }
}

/// `.option NAME, …`: whether addresses are looked up in a table. What else GNU as knows here is
/// about compressed code and a linker that shortens code, of which there is neither.
pub(crate) fn option(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let (name, at) = cursor.word("an option such as `pic`")?;
    match &*name {
        "pic" => assembler.options.pic = true,
        "nopic" => assembler.options.pic = false,
        "push" if assembler.saved_options.len() >= 1000 => {
            return Err(error(directive.at, "options are pushed too deeply"));
        }
        "push" => assembler.saved_options.push(assembler.options),
        "pop" => {
            let saved = assembler.saved_options.pop();
            assembler.options = saved.ok_or_else(|| error(at, "`.option pop` without `push`"))?;
        }
        "rvc" | "norvc" | "relax" | "norelax" | "csr-check" | "no-csr-check" | "arch" => {}
        _ => return Err(error(at, format!("unknown option `{name}`"))),
    }
    Ok(())
}

pub(crate) fn stray_end(_: &mut Assembler, _: &mut Cursor, directive: &Directive) -> Fallible<()> {
    Err(error(directive.at, format!("`{}` closes nothing", directive.name)))
}

/// `.error "text"` and `.warning "text"`
pub(crate) fn message(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let text = match cursor.peek() {
        Some(Tok::Text(bytes)) => String::from_utf8_lossy(bytes).into_owned(),
        _ => format!("`{}`", directive.name),
    };
    if directive.name == ".error" {
        return Err(error(directive.at, text));
    }
    assembler.program.reporter.report(Diagnostic::warning(directive.at, text));
    Ok(())
}
