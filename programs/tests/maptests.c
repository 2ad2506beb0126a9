/* The guest's tests of files and mapped memory: each case in a process of its own. */
#include <fcntl.h>
#include <signal.h>
#include <sys/mman.h>
#include "cases.h"

#define PAGE_SIZE   4096u
#define READ_WRITE  (PROT_READ | PROT_WRITE)
#define ANONYMOUS   (MAP_PRIVATE | MAP_ANONYMOUS)

/* How a child ends that touches `address`. */
static int status_of_touch(volatile char *address, int writing)
{
    int status;
    pid_t child = fork();

    if (child == 0) {
        if (writing)
            *address = 1;
        _exit(*address & 0);
    }
    check(waitpid(child, &status, 0) == child);
    return status;
}

static int is_mapped(volatile char *address)
{
    return status_of_touch(address, 0) == 0;
}

static char *map(unsigned length, int protection, int flags, int fd)
{
    char *start = mmap(0, length, protection, flags, fd, 0);

    check(start != MAP_FAILED);
    return start;
}

static int refused(void *address, unsigned length, int protection, int flags, int fd, off_t offset)
{
    check(mmap(address, length, protection, flags, fd, offset) == MAP_FAILED);
    return errno;
}

/* --- files --- */

static void files_are_opened_by_name(void)
{
    check(open("maptests", O_RDONLY) == 3);
    check(open("./maptests", O_RDONLY) == 4);
    check(close(3) == 0);
    check(open("/maptests", O_RDONLY) == 3);
    check(open("no such file", O_RDONLY) == -1 && errno == ENOENT);
    check(open("no such file", O_RDWR | O_CREAT, 0644) == -1 && errno == EROFS);
    check(open("maptests", O_RDWR) == -1 && errno == EROFS);
    check(open((char *)0x80000000u, O_RDONLY) == -1 && errno == EFAULT);
    check(close(5) == -1 && errno == EBADF);
    check(close(1) == -1 && errno == EBADF);
    check(close(-1) == -1 && errno == EBADF);
}

static void descriptors_run_out_and_come_back(void)
{
    int last = 2;
    int fd;

    while ((fd = open("maptests", O_RDONLY)) >= 0) {
        check(fd == last + 1);
        last = fd;
    }
    check(errno == EMFILE && last > 2);
    check(close(last) == 0);
    check(open("maptests", O_RDONLY) == last);
}

static void files_are_read_from_start_to_end(void)
{
    static char bytes[1000];
    char magic[5] = "";
    int total = 0, part;
    int fd = open("maptests", O_RDONLY);

    check(read(fd, magic, 4) == 4);
    check(memcmp(magic, "\177ELF", 4) == 0);
    while ((part = (int)read(fd, bytes, sizeof bytes)) > 0)
        total += part;
    check(part == 0 && total > 4096);
    check(read(fd, (char *)0x80000000u, 0) == 0);
    close(fd);
    fd = open("maptests", O_RDONLY);
    check(read(fd, (char *)0x80000000u, 4) == -1 && errno == EFAULT);
    check(read(7, magic, 4) == -1 && errno == EBADF);
}

static void streams_read_files(void)
{
    char magic[5] = "", *line = NULL;
    size_t size = 0;
    FILE *file = fopen("maptests", "rb");
    int total = 4;

    check(file && fread(magic, 1, 4, file) == 4 && memcmp(magic, "\177ELF", 4) == 0);
    while (fgetc(file) != EOF)
        total++;
    check(total > 4096 && feof(file) && !ferror(file));
    check(fclose(file) == 0);
    file = fopen("maptests", "r");
    check(file && getline(&line, &size, file) > 0 && memcmp(line, "\177ELF", 4) == 0);
    free(line);
    check(fputc('x', file) == EOF && errno == EBADF);
    check(fclose(file) == 0);
    check(!fopen("nothing", "r") && errno == ENOENT);
    check(!fopen("maptests", "w") && errno == EROFS);
    check(!fopen("maptests", "?") && errno == EINVAL);
    check(fclose(stdin) == 0 && fclose(stdout) == 0);
}

