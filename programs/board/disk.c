/*
 * Sectors of a virtio disk read and written, without a kernel: first polling, then by interrupts.
 *
 * Needs a disk of at least four sectors. The first one's text is printed; the second becomes its
 * mirror image, the third and fourth are written in one request. QEMU's `virt` board prints the same:
 *
 *     -global virtio-mmio.force-legacy=false -drive file=IMAGE,format=raw,if=none,id=disk
 *     -device virtio-blk-device,drive=disk,bus=virtio-mmio-bus.0
 */
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#define SECTOR 512
#define SLOTS 4 /* of the queue */

/* The transport's registers, in words. */
#define VIRTIO ((volatile uint32_t *)0x10001000)
#define MAGIC (0x000 / 4)
#define VERSION (0x004 / 4)
#define DEVICE (0x008 / 4)
#define DRIVER_FEATURES (0x020 / 4)
#define DRIVER_FEATURES_SELECT (0x024 / 4)
#define QUEUE_SELECT (0x030 / 4)
#define QUEUE_SIZE (0x038 / 4)
#define QUEUE_READY (0x044 / 4)
#define QUEUE_NOTIFY (0x050 / 4)
#define INTERRUPT_STATUS (0x060 / 4)
#define INTERRUPT_ACK (0x064 / 4)
#define STATUS (0x070 / 4)
#define TABLE_LOW (0x080 / 4)
#define AVAILABLE_LOW (0x090 / 4)
#define USED_LOW (0x0a0 / 4)
#define CAPACITY (0x100 / 4)

/* Steps of the set-up, as bits of the status. */
#define ACKNOWLEDGE 1
#define DRIVER 2
#define FEATURES_OK 8
#define DRIVER_OK 4

#define VERSION_1 1 /* bit 32 of the features */

#define NEXT 1          /* of a descriptor: another one belongs to it */
#define DEVICE_WRITES 2 /* the device writes this part */
#define NO_INTERRUPT 1  /* of the available ring */

#define READ 0
#define WRITE 1

#define PLIC(offset) (*(volatile uint32_t *)(0x0c000000 + (offset)))
#define PLIC_PRIORITY(source) PLIC(4 * (source))
#define PLIC_ENABLE PLIC(0x2000)
#define PLIC_THRESHOLD PLIC(0x200000)
#define PLIC_CLAIM PLIC(0x200004)
#define DISK_SOURCE 1

#define EXTERNAL (1u << 11) /* in mie */
#define INTERRUPTS (1u << 3) /* in mstatus */

struct descriptor {
    uint64_t address;
    uint32_t length;
    uint16_t flags;
    uint16_t next;
};

struct header {
    uint32_t kind;
    uint32_t reserved;
    uint64_t sector;
};

static struct descriptor table[SLOTS] __attribute__((aligned(16)));
static volatile struct {
    uint16_t flags;
    uint16_t index;
    uint16_t ring[SLOTS];
} available __attribute__((aligned(4)));
static volatile struct {
    uint16_t flags;
    uint16_t index;
    struct {
        uint32_t id;
        uint32_t length;
    } ring[SLOTS];
} used __attribute__((aligned(4)));

static struct header header;
static volatile uint8_t status;
static volatile unsigned interrupts;

extern void trap_entry(void); /* disk.S */

/* Called by trap_entry: the disk has finished something. */
void on_interrupt(void)
{
    uint32_t source = PLIC_CLAIM;
    VIRTIO[INTERRUPT_ACK] = VIRTIO[INTERRUPT_STATUS];
    if (source == DISK_SOURCE)
        interrupts++;
    PLIC_CLAIM = source;
}

static uint32_t address_of(volatile void *object)
{
    return (uint32_t)(uintptr_t)object;
}

