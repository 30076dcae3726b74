package dev.brood;

import java.util.function.LongBinaryOperator;
import java.util.function.LongUnaryOperator;

/// A `long` that any number of processes of a tree read and write at once: the methods are those of
/// [java.util.concurrent.atomic.AtomicLong].
///
/// ```java
/// SharedLong bytes = Brood.local().sharedLong(0);
/// ChildProcess child = Brood.local().start(() -> bytes.addAndGet(4096));
/// child.join();
/// System.out.println(bytes.get()); // 4096
/// ```
///
/// All methods are lock-free and make no system call. A process that dies at any instruction leaves
/// the value from before an operation or from after it.
///
/// **Memory effects** are those of [java.lang.invoke.VarHandle], between processes as between
/// threads: methods without a mode in their name are volatile.
///
/// The handle is a [Number] too, to be had by a cast: `(Number) handle`.
public interface SharedLong extends SharedData {

    /// Returns the value.
    ///
    /// @return the value
    long get();

    /// Sets the value.
    ///
    /// @param value the new value
    void set(long value);

    /// Returns the value, as a plain field is read.
    ///
    /// @return the value
    long getPlain();

    /// Sets the value, as a plain field is written.
    ///
    /// @param value the new value
    void setPlain(long value);

    /// Returns the value, read in one order with other accesses to it.
    ///
    /// @return the value
    long getOpaque();

    /// Sets the value, written in one order with other accesses to it.
    ///
    /// @param value the new value
    void setOpaque(long value);

    /// Returns the value; what its writer did before a release is seen after.
    ///
    /// @return the value
    long getAcquire();

    /// Sets the value, after everything before.
    ///
    /// @param value the new value
    void setRelease(long value);

    /// Sets the value and returns the one before.
    ///
    /// @param value the new value
    /// @return the value it had
    long getAndSet(long value);

    /// Sets the value if it is as expected.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    boolean compareAndSet(long expected, long value);

    /// Sets the value if it is as expected, with no effect on the order of others; may fail for no
    /// reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetPlain(long expected, long value);

    /// Sets the value if it is as expected, with volatile effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetVolatile(long expected, long value);

    /// Sets the value if it is as expected, with acquire effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetAcquire(long expected, long value);

    /// Sets the value if it is as expected, with release effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetRelease(long expected, long value);

    /// Sets the value if it is as expected, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    long compareAndExchange(long expected, long value);

    /// Sets the value if it is as expected, with acquire effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    long compareAndExchangeAcquire(long expected, long value);

    /// Sets the value if it is as expected, with release effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    long compareAndExchangeRelease(long expected, long value);

    /// Adds and returns the value before.
    ///
    /// @param delta what to add
    /// @return the value it had
    long getAndAdd(long delta);

    /// Adds and returns the sum.
    ///
    /// @param delta what to add
    /// @return the new value
    default long addAndGet(long delta) {
        return getAndAdd(delta) + delta;
    }

    /// Adds one and returns the value before.
    ///
    /// @return the value it had
    default long getAndIncrement() {
        return getAndAdd(1);
    }

    /// Subtracts one and returns the value before.
    ///
    /// @return the value it had
    default long getAndDecrement() {
        return getAndAdd(-1);
    }

    /// Adds one and returns the sum.
    ///
    /// @return the new value
    default long incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /// Subtracts one and returns the difference.
    ///
    /// @return the new value
    default long decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /// Sets the value to a function of itself and returns the one before.
    ///
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the value it had
    default long getAndUpdate(LongUnaryOperator function) {
        long before;
        long after;
        do {
            before = get();
            after = function.applyAsLong(before);
        } while (!weakCompareAndSetVolatile(before, after));
        return before;
    }

    /// Sets the value to a function of itself and returns it.
    ///
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the new value
    default long updateAndGet(LongUnaryOperator function) {
        long before;
        long after;
        do {
            before = get();
            after = function.applyAsLong(before);
        } while (!weakCompareAndSetVolatile(before, after));
        return after;
    }

    /// Sets the value to a function of itself and an operand, and returns the one before.
    ///
    /// @param operand the second argument of the function
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the value it had
    default long getAndAccumulate(long operand, LongBinaryOperator function) {
        long before;
        long after;
        do {
            before = get();
            after = function.applyAsLong(before, operand);
        } while (!weakCompareAndSetVolatile(before, after));
        return before;
    }

    /// Sets the value to a function of itself and an operand, and returns it.
    ///
    /// @param operand the second argument of the function
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the new value
    default long accumulateAndGet(long operand, LongBinaryOperator function) {
        long before;
        long after;
        do {
            before = get();
            after = function.applyAsLong(before, operand);
        } while (!weakCompareAndSetVolatile(before, after));
        return after;
    }

    /// Returns the value as an `int`, perhaps narrowed.
    ///
    /// @return the value, as `(int) get()`
    default int intValue() {
        return (int) get();
    }

    /// Returns the value as a `long`.
    ///
    /// @return the value, as `(long) get()`
    default long longValue() {
        return get();
    }

    /// Returns the value as a `float`, perhaps narrowed.
    ///
    /// @return the value, as `(float) get()`
    default float floatValue() {
        return (float) get();
    }

    /// Returns the value as a `double`, perhaps narrowed.
    ///
    /// @return the value, as `(double) get()`
    default double doubleValue() {
        return (double) get();
    }
}
