package dev.brood.codec;

/// The bytes of an encoded value, and the numbers that begin each part of it.
///
/// ## A message
///
/// ```text
///   +---------+------------------+- - - - - - - - - - -+- - - - - - - - - - - - - -+
///   | version | value            | Java serialization  | int32: length of the part |
///   +---------+------------------+- - - - - - - - - - -+- - - - - - - - - - - - - -+
///    1 byte    the compact form   both only if the version byte has JDK_PART set
/// ```
///
/// Large primitive arrays are not in it but beside it, as attachments; [FlatBytes] puts both into
/// one array.
///
/// ## Numbers and text
///
/// | name | bytes |
/// |---|---|
/// | `varint`, `varlong` | 7 bits in each byte, lowest first; the top bit says that more follow |
/// | `zigzag` | a varint of `(n << 1) ^ (n >> 31)`, so that -1 is as short as 1 |
/// | `int32`, `int64` | 4 or 8 bytes, lowest first; a float or double is its bits |
/// | `string` | varlong `length << 1`, Latin-1; or `length << 1 \| 1`, UTF-16, low bytes first |
/// | `count` | varint, never more than what is left could hold |
///
/// ## A value
///
/// A byte of 0x80 and above is a whole `Integer`, from -16 to 111. Any other is one of these tags:
///
/// | tag | followed by |
/// |---|---|
/// | `NULL`, `TRUE`, `FALSE` | nothing |
/// | `BACK` | varint: the number of a part that came before, or that this one is inside of |
/// | `BYTE` `SHORT` `CHAR` | 1, 2, 2 bytes |
/// | `INT` `LONG` | zigzag |
/// | `FLOAT` `DOUBLE` | int32, int64 |
/// | `BIG_INTEGER` | count, two's complement, highest byte first |
/// | `BIG_DECIMAL` | zigzag scale, then as `BIG_INTEGER` |
/// | `STRING` `PATH` `URI` | string |
/// | `UUID` | 2 × int64 |
/// | `DURATION` `INSTANT` | zigzag seconds, varint nanoseconds |
/// | `LOCAL_DATE` `LOCAL_TIME` `…_DATE_TIME` | zigzag epoch day; varlong nanosecond of day; both |
/// | `OPTIONAL` `OPTIONAL_EMPTY` | value; nothing |
/// | `OPTIONAL_INT` … `_DOUBLE` | 1 if present, else 0; then zigzag or int64 |
/// | `INLINE` + kind ¹ | count, elements, low bytes first |
/// | `ATTACHED` + kind | varint index among the attachments, varint length |
/// | `OBJECTS` ¹ | count, values: an `Object[]` |
/// | `ARRAY` ¹ | type of the component, count, values |
/// | `CLASS` | type |
/// | `ENUM` | type, string: the constant's name |
/// | `RECORD` ² | shape, components: primitive ones bare, others as values |
/// | `LAMBDA` ³ | call site, captured values |
/// | `THROWABLE` ² | see [ThrowableForm] |
/// | `PORTABLE` ² | value: a [Reference] |
/// | `JDK` | nothing: the next object of the part in Java serialization |
/// | `THROWABLE_PART` | varint: one of the throwables that an enclosing one refers to |
/// | lists, sets | count, elements; before it the comparator if sorted, the type of an `ENUM_SET` |
/// | maps | count, key and value in turn; before it the comparator or type, likewise |
/// | `ENTRY` | 1, key, value |
///
/// Parts marked ¹, ², ³ and all lists, sets and maps have numbers, from 0 in the order in which
/// they begin; so shared parts stay shared and cycles close. A part that is made empty and filled
/// (¹, and the collections that can change) is there to be referred to from the start. One that is
/// made when its parts are known (², and the collections that can't change) is put where it belongs
/// when all else is done: [Pending]. (³ depends on the interface: [LambdaTarget].)
///
/// A `type`, a `shape` and a `call site` are [Descriptor]s: written once in a message, then by
/// number.
final class Tag {
    /// The version of all this, which is the first byte.
    static final int VERSION = 1;

