package dev.brood.local.process;

import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;

import java.util.List;
import java.util.function.Consumer;

/// The children of this process: starts them, knows them, ends them. What they are is the engine's
/// affair: JVMs, or threads of this one.
public interface Children extends AutoCloseable {
    /// The system property that says how many milliseconds children have to end in order, between
    /// SIGTERM and SIGKILL, when this process ends.
    String GRACE_PROPERTY = "brood.grace";

    /// Returns whether each has a JVM of its own: flags, a heap, logging, processors.
    ///
    /// @return false if they are threads of this JVM
    boolean areJvms();

    /// Refuses options that children of this kind can't have.
    ///
    /// @param options to start one with
    /// @throws UnsupportedOperationException if there are such; the message names the first
    void requirePossible(ProcessOptions options);

    /// Starts a child.
    ///
    /// @param process not started before
    /// @return the same object
    /// @throws IllegalStateException if it was started before
    /// @throws dev.brood.EncodingException if it can't travel; nothing was started
    /// @throws dev.brood.ProcessStartException if the system can't start it
    /// @throws UnsupportedOperationException if it has options that children of this kind can't
    ///   have
    default ChildProcess start(ChildProcess process) {
        return start(process, _ -> {});
    }

    /// As [#start(ChildProcess)], and runs something when the child has ended and was recovered,
    /// before its exit is known to others.
    ///
    /// @param process not started before
    /// @param whenRecovered given what is known of its death, once; perhaps before this returns
    /// @return the same object
    ChildProcess start(ChildProcess process, Consumer<Remains> whenRecovered);

    /// Says what children are going to run that are not started for it: tasks of a pool. Spares get
    /// ready for more of the kind.
    ///
    /// @param work a task that was encoded before
    void expect(Object work);

    /// Interrupts a child at a piece of work, if that is what it is doing or will do next.
    ///
    /// @param process a child of this process
    /// @param work the number of the work, as it tells [Interrupts]
    /// @param part which part of it, or [Interrupts#WHOLE]
    void interrupt(ChildProcess process, long work, long part);

    /// As [#interrupt]; before, the child tells where its thread is.
    ///
    /// @param process a child of this process
    /// @param work the number of the work, as it tells [Interrupts]
    /// @param part which part of it, or [Interrupts#WHOLE]
    void expire(ChildProcess process, long work, long part);

    /// Ends a child by its own hand, as if killed, if it is at a piece of work: unlike a signal
    /// this can't hit what it does next.
    ///
    /// @param process a child of this process
    /// @param work the number of the work, as it tells [Interrupts]
    /// @param part which part of it, or [Interrupts#WHOLE]
    void halt(ChildProcess process, long work, long part);

    /// Answers what a child has asked; see [Mail].
    ///
    /// @param process a child of this process
    /// @param body the answer
    void mail(ChildProcess process, byte[] body);

    /// Returns the children that have not ended.
    ///
    /// @return a new list, in the order of their starts
    List<ChildProcess> active();

    /// Kills all of them.
    void kill();

    /// Ends all children: SIGTERM, and after the grace SIGKILL. Returns when they have ended, or
    /// can't be ended by any means. If interrupted, it kills at once, and leaves the thread
    /// interrupted.
    @Override
    void close();
}
