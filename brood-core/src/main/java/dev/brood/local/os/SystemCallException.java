package dev.brood.local.os;

import dev.brood.ResourceException;

/// Thrown when a system call failed: names the call, what it was about and the error.
public final class SystemCallException extends ResourceException {
    private final int errno;

    SystemCallException(String call, int errno) {
        super(call + " failed: " + Errno.describe(errno));
        this.errno = errno;
    }

    /// Returns the error.
    ///
    /// @return the number, as in `errno(3)`
    public int errno() {
        return errno;
    }
}
