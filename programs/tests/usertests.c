/* The guest's tests: each case in a process of its own guards system calls, memory or the library. */
#include <ctype.h>
#include <errno.h>
#include <limits.h>
#include <setjmp.h>
#include <signal.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <thread.h>
#include <unistd.h>

#define PAGE_SIZE   4096u
#define KERNEL      ((char *)0x80000000u)
#define UNMAPPED    ((char *)0x40000000u)

#define check(condition) check_at(condition, #condition, __LINE__)

/* A condition that does not hold ends the case. */
static void check_at(int holds, const char *condition, int line)
{
    if (holds)
        return;
    printf("  line %d: %s (errno %d)\n", line, condition, errno);
    exit(1);
}

/* The status of a child that runs `func`. */
static int status_of(void (*func)(void))
{
    int status;
    pid_t child = fork();

    check(child >= 0);
    if (child == 0) {
        func();
        _exit(0);
    }
    check(waitpid(child, &status, 0) == child);
    return status;
}

static void check_killed(void (*func)(void), int signal)
{
    int status = status_of(func);

    check(WIFSIGNALED(status));
    check(WTERMSIG(status) == signal);
}

/* --- processes --- */

static void exit_status_reaches_parent(void)
{
    int code, status;
    pid_t child;

    for (code = 0; code < 512; code += 73) {
        child = fork();
        if (child == 0)
            _exit(code);
        check(waitpid(child, &status, 0) == child);
        check(WIFEXITED(status) && WEXITSTATUS(status) == (code & 0xff));
    }
}

static void fork_copies_memory(void)
{
    static int number = 1;
    int local = 10;
    int status;

    if (fork() == 0) {
        number++;
        local++;
        _exit(number + local);
    }
    check(wait(&status) > 0);
    check(WEXITSTATUS(status) == 13);
    check(number == 1 && local == 10);
}

/* After the first write the page is the writer's own; the last sharer writes in place. */
static void copy_on_write_both_ways(void)
{
    static char pages[3 * PAGE_SIZE];
    int status;
    unsigned i;

    memset(pages, 'a', sizeof pages);
    if (fork() == 0) {
        for (i = 0; i < sizeof pages; i++)
            if (pages[i] != 'a')
                _exit(1);
        memset(pages, 'b', sizeof pages);
        thread_yield();
        for (i = 0; i < sizeof pages; i++)
            if (pages[i] != 'b')
                _exit(2);
        _exit(0);
    }
    pages[PAGE_SIZE] = 'c';
    check(wait(&status) > 0);
    check(status == 0);
    check(pages[0] == 'a' && pages[PAGE_SIZE] == 'c' && pages[PAGE_SIZE + 1] == 'a');
    memset(pages, 'd', sizeof pages);
    check(pages[0] == 'd' && pages[sizeof pages - 1] == 'd');
}

/* The kernel's own writes to shared pages copy them too. */
static void kernel_write_breaks_copy_on_write(void)
{
    static int status = 77;
    int child_status;
    pid_t child = fork();

    if (child == 0) {
        if (fork() == 0)
            _exit(5);
        wait(&status);
        _exit(WEXITSTATUS(status));
    }
    check(waitpid(child, &child_status, 0) == child);
    check(WEXITSTATUS(child_status) == 5);
    check(status == 77);
}

static void many_processes_come_and_go(void)
{
    int i, status;

    for (i = 0; i < 60; i++) {
        if (fork() == 0)
            _exit(i);
        check(wait(&status) > 0);
        check(WEXITSTATUS(status) == i);
    }
}

static void many_children_at_once(void)
{
    int sum = 0;
    int i, status;

    for (i = 1; i <= 20; i++)
        if (fork() == 0)
            _exit(i);
    for (i = 1; i <= 20; i++) {
        check(wait(&status) > 0);
        sum += WEXITSTATUS(status);
    }
    check(sum == 210);
    check(wait(&status) == -1 && errno == ECHILD);
}

static void wait_takes_the_oldest_first(void)
{
    pid_t children[5];
    int i;

    for (i = 0; i < 5; i++) {
        children[i] = fork();
        if (children[i] == 0)
            _exit(0);
    }
    usleep(200000);
    for (i = 0; i < 5; i++)
        check(wait(NULL) == children[i]);
}

static void wait_without_children(void)
{
    int status;

    check(wait(&status) == -1 && errno == ECHILD);
    check(waitpid(12345, &status, 0) == -1 && errno == ECHILD);
    check(waitpid(-7, &status, 0) == -1 && errno == EINVAL);
    check(waitpid(-1, &status, 4) == -1 && errno == EINVAL);
}

