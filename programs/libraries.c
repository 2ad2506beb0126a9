/* A library linked statically and as a shared one: file sizes, pages in common, the price of a call. */
#include <fcntl.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

static int file_size(const char *name)
{
    int fd = open(name, O_RDONLY);
    int size = lseek(fd, 0, SEEK_END);

    close(fd);
    return size;
}

/* Two programs at the same time, of which the other one reports. */
static void run(const char *name, const char *other)
{
    fflush(stdout);
    if (fork() == 0) {
        execl(name, name, other, (char *)0);
        _exit(127);
    }
    wait(NULL);
}

/* All four are made from libraries/reader.c and libraries/words.c. */
int main(void)
{
    printf("static: a file of %d bytes, and another of %d\n", file_size("reader_static"),
           file_size("other_static"));
    run("reader_static", "other_static");
    printf("shared: a file of %d bytes, and another of %d, and libwords.so of %d for both\n",
           file_size("reader_shared"), file_size("other_shared"), file_size("libwords.so"));
    run("reader_shared", "other_shared");
    return 0;
}
