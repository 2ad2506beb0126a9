//! Our assembler, and the tools of other people where they are installed.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use swtch_source::{Sources, render};

/// A folder of its own for one test.
pub struct Folder(pub PathBuf);

impl Folder {
    pub fn new(test: &str) -> Folder {
        let path = std::env::temp_dir().join(format!("swtch-link-{}-{test}", std::process::id()));
        fs::create_dir_all(&path).unwrap();
        Folder(path)
    }

    pub fn write(&self, name: &str, text: impl AsRef<[u8]>) {
        fs::write(self.0.join(name), text).unwrap();
    }

    pub fn read(&self, name: &str) -> Vec<u8> {
        fs::read(self.0.join(name)).unwrap()
    }

    /// Runs a command line here; none if the program is not installed.
    pub fn run(&self, command: &str) -> Option<Vec<u8>> {
        let mut words = command.split_whitespace();
        let program = words.next().unwrap();
        let output = match Command::new(program).args(words).current_dir(&self.0).output() {
            Ok(output) => output,
            Err(_) => {
                eprintln!("SKIPPED: {program} is not installed");
                return None;
            }
        };
        assert!(output.status.success(), "{command}: {}", String::from_utf8_lossy(&output.stderr));
        Some(output.stdout)
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

/// Assembles a text with GNU as.
pub fn gnu_as(folder: &Folder, name: &str, text: &str) -> Option<Vec<u8>> {
    folder.write(&format!("{name}.s"), text);
    folder.run(&format!(
        "riscv64-unknown-elf-as -march=rv32ima_zicsr_zifencei -mabi=ilp32 -g {name}.s -o {name}.o"
    ))?;
    Some(folder.read(&format!("{name}.o")))
}

/// An archive of objects, in the common format.
pub fn archive(members: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let mut bytes = b"!<arch>\n".to_vec();
    for (name, contents) in members {
        let (name, size) = (format!("{name}/"), contents.len());
        let header = format!("{name:<16}{:<12}{:<6}{:<6}{:<8}{size:<10}`\n", 0, 0, 0, 644);
        bytes.extend(header.as_bytes());
        bytes.extend(contents);
        // A member begins at an even offset.
        bytes.extend(vec![b'\n'; contents.len() % 2]);
    }
    bytes
}

/// Assembles a text with our own assembler.
pub fn object(name: &str, text: &str) -> Vec<u8> {
    let mut sources = Sources::new();
    let file = sources.add(name, text);
    match swtch_asm::assemble(&mut sources, &super::links::NoTexts, file) {
        Ok(assembled) => assembled.object,
        Err(errors) => {
            panic!("{}", errors.iter().map(|e| render(&sources, e, false)).collect::<String>())
        }
    }
}
