//! Standard output, and progress on standard error.

use crate::files;
use indicatif::{ProgressBar, ProgressDrawTarget, ProgressStyle};
use std::io::{IsTerminal, Write};
use std::path::{Path, PathBuf};
use std::time::Duration;
use swtch_system::Error;

/// Where results go: standard output, or a file that is written whole at the end.
pub enum Sink {
    /// As it comes.
    Stdout,
    /// Kept until [`Sink::finish`].
    File(PathBuf, Vec<u8>),
}

impl Sink {
    /// Standard output (also as `-`), or the file told.
    pub fn new(path: Option<&Path>) -> Sink {
        match path {
            Some(path) if path != Path::new("-") => Sink::File(path.into(), Vec::new()),
            _ => Sink::Stdout,
        }
    }

    /// Adds to the result. A reader that has gone away (a closed pipe) is no error.
    pub fn write(&mut self, bytes: &[u8]) -> Result<(), Error> {
        match self {
            Sink::File(_, contents) => contents.extend_from_slice(bytes),
            Sink::Stdout => {
                let mut out = std::io::stdout().lock();
                match out.write_all(bytes).and_then(|()| out.flush()) {
                    Err(error) if error.kind() != std::io::ErrorKind::BrokenPipe => {
                        return Err(Error::refused(format!("standard output: {error}")));
                    }
                    _ => {}
                }
            }
        }
        Ok(())
    }

    /// Writes the file, if it is one.
    pub fn finish(self) -> Result<(), Error> {
        match self {
            Sink::Stdout => Ok(()),
            Sink::File(path, contents) => files::write(&path, &contents),
        }
    }
}

/// A line on a terminal's standard error while a run takes long; nothing elsewhere.
pub struct Ticker {
    bar: ProgressBar,
}

impl Ticker {
    /// Nothing is drawn before the first [`Ticker::tick`].
    pub fn new() -> Ticker {
        let target = match std::io::stderr().is_terminal() && !std::io::stdout().is_terminal() {
            true => ProgressDrawTarget::stderr(),
            // A program's console and a moving line on one screen would garble each other.
            false => ProgressDrawTarget::hidden(),
        };
        let bar = ProgressBar::with_draw_target(None, target);
        let style = ProgressStyle::with_template("{spinner} {msg} ({elapsed})");
        bar.set_style(style.expect("the template is well formed"));
        Ticker { bar }
    }

    /// Tells how far the run is.
    pub fn tick(&self, cycles: u64) {
        self.bar.enable_steady_tick(Duration::from_millis(200));
        self.bar.set_message(format!("{} million cycles", cycles / 1_000_000));
    }

    /// Takes the line away.
    pub fn finish(&self) {
        self.bar.finish_and_clear();
    }
}
