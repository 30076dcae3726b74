package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import static java.nio.charset.StandardCharsets.US_ASCII;

import dev.brood.BufferTooShortException;
import dev.brood.ChildProcess;
import dev.brood.Connection;
import dev.brood.MessageTooLongException;
import dev.brood.Pipe;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.Arrays;
import java.util.List;

/// What every engine's [dev.brood.Connection] does with bytes: rows C-04 to C-06 of CPython's
/// `multiprocessing`, its test `test_sendbytes`, and more.
public abstract class PipeBytesContract extends EngineContract {

    /// For subclasses.
    protected PipeBytesContract() {}

    @Test
    @Covers({"C-04", "test_sendbytes"})
    void sendBytes_ofParts_sendsThese_andRefusesWhatIsNotThere() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            byte[] letters = "abcdefghijklmnopqrstuvwxyz".getBytes(US_ASCII);
            Connection a = pipe.first();
            Connection b = pipe.second();
            a.sendBytes(letters);
            assertThat(b.receiveBytes()).isEqualTo(letters);
            a.sendBytes(letters, 5, 3);
            assertThat(b.receiveBytes()).isEqualTo("fgh".getBytes(US_ASCII));
            a.sendBytes(letters, 26, 0);
            assertThat(b.receiveBytes()).isEmpty();
            ByteBuffer buffer = ByteBuffer.wrap(letters, 1, 2);
            a.sendBytes(buffer);
            assertThat(buffer.position()).as("all of it was sent").isEqualTo(3);
            assertThat(b.receiveBytes()).isEqualTo("bc".getBytes(US_ASCII));
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment segment = arena.allocateFrom("native");
                a.sendBytes(segment.asSlice(2, 3));
            }
            assertThat(b.receiveBytes()).isEqualTo("tiv".getBytes(US_ASCII));
            assertThatThrownBy(() -> a.sendBytes(letters, 27, 0))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.sendBytes(letters, 22, 5))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.sendBytes(letters, -1, 5))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThatThrownBy(() -> a.sendBytes(letters, 0, -1))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            assertThat(b.poll()).isFalse();
        }
    }

    @Test
    @Covers({"C-06", "test_connection"})
    void receiveBytesInto_fillsTheBuffer_andLosesNothingThatIsTooLong() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            Connection a = pipe.first();
            byte[] buffer = new byte[10];
            a.sendBytes(new byte[] {1, 2, 3});
            assertThat(pipe.second().receiveBytesInto(buffer, 4)).isEqualTo(3);
            assertThat(buffer).containsExactly(0, 0, 0, 0, 1, 2, 3, 0, 0, 0);
            byte[] message = PipeContract.random(400_000, 1);
            a.sendBytes(message);
            assertThatThrownBy(() -> pipe.second().receiveBytesInto(buffer, 2))
                    .isInstanceOfSatisfying(
                            BufferTooShortException.class,
                            e -> assertThat(e.bytes()).isEqualTo(message))
                    .hasMessageContaining("400,000 bytes, the buffer room for 8");
            assertThat(pipe.second().poll()).isFalse();
            assertThatThrownBy(() -> pipe.second().receiveBytesInto(buffer, 11))
                    .isInstanceOf(IndexOutOfBoundsException.class);
            a.sendBytes(message);
            try (Arena arena = Arena.ofConfined()) {
                MemorySegment segment = arena.allocate(500_000);
                assertThat(pipe.second().receiveBytesInto(segment)).isEqualTo(400_000);
                assertThat(segment.asSlice(0, 400_000).mismatch(MemorySegment.ofArray(message)))
                        .isEqualTo(-1);
            }
        }
    }

    @Test
    @Covers("C-06")
    void receiveBytesInto_aByteBuffer_movesItsPosition() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            Connection a = pipe.first();
            Connection b = pipe.second();
            for (ByteBuffer buffer :
                    List.of(ByteBuffer.allocate(10), ByteBuffer.allocateDirect(10))) {
                buffer.position(2).limit(8);
                a.sendBytes(new byte[] {1, 2, 3});
                a.sendBytes(new byte[] {4});
                assertThat(b.receiveBytesInto(buffer)).isEqualTo(3);
                assertThat(b.receiveBytesInto(buffer)).isEqualTo(1);
                assertThat(buffer.position()).isEqualTo(6);
                a.sendBytes(new byte[] {5, 6, 7});
                assertThatThrownBy(() -> b.receiveBytesInto(buffer))
                        .isInstanceOf(BufferTooShortException.class)
                        .hasMessageContaining("3 bytes, the buffer room for 2");
                assertThat(buffer.position()).isEqualTo(6);
                byte[] content = new byte[10];
                buffer.clear().get(content);
                assertThat(content).containsExactly(0, 0, 1, 2, 3, 4, 0, 0, 0, 0);
            }
            a.sendBytes(new byte[] {8});
            assertThatThrownBy(() -> b.receiveBytesInto(ByteBuffer.allocate(4).asReadOnlyBuffer()))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("read-only");
            assertThat(b.receiveBytes()).containsExactly(8);
        }
    }

    @Test
    @Covers({"C-04", "C-10"})
    void sendBytes_ofMoreThanAnArrayHolds_isRefused(@TempDir Path folder) throws Exception {
        try (Pipe pipe = brood().pipe();
                Arena arena = Arena.ofConfined();
                FileChannel sparse =
                        FileChannel.open(
                                folder.resolve("sparse"),
                                StandardOpenOption.CREATE,
                                StandardOpenOption.READ,
                                StandardOpenOption.WRITE)) {
            MemorySegment large = sparse.map(FileChannel.MapMode.READ_WRITE, 0, 3L << 30, arena);
            assertThatThrownBy(() -> pipe.first().sendBytes(large))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("this one has 3,221,225,472");
            assertThat(pipe.second().poll()).isFalse();
        }
    }

    @Test
    @Covers("C-05")
    void receiveBytes_limited_leavesWhatIsTooLong() throws Exception {
        try (Pipe pipe = brood().pipe()) {
            pipe.first().sendBytes(new byte[100]);
            pipe.first().send(new double[1000]);
            assertThatThrownBy(() -> pipe.second().receiveBytes(99))
                    .isInstanceOfSatisfying(
                            MessageTooLongException.class,
                            e -> assertThat(e.length()).isEqualTo(100))
                    .hasMessageContaining("100 bytes, more than the 99 allowed");
            assertThatThrownBy(() -> pipe.second().receiveBytes(-1))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("at least 0, was -1");
            assertThat(pipe.second().receiveBytes(100)).hasSize(100);
            assertThatThrownBy(() -> pipe.second().receiveBytes(8000))
                    .isInstanceOf(MessageTooLongException.class);
            assertThat(pipe.second().receive(double[].class)).hasSize(1000);
        }
    }

    @Test
    @Covers({"C-04", "C-05", "test_connection"})
    void bytes_of16Megabytes_andMore_arriveWhole() throws Exception {
        Pipe pipe = brood().pipe();
        Connection theirs = pipe.second();
        ChildProcess child = brood().start(() -> PipeContract.echo(theirs));
        int[] sizes = {
            1, 8, 65_528, 262_135, 262_136, 262_137, 1 << 20, 16 << 20, (16 << 20) + 1, 40 << 20, 5
        };
        for (int size : sizes) {
            byte[] bytes = PipeContract.random(size, size);
            pipe.first().sendBytes(bytes);
            byte[] back = pipe.first().receiveBytes();
            assertThat(Arrays.equals(back, bytes)).as("%d bytes came back", size).isTrue();
        }
        pipe.first().sendBytes(new byte[0]);
        child.join();
        assertThat(child.exitCode()).hasValue(0);
        pipe.close();
    }
}
