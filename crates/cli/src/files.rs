//! Reading the user's files, with messages that name them.

use std::io::{IsTerminal, Read};
use std::path::Path;
use swtch_source::Files;
use swtch_system::{Error, Input};

/// Files larger than this are refused: nothing here is meant to be, and memory has a bound.
const SIZE_MAX: u64 = 256 << 20;

/// The disk, for `#include`.
pub struct Disk;

impl Files for Disk {
    fn read(&self, path: &str) -> Option<String> {
        let bytes = bytes(Path::new(path)).ok()?;
        Some(String::from_utf8_lossy(&bytes).into_owned())
    }

    fn read_bytes(&self, path: &str) -> Option<Vec<u8>> {
        bytes(Path::new(path)).ok()
    }
}

/// A whole file.
pub fn bytes(path: &Path) -> Result<Vec<u8>, Error> {
    let shown = path.display();
    let refuse = |error: std::io::Error| {
        Error::with_hint(
            format!("{shown}: {}", reason(&error)),
            "check the path, and that it may be read",
        )
    };
    let file = std::fs::File::open(path).map_err(refuse)?;
    let metadata = file.metadata().map_err(refuse)?;
    if metadata.is_dir() {
        return Err(Error::with_hint(
            format!("{shown}: is a folder, not a file"),
            "name one of the files in it",
        ));
    }
    let mut contents = Vec::new();
    if metadata.len() <= SIZE_MAX {
        // A device or a pipe does not say how long it is.
        file.take(SIZE_MAX + 1).read_to_end(&mut contents).map_err(refuse)?;
    }
    if metadata.len().max(contents.len() as u64) > SIZE_MAX {
        return Err(Error::refused(format!("{shown}: larger than {} MiB", SIZE_MAX >> 20)));
    }
    Ok(contents)
}

/// A file, or standard input if it is called `-`, to be read piece by piece.
pub fn stream(path: &Path) -> Result<Box<dyn std::io::BufRead>, Error> {
    if path == Path::new("-") {
        return Ok(Box::new(std::io::stdin().lock()));
    }
    let refuse = |error: std::io::Error| {
        Error::with_hint(
            format!("{}: {}", path.display(), reason(&error)),
            "check the path, and that it may be read",
        )
    };
    let file = std::fs::File::open(path).map_err(refuse)?;
    Ok(Box::new(std::io::BufReader::new(file)))
}

/// A whole file as text.
pub fn text(path: &Path) -> Result<String, Error> {
    as_text(&path.display().to_string(), bytes(path)?)
}

/// Bytes as text; `name` is whose they are.
pub fn as_text(name: &str, bytes: Vec<u8>) -> Result<String, Error> {
    String::from_utf8(bytes).map_err(|error| {
        let at = error.utf8_error().valid_up_to();
        let is_elf = error.as_bytes().starts_with(b"\x7fELF");
        let hint = match is_elf {
            true => "it is an ELF file: leave out the ending .c, .s, .S or .ron",
            false => "save it as UTF-8 (`iconv -f latin1 -t utf8` converts older files)",
        };
        Error::with_hint(format!("{}: not UTF-8 text (byte {at})", name), hint)
    })
}

/// The files of a folder that end in one of `endings`, with their texts, in the order of their names.
pub fn folder(path: &Path, endings: &[&str]) -> Result<Vec<(String, String)>, Error> {
    let refuse =
        |error: std::io::Error| Error::refused(format!("{}: {}", path.display(), reason(&error)));
    let mut paths = Vec::new();
    for entry in std::fs::read_dir(path).map_err(refuse)? {
        let path = entry.map_err(refuse)?.path();
        let ending = path.extension().and_then(|ending| ending.to_str());
        if path.is_file() && ending.is_some_and(|ending| endings.contains(&ending)) {
            paths.push(path);
        }
    }
    paths.sort();
    let named = |path: std::path::PathBuf| Ok((path.display().to_string(), text(&path)?));
    paths.into_iter().map(named).collect()
}

