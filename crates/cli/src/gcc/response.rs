//! `@FILE`: a file with words, as makes write it when a command line grows too long.

use crate::files;
use std::path::Path;
use swtch_system::Error;

/// So many may be named, by each other too.
pub const FILES_MAX: usize = 1000;

/// The words in a file; none if there is no such file, so that the word means itself.
pub fn words(path: &str) -> Result<Option<Vec<String>>, Error> {
    let path = Path::new(path);
    if !path.is_file() {
        return Ok(None);
    }
    Ok(Some(split(&files::text(path)?)))
}

/// Words end at white space outside of quotes; a backslash takes the meaning from what follows it.
fn split(text: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quote = None;
    let mut letters = text.chars();
    while let Some(letter) = letters.next() {
        match (letter, quote) {
            ('\\', _) => word.get_or_insert_default().extend(letters.next()),
            (_, Some(open)) if letter == open => quote = None,
            ('"' | '\'', None) => {
                quote = Some(letter);
                word.get_or_insert_default();
            }
            (_, None) if letter.is_ascii_whitespace() => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

#[cfg(test)]
mod tests {
    use super::split;

    #[test]
    fn quotes_and_backslashes_keep_words_together() {
        let text = "-c a.c\n\t-DX=\"a b\" '-DY=\"q\"' one\\ two \"\" back\\\\slash";
        let words = ["-c", "a.c", "-DX=a b", "-DY=\"q\"", "one two", "", "back\\slash"];
        assert_eq!(split(text), words);
    }
}
