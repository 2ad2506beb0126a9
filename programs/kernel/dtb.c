/*
 * The flattened device tree: a sequence of big-endian tokens. What the kernel must know lies
 * in the root, in nodes right below it, and in the first node of a processor.
 */
#include "defs.h"

enum { TOKEN_BEGIN = 1, TOKEN_END = 2, TOKEN_PROPERTY = 3, TOKEN_NOP = 4, TOKEN_LAST = 9 };

#define MAGIC           0xd00dfeedu
#define DEPTH_MAX       3       /* deeper nodes do not matter */

struct reader {
    struct machine_facts *facts;
    const char *path[DEPTH_MAX + 1];    /* names of the nodes around us; [1] is the root's */
    unsigned depth;
    unsigned address_cells, size_cells;
};

static unsigned big_endian(const unsigned char *bytes)
{
    return (unsigned)bytes[0] << 24 | (unsigned)bytes[1] << 16 | (unsigned)bytes[2] << 8 | bytes[3];
}

/* Is the node at `depth` called `name`, not looking at its unit address? */
static int node_is(const struct reader *reader, unsigned depth, const char *name)
{
    unsigned length = strlen(name);
    const char *node;

    if (reader->depth < depth)
        return 0;
    node = reader->path[depth];
    return memcmp(node, name, length) == 0 && (node[length] == 0 || node[length] == '@');
}

/* `reg` of the memory node: the low words of address and size. */
static void read_memory(struct reader *reader, const unsigned char *value)
{
    unsigned start = big_endian(value + (reader->address_cells - 1) * 4);
    unsigned size = big_endian(value + (reader->address_cells + reader->size_cells - 1) * 4);

    reader->facts->memory_start = start;
    reader->facts->memory_end = start + size < start ? 0u - PAGE_SIZE : start + size;
}

static void read_property(struct reader *reader, const char *name, const unsigned char *value)
{
    struct machine_facts *facts = reader->facts;

    if (reader->depth == 1) {
        if (strcmp(name, "#address-cells") == 0)
            reader->address_cells = big_endian(value);
        else if (strcmp(name, "#size-cells") == 0)
            reader->size_cells = big_endian(value);
    } else if (reader->depth == 2 && node_is(reader, 2, "memory")) {
        if (strcmp(name, "reg") == 0)
            read_memory(reader, value);
    } else if (reader->depth == 2 && node_is(reader, 2, "chosen")) {
        if (strcmp(name, "bootargs") == 0)
            facts->bootargs = (const char *)value;
        else if (strcmp(name, "linux,initrd-start") == 0)
            facts->initrd_start = big_endian(value);
        else if (strcmp(name, "linux,initrd-end") == 0)
            facts->initrd_end = big_endian(value);
    } else if (node_is(reader, 2, "cpus")) {
        if (strcmp(name, "timebase-frequency") == 0)
            facts->timebase_hz = big_endian(value);
        else if (strcmp(name, "clock-frequency") == 0)
            facts->clock_hz = big_endian(value);
    }
}

/* Reads what the kernel needs out of the tree. Facts that are not in it stay as they were. */
void dtb_read(const unsigned char *dtb, struct machine_facts *facts)
{
    const unsigned char *at = dtb + big_endian(dtb + 8);
    const char *names = (const char *)dtb + big_endian(dtb + 12);
    struct reader reader;
    unsigned token, size;

    if (big_endian(dtb) != MAGIC)
        panic("dtb: no device tree");
    memset(&reader, 0, sizeof reader);
    reader.facts = facts;
    reader.address_cells = 2;
    reader.size_cells = 1;
    while ((token = big_endian(at)) != TOKEN_LAST) {
        at += 4;
        if (token == TOKEN_BEGIN) {
            reader.depth++;
            if (reader.depth <= DEPTH_MAX)
                reader.path[reader.depth] = (const char *)at;
            at += (strlen((const char *)at) + 4) & ~3u;
        } else if (token == TOKEN_END) {
            reader.depth--;
        } else if (token == TOKEN_PROPERTY) {
            size = big_endian(at);
            read_property(&reader, names + big_endian(at + 4), at + 8);
            at += 8 + ((size + 3) & ~3u);
        } else if (token != TOKEN_NOP) {
            panic("dtb: unknown token");
        }
    }
}