static void a_child_has_the_open_files(void)
{
    char magic[4];
    int status;
    int fd = open("maptests", O_RDONLY);

    if (fork() == 0)
        _exit(read(fd, magic, 4) == 4 && magic[1] == 'E' ? 0 : 1);
    check(wait(&status) > 0 && status == 0);
}

/* --- mapped files --- */

static void a_mapped_file_has_its_contents(void)
{
    static char bytes[2 * PAGE_SIZE];
    int fd = open("maptests", O_RDONLY);
    char *start = map(sizeof bytes, PROT_READ, MAP_PRIVATE, fd);
    char *second;

    check(read(fd, bytes, sizeof bytes) == (int)sizeof bytes);
    check(memcmp(start, bytes, sizeof bytes) == 0);
    second = mmap(0, PAGE_SIZE, PROT_READ, MAP_SHARED, fd, PAGE_SIZE);
    check(second != MAP_FAILED && second != start);
    check(memcmp(second, bytes + PAGE_SIZE, PAGE_SIZE) == 0);
    close(fd);
    check(start[0] == 0x7f);
}

static void behind_the_end_of_a_file_there_are_zeros(void)
{
    int fd = open("maptests", O_RDONLY);
    char *start = map(1u << 20, PROT_READ, MAP_PRIVATE, fd);
    static char bytes[512];
    unsigned size = 0;
    int part;

    while ((part = (int)read(fd, bytes, sizeof bytes)) > 0)
        size += (unsigned)part;
    check(size < 1u << 20 && size % PAGE_SIZE != 0);
    for (; size < (1u << 20) - PAGE_SIZE; size += size % PAGE_SIZE ? 1 : PAGE_SIZE)
        check(start[size] == 0);
}

static void what_is_written_stays_with_the_writer(void)
{
    int fd = open("maptests", O_RDONLY);
    char *mine = map(PAGE_SIZE, READ_WRITE, MAP_PRIVATE, fd);
    char *other = map(PAGE_SIZE, READ_WRITE, MAP_PRIVATE, fd);

    check(mine[1] == 'E' && other[1] == 'E');
    mine[1] = 'X';
    check(other[1] == 'E');
    check(status_of_touch(mine + 1, 1) == 0);
    check(mine[1] == 'X' && mine[2] == 'L');
}

static void unwritten_pages_are_shared(void)
{
    struct memory_count count;
    int status;
    int fd = open("maptests", O_RDONLY);
    char *start = map(3 * PAGE_SIZE, READ_WRITE, MAP_PRIVATE, fd);

    check(memory_count(start, 3 * PAGE_SIZE, &count) == 0);
    check(count.resident == 0 && count.shared == 0);
    check(start[0] == 0x7f && start[PAGE_SIZE + 1] != start[0] + 300);
    check(memory_count(start, 3 * PAGE_SIZE, &count) == 0);
    check(count.resident == 2);
    if (fork() == 0) {
        check(memory_count(start, 3 * PAGE_SIZE, &count) == 0);
        check(count.resident == 2 && count.shared == 2);
        start[0] = 1;
        check(memory_count(start, PAGE_SIZE, &count) == 0);
        check(count.resident == 1 && count.shared == 0);
        _exit(0);
    }
    check(wait(&status) > 0 && status == 0);
    check(memory_count((char *)0x80000000u, 1, &count) == -1 && errno == EINVAL);
    check(memory_count(start, 1, (void *)4) == -1 && errno == EFAULT);
}

/* --- memory without a file --- */

static void anonymous_memory_is_zero_and_private(void)
{
    char *start = map(4 * PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);
    unsigned i;

    for (i = 0; i < 4 * PAGE_SIZE; i += 512)
        check(start[i] == 0);
    memset(start, 7, 4 * PAGE_SIZE);
    check(status_of_touch(start, 1) == 0);
    check(start[0] == 7);
}

