//! The manual hangs together: links lead somewhere, and every page can be found.

use std::path::{Path, PathBuf};

fn root() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).parent().expect("tests/ lies in the root").into()
}

/// The pages: `README.md`, `CHANGELOG.md`, and everything in `docs/`.
fn pages() -> Vec<PathBuf> {
    let docs = std::fs::read_dir(root().join("docs")).unwrap();
    let mut found: Vec<PathBuf> = docs.map(|entry| entry.unwrap().path()).collect();
    found.extend(["README.md", "CHANGELOG.md"].map(|name| root().join(name)));
    found.retain(|path| path.extension().is_some_and(|ending| ending == "md"));
    found.sort();
    found
}

/// The lines of a page outside of blocks of code.
fn prose(page: &str) -> impl Iterator<Item = &str> {
    let mut in_code = false;
    page.lines().filter(move |line| {
        let fence = line.trim_start().starts_with("```");
        in_code ^= fence;
        !in_code && !fence
    })
}

/// The targets of the links in a page.
fn links(page: &str) -> Vec<&str> {
    let after = prose(page).flat_map(|line| line.split("](").skip(1));
    after.filter_map(|rest| rest.split(')').next()).collect()
}

/// A heading's anchor, as code hosts make it: lower case, hyphens for spaces, nothing else.
fn anchor(heading: &str) -> String {
    let kept = heading.chars().filter(|c| c.is_alphanumeric() || " -_".contains(*c));
    kept.map(|c| if c == ' ' { '-' } else { c.to_ascii_lowercase() }).collect()
}

fn has_anchor(page: &str, wanted: &str) -> bool {
    let mut headings = prose(page).filter(|line| line.starts_with('#'));
    headings.any(|line| anchor(line.trim_start_matches('#').trim()) == wanted)
}

/// What is wrong with a link of a page, if anything.
fn trouble(page: &Path, link: &str) -> Option<String> {
    if link.starts_with("https://") {
        return None;
    }
    let (file, anchor) = link.split_once('#').unwrap_or((link, ""));
    let target = if file.is_empty() { page.into() } else { page.with_file_name(file) };
    let Ok(text) = std::fs::read_to_string(&target) else {
        return Some(format!("{}: {link}: there is no such file", page.display()));
    };
    let found = anchor.is_empty() || has_anchor(&text, anchor);
    (!found).then(|| format!("{}: {link}: there is no such heading", page.display()))
}

#[test]
fn links_lead_somewhere() {
    let mut wrong = Vec::new();
    for page in pages() {
        let text = std::fs::read_to_string(&page).unwrap();
        wrong.extend(links(&text).into_iter().filter_map(|link| trouble(&page, link)));
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn the_readme_leads_to_every_page() {
    let readme = std::fs::read_to_string(root().join("README.md")).unwrap();
    let links = links(&readme);
    for page in pages() {
        let path = page.strip_prefix(root()).unwrap().to_string_lossy().replace('\\', "/");
        let linked = links.iter().any(|link| link.split('#').next() == Some(path.as_str()));
        assert!(linked || path == "README.md", "README.md has no link to {path}");
    }
}
