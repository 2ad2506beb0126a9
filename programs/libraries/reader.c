/*
 * A program that uses the library words. With an argument, the name of another such program, it starts
 * that one, so that two programs with the library run at the same time, and the other tells what it sees.
 */
#include <stdio.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <unistd.h>

extern const char words[16384];
int first_letter(void);
int count_letters(char letter);

static unsigned cycles_of_a_call(void)
{
    unsigned before, after;

    asm volatile ("rdcycle %0" : "=r"(before) : : "memory");
    first_letter();
    asm volatile ("rdcycle %0" : "=r"(after) : : "memory");
    return after - before;
}

int main(int argc, char *argv[])
{
    /* Reading one of its instructions brings the library's code into memory, at nobody's expense. */
    volatile unsigned code = *(const unsigned *)first_letter;
    unsigned first, later;
    struct memory_count pages;

    (void)code;
    count_letters('a');
    if (argc > 1) {
        if (fork() == 0)
            execl(argv[1], argv[1], (char *)0);
        wait(NULL);
        return 0;
    }
    first = cycles_of_a_call();
    later = cycles_of_a_call();
    memory_count(words, sizeof words, &pages);
    printf("  first call %u cycles, later ones %u\n", first, later);
    printf("  of %u pages of the library's words, %u are shared with the other program\n",
           pages.resident, pages.shared);
    return 0;
}
