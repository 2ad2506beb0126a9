//! The disk: a virtio block device behind the memory-mapped transport, version 2, with one split
//! queue (Virtual I/O Device specification 1.1, sections 2.6, 4.2 and 5.2).
//!
//! Requests are served one after the other, in the order in which the driver made them available.
//! One takes `seek_cycles` and `block_cycles` for each sector of 512 bytes, and happens all at once
//! at its end: then its buffers are read or written, the used ring is written, and the line rises,
//! unless the driver polls and has said so.
//! A queue that makes no sense sets DEVICE_NEEDS_RESET, and nothing is served until a reset.

use crate::config::DiskConfig;
use crate::memory::Memory;

/// Bytes of a sector, the unit of requests.
const SECTOR: u64 = 512;
const QUEUE_MAX: u32 = 256;

const MAGIC: u32 = 0x7472_6976;
const VENDOR: u32 = 0x554d_4551;
const DEVICE_BLOCK: u32 = 2;

// Bits of the device status.
const FEATURES_OK: u32 = 8;
const DRIVER_OK: u32 = 4;
const NEEDS_RESET: u32 = 64;

/// VIRTIO_BLK_F_FLUSH, and VIRTIO_F_VERSION_1 in the upper word.
const FEATURES: [u32; 2] = [1 << 9, 1];

// Bits of a descriptor's flags.
const NEXT: u32 = 1;
const DEVICE_WRITES: u32 = 2;

// Flag of the available ring.
const NO_INTERRUPT: u32 = 1;

// Types of request, and what becomes of them.
const READ: u32 = 0;
const WRITE: u32 = 1;
const FLUSH: u32 = 4;
const GET_ID: u32 = 8;
const OK: u8 = 0;
const IO_ERROR: u8 = 1;
const UNSUPPORTED: u8 = 2;

/// What a request did to memory.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Transfer {
    pub paddr: u32,
    pub len: u32,
    /// Whether memory was written.
    pub writes: bool,
}

/// The device.
pub(crate) struct Disk {
    costs: DiskConfig,
    /// Its contents; none if there is no disk.
    pub image: Option<Vec<u8>>,
    status: u32,
    driver_features: [u32; 2],
    feature_words: [u32; 2],
    queue: Queue,
    interrupt: u32,
    /// When the driver has said that there is something to do.
    notified: Option<u64>,
    /// When the request being served is done.
    pub due: Option<u64>,
}

/// The one queue: its size, where its three parts lie, and how far the device has come.
#[derive(Clone, Copy, Debug, Default)]
struct Queue {
    size: u32,
    ready: bool,
    /// Descriptor table, available ring, used ring.
    parts: [u64; 3],
    seen: u16,
    used: u16,
}

#[derive(Clone, Copy)]
struct Descriptor {
    address: u32,
    len: u32,
    flags: u32,
    next: u32,
}

/// The driver has set up a queue that cannot be followed.
struct Broken;

/// Memory, with a note of what was touched.
struct Dma<'a> {
    memory: &'a mut Memory,
    transfers: Vec<Transfer>,
}

impl Dma<'_> {
    fn read(&mut self, paddr: u64, len: u32) -> Result<Vec<u8>, Broken> {
        let paddr = u32::try_from(paddr).map_err(|_| Broken)?;
        let bytes = self.memory.bytes(paddr, len).ok_or(Broken)?.to_vec();
        self.transfers.push(Transfer { paddr, len, writes: false });
        Ok(bytes)
    }

    fn write(&mut self, paddr: u64, bytes: &[u8]) -> Result<(), Broken> {
        let paddr = u32::try_from(paddr).map_err(|_| Broken)?;
        self.memory.bytes_mut(paddr, bytes.len()).ok_or(Broken)?.copy_from_slice(bytes);
        self.transfers.push(Transfer { paddr, len: bytes.len() as u32, writes: true });
        Ok(())
    }

    /// A little-endian number of two or four bytes.
    fn number(&mut self, paddr: u64, len: u32) -> Result<u32, Broken> {
        let bytes = self.read(paddr, len)?;
        Ok(bytes.iter().rev().fold(0, |number, &byte| number << 8 | u32::from(byte)))
    }
}

impl Disk {
    pub fn new(costs: &DiskConfig) -> Disk {
        Disk {
            costs: costs.clone(),
            image: None,
            status: 0,
            driver_features: [0; 2],
            feature_words: [0; 2],
            queue: Queue::default(),
            interrupt: 0,
            notified: None,
            due: None,
        }
    }

    /// Attaches a disk with these contents, filled up to a whole sector.
    pub fn attach(&mut self, mut image: Vec<u8>) {
        image.resize(image.len().next_multiple_of(SECTOR as usize), 0);
        self.image = Some(image);
    }

    /// Whether it wants attention.
    pub fn interrupt(&self) -> bool {
        self.interrupt != 0
    }

