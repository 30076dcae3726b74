package dev.brood.local.diagnose;

import dev.brood.Diagnosis;
import dev.brood.MachineDiagnosis;
import dev.brood.MachineDiagnosis.Unreadable;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.roster.OtherLayoutException;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// Looks at all trees of this user.
public final class MachineReader {
    private MachineReader() {}

    /// Looks at the trees in the directory in which this process would make one.
    ///
    /// @return what there is to see
    public static MachineDiagnosis read() {
        Path base = TreeDirectory.base();
        List<Diagnosis> trees = new ArrayList<>();
        List<Unreadable> unreadable = new ArrayList<>();
        for (Path directory : TreeDirectory.all(base)) {
            String name = directory.getFileName().toString();
            try {
                trees.add(TreeReader.read(directory));
            } catch (NoSuchFileException _) {
                if (Files.exists(directory) && !TreeDirectory.isInMotion(directory)) {
                    unreadable.add(
                            new Unreadable(name, "it was left half made or half deleted", 0));
                }
            } catch (IOException e) {
                unreadable.add(new Unreadable(name, "it can't be read: " + e.getMessage(), 0));
            } catch (OtherLayoutException e) {
                unreadable.add(
                        new Unreadable(
                                name,
                                "it is of another version of Brood (layout %d): look at it with that version's brood ps"
                                        .formatted(e.layout()),
                                e.layout()));
            } catch (IllegalStateException e) {
                unreadable.add(new Unreadable(name, String.valueOf(e.getMessage()), 0));
            }
        }
        return new MachineDiagnosis(base.toString(), trees, unreadable);
    }
}
