/*
 * From an ELF file to a program about to start: its segments become regions, whose pages are
 * filled when they are touched, and its arguments and environment go to the top of its stack:
 *
 *   sp -> argc, argv[0] ... argv[argc-1], 0, environ[0] ... 0, ... the strings, STACK_TOP
 *
 * A program that needs shared libraries names the program that loads them, its interpreter. Both
 * get into the space, the interpreter starts, and behind the environment it is told by pairs of
 * words where the program's headers and its entry are.
 */
#include "defs.h"

struct elf_header {
    unsigned char ident[16];
    uint16_t type, machine;
    uint32_t version, entry, program_headers, section_headers, flags;
    uint16_t header_size, program_header_size, program_header_count;
    uint16_t section_header_size, section_header_count, section_names;
};

struct elf_segment {
    uint32_t type, offset, vaddr, paddr, file_size, memory_size, flags, align;
};

#define ELF_EXECUTABLE  2
#define ELF_RISCV       243
#define SEGMENT_LOAD    1
#define SEGMENT_INTERPRETER 3
#define SEGMENT_X       1
#define SEGMENT_W       2

/* What an interpreter is told, as on Linux: pairs of one of these and a value. */
#define TOLD_END        0
#define TOLD_HEADERS    3
#define TOLD_HEADER_COUNT 5
#define TOLD_ENTRY      9
#define TOLD_MAX        8               /* words */

/* An ELF file that has been put into a space. */
struct image {
    const unsigned char *file;
    unsigned size;
    const char *interpreter;            /* 0: it needs none */
};

/* Is this an executable for this machine, as far as the header tells? */
static int header_is_good(const struct elf_header *header, unsigned size)
{
    static const unsigned char ident[6] = { 0x7f, 'E', 'L', 'F', 1, 1 };  /* 32 bits, little-endian */

    return size >= sizeof *header && memcmp(header->ident, ident, sizeof ident) == 0
        && header->type == ELF_EXECUTABLE && header->machine == ELF_RISCV
        && header->program_header_size == sizeof(struct elf_segment)
        && header->program_headers % 4 == 0 && header->program_headers <= size
        && header->program_header_count <= (size - header->program_headers) / sizeof(struct elf_segment);
}

/* Makes a region of one segment, above which the heap begins. -ENOEXEC: it lies where none may. */
static int add_segment(struct space *space, const unsigned char *file, unsigned size,
                       const struct elf_segment *segment, struct region *heap)
{
    struct region *region = &space->regions[space->region_count];
    unsigned end = segment->vaddr + segment->memory_size;

    if (space->region_count == REGIONS_MAX || segment->vaddr < PAGE_SIZE || end < segment->vaddr
        || end > THREAD_STACKS_BASE || segment->file_size > segment->memory_size
        || segment->offset > size || segment->file_size > size - segment->offset)
        return -ENOEXEC;
    region->start = segment->vaddr;
    region->end = end;
    region->permissions = PTE_R | (segment->flags & SEGMENT_W ? PTE_W : 0)
                        | (segment->flags & SEGMENT_X ? PTE_X : 0);
    region->file = file + segment->offset;
    region->file_size = segment->file_size;
    region->sharing = REGION_COPIED;
    space->region_count++;
    if (heap && PAGE_UP(end) > heap->start)
        heap->start = heap->end = PAGE_UP(end);
    return 0;
}

/* The name that a segment holds; 0: it is none. */
static const char *interpreter_name(const struct image *image, const struct elf_segment *segment)
{
    if (segment->offset > image->size || segment->file_size > image->size - segment->offset
        || segment->file_size == 0 || image->file[segment->offset + segment->file_size - 1])
        return 0;
    return (const char *)image->file + segment->offset;
}

/* Makes regions of the segments of image->file, and finds its interpreter. -ENOEXEC. */
static int add_segments(struct space *space, struct image *image, struct region *heap)
{
    const struct elf_header *header = (const struct elf_header *)image->file;
    const struct elf_segment *segment;
    unsigned before = space->region_count;
    unsigned i;
    int error;

    image->interpreter = 0;
    if (!header_is_good(header, image->size))
        return -ENOEXEC;
    segment = (const struct elf_segment *)(image->file + header->program_headers);
    for (i = 0; i < header->program_header_count; i++, segment++) {
        if (segment->type == SEGMENT_INTERPRETER) {
            image->interpreter = interpreter_name(image, segment);
            if (!image->interpreter)
                return -ENOEXEC;
        }
        if (segment->type != SEGMENT_LOAD || segment->memory_size == 0)
            continue;
        error = add_segment(space, image->file, image->size, segment, heap);
        if (error)
            return error;
    }
    return space->region_count == before ? -ENOEXEC : 0;
}

