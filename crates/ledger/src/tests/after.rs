//! What a thread had, what it lost while it was away, and what missing it again costs.

use swtch_machine::Structure::{L1d, L1i, L2, Tlb};
use swtch_machine::{AccessKind, Miss, Place};

use super::story::{A, A2, B, IDLE, Story};
use crate::aftermath::Aftermath;
use crate::run::{After, Misses, Run};

fn afters(run: &Run) -> Vec<After> {
    run.switches.iter().map(|switch| switch.after).collect()
}

fn after(cycles: u64, misses: Misses) -> After {
    After { cycles, misses }
}

/// A touches line 0x100 in its stay; B runs, and does `away`; A is back.
fn back_after(away: impl Fn(&mut Story)) -> Story {
    let mut story = Story::in_user_mode(A);
    story.miss(L1d, 0x100, 10);
    story.run(5);
    story.whole_switch(A, B);
    away(&mut story);
    story.run(5);
    story.whole_switch(B, A);
    story
}

#[test]
fn a_line_that_another_thread_evicts_is_charged_to_the_switch_back() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.miss(L1d, 0x100, 10);
    let run = story.end();
    let expected = after(10, Misses { l1d: 1, ..Misses::default() });
    assert_eq!(afters(&run), [After::default(), expected]);
}

#[test]
fn what_a_store_passes_by_is_not_held() {
    let mut story = Story::in_user_mode(A);
    story.pass_by(L1d, 0x100);
    story.whole_switch(A, B);
    // B has it, and loses it: A never had it.
    story.miss(L1d, 0x100, 10);
    story.evict(L1d, 0x100);
    story.whole_switch(B, A);
    story.miss(L1d, 0x100, 10);
    assert_eq!(afters(&story.end()), [After::default(); 2]);
}

#[test]
fn a_store_that_passes_by_a_lost_line_is_the_first_miss_on_it() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.pass_by(L1d, 0x100);
    story.miss(L1d, 0x100, 10);
    let expected = after(0, Misses { l1d: 1, ..Misses::default() });
    assert_eq!(afters(&story.end())[1], expected);
}

#[test]
fn only_the_first_miss_on_a_lost_line_counts() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.miss(L1d, 0x100, 10);
    story.evict(L1d, 0x100);
    story.miss(L1d, 0x100, 10);
    let run = story.end();
    assert_eq!(run.switches[1].after, after(10, Misses { l1d: 1, ..Misses::default() }));
}

#[test]
fn a_line_that_is_evicted_later_is_the_threads_own_loss() {
    let mut story = back_after(|_| {});
    story.evict(L1d, 0x100);
    story.miss(L1d, 0x100, 10);
    assert_eq!(story.end().switches[1].after, After::default());
}

#[test]
fn a_line_lost_and_brought_back_by_another_may_still_be_missed_later() {
    let mut story = back_after(|story| {
        story.evict(L1d, 0x100);
        story.miss(L1d, 0x100, 10);
    });
    story.evict(L1d, 0x100);
    story.miss(L1d, 0x100, 10);
    let run = story.end();
    assert_eq!(run.switches[1].after, after(10, Misses { l1d: 1, ..Misses::default() }));
}

#[test]
fn a_line_that_was_gone_before_the_stay_ended_was_not_had() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1d, 0x100, 10);
    story.evict(L1d, 0x100);
    story.whole_switch(A, B);
    story.miss(L1d, 0x100, 10);
    story.evict(L1d, 0x100);
    story.whole_switch(B, A);
    story.miss(L1d, 0x100, 10);
    assert_eq!(story.end().switches[1].after, After::default());
}

#[test]
fn a_line_of_an_earlier_stay_must_be_touched_again() {
    for touches in [false, true] {
        let mut story = back_after(|_| {});
        if touches {
            story.touch(L1d, 0x100);
        }
        story.whole_switch(A, B);
        story.evict(L1d, 0x100);
        story.whole_switch(B, A);
        story.miss(L1d, 0x100, 10);
        assert_eq!(story.end().switches[3].after.misses.l1d, u64::from(touches));
    }
}

