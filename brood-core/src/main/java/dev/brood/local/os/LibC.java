package dev.brood.local.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import org.jspecify.annotations.Nullable;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.util.Objects;

/// What Brood calls of the C library: `syscall(2)`, one function for all calls of the kernel, as
/// that keeps the cost of linking (tens of milliseconds in a young JVM) to a minimum; and
/// `malloc_trim(3)`, where there is one. The only class with restricted methods. Each link is made
/// on first use.
@SuppressWarnings("restricted")
final class LibC {
    private static final FunctionDescriptor LONGS =
            FunctionDescriptor.of(
                    JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                    JAVA_LONG);

    private LibC() {}

    /// Makes a call whose error number is of no interest.
    ///
    /// @return what `syscall` returned, -1 for an error
    static long call(long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) Plain.SYSCALL.invokeExact(number, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /// Makes a call.
    ///
    /// @param errno at least 4 bytes, where the error number is left if the call fails
    /// @return what `syscall` returned, -1 for an error
    static long call(
            MemorySegment errno, long number, long a, long b, long c, long d, long e, long f) {
        try {
            return (long) WithErrno.SYSCALL.invokeExact(errno, number, a, b, c, d, e, f);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /// Gives freed memory back to the kernel, if this library is one that can.
    static void trim() {
        MethodHandle trim = Trim.MALLOC_TRIM;
        if (trim == null) {
            return;
        }
        try {
            long _ = (long) trim.invokeExact(0L, 0L, 0L, 0L, 0L, 0L, 0L);
        } catch (Throwable t) {
            throw rethrow(t);
        }
    }

    /// Returns the error number a failed call has left.
    static int errno(MemorySegment errno) {
        return errno.get(JAVA_INT, 0);
    }

    private static RuntimeException rethrow(Throwable t) {
        if (t instanceof RuntimeException e) {
            throw e;
        }
        if (t instanceof Error e) {
            throw e;
        }
        throw new AssertionError("a system call throws nothing checked", t);
    }

    private static @Nullable MethodHandle link(String function, Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().find(function).orElse(null);
        return address == null ? null : linker.downcallHandle(address, LONGS, options);
    }

    private static MethodHandle linkSyscall(Linker.Option... options) {
        return Objects.requireNonNull(link("syscall", options), "a C library without syscall(2)");
    }

    private static final class Plain {
        static final MethodHandle SYSCALL = linkSyscall(Linker.Option.firstVariadicArg(1));
    }

    private static final class Trim {
        /// Of the shape of [Plain#SYSCALL], which is linked already: another one would cost a new
        /// class. The six arguments too many are where nobody looks: in registers, or on the stack,
        /// which the caller takes back. Nobody looks at the result.
        static final @Nullable MethodHandle MALLOC_TRIM =
                link("malloc_trim", Linker.Option.firstVariadicArg(1));
    }

    private static final class WithErrno {
        static final MethodHandle SYSCALL =
                linkSyscall(
                        Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
    }
}
