package dev.brood.local.os;

import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;

/// `syscall(2)` of the C library, the only native function Brood calls: one function for all calls
/// keeps the cost of linking (tens of milliseconds in a young JVM) to a minimum. The only class
/// with restricted methods. Each link is made on first use.
@SuppressWarnings("restricted")
final class LibC {
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

    private static MethodHandle link(Linker.Option... options) {
        Linker linker = Linker.nativeLinker();
        MemorySegment address = linker.defaultLookup().findOrThrow("syscall");
        return linker.downcallHandle(
                address,
                FunctionDescriptor.of(
                        JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG, JAVA_LONG,
                        JAVA_LONG),
                options);
    }

    private static final class Plain {
        static final MethodHandle SYSCALL = link(Linker.Option.firstVariadicArg(1));
    }

    private static final class WithErrno {
        static final MethodHandle SYSCALL =
                link(Linker.Option.firstVariadicArg(1), Linker.Option.captureCallState("errno"));
    }
}