/* Where in memory the program's headers lie; 0: nowhere. */
static unsigned headers_address(const struct image *image)
{
    const struct elf_header *header = (const struct elf_header *)image->file;
    const struct elf_segment *segment;
    unsigned size = header->program_header_count * sizeof *segment;
    unsigned i;

    segment = (const struct elf_segment *)(image->file + header->program_headers);
    for (i = 0; i < header->program_header_count; i++, segment++)
        if (segment->type == SEGMENT_LOAD && segment->offset <= header->program_headers
            && header->program_headers + size <= segment->offset + segment->file_size)
            return segment->vaddr + (header->program_headers - segment->offset);
    return 0;
}

/*
 * Puts the interpreter of a program into its space as well, and writes to `told` what it has to
 * know. Its entry in *entry; how many words; -ENOENT, -ENOEXEC.
 */
static int add_interpreter(struct space *space, const struct image *program, unsigned *told,
                           unsigned *entry)
{
    const struct elf_header *header = (const struct elf_header *)program->file;
    struct image image;
    unsigned headers = headers_address(program);
    int error;

    image.file = initrd_find(program->interpreter, &image.size);
    if (!image.file)
        return -ENOENT;
    error = add_segments(space, &image, 0);
    if (error)
        return error;
    if (image.interpreter || !headers)
        return -ENOEXEC;
    told[0] = TOLD_HEADERS;
    told[1] = headers;
    told[2] = TOLD_HEADER_COUNT;
    told[3] = header->program_header_count;
    told[4] = TOLD_ENTRY;
    told[5] = header->entry;
    told[6] = TOLD_END;
    told[7] = 0;
    *entry = ((const struct elf_header *)image.file)->entry;
    return TOLD_MAX;
}

/* Writes the addresses of `count` strings, which follow each other from *text, and a 0 behind. */
static unsigned *push_pointers(unsigned *word, unsigned count, const char **text, unsigned *vaddr)
{
    unsigned size;

    for (; count; count--) {
        size = strlen(*text) + 1;
        *word++ = *vaddr;
        *vaddr += size;
        *text += size;
    }
    *word++ = 0;
    return word;
}

/*
 * Writes argc, argv, the environment, the strings and what an interpreter is told to the first
 * stack page; the stack pointer in *sp. -ENOMEM.
 */
static int push_arguments(struct space *space, const struct arguments *arguments,
                          const unsigned *told, unsigned told_count, unsigned *sp)
{
    unsigned strings = (STACK_TOP - arguments->size) & ~3u;
    unsigned *frame = frame_alloc_zeroed();
    unsigned words = 3 + arguments->count + arguments->environment_count + told_count;
    unsigned vaddr = strings;
    const char *text = arguments->text;
    unsigned *word;

    if (!frame)
        return -ENOMEM;
    if (vm_map_frame(space, STACK_TOP - PAGE_SIZE, frame, PTE_R | PTE_W)) {
        frame_free(frame);
        return -ENOMEM;
    }
    memcpy((char *)frame + strings % PAGE_SIZE, arguments->text, arguments->size);
    *sp = (strings - words * 4) & ~15u;
    word = frame + *sp % PAGE_SIZE / 4;
    *word++ = arguments->count;
    push_pointers(word + arguments->count + 1, arguments->environment_count, &text, &vaddr);
    word = push_pointers(word, arguments->count, &text, &vaddr);
    memcpy(word + arguments->environment_count + 1, told, told_count * sizeof *told);
    return 0;
}

/*
 * Makes `space` anew from the program `name`, and `frame` the registers that it starts with.
 * -ENOENT, -ENOEXEC, -ENOMEM: then there is no space.
 */
