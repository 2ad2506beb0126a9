/* What the guest's own tests have in common: a table of cases, each run in a process of its own. */
#ifndef CASES_H
#define CASES_H

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define check(condition) check_at((condition) != 0, #condition, __LINE__)

/* A condition that does not hold ends the case. */
static inline void check_at(int holds, const char *condition, int line)
{
    if (holds)
        return;
    printf("  line %d: %s (errno %d)\n", line, condition, errno);
    exit(1);
}

/* The status of a child that runs `func`. (Not inlined: gcc 12 loses functions that only its copies call.) */
__attribute__((noinline, unused)) static int status_of(void (*func)(void))
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

static inline void check_killed(void (*func)(void), int signal)
{
    int status = status_of(func);

    check(WIFSIGNALED(status));
    check(WTERMSIG(status) == signal);
}

struct test {
    void (*run)(void);
    const char *name;
    int only_when_named;
};

#define CASE(function) { function, #function, 0 }
#define CASE_ONLY_WHEN_NAMED(function) { function, #function, 1 }

/* Runs one case in a child. Did it pass? */
static inline int passes(const struct test *test)
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

/* Runs every case of a table, or the one of this name; what main returns. */
static inline int run_cases(const struct test *tests, unsigned count, const char *name)
{
    unsigned failures = 0;

    for (const struct test *test = tests; test < tests + count; test++) {
        if (name ? strcmp(name, test->name) != 0 : test->only_when_named)
            continue;
        if (passes(test)) {
            printf("%s: ok\n", test->name);
        } else {
            printf("%s: FAILED\n", test->name);
            failures++;
        }
    }
    printf(failures ? "%u failed\n" : "all passed\n", failures);
    return failures > 0;
}

#endif
