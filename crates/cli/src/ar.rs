//! `swtch ar`: libraries of objects, with the habits of everybody's `ar`.

use crate::args::ArArgs;
use crate::console::Sink;
use crate::files;
use std::path::Path;
use swtch_link::{Member, archive, archive_members, is_archive};
use swtch_source::{Diagnostic, Sources, did_you_mean, nearest};
use swtch_system::Error;

/// Letters behind the operation that ask for what is done anyway.
const MODIFIERS: &[char] = &['c', 's', 'u', 'v', 'D'];

/// Does what the operation says.
pub fn ar(args: &ArArgs) -> Result<u8, Error> {
    let name = args.library.display().to_string();
    let letters = args.operation.trim_start_matches('-');
    let operation = match letters.trim_matches(MODIFIERS) {
        // As `ranlib` does; the index is always there.
        "" if letters.contains('s') => "s",
        operation => operation,
    };
    if !["r", "q", "d", "t", "x", "s"].contains(&operation) {
        return Err(Error::with_hint(
            format!("{}: no such operation", args.operation),
            "r puts objects in (q: at the end), d takes them out, t lists them, x writes them to files",
        ));
    }
    let old = match operation {
        "r" | "q" if !args.library.exists() => archive(&[]).map_err(refused)?,
        _ => files::bytes(&args.library)?,
    };
    if !is_archive(&old) {
        return Err(Error::with_hint(
            format!("{name} is no library of objects"),
            format!("`swtch ar rcs {name}.a FILE...` makes one"),
        ));
    }
    let members = archive_members(&name, &old).map_err(refused)?;
    match operation {
        "r" => replace(args, members, true)?,
        "q" => replace(args, members, false)?,
        "s" => {}
        "d" => {
            check_named(&name, &members, &args.files)?;
            let kept: Vec<Member> =
                members.into_iter().filter(|member| !args.files.contains(&member.name)).collect();
            files::write(&args.library, &archive(&kept).map_err(refused)?)?;
        }
        "t" => {
            check_named(&name, &members, &args.files)?;
            let listed = members.iter().filter(|member| is_named(member, &args.files));
            let lines: String = listed.map(|member| format!("{}\n", member.name)).collect();
            Sink::Stdout.write(lines.as_bytes())?;
        }
        _ => {
            check_named(&name, &members, &args.files)?;
            extract(members.iter().filter(|member| is_named(member, &args.files)))?;
        }
    }
    Ok(0)
}

/// Files in the place of members of their names (or not), new ones at the end.
fn replace(args: &ArArgs, old: Vec<Member>, in_place: bool) -> Result<(), Error> {
    let mut contents = Vec::new();
    for file in &args.files {
        contents.push((base_name(file), files::bytes(Path::new(file))?));
    }
    let mut members = old;
    for (name, bytes) in &contents {
        let new = Member { name: name.clone(), bytes };
        match members.iter_mut().find(|member| in_place && member.name == *name) {
            Some(member) => *member = new,
            None => members.push(new),
        }
    }
    files::write(&args.library, &archive(&members).map_err(refused)?)
}

fn extract<'m>(members: impl Iterator<Item = &'m Member<'m>>) -> Result<(), Error> {
    for member in members {
        // A name of somebody else's must not lead out of this folder.
        if member.name.is_empty() || member.name == ".." || member.name.contains(['/', '\\']) {
            return Err(Error::with_hint(
                format!("the member {:?} cannot be a file's name here", member.name),
                "name the members that you want",
            ));
        }
        files::write(Path::new(&member.name), member.bytes)?;
    }
    Ok(())
}

fn is_named(member: &Member, names: &[String]) -> bool {
    names.is_empty() || names.contains(&member.name)
}

fn check_named(library: &str, members: &[Member], names: &[String]) -> Result<(), Error> {
    let known = || members.iter().map(|member| member.name.as_str());
    match names.iter().find(|name| known().all(|known| known != name.as_str())) {
        None => Ok(()),
        Some(name) => Err(Error::with_hint(
            format!("{library} has no member {name}"),
            nearest(name, known())
                .map_or_else(|| format!("`swtch ar t {library}` lists them"), did_you_mean),
        )),
    }
}

fn base_name(file: &str) -> String {
    let name = Path::new(file).file_name().map(|name| name.to_string_lossy().into_owned());
    name.unwrap_or_else(|| file.to_string())
}

fn refused(mistake: Diagnostic) -> Error {
    Error::mistakes(&Sources::new(), vec![mistake])
}
