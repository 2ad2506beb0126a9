//! `swtch cache`: a `din` trace through the machine's own caches.
//!
//! A line is `0`, `1` or `2` (read, write, fetch) and a hexadecimal address; what follows on it is
//! ignored, as dinero does, and so are empty lines. The trace is read line by line, whatever its
//! length.

use crate::args::{CacheArgs, Format};
use crate::console::Sink;
use crate::files;
use crate::run;
use serde_json::json;
use std::io::BufRead;
use std::path::Path;
use swtch_machine::{AccessKind, CacheCounters, CacheModel, Counters};
use swtch_source::{Diagnostic, Sources, Span};
use swtch_system::Error;

/// No line of a trace is as long as this; a file that has one is something else.
const LINE_LENGTH_MAX: usize = 4096;

/// Counts the accesses, hits and misses of a trace.
pub fn cache(args: &CacheArgs) -> Result<u8, Error> {
    let config = run::machine_of(args.machine.as_deref(), "classic", &args.set)?;
    let mut model = CacheModel::new(&config, args.seed)
        .map_err(|e| Error::with_hint(format!("{}: {}", e.field, e.message), e.hint))?;
    let name = args.trace.display().to_string();
    feed(&mut model, &name, &mut *files::stream(Path::new(&args.trace))?)?;
    let counters = model.counters();
    let text = match args.format {
        Format::Json => format!("{:#}\n", document(&counters)),
        Format::Csv => csv(&counters),
        Format::Text => table(&counters),
    };
    let mut sink = Sink::new(args.output.as_deref());
    sink.write(text.as_bytes())?;
    sink.finish()?;
    Ok(0)
}

/// Drives the caches with a whole trace.
fn feed(model: &mut CacheModel, name: &str, trace: &mut dyn BufRead) -> Result<(), Error> {
    let mut line = Vec::new();
    for number in 1.. {
        line.clear();
        let mut limited = std::io::Read::take(&mut *trace, LINE_LENGTH_MAX as u64 + 1);
        let length = limited
            .read_until(b'\n', &mut line)
            .map_err(|error| Error::refused(format!("{name}: {error}")))?;
        if length == 0 {
            break;
        }
        if length > LINE_LENGTH_MAX {
            return Err(Error::with_hint(
                format!("{name}:{number}: a line of more than {LINE_LENGTH_MAX} bytes"),
                FORM,
            ));
        }
        let text = String::from_utf8_lossy(&line);
        let text = text.trim_end();
        match parse(text) {
            Ok(Some((kind, address))) => model.access(kind, address),
            Ok(None) => {}
            Err(mistake) => return Err(mistake.told(name, number, text)),
        }
    }
    Ok(())
}

/// A mistake after more lines than this is told with its line's number in words.
const LINES_SHOWN_MAX: usize = 1_000_000;

const FORM: &str = "a line of a din trace is 0, 1 or 2 (read, write, fetch) and a hexadecimal \
                    address, as in `0 8000a4c0`";

/// What is wrong with a line, and where in it.
#[derive(Debug, PartialEq, Eq)]
struct Mistake {
    message: String,
    start: usize,
    end: usize,
}

impl Mistake {
    /// As a diagnostic. The lines before are gone, and empty ones stand for them.
    fn told(self, name: &str, number: usize, line: &str) -> Error {
        let before = (number - 1).min(LINES_SHOWN_MAX);
        let name = match number - 1 == before {
            true => name.to_string(),
            false => format!("{name}, line {number}, here"),
        };
        let mut sources = Sources::new();
        let file = sources.add(name, format!("{}{line}", "\n".repeat(before)));
        let span = Span::new(file, before + self.start, before + self.end);
        Error::mistakes(&sources, vec![Diagnostic::error(span, self.message).hint(FORM)])
    }
}