#[test]
fn lines_that_the_switch_itself_evicts_are_lost() {
    for to_first in [true, false] {
        let mut story = Story::in_user_mode(A);
        story.miss(L1d, 0x100, 10);
        story.ecall();
        if to_first {
            story.evict(L1d, 0x100); // on the way out
        }
        story.in_function("schedule", 30);
        story.switch(A, B);
        story.leave();
        story.ecall();
        story.in_function("schedule", 30);
        story.switch(B, A);
        if !to_first {
            story.evict(L1d, 0x100); // on the way back
        }
        story.leave();
        story.miss(L1d, 0x100, 10);
        assert_eq!(story.end().switches[1].after.misses.l1d, 1);
    }
}

#[test]
fn lines_touched_only_inside_a_switch_are_nobodys() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.miss(L1d, 0x200, 10);
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.leave();
    story.evict(L1d, 0x200);
    story.whole_switch(B, A);
    story.miss(L1d, 0x200, 10);
    assert_eq!(story.end().switches[1].after, After::default());
}

#[test]
fn what_the_kernel_touches_in_a_system_call_is_the_threads() {
    let mut story = Story::in_user_mode(A);
    story.ecall();
    story.miss(L1d, 0x200, 10);
    story.miss(L1d, 0x240, 10);
    story.evict(L1d, 0x240);
    story.leave();
    story.run(5);
    story.whole_switch(A, B);
    story.evict(L1d, 0x200);
    story.evict(L1d, 0x240);
    story.whole_switch(B, A);
    story.ecall();
    story.miss(L1d, 0x200, 10);
    story.miss(L1d, 0x240, 10);
    story.leave();
    let run = story.end();
    assert_eq!(run.switches[1].after, after(10, Misses { l1d: 1, ..Misses::default() }));
}

#[test]
fn misses_in_the_trap_that_takes_the_thread_away_again_do_not_count() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.ecall();
    story.miss(L1d, 0x100, 10);
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.leave();
    assert_eq!(story.end().switches[1].after, After::default());
}

#[test]
fn misses_in_the_direct_part_do_not_use_up_the_first_miss() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1d, 0x100, 10);
    story.whole_switch(A, B);
    story.evict(L1d, 0x100);
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(B, A);
    story.miss(L1d, 0x100, 10);
    story.evict(L1d, 0x100);
    story.leave();
    story.miss(L1d, 0x100, 10);
    assert_eq!(story.end().switches[1].after.misses.l1d, 1);
}

#[test]
fn a_flush_loses_everything_in_a_structure() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1i, 0x100, 10);
    story.miss(L1d, 0x100, 10);
    story.miss(L2, 0x100, 100);
    story.whole_switch(A, B);
    story.flush(L1i);
    story.whole_switch(B, A);
    story.miss(L1i, 0x100, 10);
    story.miss(L1d, 0x100, 10);
    let run = story.end();
    assert_eq!(run.switches[1].after, after(10, Misses { l1i: 1, ..Misses::default() }));
}

#[test]
fn a_flush_in_a_system_call_leaves_what_was_touched_after_it() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1i, 0x100, 10);
    story.ecall();
    story.flush(L1i);
    story.miss(L1i, 0x200, 10);
    story.leave();
    story.whole_switch(A, B);
    story.flush(L1i);
    story.whole_switch(B, A);
    story.miss(L1i, 0x100, 10);
    story.miss(L1i, 0x200, 10);
    let run = story.end();
    assert_eq!(run.switches[1].after, after(10, Misses { l1i: 1, ..Misses::default() }));
}

#[test]
fn a_translation_costs_its_whole_refill_each_cycle_once() {
    let mut story = Story::in_user_mode(A);
    story.refill(0x1_0000);
    story.miss(L1d, 0x300, 10); // the page-table entry
    story.run(20);
    story.mret();
    story.whole_switch(A, B);
    story.evict_tlb(0x1_0000);
    story.evict(L1d, 0x300);
    story.whole_switch(B, A);
    story.refill(0x1_0000);
    story.miss(L1d, 0x300, 10);
    story.run(20);
    story.mret();
    story.run(5);
    let run = story.end();
    let misses = Misses { tlb: 1, l1d: 1, ..Misses::default() };
    assert_eq!(run.switches[1].after, after(4 + 10 + 20 + 4, misses));
}

#[test]
fn a_refill_of_something_else_counts_only_its_lost_lines() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.refill(0x1_0000);
    story.miss(L1d, 0x100, 10);
    story.run(20);
    story.mret();
    let run = story.end();
    assert_eq!(run.switches[1].after, after(10, Misses { l1d: 1, ..Misses::default() }));
}

