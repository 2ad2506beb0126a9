//! Everything that runs **on** the machine, embedded as text: the kernel, the library with its
//! headers, the sample programs and the guest's own tests. Of kernel and library there are also the
//! objects, as the build script makes them with the default options. The crate knows nothing of how
//! they are linked or run. Start with `kernel/defs.h`, which is the kernel's map.

use include_dir::{Dir, include_dir};

static TREE: Dir = include_dir!("$CARGO_MANIFEST_DIR");

/// Paths and objects, in order of the paths.
static OBJECTS: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/objects.rs"));

/// One embedded source file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct File {
    /// Its path inside this folder, with `/` between the parts: `kernel/vm.c`.
    pub path: &'static str,
    /// Its contents.
    pub text: &'static str,
}

impl File {
    /// Its name without the folders before it: `vm.c`.
    pub fn name(&self) -> &'static str {
        self.path.rsplit('/').next().unwrap_or(self.path)
    }

    /// Its name without the extension: `vm`.
    pub fn stem(&self) -> &'static str {
        let name = self.name();
        name.rsplit_once('.').map_or(name, |(stem, _)| stem)
    }

    /// The first sentence of the comment that the file begins with.
    pub fn description(&self) -> String {
        let text = self.text.trim_start();
        let comment = text.strip_prefix("/*").unwrap_or(text);
        let end = comment.find("*/").unwrap_or(comment.len());
        comment[..end]
            .lines()
            .map(|line| line.trim_start_matches([' ', '*']).trim_end())
            .filter(|line| !line.is_empty())
            .collect::<Vec<_>>()
            .join(" ")
    }

    fn has_extension(&self, extensions: &[&str]) -> bool {
        self.path.rsplit_once('.').is_some_and(|(_, extension)| extensions.contains(&extension))
    }
}

/// Sources and headers of the kernel, in order of their names, `probes.ron` not among them.
pub fn kernel() -> Vec<File> {
    files("kernel", &["c", "S", "s", "h"])
}

/// The probe description of the kernel, as RON text.
pub fn probes() -> File {
    files("kernel", &["ron"])[0]
}

/// Sources of the library, with its internal headers; `init.c`, a program, not among them.
pub fn library() -> Vec<File> {
    let mut library = files("lib", &["c", "S", "s", "h"]);
    library.retain(|file| file.name() != "init.c");
    library
}

/// The first process: a program built like a sample.
pub fn init() -> File {
    let files = files("lib", &["c"]);
    files[files.iter().position(|file| file.name() == "init.c").unwrap_or(0)]
}

/// The program that brings shared libraries into the memory of another.
pub fn loader() -> Vec<File> {
    files("loader", &["c", "S", "h"])
}

/// What a C program without a kernel is linked with: start-up code and the devices' system calls.
pub fn bare() -> Vec<File> {
    files("bare", &["c", "S"])
}

/// The programs for a machine without a kernel, each one C file, perhaps with an assembly file of the
/// same name.
pub fn board() -> Vec<File> {
    files("board", &["c"])
}

/// The files of the program of that name for a machine without a kernel; none if there is none.
pub fn board_program(name: &str) -> Vec<File> {
    let mut found = files("board", &["c", "S"]);
    found.retain(|file| file.stem() == name);
    found
}

/// The paths of all embedded files that [`file`] finds.
pub fn paths() -> Vec<&'static str> {
    let mut found = Vec::new();
    collect(&TREE, true, &mut found);
    found.iter().map(|file| file.path).collect()
}

/// The embedded file at a path such as `kernel/vm.c` or `include/stdio.h`.
pub fn file(path: &str) -> Option<File> {
    let file = TREE.get_file(path)?;
    Some(File { path: file.path().to_str()?, text: file.contents_utf8()? })
}

/// The object (ELF) that compiling the embedded file at `path` with the default options yields, if
/// it is one of the kernel, the library or what bare programs are linked with.
pub fn object(path: &str) -> Option<&'static [u8]> {
    let place = OBJECTS.binary_search_by_key(&path, |&(path, _)| path).ok()?;
    Some(OBJECTS[place].1)
}

/// The headers for user programs. Their paths start with `include/`.
pub fn headers() -> Vec<File> {
    files("include", &["h"])
}

/// The kernel's scheduling policies, each with the first sentence of its file.
pub fn policies() -> Vec<(&'static str, String)> {
    let list = file("kernel/sched_policies.h").map_or("", |file| file.text);
    let names = list.lines().filter_map(|line| line.strip_prefix("POLICY(")?.strip_suffix(')'));
    let about = |name| {
        let text = file(&format!("kernel/sched_{name}.c")).map(|file| file.description());
        let text = text.unwrap_or_default();
        text.split_once(". ").map_or(text.trim_end_matches('.'), |(first, _)| first).to_string()
    };
    names.map(|name| (name, about(name))).collect()
}

/// The workload for `swtch sched` that is called `name`.
pub fn workload(name: &str) -> Option<File> {
    workloads().into_iter().find(|file| file.stem() == name)
}

