/* POSIX threads and semaphores, as a text to compare with another library's. */
#include <errno.h>
#include <pthread.h>
#include <semaphore.h>
#include <stdio.h>
#include <stdlib.h>

#define THREADS 4
#define ROUNDS  50

static pthread_mutex_t mutex = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t changed = PTHREAD_COND_INITIALIZER;
static pthread_rwlock_t table_lock = PTHREAD_RWLOCK_INITIALIZER;
static pthread_barrier_t barrier;
static pthread_once_t once = PTHREAD_ONCE_INIT;
static pthread_key_t key;
static sem_t items, places;
static volatile int counter, turn, initialised, destroyed, torn;
static int buffer[3], table[2];

/* All threads run `function` with their numbers; the sum of what they return. */
static long run(void *(*function)(void *))
{
    pthread_t threads[THREADS];
    long sum = 0;

    for (long i = 0; i < THREADS; i++)
        if (pthread_create(&threads[i], NULL, function, (void *)i))
            exit(1);
    for (int i = 0; i < THREADS; i++) {
        void *value;

        if (pthread_join(threads[i], &value))
            exit(1);
        sum += (long)value;
    }
    return sum;
}

static void *count(void *number)
{
    for (int i = 0; i < ROUNDS; i++) {
        int old;

        pthread_mutex_lock(&mutex);
        old = counter;
        if (i % 8 == 0)
            sched_yield();              /* the worst moment, but for the mutex */
        counter = old + 1;
        pthread_mutex_unlock(&mutex);
    }
    return (void *)((long)number * 10);
}

/* In turn, by a condition that all wait for. */
static void *take_turns(void *number)
{
    for (int i = 0; i < 3; i++) {
        pthread_mutex_lock(&mutex);
        while (turn % THREADS != (int)(long)number)
            pthread_cond_wait(&changed, &mutex);
        printf("%d", (int)(long)number);
        turn++;
        pthread_cond_broadcast(&changed);
        pthread_mutex_unlock(&mutex);
    }
    return NULL;
}

/* Threads 0 and 1 put numbers into a buffer of three places, 2 and 3 take them out. */
static void *pass_on(void *number)
{
    static int in, out;
    long sum = 0;

    for (int i = 0; i < ROUNDS; i++)
        if ((long)number < 2) {
            sem_wait(&places);
            pthread_mutex_lock(&mutex);
            buffer[in++ % 3] = i;
            pthread_mutex_unlock(&mutex);
            sem_post(&items);
        } else {
            sem_wait(&items);
            pthread_mutex_lock(&mutex);
            sum += buffer[out++ % 3];
            pthread_mutex_unlock(&mutex);
            sem_post(&places);
        }
    return (void *)sum;
}

/* Thread 0 writes both halves of a table, the others never see them differ. */
static void *read_or_write(void *number)
{
    for (int i = 0; i < ROUNDS; i++)
        if ((long)number == 0) {
            pthread_rwlock_wrlock(&table_lock);
            table[0]++;
            sched_yield();
            table[1]++;
            pthread_rwlock_unlock(&table_lock);
        } else {
            pthread_rwlock_rdlock(&table_lock);
            torn += table[0] != table[1];
            pthread_rwlock_unlock(&table_lock);
        }
    return NULL;
}

static void *meet(void *number)
{
    long last = 0;

    for (int i = 0; i < 10; i++) {
        int before;

        pthread_mutex_lock(&mutex);
        counter++;
        pthread_mutex_unlock(&mutex);
        last += pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD;
        before = counter;
        torn += before % THREADS != 0;
        last += 100 * (pthread_barrier_wait(&barrier) == PTHREAD_BARRIER_SERIAL_THREAD);
    }
    (void)number;
    return (void *)last;
}

static void initialise(void)
{
    initialised++;
}

static void destroy(void *value)
{
    destroyed += *(int *)value;
    free(value);
}

