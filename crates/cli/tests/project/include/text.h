#pragma once
#include <stddef.h>

/* `metres` as people write it, such as 1.25 km. */
const char *length_text(char *buffer, size_t size, unsigned metres);
/* A bar of so many signs. */
void bar(char *buffer, size_t size, unsigned length);
