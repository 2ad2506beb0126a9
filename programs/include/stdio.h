/* Input and output. stdout is flushed at the end of each line, and by exit. */
#ifndef _STDIO_H
#define _STDIO_H

#include <stdarg.h>
#include <stddef.h>
#include <sys/types.h>

#define EOF     (-1)
#define BUFSIZ  1024
#define FOPEN_MAX       8       /* beside the three that are always open */
#define FILENAME_MAX    32

#define SEEK_SET    0
#define SEEK_CUR    1
#define SEEK_END    2

/* When a stream's buffer is written: when it is full, at each end of line, after each call. */
#define _IOFBF  0
#define _IOLBF  1
#define _IONBF  2

typedef struct stdio_file FILE;
typedef struct { off_t offset; } fpos_t;

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

int dprintf(int fd, const char *format, ...);
int vdprintf(int fd, const char *format, va_list arguments);
int asprintf(char **text, const char *format, ...);
int vasprintf(char **text, const char *format, va_list arguments);

int scanf(const char *format, ...);
int fscanf(FILE *file, const char *format, ...);
int sscanf(const char *text, const char *format, ...);
int vscanf(const char *format, va_list arguments);
int vfscanf(FILE *file, const char *format, va_list arguments);
int vsscanf(const char *text, const char *format, va_list arguments);

int putchar(int c);
int puts(const char *s);
int fputc(int c, FILE *file);
int putc(int c, FILE *file);
int fputs(const char *s, FILE *file);
size_t fwrite(const void *bytes, size_t size, size_t count, FILE *file);
int fflush(FILE *file);

FILE *fopen(const char *path, const char *mode);
FILE *freopen(const char *path, const char *mode, FILE *file);
FILE *fdopen(int fd, const char *mode);
int fclose(FILE *file);

/* Only files have places, the console has none. */
int fseek(FILE *file, long offset, int whence);
int fseeko(FILE *file, off_t offset, int whence);
long ftell(FILE *file);
off_t ftello(FILE *file);
void rewind(FILE *file);
int fgetpos(FILE *file, fpos_t *place);
int fsetpos(FILE *file, const fpos_t *place);

int getchar(void);
int fgetc(FILE *file);
int getc(FILE *file);
char *fgets(char *to, int size, FILE *file);
int ungetc(int c, FILE *file);
size_t fread(void *bytes, size_t size, size_t count, FILE *file);
int getc_unlocked(FILE *file);
int getchar_unlocked(void);
int putc_unlocked(int c, FILE *file);
int putchar_unlocked(int c);
ssize_t getline(char **line, size_t *size, FILE *file);
ssize_t getdelim(char **line, size_t *size, int delimiter, FILE *file);

int setvbuf(FILE *file, char *buffer, int mode, size_t size);
void setbuf(FILE *file, char *buffer);
void setlinebuf(FILE *file);
int fileno(FILE *file);
int feof(FILE *file);
int ferror(FILE *file);
void clearerr(FILE *file);

void perror(const char *message);

#endif
