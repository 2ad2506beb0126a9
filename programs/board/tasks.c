/*
 * A kernel of a hundred lines: the timer takes the processor from one task and gives it to the next.
 *
 * Nobody gives it up of their own accord, so that each turn that a task waits for is a preemption.
 * What is printed does not depend on when these happen: QEMU's `virt` board prints the same.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#define TASKS 3
#define ROUNDS 4
#define STACK_WORDS 1024
#define QUANTUM 5000 /* ticks of the timer */

#define MTIMECMP ((volatile uint32_t *)0x02004000)
#define MTIME ((volatile uint32_t *)0x0200bff8)
#define TIMER_INTERRUPT 0x80000007u
#define MIE_TIMER (1u << 7)

/* What tasks.S saves on a task's stack: where it goes on, then ra, t0-t2, s0-s1, a0-a7, s2-s11, t3-t6. */
enum { FRAME_PC = 0, FRAME_A0 = 7, FRAME_WORDS = 32 };

static uint32_t stacks[TASKS][STACK_WORDS] __attribute__((aligned(16)));
static uint32_t *frames[TASKS]; /* of those that do not run */
static unsigned running;
static volatile unsigned switches;
static volatile unsigned turn;

extern void tasks_entry(void);
extern void tasks_start(uint32_t *frame) __attribute__((noreturn));

/* Sets the alarm; never early while its halves disagree. */
static void set_alarm(void)
{
    uint32_t high, low;
    uint64_t when;

    do {
        high = MTIME[1];
        low = MTIME[0];
    } while (high != MTIME[1]);
    when = ((uint64_t)high << 32 | low) + QUANTUM;
    MTIMECMP[1] = 0xffffffff;
    MTIMECMP[0] = (uint32_t)when;
    MTIMECMP[1] = (uint32_t)(when >> 32);
}

/* Called by tasks_entry with the frame of who was interrupted; who goes on. */
uint32_t *tasks_trap(uint32_t *frame, uint32_t cause)
{
    if (cause != TIMER_INTERRUPT) {
        printf("trap %u at %08x\n", (unsigned)cause, (unsigned)frame[FRAME_PC]);
        exit(1);
    }
    set_alarm();
    frames[running] = frame;
    running = (running + 1) % TASKS;
    switches++;
    return frames[running];
}

/* The tasks print in turn, and wait for their turn by looking. */
static void task(unsigned id)
{
    unsigned round, sum = id;

    for (round = 1; round <= ROUNDS; round++) {
        while (turn != id)
            continue;
        sum = 3 * sum + round;
        printf("task %u, round %u: %u\n", id, round, sum);
        turn = (id + 1) % TASKS;
    }
    if (id == TASKS - 1) {
        printf("each turn came by preemption: %s\n", switches >= TASKS * ROUNDS - 1 ? "yes" : "no");
        exit(0);
    }
    for (;;)
        continue;
}

int main(void)
{
    unsigned id;

    for (id = 0; id < TASKS; id++) {
        frames[id] = &stacks[id][STACK_WORDS - FRAME_WORDS];
        frames[id][FRAME_PC] = (uint32_t)(uintptr_t)task;
        frames[id][FRAME_A0] = id;
    }
    printf("%u tasks\n", (unsigned)TASKS);
    __asm__ volatile("csrw mtvec, %0" ::"r"(&tasks_entry));
    __asm__ volatile("csrs mie, %0" ::"r"(MIE_TIMER));
    set_alarm();
    tasks_start(frames[0]);
}
