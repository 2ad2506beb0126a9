//! Pipeline diagrams drawn by hand, and the cycles that the machine counts.
//!
//! A diagram has a row for each instruction in the order of execution; behind the bar, two characters
//! are a cycle. The stages are F D X M W; a dot is a cycle more in the stage before it. A row that
//! begins with `-` is an instruction that was fetched for nothing and dropped. What an instruction
//! costs is read off the diagram: the cycle in which it leaves the pipeline, less the four of filling
//! it, and a cycle for each row dropped behind it. The test also refuses a diagram in which two
//! instructions are in one stage at once. There are no caches, and memory takes no time.

use crate::harness::NoFiles;
use swtch_system::guest::{ProgramSource, bare_program};
use swtch_system::{Keep, MachineSource, Setup, Toolchain, Unit};
use swtch_system::{machine_config, run};

const NO_CACHES: &[&str] = &["l1i=none", "l1d=none", "l2=none", "memory.access_cycles=0"];

/// Four instructions before each program: a0 and a1 point into RAM, and nothing is under way.
const BEFORE: &str = "_start: lui a0, 0x80001\n lui a1, 0x80002\n nop\n nop\n";
const BEFORE_COUNT: usize = 4;
const AFTER: &str = "\n li t5, 0x5555\n lui t6, 0x100\n sw t5, 0(t6)\n";

/// Cycles after each instruction of `program`, from its beginning.
fn counted(sets: &[&str], program: &str) -> Vec<u64> {
    let text = format!(".globl _start\n{BEFORE}{program}{AFTER}");
    let source = ProgramSource::Units(vec![Unit { path: "diagram.s".into(), text }]);
    let image = bare_program(&mut Toolchain::new(&NoFiles), &source)
        .unwrap_or_else(|error| panic!("{program}\n{error}"));
    let sets: Vec<String> = NO_CACHES.iter().chain(sets).map(|set| set.to_string()).collect();
    let machine = machine_config(&MachineSource::Builtin("virt".into()), &sets).unwrap();
    let setup = Setup { keep: Keep::Insns, ..Setup::bare(machine, "diagram", image, 10_000) };
    let done = run(&setup, &mut |_| {}).unwrap();
    let rows = done.run.insns.unwrap();
    let start = rows[BEFORE_COUNT - 1].cycle;
    rows[BEFORE_COUNT..].iter().map(|row| row.cycle - start).collect()
}

/// The stages of a row, by cycle; the first is 1.
fn stages(row: &str) -> Vec<(usize, char)> {
    let drawn = row.split_once('|').unwrap_or_else(|| panic!("{row}: no bar")).1;
    let mut stage = ' ';
    let mut found = Vec::new();
    for (cycle, cell) in drawn.chars().step_by(2).enumerate() {
        match cell {
            ' ' => continue,
            '.' => {}
            other => stage = other,
        }
        found.push((cycle + 1, stage));
    }
    let mut order: Vec<char> = found.iter().map(|&(_, stage)| stage).collect();
    order.dedup();
    assert!("FDXMW".starts_with(&order.iter().collect::<String>()), "{row}");
    let cycles: Vec<usize> = found.iter().map(|&(cycle, _)| cycle).collect();
    assert!(cycles.windows(2).all(|pair| pair[1] == pair[0] + 1), "{row}: a hole");
    found
}

/// Cycles after each instruction, as the diagram has them.
fn drawn(diagram: &str) -> Vec<u64> {
    let mut occupied = std::collections::BTreeSet::new();
    let mut ends: Vec<u64> = Vec::new();
    for row in diagram.lines().filter(|row| row.contains('|')) {
        let stages = stages(row);
        for place in &stages {
            assert!(occupied.insert(*place), "two instructions in {place:?}:\n{diagram}");
        }
        match row.trim_start().starts_with('-') {
            true => *ends.last_mut().expect("something before it") += 1,
            false => {
                let (cycle, stage) = *stages.last().expect("a stage");
                assert_eq!(stage, 'W', "{row}: does not end");
                ends.push(cycle as u64 - 4);
            }
        }
    }
    ends
}

fn check(name: &str, sets: &[&str], program: &str, diagram: &str) {
    let drawn = drawn(diagram);
    let counted = counted(sets, program);
    assert_eq!(counted[..drawn.len()], drawn[..], "{name}:{diagram}");
}

#[test]
fn straight_line() {
    check(
        "results are forwarded from X and M",
        &[],
        "add t0, a0, a1\n add t1, t0, t0\n sub t2, t1, t0\n sw t2, 0(a0)",
        "
        add t0, a0, a1  |F D X M W
        add t1, t0, t0  |  F D X M W
        sub t2, t1, t0  |    F D X M W
        sw  t2, 0(a0)   |      F D X M W",
    );
    check(
        "multiplication stays in X for three cycles more, and a short division for two",
        &["div_cycles=2"],
        "mul t0, a0, a1\n add t1, t0, t0\n div t2, a0, a1\n nop",
        "
        mul t0, a0, a1  |F D X . . . M W
        add t1, t0, t0  |  F D . . . X M W
        div t2, a0, a1  |    F . . . D X . . M W
        nop             |            F D . . X M W",
    );
}

