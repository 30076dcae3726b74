package dev.brood.cli.copy;

import dev.brood.cli.copy.tally.CopyLog;
import dev.brood.cli.copy.tally.Failure;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

/// Remembers what a run told.
public class Recorder implements CopyLog {
    /// All that was told.
    public final List<String> lines = new CopyOnWriteArrayList<>();

    @Override
    public boolean wantsFiles() {
        return true;
    }

    @Override
    public void copied(String source, String target) {
        lines.add("copied " + source + " -> " + target);
    }

    @Override
    public void skipped(String target) {
        lines.add("skipped " + target);
    }

    @Override
    public void folder(String target) {
        lines.add("folder " + target);
    }

    @Override
    public void failed(Failure failure) {
        lines.add("failed " + failure.path() + ": " + failure.reason());
    }

    @Override
    public void note(String text) {
        lines.add("note " + text);
    }
}
