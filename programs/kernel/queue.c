/* Lists of threads, doubly linked, so that a thread can leave any list at once. */
#include "defs.h"

/* Puts `thread`, which is on no list, in front of `next`; last if `next` is 0. */
void queue_insert_before(struct queue *queue, struct thread *thread, struct thread *next)
{
    struct thread *previous = next ? next->previous : queue->tail;

    thread->queue = queue;
    thread->next = next;
    thread->previous = previous;
    if (previous)
        previous->next = thread;
    else
        queue->head = thread;
    if (next)
        next->previous = thread;
    else
        queue->tail = thread;
}

/* Puts `thread`, which is on no list, at the end. */
void queue_append(struct queue *queue, struct thread *thread)
{
    struct thread *last = queue->tail;

    thread->queue = queue;
    thread->next = 0;
    thread->previous = last;
    if (last)
        last->next = thread;
    else
        queue->head = thread;
    queue->tail = thread;
}

/* Takes `thread` off the list it is on, if any. */
void queue_remove(struct thread *thread)
{
    struct queue *queue = thread->queue;

    if (!queue)
        return;
    if (thread->previous)
        thread->previous->next = thread->next;
    else
        queue->head = thread->next;
    if (thread->next)
        thread->next->previous = thread->previous;
    else
        queue->tail = thread->previous;
    thread->queue = 0;
}

/* Takes the first thread off; 0 if there is none. */
struct thread *queue_take(struct queue *queue)
{
    struct thread *first = queue->head;

    if (!first)
        return 0;
    queue->head = first->next;
    if (first->next)
        first->next->previous = 0;
    else
        queue->tail = 0;
    first->queue = 0;
    return first;
}
