package dev.brood;

import java.io.Serializable;
import java.lang.foreign.MemorySegment;

/// A piece of memory that processes share, as bytes: what is written by one is there for all.
///
/// ```java
/// SharedMemory memory = Brood.local().memory("frame", 1920 * 1080 * 4);
/// memory.segment().set(ValueLayout.JAVA_INT, 0, 0xff00ff);
/// // in any process of the tree, and in any other JVM of this user and machine:
/// SharedMemory same = Brood.local().attachMemory("frame");
/// ```
///
/// The handle is serializable; where it is decoded the memory is attached. Memory can also be
/// attached by its name ([SharedDataFactory#attachMemory]).
///
/// | | this process | others who have attached it | name and handles on their way |
/// |---|---|---|---|
/// | [#close] | unmaps it | go on | go on |
/// | [#unlink] | goes on | go on | mean nothing any more |
///
/// The memory itself is freed when it is unlinked and all have closed it.
///
/// **Life.** What no one unlinks is unlinked when the last process that has attached it has ended,
/// however it ended; or, once a handle of it was sent, when the tree ends. A process of another
/// tree counts for nothing here: it may attach the memory by its name and end, and nothing happens;
/// and what it has attached stays there for it until it closes it, whatever becomes of the owners.
///
/// **Memory effects.** There is no order but what [java.lang.invoke.VarHandle]s, locks and queues
/// make. A process that dies leaves what it has written.
public interface SharedMemory extends AutoCloseable, Serializable {

    /// Returns its name.
    ///
    /// @return the name given, or one like `memory-3`
    String name();

    /// Returns its size.
    ///
    /// @return in bytes, as it was made
    long size();

    /// Returns the memory. It was zeros at first.
    ///
    /// @return as many bytes as [#size()], at an address that is a multiple of the page size; after
    ///   [#close] every access throws [IllegalStateException]
    /// @throws ClosedException if it was closed by this process
    MemorySegment segment();

    /// Returns the memory, not to be written.
    ///
    /// @return as [#segment()], but writing throws [IllegalArgumentException]
    /// @throws ClosedException if it was closed by this process
    default MemorySegment readOnly() {
        return segment().asReadOnly();
    }

    /// Returns whether this process has closed it.
    ///
    /// @return true if this handle can't be used any more
    boolean isClosed();

    /// Ends its use by this process, and unmaps it here. A second call does nothing.
    ///
    /// @throws IllegalStateException while a thread of this process is in the middle of input or
    ///   output with it
    @Override
    void close();

    /// Takes its name away: no one can attach it any more. Also after [#close].
    ///
    /// @return false if it was unlinked before
    /// @throws IllegalStateException if it belongs to another tree; only the processes of that tree
    ///   may do this
    boolean unlink();
}
