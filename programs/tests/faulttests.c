/* The guest's tests of faults, stacks and the heap. */
#include <limits.h>
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <thread.h>
#include "cases.h"

#define PAGE_SIZE   4096u
#define KERNEL      ((char *)0x80000000u)
#define UNMAPPED    ((char *)0x40000000u)

/* --- faults --- */

static void load_null(void)
{
    *(volatile int *)0;
}

static void store_null(void)
{
    *(volatile int *)4 = 1;
}

static void load_kernel(void)
{
    *(volatile int *)KERNEL;
}

static void store_kernel(void)
{
    *(volatile int *)KERNEL = 1;
}

static void store_device(void)
{
    *(volatile int *)0x100000 = 0x5555;
}

static void store_text(void)
{
    *(volatile int *)(unsigned)store_text = 0;
}

static void load_misaligned(void)
{
    static _Alignas(4) char bytes[8];

    *(volatile int *)(bytes + 1);
}

static void jump_to(unsigned address)
{
    ((void (*)(void))address)();
}

static unsigned data_word = 0x00008067;     /* ret */

static void jump_to_data(void)
{
    jump_to((unsigned)&data_word);
}

static void jump_to_null(void)
{
    jump_to(0);
}

static void jump_to_kernel(void)
{
    jump_to(0x80000000u);
}

static void jump_to_stack(void)
{
    unsigned instruction = data_word;

    jump_to((unsigned)&instruction);
}

/* Read-only data lies beside the text, and can be executed. */
static const unsigned instructions[4] = { 0xffffffffu, 0x30200073 /* mret */, 0x00100073 /* ebreak */, 0 };

static void jump_to_illegal(void)
{
    jump_to((unsigned)&instructions[0]);
}

static void jump_to_privileged(void)
{
    jump_to((unsigned)&instructions[1]);
}

static void jump_to_breakpoint(void)
{
    jump_to((unsigned)&instructions[2]);
}

static void faults_end_the_process(void)
{
    check_killed(load_null, SIGSEGV);
    check_killed(store_null, SIGSEGV);
    check_killed(load_kernel, SIGSEGV);
    check_killed(store_kernel, SIGSEGV);
    check_killed(store_device, SIGSEGV);
    check_killed(store_text, SIGSEGV);
    check_killed(jump_to_data, SIGSEGV);
    check_killed(jump_to_null, SIGSEGV);
    check_killed(jump_to_kernel, SIGSEGV);
    check_killed(jump_to_stack, SIGSEGV);
    check_killed(jump_to_illegal, SIGILL);
    check_killed(jump_to_privileged, SIGILL);
    check_killed(jump_to_breakpoint, SIGTRAP);
}

static void misaligned_is_a_bus_error(void)
{
    int status = status_of(load_misaligned);

    check(status == 0 || (WIFSIGNALED(status) && WTERMSIG(status) == SIGBUS));
}

static int recurse(int depth)
{
    volatile char frame[256];

    frame[0] = (char)depth;
    return recurse(depth + 1) + frame[0];
}

static void recurse_for_ever(void)
{
    recurse(0);
}

static void recurse_thread(int unused)
{
    recurse(unused);
}

static void recurse_in_thread(void)
{
    thread_t thread;

    thread_create(&thread, recurse_thread, 0);
    thread_join(thread);
}

static void endless_recursion_meets_the_guard_page(void)
{
    check_killed(recurse_for_ever, SIGSEGV);
    check_killed(recurse_in_thread, SIGSEGV);
}

static int deep(int depth)
{
    volatile char frame[1024];

    frame[0] = 1;
    frame[1023] = 2;
    return depth == 0 ? 0 : deep(depth - 1) + frame[0];
}

static void stack_grows(void)
{
    check(deep(500) == 500);
}

/* --- memory --- */

