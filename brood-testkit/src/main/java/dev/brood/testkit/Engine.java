package dev.brood.testkit;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Says which engine a class runs a contract for; without it, it is `local`.
///
/// ```java
/// @Engine("threads")
/// class ThreadsLockTest extends SharedLockContract {}
/// ```
///
/// What an engine can't do it says in its list, `engines/SCHEME.tsv` among the test resources: a
/// line `Contract.method`, a tab, and the reason. Such a test is skipped for that engine, and the
/// reason is reported. `Contract.*` says that the engine has no class for the contract at all.
@Documented
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
public @interface Engine {
    /// Returns the scheme of the engine's URIs.
    ///
    /// @return for instance `threads`
    String value();

    /// Returns how many times slower than shared memory one step of an object is: contracts repeat
    /// so many times less often what they do very often.
    ///
    /// @return 1 for shared memory
    int slower() default 1;
}
