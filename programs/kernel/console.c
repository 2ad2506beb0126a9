/*
 * The console: a UART 16550A. Output waits for the transmitter, sixteen bytes at a time; input
 * blocks its reader until the receiver interrupts through the PLIC. When the other side has
 * gone away (no carrier) and everything is read, that is the end of the file.
 */
#include "defs.h"

#define uart            ((volatile unsigned char *)UART)

#define UART_DATA       0               /* registers */
#define UART_IER        1
#define UART_FCR        2
#define UART_LCR        3
#define UART_MCR        4
#define UART_LSR        5
#define UART_MSR        6

#define IER_RECEIVED    0x01
#define IER_MODEM       0x08
#define FCR_ENABLE      0x01
#define LCR_8BITS       0x03
#define MCR_READY       0x01            /* we are there (DTR) */
#define MCR_RECEIVING   0x03            /* and the other side may send (DTR, RTS) */
#define LSR_RECEIVED    0x01
#define LSR_EMPTY       0x20
#define MSR_CARRIER     0x80
#define FIFO_SIZE       16

#define PLIC_PRIORITY   (PLIC + 4 * UART_SOURCE)
#define PLIC_ENABLE     (PLIC + 0x2000)         /* for machine mode of hart 0 */
#define PLIC_THRESHOLD  (PLIC + 0x200000)
#define PLIC_CLAIM      (PLIC + 0x200004)

static struct queue readers;

static volatile unsigned *plic(unsigned address)
{
    return (volatile unsigned *)address;
}

void console_init(void)
{
    uart[UART_IER] = 0;
    uart[UART_LCR] = LCR_8BITS;
    uart[UART_FCR] = FCR_ENABLE;
    uart[UART_MCR] = MCR_READY;         /* until somebody reads, the other side holds its input */
    *plic(PLIC_PRIORITY) = 1;
    *plic(PLIC_ENABLE) = 1u << UART_SOURCE;
    *plic(PLIC_THRESHOLD) = 0;
}

int console_awaited(void)
{
    return readers.head != 0;
}

static void put_bytes(const char *bytes, unsigned size)
{
    unsigned i;

    for (i = 0; i < size; i++) {
        if (i % FIFO_SIZE == 0)
            while (!(uart[UART_LSR] & LSR_EMPTY))
                continue;
        uart[UART_DATA] = (unsigned char)bytes[i];
    }
}

/* System call: writes user memory to the console. How many bytes; -EFAULT if not even one. */
int console_write(unsigned vaddr, unsigned size)
{
    unsigned done = 0;
    unsigned part;
    const char *bytes;

    if ((int)size < 0)
        return -EINVAL;
    while (done < size) {
        bytes = vm_pointer(&current->process->space, vaddr + done, VM_READ);
        if (!bytes)
            return done ? (int)done : -EFAULT;
        part = PAGE_SIZE - (vaddr + done) % PAGE_SIZE;
        if (part > size - done)
            part = size - done;
        put_bytes(bytes, part);
        done += part;
    }
    return (int)done;
}

/* Waits until there is input. 0: there will never be any more. */
static int await_input(void)
{
    while (!(uart[UART_LSR] & LSR_RECEIVED)) {
        if (!(uart[UART_MSR] & MSR_CARRIER))
            return (uart[UART_LSR] & LSR_RECEIVED) != 0;
        uart[UART_IER] = IER_RECEIVED | IER_MODEM;
        thread_block(&readers, SWITCH_BLOCK, "console");
    }
    return 1;
}

/*
 * System call: reads what input there is, at least one byte. How many; 0 at its end; -EFAULT
 * if not even one can be stored, and then none is lost.
 */
int console_read(unsigned vaddr, unsigned size)
{
    struct space *space = &current->process->space;
    unsigned done = 0;
    char *to;

    if ((int)size < 0)
        return -EINVAL;
    if (size == 0)
        return 0;
    if (!vm_pointer(space, vaddr, VM_WRITE))
        return -EFAULT;
    uart[UART_MCR] = MCR_RECEIVING;
    if (!await_input())
        return 0;
    while (done < size && uart[UART_LSR] & LSR_RECEIVED) {
        to = vm_pointer(space, vaddr + done, VM_WRITE);
        if (!to)
            break;
        *to = (char)uart[UART_DATA];
        done++;
    }
    return (int)done;
}

/* There is input, or the carrier changed: whoever waits looks again. */
void console_interrupt(void)
{
    unsigned source = *plic(PLIC_CLAIM);

    uart[UART_IER] = 0;
    thread_wake_all(&readers);
    if (source)
        *plic(PLIC_CLAIM) = source;
}
