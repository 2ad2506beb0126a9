#include "city.h"
#include "queue.h"

void distances(unsigned start, uint32_t metres[PLACES])
{
    struct queue queue = { 0 };
    struct entry next;

    for (unsigned i = 0; i < PLACES; i++)
        metres[i] = NOWHERE;
    metres[start] = 0;
    queue_put(&queue, 0, start);
    while (queue_take(&queue, &next)) {
        if (next.key > metres[next.value])
            continue;
        for (const struct road *road = roads; road < roads + road_count; road++) {
            int other = road->from == next.value ? road->to : road->to == next.value ? road->from : -1;
            if (other >= 0 && next.key + road->metres < metres[other]) {
                metres[other] = next.key + road->metres;
                queue_put(&queue, metres[other], other);
            }
        }
    }
    queue_free(&queue);
}