static void waitpid_does_not_block_with_wnohang(void)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        usleep(200000);
        _exit(3);
    }
    check(waitpid(child, &status, WNOHANG) == 0);
    check(waitpid(child, &status, 0) == child && WEXITSTATUS(status) == 3);
}

static void waitpid_chooses_its_child(void)
{
    int status;
    pid_t first = fork();
    pid_t second;

    if (first == 0)
        _exit(1);
    second = fork();
    if (second == 0)
        _exit(2);
    check(waitpid(second, &status, 0) == second && WEXITSTATUS(status) == 2);
    check(waitpid(first, NULL, 0) == first);
}

static void wait_with_bad_pointer_loses_nothing(void)
{
    int status;
    pid_t child = fork();

    if (child == 0)
        _exit(9);
    check(wait((int *)KERNEL) == -1 && errno == EFAULT);
    check(wait((int *)UNMAPPED) == -1 && errno == EFAULT);
    check(wait(&status) == child && WEXITSTATUS(status) == 9);
}

static void orphans_belong_to_init(void)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (fork() == 0) {
            usleep(200000);
            _exit(getppid() == 1 ? 0 : 1);
        }
        _exit(0);
    }
    check(waitpid(child, &status, 0) == child && status == 0);
    check(wait(&status) == -1 && errno == ECHILD);
    usleep(400000);
}

static void parent_is_known(void)
{
    pid_t self = getpid();
    int status;

    if (fork() == 0)
        _exit(getppid() == self && getpid() != self ? 0 : 1);
    check(wait(&status) > 0 && status == 0);
}

static void exec_passes_arguments(void)
{
    int status;

    if (fork() == 0) {
        execl("usertests", "usertests", "--arguments", "two words", "", "last", (char *)NULL);
        _exit(99);
    }
    check(wait(&status) > 0);
    check(WIFEXITED(status) && WEXITSTATUS(status) == 42);
}

/* The other side of the case above. */
static int arguments_are_right(int argc, char *argv[])
{
    return argc == 5 && strcmp(argv[2], "two words") == 0 && argv[3][0] == 0
        && strcmp(argv[4], "last") == 0 && argv[5] == NULL && environ[0] == NULL;
}

static void exec_failures_change_nothing(void)
{
    static char long_word[PAGE_SIZE];
    char *many[100];
    char *const good[] = { "x", NULL };
    char *long_one[] = { long_word, NULL };
    char *bad[] = { UNMAPPED, NULL };
    int i;

    for (i = 0; i < 99; i++)
        many[i] = "w";
    many[99] = NULL;
    memset(long_word, 'x', sizeof long_word - 1);
    check(execv("no such program", good) == -1 && errno == ENOENT);
    check(execv("", good) == -1 && errno == ENOENT);
    check(execv(long_word, good) == -1 && errno == ENOENT);
    check(execv(UNMAPPED, good) == -1 && errno == EFAULT);
    check(execv(KERNEL, good) == -1 && errno == EFAULT);
    check(execv("usertests", (char **)UNMAPPED) == -1 && errno == EFAULT);
    check(execv("usertests", (char **)0x7ffffffe) == -1 && errno == EFAULT);
    check(execv("usertests", bad) == -1 && errno == EFAULT);
    check(execv("usertests", many) == -1 && errno == E2BIG);
    check(execv("usertests", long_one) == -1 && errno == E2BIG);
}

static void exec_in_thread(int unused)
{
    (void)unused;
    execl("usertests", "usertests", "--self", (char *)NULL);
    _exit(98);
}

static void spin(int unused)
{
    (void)unused;
    for (;;)
        thread_yield();
}

static void start_exec_in_thread(void)
{
    thread_t thread;

    thread_create(&thread, spin, 0);
    thread_create(&thread, exec_in_thread, 0);
    thread_join(thread);
}

static void exec_ends_other_threads(void)
{
    int status = status_of(start_exec_in_thread);

    check(WIFEXITED(status) && WEXITSTATUS(status) == 43);
}

static void join(int thread)
{
    thread_join(thread);
}

/* The main thread executes a program while another thread joins it. */
static void start_exec_while_joined(void)
{
    thread_t thread;

    check(thread_create(&thread, join, thread_self()) == 0);
    thread_yield();
    execl("usertests", "usertests", "--joined", (char *)NULL);
    _exit(98);
}

