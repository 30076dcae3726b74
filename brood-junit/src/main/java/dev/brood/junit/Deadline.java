package dev.brood.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Fails a test that takes too long, and shows where it and the JVMs it started hang.
///
/// When the time is over, thread dumps of this JVM and of each descendant that is a JVM are printed
/// on standard error; then the test's thread is interrupted, and again every five seconds until the
/// method returns, which fails whatever it returns with. A method that never heeds interruption is
/// not ended: let the build's own time-out (Surefire's `forkedProcessTimeoutInSeconds`) stand
/// behind.
///
/// The time is that of one test method, or one `@BeforeEach`, `@AfterAll` and so on. On a class it
/// holds for each of its methods, those of nested classes and subclasses included; on a method it
/// goes before the class's. Without the annotation the time is the configuration parameter
/// `brood.deadline.seconds`, 60 by default, for classes where [DeadlineExtension] is registered,
/// for instance all, by `junit.jupiter.extensions.autodetection.enabled`.
///
/// There are no deadlines while a debugger is attached by `-agentlib:jdwp`.
@Documented
@Inherited
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(DeadlineExtension.class)
public @interface Deadline {

    /// The time a method may take.
    ///
    /// @return seconds, at least 1
    int seconds();
}
