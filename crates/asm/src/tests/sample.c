/* Something of everything that a compiler turns into unusual assembly. */
typedef unsigned int uint;
struct pair { char kind; int value; struct pair *next; };

static int counter = 1;
int initialised = 7, zero_filled[100];
const char *const names[] = { "one", "two", "three" };
static struct pair list = { 'x', 3, &list };
static int (*operations[2])(int);
extern int outside(int);

static int twice(int x) { return x * 2; }
static int shifted(int x) { return x >> 3; }
static int (*operations[2])(int) = { twice, shifted };

int choose(int which)
{
    switch (which) {
    case 0: return outside(1);
    case 1: return 17;
    case 2: return counter++;
    case 3: return list.value;
    case 4: return initialised;
    case 5: return (int)names[1][0];
    case 6: return zero_filled[which];
    default: return operations[which & 1](which);
    }
}

uint divide(uint a, uint b) { return a / b + a % b; }
long long wide(long long a, int b) { return a + b - (a << 1); }

int loop(volatile int *device, int n)
{
    int sum = 0;
    for (int i = 0; i < n; i++) {
        __asm__ volatile("fence rw, rw" ::: "memory");
        sum += device[i] < 0 ? -device[i] : device[i];
    }
    return sum;
}

void copy(struct pair *to, const struct pair *from) { *to = *from; }
int atomic(int *p) { return __atomic_fetch_add(p, 1, __ATOMIC_SEQ_CST); }
