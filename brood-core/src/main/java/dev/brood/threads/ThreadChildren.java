package dev.brood.threads;

import dev.brood.ChildProcess;
import dev.brood.ProcessOptions;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Passage;
import dev.brood.local.process.Assignment;
import dev.brood.local.process.Binding;
import dev.brood.local.process.Remains;
import dev.brood.local.process.StartedChildren;
import dev.brood.local.process.ThisProcess;
import dev.brood.local.roster.Tree;

import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

/// Children that are threads of this JVM.
final class ThreadChildren extends StartedChildren<ThreadProcess> {
    private final Tree tree;
    private final AtomicInteger number = new AtomicInteger();

    ThreadChildren(Tree tree) {
        super(tree);
        this.tree = tree;
        if (tree.isRoot()) { // the others did so when they joined the tree
            ThisProcess.tellAsRoot(tree);
        }
    }

    @Override
    public boolean areJvms() {
        return false;
    }

    @Override
    public void requirePossible(ProcessOptions options) {
        require(options.maxHeap() == null, "a heap of its own (maxHeap)");
        require(options.jvmFlags().isEmpty(), "JVM flags");
        require(options.environment().isEmpty(), "environment variables of its own");
        require(options.directory() == null, "a working directory of its own");
        require(options.systemProperties().isEmpty(), "system properties of its own");
    }

    private static void require(boolean possible, String what) {
        if (!possible) {
            throw new UnsupportedOperationException(
                    "a process that is a thread of this JVM can't have %s; one of Brood.local() can"
                            .formatted(what));
        }
    }

    @Override
    public ChildProcess start(ChildProcess process, Consumer<Remains> whenRecovered) {
        synchronized (process) {
            requireOpen("Brood.threads()");
            Assignment assignment = Assignment.of(process, number);
            requirePossible(assignment.options());
            Passage passage = Passage.begin();
            byte[] bytes;
            try (passage) {
                bytes = Codec.standard().toBytes("action", assignment.task());
            }
            ThreadProcess child = ThreadProcess.enter(tree, assignment, bytes);
            passage.handOver(child.pid());
            Binding.tie(process, child, assignment.options());
            register(child, process, whenRecovered);
            child.start();
            return process;
        }
    }
}
