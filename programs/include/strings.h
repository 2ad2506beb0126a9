/* Strings, as POSIX has them beside <string.h>. */
#ifndef _STRINGS_H
#define _STRINGS_H

#include <stddef.h>

int strcasecmp(const char *a, const char *b);
int strncasecmp(const char *a, const char *b, size_t size);
int ffs(int bits);
int ffsl(long bits);
int ffsll(long long bits);

/* The old names of memcmp, memmove, memset, strchr and strrchr. */
int bcmp(const void *a, const void *b, size_t size);
void bcopy(const void *from, void *to, size_t size);
void bzero(void *to, size_t size);
char *index(const char *s, int c);
char *rindex(const char *s, int c);

#endif
