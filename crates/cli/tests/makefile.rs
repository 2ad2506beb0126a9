//! An ordinary project with a makefile, built with `CC="swtch cc"` and `AR="swtch ar"`: it prints what it prints when
//! the host's gcc builds it, and make knows what to build again. Skipped, and saying so, where there is no make;
//! compared only where there is a gcc.

use std::path::{Path, PathBuf};
use std::process::{Command, Output};

const SWTCH: &str = env!("CARGO_BIN_EXE_swtch");

fn is_installed(tool: &str) -> bool {
    let found = Command::new(tool).arg("--version").output().is_ok_and(|out| out.status.success());
    if !found {
        eprintln!("SKIPPED: no {tool} here");
    }
    found
}

/// A copy of the project that is removed at the end.
struct Project(PathBuf);

impl Project {
    fn new(name: &str) -> Project {
        let folder = std::env::temp_dir().join(format!("swtch-make-{name}-{}", std::process::id()));
        copy(&Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/project"), &folder);
        Project(folder)
    }

    /// What make prints: the commands.
    fn make(&self, arguments: &[&str]) -> String {
        let output = Command::new("make").args(arguments).current_dir(&self.0).output().unwrap();
        let printed = [&output.stdout[..], &output.stderr].concat();
        let printed = String::from_utf8_lossy(&printed).into_owned();
        assert!(output.status.success(), "make {arguments:?}:\n{printed}");
        printed
    }

    fn make_ours(&self) -> String {
        self.make(&[&format!("CC={SWTCH} cc"), &format!("AR={SWTCH} ar")])
    }

    fn touch(&self, file: &str) {
        let path = self.0.join(file);
        let text = std::fs::read_to_string(&path).unwrap();
        // Make compares times, some file systems' to the second: the change comes from the future.
        let file = std::fs::File::options().write(true).open(&path).unwrap();
        std::io::Write::write_all(&mut &file, text.as_bytes()).unwrap();
        let later = std::time::SystemTime::now() + std::time::Duration::from_secs(5);
        file.set_modified(later).unwrap();
    }
}

impl Drop for Project {
    fn drop(&mut self) {
        let _ = std::fs::remove_dir_all(&self.0);
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in from.read_dir().unwrap() {
        let (path, name) = entry.map(|entry| (entry.path(), entry.file_name())).unwrap();
        match path.is_dir() {
            true => copy(&path, &to.join(name)),
            false => drop(std::fs::copy(&path, to.join(name)).unwrap()),
        }
    }
}

fn console(output: &Output) -> String {
    let text = String::from_utf8_lossy(&output.stdout).into_owned();
    text.split("\nswtch ").next().unwrap().trim_end().to_string()
}

#[test]
fn a_project_with_a_makefile_builds_and_prints_what_gcc_makes_of_it() {
    if !is_installed("make") {
        return;
    }
    let ours = Project::new("ours");
    let printed = ours.make_ours();
    assert!(!printed.contains("warning") && !printed.contains("error"), "{printed}");
    let run =
        Command::new(SWTCH).args(["run", "build/city"]).current_dir(&ours.0).output().unwrap();
    assert!(console(&run).starts_with("Delft: 14 roads\n 0        0 m"), "{}", console(&run));
    if !is_installed("gcc") {
        return;
    }
    let theirs = Project::new("theirs");
    theirs.make(&["CC=gcc"]);
    let native = Command::new(theirs.0.join("build/city")).output().unwrap();
    assert_eq!(console(&run), console(&native));
    assert_eq!(run.status.code(), native.status.code());
    for file in ["src/main.d", "src/roads.d", "src/distances.d", "lib/queue/queue.d"] {
        let rule = |project: &Project| {
            std::fs::read_to_string(project.0.join("build").join(file)).unwrap()
        };
        assert_eq!(rule(&ours), rule(&theirs), "{file}");
    }
}

#[test]
fn make_builds_again_what_a_header_is_in() {
    if !is_installed("make") {
        return;
    }
    let project = Project::new("again");
    project.make_ours();
    assert!(project.make_ours().contains("Nothing to be done"));
    project.touch("include/queue.h");
    let printed = project.make_ours();
    for (file, again) in [
        ("-c src/distances.c", true),
        ("-c lib/queue/queue.c", true),
        ("-c src/main.c", false),
        ("-c lib/text/bar.c", false),
        ("rcs build/lib/libqueue.a", true),
        ("rcs build/lib/libtext.a", false),
    ] {
        assert_eq!(printed.contains(file), again, "{file}:\n{printed}");
    }
}