#[test]
fn hazards() {
    check(
        "what is loaded is there after M",
        &[],
        "lw t0, 0(a0)\n add t1, t0, a1\n nop",
        "
        lw  t0, 0(a0)   |F D X M W
        add t1, t0, a1  |  F D . X M W
        nop             |    F . D X M W",
    );
    check(
        "an instruction between hides it",
        &[],
        "lw t0, 0(a0)\n nop\n add t1, t0, a1",
        "
        lw  t0, 0(a0)   |F D X M W
        nop             |  F D X M W
        add t1, t0, a1  |    F D X M W",
    );
    check(
        "without forwarding, D reads what W writes in the same cycle",
        &["hazards=stall"],
        "add t0, a0, a1\n add t1, t0, t0\n nop\n add t2, t1, t1\n nop",
        "
        add t0, a0, a1  |F D X M W
        add t1, t0, t0  |  F D . . X M W
        nop             |    F . . D X M W
        add t2, t1, t1  |          F D . X M W
        nop             |            F . D X M W",
    );
    check(
        "a chain without forwarding",
        &["hazards=stall"],
        "lw t0, 0(a0)\n sw t0, 0(a1)\n nop",
        "
        lw  t0, 0(a0)   |F D X M W
        sw  t0, 0(a1)   |  F D . . X M W
        nop             |    F . . D X M W",
    );
}

#[test]
fn branches() {
    check(
        "a branch is known after X: two fetches for nothing",
        &[],
        "beq zero, zero, 1f\n add t0, t0, t0\n add t1, t1, t1\n1: nop\n nop",
        "
        beq zero, zero  |F D X M W
        - add t0        |  F D
        - add t1        |    F
        nop             |      F D X M W
        nop             |        F D X M W",
    );
    check(
        "one that falls through costs nothing",
        &[],
        "bne zero, zero, 1f\n nop\n1: nop",
        "
        bne zero, zero  |F D X M W
        nop             |  F D X M W
        nop             |    F D X M W",
    );
    check(
        "known after M: three",
        &["resolve=memory"],
        "j 1f\n nop\n nop\n nop\n1: nop",
        "
        j   1f          |F D X M W
        - nop           |  F D X
        - nop           |    F D
        - nop           |      F
        nop             |        F D X M W",
    );
    check(
        "a branch that waits for a load, and is taken",
        &[],
        "lw t0, 0(a0)\n beqz t0, 1f\n nop\n nop\n1: nop",
        "
        lw   t0, 0(a0)  |F D X M W
        beqz t0, 1f     |  F D . X M W
        - nop           |    F . D
        - nop           |        F
        nop             |          F D X M W",
    );
}

/// Twice around: `li t0, 2; 1: addi t0, t0, -1; bnez t0, 1b`.
const LOOP: &str = "li t0, 2\n1: addi t0, t0, -1\n bnez t0, 1b\n nop";

#[test]
fn loops_with_each_predictor() {
    check(
        "none: the next instruction is fetched, always",
        &[],
        LOOP,
        "
        li   t0, 2      |F D X M W
        addi t0, t0, -1 |  F D X M W
        bnez t0, 1b     |    F D X M W
        - nop           |      F D
        - (after)       |        F
        addi t0, t0, -1 |          F D X M W
        bnez t0, 1b     |            F D X M W
        nop             |              F D X M W",
    );
    check(
        "static: back is taken, and so the last one is wrong",
        &["predictor=static"],
        LOOP,
        "
        li   t0, 2      |F D X M W
        addi t0, t0, -1 |  F D X M W
        bnez t0, 1b     |    F D X M W
        addi t0, t0, -1 |      F D X M W
        bnez t0, 1b     |        F D X M W
        - addi          |          F D
        - bnez          |            F
        nop             |              F D X M W",
    );
    check(
        "bimodal: the counter goes 1, 2, 1, so that both are wrong",
        &["predictor=bimodal"],
        LOOP,
        "
        li   t0, 2      |F D X M W
        addi t0, t0, -1 |  F D X M W
        bnez t0, 1b     |    F D X M W
        - nop           |      F D
        - (after)       |        F
        addi t0, t0, -1 |          F D X M W
        bnez t0, 1b     |            F D X M W
        - addi          |              F D
        - bnez          |                F
        nop             |                  F D X M W",
    );
    check(
        "bimodal, three times around: the second branch is foreseen",
        &["predictor=bimodal"],
        "li t0, 3\n1: addi t0, t0, -1\n bnez t0, 1b\n nop",
        "
        li   t0, 3      |F D X M W
        addi t0, t0, -1 |  F D X M W
        bnez t0, 1b     |    F D X M W
        - nop           |      F D
        - (after)       |        F
        addi t0, t0, -1 |          F D X M W
        bnez t0, 1b     |            F D X M W
        addi t0, t0, -1 |              F D X M W
        bnez t0, 1b     |                F D X M W
        - addi          |                  F D
        - bnez          |                    F
        nop             |                      F D X M W",
    );
    check(
        "static and known after M: a wrong guess costs three",
        &["predictor=static", "resolve=memory"],
        LOOP,
        "
        li   t0, 2      |F D X M W
        addi t0, t0, -1 |  F D X M W
        bnez t0, 1b     |    F D X M W
        addi t0, t0, -1 |      F D X M W
        bnez t0, 1b     |        F D X M W
        - addi          |          F D X
        - bnez          |            F D
        - (after)       |              F
        nop             |                F D X M W",
    );
}

#[test]
#[should_panic(expected = "two instructions in")]
fn a_diagram_with_two_instructions_in_one_stage_is_refused() {
    drawn("nop |F D X M W\nnop |F D X M W");
}
