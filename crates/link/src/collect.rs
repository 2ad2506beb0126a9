//! Leaving out sections that nobody refers to. What is kept is where execution begins, arrays of
//! functions that are called at start and end, what others may look up by name, what an object
//! asks to be kept, and everything that these refer to, directly or not. It is done only when it
//! is wanted (`--gc-sections`): code that is found by other means than a reference would be lost.

use object::elf;

use crate::Layout;
use crate::input::{Place, Section};
use crate::resolve::{Program, Site};

/// Marks the sections nobody needs as discarded.
pub(crate) fn unused(program: &mut Program, layout: &Layout) {
    let kept = Marker::new(program).mark(layout);
    for (object, kept) in program.objects.iter_mut().zip(kept) {
        for (section, kept) in object.sections.iter_mut().zip(kept) {
            section.discarded |= section.has(elf::SHF_ALLOC) && !kept;
        }
    }
}

struct Marker<'p, 'a> {
    program: &'p Program<'a>,
    kept: Vec<Vec<bool>>,
    /// Kept, and not yet looked into.
    waiting: Vec<(usize, usize)>,
}

impl<'p, 'a> Marker<'p, 'a> {
    fn new(program: &'p Program<'a>) -> Marker<'p, 'a> {
        let kept = program.objects.iter().map(|object| vec![false; object.sections.len()]);
        Marker { program, kept: kept.collect(), waiting: Vec::new() }
    }

    fn mark(mut self, layout: &Layout) -> Vec<Vec<bool>> {
        let program = self.program;
        let entry = program.global(&layout.entry);
        let exports = program.exports().into_iter().map(|(_, site)| site);
        entry.into_iter().chain(exports).for_each(|site| self.keep_home(site));
        for (object, input) in program.objects.iter().enumerate() {
            for (index, section) in input.sections.iter().enumerate() {
                if is_root(section) {
                    self.keep(object, index);
                }
            }
        }
        while let Some((object, index)) = self.waiting.pop() {
            let section = &program.objects[object].sections[index];
            // Descriptions of functions are for those functions, not the other way round.
            if section.name == ".eh_frame" {
                continue;
            }
            for relocation in &section.relocations {
                self.follow(Site { object, symbol: relocation.symbol });
            }
        }
        self.kept
    }

    fn follow(&mut self, site: Site) {
        if let Some(definition) = self.program.definition(site) {
            return self.keep_home(definition);
        }
        let name = self.program.symbol(site).name.as_str();
        let bound = name.strip_prefix("__start_").or_else(|| name.strip_prefix("__stop_"));
        if let Some(wanted) = bound {
            self.keep_named(wanted);
        }
    }

    /// A reference to the bounds of a section is one to all of it.
    fn keep_named(&mut self, name: &str) {
        let program = self.program;
        for (object, input) in program.objects.iter().enumerate() {
            for (index, _) in input.sections.iter().enumerate().filter(|(_, s)| s.name == name) {
                self.keep(object, index);
            }
        }
    }

    fn keep_home(&mut self, site: Site) {
        if let Place::Section(section) = self.program.symbol(site).place {
            self.keep(site.object, section);
        }
    }

    fn keep(&mut self, object: usize, section: usize) {
        if !std::mem::replace(&mut self.kept[object][section], true) {
            self.waiting.push((object, section));
        }
    }
}

/// Whether a section is needed though nothing refers to it.
fn is_root(section: &Section) -> bool {
    const ROOTS: [&str; 7] =
        [".init", ".fini", ".preinit_array", ".init_array", ".fini_array", ".eh_frame", ".note"];
    let is = |root: &&str| {
        let rest = section.name.strip_prefix(*root);
        rest.is_some_and(|rest| rest.is_empty() || rest.starts_with('.'))
    };
    section.is_loaded() && (section.has(elf::SHF_GNU_RETAIN) || ROOTS.iter().any(|root| is(&root)))
}
