#pragma once
#include <stdint.h>

#define PLACES 12
#define NOWHERE UINT32_MAX

struct road {
    uint8_t from, to;
    uint16_t metres;
};

extern const struct road roads[];
extern const unsigned road_count;

/* Fills in how far each place is from `start`. */
void distances(unsigned start, uint32_t metres[PLACES]);
