int main(void)
{
    char *line = gets(line), text[9];
    int root = sqrt(2), number = atof("1");

    signal(2, 0);
    remove("file");
    itoa(number, text, 10);
    atomic_fetch_add(&root, 1);
    getch();
    return alloca(4) == line;
}
