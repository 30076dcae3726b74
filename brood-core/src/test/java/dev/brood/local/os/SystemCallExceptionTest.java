package dev.brood.local.os;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.ResourceException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/// What is said of a failed system call.
class SystemCallExceptionTest {
    @ParameterizedTest
    @CsvSource({
        "1, 'EPERM (1): not permitted'",
        "3, 'ESRCH (3): no such process'",
        "4, 'EINTR (4): interrupted by a signal'",
        "11, 'EAGAIN (11): try again'",
        "14, 'EFAULT (14): bad address'",
        "22, 'EINVAL (22): invalid argument'",
        "38, 'ENOSYS (38): this kernel, or its sandbox, has no such call'",
        "110, 'ETIMEDOUT (110): timed out'",
        "5, 'errno 5'"
    })
    void message_anyError_namesCallAndError(int errno, String described) {
        SystemCallException e = new SystemCallException("kill(1, 9)", errno);
        assertThat(e).isInstanceOf(ResourceException.class);
        assertThat(e).hasMessage("kill(1, 9) failed: " + described);
        assertThat(e.errno()).isEqualTo(errno);
    }
}