    pub fn read(&self, offset: u32, size: u32) -> Option<u32> {
        if let Some(byte) = offset.checked_sub(0x100) {
            return Some(self.configuration(byte, size));
        }
        if size != 4 {
            return None;
        }
        Some(match offset {
            0x000 => MAGIC,
            0x004 => 2,
            0x008 if self.image.is_some() => DEVICE_BLOCK,
            0x00c => VENDOR,
            0x010 => FEATURES.get(self.feature_words[0] as usize).copied().unwrap_or(0),
            0x034 if self.image.is_some() => QUEUE_MAX,
            0x044 => self.queue.ready.into(),
            0x060 => self.interrupt,
            0x070 => self.status,
            _ => 0,
        })
    }

    /// The device's own space: the capacity in sectors, and zeros.
    fn configuration(&self, byte: u32, size: u32) -> u32 {
        let length = self.image.as_ref().map_or(0, |image| image.len() as u64);
        let capacity = (length / SECTOR).to_le_bytes();
        let at = |index: u32| {
            u32::from(capacity.get((byte + index) as usize).copied().unwrap_or(0)) << (8 * index)
        };
        (0..size).map(at).sum()
    }

    /// Writes a register at cycle `now`.
    pub fn write(&mut self, offset: u32, size: u32, value: u32, now: u64) -> Option<()> {
        if size != 4 {
            return None;
        }
        match offset {
            0x014 => self.feature_words[0] = value,
            0x020 => {
                if let Some(word) = self.driver_features.get_mut(self.feature_words[1] as usize) {
                    *word = value;
                }
            }
            0x024 => self.feature_words[1] = value,
            0x038 => self.queue.size = value,
            0x044 => self.queue.ready = value & 1 != 0 && self.queue.is_sound(),
            0x050 => self.notified = self.notified.or(Some(now)),
            0x064 => self.interrupt &= !value,
            0x070 => self.set_status(value),
            0x080 | 0x084 | 0x090 | 0x094 | 0x0a0 | 0x0a4 => {
                let part = &mut self.queue.parts[(offset as usize - 0x080) >> 4];
                *part = match offset & 4 {
                    0 => *part >> 32 << 32 | u64::from(value),
                    _ => *part & 0xffff_ffff | u64::from(value) << 32,
                };
            }
            _ => {}
        }
        Some(())
    }

    /// Zero resets the device. Features are accepted only if the driver knows version 1 and wants
    /// nothing that is not offered.
    fn set_status(&mut self, value: u32) {
        if value == 0 {
            let image = self.image.take();
            *self = Disk { image, ..Disk::new(&self.costs) };
            return;
        }
        let unknown = (0..2).any(|word| self.driver_features[word] & !FEATURES[word] != 0);
        let refused = unknown || self.driver_features[1] & 1 == 0;
        self.status = value & if refused { !FEATURES_OK } else { !0 } | self.status & NEEDS_RESET;
    }

    fn works(&self) -> bool {
        self.queue.ready
            && self.queue.is_sound()
            && self.status & (DRIVER_OK | NEEDS_RESET) == DRIVER_OK
    }

    /// Begins with the next request, if there is one and none is being served.
    fn begin(&mut self, memory: &Memory, now: u64) {
        if self.image.is_none() || !self.works() || self.due.is_some() {
            return;
        }
        let sectors = match self.queue.peek(memory) {
            Ok(None) => return,
            Ok(Some(bytes)) => bytes.div_ceil(SECTOR),
            // What is wrong is told when the request should be done.
            Err(Broken) => 0,
        };
        let cycles = u64::from(self.costs.seek_cycles)
            + sectors.saturating_mul(self.costs.block_cycles.into());
        self.due = Some(now.saturating_add(cycles).max(now + 1));
    }

    /// Does what is to be done by `now`. What it did to memory.
    pub fn serve(&mut self, memory: &mut Memory, now: u64) -> Vec<Transfer> {
        if let Some(at) = self.notified.take() {
            self.begin(memory, at);
        }
        match self.due {
            Some(due) if due <= now => self.complete(memory, due),
            _ => Vec::new(),
        }
    }

    /// The request that was due at `now` happens, and the next one begins.
    fn complete(&mut self, memory: &mut Memory, now: u64) -> Vec<Transfer> {
        self.due = None;
        if !self.works() {
            return Vec::new();
        }
        let mut dma = Dma { memory, transfers: Vec::new() };
        let image = self.image.get_or_insert_default();
        match self.queue.serve(image, &mut dma) {
            Ok(()) if self.queue.is_polled(dma.memory) => {}
            Ok(()) => self.interrupt |= 1,
            Err(Broken) => {
                self.status |= NEEDS_RESET;
                self.interrupt |= 2;
            }
        }
        let Dma { memory, transfers } = dma;
        self.begin(memory, now);
        transfers
    }
}

impl Queue {
    fn is_sound(&self) -> bool {
        self.size.is_power_of_two() && self.size <= QUEUE_MAX
    }

    /// Whether the driver has asked for no interrupts: the flags of the available ring.
    fn is_polled(&self, memory: &Memory) -> bool {
        let flags = u32::try_from(self.parts[1]).ok().and_then(|paddr| memory.read(paddr, 2));
        flags.is_some_and(|flags| flags & NO_INTERRUPT != 0)
    }

