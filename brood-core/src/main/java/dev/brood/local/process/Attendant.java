package dev.brood.local.process;

import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import java.io.InputStream;
import java.util.concurrent.locks.LockSupport;

/// A child's second thread. While the child is a spare and idle it gets ready what is expensive;
/// when the child has its orders, it receives the rest of them: interrupts, and the end of the
/// parent.
final class Attendant extends Thread {
    /// How long a spare is idle before the expensive part begins. In a program that starts one
    /// process after another no spare is idle that long, and none pays for what it doesn't use.
    private static final long IDLE_MILLIS = 100;

    /// How long after what begins a child's life it gives back what compilers have used: when they
    /// are done with that.
    private static final long TIDY_MILLIS = 3_000;

    private static final long GUARDED_AFTER_MILLIS = 1000;
    private static final long LONGEST_PAUSE_MILLIS = 200;
    private static final int ORPHANED = 113;

    private final InputStream orders;
    private final Boot boot;
    private final Thread main;
    private boolean running; // guarded by this
    private boolean ready; // of this thread only

    Attendant(InputStream orders, Boot boot, Thread main) {
        super("brood-attendant");
        this.orders = orders;
        this.boot = boot;
        this.main = main;
        setDaemon(true);
    }

    /// Told by the main thread, which has received its orders and leaves the stream to this thread.
    synchronized void goOn() {
        running = true;
        notifyAll();
    }

    @Override
    public void run() {
        if (!boot.runFollows && isStillIdle(IDLE_MILLIS)) {
            getReady();
        }
        if (ready && isStillIdle(TIDY_MILLIS)) {
            OperatingSystem.current().trim();
        }
        awaitOrders();
        receive();
    }

    private synchronized boolean isStillIdle(long millis) {
        long deadline = System.nanoTime() + millis * 1_000_000;
        try {
            while (!running) {
                long left = (deadline - System.nanoTime()) / 1_000_000;
                if (left <= 0) {
                    return true;
                }
                wait(left);
            }
        } catch (InterruptedException e) {
            return false; // nobody has this thread but this class
        }
        return false;
    }

    private void getReady() {
        try {
            Tree tree = ThisProcess.tree();
            OperatingSystem system = tree.system();
            system.warmUp();
            Rehearsal.exercise(tree);
            Rehearsal.practise(boot.preload.practices);
            if (!system.dieWithParent(boot.parentPid)) {
                Runtime.getRuntime().halt(ORPHANED);
            }
            Signals.leaveInterruptToParent();
            ready = true;
        } catch (Exception e) {
            // The tree is ending; the end of the stream will tell.
            return;
        }
    }

    /// Has the kernel end this process with its parent, once it has lived for a while: a call of
    /// the kernel is expensive at first, and until then the end of the orders tells. The thread
    /// stays: what it asks for holds as long as it lives.
    private void guardLater() {
        pause(GUARDED_AFTER_MILLIS);
        OperatingSystem system = OperatingSystem.current();
        if (!system.dieWithParent(boot.parentPid)) {
            Runtime.getRuntime().halt(ORPHANED);
        }
        pause(TIDY_MILLIS);
        system.trim();
        while (true) {
            LockSupport.park(this);
        }
    }

    private void pause(long millis) {
        long end = System.nanoTime() + millis * 1_000_000;
        for (long left = 1; left > 0; left = end - System.nanoTime()) {
            LockSupport.parkNanos(this, left);
        }
    }

    private synchronized void awaitOrders() {
        while (!running) {
            try {
                wait();
            } catch (InterruptedException e) {
                return;
            }
        }
    }

    /// No orders will come any more. Either the parent is gone, and this process with it at once;
    /// or what runs here has closed its standard input, which is nobody's business but its own:
    /// then the parent is looked after until it is gone.
    private void outlive() {
        long pause = 1;
        while (isParentAlive()) {
            Interrupts.becomeDeaf();
            LockSupport.parkNanos(this, pause * 1_000_000);
            pause = Math.min(2 * pause, LONGEST_PAUSE_MILLIS);
        }
        Runtime.getRuntime().halt(ORPHANED);
    }

    private boolean isParentAlive() {
        return ProcessHandle.current()
                .parent()
                .map(parent -> parent.pid() == boot.parentPid && parent.isAlive())
                .orElse(false);
    }

    private void receive() {
        if (!ready) {
            Signals.leaveInterruptToParent();
            Thread.ofPlatform().daemon().name("brood-guard").start(this::guardLater);
        }
        while (true) {
            Orders.Order order = Orders.receive(orders);
            switch (order.kind) {
                case Orders.INTERRUPT ->
                        Interrupts.deliver(Orders.work(order.body), Orders.part(order.body), main);
                case Orders.EXPIRE ->
                        Interrupts.deliverExpiry(Orders.work(order.body), Orders.part(order.body));
                case Orders.HALT ->
                        Interrupts.deliverHalt(Orders.work(order.body), Orders.part(order.body));
                case Orders.MAIL -> Mail.deliver(order.body);
                case Orders.END -> {
                    outlive();
                    return;
                }
                case Orders.LEAVE -> {
                    return;
                }
                default -> {}
            }
        }
    }
}
