/* Literals get C's types; the usual conversions are written out. */
unsigned char c;
short s;
int i;
unsigned u;
long long q;
unsigned long long uq;
_Bool b;
int mixed(void) {
    i = c + s;
    u = i + u;
    q = u * q;
    uq = i < u;
    s = q;
    b = s;
    c += 300 - 45;
    s <<= c;
    u >>= 1;
    return 0xffffffff > -1 ? 'a' + 10u : sizeof(long long);
}
long constants(void) { return 2147483648LL >> 3 | ~0u & 077; }
