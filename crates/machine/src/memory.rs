//! RAM: bytes from [`RAM_BASE`] up. Memory holds the data; caches hold none.

use crate::log::Log;
use crate::map::RAM_BASE;

/// The machine's RAM. The host allocates it page by page as it is touched.
pub(crate) struct Memory {
    bytes: Vec<u8>,
    /// A bit for each [`CHUNK`] that somebody has decoded; nothing if nobody decodes.
    decoded: Vec<u64>,
    /// Chunks (by their physical address) that were decoded, and have been written since.
    pub overwritten: Log<u32>,
}

/// Bytes that are watched together.
pub(crate) const CHUNK: u32 = 64;

impl Memory {
    pub fn new(size: u32) -> Memory {
        let bytes = vec![0; size as usize];
        Memory { bytes, decoded: Vec::new(), overwritten: Log::default() }
    }

    /// From now on writes to decoded chunks are logged.
    pub fn watch(&mut self) {
        self.decoded = vec![0; (self.bytes.len() / CHUNK as usize).div_ceil(64)];
        self.overwritten.watch();
    }

    /// The chunk of `paddr` has been decoded.
    pub fn mark_decoded(&mut self, paddr: u32) {
        let (word, bit) = place(paddr);
        if let Some(word) = self.decoded.get_mut(word) {
            *word |= bit;
        }
    }

    /// Whether the chunk of `paddr` has been decoded, and not been written since.
    #[inline]
    pub fn is_decoded(&self, paddr: u32) -> bool {
        let (word, bit) = place(paddr);
        self.decoded.get(word).is_some_and(|word| word & bit != 0)
    }

    /// No chunk counts as decoded any longer.
    pub fn forget_decoded(&mut self) {
        self.decoded.fill(0);
    }

    /// Where the bytes are. Whoever writes them sees to it that they are not decoded.
    pub fn start(&mut self) -> *mut u8 {
        self.bytes.as_mut_ptr()
    }

    #[cold]
    fn overwrite(&mut self, paddr: u32) {
        let (word, bit) = place(paddr);
        self.decoded[word] &= !bit;
        self.overwritten.lose(paddr & !(CHUNK - 1));
    }

    /// The first and the last byte's address.
    pub fn range(&self) -> (u32, u32) {
        (RAM_BASE, RAM_BASE + (self.bytes.len() - 1) as u32)
    }

    /// Whether the byte at `paddr` is RAM.
    #[inline]
    pub fn contains(&self, paddr: u32) -> bool {
        (paddr.wrapping_sub(RAM_BASE) as usize) < self.bytes.len()
    }

    /// The byte at `paddr`, if it is RAM.
    #[inline]
    pub fn byte(&self, paddr: u32) -> Option<&u8> {
        self.bytes.get(paddr.wrapping_sub(RAM_BASE) as usize)
    }

    #[inline]
    fn array<const N: usize>(&self, paddr: u32) -> Option<[u8; N]> {
        let at = paddr.wrapping_sub(RAM_BASE) as usize;
        self.bytes.get(at..at + N)?.try_into().ok()
    }

    #[inline]
    fn set_array<const N: usize>(&mut self, paddr: u32, value: [u8; N]) {
        let at = paddr.wrapping_sub(RAM_BASE) as usize;
        if let Some(bytes) = self.bytes.get_mut(at..at + N) {
            bytes.copy_from_slice(&value);
        }
    }

    /// The word at `paddr`, if all of it is RAM.
    #[inline]
    pub fn word(&self, paddr: u32) -> Option<u32> {
        self.array(paddr).map(u32::from_le_bytes)
    }

    /// `size` (1, 2 or 4) bytes, zero-extended.
    #[inline]
    pub fn read(&self, paddr: u32, size: u32) -> Option<u32> {
        match size {
            1 => self.array(paddr).map(|[byte]: [u8; 1]| byte.into()),
            2 => self.array(paddr).map(|half| u16::from_le_bytes(half).into()),
            _ => self.word(paddr),
        }
    }

    /// Stores the lowest `size` (1, 2 or 4) bytes of `value`; nothing where there is no RAM.
    #[inline]
    pub fn write(&mut self, paddr: u32, size: u32, value: u32) {
        if self.is_decoded(paddr) {
            self.overwrite(paddr);
        }
        match size {
            1 => self.set_array(paddr, [value as u8]),
            2 => self.set_array(paddr, (value as u16).to_le_bytes()),
            _ => self.set_array(paddr, value.to_le_bytes()),
        }
    }

    /// `len` bytes, if all of them are RAM.
    pub fn bytes(&self, paddr: u32, len: u32) -> Option<&[u8]> {
        let at = paddr.checked_sub(RAM_BASE)? as usize;
        self.bytes.get(at..at.checked_add(len as usize)?)
    }

    /// As [`Memory::bytes`], to write.
    pub fn bytes_mut(&mut self, paddr: u32, len: usize) -> Option<&mut [u8]> {
        let at = paddr.checked_sub(RAM_BASE)? as usize;
        let range = at..at.checked_add(len)?;
        if range.end <= self.bytes.len() {
            let last = paddr + (len as u32).saturating_sub(1);
            for chunk in (paddr & !(CHUNK - 1)..=last).step_by(CHUNK as usize) {
                if self.is_decoded(chunk) {
                    self.overwrite(chunk);
                }
            }
        }
        self.bytes.get_mut(range)
    }
}

/// Where the bit of a chunk is.
#[inline]
fn place(paddr: u32) -> (usize, u64) {
    let chunk = paddr.wrapping_sub(RAM_BASE) / CHUNK;
    ((chunk / 64) as usize, 1 << (chunk % 64))
}
