//! Symbol resolution: which objects take part, and which definition each global name has.
//! Strong definitions beat common ones, those beat weak ones. Lazy objects are taken, in their
//! order and until nothing changes, if they define a name that is still missing.

use std::collections::{HashMap, HashSet};

use object::elf;
use swtch_source::Diagnostic;

use crate::Layout;
use crate::input::{Inputs, Object, Place, Section, SectionKind, Symbol};
use crate::marks;
use crate::places::Places;
use crate::shared::{self, SharedObject};

/// The objects of the program, and the meaning of every global name.
pub(crate) struct Program<'a> {
    pub objects: Vec<Object<'a>>,
    /// Names that some object defines.
    globals: HashMap<String, Site>,
    /// Names that objects define which were not needed.
    offered: Vec<String>,
    /// The shared libraries it is linked with, and what they define.
    pub shared: Vec<SharedObject>,
    provided: HashSet<String>,
    /// Whether it becomes a shared library itself.
    pub is_library: bool,
}

/// A symbol of an object.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct Site {
    pub object: usize,
    pub symbol: usize,
}

/// How firmly a name is defined, weakest first.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Strength {
    Weak,
    Common,
    Strong,
}

fn strength(symbol: &Symbol) -> Strength {
    match symbol.place {
        _ if symbol.is_weak() => Strength::Weak,
        Place::Common => Strength::Common,
        _ => Strength::Strong,
    }
}

/// Decides for all `inputs`. The entry counts as missing from the start, and so does what shared
/// libraries need of each other or of the program.
pub(crate) fn resolve<'a>(
    inputs: Inputs<'a>,
    layout: &Layout,
) -> Result<Program<'a>, Vec<Diagnostic>> {
    let Inputs { objects, shared } = inputs;
    let mut resolver = Resolver::new(layout, &shared);
    let (lazy, eager): (Vec<_>, Vec<_>) = objects.into_iter().partition(|object| object.lazy);
    for object in eager {
        resolver.add(object);
    }
    resolver.pull(lazy);
    resolver.finish(shared, layout.shared.is_some())
}

struct Resolver<'a> {
    objects: Vec<Object<'a>>,
    globals: HashMap<String, Site>,
    missing: HashSet<String>,
    /// What shared libraries define.
    provided: HashSet<String>,
    groups: HashSet<String>,
    offered: Vec<String>,
    /// First and second definition.
    duplicates: Vec<(Site, Site)>,
}

