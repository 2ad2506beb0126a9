/* ELF files as the loader sees them: headers, and the tables that the linker has made for it. */
#ifndef ELF_H
#define ELF_H

#include <stdint.h>

struct elf_header {
    unsigned char ident[16];
    uint16_t type, machine;
    uint32_t version, entry, program_headers, section_headers, flags;
    uint16_t header_size, program_header_size, program_header_count;
    uint16_t section_header_size, section_header_count, section_names;
};

#define ELF_LIBRARY     3
#define ELF_RISCV       243

struct elf_segment {
    uint32_t type, offset, vaddr, paddr, file_size, memory_size, flags, align;
};

#define SEGMENT_LOAD    1
#define SEGMENT_DYNAMIC 2
#define SEGMENT_X       1
#define SEGMENT_W       2
#define SEGMENT_R       4

/* An entry of the dynamic section, which says where everything else is. */
struct elf_dynamic {
    uint32_t tag, value;
};

enum {
    DT_NULL, DT_NEEDED, DT_PLTRELSZ, DT_PLTGOT, DT_HASH, DT_STRTAB, DT_SYMTAB, DT_RELA, DT_RELASZ,
    DT_JMPREL = 23, DT_BIND_NOW, DT_INIT_ARRAY, DT_FINI_ARRAY, DT_INIT_ARRAYSZ, DT_FINI_ARRAYSZ,
    DT_FLAGS = 30, DT_COUNT
};

#define FLAG_BIND_NOW   8

struct elf_symbol {
    uint32_t name, value, size;
    unsigned char info, other;
    uint16_t section;                   /* 0: it is only asked for here */
};

#define SYMBOL_IS_WEAK(symbol)  ((symbol)->info >> 4 == 2)

struct elf_relocation {
    uint32_t place, info, addend;       /* info: number of the symbol, and kind */
};

#define RELOCATION_WORD     1           /* the symbol's address + addend */
#define RELOCATION_MOVED    3           /* the object's address + addend */
#define RELOCATION_CALL     5           /* a word of a stub: the symbol's address */

#endif