static void join_the_main_thread(int main_thread)
{
    _exit(thread_join(main_thread) == 5 ? 44 : 1);
}

/* The other side of the case below: nobody joins this program's main thread but its own threads. */
static void end_main_thread(void)
{
    thread_t thread;

    if (thread_create(&thread, join_the_main_thread, thread_self()))
        _exit(2);
    thread_exit(5);
}

static void exec_forgets_joiner(void)
{
    int status = status_of(start_exec_while_joined);

    check(WIFEXITED(status) && WEXITSTATUS(status) == 44);
}

/* --- signals --- */

static void forever(void)
{
    for (;;)
        thread_yield();
}

static void kill_ends_a_running_process(void)
{
    static const int signals[] = { SIGHUP, SIGINT, SIGKILL, SIGTERM, SIGUSR1, SIGPIPE, SIGALRM };
    unsigned i;
    int status;
    pid_t child;

    for (i = 0; i < sizeof signals / sizeof signals[0]; i++) {
        child = fork();
        if (child == 0)
            forever();
        thread_yield();
        check(kill(child, signals[i]) == 0);
        check(waitpid(child, &status, 0) == child);
        check(WIFSIGNALED(status) && WTERMSIG(status) == signals[i]);
    }
}

static void kill_ends_a_blocked_process(void)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (fork() == 0) {
            sleep(1000);
            _exit(0);
        }
        wait(NULL);
        _exit(0);
    }
    usleep(200000);
    check(kill(child + 1, SIGTERM) == 0);
    check(waitpid(child, &status, 0) == child && status == 0);
}

static void kill_ends_all_threads(void)
{
    thread_t thread;
    int i, status;
    pid_t child = fork();

    if (child == 0) {
        for (i = 0; i < 5; i++)
            thread_create(&thread, spin, i);
        sleep(1000);
    }
    usleep(200000);
    check(kill(child, SIGKILL) == 0);
    check(waitpid(child, &status, 0) == child && WTERMSIG(status) == SIGKILL);
}

static void kill_oneself(void)
{
    raise(SIGTERM);
}

static void signals_to_oneself(void)
{
    check_killed(kill_oneself, SIGTERM);
    check_killed(abort, SIGABRT);
    check(raise(SIGCHLD) == 0 && raise(SIGCONT) == 0);
}

static void kill_refuses_nonsense(void)
{
    check(kill(99999, SIGTERM) == -1 && errno == ESRCH);
    check(kill(0, SIGTERM) == -1 && errno == ESRCH);
    check(kill(getpid(), 77) == -1 && errno == EINVAL);
    check(kill(getpid(), -1) == -1 && errno == EINVAL);
    check(kill(getpid(), SIGSTOP) == -1 && errno == EINVAL);
    check(kill(1, SIGKILL) == -1 && errno == EPERM);
    check(kill(getpid(), 0) == 0);
}

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

/* --- bad arguments to system calls --- */

static void write_refuses_bad_pointers(void)
{
    check(write(1, UNMAPPED, 10) == -1 && errno == EFAULT);
    check(write(1, KERNEL, 10) == -1 && errno == EFAULT);
    check(write(1, NULL, 10) == -1 && errno == EFAULT);
    check(write(1, "x", 0) == 0);
    check(write(1, "x", 0xffffffffu) == -1 && errno == EINVAL);
    check(write(0, "x", 1) == -1 && errno == EBADF);
    check(write(7, "x", 1) == -1 && errno == EBADF);
    check(write(-1, "x", 1) == -1 && errno == EBADF);
}

/* Everything before the bad page is written. */
static void write_stops_at_a_bad_page(void)
{
    char *end = sbrk(PAGE_SIZE);

    check(end != (void *)-1);
    end = sbrk(0);
    end = (char *)(((uintptr_t)end + PAGE_SIZE - 1) & ~(PAGE_SIZE - 1));
    memcpy(end - 2, " \n", 2);
    check(write(1, end - 2, 100) == 2);
}

static void read_refuses_bad_arguments(void)
{
    char byte;

    check(read(0, UNMAPPED, 1) == -1 && errno == EFAULT);
    check(read(0, KERNEL, 1) == -1 && errno == EFAULT);
    check(read(0, (char *)(unsigned)read_refuses_bad_arguments, 1) == -1 && errno == EFAULT);
    check(read(1, &byte, 1) == -1 && errno == EBADF);
    check(read(0, &byte, 0) == 0);
    check(read(0, &byte, 0x80000000u) == -1 && errno == EINVAL);
}