static void *keep_values(void *number)
{
    int *mine = malloc(sizeof *mine);

    pthread_once(&once, initialise);
    *mine = (int)(long)number + 1;
    if (pthread_getspecific(key))
        return NULL;
    pthread_setspecific(key, mine);
    sched_yield();
    if (*(int *)pthread_getspecific(key) != (int)(long)number + 1)
        return NULL;
    pthread_exit((void *)1L);
}

static void try_mutexes(void)
{
    pthread_mutexattr_t attributes;
    pthread_mutex_t recursive, checking;
    int busy;

    pthread_mutexattr_init(&attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_RECURSIVE);
    pthread_mutex_init(&recursive, &attributes);
    pthread_mutexattr_settype(&attributes, PTHREAD_MUTEX_ERRORCHECK);
    pthread_mutex_init(&checking, &attributes);
    pthread_mutexattr_destroy(&attributes);
    printf("%d %d", pthread_mutex_lock(&recursive), pthread_mutex_lock(&recursive));
    printf(" %d", pthread_mutex_unlock(&recursive));
    printf(" %d", pthread_mutex_unlock(&recursive));
    printf(" %d\n", pthread_mutex_unlock(&recursive) == EPERM);
    printf("%d", pthread_mutex_lock(&checking));
    printf(" %d", pthread_mutex_lock(&checking) == EDEADLK);
    printf(" %d", pthread_mutex_unlock(&checking));
    printf(" %d\n", pthread_mutex_unlock(&checking) == EPERM);
    pthread_mutex_lock(&mutex);
    busy = pthread_mutex_trylock(&mutex);
    pthread_mutex_unlock(&mutex);
    printf("%d %d\n", busy == EBUSY, pthread_mutex_trylock(&mutex));
    pthread_mutex_unlock(&mutex);
    pthread_mutex_destroy(&recursive);
    pthread_mutex_destroy(&checking);
}

static void try_others(void)
{
    pthread_spinlock_t spin;
    sem_t semaphore;
    int value;

    pthread_spin_init(&spin, 0);
    pthread_spin_lock(&spin);
    printf("%d ", pthread_spin_trylock(&spin) == EBUSY);
    pthread_spin_unlock(&spin);
    printf("%d\n", pthread_spin_trylock(&spin));
    sem_init(&semaphore, 0, 2);
    sem_wait(&semaphore);
    sem_getvalue(&semaphore, &value);
    printf("%d", value);
    printf(" %d", sem_trywait(&semaphore));
    printf(" %d", sem_trywait(&semaphore) == -1 && errno == EAGAIN);
    sem_post(&semaphore);
    sem_getvalue(&semaphore, &value);
    printf(" %d\n", value);
    sem_destroy(&semaphore);
    pthread_rwlock_rdlock(&table_lock);
    printf("%d %d\n", pthread_rwlock_tryrdlock(&table_lock), pthread_rwlock_trywrlock(&table_lock) == EBUSY);
    pthread_rwlock_unlock(&table_lock);
    pthread_rwlock_unlock(&table_lock);
    printf("%d\n", pthread_equal(pthread_self(), pthread_self()) != 0);
}

int main(void)
{
    long result;

    pthread_barrier_init(&barrier, NULL, THREADS);
    pthread_key_create(&key, destroy);
    sem_init(&items, 0, 0);
    sem_init(&places, 0, 3);

    result = run(count);
    printf("counted to %d, results add up to %ld\n", counter, result);
    run(take_turns);
    printf("\n");
    result = run(pass_on);
    printf("passed on %ld\n", result);
    run(read_or_write);
    printf("table %d %d, torn %d\n", table[0], table[1], torn);
    counter = 0;
    result = run(meet);
    printf("met %d times, last ones %ld, torn %d\n", counter, result, torn);
    result = run(keep_values);
    printf("%ld kept values, %d destroyed, initialised %d times\n", result, destroyed, initialised);
    try_mutexes();
    try_others();
    return 0;
}