    /// The index of the first descriptor of the next request, if there is one.
    fn head(&self, memory: &Memory) -> Result<Option<u32>, Broken> {
        let half = |at: u64| {
            let paddr = u32::try_from(at).map_err(|_| Broken)?;
            memory.read(paddr, 2).ok_or(Broken)
        };
        let available = self.parts[1];
        if half(available.wrapping_add(2))? as u16 == self.seen {
            return Ok(None);
        }
        let slot = u64::from(self.seen) & u64::from(self.size - 1);
        half(available.wrapping_add(4 + 2 * slot)).map(Some)
    }

    fn descriptor(&self, memory: &Memory, index: u32) -> Result<Descriptor, Broken> {
        if index >= self.size {
            return Err(Broken);
        }
        let at = self.parts[0].wrapping_add(16 * u64::from(index));
        let paddr = u32::try_from(at).map_err(|_| Broken)?;
        let word = |offset: u32| memory.word(paddr.wrapping_add(offset)).ok_or(Broken);
        let (flags, high) = (word(12)?, word(4)?);
        if high != 0 {
            return Err(Broken);
        }
        let (flags, next) = (flags & 0xffff, flags >> 16);
        Ok(Descriptor { address: word(0)?, len: word(8)?, flags, next })
    }

    /// The descriptors of a request: no more than the queue has, so that none comes twice.
    fn chain(&self, memory: &Memory, head: u32) -> Result<Vec<Descriptor>, Broken> {
        let mut chain = vec![self.descriptor(memory, head)?];
        while let Some(last) = chain.last().filter(|last| last.flags & NEXT != 0) {
            if chain.len() >= self.size as usize {
                return Err(Broken);
            }
            chain.push(self.descriptor(memory, last.next)?);
        }
        Ok(chain)
    }

    /// How many bytes the next request transfers, if there is one.
    fn peek(&self, memory: &Memory) -> Result<Option<u64>, Broken> {
        let Some(head) = self.head(memory)? else { return Ok(None) };
        let chain = self.chain(memory, head)?;
        let data = chain.get(1..chain.len() - 1).unwrap_or_default();
        Ok(Some(data.iter().map(|part| u64::from(part.len)).sum()))
    }

    /// Serves the next request.
    fn serve(&mut self, image: &mut [u8], dma: &mut Dma) -> Result<(), Broken> {
        let head = self.head(dma.memory)?.ok_or(Broken)?;
        let chain = self.chain(dma.memory, head)?;
        let [header, data @ .., end] = chain.as_slice() else { return Err(Broken) };
        if header.len < 16 || end.len < 1 || end.flags & DEVICE_WRITES == 0 {
            return Err(Broken);
        }
        let kind = dma.number(header.address.into(), 4)?;
        let low = dma.number(u64::from(header.address) + 8, 4)?;
        let high = dma.number(u64::from(header.address) + 12, 4)?;
        let sector = u64::from(high) << 32 | u64::from(low);
        let (status, written) = transfer(kind, sector, data, image, dma)?;
        dma.write(end.address.into(), &[status])?;
        self.put_used(head, written + 1, dma)
    }

    fn put_used(&mut self, head: u32, written: u32, dma: &mut Dma) -> Result<(), Broken> {
        let used = self.parts[2];
        let slot = u64::from(self.used) & u64::from(self.size - 1);
        let entry = [head.to_le_bytes(), written.to_le_bytes()].concat();
        dma.write(used.wrapping_add(4 + 8 * slot), &entry)?;
        self.seen = self.seen.wrapping_add(1);
        self.used = self.used.wrapping_add(1);
        dma.write(used.wrapping_add(2), &self.used.to_le_bytes())
    }
}

/// Moves the data of one request: its status, and how many bytes of memory were written.
fn transfer(
    kind: u32,
    sector: u64,
    data: &[Descriptor],
    image: &mut [u8],
    dma: &mut Dma,
) -> Result<(u8, u32), Broken> {
    let mut at = sector.saturating_mul(SECTOR);
    let mut written = 0;
    for part in data {
        let len = u64::from(part.len);
        let range = match at.checked_add(len) {
            Some(end) if end <= image.len() as u64 => at as usize..end as usize,
            _ if kind == READ || kind == WRITE => return Ok((IO_ERROR, written)),
            _ => 0..0,
        };
        let device_writes = part.flags & DEVICE_WRITES != 0;
        match (kind, device_writes) {
            (READ, true) => {
                dma.write(part.address.into(), &image[range])?;
                written += part.len;
            }
            (WRITE, false) => {
                let bytes = dma.read(part.address.into(), part.len)?;
                image[range].copy_from_slice(&bytes);
            }
            (GET_ID, true) => {
                let id = b"swtch\0\0\0\0\0\0\0\0\0\0\0\0\0\0\0";
                let len = part.len.min(id.len() as u32);
                dma.write(part.address.into(), &id[..len as usize])?;
                written += len;
            }
            (READ | WRITE | GET_ID, _) => return Err(Broken),
            _ => {}
        }
        at = at.saturating_add(len);
    }
    let known = matches!(kind, READ | WRITE | FLUSH | GET_ID);
    Ok((if known { OK } else { UNSUPPORTED }, written))
}