static void unknown_system_calls_are_refused(void)
{
    check(syscall(0) == -ENOSYS);
    check(syscall(SYS_COUNT + 1) == -ENOSYS);
    check(syscall(-1) == -ENOSYS);
    check(syscall(0x7fffffff) == -ENOSYS);
}

static void only_init_ends_the_run(void)
{
    check(syscall(SYS_shutdown, 0) == -EPERM);
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
    many_processes_come_and_go();
}

/* --- threads --- */

static volatile int shared;

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

/* --- library --- */

static void check_format(const char *expected, const char *format, long long number)
{
    char text[100];

    snprintf(text, sizeof text, format, number);
    if (strcmp(text, expected) != 0) {
        printf("  \"%s\" gives \"%s\", not \"%s\"\n", format, text, expected);
        exit(1);
    }
}

static void printf_formats(void)
{
    const char *unknown = "%y|%5y";
    char text[64];
    int length;

    check_format("-9223372036854775808", "%lld", (long long)1 << 63);
    check_format("18446744073709551615", "%llu", -1);
    check_format("0x0000ffffffffffff", "%#018llx", 0xffffffffffffll);
    check(snprintf(text, sizeof text, "%d|%5d|%-5d|%05d|%+d|% d", 1, 2, 3, 4, 5, 6) == 25);
    check(strcmp(text, "1|    2|3    |00004|+5| 6") == 0);
    snprintf(text, sizeof text, "%x|%#X|%o|%#o|%u|%c|%%", 255, 255, 8, 8, 3000000000u, 'z');
    check(strcmp(text, "ff|0XFF|10|010|3000000000|z|%") == 0);
    snprintf(text, sizeof text, "%.3d|%8.3d|%-8.3d|%.0d|%.2s|%6s|%-6s|", 5, -5, 5, 0, "abc", "ab", "ab");
    check(strcmp(text, "005|    -005|005     ||ab|    ab|ab    |") == 0);
    snprintf(text, sizeof text, "%hhd|%hd|%hhu|%ld|%zu|%*d|%-*d|%.*s", 257, 65537, 511, -1l, sizeof text,
             4, 1, 4, 1, 1, "xy");
    check(strcmp(text, "1|1|255|-1|64|   1|1   |x") == 0);
    snprintf(text, sizeof text, "%s%n|%p|", "abc", &length, (void *)0x1234);
    check(length == 3 && strcmp(text, "abc|0x1234|") == 0);
    snprintf(text, sizeof text, unknown, 1);
    check(strcmp(text, "%y|%5y") == 0);
    check(snprintf(text, 4, "%s", "abcdef") == 6 && strcmp(text, "abc") == 0);
    check(snprintf(NULL, 0, "%d", 12345) == 5);
}

static void string_functions(void)
{
    char text[32] = "one,two,,three";
    char *rest;

    check(strcmp(strtok_r(text, ",", &rest), "one") == 0);
    check(strcmp(strtok_r(NULL, ",", &rest), "two") == 0);
    check(strcmp(strtok_r(NULL, ",", &rest), "three") == 0);
    check(strtok_r(NULL, ",", &rest) == NULL);
    strcpy(text, "abcdefgh");
    memmove(text + 2, text, 6);
    check(strcmp(text, "ababcdef") == 0);
    memmove(text, text + 2, 7);
    check(strcmp(text, "abcdef") == 0);
    check(strncmp("abc", "abd", 2) == 0 && strncmp("abc", "abd", 3) < 0);
    check(strcmp("\xff", "a") > 0);
    check(strchr(text, 'c') == text + 2 && strchr(text, 0) == text + 6 && !strchr(text, 'z'));
    check(strrchr("abab", 'a') != NULL && strstr(text, "def") == text + 3 && !strstr(text, "x"));
    check(strspn("aab", "a") == 2 && strcspn("aab", "b") == 2 && strpbrk("xyz", "zy") != NULL);
    strncpy(text, "ab", 5);
    check(text[4] == 0 && strlen(strncat(text, "cdef", 2)) == 4);
    check(memcmp("abc", "abd", 3) < 0 && memchr("abc", 'c', 3) != NULL);
    check(strnlen("abc", 2) == 2 && strcmp(strerror(ENOMEM), "Cannot allocate memory") == 0);
}

