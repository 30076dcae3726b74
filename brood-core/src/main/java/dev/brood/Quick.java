package dev.brood;

import java.lang.annotation.Documented;
import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;

/// Marks a method of an interface that is shared by [Manager#share] which never waits for anything
/// and takes a few microseconds at most. The server runs it in the thread that reads the client's
/// calls without watching how long it takes, which saves some hundred nanoseconds.
///
/// One that does wait holds up the other calls of the same client, not those of others. Calls that
/// one thread makes of the quick methods of one object are run in their order, also when they are
/// asynchronous.
@Documented
@Target(ElementType.METHOD)
@Retention(RetentionPolicy.RUNTIME)
public @interface Quick {}
