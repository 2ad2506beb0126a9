/* The system calls of a program without a kernel: console, memory and exit, straight on the devices. */

#include <stddef.h>
#include <stdint.h>
#include <unistd.h>

#define FINISHER ((volatile uint32_t *)0x00100000)
#define FINISHER_PASS 0x5555u
#define FINISHER_FAIL 0x3333u /* the code stands in the upper half */
#define UART ((volatile uint8_t *)0x10000000)
#define UART_DATA 0         /* receive and transmit buffer */
#define UART_LINE_STATUS 5
#define UART_MODEM_STATUS 6
#define LINE_DATA_READY 0x01
#define LINE_TRANSMIT_EMPTY 0x20
#define MODEM_CARRIER 0x80

/* The heap: what the linker left free behind .bss, as far as a small board's RAM goes. */
#define HEAP_SIZE (16u << 20)
extern char _end[];
static char *heap_break = _end;

/* Ends the run; the finisher's code is the status. */
void _exit(int status)
{
    uint32_t code = (uint32_t)status & 0xffff;
    *FINISHER = code == 0 ? FINISHER_PASS : code << 16 | FINISHER_FAIL;
    for (;;)
        ;
}

ssize_t write(int fd, const void *buffer, size_t count)
{
    const uint8_t *bytes = buffer;
    (void)fd;
    for (size_t i = 0; i < count; i++) {
        while (!(UART[UART_LINE_STATUS] & LINE_TRANSMIT_EMPTY))
            ;
        UART[UART_DATA] = bytes[i];
    }
    return (ssize_t)count;
}

/* Waits for at least one byte; 0 when the line has hung up. */
ssize_t read(int fd, void *buffer, size_t count)
{
    uint8_t *bytes = buffer;
    size_t done = 0;
    (void)fd;
    while (done < count) {
        if (UART[UART_LINE_STATUS] & LINE_DATA_READY)
            bytes[done++] = UART[UART_DATA];
        else if (done > 0 || !(UART[UART_MODEM_STATUS] & MODEM_CARRIER))
            break;
    }
    return (ssize_t)done;
}

void *sbrk(intptr_t increment)
{
    char *old = heap_break;
    if (increment > _end + HEAP_SIZE - heap_break || increment < _end - heap_break)
        return (void *)-1;
    heap_break += increment;
    return old;
}

static void print(const char *text)
{
    size_t length = 0;
    while (text[length])
        length++;
    write(2, text, length);
}

static void print_hex(uint32_t value)
{
    char text[9];
    for (int i = 0; i < 8; i++)
        text[i] = "0123456789abcdef"[value >> (28 - 4 * i) & 15];
    text[8] = 0;
    print(text);
}

/* Called by the entry in start.S with the trap's registers; does not return. */
void bare_trap(uint32_t cause, uint32_t pc, uint32_t value)
{
    print("unhandled trap: mcause ");
    print_hex(cause);
    print(", mepc ");
    print_hex(pc);
    print(", mtval ");
    print_hex(value);
    print("\n");
    _exit(1);
}
