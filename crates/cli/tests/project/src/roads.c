#include "city.h"

const struct road roads[] = {
    { 0, 1, 400 }, { 0, 2, 900 }, { 1, 2, 300 },  { 1, 3, 1200 }, { 2, 4, 650 },
    { 3, 4, 150 }, { 4, 5, 800 }, { 5, 6, 2300 }, { 3, 6, 3100 }, { 6, 7, 90 },
    { 7, 8, 710 }, { 8, 5, 60 },  { 9, 10, 500 }, { 2, 8, 2450 },
};
const unsigned road_count = sizeof roads / sizeof roads[0];