static void numbers_from_text(void)
{
    char *end;

    check(strtol(" -0x1fz", &end, 0) == -31 && *end == 'z');
    check(strtol("077", NULL, 0) == 63 && strtol("0x", &end, 16) == 0 && *end == 'x');
    errno = 0;
    check(strtol("99999999999", NULL, 10) == LONG_MAX && errno == ERANGE);
    check(strtol("-99999999999", NULL, 10) == LONG_MIN);
    check(strtol("-2147483648", NULL, 10) == LONG_MIN);
    check(strtoull("18446744073709551615", NULL, 10) == ULLONG_MAX);
    check(strtoll("-9223372036854775808", NULL, 10) == LLONG_MIN);
    check(strtoul("zz", &end, 36) == 35 * 36 + 35 && *end == 0);
    check(atoi("12abc") == 12 && atoi("") == 0 && isspace('\n') && toupper('q') == 'Q');
}

static void division_of_long_numbers(void)
{
    volatile unsigned long long a = 0xfedcba9876543210ull;
    volatile unsigned long long b = 0x123456789ull;
    volatile unsigned c = 0xfedcba98u;
    volatile long long d = -1000000000007ll;
    volatile long long e = 1000003;

    check(a / b == 0xe0000000 && a % b == a - a / b * b);
    check(a / c == 0x100000000ull && a / c * c + a % c == a);
    check(a / 10 == 1836475854449306472ull && a % 10 == 0);
    check(d / e == -999997 && d % e == -16);
    check(b / a == 0 && b % a == b && a / a == 1);
    check((d >> 40) == -1 && (a << 36) >> 60 == 6 && (a >> 36) == 0xfedcba9);
}

static int compare_ints(const void *a, const void *b)
{
    int x = *(const int *)a;
    int y = *(const int *)b;

    return x < y ? -1 : x > y;
}

static void sorting_and_searching(void)
{
    int numbers[100];
    int i, key;

    srand(7);
    for (i = 0; i < 100; i++)
        numbers[i] = rand() % 1000;
    qsort(numbers, 100, sizeof numbers[0], compare_ints);
    for (i = 1; i < 100; i++)
        check(numbers[i - 1] <= numbers[i]);
    for (i = 0; i < 100; i++)
        check(*(int *)bsearch(&numbers[i], numbers, 100, sizeof key, compare_ints) == numbers[i]);
    key = -1;
    check(bsearch(&key, numbers, 100, sizeof key, compare_ints) == NULL);
}

static jmp_buf environment;

static void jump_out(int depth)
{
    if (depth == 0)
        longjmp(environment, 0);
    jump_out(depth - 1);
}

static void far_jumps(void)
{
    volatile int rounds = 0;
    int value = setjmp(environment);

    check(value == (rounds > 0));
    if (rounds++ < 3)
        jump_out(5);
    check(rounds == 4);
}

static void leave_unflushed(void)
{
    printf("this line must not appear");
    _exit(0);
}

static void exit_flushes_and_underscore_exit_does_not(void)
{
    int status;

    fflush(stdout);
    check(status_of(leave_unflushed) == 0);
    if (fork() == 0) {
        printf("  flushed by ");
        printf("exit\n");
        exit(0);
    }
    check(wait(&status) > 0 && status == 0);
}

struct test {
    void (*run)(void);
    const char *name;
    int only_when_named;
};

