package dev.brood.local.process;

import dev.brood.Action;
import dev.brood.ChildProcess;
import dev.brood.ClosedException;
import dev.brood.codec.Codec;

import org.jspecify.annotations.Nullable;

import java.io.FileDescriptor;
import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;

/// What a child JVM runs: reads where it belongs and what to do from its standard input, does it,
/// and ends.
///
/// The thread `main` runs the action, as in any Java program: when it returns, the JVM waits for
/// other threads that are not daemons and ends with 0; when it throws, the exception is printed and
/// the JVM ends with 1.
public final class ChildMain {
    private ChildMain() {}

    /// Starts the child. Not for people.
    ///
    /// @param args none
    /// @throws Throwable what the action throws
    public static void main(String[] args) throws Throwable {
        FileInputStream orders = new FileInputStream(FileDescriptor.in);
        System.setIn(InputStream.nullInputStream());
        Boot boot = boot(orders);
        if (boot == null) {
            System.err.println(
                    "this class is what the child processes of Brood run; it is not meant to be"
                            + " started by hand");
            System.exit(64);
            return;
        }
        ThisProcess.begin(boot);
        Attendant attendant = new Attendant(orders, boot, Thread.currentThread());
        attendant.start();
        ExitMark.install(boot); // before anything is run that a signal could interrupt
        if (!boot.runFollows) {
            WarmUp.whileIdle(orders, boot);
        }
        Orders.Order order = Orders.receive(orders);
        if (order.kind != Orders.RUN) {
            Runtime.getRuntime().halt(0); // a spare that is not needed
        }
        Run run = Run.read(order.body);
        attendant.goOn();
        perform(boot, run);
    }

    private static @Nullable Boot boot(InputStream orders) throws IOException {
        Orders.Order order = Orders.receive(orders);
        return order.kind == Orders.BOOT ? Boot.read(order.body) : null;
    }

    /// Runs what the child was started for.
    static void perform(Boot boot, Run run) throws Throwable {
        ThisProcess.run(run);
        Thread.currentThread().setName(run.name);
        for (int i = 0; i < run.properties.length; i += 2) {
            System.setProperty(run.properties[i], run.properties[i + 1]);
        }
        if (run.shippedClasses) {
            Thread.currentThread().setContextClassLoader(ShippedClasses.loader());
        }
        try {
            Object task = Codec.standard().fromBytes("action", run.task);
            if (task instanceof ChildProcess process) {
                CurrentProcess.become(process);
                process.run();
            } else if (task instanceof Action action) {
                action.perform();
            } else {
                throw new IllegalStateException("neither an action nor a process: " + task);
            }
        } catch (Throwable e) {
            Failure.leave(boot, e);
            if (e instanceof ClosedException
                    && (ExitMark.isEnding() || ThisProcess.isTreeClosing())) {
                return; // its tree is closed under it, and it is ended next: no news to anyone
            }
            throw e;
        }
    }
}
