/* Copies what the console reads (--input FILE) to its output, and counts lines on standard error. */
#include <stdio.h>

int main(void)
{
    char line[200];
    int lines = 0;

    while (fgets(line, sizeof line, stdin)) {
        fputs(line, stdout);
        lines++;
    }
    fflush(stdout);
    fprintf(stderr, "%d lines\n", lines);
    return 0;
}
