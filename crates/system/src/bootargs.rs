//! The kernel's command line, handed over in the device tree's `/chosen/bootargs`.
//!
//! Words separated by single spaces: `sched=rr quantum=100000 -- PROGRAM ARG…`. A space, a percent
//! sign or a control byte inside a word is written `%HH`, so that any argument survives.

/// The command line for these options, program and arguments.
pub fn command_line(options: &[(&str, String)], program: &str, arguments: &[String]) -> String {
    let options = options.iter().map(|(key, value)| format!("{key}={}", escape(value)));
    let words = std::iter::once("--".to_string())
        .chain(std::iter::once(escape(program)))
        .chain(arguments.iter().map(|argument| escape(argument)));
    options.chain(words).collect::<Vec<_>>().join(" ")
}

fn escape(word: &str) -> String {
    let mut out = String::new();
    for byte in word.bytes() {
        match byte {
            b'!'..=b'~' if byte != b'%' => out.push(byte as char),
            _ => out.push_str(&format!("%{byte:02X}")),
        }
    }
    out
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn spaces_percent_signs_and_bytes_beyond_ascii_are_escaped() {
        let line = command_line(
            &[("sched", "rr".into()), ("quantum", "5".into())],
            "echo",
            &["a b".into(), "100%".into(), "é".into(), String::new()],
        );
        assert_eq!(line, "sched=rr quantum=5 -- echo a%20b 100%25 %C3%A9 ");
    }
}
