package dev.brood;

import org.jspecify.annotations.Nullable;

import java.io.Serializable;

/// Two connected ends between which messages go, from any process of a tree to any other.
///
/// ```java
/// Pipe pipe = Brood.local().pipe();
/// Connection theirs = pipe.second();
/// Brood.local().start(() -> theirs.send("hello, " + theirs.receive()));
/// pipe.first().send("child");
/// IO.println(pipe.first().receive());
/// ```
///
/// In a one-way pipe the first end only receives and the second only sends.
///
/// A pipe has no life of its own beside that of its ends: [Connection] says when an end is gone,
/// and what the other one sees of it.
///
/// @param first one end; of a one-way pipe the one that receives
/// @param second the other end; of a one-way pipe the one that sends
public record Pipe(Connection first, Connection second) implements AutoCloseable, Serializable {

    /// Returns an end that receives.
    ///
    /// @return the first
    public Connection receiver() {
        return first;
    }

    /// Returns an end that sends to [#receiver()].
    ///
    /// @return the second
    public Connection sender() {
        return second;
    }

    /// Closes both ends in this process.
    @Override
    public void close() {
        first.close();
        second.close();
    }

    /// Collects options and makes a pipe; made by [Brood#newPipe()].
    public interface Builder {
        /// Sets whether both ends send and receive.
        ///
        /// @param duplex false for a one-way pipe; true if not set
        /// @return this
        Builder duplex(boolean duplex);

        /// Sets how much may be under way in each direction before a sender has to wait. A message
        /// of more than a quarter of that goes beside it, through memory of its own; of such there
        /// are two under way at most.
        ///
        /// @param bytes rounded up to a power of two of at least 4,096; 1,048,576 if not set
        /// @return this
        /// @throws IllegalArgumentException if less than 1
        Builder capacity(long bytes);

        /// Gives it a name, for messages.
        ///
        /// @param name a label without further meaning; null for one like `pipe-3`
        /// @return this
        Builder name(@Nullable String name);

        /// Makes the pipe.
        ///
        /// @return an open pipe
        /// @throws ResourceException if there is not enough shared memory
        Pipe open();
    }
}
