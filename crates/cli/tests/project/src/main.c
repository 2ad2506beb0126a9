#include "city.h"
#include "text.h"
#include <inttypes.h>
#include <stdio.h>

#ifndef CITY
#error "the makefile says which city it is"
#endif

int main(void)
{
    uint32_t metres[PLACES];
    uint64_t sum = 0;
    char text[16], line[24];

    distances(0, metres);
    printf("%s: %u roads\n", CITY, road_count);
    for (unsigned i = 0; i < PLACES; i++) {
        if (metres[i] == NOWHERE) {
            printf("%2u  out of reach\n", i);
            continue;
        }
        bar(line, sizeof line, metres[i] / 200);
        printf("%2u  %9s  %s\n", i, length_text(text, sizeof text, metres[i]), line);
        sum += (uint64_t)metres[i] * metres[i];
    }
    printf("sum of squares %" PRIu64 "\n", sum);
    return sum % 100;
}
