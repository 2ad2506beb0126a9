int puts(const char *);

int main(void)
{
    puts("one
two");
    puts("three);
    puts("four");
    /* to the end
}