/// The contents of a disk: whole sectors.
pub fn disk(path: &Path) -> Result<Vec<u8>, Error> {
    const SECTOR: usize = 512;
    if path.is_dir() {
        return Err(Error::with_hint(
            format!("--disk {}: a folder", path.display()),
            "a disk is an image: one file of whole sectors",
        ));
    }
    let image = bytes(path)?;
    if image.is_empty() || !image.len().is_multiple_of(SECTOR) {
        return Err(Error::with_hint(
            format!(
                "--disk {}: {} bytes are no whole number of sectors of {SECTOR}",
                path.display(),
                image.len()
            ),
            format!("`truncate -s %{SECTOR} {0}` fills the last one up", path.display()),
        ));
    }
    Ok(image)
}

/// What the console will read: the file told, else standard input if that is a file or a pipe. The
/// latter is read when the guest first looks for input: whoever holds the other end of a pipe may
/// never close it, and most programs read nothing.
pub fn console_input(path: Option<&Path>) -> Result<Input, Error> {
    match path {
        Some(path) => Ok(bytes(path)?.into()),
        None if std::io::stdin().is_terminal() || !is_file_or_pipe() => Ok(Vec::new().into()),
        None => Ok(Input::from_source(standard_input)),
    }
}

/// All of standard input, up to the size limit; what cannot be read is told and counts as its end.
pub fn standard_input() -> Vec<u8> {
    let mut contents = Vec::new();
    if let Err(error) = std::io::stdin().lock().take(SIZE_MAX).read_to_end(&mut contents) {
        anstream::eprintln!("swtch: standard input: {}", reason(&error));
    }
    contents
}

/// Only a regular file or a pipe is read: a socket or device might never end.
#[cfg(unix)]
fn is_file_or_pipe() -> bool {
    use std::os::unix::fs::FileTypeExt;
    let Ok(metadata) = std::fs::metadata("/dev/stdin") else { return false };
    metadata.file_type().is_file() || metadata.file_type().is_fifo()
}

#[cfg(not(unix))]
fn is_file_or_pipe() -> bool {
    true
}

/// Refuses to write a result over what it is made from.
pub fn keep_inputs<'a>(
    output: Option<&Path>,
    inputs: impl Iterator<Item = &'a String>,
) -> Result<(), Error> {
    let same = |output: &Path, input: &str| {
        let (output, input) = (output.canonicalize(), Path::new(input).canonicalize());
        matches!((output, input), (Ok(output), Ok(input)) if output == input && input.is_file())
    };
    let Some(output) = output else { return Ok(()) };
    let mut inputs = inputs;
    match inputs.find(|input| same(output, input)) {
        None => Ok(()),
        Some(input) => Err(Error::with_hint(
            format!("-o {}: would overwrite {input}, which is read", output.display()),
            "name another file",
        )),
    }
}

/// Writes a result file.
pub fn write(path: &Path, contents: &[u8]) -> Result<(), Error> {
    let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
    if let Some(folder) = folder.filter(|folder| !folder.exists()) {
        return Err(Error::with_hint(
            format!("{}: there is no folder {}", path.display(), folder.display()),
            format!("make it first: `mkdir -p {}`", folder.display()),
        ));
    }
    std::fs::write(path, contents)
        .map_err(|error| Error::refused(format!("{}: {}", path.display(), reason(&error))))
}

/// The system's words without its error number.
fn reason(error: &std::io::Error) -> String {
    match error.kind() {
        std::io::ErrorKind::NotFound => "no such file".into(),
        std::io::ErrorKind::PermissionDenied => "permission denied".into(),
        std::io::ErrorKind::IsADirectory => "is a folder, not a file".into(),
        std::io::ErrorKind::NotADirectory => "not a folder".into(),
        _ => error.to_string(),
    }
}
