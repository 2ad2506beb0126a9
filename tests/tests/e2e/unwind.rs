//! Frame tables, judged by what really happens: while a program runs, calls and returns are counted
//! along, and before each instruction the unwinder must find exactly those callers.

use crate::harness::NoFiles;
use swtch_link::{End, Executable, Moment, read};
use swtch_machine::{Machine, Observer, Stop};
use swtch_system::guest::{ProgramSource, bare_program};
use swtch_system::{MachineSource, Toolchain, Unit, machine_config};

/// Frames of every kind: none, small, too large for one instruction, with arguments on the stack,
/// variadic; leaves, recursion, several returns, calls through pointers.
const PROGRAM: &str = r#"
#include <stdarg.h>
struct pair { int a, b, c; };
static volatile int sink;
static int leaf(int x) { return x * 3 + 1; }
__attribute__((noinline)) int early(int x)
{
    if (x < 0) return -1;
    if (x == 0) return leaf(sink);
    for (int i = 0; i < x; i++) sink += early(x - 1 - i);
    return sink > 100 ? leaf(x) : early(-x);
}
__attribute__((noinline)) struct pair make(int a, int b)
{
    struct pair made = { a, b, early(a & 3) };
    return made;
}
__attribute__((noinline)) int large(int n)
{
    int room[1500];
    for (int i = 0; i < 1500; i += 100) room[i] = n + i;
    if (n > 2) return room[n * 100];
    return large(n + 1) + room[500] + make(n, 2).c;
}
__attribute__((noinline)) int sum(int count, ...)
{
    va_list list;
    int total = 0;
    va_start(list, count);
    while (count--) total += leaf(va_arg(list, int));
    va_end(list);
    return total;
}
__attribute__((noinline)) long long many(int a, int b, int c, int d, int e, int f, int g, int h, int i, long long j)
{
    switch (a & 3) {
    case 0: return sum(2, b, c) * j;
    case 1: return sum(3, d, e, f);
    case 2: return early(1) + j / (g | 1);
    default: return h + i;
    }
}
int main(void)
{
    int (*pointer)(int) = sink ? leaf : early;
    long long total = pointer(3);
    for (int i = 0; i < 4; i++) total += many(i, 1, 2, 3, 4, 5, 6, 7, 8, 9);
    return total + large(0) == 12345;
}
"#;

/// Follows calls and returns, and asks the unwinder all the time.
struct Judge<'a> {
    program: &'a Executable,
    /// Return addresses, outermost first.
    calls: Vec<u32>,
    /// The registers before the instruction that comes next.
    registers: [u32; 32],
    checked: u32,
    deepest: usize,
}

impl Observer for Judge<'_> {
    const INSNS: bool = true;

    fn insn(&mut self, pc: u32, word: u32, _: u32, at: &mut swtch_machine::Moment) {
        if !self.calls.is_empty() {
            self.check(pc, at);
        }
        let (opcode, rd, rs1) = (word & 0x7f, word >> 7 & 31, word >> 15 & 31);
        match (opcode, rd) {
            (0x6f | 0x67, 1) => self.calls.push(pc + 4),
            (0x67, 0) if rs1 == 1 => drop(self.calls.pop()),
            _ => {}
        }
        self.registers = *at.regs;
    }
}

impl Judge<'_> {
    fn check(&mut self, pc: u32, at: &swtch_machine::Moment) {
        let moment = Moment { pc, called: false, registers: self.registers };
        let found = self.program.backtrace(&moment, &|address| at.word(address));
        let callers: Vec<u32> = found.frames[1..].iter().map(|frame| frame.pc + 4).collect();
        let expected: Vec<u32> = self.calls.iter().rev().copied().collect();
        let place = self.program.symbol_at(pc).map(|(symbol, offset)| (&symbol.name, offset));
        assert_eq!(callers, expected, "at {pc:#x}, {place:?}: {}", found.end);
        assert_eq!(found.end, End::Outermost, "at {pc:#x}, {place:?}");
        self.checked += 1;
        self.deepest = self.deepest.max(callers.len());
    }
}

fn judge(optimise: bool) {
    let unit = Unit { path: "frames.c".into(), text: PROGRAM.into() };
    let mut toolchain = Toolchain::new(&NoFiles);
    toolchain.options.optimise = optimise;
    let source = ProgramSource::Units(vec![unit]);
    let image = bare_program(&mut toolchain, &source).unwrap_or_else(|error| panic!("{error}"));
    let program = read("frames", &image).expect("an executable");
    let config = machine_config(&MachineSource::Builtin("virt".into()), &[]).expect("a machine");
    let mut machine = Machine::new(&config, 1).expect("a machine");
    for segment in &program.segments {
        machine.load(segment.paddr, &segment.data).expect("room");
    }
    machine.set_pc(program.entry);
    let calls = Vec::new();
    let mut judge = Judge { program: &program, calls, registers: [0; 32], checked: 0, deepest: 0 };
    let stop = machine.run(10_000_000, &mut judge);
    assert_eq!(stop, Stop::Finished(0));
    assert!(judge.checked > 1_000 && judge.deepest > 5, "{} {}", judge.checked, judge.deepest);
}

#[test]
fn callers_are_found_at_every_instruction() {
    judge(true);
}

#[test]
fn callers_are_found_at_every_instruction_of_unoptimised_code() {
    judge(false);
}