static void shared_memory_is_seen_by_both(void)
{
    int *shared = (int *)map(2 * PAGE_SIZE, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
    int status;

    shared[0] = 1;
    if (fork() == 0) {
        shared[1] = shared[0] + 1;
        shared[PAGE_SIZE / 4] = 5;
        _exit(0);
    }
    check(wait(&status) > 0 && status == 0);
    check(shared[0] == 1 && shared[1] == 2 && shared[PAGE_SIZE / 4] == 5);
}

static void permissions_hold(void)
{
    char *readable = map(PAGE_SIZE, PROT_READ, ANONYMOUS, -1);
    char *none = map(PAGE_SIZE, PROT_NONE, ANONYMOUS, -1);
    char *writable = map(PAGE_SIZE, PROT_WRITE, ANONYMOUS, -1);

    check(is_mapped(readable) && !is_mapped(none) && is_mapped(writable));
    check(WTERMSIG(status_of_touch(readable, 1)) == SIGSEGV);
    check(status_of_touch(writable, 1) == 0);
}

static void unmapping_takes_pages_away(void)
{
    char *start = map(5 * PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);
    unsigned i;

    for (i = 0; i < 5; i++)
        start[i * PAGE_SIZE] = (char)(i + 1);
    check(munmap(start + 2 * PAGE_SIZE, PAGE_SIZE) == 0);   /* in the middle: two regions remain */
    check(!is_mapped(start + 2 * PAGE_SIZE));
    check(start[PAGE_SIZE] == 2 && start[3 * PAGE_SIZE] == 4);
    check(munmap(start, 2 * PAGE_SIZE) == 0);
    check(!is_mapped(start) && start[4 * PAGE_SIZE] == 5);
    check(munmap(start, 5 * PAGE_SIZE) == 0);
    check(!is_mapped(start + 4 * PAGE_SIZE));
    check(map(5 * PAGE_SIZE, READ_WRITE, ANONYMOUS, -1) == start);
    for (i = 0; i < 5; i++)
        check(start[i * PAGE_SIZE] == 0);
}

static void a_file_cut_in_two_keeps_its_contents(void)
{
    static char bytes[3 * PAGE_SIZE];
    int fd = open("maptests", O_RDONLY);
    char *start = map(sizeof bytes, PROT_READ, MAP_PRIVATE, fd);

    check(read(fd, bytes, sizeof bytes) == (int)sizeof bytes);
    check(munmap(start + PAGE_SIZE, PAGE_SIZE) == 0);
    check(memcmp(start, bytes, PAGE_SIZE) == 0);
    check(memcmp(start + 2 * PAGE_SIZE, bytes + 2 * PAGE_SIZE, PAGE_SIZE) == 0);
}

static void a_fixed_address_replaces_what_was_there(void)
{
    char *start = map(3 * PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);

    memset(start, 1, 3 * PAGE_SIZE);
    check(mmap(start + PAGE_SIZE, PAGE_SIZE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0)
          == start + PAGE_SIZE);
    check(start[0] == 1 && start[PAGE_SIZE] == 0 && start[2 * PAGE_SIZE] == 1);
}

static void heap_and_mappings_keep_apart(void)
{
    char *end = sbrk(0);
    char *start = (char *)(((unsigned)end + 2 * PAGE_SIZE) & ~(PAGE_SIZE - 1));

    check(mmap(start, PAGE_SIZE, READ_WRITE, ANONYMOUS | MAP_FIXED, -1, 0) == start);
    check(sbrk((int)(4 * PAGE_SIZE)) == (void *)-1 && errno == ENOMEM);
    check(sbrk(start - end) == end);
    check(munmap(end, PAGE_SIZE) == -1 && errno == EINVAL);
}

static void nonsense_is_refused(void)
{
    int fd = open("maptests", O_RDONLY);

    check(refused(0, 0, PROT_READ, ANONYMOUS, -1, 0) == EINVAL);
    check(refused(0, PAGE_SIZE, PROT_READ, MAP_ANONYMOUS, -1, 0) == EINVAL);
    check(refused(0, PAGE_SIZE, 8, ANONYMOUS, -1, 0) == EINVAL);
    check(refused(0, PAGE_SIZE, PROT_READ, ANONYMOUS | 0x1000, -1, 0) == EINVAL);
    check(refused(0, 0xfffff000u, PROT_READ, ANONYMOUS, -1, 0) == ENOMEM);
    check(refused(0, 0x30000000u, PROT_READ, ANONYMOUS, -1, 0) == ENOMEM);
    check(refused(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, 9, 0) == EBADF);
    check(refused(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 1) == EINVAL);
    check(refused(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 1 << 24) == EINVAL);
    check(refused(0, PAGE_SIZE, READ_WRITE, MAP_SHARED, fd, 0) == EACCES);
    check(refused((void *)0x100, PAGE_SIZE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0) == EINVAL);
    check(refused(0, PAGE_SIZE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0) == EINVAL);
    check(refused((void *)0x7fffe000u, PAGE_SIZE, PROT_READ, ANONYMOUS | MAP_FIXED, -1, 0) == EINVAL);
    check(munmap((void *)0x50000001u, PAGE_SIZE) == -1 && errno == EINVAL);
    check(munmap((void *)0x50000000u, 0) == -1 && errno == EINVAL);
    check(munmap((void *)0x50000000u, 0xffffffffu) == -1 && errno == EINVAL);
    check(munmap((void *)0x50000000u, PAGE_SIZE) == 0);
}

static void regions_run_out(void)
{
    unsigned count = 0;

    while (mmap((void *)(0x60000000u + count * 2 * PAGE_SIZE), PAGE_SIZE, PROT_READ,
                ANONYMOUS | MAP_FIXED, -1, 0) != MAP_FAILED)
        count++;
    check(errno == ENOMEM && count > 8);
    check(munmap((void *)0x60000000u, PAGE_SIZE) == 0);
    map(PAGE_SIZE, PROT_READ, ANONYMOUS, -1);
}

static void shared_memory_runs_out(void)
{
    check(refused(0, 0x20000000u, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1, 0) == ENOMEM);
    map(PAGE_SIZE, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
}

/* --- mprotect --- */

static void protection_can_be_taken_and_given_back(void)
{
    char *start = map(3 * PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);

    memset(start, 'a', 3 * PAGE_SIZE);
    check(mprotect(start + PAGE_SIZE, PAGE_SIZE, PROT_READ) == 0);
    check(WTERMSIG(status_of_touch(start + PAGE_SIZE, 1)) == SIGSEGV);
    check(status_of_touch(start + PAGE_SIZE, 0) == 0);
    check(status_of_touch(start, 1) == 0 && status_of_touch(start + 2 * PAGE_SIZE, 1) == 0);
    check(mprotect(start, 3 * PAGE_SIZE, PROT_NONE) == 0);
    check(WTERMSIG(status_of_touch(start, 0)) == SIGSEGV);
    check(read(open("maptests", O_RDONLY), start, 1) == -1 && errno == EFAULT);
    check(mprotect(start, 3 * PAGE_SIZE, READ_WRITE) == 0);
    check(start[0] == 'a' && start[PAGE_SIZE] == 'a' && start[3 * PAGE_SIZE - 1] == 'a');
    start[PAGE_SIZE] = 'b';
    check(start[PAGE_SIZE] == 'b');
}

static void pages_not_touched_yet_are_protected_too(void)
{
    char *start = map(2 * PAGE_SIZE, PROT_NONE, ANONYMOUS, -1);

    check(!is_mapped(start));
    check(mprotect(start, PAGE_SIZE, READ_WRITE) == 0);
    check(status_of_touch(start, 1) == 0 && start[0] == 0);
    check(!is_mapped(start + PAGE_SIZE));
}

static void what_others_have_is_copied_before_it_is_written(void)
{
    char *file = map(PAGE_SIZE, PROT_READ, MAP_PRIVATE, open("maptests", O_RDONLY));
    char *again = map(PAGE_SIZE, PROT_READ, MAP_PRIVATE, 3);
    char *mine = map(PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);
    int status;

    check(file[1] == 'E' && again[1] == 'E');
    check(mprotect(file, PAGE_SIZE, READ_WRITE) == 0);
    file[1] = 'x';
    check(file[1] == 'x' && again[1] == 'E');
    mine[0] = 1;
    if (fork() == 0) {
        check(mprotect(mine, PAGE_SIZE, PROT_READ) == 0 && mprotect(mine, PAGE_SIZE, READ_WRITE) == 0);
        mine[0] = 2;
        _exit(mine[0] == 2 ? 0 : 1);
    }
    check(wait(&status) > 0 && status == 0 && mine[0] == 1);
}

static void shared_memory_stays_shared(void)
{
    volatile char *start = map(PAGE_SIZE, READ_WRITE, MAP_SHARED | MAP_ANONYMOUS, -1);
    int status;

    check(mprotect((void *)start, PAGE_SIZE, PROT_READ) == 0);
    if (fork() == 0) {
        check(mprotect((void *)start, PAGE_SIZE, READ_WRITE) == 0);
        start[0] = 7;
        _exit(0);
    }
    check(wait(&status) > 0 && status == 0 && start[0] == 7);
    start = map(PAGE_SIZE, PROT_READ, MAP_SHARED, open("maptests", O_RDONLY));
    check(mprotect((void *)start, PAGE_SIZE, READ_WRITE) == -1 && errno == EACCES);
    check(start[1] == 'E');
}

static void code_can_be_made(void)
{
    unsigned *code = (unsigned *)map(PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);

    code[0] = 0x02a00513;               /* li a0, 42 */
    code[1] = 0x00008067;               /* ret */
    check(mprotect(code, PAGE_SIZE, PROT_READ | PROT_EXEC) == 0);
    check(((int (*)(void))code)() == 42);
    check(WTERMSIG(status_of_touch((char *)code, 1)) == SIGSEGV);
}

static void protection_of_nonsense_is_refused(void)
{
    char *start = map(2 * PAGE_SIZE, READ_WRITE, ANONYMOUS, -1);

    check(mprotect(start + 1, PAGE_SIZE, PROT_READ) == -1 && errno == EINVAL);
    check(mprotect(start, PAGE_SIZE, 8) == -1 && errno == EINVAL);
    check(mprotect(start, 3 * PAGE_SIZE, PROT_READ) == -1 && errno == ENOMEM);
    check(mprotect((void *)0x7ffff000u, PAGE_SIZE, PROT_READ) == -1 && errno == EINVAL);
    check(mprotect((void *)((unsigned)sbrk(PAGE_SIZE) & ~(PAGE_SIZE - 1)), PAGE_SIZE, PROT_READ) == -1
          && errno == EINVAL);
    check(status_of_touch(start, 1) == 0);
}

static const struct test tests[] = {
    CASE(files_are_opened_by_name),
    CASE(descriptors_run_out_and_come_back),
    CASE(files_are_read_from_start_to_end),
    CASE(streams_read_files),
    CASE(a_child_has_the_open_files),
    CASE(a_mapped_file_has_its_contents),
    CASE(behind_the_end_of_a_file_there_are_zeros),
    CASE(what_is_written_stays_with_the_writer),
    CASE(unwritten_pages_are_shared),
    CASE(anonymous_memory_is_zero_and_private),
    CASE(shared_memory_is_seen_by_both),
    CASE(permissions_hold),
    CASE(unmapping_takes_pages_away),
    CASE(a_file_cut_in_two_keeps_its_contents),
    CASE(a_fixed_address_replaces_what_was_there),
    CASE(heap_and_mappings_keep_apart),
    CASE(nonsense_is_refused),
    CASE(regions_run_out),
    CASE(shared_memory_runs_out),
    CASE(protection_can_be_taken_and_given_back),
    CASE(pages_not_touched_yet_are_protected_too),
    CASE(what_others_have_is_copied_before_it_is_written),
    CASE(shared_memory_stays_shared),
    CASE(code_can_be_made),
    CASE(protection_of_nonsense_is_refused),
};

int main(int argc, char *argv[])
{
    return run_cases(tests, sizeof tests / sizeof tests[0], argc > 1 ? argv[1] : NULL);
}
