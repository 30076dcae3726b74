/// What tests of programs with several JVMs need.
///
/// [dev.brood.junit.NothingLeft] fails a test class that leaves a process, a thread, a file of
/// shared memory or file descriptors behind; [dev.brood.junit.Deadline] ends a test that hangs and
/// shows where every JVM of it stood; [dev.brood.junit.Jvm] starts a JVM and reads what it prints;
/// [dev.brood.junit.Await] waits for a condition instead of sleeping; [dev.brood.junit.Descendants]
/// lists the processes below one.
@NullMarked
package dev.brood.junit;

import org.jspecify.annotations.NullMarked;
