//! The numbers of DWARF 5 that are used here, under their own names.

#![allow(missing_docs)]

macro_rules! numbers {
    ($kind:ty: $($name:ident = $value:literal)*) => { $(pub const $name: $kind = $value;)* };
}

numbers!(u16:
    TAG_ARRAY_TYPE = 0x01
    TAG_ENUMERATION_TYPE = 0x04
    TAG_FORMAL_PARAMETER = 0x05
    TAG_LEXICAL_BLOCK = 0x0b
    TAG_MEMBER = 0x0d
    TAG_POINTER_TYPE = 0x0f
    TAG_COMPILE_UNIT = 0x11
    TAG_STRUCTURE_TYPE = 0x13
    TAG_SUBROUTINE_TYPE = 0x15
    TAG_TYPEDEF = 0x16
    TAG_UNION_TYPE = 0x17
    TAG_UNSPECIFIED_PARAMETERS = 0x18
    TAG_SUBRANGE_TYPE = 0x21
    TAG_BASE_TYPE = 0x24
    TAG_CONST_TYPE = 0x26
    TAG_ENUMERATOR = 0x28
    TAG_INLINED_SUBROUTINE = 0x1d
    TAG_SUBPROGRAM = 0x2e
    TAG_VARIABLE = 0x34
    TAG_VOLATILE_TYPE = 0x35
);

numbers!(u16:
    AT_LOCATION = 0x02
    AT_NAME = 0x03
    AT_BYTE_SIZE = 0x0b
    AT_STMT_LIST = 0x10
    AT_LOW_PC = 0x11
    AT_HIGH_PC = 0x12
    AT_LANGUAGE = 0x13
    AT_COMP_DIR = 0x1b
    AT_CONST_VALUE = 0x1c
    AT_INLINE = 0x20
    AT_PRODUCER = 0x25
    AT_PROTOTYPED = 0x27
    AT_ABSTRACT_ORIGIN = 0x31
    AT_COUNT = 0x37
    AT_DATA_MEMBER_LOCATION = 0x38
    AT_DECL_FILE = 0x3a
    AT_DECL_LINE = 0x3b
    AT_DECLARATION = 0x3c
    AT_ENCODING = 0x3e
    AT_EXTERNAL = 0x3f
    AT_FRAME_BASE = 0x40
    AT_TYPE = 0x49
    AT_RANGES = 0x55
    AT_CALL_COLUMN = 0x57
    AT_CALL_FILE = 0x58
    AT_CALL_LINE = 0x59
    AT_DATA_BIT_OFFSET = 0x6b
    AT_BIT_SIZE = 0x0d
    AT_NORETURN = 0x87
);

numbers!(u8:
    FORM_ADDR = 0x01
    FORM_DATA4 = 0x06
    FORM_SDATA = 0x0d
    FORM_STRP = 0x0e
    FORM_UDATA = 0x0f
    FORM_REF4 = 0x13
    FORM_SEC_OFFSET = 0x17
    FORM_EXPRLOC = 0x18
    FORM_FLAG_PRESENT = 0x19
);

numbers!(u8:
    OP_ADDR = 0x03
    OP_DEREF = 0x06
    OP_CONSTS = 0x11
    OP_REG0 = 0x50
    OP_BREG0 = 0x70
    OP_FBREG = 0x91
    OP_PIECE = 0x93
    OP_CALL_FRAME_CFA = 0x9c
    OP_STACK_VALUE = 0x9f
);

numbers!(u64:
    ATE_BOOLEAN = 2
    ATE_SIGNED = 5
    ATE_SIGNED_CHAR = 6
    ATE_UNSIGNED = 7
    ATE_UNSIGNED_CHAR = 8
    LANG_C11 = 0x1d
    INL_INLINED = 1
);

/// A list of places: the end of it, and an entry with two addresses.
pub const LLE_END_OF_LIST: u8 = 0;
pub const LLE_START_END: u8 = 7;
/// A list of ranges: the end of it, and an entry with two addresses.
pub const RLE_END_OF_LIST: u8 = 0;
pub const RLE_START_END: u8 = 6;
/// In the head of a unit: it is a whole one.
pub const UT_COMPILE: u8 = 1;
pub const CHILDREN_NO: u8 = 0;
pub const CHILDREN_YES: u8 = 1;
