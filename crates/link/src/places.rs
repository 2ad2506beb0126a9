//! Naming places in objects for people: `main.o:(.text+0x1c), main.c:12`.

use std::cell::RefCell;
use std::collections::HashMap;

use crate::input::{Object, Place};
use crate::lines::{LineTable, isolated_bases};

/// Names places; decodes the line table of an object when it is first asked about it.
pub(crate) struct Places<'p, 'a> {
    objects: &'p [Object<'a>],
    lines: RefCell<HashMap<usize, (LineTable, Vec<u32>)>>,
}

impl<'p, 'a> Places<'p, 'a> {
    pub fn new(objects: &'p [Object<'a>]) -> Places<'p, 'a> {
        Places { objects, lines: RefCell::default() }
    }

    /// Object, section and offset, and the source line if it is known.
    pub fn name(&self, object: usize, section: usize, offset: u32) -> String {
        let input = &self.objects[object];
        let place = format!("{}:({}+{offset:#x})", input.name, input.sections[section].name);
        match self.line(object, section, offset) {
            Some(line) => format!("{place}, {line}"),
            None => place,
        }
    }

    /// Where a symbol is defined.
    pub fn definition(&self, object: usize, symbol: usize) -> String {
        let input = &self.objects[object];
        match input.symbols[symbol].place {
            Place::Section(section) => self.name(object, section, input.symbols[symbol].value),
            _ => input.name.clone(),
        }
    }

    fn line(&self, object: usize, section: usize, offset: u32) -> Option<String> {
        let mut cache = self.lines.borrow_mut();
        let (lines, bases) = cache.entry(object).or_insert_with(|| {
            let object = &self.objects[object];
            (LineTable::of_object(object), isolated_bases(object))
        });
        let base = Some(bases[section]).filter(|&base| base != 0)?;
        let (file, line) = lines.at(base.wrapping_add(offset))?;
        Some(format!("{file}:{line}"))
    }
}
