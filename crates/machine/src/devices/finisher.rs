//! The test finisher: one register; a write to it ends the run.

const PASS: u32 = 0x5555;
const FAIL: u32 = 0x3333;
const RESET: u32 = 0x7777;

#[derive(Default)]
pub(crate) struct Finisher {
    /// The exit code, once the guest has written one.
    pub code: Option<u32>,
}

impl Finisher {
    /// The lower half says what to do, the upper half is the code of a failure. A reset ends the
    /// run as a success, for there is nothing to start again.
    pub fn write(&mut self, offset: u32, size: u32, value: u32) -> Option<()> {
        if size == 1 {
            return None;
        }
        let code = match value & 0xffff {
            PASS | RESET => Some(0),
            FAIL => Some(value >> 16),
            _ => None,
        };
        if offset == 0 {
            self.code = self.code.or(code);
        }
        Some(())
    }
}
