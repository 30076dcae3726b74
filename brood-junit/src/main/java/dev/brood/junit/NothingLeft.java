package dev.brood.junit;

import org.junit.jupiter.api.extension.ExtendWith;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Inherited;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Fails a test class that leaves something behind.
///
/// What is there before the class is recorded; when everything of the class is over, `@AfterAll`
/// and what JUnit closes by itself included, this must be gone again, or come to an end within ten
/// seconds:
///
/// - processes this JVM started, their descendants, and orphans of those that have died;
/// - platform threads, except those of the JDK and the test runner;
/// - files of shared memory, and crash logs in the working directory;
/// - file descriptors of pipes, sockets, deleted files and shared memory, beyond a tolerance.
///
/// The failure names each thing with what is needed to find its origin. Left processes are killed
/// and left files of shared memory removed, so that the next class starts clean and is not blamed;
/// crash logs stay.
///
/// The annotation is inherited by subclasses. With `junit.jupiter.extensions.autodetection.enabled`
/// set to `true` in `junit-platform.properties` every class is checked without it. Nested classes
/// are checked with their outermost class. Classes that run at the same time cannot be told apart:
/// they are checked together when the last of them has ended.
///
/// | configuration parameter | default | meaning |
/// |---|---|---|
/// | `brood.left.patience.millis` | 10000 | how long each kind of thing has to come to an end |
/// | `brood.left.descriptors` | 16 | by how many the descriptors may have grown |
/// | `brood.left.directories` | `/dev/shm`, or what `brood.dir` says, and `java.io.tmpdir` | where files are looked for |
/// | `brood.left.except.process` | none | a pattern as in [Except], for all classes |
/// | `brood.left.except.thread` | none | likewise |
/// | `brood.left.except.file` | none | likewise |
/// | `brood.left.except.descriptor` | none | likewise |
///
/// Orphans and descriptors are found on Linux only; elsewhere these two checks are left out.
@Documented
@Inherited
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(NothingLeftExtension.class)
public @interface NothingLeft {

    /// What the class may leave.
    ///
    /// @return the exceptions from the rule, none by default
    Except[] except() default {};

    /// A kind of thing that can be left behind.
    enum Kind {
        /// A process, named by its command line.
        PROCESS,
        /// A platform thread, named by its name.
        THREAD,
        /// A file or directory, named by its path.
        FILE,
        /// A file descriptor, named by what it is open on, such as `socket:[4711]`.
        DESCRIPTOR
    }

    /// An exception from the rule: things that may be left.
    @Documented
    @Target({})
    @Retention(RetentionPolicy.RUNTIME)
    @interface Except {

        /// The kind of the things.
        ///
        /// @return the kind
        Kind kind();

        /// A regular expression that is found somewhere in the thing's name.
        ///
        /// @return the expression, as for `java.util.regex.Pattern`
        String pattern();

        /// Why they may be left, for the reader.
        ///
        /// @return the reason, not blank
        String reason();
    }
}