    /// Added to the version when there is a part in Java serialization.
    static final int JDK_PART = 0x80;

    /// The first byte of the form that carries its attachments, instead of a version.
    static final int FLAT = 0x7F;

    static final int SMALL_INT = 0x80;
    static final int SMALLEST = -16;
    static final int LARGEST = 111;

    static final int NULL = 0x00;
    static final int TRUE = 0x01;
    static final int FALSE = 0x02;
    static final int BACK = 0x03;

    static final int BYTE = 0x10;
    static final int SHORT = 0x11;
    static final int CHAR = 0x12;
    static final int INT = 0x13;
    static final int LONG = 0x14;
    static final int FLOAT = 0x15;
    static final int DOUBLE = 0x16;
    static final int BIG_INTEGER = 0x17;
    static final int BIG_DECIMAL = 0x18;

    static final int STRING = 0x20;
    static final int UUID = 0x21;
    static final int PATH = 0x22;
    static final int URI = 0x23;
    static final int DURATION = 0x24;
    static final int INSTANT = 0x25;
    static final int LOCAL_DATE = 0x26;
    static final int LOCAL_TIME = 0x27;
    static final int LOCAL_DATE_TIME = 0x28;
    static final int OPTIONAL = 0x29;
    static final int OPTIONAL_EMPTY = 0x2A;
    static final int OPTIONAL_INT = 0x2B;
    static final int OPTIONAL_LONG = 0x2C;
    static final int OPTIONAL_DOUBLE = 0x2D;

    /// Plus the code of an [AttachmentKind].
    static final int INLINE = 0x30;

    static final int ATTACHED = 0x38;

    static final int OBJECTS = 0x40;
    static final int ARRAY = 0x41;
    static final int CLASS = 0x42;
    static final int ENUM = 0x43;
    static final int RECORD = 0x44;
    static final int LAMBDA = 0x45;
    static final int THROWABLE = 0x46;
    static final int PORTABLE = 0x47;
    static final int JDK = 0x48;
    static final int THROWABLE_PART = 0x49;

    static final int ARRAY_LIST = 0x50;
    static final int LINKED_LIST = 0x51;
    static final int ARRAY_DEQUE = 0x52;
    static final int LIST_OF = 0x53;
    static final int LIST_OF_NULLABLE = 0x54;
    static final int AS_LIST = 0x55;
    static final int UNMODIFIABLE_LIST = 0x56;
    static final int UNMODIFIABLE_LINKED_LIST = 0x57;
    static final int UNMODIFIABLE_COLLECTION = 0x58;
    static final int EMPTY_LIST = 0x59;
    static final int SINGLETON_LIST = 0x5A;

    static final int HASH_SET = 0x60;
    static final int LINKED_HASH_SET = 0x61;
    static final int TREE_SET = 0x62;
    static final int ENUM_SET = 0x63;
    static final int SET_OF = 0x64;
    static final int UNMODIFIABLE_SET = 0x65;
    static final int UNMODIFIABLE_SORTED_SET = 0x66;
    static final int UNMODIFIABLE_NAVIGABLE_SET = 0x67;
    static final int EMPTY_SET = 0x68;
    static final int SINGLETON = 0x69;

    static final int HASH_MAP = 0x70;
    static final int LINKED_HASH_MAP = 0x71;
    static final int TREE_MAP = 0x72;
    static final int CONCURRENT_HASH_MAP = 0x73;
    static final int ENUM_MAP = 0x74;
    static final int MAP_OF = 0x75;
    static final int UNMODIFIABLE_MAP = 0x76;
    static final int UNMODIFIABLE_SORTED_MAP = 0x77;
    static final int UNMODIFIABLE_NAVIGABLE_MAP = 0x78;
    static final int EMPTY_MAP = 0x79;
    static final int SINGLETON_MAP = 0x7A;

    /// One entry alone, as of `Map.entry`.
    static final int ENTRY = 0x7B;

    private Tag() {}
}
