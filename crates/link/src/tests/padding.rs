//! Padding that GNU as left for a linker that shortens code.

use std::borrow::Cow;

use object::elf;

use crate::input::{Object, Place, Relocation, Section, SectionKind, Symbol};
use crate::padding::cut;

/// A section of `bytes`, whose every word is its own number, with paddings at the given offsets,
/// and a function `f` of all its bytes.
fn object(words: u8, paddings: &[(u32, i32)]) -> Object<'static> {
    let bytes: Vec<u8> = (0..words).flat_map(|word| [word, 0, 0, 0]).collect();
    let align = |&(offset, addend): &(u32, i32)| Relocation {
        offset,
        kind: elf::R_RISCV_ALIGN.0,
        symbol: 0,
        addend,
    };
    Object {
        name: "test.o".into(),
        lazy: false,
        sections: vec![Section {
            name: ".text".into(),
            kind: SectionKind::Progbits,
            flags: 0,
            align: 16,
            size: bytes.len() as u32,
            data: Cow::Owned(bytes),
            relocations: paddings.iter().map(align).collect(),
            discarded: false,
        }],
        symbols: vec![
            symbol("", elf::STT_SECTION, 0, 0),
            symbol("f", elf::STT_FUNC, 0, u32::from(words) * 4),
        ],
        groups: Vec::new(),
    }
}

fn symbol(name: &str, kind: elf::SymbolType, value: u32, size: u32) -> Symbol {
    let (place, binding) = (Place::Section(0), elf::STB_LOCAL);
    let visibility = elf::STV_DEFAULT;
    Symbol { name: name.into(), place, value, size, binding, kind, visibility }
}

fn words(object: &Object) -> Vec<u8> {
    object.sections[0].data.chunks(4).map(|word| word[0]).collect()
}

#[test]
fn what_an_alignment_does_not_need_is_cut_and_the_rest_moves_up() {
    // Words 1 to 3 pad to 16 bytes and are needed; 5 to 7 pad again, at 20, and so are they;
    // 9 pads to 8, from 36, and is needed; 11 pads to 8 from 44; 13 to 15 pad to 16 from 52.
    let mut needed = object(17, &[(4, 12), (20, 12), (36, 4), (44, 4), (52, 12)]);
    cut(&mut needed).unwrap();
    assert_eq!(words(&needed), (0..17).collect::<Vec<u8>>());

    // At 8, two of three words are needed; at 24 - 4, the only one; at 32 - 4, one of three.
    let mut object = object(12, &[(8, 12), (24, 4), (32, 12)]);
    object.sections[0].relocations.push(Relocation {
        offset: 44,
        kind: elf::R_RISCV_32.0,
        symbol: 0,
        addend: 44,
    });
    object.symbols.push(symbol("before", elf::STT_NOTYPE, 8, 0));
    object.symbols.push(symbol("after", elf::STT_NOTYPE, 20, 4));
    cut(&mut object).unwrap();
    assert_eq!(words(&object), [0, 1, 2, 3, 5, 6, 7, 8, 11]);
    assert_eq!(object.sections[0].size, 36);
    let [last] = object.sections[0].relocations[..] else { panic!("one relocation is left") };
    assert_eq!((last.offset, last.addend), (32, 32));
    let places: Vec<(u32, u32)> = object.symbols.iter().map(|s| (s.value, s.size)).collect();
    assert_eq!(places, [(0, 0), (0, 36), (8, 0), (16, 4)]);
}

#[test]
fn padding_that_cannot_be_is_refused() {
    for paddings in
        [&[(4, 64)][..], &[(40, 12)], &[(4, -4)], &[(4, 28)], &[(2, 4)], &[(4, 12), (8, 4)]]
    {
        assert!(cut(&mut object(12, paddings)).is_err(), "{paddings:?}");
    }
}