impl<'a> Resolver<'a> {
    fn new(layout: &Layout, shared: &[SharedObject]) -> Resolver<'a> {
        let provided: HashSet<String> =
            shared.iter().flat_map(|library| library.defined.iter().cloned()).collect();
        let needed = shared.iter().flat_map(|library| library.needed.iter().cloned());
        let entry = layout.shared.is_none().then(|| layout.entry.clone());
        let missing = needed.chain(entry).filter(|name| !provided.contains(name)).collect();
        Resolver {
            objects: Vec::new(),
            globals: HashMap::new(),
            missing,
            provided,
            groups: HashSet::new(),
            offered: Vec::new(),
            duplicates: Vec::new(),
        }
    }

    fn pull(&mut self, lazy: Vec<Object<'a>>) {
        let mut waiting: Vec<_> = lazy.into_iter().map(Some).collect();
        loop {
            let count = self.objects.len();
            for slot in &mut waiting {
                if let Some(object) = slot.take_if(|object| self.needs(object)) {
                    self.add(object);
                }
            }
            if self.objects.len() == count {
                break;
            }
        }
        let unneeded = waiting.iter().flatten().flat_map(|object| &object.symbols);
        let names = unneeded.filter(|s| s.is_defined() && !s.is_local()).map(|s| s.name.clone());
        self.offered.extend(names);
    }

    fn needs(&self, object: &Object) -> bool {
        let mut symbols = object.symbols.iter();
        symbols.any(|s| s.is_defined() && !s.is_local() && self.missing.contains(&s.name))
    }

    fn add(&mut self, mut object: Object<'a>) {
        self.drop_known_groups(&mut object);
        self.objects.push(object);
        let object = self.objects.len() - 1;
        for symbol in 0..self.objects[object].symbols.len() {
            self.enter(Site { object, symbol });
        }
    }

    fn drop_known_groups(&mut self, object: &mut Object) {
        for group in &object.groups {
            if self.groups.insert(group.signature.clone()) {
                continue;
            }
            for &member in &group.members {
                if let Some(section) = object.sections.get_mut(member) {
                    section.discarded = true;
                }
            }
        }
    }

    fn symbol(&self, site: Site) -> &Symbol {
        &self.objects[site.object].symbols[site.symbol]
    }

    fn enter(&mut self, site: Site) {
        let symbol = self.symbol(site);
        if symbol.is_local() || symbol.name.is_empty() {
            return;
        }
        let name = symbol.name.clone();
        if !is_available(&self.objects[site.object], symbol) {
            let is_known = self.globals.contains_key(&name) || self.provided.contains(&name);
            if !symbol.is_weak() && !is_known {
                self.missing.insert(name);
            }
            return;
        }
        self.missing.remove(&name);
        match self.globals.get(&name) {
            None => drop(self.globals.insert(name, site)),
            Some(&known) => self.choose(name, known, site),
        }
    }

    fn choose(&mut self, name: String, known: Site, new: Site) {
        let (old_strength, new_strength) =
            (strength(self.symbol(known)), strength(self.symbol(new)));
        if new_strength == Strength::Strong && old_strength == Strength::Strong {
            self.duplicates.push((known, new));
        } else if new_strength > old_strength {
            self.globals.insert(name, new);
        } else if (new_strength, old_strength) == (Strength::Common, Strength::Common) {
            // One variable, as large and as aligned as the largest that was declared.
            let Symbol { value, size, .. } = *self.symbol(new);
            let chosen = &mut self.objects[known.object].symbols[known.symbol];
            chosen.value = chosen.value.max(value);
            chosen.size = chosen.size.max(size);
        }
    }

    fn finish(
        mut self,
        shared: Vec<SharedObject>,
        is_library: bool,
    ) -> Result<Program<'a>, Vec<Diagnostic>> {
        if !self.duplicates.is_empty() {
            let places = Places::new(&self.objects);
            let name = |&(first, second): &(Site, Site)| {
                let message = format!(
                    "symbol `{}` is defined twice: {} and {}",
                    self.symbol(first).name,
                    places.definition(first.object, first.symbol),
                    places.definition(second.object, second.symbol)
                );
                let hint = match self.symbol(first).kind {
                    elf::STT_OBJECT => "put `extern` before it in all files but one",
                    _ => "rename one of them, or make it static",
                };
                Diagnostic::unplaced(message).hint(hint)
            };
            return Err(self.duplicates.iter().map(name).collect());
        }
        self.house_commons();
        let shared = match shared.iter().any(|library| library.lazy) {
            true => shared::used(shared, self.undefined()),
            false => shared,
        };
        self.provided = shared.iter().flat_map(|library| library.defined.iter().cloned()).collect();
        Ok(Program {
            objects: self.objects,
            globals: self.globals,
            offered: self.offered,
            shared,
            provided: self.provided,
            is_library,
        })
    }

    /// The names that objects refer to and none defines.
    fn undefined(&self) -> HashSet<String> {
        let symbols = self.objects.iter().flat_map(|object| &object.symbols);
        let names = symbols.filter(|s| !s.is_defined() && !s.is_weak()).map(|s| &s.name);
        names.filter(|name| !self.globals.contains_key(*name)).cloned().collect()
    }

    /// Gives every common symbol that was chosen a section of its own; local ones are their own.
    fn house_commons(&mut self) {
        let globals: HashSet<Site> = self.globals.values().copied().collect();
        for (object_index, object) in self.objects.iter_mut().enumerate() {
            let Object { symbols, sections, .. } = object;
            for (index, symbol) in symbols.iter_mut().enumerate() {
                let site = Site { object: object_index, symbol: index };
                let is_chosen = symbol.is_local() || globals.contains(&site);
                if symbol.place == Place::Common && is_chosen {
                    symbol.place = Place::Section(sections.len());
                    sections.push(common_section(symbol.size, symbol.value.max(1)));
                    symbol.value = 0;
                }
            }
        }
    }
}

