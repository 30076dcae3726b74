package dev.brood;

/// A `boolean` that any number of processes of a tree read and write at once: the methods are those
/// of [java.util.concurrent.atomic.AtomicBoolean].
///
/// ```java
/// SharedBoolean first = Brood.local().sharedBoolean(false);
/// Brood.local().start(() -> {
///     if (first.compareAndSet(false, true)) {
///         prepare(); // by one process only
///     }
/// });
/// ```
///
/// All methods are lock-free and make no system call. A process that dies at any instruction leaves
/// the value from before an operation or from after it.
///
/// **Memory effects** are those of [java.lang.invoke.VarHandle], between processes as between
/// threads: methods without a mode in their name are volatile.
public interface SharedBoolean extends SharedData {

    /// Returns the value.
    ///
    /// @return the value
    boolean get();

    /// Sets the value.
    ///
    /// @param value the new value
    void set(boolean value);

    /// Returns the value, as a plain field is read.
    ///
    /// @return the value
    boolean getPlain();

    /// Sets the value, as a plain field is written.
    ///
    /// @param value the new value
    void setPlain(boolean value);

    /// Returns the value, read in one order with other accesses to it.
    ///
    /// @return the value
    boolean getOpaque();

    /// Sets the value, written in one order with other accesses to it.
    ///
    /// @param value the new value
    void setOpaque(boolean value);

    /// Returns the value; what its writer did before a release is seen after.
    ///
    /// @return the value
    boolean getAcquire();

    /// Sets the value, after everything before.
    ///
    /// @param value the new value
    void setRelease(boolean value);

    /// Sets the value and returns the one before.
    ///
    /// @param value the new value
    /// @return the value it had
    boolean getAndSet(boolean value);

    /// Sets the value if it is as expected.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set
    boolean compareAndSet(boolean expected, boolean value);

    /// Sets the value if it is as expected, with no effect on the order of others; may fail for no
    /// reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetPlain(boolean expected, boolean value);

    /// Sets the value if it is as expected, with volatile effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetVolatile(boolean expected, boolean value);

    /// Sets the value if it is as expected, with acquire effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetAcquire(boolean expected, boolean value);

    /// Sets the value if it is as expected, with release effects; may fail for no reason.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return true if it was set; may be false though the value was as expected
    boolean weakCompareAndSetRelease(boolean expected, boolean value);

    /// Sets the value if it is as expected, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    boolean compareAndExchange(boolean expected, boolean value);

    /// Sets the value if it is as expected, with acquire effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    boolean compareAndExchangeAcquire(boolean expected, boolean value);

    /// Sets the value if it is as expected, with release effects, and returns the one before.
    ///
    /// @param expected the value it must have
    /// @param value the new value
    /// @return the value it had: equal to `expected` if it was set
    boolean compareAndExchangeRelease(boolean expected, boolean value);
}
