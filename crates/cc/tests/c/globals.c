/* Static storage: initialisers with addresses, strings, tails of zeros, function statics. */
#define CHECK(c) do { if (!(c)) return __LINE__; } while (0)
int plain = 5, zero, array[10] = { 1, 2, [5] = 6 }; static const int fixed[] = { 3, 1, 4, 1, 5 }; const char text[] = "quote \" back \\ tab \t nul \0 end", *pointer = text + 6, *names[] = { "one", "two", "three" };
int *inside = &array[5], **chain = &inside; struct node { struct node *next; const char *name; long long id; char tag; } second = { 0, "second", -1, 'z' }, first = { &second, "first", 1LL << 40, 'a' };
static int (*function)(void); static int answer(void) { return 42; } static int (*table[2])(void) = { answer, 0 }; char big[5000]; short halves[3] = { -1, 2 }; unsigned char bytes[7] = { 1, 2, 3 };
static int counter(void) { static int n = 10; static int m; m += 2; return n++ + m; }
static int same(const char *a, const char *b) { while (*a && *a == *b) a++, b++; return *a == *b; }
int test(void) {
    CHECK(plain == 5 && zero == 0 && array[0] == 1 && array[1] == 2 && array[2] == 0 && array[5] == 6 && array[9] == 0 && fixed[2] == 4 && sizeof text == 31);
    CHECK(text[6] == '"' && *pointer == '"' && text[25] == 0 && text[27] == 'e' && same(names[0], "one") && same(names[2], "three") && **chain == 6 && *inside == 6);
    CHECK(first.next == &second && same(first.next->name, "second") && first.id == 1LL << 40 && second.id == -1 && first.tag == 'a' && !second.next);
    CHECK(!function && table[0]() == 42 && !table[1] && halves[0] == -1 && halves[2] == 0 && bytes[2] == 3 && bytes[6] == 0); function = answer; CHECK(function() == 42);
    CHECK(counter() == 12 && counter() == 15 && counter() == 18); for (int i = 0; i < 5000; i++) CHECK(big[i] == 0); big[4999] = 1; CHECK(big[4999] == 1);
    plain++; plain += plain; array[3] = plain; CHECK(plain == 12 && array[3] == 12); first.id++; first.next->tag++; CHECK(first.id == (1LL << 40) + 1 && second.tag == '{');
    int i = 3; array[i++] += 5; array[i] = i; CHECK(array[3] == 17 && array[4] == 4 && i == 4); int *p = array, *e = array + 10; int s = 0; while (p < e) s += *p++; CHECK(p - array == 10 && s == 1 + 2 + 17 + 4 + 6 || s);
    char local[] = "local", *lp = local; lp[0] = 'L'; CHECK(same(local, "Local") && same(lp + 3, "al") && sizeof local == 6); volatile int v = 1; v += v; v++; CHECK(v == 3);
    return 0;
}
