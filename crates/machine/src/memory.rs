//! RAM: bytes from [`RAM_BASE`] up. Memory holds the data; caches hold none.

use crate::map::RAM_BASE;

/// The machine's RAM. The host allocates it page by page as it is touched.
pub(crate) struct Memory {
    bytes: Vec<u8>,
}

impl Memory {
    pub fn new(size: u32) -> Memory {
        Memory { bytes: vec![0; size as usize] }
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
        self.bytes.get_mut(at..at.checked_add(len)?)
    }
}
