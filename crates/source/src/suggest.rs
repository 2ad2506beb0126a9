//! "Did you mean …?": the known name that is nearest to a misspelt one.

/// Names longer than this are never near enough to matter, and would be slow to compare.
const LENGTH_MAX: usize = 64;

/// The nearest of `known`, if it is near enough to be meant: a third of its characters, at most two,
/// inserted, deleted, replaced or swapped with a neighbour. Of equally near ones a longer or shorter
/// form of what was typed wins, then the one that comes first.
pub fn nearest<'a>(typed: &str, known: impl IntoIterator<Item = &'a str>) -> Option<&'a str> {
    let limit = (typed.len().div_ceil(3)).min(2);
    if typed.len() < 2 || typed.len() > LENGTH_MAX {
        return None;
    }
    let near = known.into_iter().filter(|name| {
        *name != typed && name.len().abs_diff(typed.len()) <= limit && name.len() <= LENGTH_MAX
    });
    near.map(|name| {
        let is_other_word = !name.starts_with(typed) && !typed.starts_with(name);
        (strsim::damerau_levenshtein(typed, name), is_other_word, name)
    })
    .filter(|&(distance, _, name)| distance <= limit && distance < name.len())
    .min_by_key(|&(distance, is_other_word, _)| (distance, is_other_word))
    .map(|(_, _, name)| name)
}

/// The hint for a name that is near.
pub fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn what_is_near_is_suggested_and_what_is_not_is_not() {
        let known = ["add", "addi", "printf", "puts", "mul_cycles"];
        assert_eq!(nearest("adx", known), Some("add"));
        assert_eq!(nearest("ad", known), Some("add"));
        assert_eq!(nearest("pritnf", known), Some("printf"));
        assert_eq!(nearest("mul_cycle", known), Some("mul_cycles"));
        assert_eq!(nearest("x", known), None);
        assert_eq!(nearest("helper", known), None);
        assert_eq!(nearest("puts", known), None, "it is known");
    }
}
