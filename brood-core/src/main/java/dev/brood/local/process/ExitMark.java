package dev.brood.local.process;

import dev.brood.local.roster.Roster;

import java.io.FileOutputStream;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.nio.ByteOrder;

/// Writes the marks of this process in the roster, by which its parent tells an exit code above 128
/// from a signal, and a JVM that never got going from one that did. Through the file, not the
/// mapping, which a child may never need.
final class ExitMark extends Thread {
    /// The JVM has booted and read its first order.
    static final int BOOTED = 1;

    /// The JVM has ended in order: its shutdown hooks have run.
    static final int ORDERLY = Roster.ENDED_IN_ORDER;

    private static final boolean LITTLE_ENDIAN = ByteOrder.nativeOrder() == ByteOrder.LITTLE_ENDIAN;

    private final Boot boot;

    private ExitMark(Boot boot) {
        super("brood-exit-mark");
        this.boot = boot;
    }

    /// Marks this process as booted, and sees to it that its exit will be marked.
    static void install(Boot boot) {
        write(boot, BOOTED);
        try {
            Runtime.getRuntime().addShutdownHook(new ExitMark(boot));
        } catch (IllegalStateException e) {
            write(boot, ORDERLY); // it is ending already
        }
    }

    /// Returns whether this JVM is ending: it then takes no more hooks.
    static boolean isEnding() {
        Thread hook = new Thread(() -> {});
        try {
            Runtime.getRuntime().addShutdownHook(hook);
            return !Runtime.getRuntime().removeShutdownHook(hook);
        } catch (IllegalStateException e) {
            return true;
        }
    }

    @Override
    public void run() {
        write(boot, ORDERLY);
        dismissAttendant();
    }

    /// Gets the attendant out of its read: a JVM that ends waits up to 300 ms for threads that are
    /// in native code (`VM_Exit::wait_for_threads_in_native_to_block`). On Linux a process can
    /// write into its own standard input, if that is a pipe; elsewhere the JVM waits.
    private static void dismissAttendant() {
        try (FileOutputStream self = new FileOutputStream("/proc/self/fd/0")) {
            self.write(new byte[] {0, 0, 0, 0, Orders.LEAVE});
        } catch (IOException e) {
            return; // see above
        }
    }

    private static void write(Boot boot, int mark) {
        try (RandomAccessFile tree = new RandomAccessFile(boot.tree + "/tree", "rw")) {
            tree.seek(Roster.markOffset(boot.slot));
            tree.write(
                    LITTLE_ENDIAN
                            ? new byte[] {(byte) mark, 0, 0, 0}
                            : new byte[] {0, 0, 0, (byte) mark});
        } catch (IOException e) {
            // The tree is gone, and so is whoever would read it.
            return;
        }
    }
}
