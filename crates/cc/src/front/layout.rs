//! Where the members of a struct or union lie, as the RISC-V psABI (and gcc) place them.
//!
//! A bit-field takes the next bits, unless it would cross a boundary of its declared type: then it
//! begins at that boundary. A packed one crosses it. The unit through which it is reached is the smallest naturally
//! aligned one of 8, 16, 32 or 64 bits that holds it.

use super::types::{BitField, Member, Types};

/// What a record's attributes ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct Wishes {
    /// `__attribute__((packed))`: every member is aligned to a byte.
    pub packed: bool,
    /// `__attribute__((aligned(n)))`.
    pub align: Option<u32>,
    /// `#pragma pack(n)`: no member is aligned to more.
    pub limit: Option<u32>,
}

/// What a member's own specifiers ask for.
#[derive(Clone, Copy, Debug, Default)]
pub struct MemberWishes {
    /// `packed` on this member.
    pub packed: bool,
    /// `_Alignas` or `aligned`.
    pub align: Option<u32>,
}

/// Size and alignment of a record whose members' offsets and bit units have been set.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Extent {
    /// In bytes, at most [`SIZE_MAX`] if all fits.
    pub size: u64,
    /// In bytes.
    pub align: u32,
}

/// Objects are smaller than half the address space, so that differences of pointers fit an `int`.
pub const SIZE_MAX: u64 = 0x7fff_ffff;

/// Places each member. `members[i].bits` holds the width of a bit-field; `wishes` is one per member.
pub fn lay_out(
    types: &Types,
    members: &mut [Member],
    member_wishes: &[MemberWishes],
    is_union: bool,
    wishes: Wishes,
) -> Extent {
    let mut at: u64 = 0;
    let mut end: u64 = 0;
    let mut align = 1;
    for (member, own) in members.iter_mut().zip(member_wishes) {
        if is_union {
            at = 0;
        }
        let limit = wishes.limit.unwrap_or(u32::MAX);
        let natural = types.align(member.ty).min(limit);
        let own_align = own.align.map(|align| align.min(limit));
        let packed = wishes.packed || own.packed;
        let wanted = if packed { 1 } else { natural }.max(own_align.unwrap_or(1));
        // As in gcc, a limit of any size lets bit-fields cross boundaries.
        let loose = packed || wishes.limit.is_some();
        match member.bits {
            Some(bits) => {
                at = place_bits(types, member, bits, at, loose, own_align);
                let named = member.name.is_some();
                if named {
                    align = align.max(wanted);
                }
            }
            None => {
                at = at.next_multiple_of(u64::from(wanted) * 8);
                member.offset = (at / 8).min(SIZE_MAX) as u32;
                at += u64::from(types.size(member.ty)) * 8;
                align = align.max(wanted);
            }
        }
        end = end.max(at);
    }
    align = align.max(wishes.align.unwrap_or(1));
    Extent { size: end.div_ceil(8).next_multiple_of(u64::from(align)), align }
}

/// Gives a bit-field its unit; the bit position after it.
fn place_bits(
    types: &Types,
    member: &mut Member,
    bits: BitField,
    at: u64,
    packed: bool,
    align: Option<u32>,
) -> u64 {
    // An array of no elements, say, has been reported already.
    let declared = u64::from(types.size(member.ty)).max(1) * 8;
    let width = u64::from(bits.width);
    if width == 0 {
        member.offset = (at / 8) as u32;
        return at.next_multiple_of(declared);
    }
    let mut at = at;
    if let Some(align) = align {
        at = at.next_multiple_of(u64::from(align) * 8);
    }
    let crosses = at / declared != (at + width - 1) / declared;
    if crosses && !packed {
        at = at.next_multiple_of(declared);
    }
    let unit = [8, 16, 32, 64].into_iter().find(|unit| at / unit == (at + width - 1) / unit);
    // A packed field may cross every boundary; then its unit starts at its first byte.
    let (unit, start) = match unit {
        Some(unit) => (unit, at / unit * unit),
        None => (64, at / 8 * 8),
    };
    member.offset = (start / 8).min(SIZE_MAX) as u32;
    member.bits =
        Some(BitField { unit_bits: unit as u8, shift: (at - start) as u8, width: bits.width });
    at + width
}
