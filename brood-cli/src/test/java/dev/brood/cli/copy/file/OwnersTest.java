package dev.brood.cli.copy.file;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.cli.copy.file.Owners.Owned;

import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

class OwnersTest {
    private static final int NOBODY_AT_ALL = 54_321;

    @TempDir private Path dir = Path.of("");
    private Path copy = Path.of("");
    private int user;
    private int group;

    @BeforeEach
    void makeCopy() throws IOException {
        copy = Files.writeString(dir.resolve("copy"), "x");
        user = Owned.of(copy).user();
        group = Owned.of(copy).group();
        Files.setAttribute(copy, "unix:mode", 0600);
    }

    private int mode() throws IOException {
        return Owned.of(copy).mode();
    }

    @Test
    void mend_ownerKept_trustsTheCopy() throws IOException {
        new Owners().mend(copy, new Owned(0644, user, group), copy.toString());
        assertThat(mode()).isEqualTo(0600);
    }

    @Test
    void mend_ownerLost_setsTheModeWithoutSetUserId() throws IOException {
        Owners owners = new Owners();
        Owned foreign = new Owned(06755, NOBODY_AT_ALL, group);
        owners.mend(copy, foreign, copy.toString());
        assertThat(mode()).isEqualTo(0755);
        Files.setAttribute(copy, "unix:mode", 0600);
        owners.mend(copy, foreign, copy.toString()); // remembered this time
        assertThat(mode()).isEqualTo(0755);
    }

    @Test
    void mend_otherFolder_looksAgain() throws IOException {
        Owners owners = new Owners();
        Owned own = new Owned(0644, user, group);
        owners.mend(copy, own, "/somewhere/else/copy");
        Path other = Files.createDirectory(dir.resolve("other")).resolve("copy");
        Files.writeString(other, "x");
        owners.mend(other, new Owned(0640, NOBODY_AT_ALL, group), other.toString());
        assertThat(Owned.of(other).mode()).isEqualTo(0640);
    }

    @Test
    void give_own_setsTheModeWhole() throws IOException {
        Owners.give(copy, new Owned(04711, user, group));
        // Nothing to give away, so nothing was lost and the mode is left to Files.copy.
        assertThat(mode()).isEqualTo(04711);
    }

    @Test
    void areKept_asksTheSystem() throws IOException {
        boolean root = Owned.of(Path.of("/proc/self")).user() == 0;
        assertThat(Owners.areKept(dir, TempNames.token())).isEqualTo(root);
        assertThat(dir).isDirectoryContaining(path -> path.equals(copy));
        try (var entries = Files.list(dir)) {
            assertThat(entries).hasSize(1);
        }
    }
}
