package dev.brood.local.net;

import dev.brood.Address;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.time.Duration;

/// A connected socket. Reads and writes block; one thread may read while another writes, and
/// [#close()] ends both.
///
/// Interrupting a thread that reads or writes may close the wire. So threads of users do neither,
/// but where [#bearsInterrupts()].
interface Wire extends AutoCloseable {

    /// Reads some bytes, at least one.
    ///
    /// @return how many, or -1 at the end
    int read(byte[] to, int offset, int length) throws IOException;

    void write(byte[] from, int offset, int length) throws IOException;

    /// Ends what this side sends; the other side may go on.
    void endOutput() throws IOException;

    /// Has reads fail after a time without a byte, if the system does not tell of lost links.
    void limitSilence(Duration longest) throws IOException;

    /// Returns whether an interrupt leaves it open, whatever thread is at it.
    boolean bearsInterrupts();

    /// Returns what is different in each encrypted channel and the same at both its ends; nothing
    /// if it is not encrypted.
    byte[] binding() throws IOException;

    /// Returns where the other side is, if it has an address.
    @Nullable Address peer();

    /// Closes it at once, whatever another thread is doing with it.
    @Override
    void close();

    /// Reads exactly so many bytes.
    ///
    /// @return false if there was none any more
    default boolean readFully(byte[] to, int length) throws IOException {
        int have = 0;
        while (have < length) {
            int read = read(to, have, length - have);
            if (read < 0) {
                if (have == 0) {
                    return false;
                }
                throw new IOException("it ended in the middle of a message");
            }
            have += read;
        }
        return true;
    }
}
