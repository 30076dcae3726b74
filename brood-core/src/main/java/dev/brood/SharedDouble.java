package dev.brood;

import java.util.function.DoubleBinaryOperator;
import java.util.function.DoubleUnaryOperator;

/// A `double` that any number of processes of a tree read and write at once: the methods are those
/// of [java.util.concurrent.atomic.AtomicLong], and what sums need beside.
///
/// ```java
/// SharedDouble total = Brood.local().sharedDouble(0);
/// ChildProcess child = Brood.local().start(() -> total.addAndGet(0.5));
/// child.join();
/// System.out.println(total.get()); // 0.5
/// ```
///
/// All methods are lock-free and make no system call. A process that dies at any instruction leaves
/// the value from before an operation or from after it.
///
/// **Comparing** is by bits: `0.0` is not `-0.0`, and a NaN is equal to itself, as
/// [Double#doubleToRawLongBits] says. Adding is a loop of compare-and-set; several processes may
/// add in any order, and so with any rounding.
///
/// **Memory effects** are those of [java.lang.invoke.VarHandle], between processes as between
/// threads: methods without a mode in their name are volatile.
///
/// The handle is a [Number] too, to be had by a cast: `(Number) handle`.
public interface SharedDouble extends SharedData {

    /// Returns the value.
    ///
    /// @return the value
    double get();

    /// Sets the value.
    ///
    /// @param value the new value
    void set(double value);

    /// Returns the value, as a plain field is read.
    ///
    /// @return the value
    double getPlain();

    /// Sets the value, as a plain field is written.
    ///
    /// @param value the new value
    void setPlain(double value);

    /// Returns the value, read in one order with other accesses to it.
    ///
    /// @return the value
    double getOpaque();

    /// Sets the value, written in one order with other accesses to it.
    ///
    /// @param value the new value
    void setOpaque(double value);

    /// Returns the value; what its writer did before a release is seen after.
    ///
    /// @return the value
    double getAcquire();

    /// Sets the value, after everything before.
    ///
    /// @param value the new value
    void setRelease(double value);

    /// Sets the value and returns the one before.
    ///
    /// @param value the new value
    /// @return the value it had
    double getAndSet(double value);

    /// Sets the value if it is as expected.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    boolean compareAndSet(double expected, double value);

    /// Sets the value if it is as expected, with no effect on the order of others; may fail for no
    /// reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetPlain(double expected, double value);

    /// Sets the value if it is as expected, with volatile effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetVolatile(double expected, double value);

    /// Sets the value if it is as expected, with acquire effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetAcquire(double expected, double value);

    /// Sets the value if it is as expected, with release effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetRelease(double expected, double value);

    /// Sets the value if it is as expected, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    double compareAndExchange(double expected, double value);

    /// Sets the value if it is as expected, with acquire effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    double compareAndExchangeAcquire(double expected, double value);

    /// Sets the value if it is as expected, with release effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    double compareAndExchangeRelease(double expected, double value);

    /// Adds and returns the value before.
    ///
    /// @param delta what to add
    /// @return the value it had
    double getAndAdd(double delta);

    /// Adds and returns the sum.
    ///
    /// @param delta what to add
    /// @return the new value
    default double addAndGet(double delta) {
        return getAndAdd(delta) + delta;
    }

    /// Sets the value to a function of itself and returns the one before.
    ///
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the value it had
    default double getAndUpdate(DoubleUnaryOperator function) {
        double before;
        double after;
        do {
            before = get();
            after = function.applyAsDouble(before);
        } while (!weakCompareAndSetVolatile(before, after));
        return before;
    }

    /// Sets the value to a function of itself and returns it.
    ///
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the new value
    default double updateAndGet(DoubleUnaryOperator function) {
        double before;
        double after;
        do {
            before = get();
            after = function.applyAsDouble(before);
        } while (!weakCompareAndSetVolatile(before, after));
        return after;
    }

    /// Sets the value to a function of itself and an operand, and returns the one before.
    ///
    /// @param operand the second argument of the function
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the value it had
    default double getAndAccumulate(double operand, DoubleBinaryOperator function) {
        double before;
        double after;
        do {
            before = get();
            after = function.applyAsDouble(before, operand);
        } while (!weakCompareAndSetVolatile(before, after));
        return before;
    }

    /// Sets the value to a function of itself and an operand, and returns it.
    ///
    /// @param operand the second argument of the function
    /// @param function called again if another changes the value meanwhile, so without side effects
    /// @return the new value
    default double accumulateAndGet(double operand, DoubleBinaryOperator function) {
        double before;
        double after;
        do {
            before = get();
            after = function.applyAsDouble(before, operand);
        } while (!weakCompareAndSetVolatile(before, after));
        return after;
    }

    /// Returns the value as an `int`, perhaps narrowed.
    ///
    /// @return the value, as `(int) get()`
    default int intValue() {
        return (int) get();
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

    /// Returns the value as a `double`.
    ///
    /// @return the value, as `(double) get()`
    default double doubleValue() {
        return get();
    }
}
