/*
 * The archive that holds the programs: cpio's "newc" format, which is a header of 8-digit
 * hexadecimal fields, the name, the contents, each padded to four bytes, and a trailer.
 */
#include "defs.h"

#define HEADER_SIZE     110
#define FIELD_FILESIZE  54      /* offsets of two of its fields */
#define FIELD_NAMESIZE  94

static const unsigned char *archive_start;
static const unsigned char *archive_end;

void initrd_init(const unsigned char *start, const unsigned char *end)
{
    archive_start = start;
    archive_end = end;
}

static unsigned hex_field(const unsigned char *digits)
{
    unsigned value = 0;
    unsigned i, c;

    for (i = 0; i < 8; i++) {
        c = digits[i];
        value = value << 4 | (c <= '9' ? c - '0' : (c | 0x20) - 'a' + 10);
    }
    return value;
}

/* The contents of the file called `name` ("./" or "/" before it is no matter); 0: none. */
const unsigned char *initrd_find(const char *name, unsigned *size)
{
    const unsigned char *header = archive_start;
    const unsigned char *file;
    unsigned rest, name_size;

    if (name[0] == '.' && name[1] == '/')
        name++;
    if (name[0] == '/')
        name++;
    for (;;) {
        rest = (unsigned)(archive_end - header);
        if (rest < HEADER_SIZE || memcmp(header, "070701", 6) != 0)
            return 0;
        name_size = hex_field(header + FIELD_NAMESIZE);
        *size = hex_field(header + FIELD_FILESIZE);
        if (name_size > rest - HEADER_SIZE || name_size == 0)
            return 0;
        file = header + ((HEADER_SIZE + name_size + 3) & ~3u);
        if (file > archive_end || *size > (unsigned)(archive_end - file))
            return 0;
        if (strcmp((const char *)header + HEADER_SIZE, "TRAILER!!!") == 0)
            return 0;
        if (strcmp((const char *)header + HEADER_SIZE, name) == 0)
            return file;
        header = file + ((*size + 3) & ~3u);
        if (header > archive_end)
            return 0;
    }
}