#[test]
fn a_lost_translation_whose_refill_fails_counts_without_a_refill() {
    let mut story = Story::in_user_mode(A);
    story.refill(0x1_0000);
    story.run(20);
    story.mret();
    story.miss(L1d, 0x300, 10);
    story.whole_switch(A, B);
    story.evict_tlb(0x1_0000);
    story.evict(L1d, 0x300);
    story.whole_switch(B, A);
    story.refill(0x1_0000);
    story.miss(L1d, 0x300, 10);
    story.run(20);
    story.in_function("trap_entry", 10);
    story.leave();
    story.run(5);
    let run = story.end();
    let misses = Misses { tlb: 1, l1d: 1, ..Misses::default() };
    assert_eq!(run.switches[1].after, after(10, misses));
}

#[test]
fn a_failed_refill_fetched_nothing_that_could_be_lost() {
    let mut story = Story::in_user_mode(A);
    story.refill(0x1_0000);
    story.run(20);
    story.in_function("trap_entry", 10);
    story.in_function("schedule", 30);
    story.switch(A, B);
    story.leave();
    story.flush(Tlb);
    story.whole_switch(B, A);
    story.refill(0x1_0000);
    story.run(20);
    story.mret();
    assert_eq!(story.end().switches[1].after, After::default());
}

#[test]
fn the_same_page_of_another_address_space_is_another_translation() {
    let mut story = Story::in_user_mode(A);
    story.set_asid(1);
    story.refill(0x1_0000);
    story.mret();
    story.whole_switch(A, B);
    story.set_asid(2);
    story.refill(0x1_0000);
    story.mret();
    story.evict_tlb(0x1_0000); // B's
    story.whole_switch(B, A);
    story.set_asid(1);
    story.refill(0x1_0000);
    story.mret();
    assert_eq!(story.end().switches[1].after, After::default());
}

#[test]
fn a_thread_that_comes_back_under_another_asid_misses_the_same_translations() {
    let mut story = Story::in_user_mode(A);
    story.set_asid(1);
    story.refill(0x1_0000);
    story.mret();
    story.whole_switch(A, B);
    story.flush(Tlb); // the ASIDs have run out; a new generation begins
    story.whole_switch(B, A);
    story.set_asid(2);
    story.refill(0x1_0000);
    story.run(20);
    story.mret();
    let run = story.end();
    assert_eq!(run.switches[1].after, after(28, Misses { tlb: 1, ..Misses::default() }));
}

#[test]
fn without_asids_a_process_switch_loses_its_translations_and_a_thread_switch_none() {
    for (other, lost) in [(B, 1), (A2, 0)] {
        let mut story = Story::in_user_mode(A);
        story.refill(0x1_0000);
        story.mret();
        story.ecall();
        story.in_function("schedule", 30);
        if other == B {
            story.in_function("vm_activate", 7);
            story.flush(Tlb);
        }
        story.switch(A, other);
        story.leave();
        if other == B {
            story.refill(0x1_0000);
            story.mret();
        }
        story.ecall();
        story.in_function("schedule", 30);
        if other == B {
            story.in_function("vm_activate", 7);
            story.flush(Tlb);
        }
        story.switch(other, A);
        story.leave();
        if other == B {
            story.refill(0x1_0000);
            story.mret();
        }
        story.run(5);
        assert_eq!(story.end().switches[1].after.misses.tlb, lost);
    }
}

#[test]
fn nothing_is_idles() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1d, 0x100, 10);
    for _ in 0..2 {
        story.ecall();
        story.in_function("schedule", 30);
        story.switch(A, IDLE);
        story.wait(100);
        story.miss(L1d, 0x200, 10);
        story.run(1);
        story.wait(100);
        story.in_function("schedule", 30);
        story.switch(IDLE, A);
        story.leave();
        story.evict(L1d, 0x200);
    }
    let run = story.end();
    assert!(run.switches.iter().all(|switch| switch.after == After::default()));
}

#[test]
fn what_the_way_back_from_idle_evicts_is_lost() {
    let mut story = Story::in_user_mode(A);
    story.miss(L2, 0x100, 100);
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(A, IDLE);
    story.wait(100);
    story.evict(L2, 0x100);
    story.in_function("schedule", 30);
    story.switch(IDLE, A);
    story.leave();
    story.miss(L2, 0x100, 100);
    let run = story.end();
    assert_eq!(run.switches[1].after, after(100, Misses { l2: 1, ..Misses::default() }));
}

