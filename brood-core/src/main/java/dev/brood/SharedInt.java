package dev.brood;

import java.util.function.IntBinaryOperator;
import java.util.function.IntUnaryOperator;

/// An `int` that any number of processes of a tree read and write at once: the methods are those of
/// [java.util.concurrent.atomic.AtomicInteger].
///
/// ```java
/// SharedInt hits = Brood.local().sharedInt(0);
/// ChildProcess child = Brood.local().start(() -> hits.incrementAndGet());
/// child.join();
/// System.out.println(hits.get()); // 1
/// ```
///
/// All methods are lock-free and make no system call. A process that dies at any instruction leaves
/// the value from before an operation or from after it.
///
/// **Memory effects** are those of [java.lang.invoke.VarHandle], between processes as between
/// threads: methods without a mode in their name are volatile.
///
/// The handle is a [Number] too, to be had by a cast: `(Number) handle`.
public interface SharedInt extends SharedData {

    /// Returns the value.
    ///
    /// @return the value
    int get();

    /// Sets the value.
    ///
    /// @param value the new value
    void set(int value);

    /// Returns the value, as a plain field is read.
    ///
    /// @return the value
    int getPlain();

    /// Sets the value, as a plain field is written.
    ///
    /// @param value the new value
    void setPlain(int value);

    /// Returns the value, read in one order with other accesses to it.
    ///
    /// @return the value
    int getOpaque();

    /// Sets the value, written in one order with other accesses to it.
    ///
    /// @param value the new value
    void setOpaque(int value);

    /// Returns the value; what its writer did before a release is seen after.
    ///
    /// @return the value
    int getAcquire();

    /// Sets the value, after everything before.
    ///
    /// @param value the new value
    void setRelease(int value);

    /// Sets the value and returns the one before.
    ///
    /// @param value the new value
    /// @return the value it had
    int getAndSet(int value);

    /// Sets the value if it is as expected.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    boolean compareAndSet(int expected, int value);

    /// Sets the value if it is as expected, with no effect on the order of others; may fail for no
    /// reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetPlain(int expected, int value);

    /// Sets the value if it is as expected, with volatile effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetVolatile(int expected, int value);

    /// Sets the value if it is as expected, with acquire effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetAcquire(int expected, int value);

    /// Sets the value if it is as expected, with release effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetRelease(int expected, int value);

    /// Sets the value if it is as expected, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    int compareAndExchange(int expected, int value);

    /// Sets the value if it is as expected, with acquire effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    int compareAndExchangeAcquire(int expected, int value);

    /// Sets the value if it is as expected, with release effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    int compareAndExchangeRelease(int expected, int value);

    /// Adds and returns the value before.
    ///
    /// @param delta what to add
    /// @return the value it had
    int getAndAdd(int delta);

    /// Adds and returns the sum.
    ///
    /// @param delta what to add
    /// @return the new value
    default int addAndGet(int delta) {
        return getAndAdd(delta) + delta;
    }

    /// Adds one and returns the value before.
    ///
    /// @return the value it had
    default int getAndIncrement() {
        return getAndAdd(1);
    }

    /// Subtracts one and returns the value before.
    ///
    /// @return the value it had
    default int getAndDecrement() {
        return getAndAdd(-1);
    }

    /// Adds one and returns the sum.
    ///
    /// @return the new value
    default int incrementAndGet() {
        return getAndAdd(1) + 1;
    }

    /// Subtracts one and returns the difference.
    ///
    /// @return the new value
    default int decrementAndGet() {
        return getAndAdd(-1) - 1;
    }

    /// Sets the value to a function of itself and returns the one before.
    ///
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the value it had
    default int getAndUpdate(IntUnaryOperator function) {
        int before;
        int after;
        do {
            before = get();
            after = function.applyAsInt(before);
        } while (!weakCompareAndSetVolatile(before, after));
        return before;
    }

    /// Sets the value to a function of itself and returns it.
    ///
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the new value
    default int updateAndGet(IntUnaryOperator function) {
        int before;
        int after;
        do {
            before = get();
            after = function.applyAsInt(before);
        } while (!weakCompareAndSetVolatile(before, after));
        return after;
    }

    /// Sets the value to a function of itself and an operand, and returns the one before.
    ///
    /// @param operand the second argument of the function
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the value it had
    default int getAndAccumulate(int operand, IntBinaryOperator function) {
        int before;
        int after;
        do {
            before = get();
            after = function.applyAsInt(before, operand);
        } while (!weakCompareAndSetVolatile(before, after));
        return before;
    }

    /// Sets the value to a function of itself and an operand, and returns it.
    ///
    /// @param operand the second argument of the function
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the new value
    default int accumulateAndGet(int operand, IntBinaryOperator function) {
        int before;
        int after;
        do {
            before = get();
            after = function.applyAsInt(before, operand);
        } while (!weakCompareAndSetVolatile(before, after));
        return after;
    }

    /// Returns the value as an `int`.
    ///
    /// @return the value, as `(int) get()`
    default int intValue() {
        return get();
    }

    /// Returns the value as a `long`, perhaps narrowed.
    ///
    /// @return the value, as `(long) get()`
    default long longValue() {
        return (long) get();
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
