package dev.brood.cli.copy.file;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.brood.cli.copy.Trees;

import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.nio.file.Files;
import java.nio.file.Path;

class FileCopierTest {
    private static final String TOKEN = TempNames.token();

    @TempDir private Path dir = Path.of("");

    private @Nullable String[] copy(CopyMode mode, String... names) throws InterruptedException {
        String[] sources = new String[names.length];
        String[] targets = new String[names.length];
        for (int i = 0; i < names.length; i++) {
            sources[i] = dir.resolve(names[i]).toString();
            targets[i] = dir.resolve(names[i] + ".copy").toString();
        }
        return new FileCopier(mode).copyAll(sources, targets);
    }

    private static CopyMode mode(boolean verify, boolean ownersKept) {
        return new CopyMode(false, false, verify, ownersKept, TOKEN);
    }

    @Test
    void copyAll_allWell_returnsNoReasons() throws Exception {
        Files.writeString(dir.resolve("a"), "a");
        assertThat(copy(mode(false, true), "a")).isEmpty();
        assertThat(Trees.differences(dir.resolve("a"), dir.resolve("a.copy"))).isEmpty();
    }

    @Test
    void copyAll_oneVanished_copiesTheOthers() throws Exception {
        Files.writeString(dir.resolve("a"), "a");
        Files.writeString(dir.resolve("c"), "c");
        assertThat(copy(mode(false, true), "a", "b", "c"))
                .containsExactly(null, "it vanished before it was copied", null);
        assertThat(dir.resolve("c.copy")).hasContent("c");
        assertThat(Trees.temporaries(dir)).isEmpty();
    }

    @Test
    void copyAll_cannotRename_leavesNothing() throws Exception {
        Files.writeString(dir.resolve("a"), "a");
        Files.createDirectories(dir.resolve("a.copy/full"));
        assertThat(copy(mode(false, true), "a"))
                .containsExactly("is a directory (in the destination)");
        assertThat(Trees.temporaries(dir)).isEmpty();
    }

    @Test
    void copyAll_folderOfTargetMissing_saysOnWhichSide() throws Exception {
        Files.writeString(dir.resolve("a"), "a");
        assertThat(
                        new FileCopier(mode(false, true))
                                .copyAll(new String[] {dir + "/a"}, new String[] {dir + "/none/a"}))
                .containsExactly("no such file or folder (in the destination)");
    }

    @Test
    void copyAll_leftOverOfADeadWorker_isReplaced() throws Exception {
        Files.writeString(dir.resolve("a"), "whole");
        Files.writeString(TempNames.of(dir + "/a.copy", TOKEN), "half");
        assertThat(copy(mode(false, true), "a")).isEmpty();
        assertThat(dir.resolve("a.copy")).hasContent("whole");
        assertThat(Trees.temporaries(dir)).isEmpty();
    }

    @Test
    void copyAll_verify_copiesWhatIsSame() throws Exception {
        Files.write(dir.resolve("a"), new byte[1_000_000]);
        assertThat(copy(mode(true, true), "a")).isEmpty();
        assertThat(dir.resolve("a.copy")).hasSize(1_000_000);
    }

    @Test
    void copyAll_verifyFindsADifference_reportsAndLeavesNothing() throws Exception {
        // A file of /proc has another text whenever it is read.
        Path changing = Path.of("/proc/sys/kernel/random/uuid");
        assertThat(
                        new FileCopier(mode(true, true))
                                .copyAll(
                                        new String[] {changing.toString()},
                                        new String[] {dir + "/uuid"}))
                .singleElement()
                .asString()
                .startsWith("the copy differs from the source at byte ");
        assertThat(dir).isEmptyDirectory();
    }

    @Test
    void copyAll_interrupted_stopsBeforeTheNextFile() throws Exception {
        Files.writeString(dir.resolve("a"), "a");
        Thread.currentThread().interrupt();
        assertThatThrownBy(() -> copy(mode(false, true), "a"))
                .isInstanceOf(InterruptedException.class);
        assertThat(dir.resolve("a.copy")).doesNotExist();
    }

    @Test
    void copyAll_ownersNotKnownToBeKept_keepsModes() throws Exception {
        int[] modes = {0644, 0777, 04755, 0, 02666, 01600};
        String[] names = new String[modes.length];
        for (int i = 0; i < modes.length; i++) {
            names[i] = "file" + i;
            Path file = Files.writeString(dir.resolve(names[i]), "x");
            Files.setAttribute(file, "unix:mode", modes[i]);
        }
        // As any user: the second file may be one nobody may read, which is no matter of modes.
        boolean root = Owners.Owned.of(Path.of("/proc/self")).user() == 0;
        if (!root) {
            Files.setAttribute(dir.resolve("file3"), "unix:mode", 0400);
        }
        assertThat(copy(mode(false, false), names)).isEmpty();
        for (String name : names) {
            assertThat(Trees.differences(dir.resolve(name), dir.resolve(name + ".copy"))).isEmpty();
        }
    }
}
