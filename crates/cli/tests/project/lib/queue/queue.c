#include "queue.h"
#include <stdlib.h>

static void swap(struct entry *a, struct entry *b)
{
    struct entry kept = *a;
    *a = *b;
    *b = kept;
}

bool queue_put(struct queue *queue, uint32_t key, int value)
{
    if (queue->count == queue->room) {
        unsigned room = queue->room ? 2 * queue->room : 4;
        struct entry *larger = realloc(queue->entries, room * sizeof *larger);
        if (!larger)
            return false;
        queue->entries = larger;
        queue->room = room;
    }
    unsigned at = queue->count++;
    queue->entries[at] = (struct entry){ .key = key, .value = value };
    for (; at && queue->entries[(at - 1) / 2].key > queue->entries[at].key; at = (at - 1) / 2)
        swap(&queue->entries[at], &queue->entries[(at - 1) / 2]);
    return true;
}

bool queue_take(struct queue *queue, struct entry *first)
{
    if (!queue->count)
        return false;
    *first = queue->entries[0];
    queue->entries[0] = queue->entries[--queue->count];
    for (unsigned at = 0, child; (child = 2 * at + 1) < queue->count; at = child) {
        if (child + 1 < queue->count && queue->entries[child + 1].key < queue->entries[child].key)
            child++;
        if (queue->entries[at].key <= queue->entries[child].key)
            break;
        swap(&queue->entries[at], &queue->entries[child]);
    }
    return true;
}

void queue_free(struct queue *queue)
{
    free(queue->entries);
    *queue = (struct queue){ 0 };
}
