/* Bytes and strings. */
#ifndef _STRING_H
#define _STRING_H

#include <stddef.h>
#include <strings.h>

void *memcpy(void *to, const void *from, size_t size);
void *memmove(void *to, const void *from, size_t size);
void *memset(void *to, int byte, size_t size);
int memcmp(const void *a, const void *b, size_t size);
void *memchr(const void *bytes, int byte, size_t size);

size_t strlen(const char *s);
size_t strnlen(const char *s, size_t size);
char *strcpy(char *to, const char *from);
char *strncpy(char *to, const char *from, size_t size);
char *strcat(char *to, const char *from);
char *strncat(char *to, const char *from, size_t size);
int strcmp(const char *a, const char *b);
int strncmp(const char *a, const char *b, size_t size);
int strcoll(const char *a, const char *b);
char *strchr(const char *s, int c);
char *strrchr(const char *s, int c);
size_t strspn(const char *s, const char *accept);
size_t strcspn(const char *s, const char *reject);
char *strpbrk(const char *s, const char *accept);
char *strstr(const char *s, const char *part);
char *strtok(char *s, const char *separators);
char *strtok_r(char *s, const char *separators, char **rest);
char *strdup(const char *s);
char *strndup(const char *s, size_t size);
size_t strxfrm(char *to, const char *from, size_t size);
char *strerror(int error);
int strerror_r(int error, char *to, size_t size);
char *strsignal(int signal);

/* Beyond C11: from POSIX, and what most systems have. */
void *memccpy(void *to, const void *from, int byte, size_t size);
void *mempcpy(void *to, const void *from, size_t size);
void *memmem(const void *bytes, size_t size, const void *part, size_t part_size);
void *memrchr(const void *bytes, int byte, size_t size);
char *stpcpy(char *to, const char *from);
char *stpncpy(char *to, const char *from, size_t size);
size_t strlcpy(char *to, const char *from, size_t size);
size_t strlcat(char *to, const char *from, size_t size);
char *strsep(char **rest, const char *separators);
char *strchrnul(const char *s, int c);
char *strcasestr(const char *s, const char *part);

#endif
