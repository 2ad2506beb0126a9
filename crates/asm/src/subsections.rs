//! Joining subsections. While a text is read, each subsection is a section of its own; afterwards those
//! of one section are put one behind the other, and every place in them moves along.

use crate::cfi::FrameEntry;
use crate::program::{Definition, LineRow, Place, Program, Section, SectionId, SectionKey};

impl Program {
    /// Joins the subsections of each section, in the order of their numbers, now that all is read.
    pub(crate) fn join_subsections(&mut self) {
        if self.sections.iter().all(|section| section.key.subsection == 0) {
            return;
        }
        let mut order: Vec<usize> = (0..self.sections.len()).collect();
        let first = |at: usize| {
            let whole = self.sections[at].key.whole();
            self.sections.iter().position(|section| section.key.whole() == whole)
        };
        order.sort_by_key(|&at| (first(at), self.sections[at].key.subsection));
        // Where the fragments of each section go: its new number, and how many come before.
        let mut homes = vec![(SectionId(0), 0); order.len()];
        let mut old: Vec<Option<Section>> = self.sections.drain(..).map(Some).collect();
        for at in order {
            let Some(section) = old[at].take() else { continue };
            let last = self.sections.last_mut();
            if let Some(last) = last.filter(|last| last.key.whole() == section.key.whole()) {
                homes[at].1 = last.fragments.len();
                last.align = last.align.max(section.align);
                last.fragments.extend(section.fragments);
            } else {
                let key = SectionKey { subsection: 0, ..section.key };
                self.sections.push(Section { key, ..section });
            }
            homes[at].0 = SectionId(self.sections.len() - 1);
        }
        self.places().for_each(|place| {
            let (section, before) = homes[place.section.0];
            *place = Place { section, fragment: place.fragment + before, ..*place };
        });
        // Within a section, lines follow each other as addresses do.
        let by_address = |row: &LineRow| (row.place.section, row.place.fragment, row.place.offset);
        self.rows.sort_by_key(by_address);
        self.own_rows.sort_by_key(by_address);
    }

    /// Every place that something refers to.
    fn places(&mut self) -> impl Iterator<Item = &mut Place> {
        let labels = self.symbols.iter_mut().filter_map(|symbol| match &mut symbol.definition {
            Definition::Label(place) => Some(place),
            _ => None,
        });
        let rows = self.rows.iter_mut().chain(&mut self.own_rows).map(|row| &mut row.place);
        labels.chain(rows).chain(self.frames.iter_mut().flat_map(FrameEntry::places))
    }
}
