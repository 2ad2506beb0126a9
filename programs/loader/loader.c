/*
 * The loader of shared libraries: a program of user mode that the kernel starts in the place of one
 * that needs libraries. It maps them (so that all processes have the same pages of their code),
 * writes the addresses that nobody could know before, and goes on to the program. A function of a
 * library is looked up at its first call, or at once if the program was linked with -z now or if
 * LD_BIND_NOW is in the environment.
 */
#include <fcntl.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include "elf.h"

#define PAGE_SIZE       4096u
#define PAGE_DOWN(a)    ((a) & ~(PAGE_SIZE - 1))
#define PAGE_UP(a)      PAGE_DOWN((a) + PAGE_SIZE - 1)
#define OBJECTS_MAX     16              /* the program and its libraries */
#define STATUS_FAILED   127
#define NAME_SIZE       32              /* of a file, with its NUL */

/* What the kernel tells: pairs of one of these and a value. */
#define TOLD_END            0
#define TOLD_HEADERS        3
#define TOLD_HEADER_COUNT   5
#define TOLD_ENTRY          9

/* The program, or a library. */
struct object {
    const char *name;
    unsigned base;                      /* what is added to the addresses in the file */
    unsigned dynamic[DT_COUNT];         /* values by tag; 0: there is none */
    const struct elf_dynamic *entries;
    int ready;                          /* its functions for the start are called, or about to be */
};

static struct object objects[OBJECTS_MAX];      /* the program first */

/* Which library lies where, the program left out: for the host, which names the places of faults. */
struct {
    unsigned base;                      /* 0: no more */
    char name[NAME_SIZE];
} loaded[OBJECTS_MAX];
static struct object *started[OBJECTS_MAX];     /* the libraries, each behind those it needs */
static unsigned started_count;
static unsigned object_count;
static int bind_all_now;                /* LD_BIND_NOW is set */

void bind_call(void);

static void put(const char *text)
{
    write(STDERR_FILENO, text, strlen(text));
}

/* Says what is wrong with which object, and about which name, and ends. */
static void fail(const char *object, const char *what, const char *name)
{
    put("ld.so: ");
    put(object);
    put(": ");
    put(what);
    put(name);
    put("\n");
    _exit(STATUS_FAILED);
}

static void *at(const struct object *object, unsigned tag)
{
    return (void *)(object->base + object->dynamic[tag]);
}

/* --- where is what --- */

/* The System V hash of a name. */
static unsigned hash(const char *name)
{
    unsigned value = 0;

    for (; *name; name++) {
        value = (value << 4) + (unsigned char)*name;
        value = (value ^ (value >> 24 & 0xf0)) & 0x0fffffff;
    }
    return value;
}

/* The definition of a name in one object; 0: it has none. */
static const struct elf_symbol *find_in(const struct object *object, const char *name,
                                        unsigned hashed)
{
    const unsigned *table = at(object, DT_HASH);
    const struct elf_symbol *symbols = at(object, DT_SYMTAB);
    const char *strings = at(object, DT_STRTAB);
    unsigned buckets = table[0];
    unsigned index;

    for (index = table[2 + hashed % buckets]; index; index = table[2 + buckets + index])
        if (symbols[index].section && strcmp(strings + symbols[index].name, name) == 0)
            return &symbols[index];
    return 0;
}

/* The address of the symbol with this number in `object`: the first object that has it defines it. */
static unsigned address_of(const struct object *object, unsigned number)
{
    const struct elf_symbol *wanted = (const struct elf_symbol *)at(object, DT_SYMTAB) + number;
    const char *name = (const char *)at(object, DT_STRTAB) + wanted->name;
    const struct elf_symbol *found;
    unsigned hashed = hash(name);
    unsigned i;

    for (i = 0; i < object_count; i++) {
        found = find_in(&objects[i], name, hashed);
        if (found)
            return objects[i].base + found->value;
    }
    if (!SYMBOL_IS_WEAK(wanted))
        fail(object->name, "undefined symbol ", name);
    return 0;
}

/* Notes what the dynamic section at `entries` says. */
static void read_dynamic(struct object *object, const struct elf_dynamic *entries)
{
    object->entries = entries;
    for (; entries->tag != DT_NULL; entries++)
        if (entries->tag < DT_COUNT)
            object->dynamic[entries->tag] = entries->value;
}

/* --- libraries --- */

static int protection_of(const struct elf_segment *segment)
{
    return (segment->flags & SEGMENT_R ? PROT_READ : 0) | (segment->flags & SEGMENT_W ? PROT_WRITE : 0)
         | (segment->flags & SEGMENT_X ? PROT_EXEC : 0);
}

