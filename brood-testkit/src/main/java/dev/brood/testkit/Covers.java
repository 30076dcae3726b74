package dev.brood.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says which rows of CPython's feature table (`P-03`, `Q-12`…) and which of CPython's own tests
/// (`test_daemon_argument`…) a test is the counterpart of.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Covers {
    /// Returns the rows and tests.
    ///
    /// @return their names
    String[] value();
}
