/* The guest's tests of clocks, of waiting until a time, and of threads that nobody joins. */
#include <pthread.h>
#include <semaphore.h>
#include <sys/mman.h>
#include <sys/time.h>
#include <thread.h>
#include <time.h>
#include "cases.h"

static long long nanoseconds(clockid_t clock)
{
    struct timespec now;

    check(clock_gettime(clock, &now) == 0);
    check(now.tv_nsec >= 0 && now.tv_nsec < 1000000000);
    return now.tv_sec * 1000000000 + now.tv_nsec;
}

static void burn(int rounds)
{
    for (volatile int i = 0; i < rounds; i++)
        continue;
}

static void the_clock_agrees_with_the_cycle_counter(void)
{
    long long before = nanoseconds(CLOCK_MONOTONIC), after;
    unsigned from, to;

    asm volatile ("rdcycle %0" : "=r"(from));
    burn(20000);
    asm volatile ("rdcycle %0" : "=r"(to));
    after = nanoseconds(CLOCK_MONOTONIC);
    /* The built-in machines do 10 million cycles in a second: 100 nanoseconds each. */
    check(after - before >= (to - from) * 100ll);
    check(after - before < (to - from) * 100ll + 1000000);
}

static void sleeping_takes_time_but_no_processor(void)
{
    long long day = nanoseconds(CLOCK_REALTIME), used = nanoseconds(CLOCK_PROCESS_CPUTIME_ID);

    usleep(50000);
    check(nanoseconds(CLOCK_REALTIME) - day >= 50000000);
    check(nanoseconds(CLOCK_PROCESS_CPUTIME_ID) - used < 1000000);
}

static void each_process_has_the_time_it_used(void)
{
    clock_t before = clock(), mine;
    int status;

    if (fork() == 0) {
        check(clock() < CLOCKS_PER_SEC / 100);      /* what its parent has used is not its own */
        burn(100000);
        _exit(clock() > CLOCKS_PER_SEC / 25 ? 0 : 1);
    }
    check(wait(&status) > 0 && status == 0);
    mine = clock() - before;
    check(mine >= 0 && mine < CLOCKS_PER_SEC / 50);
}

static void time_begins_with_the_machine(void)
{
    struct timespec now;
    struct timeval day;
    time_t seconds = -1;
    time_t start = time(NULL);

    check(start >= 0 && start < 100);
    sleep(2);
    check(time(&seconds) - start >= 2 && time(NULL) - start <= 3 && seconds - start >= 2);
    check(gettimeofday(&day, NULL) == 0 && day.tv_sec >= seconds && day.tv_usec < 1000000);
    check(timespec_get(&now, TIME_UTC) == TIME_UTC && now.tv_sec >= day.tv_sec);
    check(timespec_get(&now, 99) == 0);
    check(clock_getres(CLOCK_REALTIME, &now) == 0 && now.tv_sec == 0 && now.tv_nsec == 100);
    check(clock_gettime(99, &now) == -1 && errno == EINVAL);
    check(clock_getres(-1, &now) == -1 && errno == EINVAL);
}

/* --- waiting until a time --- */

static struct timespec in_milliseconds(int milliseconds)
{
    struct timespec when;

    clock_gettime(CLOCK_REALTIME, &when);
    when.tv_nsec += milliseconds * 1000000;
    when.tv_sec += when.tv_nsec / 1000000000;
    when.tv_nsec %= 1000000000;
    return when;
}

static void who_waits_too_long_gives_up(void)
{
    pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER, other = PTHREAD_MUTEX_INITIALIZER;
    pthread_cond_t condition = PTHREAD_COND_INITIALIZER;
    struct timespec until = in_milliseconds(2), wrong = { 0, -1 };
    sem_t semaphore;

    sem_init(&semaphore, 0, 1);
    check(sem_timedwait(&semaphore, &wrong) == 0);      /* no need to wait: the time does not matter */
    check(sem_timedwait(&semaphore, &until) == -1 && errno == ETIMEDOUT);
    check(sem_timedwait(&semaphore, &wrong) == -1 && errno == EINVAL);
    check(nanoseconds(CLOCK_REALTIME) >= until.tv_sec * 1000000000ll + until.tv_nsec);
    check(pthread_mutex_timedlock(&mutex, &wrong) == 0);
    check(pthread_mutex_timedlock(&mutex, &until) == ETIMEDOUT);
    check(pthread_cond_timedwait(&condition, &mutex, &until) == ETIMEDOUT);
    check(pthread_mutex_trylock(&mutex) == EBUSY);      /* it has the mutex again */
    check(pthread_mutex_trylock(&other) == 0);
}

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static int value, woken;

