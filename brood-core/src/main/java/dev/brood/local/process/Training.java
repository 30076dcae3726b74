package dev.brood.local.process;

import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Tree;

import java.io.ByteArrayInputStream;
import java.io.InputStream;
import java.io.SequenceInputStream;

/// A JVM that does what children do, for the JVM to remember in an AOT cache.
final class Training {
    private static final int ROUNDS = 200;

    private Training() {}

    /// Trains.
    ///
    /// @param args classes of actions to be practised
    public static void main(String[] args) throws Throwable {
        try (Tree tree = Tree.plant(OperatingSystem.current(), "training")) {
            byte[] rehearsal = Rehearsal.bytes();
            Boot boot =
                    new Boot(
                            tree.directory().path().toString(),
                            tree.slot(),
                            ProcessHandle.current().pid(),
                            "training",
                            false,
                            new Preload(
                                    new String[] {Rehearsal.class.getName()},
                                    new byte[][] {Rehearsal.site()},
                                    args),
                            rehearsal);
            Run run =
                    new Run(
                            "main",
                            false,
                            "1",
                            false,
                            new String[] {"brood.training", "done"},
                            rehearsal);
            for (int i = 0; i < ROUNDS; i++) {
                InputStream orders =
                        new SequenceInputStream(
                                new ByteArrayInputStream(Orders.frame(Orders.BOOT, boot::writeTo)),
                                new ByteArrayInputStream(Orders.frame(Orders.RUN, run::writeTo)));
                ChildMain.perform(
                        Boot.read(Orders.receive(orders).body),
                        Run.read(Orders.receive(orders).body));
            }
            ExitMark.install(boot);
            ThisProcess.begin(boot, tree);
            tree.system().warmUp();
            Rehearsal.exercise(tree);
            Rehearsal.practise(args);
            Signals.leaveInterruptToParent();
        }
    }
}
