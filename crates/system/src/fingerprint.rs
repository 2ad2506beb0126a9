//! Short names for images and configurations, so that two reports can be told to be comparable.
//!
//! FNV-1a with 64 bits, as its authors define it: stable for ever, on every host. It guards against
//! mix-ups, not against forgers.

/// Sixteen hexadecimal digits for `bytes`.
pub fn fingerprint(bytes: &[u8]) -> String {
    const OFFSET_BASIS: u64 = 0xcbf2_9ce4_8422_2325;
    const PRIME: u64 = 0x0000_0100_0000_01b3;
    let mix = |hash: u64, byte: &u8| (hash ^ u64::from(*byte)).wrapping_mul(PRIME);
    format!("{:016x}", bytes.iter().fold(OFFSET_BASIS, mix))
}

#[cfg(test)]
mod tests {
    #[test]
    fn known_values_of_fnv_1a() {
        assert_eq!(super::fingerprint(b""), "cbf29ce484222325");
        assert_eq!(super::fingerprint(b"a"), "af63dc4c8601ec8c");
        assert_eq!(super::fingerprint(b"foobar"), "85944171f73967e8");
    }
}
