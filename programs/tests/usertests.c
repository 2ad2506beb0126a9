/* The guest's tests of processes, signals, and of what system calls refuse. */
#include <signal.h>
#include <stdint.h>
#include <sys/syscall.h>
#include <thread.h>
#include "cases.h"

#define PAGE_SIZE   4096u
#define KERNEL      ((char *)0x80000000u)
#define UNMAPPED    ((char *)0x40000000u)

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

static const struct test tests[] = {
    CASE(exit_status_reaches_parent),
    CASE(fork_copies_memory),
    CASE(copy_on_write_both_ways),
    CASE(kernel_write_breaks_copy_on_write),
    CASE(many_processes_come_and_go),
    CASE(many_children_at_once),
    CASE(wait_takes_the_oldest_first),
    CASE(wait_without_children),
    CASE(waitpid_does_not_block_with_wnohang),
    CASE(waitpid_chooses_its_child),
    CASE(wait_with_bad_pointer_loses_nothing),
    CASE(orphans_belong_to_init),
    CASE(parent_is_known),
    CASE(exec_passes_arguments),
    CASE(exec_failures_change_nothing),
    CASE(exec_ends_other_threads),
    CASE(exec_forgets_joiner),
    CASE(kill_ends_a_running_process),
    CASE(kill_ends_a_blocked_process),
    CASE(kill_ends_all_threads),
    CASE(signals_to_oneself),
    CASE(kill_refuses_nonsense),
    CASE(write_refuses_bad_pointers),
    CASE(write_stops_at_a_bad_page),
    CASE(read_refuses_bad_arguments),
    CASE(unknown_system_calls_are_refused),
    CASE(only_init_ends_the_run),
};

/* Without an argument every case; with one that case alone. */
int main(int argc, char *argv[])
{
    if (argc > 1 && strcmp(argv[1], "--arguments") == 0)
        return arguments_are_right(argc, argv) ? 42 : 1;
    if (argc > 1 && strcmp(argv[1], "--self") == 0)
        return thread_self() == getpid() ? 43 : 1;
    if (argc > 1 && strcmp(argv[1], "--joined") == 0)
        end_main_thread();
    return run_cases(tests, sizeof tests / sizeof tests[0], argc > 1 ? argv[1] : NULL);
}
