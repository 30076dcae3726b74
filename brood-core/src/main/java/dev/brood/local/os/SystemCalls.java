package dev.brood.local.os;

import org.jspecify.annotations.Nullable;

/// The numbers of the Linux system calls that Brood makes, which differ by processor
/// (`arch/x86/entry/syscalls/syscall_64.tbl` and `include/uapi/asm-generic/unistd.h` of the
/// kernel).
record SystemCalls(
        int futex,
        int kill,
        int prctl,
        int getppid,
        int close,
        int ppoll,
        int pidfdOpen,
        int futexWaitv,
        int clockGettime,
        int schedSetaffinity) {

    private static final SystemCalls X86_64 =
            new SystemCalls(202, 62, 157, 110, 3, 271, 434, 449, 228, 203);
    private static final SystemCalls AARCH64 =
            new SystemCalls(98, 129, 167, 173, 57, 73, 434, 449, 113, 122);

    /// Returns the numbers for this processor, or null if they aren't known.
    static @Nullable SystemCalls forProcessor(String arch) {
        return switch (arch) {
            case "amd64", "x86_64" -> X86_64;
            case "aarch64" -> AARCH64;
            default -> null;
        };
    }
}