/// One line: an access, or nothing.
fn parse(line: &str) -> Result<Option<(AccessKind, u32)>, Mistake> {
    let mut words = line.split_ascii_whitespace();
    let Some(label) = words.next() else { return Ok(None) };
    let mistake = |message: String, word: &str| {
        let start = word.as_ptr() as usize - line.as_ptr() as usize;
        Mistake { message, start, end: start + word.len() }
    };
    let kind = match label {
        "0" => AccessKind::Read,
        "1" => AccessKind::Write,
        "2" => AccessKind::Fetch,
        _ => return Err(mistake(format!("`{label}` is no kind of access"), label)),
    };
    let Some(address) = words.next() else {
        let at = line.trim_end().len();
        return Err(Mistake { message: "no address".into(), start: at, end: at });
    };
    let digits = address.strip_prefix("0x").or(address.strip_prefix("0X")).unwrap_or(address);
    match u32::from_str_radix(digits, 16) {
        Ok(paddr) if !digits.starts_with('+') => Ok(Some((kind, paddr))),
        _ if !digits.is_empty() && digits.bytes().all(|byte| byte.is_ascii_hexdigit()) => {
            Err(mistake(format!("the address {address} has more than 32 bits"), address))
        }
        _ => Err(mistake(format!("`{address}` is no hexadecimal number"), address)),
    }
}

/// The levels by name; the third always last.
fn levels(counters: &Counters) -> [(&'static str, CacheCounters); 4] {
    let Counters { l1i, l1d, l2, l3, .. } = *counters;
    [("l1i", l1i), ("l1d", l1d), ("l2", l2), ("l3", l3)]
}

fn document(counters: &Counters) -> serde_json::Value {
    let members = levels(counters).map(|(name, counts)| {
        let CacheCounters { accesses, misses, writebacks, evictions, .. } = counts;
        let [fetch, read, write] = counts.misses_by_kind;
        let value = json!({
            "accesses": accesses, "misses": misses, "writebacks": writebacks,
            "evictions": evictions, "misses_by_kind": { "fetch": fetch, "read": read, "write": write },
        });
        (name.to_string(), value)
    });
    let mut document = serde_json::Map::from_iter(members);
    document.insert("cycles".into(), counters.cycles.into());
    document.into()
}

fn csv(counters: &Counters) -> String {
    let rows = levels(counters).map(|(name, c)| {
        format!("{name},{},{},{},{}\n", c.accesses, c.misses, c.writebacks, c.evictions)
    });
    format!("cache,accesses,misses,writebacks,evictions\n{}", rows.concat())
}

fn table(counters: &Counters) -> String {
    let mut out = format!(
        "{:<6}{:>12}{:>12}{:>9}{:>12}{:>12}\n",
        "cache", "accesses", "misses", "%", "writebacks", "evictions"
    );
    for (name, counts) in levels(counters) {
        if counts.accesses == 0 {
            continue;
        }
        let share = 100.0 * counts.misses as f64 / counts.accesses as f64;
        out.push_str(&format!(
            "{name:<6}{:>12}{:>12}{share:>9.2}{:>12}{:>12}\n",
            counts.accesses, counts.misses, counts.writebacks, counts.evictions
        ));
    }
    out.push_str(&format!("{} cycles beyond those of hits in one\n", counters.cycles));
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lines_are_kind_and_address() {
        assert_eq!(parse("0 1f4"), Ok(Some((AccessKind::Read, 0x1f4))));
        assert_eq!(parse("1\t0x80000000 anything"), Ok(Some((AccessKind::Write, 0x8000_0000))));
        assert_eq!(parse("  2 FFFFFFFC"), Ok(Some((AccessKind::Fetch, 0xffff_fffc))));
        assert_eq!(parse("   "), Ok(None));
    }

    #[test]
    fn mistakes_are_pointed_at() {
        for (line, start, end) in
            [("3 100", 0, 1), ("0", 1, 1), ("0 10g", 2, 5), ("1 123456789", 2, 11), ("0 0x", 2, 4)]
        {
            let mistake = parse(line).unwrap_err();
            assert_eq!((mistake.start, mistake.end), (start, end), "{line}: {mistake:?}");
        }
    }
}
