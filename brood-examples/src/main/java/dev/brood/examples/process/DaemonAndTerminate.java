package dev.brood.examples.process;

import dev.brood.ChildProcess;
import dev.brood.examples.Work;

/// What becomes of a child when the main process is done: it is waited for, or ended as a daemon,
/// or terminated.
///
/// Counterpart of the tutorial's `daemon = True` and `terminate()`, which are one program with
/// lines to comment in and out; here the first argument, `terminate`, `daemon` or `wait`, chooses.
/// The second is the time a step of the work takes, in seconds. The daemon flag is set before the
/// start, as threads have it.
final class DaemonAndTerminate {
    static void main(String[] args) throws InterruptedException {
        String way = args.length > 0 ? args[0] : "terminate";
        double step = args.length > 1 ? Double.parseDouble(args[1]) : 0.3;

        ChildProcess child = new ChildProcess(() -> work(step));
        child.setDaemon(way.equals("daemon"));
        child.start();

        Work.seconds(1);
        IO.println("the main process is done");
        if (way.equals("terminate")) {
            child.terminate();
            child.join();
            IO.println(child.name() + " " + child.exitStatus().orElseThrow().describe());
        }
    }

    private static void work(double step) throws InterruptedException {
        for (int i = 0; i < 10; i++) {
            IO.println("working...");
            Work.seconds(step);
        }
    }
}