static void *wait_for_value(void *unused)
{
    struct timespec until = in_milliseconds(1000);

    (void)unused;
    pthread_mutex_lock(&lock);
    while (!value)
        check(pthread_cond_timedwait(&changed, &lock, &until) == 0);
    woken++;
    pthread_mutex_unlock(&lock);
    return NULL;
}

static void who_is_signalled_in_time_goes_on(void)
{
    pthread_t threads[3];

    for (int i = 0; i < 3; i++)
        check(pthread_create(&threads[i], NULL, wait_for_value, NULL) == 0);
    usleep(1000);
    pthread_mutex_lock(&lock);
    value = 1;
    pthread_cond_broadcast(&changed);
    pthread_mutex_unlock(&lock);
    for (int i = 0; i < 3; i++)
        check(pthread_join(threads[i], NULL) == 0);
    check(woken == 3);
}

static void a_semaphore_works_between_processes(void)
{
    sem_t *semaphore = mmap(0, sizeof *semaphore, PROT_READ | PROT_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0);
    int status;

    check(semaphore != MAP_FAILED && sem_init(semaphore, 1, 0) == 0);
    if (fork() == 0) {
        usleep(1000);
        sem_post(semaphore);
        _exit(0);
    }
    check(sem_wait(semaphore) == 0);
    check(wait(&status) > 0 && status == 0);
}

/* --- threads that nobody joins --- */

static volatile int ended;

static void end(int code)
{
    ended++;
    thread_exit(code);
}

static void detached_threads_leave_nothing(void)
{
    thread_t thread;

    for (int i = 0; i < 300; i++) {     /* more than may be waiting for somebody to join them */
        check(thread_create(&thread, end, 0) == 0);
        if (i % 2)
            thread_yield();             /* detached after its end, or before */
        check(thread_detach(thread) == 0);
        while (ended <= i)
            thread_yield();
    }
}

static void *end_soon(void *unused)
{
    ended = 1;
    return unused;
}

static void who_is_detached_cannot_be_joined(void)
{
    pthread_attr_t attributes;
    pthread_t thread;
    size_t size;
    int state;

    check(pthread_detach(pthread_self()) == 0);
    check(pthread_detach(pthread_self()) == EINVAL);
    check(pthread_detach(99999) == ESRCH);
    check(pthread_attr_init(&attributes) == 0);
    check(pthread_attr_getdetachstate(&attributes, &state) == 0 && state == PTHREAD_CREATE_JOINABLE);
    check(pthread_attr_setdetachstate(&attributes, 9) == EINVAL);
    check(pthread_attr_setdetachstate(&attributes, PTHREAD_CREATE_DETACHED) == 0);
    check(pthread_attr_setstacksize(&attributes, 1 << 20) == EINVAL);
    check(pthread_attr_setstacksize(&attributes, PTHREAD_STACK_MIN) == 0);
    check(pthread_attr_getstacksize(&attributes, &size) == 0 && size >= PTHREAD_STACK_MIN);
    check(pthread_create(&thread, &attributes, end_soon, NULL) == 0);
    state = pthread_join(thread, NULL);
    check(state == EINVAL || state == ESRCH);
    while (!ended)
        sched_yield();
}

static const struct test tests[] = {
    CASE(the_clock_agrees_with_the_cycle_counter),
    CASE(sleeping_takes_time_but_no_processor),
    CASE(each_process_has_the_time_it_used),
    CASE(time_begins_with_the_machine),
    CASE(who_waits_too_long_gives_up),
    CASE(who_is_signalled_in_time_goes_on),
    CASE(a_semaphore_works_between_processes),
    CASE(detached_threads_leave_nothing),
    CASE(who_is_detached_cannot_be_joined),
};

int main(int argc, char *argv[])
{
    return run_cases(tests, sizeof tests / sizeof tests[0], argc > 1 ? argv[1] : NULL);
}
