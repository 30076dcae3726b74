package dev.brood;

import java.lang.foreign.MemorySegment;

/// An array of a primitive type that any number of processes of a tree read and write at once, in
/// memory that all of them have mapped: nothing is copied or sent.
///
/// ```java
/// SharedDoubleArray samples = Brood.local().doubles(1_000_000);
/// Brood.local().start(() -> samples.fill(0, 500_000, 1.0)).join();
/// System.out.println(samples.sum());
/// ```
///
/// | | methods |
/// |---|---|
/// | one element, fast | `get`, `set` |
/// | one element, seen by others in order | `getVolatile`, `setVolatile`, acquire, release, opaque |
/// | one element, atomically | `compareAndSet`, `compareAndExchange`, `getAndSet`, `getAndAdd`… |
/// | many | `read`, `write`, `fill`, `toArray`, `stream` |
/// | all of the memory | [#segment()] |
///
/// **Memory effects** are those of [java.lang.invoke.VarHandle], between processes as between
/// threads. `get`, `set` and what handles many elements at once are plain, as with Java's own
/// arrays: an element is never torn, but for others to see what was written there must be something
/// that orders it, such as a queue, a lock, the end of the process, or a volatile write.
///
/// **Death.** A process that dies leaves what it has written. There is nothing to be repaired but
/// what the elements mean together.
///
/// **Length.** An array keeps its length, which may be more than 2³¹. Its memory is there from the
/// start: an array for which there is no room is refused when it is made, not when it is used.
public interface SharedArray extends SharedData {

    /// Returns how many elements there are.
    ///
    /// @return at least 0
    long length();

    /// Returns the elements as memory: what is done to one shows in the other. For loops this is as
    /// fast as it gets. Once asked for, the array is not given back for being garbage: close it.
    ///
    /// @return all elements, in the byte order of this machine; valid until the array is closed,
    ///   after which its methods throw [IllegalStateException]
    MemorySegment segment();
}
