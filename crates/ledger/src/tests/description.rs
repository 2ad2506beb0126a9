//! Probe descriptions: what may be left out, and what is refused, by field and symbol.

use super::story::{DESCRIPTION, symbol};
use crate::{ProbeDescription, Probes};

/// What is wrong with the story's description after an edit.
fn problems(from: &str, to: &str) -> Vec<String> {
    assert!(DESCRIPTION.contains(from), "{from}");
    let description: ProbeDescription = ron::from_str(&DESCRIPTION.replace(from, to)).unwrap();
    let problems = Probes::attach(description, symbol).err().unwrap_or_default();
    problems.iter().map(|problem| problem.to_string()).collect()
}

#[test]
fn the_description_of_our_own_kernel_is_sound() {
    let text = include_str!("../../../../programs/kernel/probes.ron");
    let description: ProbeDescription = ron::from_str(text).unwrap();
    assert_eq!(description.problems(), []);
}

#[test]
fn a_description_survives_writing_and_reading() {
    let description: ProbeDescription = ron::from_str(DESCRIPTION).unwrap();
    let options =
        ron::Options::default().with_default_extension(ron::extensions::Extensions::IMPLICIT_SOME);
    let text = options.to_string(&description).unwrap();
    assert_eq!(ron::from_str::<ProbeDescription>(&text).unwrap(), description);
}

#[test]
fn most_of_it_may_be_left_out() {
    let text = r#"(
        thread: (pid: [0], tid: [4]),
        switch: (symbol: "swtch", from: "a0", to: "a1"),
        markers: [(symbol: "schedule", account: "schedule", phase: schedule)],
    )"#;
    let description: ProbeDescription = ron::from_str(text).unwrap();
    assert!(Probes::attach(description, symbol).is_ok());
}

#[test]
fn an_unknown_field_is_refused() {
    let text = DESCRIPTION.replace("idle_pid", "idle_pig");
    let error = ron::from_str::<ProbeDescription>(&text).unwrap_err();
    assert!(error.to_string().contains("idle_pig"), "{error}");
}

#[test]
fn every_symbol_that_is_missing_is_named_with_its_field() {
    let description: ProbeDescription = ron::from_str(DESCRIPTION).unwrap();
    let known = |name: &str| symbol(name).filter(|_| !["swtch", "panic"].contains(&name));
    let problems = Probes::attach(description, known).unwrap_err();
    let named: Vec<_> =
        problems.iter().map(|p| (p.field.as_str(), p.symbol.as_deref().unwrap())).collect();
    let expected =
        [("switch.symbol", "swtch"), ("panic.symbol", "panic"), ("markers[4].symbol", "swtch")];
    assert_eq!(named, expected);
    assert_eq!(
        problems[0].to_string(),
        "probe description: `switch.symbol`: the kernel has no symbol `swtch`"
    );
}

#[test]
fn impossible_values_are_named_by_field() {
    let cases = [
        (r#"from: "a0""#, r#"from: "q0""#, "`switch.from`: `q0` is not a register"),
        ("tid: [4]", "tid: []", "`thread.tid`: needs at least one offset"),
        ("cause: [12]", "cause: [1,2,3,4,5,6,7,8,9]", "`thread.cause`: has 9 offsets; 8 at most"),
        (r#""deadlock"]"#, r#""hang"]"#, "`end.kinds`: `hang` is not one of"),
        ("phase: schedule", "phase: swtch", "`markers`: no marker has phase `schedule`"),
        (r#"account: "return""#, r#"account: """#, "`markers[6].account`: is empty"),
        (r#"refill: "tlb_refill""#, r#"refill: "x""#, "`refill`: the kernel has no symbol `x`"),
    ];
    for (from, to, expected) in cases {
        let problems = problems(from, to);
        assert_eq!(problems.len(), 1, "{problems:?}");
        assert!(problems[0].contains(expected), "{}", problems[0]);
    }
}
