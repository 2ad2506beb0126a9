//! The platform-level interrupt controller, with one context: machine mode of hart 0.
//!
//! Every source has a gateway: a raised line becomes one pending request, which is not repeated
//! until the request has been claimed and completed.

const SOURCES: u32 = 96;
const WORDS: usize = SOURCES as usize / 32;
const PRIORITY_MAX: u32 = 7;

const PENDING: u32 = 0x1000;
const ENABLE: u32 = 0x2000;
const THRESHOLD: u32 = 0x20_0000;
const CLAIM: u32 = 0x20_0004;

pub(crate) struct Plic {
    priority: [u32; 32 * WORDS],
    /// Bit sets over sources.
    level: [u32; WORDS],
    pending: [u32; WORDS],
    claimed: [u32; WORDS],
    enabled: [u32; WORDS],
    threshold: u32,
}

impl Default for Plic {
    fn default() -> Plic {
        let none = [0; WORDS];
        Plic {
            priority: [0; 32 * WORDS],
            level: none,
            pending: none,
            claimed: none,
            enabled: none,
            threshold: 0,
        }
    }
}

/// Word and bit of a source.
fn place(source: u32) -> (usize, u32) {
    (source as usize / 32, 1 << (source % 32))
}

impl Plic {
    /// A device raises or drops its line.
    pub fn set_level(&mut self, source: u32, raised: bool) {
        let (word, bit) = place(source);
        self.level[word] = if raised { self.level[word] | bit } else { self.level[word] & !bit };
        self.forward(word);
    }

    /// Whether a request waits that is enabled and above the threshold.
    pub fn interrupt(&self) -> bool {
        self.best().is_some_and(|source| self.priority[source as usize] > self.threshold)
    }

    pub fn read(&mut self, offset: u32, size: u32) -> Option<u32> {
        if size != 4 {
            return None;
        }
        let word = |base: u32| ((offset - base) / 4) as usize;
        Some(match offset {
            0..PENDING => self.priority.get(word(0)).copied().unwrap_or(0),
            PENDING..ENABLE => self.pending.get(word(PENDING)).copied().unwrap_or(0),
            ENABLE..0x2080 => self.enabled.get(word(ENABLE)).copied().unwrap_or(0),
            THRESHOLD => self.threshold,
            CLAIM => self.claim(),
            _ => 0,
        })
    }

    pub fn write(&mut self, offset: u32, size: u32, value: u32) -> Option<()> {
        if size != 4 {
            return None;
        }
        match offset {
            // Source 0 does not exist.
            4..PENDING => {
                if let Some(priority) = self.priority.get_mut((offset / 4) as usize) {
                    *priority = value & PRIORITY_MAX;
                }
            }
            ENABLE..0x2080 => {
                if let Some(enabled) = self.enabled.get_mut(((offset - ENABLE) / 4) as usize) {
                    *enabled = if offset == ENABLE { value & !1 } else { value };
                }
            }
            THRESHOLD => self.threshold = value & PRIORITY_MAX,
            CLAIM => self.complete(value),
            _ => {}
        }
        Some(())
    }

    /// The enabled, pending source of highest priority, the lowest number first. A priority of
    /// zero never interrupts.
    fn best(&self) -> Option<u32> {
        let waits = |&source: &u32| {
            let (word, bit) = place(source);
            self.pending[word] & self.enabled[word] & bit != 0 && self.priority[source as usize] > 0
        };
        let urgency = |&source: &u32| (self.priority[source as usize], SOURCES - source);
        if self.pending == [0; WORDS] {
            return None;
        }
        (1..SOURCES).filter(waits).max_by_key(urgency)
    }

    fn claim(&mut self) -> u32 {
        let Some(source) = self.best() else { return 0 };
        let (word, bit) = place(source);
        self.pending[word] &= !bit;
        self.claimed[word] |= bit;
        source
    }

    fn complete(&mut self, source: u32) {
        if source < SOURCES {
            let (word, bit) = place(source);
            self.claimed[word] &= !bit;
            self.forward(word);
        }
    }

    /// The gateways of one word of sources.
    fn forward(&mut self, word: usize) {
        self.pending[word] |= self.level[word] & !self.claimed[word];
    }
}