static const struct test tests[] = {
    { exit_status_reaches_parent, "exit_status_reaches_parent", 0 },
    { fork_copies_memory, "fork_copies_memory", 0 },
    { copy_on_write_both_ways, "copy_on_write_both_ways", 0 },
    { kernel_write_breaks_copy_on_write, "kernel_write_breaks_copy_on_write", 0 },
    { many_processes_come_and_go, "many_processes_come_and_go", 0 },
    { many_children_at_once, "many_children_at_once", 0 },
    { wait_takes_the_oldest_first, "wait_takes_the_oldest_first", 0 },
    { wait_without_children, "wait_without_children", 0 },
    { waitpid_does_not_block_with_wnohang, "waitpid_does_not_block_with_wnohang", 0 },
    { waitpid_chooses_its_child, "waitpid_chooses_its_child", 0 },
    { wait_with_bad_pointer_loses_nothing, "wait_with_bad_pointer_loses_nothing", 0 },
    { orphans_belong_to_init, "orphans_belong_to_init", 0 },
    { parent_is_known, "parent_is_known", 0 },
    { exec_passes_arguments, "exec_passes_arguments", 0 },
    { exec_failures_change_nothing, "exec_failures_change_nothing", 0 },
    { exec_ends_other_threads, "exec_ends_other_threads", 0 },
    { exec_forgets_joiner, "exec_forgets_joiner", 0 },
    { kill_ends_a_running_process, "kill_ends_a_running_process", 0 },
    { kill_ends_a_blocked_process, "kill_ends_a_blocked_process", 0 },
    { kill_ends_all_threads, "kill_ends_all_threads", 0 },
    { signals_to_oneself, "signals_to_oneself", 0 },
    { kill_refuses_nonsense, "kill_refuses_nonsense", 0 },
    { faults_end_the_process, "faults_end_the_process", 0 },
    { misaligned_is_a_bus_error, "misaligned_is_a_bus_error", 0 },
    { endless_recursion_meets_the_guard_page, "endless_recursion_meets_the_guard_page", 0 },
    { stack_grows, "stack_grows", 0 },
    { write_refuses_bad_pointers, "write_refuses_bad_pointers", 0 },
    { write_stops_at_a_bad_page, "write_stops_at_a_bad_page", 0 },
    { read_refuses_bad_arguments, "read_refuses_bad_arguments", 0 },
    { unknown_system_calls_are_refused, "unknown_system_calls_are_refused", 0 },
    { only_init_ends_the_run, "only_init_ends_the_run", 0 },
    { heap_grows_and_shrinks, "heap_grows_and_shrinks", 0 },
    { freed_heap_is_gone, "freed_heap_is_gone", 0 },
    { sbrk_refuses_too_much, "sbrk_refuses_too_much", 0 },
    { malloc_joins_what_is_freed, "malloc_joins_what_is_freed", 0 },
    { realloc_keeps_contents, "realloc_keeps_contents", 0 },
    { memory_runs_out, "memory_runs_out", 1 },
    { threads_share_memory, "threads_share_memory", 0 },
    { exit_codes_reach_the_joiner, "exit_codes_reach_the_joiner", 0 },
    { main_thread_can_be_joined, "main_thread_can_be_joined", 0 },
    { last_thread_ends_the_process, "last_thread_ends_the_process", 0 },
    { joins_that_cannot_be, "joins_that_cannot_be", 0 },
    { threads_run_out, "threads_run_out", 0 },
    { each_thread_has_its_errno, "each_thread_has_its_errno", 0 },
    { a_thread_can_fork, "a_thread_can_fork", 0 },
    { exit_ends_all_threads, "exit_ends_all_threads", 0 },
    { the_quantum_shares_the_processor, "the_quantum_shares_the_processor", 0 },
    { sleep_lasts, "sleep_lasts", 0 },
    { printf_formats, "printf_formats", 0 },
    { string_functions, "string_functions", 0 },
    { numbers_from_text, "numbers_from_text", 0 },
    { division_of_long_numbers, "division_of_long_numbers", 0 },
    { sorting_and_searching, "sorting_and_searching", 0 },
    { far_jumps, "far_jumps", 0 },
    { exit_flushes_and_underscore_exit_does_not, "exit_flushes_and_underscore_exit_does_not", 0 }
};

#define TEST_COUNT (sizeof tests / sizeof tests[0])

/* Runs one case in a child. Did it pass? */
static int passes(const struct test *test)
{
    int status;
    pid_t child = fork();

    if (child < 0) {
        printf("fork failed\n");
        return 0;
    }
    if (child == 0) {
        test->run();
        exit(0);
    }
    if (waitpid(child, &status, 0) != child)
        return 0;
    if (WIFSIGNALED(status))
        printf("  ended by signal %d\n", WTERMSIG(status));
    return status == 0;
}

/* Without an argument every case; with one that case alone. */
int main(int argc, char *argv[])
{
    unsigned failures = 0;
    unsigned i;

    if (argc > 1 && strcmp(argv[1], "--arguments") == 0)
        return arguments_are_right(argc, argv) ? 42 : 1;
    if (argc > 1 && strcmp(argv[1], "--self") == 0)
        return thread_self() == getpid() ? 43 : 1;
    if (argc > 1 && strcmp(argv[1], "--joined") == 0)
        end_main_thread();
    for (i = 0; i < TEST_COUNT; i++) {
        if (argc > 1 ? strcmp(argv[1], tests[i].name) != 0 : tests[i].only_when_named)
            continue;
        if (passes(&tests[i])) {
            printf("%s: ok\n", tests[i].name);
        } else {
            printf("%s: FAILED\n", tests[i].name);
            failures++;
        }
    }
    printf(failures ? "%u failed\n" : "all passed\n", failures);
    return failures > 0;
}