fn common_section(size: u32, align: u32) -> Section<'static> {
    Section {
        name: "COMMON".to_string(),
        kind: SectionKind::Nobits,
        flags: (elf::SHF_ALLOC.0 | elf::SHF_WRITE.0) as u32,
        align: align.checked_next_power_of_two().unwrap_or(1 << 31),
        size,
        data: Default::default(),
        relocations: Vec::new(),
        discarded: false,
    }
}

/// Whether the object itself defines the symbol, in a section that was not discarded.
fn is_available(object: &Object, symbol: &Symbol) -> bool {
    match symbol.place {
        Place::Undefined => false,
        Place::Section(section) => !object.sections[section].discarded,
        _ => true,
    }
}

impl Program<'_> {
    pub fn symbol(&self, site: Site) -> &Symbol {
        &self.objects[site.object].symbols[site.symbol]
    }

    /// The definition that a symbol of an object stands for, if the objects have one.
    pub fn definition(&self, site: Site) -> Option<Site> {
        let symbol = self.symbol(site);
        if symbol.is_local() {
            return is_available(&self.objects[site.object], symbol).then_some(site);
        }
        self.global(&symbol.name)
    }

    /// The definition of a global name.
    pub fn global(&self, name: &str) -> Option<Site> {
        self.globals.get(name).copied()
    }

    /// Whether somebody must bring libraries into memory before it can run, or it is one.
    pub fn is_dynamic(&self) -> bool {
        self.is_library || !self.shared.is_empty()
    }

    /// The name by which the loader resolves a reference; none if it is resolved here.
    pub fn import(&self, site: Site) -> Option<&str> {
        let symbol = self.symbol(site);
        let name = symbol.name.as_str();
        if !self.is_dynamic() || symbol.is_local() || symbol.is_hidden() || name.is_empty() {
            return None;
        }
        let is_import = match self.global(name) {
            Some(definition) => self.is_library && self.symbol(definition).is_preemptible(),
            None if self.provided.contains(name) => true,
            None => self.is_library && !self.is_mark(name),
        };
        is_import.then_some(name)
    }

    /// The global names that others find in this program or library, and their definitions: of a
    /// library all that are not hidden, of a program those that its libraries know.
    pub fn exports(&self) -> Vec<(&str, Site)> {
        let known: HashSet<&str> = self.shared.iter().flat_map(SharedObject::names).collect();
        let is_export = |(name, site): &(&str, Site)| {
            let symbol = self.symbol(*site);
            let is_there = is_available(&self.objects[site.object], symbol);
            is_there && !symbol.is_hidden() && (self.is_library || known.contains(name))
        };
        let all = self.globals.iter().map(|(name, &site)| (name.as_str(), site));
        let mut exports: Vec<_> = all.filter(is_export).collect();
        exports.sort_unstable_by_key(|&(name, _)| name);
        exports
    }

    /// Whether an object or a shared library defines the name.
    pub fn is_known(&self, name: &str) -> bool {
        self.globals.contains_key(name) || self.provided.contains(name)
    }

    /// Whether the linker itself defines the name.
    pub fn is_mark(&self, name: &str) -> bool {
        let has_section = |name: &str| {
            let mut sections = self.objects.iter().flat_map(|object| &object.sections);
            sections.any(|section| section.is_loaded() && section.name == name)
        };
        marks::is_mark(name, has_section)
    }

    /// All global names that are defined or could be had from a library, in no order.
    pub fn known_names(&self) -> impl Iterator<Item = &str> {
        self.globals.keys().chain(&self.offered).chain(&self.provided).map(String::as_str)
    }
}
