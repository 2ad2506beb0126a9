/* Input and output. stdout is flushed at the end of each line, and by exit. */
#ifndef STDIO_H
#define STDIO_H

#include <stdarg.h>
#include <stddef.h>

#define EOF     (-1)
#define BUFSIZ  1024

typedef struct stdio_file FILE;

extern FILE *const stdin;
extern FILE *const stdout;
extern FILE *const stderr;

int printf(const char *format, ...);
int fprintf(FILE *file, const char *format, ...);
int sprintf(char *to, const char *format, ...);
int snprintf(char *to, size_t size, const char *format, ...);
int vprintf(const char *format, va_list arguments);
int vfprintf(FILE *file, const char *format, va_list arguments);
int vsprintf(char *to, const char *format, va_list arguments);
int vsnprintf(char *to, size_t size, const char *format, va_list arguments);

int putchar(int c);
int puts(const char *s);
int fputc(int c, FILE *file);
int putc(int c, FILE *file);
int fputs(const char *s, FILE *file);
size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file);
int fflush(FILE *file);

int getchar(void);
int fgetc(FILE *file);
int getc(FILE *file);
char *fgets(char *to, int size, FILE *file);
int ungetc(int c, FILE *file);
int feof(FILE *file);
int ferror(FILE *file);
void clearerr(FILE *file);

void perror(const char *message);

#endif
