//! "Did you mean …?": the known name that is nearest to a misspelt one.

/// The nearest of `known`, if it is near enough to be meant. Of equally near ones a longer or
/// shorter form of what was typed wins, then the earliest.
pub(crate) fn nearest<'a>(typed: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    let limit = match typed.len() {
        0 | 1 => 0,
        2..=4 => 1,
        _ => 2,
    };
    known
        .filter(|name| name.len().abs_diff(typed.len()) <= limit)
        .map(|name| {
            (distance(typed, name), !name.starts_with(typed) && !typed.starts_with(name), name)
        })
        .filter(|&(distance, _, _)| distance <= limit)
        .min_by_key(|&(distance, other, _)| (distance, other))
        .map(|(_, _, name)| name)
}

/// The sentence for a hint.
pub(crate) fn did_you_mean(name: &str) -> String {
    format!("did you mean `{name}`?")
}

/// Edit distance that counts two exchanged neighbours as one edit.
fn distance(from: &str, to: &str) -> usize {
    let (from, to) = (from.as_bytes(), to.as_bytes());
    // Names are short; longer ones are never near enough to matter.
    if from.len() > 64 || to.len() > 64 {
        return usize::MAX;
    }
    let mut before: Vec<usize> = Vec::new();
    let mut row: Vec<usize> = (0..=to.len()).collect();
    for i in 1..=from.len() {
        let mut next = vec![i];
        for j in 1..=to.len() {
            let changed = usize::from(from[i - 1] != to[j - 1]);
            let mut best = (row[j] + 1).min(next[j - 1] + 1).min(row[j - 1] + changed);
            if i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1] {
                best = best.min(before[j - 2] + 1);
            }
            next.push(best);
        }
        before = std::mem::replace(&mut row, next);
    }
    row[to.len()]
}
