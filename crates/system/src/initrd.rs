//! The initial RAM disk: a cpio archive in the "newc" format, as Linux boots from.
//!
//! The kernel finds programs in it by name. Each entry is a 110-byte ASCII header, the name, and the
//! bytes, the latter two padded to four. More NULs behind the name than one put the bytes of every
//! file onto pages of their own, so that the kernel can map them where they are. Everything that varies from host to host in such an archive
//! (owner, time, inode) is zero or counted, so equal programs give equal archives.

/// `programs` (name, executable) as an archive, in the given order.
pub fn archive(programs: &[(String, Vec<u8>)]) -> Vec<u8> {
    const REGULAR_FILE_READ_EXECUTE: u32 = 0o100_555;
    let mut out = Vec::new();
    for (index, (name, bytes)) in programs.iter().enumerate() {
        entry(&mut out, index as u32 + 1, REGULAR_FILE_READ_EXECUTE, name, bytes);
    }
    entry(&mut out, 0, 0, "TRAILER!!!", &[]);
    out
}

const PAGE_SIZE: usize = 4096;
const HEADER_SIZE: usize = 110;

fn entry(out: &mut Vec<u8>, inode: u32, mode: u32, name: &str, bytes: &[u8]) {
    let links = 1;
    let mut name_end = out.len() + HEADER_SIZE + name.len() + 1;
    if !bytes.is_empty() {
        name_end = name_end.next_multiple_of(PAGE_SIZE);
    }
    let name_size = (name_end - out.len() - HEADER_SIZE) as u32;
    // Order: ino mode uid gid nlink mtime filesize devmajor devminor rdevmajor rdevminor namesize check.
    let fields = [inode, mode, 0, 0, links, 0, bytes.len() as u32, 0, 0, 0, 0, name_size, 0];
    out.extend_from_slice(b"070701");
    for field in fields {
        out.extend_from_slice(format!("{field:08X}").as_bytes());
    }
    out.extend_from_slice(name.as_bytes());
    out.resize(name_end, 0);
    pad(out);
    out.extend_from_slice(bytes);
    pad(out);
}

fn pad(out: &mut Vec<u8>) {
    while !out.len().is_multiple_of(4) {
        out.push(0);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_archive_has_a_header_per_file_and_a_trailer() {
        let bytes = archive(&[("hi".into(), b"abcde".to_vec())]);
        assert_eq!(&bytes[PAGE_SIZE..][..5], b"abcde");
        let text = String::from_utf8(bytes).unwrap().replace('\0', ".");
        insta::assert_snapshot!(text.replace(&".".repeat(64), ""));
    }
}
