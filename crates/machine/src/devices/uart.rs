//! The UART, a 16550A as far as software sees one: transmission takes no time, and received bytes
//! come from the run's input: available at once, or each at its own cycle.
//!
//! The end of the input drops the carrier: `MSR.DCD` is set while input may still come, and clear
//! once all has been read, with the delta bit and, if enabled, a modem-status interrupt.
//!
//! The input is asked for when the guest first looks for it, so that a host need not have it before
//! (it may be a pipe that somebody still writes to). A guest that raises `MCR.DTR` without `MCR.RTS`
//! is there but not ready to receive, and the other side sends nothing: it may poll the transmitter
//! without looking for input. A guest that uses no flow control always receives.

use std::collections::VecDeque;

/// Output beyond this stops the run: a guest that prints for ever must not fill the host's memory.
const OUTPUT_MAX: usize = 256 << 20;

// Interrupt enable register.
const IER_RECEIVED: u8 = 1 << 0;
const IER_EMPTY: u8 = 1 << 1;
const IER_MODEM: u8 = 1 << 3;
// Interrupt identification register.
const IIR_NONE: u8 = 0x01;
const IIR_MODEM: u8 = 0x00;
const IIR_EMPTY: u8 = 0x02;
const IIR_RECEIVED: u8 = 0x04;
const IIR_FIFO: u8 = 0xc0;
// Line control and status registers.
const LCR_DIVISOR: u8 = 1 << 7;
const LSR_READY: u8 = 1 << 0;
const LSR_EMPTY: u8 = 0x60;
// Modem status register: clear to send, data set ready, carrier; and the carrier's change.
const MSR_LINES: u8 = 0x30;
const MSR_CARRIER: u8 = 1 << 7;
const MSR_CARRIER_CHANGED: u8 = 1 << 3;

// Modem control register: data terminal ready, request to send.
const MCR_DTR: u8 = 1 << 0;
const MCR_RTS: u8 = 1 << 1;

/// Bytes that the other side sends, and the first cycle at which they can be there. Without bytes it
/// only keeps the line up until then.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Arrival {
    /// When: device events happen between two instructions, at the first of which this is over.
    pub cycle: u64,
    /// What.
    pub bytes: Vec<u8>,
}

/// Gives the whole input, once.
pub(crate) type InputSource = Box<dyn FnOnce() -> Vec<u8>>;

#[derive(Default)]
pub(crate) struct Uart {
    /// What has arrived and was not read.
    input: VecDeque<u8>,
    /// Where the input comes from, until the guest looks for it.
    source: Option<InputSource>,
    /// What arrives later, the earliest first.
    script: VecDeque<Arrival>,
    /// Whether more may be added to the script.
    open: bool,
    /// What the guest has sent and nobody has taken yet.
    pub output: Vec<u8>,
    /// Whether the guest was told, by a read of `MSR`, that the carrier is gone.
    told: bool,
    /// The "transmitter empty" interrupt waits to be identified.
    empty_pending: bool,
    interrupts: u8,
    fifo: bool,
    line_control: u8,
    modem_control: u8,
    scratch: u8,
    divisor: [u8; 2],
}

impl Uart {
    /// Replaces what the guest will receive.
    pub fn set_input(&mut self, source: InputSource) {
        self.input.clear();
        self.source = Some(source);
        self.script.clear();
        self.told = false;
    }

    /// Replaces what the guest will receive by what arrives at given cycles, and then, if the line
    /// stays `open`, by what [`Uart::send`] adds.
    pub fn set_script(&mut self, arrivals: Vec<Arrival>, open: bool) {
        self.input.clear();
        self.source = None;
        self.script = arrivals.into();
        self.told = false;
        self.open = open;
    }

    /// Adds an arrival that is not earlier than those before it, the last one if the line closes.
    pub fn send(&mut self, arrival: Arrival, open: bool) {
        self.script.push_back(arrival);
        self.open = open;
    }

    /// Whether more input would interrupt the guest.
    pub fn listens(&self) -> bool {
        self.interrupts & IER_RECEIVED != 0 && !self.held_off()
    }

    /// What arrives by cycle `now` is there.
    pub fn arrive(&mut self, now: u64) {
        if self.held_off() {
            return;
        }
        while self.script.front().is_some_and(|arrival| arrival.cycle <= now) {
            self.input.extend(self.script.pop_front().into_iter().flat_map(|next| next.bytes));
        }
    }

