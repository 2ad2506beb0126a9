#pragma once
#include <stdbool.h>
#include <stdint.h>

/* A queue by priority: who has the smallest key comes first. */
struct entry {
    uint32_t key;
    int value;
};

struct queue {
    struct entry *entries;
    unsigned count, room;
};

bool queue_put(struct queue *queue, uint32_t key, int value);
bool queue_take(struct queue *queue, struct entry *first);
void queue_free(struct queue *queue);
