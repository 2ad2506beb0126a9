/* A library to link in both ways: a text of several pages, and functions on it. */

const char words[16384] = "a library may hold much that never changes";

int first_letter(void)
{
    return words[0];
}

int count_letters(char letter)
{
    int count = 0;

    for (int i = 0; i < (int)sizeof words; i++)
        count += words[i] == letter;
    return count;
}