    /// When something arrives by itself.
    pub fn due(&self) -> Option<u64> {
        self.script.front().filter(|_| !self.held_off()).map(|arrival| arrival.cycle)
    }

    fn held_off(&self) -> bool {
        self.modem_control & (MCR_DTR | MCR_RTS) == MCR_DTR
    }

    /// The guest looks for input: unless it holds the other side off, the input arrives.
    fn receive(&mut self) {
        if !self.held_off()
            && let Some(source) = self.source.take()
        {
            self.input = source().into();
        }
    }

    /// Whether all input has arrived and was read.
    fn at_end(&self) -> bool {
        self.source.is_none() && self.script.is_empty() && !self.open && self.input.is_empty()
    }

    /// Whether nobody has taken the output for too long.
    pub fn is_full(&self) -> bool {
        self.output.len() > OUTPUT_MAX
    }

    /// Whether it wants attention.
    pub fn interrupt(&self) -> bool {
        self.cause() != IIR_NONE
    }

    /// The most urgent cause of an interrupt.
    fn cause(&self) -> u8 {
        if self.interrupts & IER_RECEIVED != 0 && !self.input.is_empty() {
            IIR_RECEIVED
        } else if self.interrupts & IER_EMPTY != 0 && self.empty_pending {
            IIR_EMPTY
        } else if self.interrupts & IER_MODEM != 0 && self.carrier_changed() {
            IIR_MODEM
        } else {
            IIR_NONE
        }
    }

    fn carrier_changed(&self) -> bool {
        self.at_end() && !self.told
    }

    fn divisor_shown(&self) -> bool {
        self.line_control & LCR_DIVISOR != 0
    }

    pub fn read(&mut self, offset: u32) -> Option<u32> {
        if matches!(offset, 0 | 2 | 5 | 6) {
            self.receive();
        }
        let value = match offset {
            0 | 1 if self.divisor_shown() => self.divisor[offset as usize],
            0 => self.input.pop_front().unwrap_or(0),
            1 => self.interrupts,
            2 => self.identify(),
            3 => self.line_control,
            4 => self.modem_control,
            5 => LSR_EMPTY | if self.input.is_empty() { 0 } else { LSR_READY },
            6 => self.modem_status(),
            7 => self.scratch,
            _ => return None,
        };
        Some(value.into())
    }

    fn identify(&mut self) -> u8 {
        let cause = self.cause();
        if cause == IIR_EMPTY {
            self.empty_pending = false;
        }
        cause | if self.fifo { IIR_FIFO } else { 0 }
    }

    fn modem_status(&mut self) -> u8 {
        let changed = if self.carrier_changed() { MSR_CARRIER_CHANGED } else { 0 };
        self.told |= self.at_end();
        let carrier = if self.at_end() { 0 } else { MSR_CARRIER };
        MSR_LINES | carrier | changed
    }

    pub fn write(&mut self, offset: u32, value: u8) -> Option<()> {
        match offset {
            0 | 1 if self.divisor_shown() => self.divisor[offset as usize] = value,
            0 => {
                self.output.push(value);
                self.empty_pending = true;
            }
            1 => self.enable(value & 0xf),
            2 => self.control_fifo(value),
            3 => self.line_control = value,
            4 => self.control_modem(value & 0x1f),
            5 | 6 => {}
            7 => self.scratch = value,
            _ => return None,
        }
        Some(())
    }

    /// Enabling the "transmitter empty" interrupt raises it, since the transmitter is empty.
    fn enable(&mut self, interrupts: u8) {
        if interrupts & !self.interrupts & IER_EMPTY != 0 {
            self.empty_pending = true;
        }
        self.interrupts = interrupts;
        self.look_if_interrupting();
    }

    fn control_modem(&mut self, value: u8) {
        self.modem_control = value;
        self.look_if_interrupting();
    }

    /// A guest that wants to be interrupted by input looks for it all the time.
    fn look_if_interrupting(&mut self) {
        if self.interrupts & (IER_RECEIVED | IER_MODEM) != 0 {
            self.receive();
        }
    }

    /// Bit 0 turns the FIFOs on. Clearing the receiver's does nothing: input that the guest has not
    /// read has not arrived yet.
    fn control_fifo(&mut self, value: u8) {
        self.fifo = value & 1 != 0;
    }
}
