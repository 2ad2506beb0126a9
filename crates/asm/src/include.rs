//! `.include` and `.incbin`: other files in the place of the directive.

use crate::assemble::Assembler;
use crate::cursor::Cursor;
use crate::data;
use crate::directive::Directive;
use crate::lex;
use crate::report::{Fallible, error, hinted};
use swtch_source::Span;

/// `.include "file"`: its statements are read as if they stood here.
pub(crate) fn text(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let name = file_name(cursor)?;
    cursor.finish()?;
    let (path, text) = find(assembler, &name, directive.at, |path| assembler.files.read(path))?;
    let size = text.len();
    let file = assembler.sources.add(path, text);
    let lines = lex::split(file, &assembler.sources.file(file).text);
    assembler.input.include(lines, size, directive.at)
}

/// `.incbin "file", skip, count`: its bytes.
pub(crate) fn bytes(
    assembler: &mut Assembler,
    cursor: &mut Cursor,
    directive: &Directive,
) -> Fallible<()> {
    let name = file_name(cursor)?;
    let mut limits = [0, u64::MAX];
    for limit in &mut limits {
        if cursor.eat(",") {
            *limit = data::count(assembler, cursor)?;
        }
    }
    cursor.finish()?;
    let (_, bytes) = find(assembler, &name, directive.at, |path| assembler.files.read_bytes(path))?;
    let [skip, count] = limits.map(|limit| usize::try_from(limit).unwrap_or(usize::MAX));
    if skip > bytes.len() {
        let message =
            format!("{name} has {} bytes, of which {skip} cannot be left out", bytes.len());
        return Err(error(directive.at, message));
    }
    let rest = &bytes[skip..];
    assembler.bytes(&rest[..rest.len().min(count)], Vec::new());
    Ok(())
}

fn file_name(cursor: &mut Cursor) -> Fallible<String> {
    let (name, _) = cursor.text("the name of a file in quotes")?;
    Ok(String::from_utf8_lossy(name).into_owned())
}

/// Path and contents of a file, looked for beside the file that names it, then as it is named.
fn find<T>(
    assembler: &Assembler,
    name: &str,
    at: Span,
    read: impl Fn(&str) -> Option<T>,
) -> Fallible<(String, T)> {
    let own = &assembler.sources.file(at.file).name;
    let beside = own.rsplit_once('/').map(|(folder, _)| format!("{folder}/{name}"));
    for path in beside.into_iter().chain([name.to_string()]) {
        if let Some(found) = read(&path) {
            return Ok((path, found));
        }
    }
    let message = format!("there is no file {name:?}");
    Err(hinted(at, message, "it is looked for beside this file, then where you are"))
}
