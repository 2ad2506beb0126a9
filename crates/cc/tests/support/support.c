/* What a test program needs below itself: memory functions and a console. */
void *memcpy(void *to, const void *from, unsigned n) { char *d = to; const char *s = from; while (n--) *d++ = *s++; return to; }
void *memset(void *to, int c, unsigned n) { char *d = to; while (n--) *d++ = c; return to; }
unsigned strlen(const char *s) { unsigned n = 0; while (s[n]) n++; return n; }
char *strcpy(char *to, const char *from) { char *d = to; while ((*d++ = *from++)) {} return to; }
int abs(int n) { return n < 0 ? -n : n; }
void print(const char *s) { while (*s) *(volatile char *)0x10000000 = *s++; }
void print_hex(unsigned n) { for (int i = 28; i >= 0; i -= 4) *(volatile char *)0x10000000 = "0123456789abcdef"[n >> i & 15]; *(volatile char *)0x10000000 = '\n'; }