/* Maps one segment to where it belongs; what the file does not have is zero. */
static void map_segment(const struct object *object, int fd, const struct elf_segment *segment)
{
    unsigned start = object->base + segment->vaddr;
    unsigned file_end = start + segment->file_size;
    unsigned end = start + segment->memory_size;
    unsigned page = PAGE_DOWN(start);
    void *mapped = (void *)page;

    if (segment->file_size)
        mapped = mmap((void *)page, file_end - page, protection_of(segment), MAP_PRIVATE | MAP_FIXED, fd,
                      (off_t)PAGE_DOWN(segment->offset));
    if (mapped != MAP_FAILED && PAGE_UP(file_end) < end)
        mapped = mmap((void *)PAGE_UP(file_end), end - PAGE_UP(file_end), protection_of(segment),
                      MAP_PRIVATE | MAP_FIXED | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED)
        fail(object->name, "no memory for a segment", "");
    if (file_end < end && file_end % PAGE_SIZE)
        memset((void *)file_end, 0, (end < PAGE_UP(file_end) ? end : PAGE_UP(file_end)) - file_end);
}

/* Maps all segments of a library, whose first page is at `header`, side by side. */
static void map_library(struct object *object, int fd, const struct elf_header *header)
{
    const struct elf_segment *segments, *segment;
    const struct elf_segment *dynamic = 0;
    unsigned size = 0;
    unsigned i;

    if (memcmp(header->ident, "\177ELF\1\1", 6) != 0 || header->type != ELF_LIBRARY
        || header->machine != ELF_RISCV || header->program_headers > PAGE_SIZE
        || header->program_header_count > (PAGE_SIZE - header->program_headers) / sizeof *segment)
        fail(object->name, "is no shared library", "");
    segments = (const struct elf_segment *)((const char *)header + header->program_headers);
    for (i = 0; i < header->program_header_count; i++) {
        segment = &segments[i];
        if (segment->type == SEGMENT_LOAD && segment->vaddr + segment->memory_size > size)
            size = segment->vaddr + segment->memory_size;
        if (segment->type == SEGMENT_DYNAMIC)
            dynamic = segment;
    }
    /* One piece of room for all: segments are found relative to each other. */
    object->base = (unsigned)mmap(0, size, PROT_NONE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (object->base == (unsigned)MAP_FAILED || !dynamic)
        fail(object->name, dynamic ? "no room for it" : "is no shared library", "");
    for (i = 0; i < header->program_header_count; i++)
        if (segments[i].type == SEGMENT_LOAD && segments[i].memory_size)
            map_segment(object, fd, &segments[i]);
    read_dynamic(object, (const struct elf_dynamic *)(object->base + dynamic->vaddr));
    loaded[object - objects - 1].base = object->base;
    strncpy(loaded[object - objects - 1].name, object->name, NAME_SIZE - 1);
}

/* The object that is loaded by this name; 0: none. */
static struct object *object_named(const char *name)
{
    unsigned i;

    for (i = 0; i < object_count; i++)
        if (strcmp(objects[i].name, name) == 0)
            return &objects[i];
    return 0;
}

/* Brings the library `name` into memory, if it is not there yet. */
static void load_library(const char *name, const char *wanted_by)
{
    struct object *object = &objects[object_count];
    void *header;
    int fd;

    if (object_named(name))
        return;
    if (object_count == OBJECTS_MAX)
        fail(wanted_by, "too many shared libraries with ", name);
    fd = open(name, O_RDONLY);
    header = fd < 0 ? MAP_FAILED : mmap(0, PAGE_SIZE, PROT_READ, MAP_PRIVATE, fd, 0);
    if (header == MAP_FAILED)
        fail(wanted_by, "cannot open the shared library ", name);
    object->name = name;
    object_count++;
    map_library(object, fd, header);
    munmap(header, PAGE_SIZE);
    close(fd);
}

/* Loads what each object needs, also those that come by it. */
static void load_libraries(void)
{
    const struct elf_dynamic *entry;
    unsigned i;

    for (i = 0; i < object_count; i++)
        for (entry = objects[i].entries; entry->tag != DT_NULL; entry++)
            if (entry->tag == DT_NEEDED)
                load_library((const char *)at(&objects[i], DT_STRTAB) + entry->value, objects[i].name);
}

/* --- addresses --- */

static void relocate(const struct object *object, const struct elf_relocation *relocation)
{
    unsigned *place = (unsigned *)(object->base + relocation->place);

    switch (relocation->info & 0xff) {
    case RELOCATION_MOVED:
        *place = object->base + relocation->addend;
        break;
    case RELOCATION_WORD:
    case RELOCATION_CALL:
        *place = address_of(object, relocation->info >> 8) + relocation->addend;
        break;
    default:
        fail(object->name, "a relocation of a kind that is not known", "");
    }
}

/* The words of the stubs: found now, or by the first call. */
static void prepare_calls(const struct object *object, int now)
{
    const struct elf_relocation *calls = at(object, DT_JMPREL);
    unsigned count = object->dynamic[DT_PLTRELSZ] / sizeof *calls;
    unsigned *words = at(object, DT_PLTGOT);
    unsigned i;

    if (!count)
        return;
    words[0] = (unsigned)bind_call;
    words[1] = (unsigned)object;
    for (i = 0; i < count; i++)
        if (now)
            relocate(object, &calls[i]);
        else
            *(unsigned *)(object->base + calls[i].place) += object->base;
}

static void relocate_all(const struct object *object)
{
    const struct elf_relocation *relocations = at(object, DT_RELA);
    unsigned count = object->dynamic[DT_RELASZ] / sizeof *relocations;
    int now = bind_all_now || objects[0].dynamic[DT_BIND_NOW] || objects[0].dynamic[DT_FLAGS] & FLAG_BIND_NOW
           || object->dynamic[DT_FLAGS] & FLAG_BIND_NOW;
    unsigned i;

    for (i = 0; i < count; i++)
        relocate(object, &relocations[i]);
    prepare_calls(object, now);
}

/* Finds the function of a stub, whose word has this offset behind the first two; for bind_call. */
unsigned bind(const struct object *object, unsigned offset)
{
    const struct elf_relocation *calls = at(object, DT_JMPREL);
    const struct elf_relocation *call = &calls[offset / sizeof(unsigned)];

    relocate(object, call);
    return *(unsigned *)(object->base + call->place);
}

/* --- the program --- */

static void call_functions(const struct object *object, unsigned array, unsigned size, int backwards)
{
    void (**functions)(void) = at(object, array);
    unsigned count = object->dynamic[size] / sizeof *functions;
    unsigned i;

    for (i = 0; i < count; i++)
        functions[backwards ? count - 1 - i : i]();
}

/* What a program calls when it ends, after its own functions. */
void end_program(void)
{
    unsigned i;

    for (i = started_count; i-- > 0;)
        call_functions(started[i], DT_FINI_ARRAY, DT_FINI_ARRAYSZ, 1);
}

/* Calls what an object wants called at the start, after the same of all that it needs. */
static void start_object(struct object *object)
{
    const struct elf_dynamic *entry;

    if (object->ready)
        return;
    object->ready = 1;
    for (entry = object->entries; entry->tag != DT_NULL; entry++)
        if (entry->tag == DT_NEEDED)
            start_object(object_named((const char *)at(object, DT_STRTAB) + entry->value));
    if (object == objects)
        return;                         /* the program sees to its own */
    call_functions(object, DT_INIT_ARRAY, DT_INIT_ARRAYSZ, 0);
    started[started_count++] = object;
}

static void find_program(const char *name, unsigned headers, unsigned count)
{
    const struct elf_segment *segment = (const struct elf_segment *)headers;

    objects[0].name = name;
    object_count = 1;
    for (; count; count--, segment++)
        if (segment->type == SEGMENT_DYNAMIC)
            read_dynamic(&objects[0], (const struct elf_dynamic *)segment->vaddr);
    if (!objects[0].entries)
        fail(name, "has no dynamic section", "");
}

/* Makes the program ready that the kernel tells of at `words`; where it begins. */
unsigned load_program(const unsigned *words)
{
    const char *name = words[0] ? (const char *)words[1] : "?";
    unsigned headers = 0, count = 0, entry = 0;
    unsigned i;

    words += words[0] + 2;              /* argc, argv, 0 */
    for (; *words; words++)             /* the environment */
        if (strncmp((const char *)*words, "LD_BIND_NOW=", 12) == 0 && ((const char *)*words)[12])
            bind_all_now = 1;
    words++;
    for (; words[0] != TOLD_END; words += 2) {
        if (words[0] == TOLD_HEADERS)
            headers = words[1];
        else if (words[0] == TOLD_HEADER_COUNT)
            count = words[1];
        else if (words[0] == TOLD_ENTRY)
            entry = words[1];
    }
    find_program(name, headers, count);
    load_libraries();
    for (i = object_count; i-- > 0;)
        relocate_all(&objects[i]);
    start_object(&objects[0]);
    return entry;
}