int exec_load(struct space *space, const char *name, const struct arguments *arguments,
              struct trapframe *frame)
{
    unsigned told[TOLD_MAX];
    unsigned entry, sp;
    struct image image;
    int told_count = 0;
    int error;

    image.file = initrd_find(name, &image.size);
    if (!image.file)
        return -ENOENT;
    error = vm_create(space);
    if (error)
        return error;
    error = add_segments(space, &image, &space->regions[REGION_HEAP]);
    entry = ((const struct elf_header *)image.file)->entry;
    if (!error && image.interpreter) {
        told_count = add_interpreter(space, &image, told, &entry);
        error = told_count < 0 ? told_count : 0;
    }
    if (!error)
        error = push_arguments(space, arguments, told, (unsigned)told_count, &sp);
    if (error) {
        vm_destroy(space);
        return error;
    }
    memset(frame, 0, sizeof *frame);
    frame->mepc = entry;
    frame->mstatus = MSTATUS_MPIE;
    frame->sp = sp;
    return 0;
}

/* Copies the words of a user's argv or environment, and counts them. -EFAULT, -E2BIG. */
static int words_copy_in(struct arguments *arguments, struct space *space, unsigned vaddr,
                         unsigned *count)
{
    unsigned word_vaddr;
    int length;

    for (*count = 0; ; ++*count) {
        if (vm_copy_in(space, &word_vaddr, vaddr, sizeof word_vaddr))
            return -EFAULT;
        if (!word_vaddr)
            return 0;
        if (*count == ARGUMENTS_MAX)
            return -E2BIG;
        length = vm_copy_string_in(space, arguments->text + arguments->size, word_vaddr,
                                   ARGUMENT_BYTES_MAX - arguments->size);
        if (length < 0)
            return length;
        arguments->size += (unsigned)length + 1;
        vaddr += sizeof word_vaddr;
    }
}

/*
 * The first thread of the current process takes over the new program from the calling one,
 * which ends: pid and tid of the new program's thread are equal again. Does not return.
 */
static void continue_in_first_thread(struct thread *first, const struct trapframe *frame)
{
    struct process *process = current->process;

    thread_set_state(current, THREAD_FINISHED);
    thread_remove(current);
    process->live_threads = 0;
    thread_init(first, process, (char *)process);
    first->tid = process->pid;
    *thread_frame(first) = *frame;
    thread_prepare(first, trap_return, 0);
    thread_ready(first);
    thread_reap_later(current);
    schedule(SWITCH_EXIT, "exec");
    panic("exec: a finished thread runs");
}

/* The point of no return: the old space and the other threads go, the new program comes. */
static int commit(struct space *space, const char *name, const struct trapframe *frame)
{
    struct process *process = current->process;
    struct thread *first = proc_first_thread(process);

    proc_end_other_threads(process, current);
    vm_destroy(&process->space);
    process->space = *space;
    string_copy(process->name, name, NAME_SIZE);
    current->stack_slot = -1;
    current->joiner = 0;                /* it has ended with the other threads */
    if (current != first)
        continue_in_first_thread(first, frame);
    *thread_frame(current) = *frame;
    vm_activate(&process->space);
    return 0;
}

/*
 * System call: the current process runs another program. No environment (0) is an empty one. -ENOENT, -ENOEXEC, -ENOMEM, -EFAULT,
 * -E2BIG: then nothing has changed.
 */
__attribute__((noinline)) int exec_current(unsigned name_vaddr, unsigned argv_vaddr,
                                          unsigned environment_vaddr)
{
    struct space *old = &current->process->space;
    struct arguments *arguments;
    struct trapframe frame;
    struct space space;
    char name[NAME_SIZE];
    int error = vm_copy_string_in(old, name, name_vaddr, sizeof name);

    if (error < 0)
        return error == -E2BIG ? -ENOENT : error;
    arguments = frame_alloc();
    if (!arguments)
        return -ENOMEM;
    arguments->size = arguments->environment_count = 0;
    error = environment_vaddr
          ? words_copy_in(arguments, old, environment_vaddr, &arguments->environment_count) : 0;
    if (!error)
        error = words_copy_in(arguments, old, argv_vaddr, &arguments->count);
    if (!error)
        error = exec_load(&space, name, arguments, &frame);
    frame_free(arguments);
    return error ? error : commit(&space, name, &frame);
}