static void heap_grows_and_shrinks(void)
{
    char *start = sbrk(0);
    char *old = sbrk(3 * PAGE_SIZE);
    int i;

    check(old == start);
    for (i = 0; i < (int)(3 * PAGE_SIZE); i++)
        check(old[i] == 0);
    memset(old, 1, 3 * PAGE_SIZE);
    check(sbrk(-(int)(2 * PAGE_SIZE)) == start + 3 * PAGE_SIZE);
    check(old[PAGE_SIZE - 1] == 1);
    check(sbrk(PAGE_SIZE) == start + PAGE_SIZE);
    check(old[2 * PAGE_SIZE - 1] == 0);
}

static void touch_freed_heap(void)
{
    char *start = sbrk(2 * PAGE_SIZE);

    start[PAGE_SIZE + 100] = 1;
    sbrk(-(int)(2 * PAGE_SIZE));
    start[PAGE_SIZE + 100] = 2;
}

static void freed_heap_is_gone(void)
{
    check_killed(touch_freed_heap, SIGSEGV);
}

static void sbrk_refuses_too_much(void)
{
    check(sbrk(0x7fffffff) == (void *)-1 && errno == ENOMEM);
    check(sbrk(0x60000000) == (void *)-1 && errno == ENOMEM);
    check(sbrk(-0x7fffffff) == (void *)-1 && errno == EINVAL);
    check(sbrk(INT_MIN) == (void *)-1 && errno == EINVAL);
    check(syscall(SYS_sbrk, 0, UNMAPPED) == -EFAULT);
    check(syscall(SYS_sbrk, 0, 0x7fffeffe) == -EFAULT);
}

static void malloc_joins_what_is_freed(void)
{
    void *blocks[64];
    char *before = NULL;
    int round, i;

    for (round = 0; round < 5; round++) {
        for (i = 0; i < 64; i++) {
            blocks[i] = malloc(100 + 37 * i);
            check(blocks[i] && (uintptr_t)blocks[i] % 16 == 0);
            memset(blocks[i], i, 100 + 37 * i);
        }
        for (i = 0; i < 64; i += 2)
            free(blocks[i]);
        for (i = 1; i < 64; i += 2) {
            check(((unsigned char *)blocks[i])[99 + 37 * i] == i);
            free(blocks[i]);
        }
        if (round == 1)
            before = sbrk(0);
    }
    check(sbrk(0) == before);
    check(malloc(0x7fffffff) == NULL && errno == ENOMEM);
    check(malloc(0xffffffffu) == NULL);
    check(calloc(0x10000, 0x10000) == NULL);
}

static void realloc_keeps_contents(void)
{
    char *text = realloc(NULL, 10);

    strcpy(text, "123456789");
    text = realloc(text, 10000);
    check(text && strcmp(text, "123456789") == 0);
    free(text);
}

/* Slow on a large memory, so it runs only when it is named. */
static void memory_runs_out(void)
{
    char *page;
    int status;
    pid_t child = fork();

    if (child == 0) {
        while ((page = sbrk(PAGE_SIZE)) != (void *)-1)
            *page = 1;
        if (errno != ENOMEM)
            _exit(1);
        child = fork();
        if (child == 0)
            _exit(0);
        _exit(child == -1 && errno != ENOMEM ? 2 : 0);
    }
    check(waitpid(child, &status, 0) == child);
    check(status == 0 || WTERMSIG(status) == SIGKILL);
    for (int i = 0; i < 20; i++) {      /* all of it has been given back */
        child = fork();
        if (child == 0)
            _exit(0);
        check(waitpid(child, &status, 0) == child && status == 0);
    }
}

static const struct test tests[] = {
    CASE(faults_end_the_process),
    CASE(misaligned_is_a_bus_error),
    CASE(endless_recursion_meets_the_guard_page),
    CASE(stack_grows),
    CASE(heap_grows_and_shrinks),
    CASE(freed_heap_is_gone),
    CASE(sbrk_refuses_too_much),
    CASE(malloc_joins_what_is_freed),
    CASE(realloc_keeps_contents),
    CASE_ONLY_WHEN_NAMED(memory_runs_out),
};

int main(int argc, char *argv[])
{
    return run_cases(tests, sizeof tests / sizeof tests[0], argc > 1 ? argv[1] : NULL);
}
