//! A terminal as the console's input: lines, as its own line discipline hands them out.

use std::io::{BufRead, IsTerminal};
use std::rc::Rc;
use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::thread;
use swtch_system::{Input, Keyboard, Typed};

/// Standard input, whatever it is: somebody at a terminal, or a file or pipe to its end.
pub fn input() -> Input {
    match std::io::stdin().is_terminal() {
        true => Input::Typed(Rc::new(Terminal::new())),
        false => Input::from_source(crate::files::standard_input),
    }
}

/// A terminal, read by a thread of its own, so that the guest need not stand still meanwhile.
struct Terminal {
    lines: Receiver<Vec<u8>>,
}

impl Terminal {
    fn new() -> Terminal {
        let (sender, lines) = channel();
        // It ends with the terminal's input or with the process, whichever is first.
        thread::spawn(move || {
            let mut line = Vec::new();
            while let Ok(1..) = std::io::stdin().lock().read_until(b'\n', &mut line) {
                if sender.send(std::mem::take(&mut line)).is_err() {
                    return;
                }
            }
        });
        Terminal { lines }
    }
}

impl Keyboard for Terminal {
    fn typed(&self, wait: bool) -> Typed {
        let line = match wait {
            true => self.lines.recv().map_err(|_| TryRecvError::Disconnected),
            false => self.lines.try_recv(),
        };
        match line {
            Ok(bytes) => Typed::Bytes(bytes),
            Err(TryRecvError::Empty) => Typed::Nothing,
            Err(TryRecvError::Disconnected) => Typed::End,
        }
    }
}
