//! The machine of a run: in one line, where it differs from the default, and in every field.

use serde_json::Value;
use swtch_machine::MachineConfig;

use crate::summary::plain;

/// The longest line of settings.
const LINE_MAX: usize = 110;

/// The machine in one line: what decides most about switches.
pub(crate) fn machine_line(machine: &Value) -> String {
    let field = |path: &str| machine.pointer(path).map(size_or_plain).unwrap_or_default();
    let tlb = match machine.get("tlb") {
        Some(tlb) if tlb.is_object() => {
            format!("TLB {} ASID {} bits", field("/tlb/entries"), field("/tlb/asid_bits"))
        }
        _ => "no TLB".to_string(),
    };
    let cache = |name: &str, key: &str| match machine.get(key) {
        Some(level) if level.is_object() => {
            let part = |part: &str| field(&format!("/{key}/{part}"));
            Some(format!("{name} {}/{}x{}", part("size"), part("ways"), part("line")))
        }
        _ => None,
    };
    let levels = [("L1I", "l1i"), ("L1D", "l1d"), ("L2", "l2"), ("L3", "l3")];
    let mut parts = vec![field("/pipeline"), tlb];
    parts.extend(levels.iter().filter_map(|(name, key)| cache(name, key)));
    parts.push(format!("memory {} cycles", field("/memory/access_cycles")));
    parts.join(", ")
}

/// A value; a size in bytes as KiB or MiB where it is a whole number of them.
fn size_or_plain(value: &Value) -> String {
    match value.as_u64() {
        Some(bytes) if bytes >= 1 << 20 && bytes % (1 << 20) == 0 => format!("{}MiB", bytes >> 20),
        Some(bytes) if bytes >= 1 << 10 && bytes % (1 << 10) == 0 => format!("{}KiB", bytes >> 10),
        _ => plain(value),
    }
}

/// Lines of the fields that are not as in `classic`, as `--set` takes them; none for `classic`.
pub(crate) fn changes(machine: &Value) -> Vec<String> {
    let default = serde_json::to_value(MachineConfig::default()).expect("plain data");
    let usual = settings(&default);
    let mut changed = settings(machine);
    changed.retain(|setting| !usual.contains(setting));
    let lines = folded(changed, |_, _| true);
    let heads = ["differs   "].into_iter().chain(std::iter::repeat("          "));
    heads.zip(lines).map(|(head, line)| format!("{head}{line}")).collect()
}

/// Every field as `--set` takes it: first those that belong to no part, then a line or more for each
/// part.
pub fn configuration(machine: &Value) -> String {
    let part = |setting: &str| setting.split_once('.').map(|(part, _)| part.to_string());
    let lines = folded(settings(machine), |one, other| part(one) == part(other));
    lines.iter().map(|line| format!("  {line}\n")).collect()
}

/// Settings in lines; neighbours may share one if `together` says so.
fn folded(settings: Vec<String>, together: impl Fn(&str, &str) -> bool) -> Vec<String> {
    let mut lines: Vec<String> = Vec::new();
    let mut before: Option<String> = None;
    for setting in settings {
        let shares = before.as_ref().is_some_and(|before| together(before, &setting));
        match lines.last_mut() {
            Some(line) if shares && line.len() + 1 + setting.len() <= LINE_MAX => {
                line.extend([" ", setting.as_str()]);
            }
            _ => lines.push(setting.clone()),
        }
        before = Some(setting);
    }
    lines
}

/// Every field as `--set` takes it.
fn settings(machine: &Value) -> Vec<String> {
    let mut settings = Vec::new();
    flatten("", machine, &mut settings);
    settings
}

fn flatten(prefix: &str, value: &Value, into: &mut Vec<String>) {
    let Some(fields) = value.as_object() else {
        let is_size = prefix.ends_with("size");
        let shown = if is_size { size_or_plain(value) } else { plain(value) };
        return into.push(format!("{prefix}={shown}"));
    };
    for (name, value) in fields {
        let dot = if prefix.is_empty() { "" } else { "." };
        flatten(&format!("{prefix}{dot}{name}"), value, into);
    }
}

#[cfg(test)]
mod tests {
    use super::{LINE_MAX, changes, configuration, settings};
    use serde_json::{Value, json};
    use swtch_machine::MachineConfig;
    use swtch_machine::config::Misaligned;

    fn value(config: &MachineConfig) -> Value {
        serde_json::to_value(config).unwrap()
    }

    #[test]
    fn a_report_tells_what_differs_from_classic() {
        assert_eq!(changes(&value(&MachineConfig::default())), Vec::<String>::new());
        let split = MachineConfig { misaligned: Misaligned::Split, ..MachineConfig::default() };
        assert_eq!(changes(&value(&split)), ["differs   misaligned=split"]);
        let mut many = value(&MachineConfig::default());
        many["l2"] = json!("none");
        many["tlb"]["entries"] = json!(8);
        many["ram_size"] = json!(1000);
        assert_eq!(changes(&many), ["differs   ram_size=1000 tlb.entries=8 l2=none"]);
    }

    #[test]
    fn every_field_is_shown_and_lines_are_not_long() {
        for builtin in swtch_machine::BUILTINS {
            let config: MachineConfig = ron::from_str(builtin.text).unwrap();
            let text = configuration(&value(&config));
            for setting in settings(&value(&config)) {
                assert!(text.contains(&setting), "{}: {setting}\n{text}", builtin.name);
            }
            let lines = changes(&value(&config));
            assert!(lines.iter().all(|line| line.len() <= LINE_MAX + 10), "{lines:?}");
        }
    }
}