#[test]
fn an_empty_stay_in_the_kernel_has_nothing_and_counts_nothing() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.whole_switch(A, B);
    story.ecall();
    story.in_function("schedule", 30);
    story.switch(B, A); // A wakes in the kernel
    story.miss(L1d, 0x100, 10);
    story.in_function("schedule", 30);
    story.switch(A, B); // and blocks again
    story.leave();
    story.evict(L1d, 0x100);
    story.whole_switch(B, A);
    story.miss(L1d, 0x100, 10);
    let run = story.end();
    assert_eq!(run.switches.last().unwrap().after, After::default());
    assert_eq!(run.switches[3].after, After::default());
}

#[test]
fn the_last_stay_counts_up_to_the_end_of_the_run_even_in_the_kernel() {
    let mut story = back_after(|story| story.evict(L1d, 0x100));
    story.ecall();
    story.miss(L1d, 0x100, 10);
    story.probe("kernel_end", [0, 0]);
    assert_eq!(story.end().switches[1].after.misses.l1d, 1);
}

#[test]
fn each_thread_has_its_own_losses() {
    let mut story = Story::in_user_mode(A);
    story.miss(L1d, 0x100, 10);
    story.whole_switch(A, B);
    story.miss(L1d, 0x200, 10);
    story.whole_switch(B, A2);
    story.evict(L1d, 0x100);
    story.whole_switch(A2, B);
    story.evict(L1d, 0x200);
    story.miss(L1d, 0x200, 10);
    story.whole_switch(B, A);
    story.miss(L1d, 0x100, 10);
    let run = story.end();
    let one = after(10, Misses { l1d: 1, ..Misses::default() });
    assert_eq!(afters(&run), [After::default(), After::default(), After::default(), one]);
}

#[test]
fn what_a_thread_had_is_forgotten_when_it_wakes_in_the_kernel_and_blocks_again() {
    let mut story = back_after(|_| {});
    story.miss(L1d, 0x300, 10);
    story.whole_switch(A, B);
    for _ in 0..3 {
        story.ecall();
        story.in_function("schedule", 30);
        story.switch(B, A);
        story.in_function("schedule", 30);
        story.switch(A, B);
        story.leave();
        story.miss(L1d, 0x500, 10);
    }
    story.evict(L1d, 0x300);
    story.evict(L1d, 0x500);
    story.whole_switch(B, A);
    story.evict(L1d, 0x500);
    story.miss(L1d, 0x300, 10);
    story.whole_switch(A, B);
    story.miss(L1d, 0x500, 10);
    let run = story.end();
    assert!(run.switches.iter().all(|switch| switch.after == After::default()));
}

#[test]
fn what_a_finished_thread_had_is_forgotten() {
    for finished in [false, true] {
        let mut story = back_after(|story| {
            if finished {
                story.state(A, 4);
                story.state(A, 1);
            }
            story.evict(L1d, 0x100);
        });
        story.miss(L1d, 0x100, 10);
        assert_eq!(story.end().switches[1].after.misses.l1d, u64::from(!finished));
    }
}

/// Walks over so many lines, of which the structure holds the last few.
fn walk(aftermath: &mut Aftermath, lines: std::ops::Range<u32>) {
    for line in lines {
        let (structure, kind) = (L2, AccessKind::Read);
        let place = Place::Line(64 * line);
        aftermath.miss(&Miss { structure, kind, place, stall: 100, filled: true });
        aftermath.lose(L2, Place::Line(64 * line.saturating_sub(16)));
    }
}

#[test]
fn memory_depends_on_what_structures_hold_and_not_on_what_was_touched() {
    let mut aftermath = Aftermath::new();
    let mut next = 0;
    for round in 0..30 {
        let thread = round % 3;
        aftermath.arrive(Some(thread), None);
        walk(&mut aftermath, next..next + 2000);
        aftermath.enter_kernel();
        walk(&mut aftermath, next + 2000..next + 4000);
        aftermath.stay_on();
        walk(&mut aftermath, next + 4000..next + 5000);
        aftermath.enter_kernel();
        let since = aftermath.clock();
        aftermath.leave(Some(thread), since);
        next += 5000;
    }
    // Sixteen lines are held, and each of three threads had as many.
    assert!(aftermath.remembered() <= 1000, "{} things", aftermath.remembered());
}