/// Workloads for `swtch sched`, as RON text.
pub fn workloads() -> Vec<File> {
    files("workloads", &["ron"])
}

/// The sample programs, each one C file: those that show the kernel, then ordinary C programs.
pub fn samples() -> Vec<File> {
    let mut samples = files("", &["c"]);
    samples.extend(apps());
    samples
}

/// The samples that are ordinary C programs, which know nothing of this kernel.
pub fn apps() -> Vec<File> {
    files("apps", &["c"])
}

/// A program that another sample starts, and the shared library that it is linked with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Companion {
    /// What the other one calls it.
    pub name: &'static str,
    /// The paths of its files.
    pub files: &'static [&'static str],
    /// The library's name, and the path of its file.
    pub library: Option<(&'static str, &'static str)>,
}

/// Those that the sample `libraries` starts: two programs that are alike, linked in two ways.
pub const COMPANIONS: [Companion; 4] = [
    linked_statically("reader_static"),
    linked_statically("other_static"),
    linked_with_library("reader_shared"),
    linked_with_library("other_shared"),
];

const fn linked_statically(name: &'static str) -> Companion {
    Companion { name, files: &["libraries/reader.c", "libraries/words.c"], library: None }
}

const fn linked_with_library(name: &'static str) -> Companion {
    let library = Some(("libwords.so", "libraries/words.c"));
    Companion { name, files: &["libraries/reader.c"], library }
}

/// The guest's own tests, each one C file.
pub fn tests() -> Vec<File> {
    files("tests", &["c"])
}

/// The programs that the machine's speed is measured with, each one C file.
pub fn benches() -> Vec<File> {
    files("bench", &["c"])
}

/// The sample, test or benchmark program called `name`.
pub fn program(name: &str) -> Option<File> {
    let mut all = samples().into_iter().chain(tests()).chain(benches());
    all.find(|file| file.stem() == name)
}

/// The files of a folder (`""`: those at the top) with one of the extensions. Those of
/// `include` may lie deeper.
fn files(folder: &str, extensions: &[&str]) -> Vec<File> {
    let dir = if folder.is_empty() { Some(&TREE) } else { TREE.get_dir(folder) };
    let mut found = Vec::new();
    if let Some(dir) = dir {
        collect(dir, !folder.is_empty(), &mut found);
    }
    found.retain(|file| file.has_extension(extensions));
    found.sort_by_key(|file| file.path);
    found
}

fn collect(dir: &Dir<'static>, deep: bool, found: &mut Vec<File>) {
    found.extend(dir.files().filter_map(|file| {
        Some(File { path: file.path().to_str()?, text: file.contents_utf8()? })
    }));
    if deep {
        for inner in dir.dirs() {
            collect(inner, deep, found);
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_board_program_has_its_assembly_beside_it() {
        assert_eq!(names(&board_program("tasks")), ["tasks.S", "tasks.c"]);
        assert!(board_program("hello").is_empty());
        assert!(board().iter().all(|file| program(file.stem()).is_none()), "one name, one program");
    }

    fn names(files: &[File]) -> Vec<&str> {
        files.iter().map(File::name).collect()
    }

    #[test]
    fn companions_have_their_files() {
        for companion in COMPANIONS {
            let library = companion.library.map(|(_, path)| path);
            assert!(
                companion.files.iter().copied().chain(library).all(|path| file(path).is_some())
            );
            assert!(program(companion.name).is_none(), "one name, one program");
        }
    }

    #[test]
    fn every_part_is_there() {
        assert!(names(&kernel()).contains(&"swtch.s"));
        assert!(names(&library()).contains(&"crt0.S"));
        assert!(!names(&library()).contains(&"init.c"));
        assert_eq!(init().name(), "init.c");
        assert_eq!(probes().name(), "probes.ron");
        assert!(headers().iter().any(|file| file.path == "include/sys/wait.h"));
    }

    #[test]
    fn object_names_are_unique() {
        for files in [kernel(), library()] {
            let mut stems: Vec<_> =
                files.iter().filter(|file| !file.has_extension(&["h"])).map(File::stem).collect();
            let count = stems.len();
            stems.sort_unstable();
            stems.dedup();
            assert_eq!(stems.len(), count);
        }
    }

    #[test]
    fn policies_are_found_in_the_kernels_list() {
        let policies = policies();
        assert_eq!(policies[0].0, "rr");
        assert!(policies[0].1.starts_with("Round robin"), "{policies:?}");
        assert!(
            policies.iter().all(|(_, about)| !about.is_empty() && about.len() < 120),
            "{policies:?}"
        );
    }

    #[test]
    fn samples_describe_themselves() {
        assert_eq!(
            program("hello").map(|file| file.description()),
            Some("The smallest program: one line, one process.".to_string())
        );
        for sample in samples().into_iter().chain(board()) {
            let description = sample.description();
            let description = description.split(". ").next().unwrap_or_default();
            assert!(!description.is_empty() && description.len() < 120, "{sample:?}");
        }
    }
}
