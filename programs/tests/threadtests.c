/* The guest's tests of threads, and of the time that they share. */
#include <limits.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <thread.h>
#include "cases.h"

#define UNMAPPED    ((char *)0x40000000u)

static volatile int shared;

static void spin(int unused)
{
    (void)unused;
    for (;;)
        thread_yield();
}

static void add(int n)
{
    shared += n;
}

static void threads_share_memory(void)
{
    thread_t threads[10];
    int i;

    for (i = 0; i < 10; i++)
        check(thread_create(&threads[i], add, i) == 0);
    for (i = 0; i < 10; i++)
        check(thread_join(threads[i]) == 0);
    check(shared == 45);
}

static void exit_with(int n)
{
    thread_exit(n);
}

static void exit_codes_reach_the_joiner(void)
{
    static const int codes[] = { 0, 1, -1, 100, INT_MAX, INT_MIN };
    thread_t thread;
    unsigned i;

    for (i = 0; i < 6; i++) {
        check(thread_create(&thread, exit_with, codes[i]) == 0);
        if (i % 2)
            usleep(100000);
        check(thread_join(thread) == codes[i]);
    }
}

static thread_t main_thread;

static void join_main(int unused)
{
    (void)unused;
    exit(thread_join(main_thread) == 17 ? 50 : 51);
}

static void end_main_first(void)
{
    thread_t thread;

    main_thread = thread_self();
    thread_create(&thread, join_main, 0);
    thread_exit(17);
}

static void main_thread_can_be_joined(void)
{
    int status = status_of(end_main_first);

    check(WIFEXITED(status) && WEXITSTATUS(status) == 50);
}

static void end_last_thread(void)
{
    thread_exit(3);
}

static void last_thread_ends_the_process(void)
{
    check(status_of(end_last_thread) == 0);
}

static void joins_that_cannot_be(void)
{
    thread_t thread;

    check(thread_join(thread_self()) == -1 && errno == EDEADLK);
    check(thread_join(4711) == -1 && errno == ESRCH);
    check(thread_join(1) == -1 && errno == ESRCH);
    check(thread_create(&thread, exit_with, 1) == 0);
    check(thread_join(thread) == 1);
    check(thread_join(thread) == -1 && errno == ESRCH);
    check(thread_create(&thread, exit_with, 1) == 0);
    check(syscall(SYS_thread_join, thread, UNMAPPED) == -EFAULT);
    check(thread_join(thread) == 1);
}

static volatile int released;

static void exit_when_released(int n)
{
    while (!released)
        thread_yield();
    thread_exit(n);
}

static void threads_run_out(void)
{
    static thread_t threads[100];
    int count = 0;
    int error, i;

    while ((error = thread_create(&threads[count], exit_when_released, count)) == 0) {
        count++;
        check(count < 100);
    }
    check(error == EAGAIN);
    check(count == 64);
    released = 1;
    for (i = 0; i < count; i++)
        check(thread_join(threads[i]) == i);
    check(thread_create(&threads[0], exit_with, 7) == 0);
    check(thread_join(threads[0]) == 7);
}

static void set_errno(int n)
{
    errno = n;
    thread_yield();
    thread_exit(errno);
}

static void each_thread_has_its_errno(void)
{
    thread_t one, two;

    errno = 5;
    thread_create(&one, set_errno, 6);
    thread_create(&two, set_errno, 7);
    check(thread_join(one) == 6);
    check(thread_join(two) == 7);
    check(errno == 5);
}

static void fork_here(int unused)
{
    int status;
    pid_t child = fork();

    (void)unused;
    if (child == 0)
        _exit(21);
    waitpid(child, &status, 0);
    thread_exit(WEXITSTATUS(status));
}

static void a_thread_can_fork(void)
{
    thread_t thread;

    thread_create(&thread, fork_here, 0);
    check(thread_join(thread) == 21);
}

static void exit_here(int n)
{
    exit(n);
}

static void exit_in_thread(void)
{
    thread_t thread;

    thread_create(&thread, spin, 0);
    thread_create(&thread, exit_here, 33);
    spin(0);
}

static void exit_ends_all_threads(void)
{
    int status = status_of(exit_in_thread);

    check(WIFEXITED(status) && WEXITSTATUS(status) == 33);
}

static int count_turns;

static void count(int n)
{
    while (n-- > 0)
        count_turns++;
}

/* No thread gives way here: the quantum must end each one's turn. */
static void the_quantum_shares_the_processor(void)
{
    thread_t thread;
    volatile int *turns = &count_turns;

    thread_create(&thread, count, 1000);
    while (*turns < 1000)
        continue;
    check(thread_join(thread) == 0);
}

static void sleep_lasts(void)
{
    int status;
    pid_t early, late;

    late = fork();
    if (late == 0) {
        usleep(3000000);
        _exit(2);
    }
    early = fork();
    if (early == 0) {
        usleep(200000);
        _exit(1);
    }
    check(wait(&status) == early);
    check(wait(&status) == late);
}

static const struct test tests[] = {
    CASE(threads_share_memory),
    CASE(exit_codes_reach_the_joiner),
    CASE(main_thread_can_be_joined),
    CASE(last_thread_ends_the_process),
    CASE(joins_that_cannot_be),
    CASE(threads_run_out),
    CASE(each_thread_has_its_errno),
    CASE(a_thread_can_fork),
    CASE(exit_ends_all_threads),
    CASE(the_quantum_shares_the_processor),
    CASE(sleep_lasts),
};

int main(int argc, char *argv[])
{
    return run_cases(tests, sizeof tests / sizeof tests[0], argc > 1 ? argv[1] : NULL);
}