/* Makes the disk ready. 0 if there is none. */
static int start(void)
{
    if (VIRTIO[MAGIC] != 0x74726976 || VIRTIO[VERSION] != 2 || VIRTIO[DEVICE] != 2)
        return 0;
    VIRTIO[STATUS] = 0;
    VIRTIO[STATUS] = ACKNOWLEDGE;
    VIRTIO[STATUS] = ACKNOWLEDGE | DRIVER;
    VIRTIO[DRIVER_FEATURES_SELECT] = 1;
    VIRTIO[DRIVER_FEATURES] = VERSION_1;
    VIRTIO[STATUS] = ACKNOWLEDGE | DRIVER | FEATURES_OK;
    if (!(VIRTIO[STATUS] & FEATURES_OK))
        return 0;
    VIRTIO[QUEUE_SELECT] = 0;
    VIRTIO[QUEUE_SIZE] = SLOTS;
    VIRTIO[TABLE_LOW] = address_of(table);
    VIRTIO[TABLE_LOW + 1] = 0;
    VIRTIO[AVAILABLE_LOW] = address_of(&available);
    VIRTIO[AVAILABLE_LOW + 1] = 0;
    VIRTIO[USED_LOW] = address_of(&used);
    VIRTIO[USED_LOW + 1] = 0;
    VIRTIO[QUEUE_READY] = 1;
    VIRTIO[STATUS] = ACKNOWLEDGE | DRIVER | FEATURES_OK | DRIVER_OK;
    return 1;
}

static void describe(unsigned slot, volatile void *part, uint32_t length, uint16_t flags)
{
    table[slot].address = address_of(part);
    table[slot].length = length;
    table[slot].flags = flags;
    table[slot].next = (uint16_t)(slot + 1);
}

/* One request, waited for. Its status, 0 if all went well. */
static unsigned request(uint32_t kind, uint32_t sector, void *data, uint32_t length)
{
    uint16_t before = used.index;

    header.kind = kind;
    header.sector = sector;
    status = 0xff;
    describe(0, &header, sizeof header, NEXT);
    describe(1, data, length, (uint16_t)(kind == READ ? NEXT | DEVICE_WRITES : NEXT));
    describe(2, &status, 1, DEVICE_WRITES);
    available.ring[available.index % SLOTS] = 0;
    __asm__ volatile("fence" ::: "memory");
    available.index++;
    __asm__ volatile("fence" ::: "memory");
    VIRTIO[QUEUE_NOTIFY] = 0;
    while (used.index == before) {
        /* With interrupts on it sleeps; if one comes between test and wfi, it finds it pending. */
        if (!(available.flags & NO_INTERRUPT)) {
            __asm__ volatile("csrc mstatus, %0" ::"r"(INTERRUPTS));
            if (used.index == before)
                __asm__ volatile("wfi");
            __asm__ volatile("csrs mstatus, %0" ::"r"(INTERRUPTS));
        }
    }
    __asm__ volatile("fence" ::: "memory");
    return status;
}

static void use_interrupts(void)
{
    __asm__ volatile("csrw mtvec, %0" ::"r"(&trap_entry));
    PLIC_PRIORITY(DISK_SOURCE) = 1;
    PLIC_ENABLE = 1u << DISK_SOURCE;
    PLIC_THRESHOLD = 0;
    available.flags = 0;
    __asm__ volatile("csrs mie, %0" ::"r"(EXTERNAL));
    __asm__ volatile("csrs mstatus, %0" ::"r"(INTERRUPTS));
}

static char first[SECTOR], second[SECTOR], both[2 * SECTOR], back[2 * SECTOR];

int main(void)
{
    unsigned i;

    if (!start()) {
        printf("no disk\n");
        return 1;
    }
    printf("a disk of %u sectors\n", (unsigned)VIRTIO[CAPACITY]);

    available.flags = NO_INTERRUPT;
    printf("read 0: %u\n", request(READ, 0, first, SECTOR));
    printf("it says: %.40s\n", first);
    for (i = 0; i < SECTOR; i++)
        second[i] = first[SECTOR - 1 - i];
    printf("write 1: %u\n", request(WRITE, 1, second, SECTOR));
    printf("read 1: %u\n", request(READ, 1, back, SECTOR));
    printf("the same: %s\n", memcmp(second, back, SECTOR) == 0 ? "yes" : "no");
    VIRTIO[INTERRUPT_ACK] = VIRTIO[INTERRUPT_STATUS];

    use_interrupts();
    memset(both, 'x', sizeof both);
    memcpy(both, first, 16);
    printf("write 2 and 3: %u\n", request(WRITE, 2, both, sizeof both));
    printf("read 2 and 3: %u\n", request(READ, 2, back, sizeof back));
    printf("the same: %s\n", memcmp(both, back, sizeof both) == 0 ? "yes" : "no");
    printf("beyond the end: %u\n", request(READ, VIRTIO[CAPACITY], back, SECTOR));
    printf("%u interrupts\n", interrupts);
    return 0;
}
