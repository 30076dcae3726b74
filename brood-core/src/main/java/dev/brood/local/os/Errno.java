package dev.brood.local.os;

/// The error numbers of Linux that Brood meets; the same on x86-64 and aarch64.
final class Errno {
    static final int EPERM = 1;
    static final int ESRCH = 3;
    static final int EINTR = 4;
    static final int EAGAIN = 11;
    static final int EFAULT = 14;
    static final int EINVAL = 22;
    static final int ENOSYS = 38;
    static final int ETIMEDOUT = 110;

    private Errno() {}

    /// Returns an error in words.
    static String describe(int errno) {
        return switch (errno) {
            case EPERM -> "EPERM (1): not permitted";
            case ESRCH -> "ESRCH (3): no such process";
            case EINTR -> "EINTR (4): interrupted by a signal";
            case EAGAIN -> "EAGAIN (11): try again";
            case EFAULT -> "EFAULT (14): bad address";
            case EINVAL -> "EINVAL (22): invalid argument";
            case ENOSYS -> "ENOSYS (38): this kernel, or its sandbox, has no such call";
            case ETIMEDOUT -> "ETIMEDOUT (110): timed out";
            default -> "errno " + errno;
        };
    }
}
