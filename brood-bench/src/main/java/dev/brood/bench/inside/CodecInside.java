package dev.brood.bench.inside;

import dev.brood.Task;
import dev.brood.bench.inside.Values.Order;
import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.BenchmarkMode;
import org.openjdk.jmh.annotations.Mode;
import org.openjdk.jmh.annotations.OutputTimeUnit;
import org.openjdk.jmh.annotations.Param;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.Setup;
import org.openjdk.jmh.annotations.State;

import java.util.concurrent.TimeUnit;

/// Typical values to bytes and back.
@State(Scope.Thread)
@BenchmarkMode(Mode.AverageTime)
@OutputTimeUnit(TimeUnit.NANOSECONDS)
public class CodecInside {
    /// What is encoded: see [Values].
    @Param public Values kind = Values.INTEGER;

    private Object value = 0;
    private byte[] bytes = {};

    /// Makes the value and its bytes.
    @Setup
    public void prepare() {
        value = kind.make();
        bytes = Codec.standard().toBytes(value);
    }

    /// Encodes.
    ///
    /// @return the bytes
    @Benchmark
    public byte[] encode() {
        return Codec.standard().toBytes(value);
    }

    /// Decodes.
    ///
    /// @return the value
    @Benchmark
    public @Nullable Object decode() {
        return Codec.standard().fromBytes(bytes);
    }

    /// Returns a task as users write them.
    ///
    /// @param number what it captures
    static Task<Integer> task(int number) {
        return () -> number * number;
    }

    /// Returns a record as users have them.
    static Order order() {
        return new Order(4711, "a few words", 12.5, true);
    }
}
