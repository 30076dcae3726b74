package dev.brood.cli.copy.dispatch;

import dev.brood.Task;
import dev.brood.cli.copy.file.CopyMode;
import dev.brood.cli.copy.file.FileCopier;
import dev.brood.cli.copy.file.PathText;
import dev.brood.cli.copy.file.TempNames;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.Files;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/// Files, or symbolic links, that one worker copies in one go.
///
/// @param links whether they are symbolic links
/// @param sources what to copy, as [PathText]
/// @param targets the final paths, as [PathText], in the same order
/// @param sizes their sizes in bytes, in the same order
/// @param attempts how often it was tried before
@SuppressWarnings(
        "ArrayRecordComponent") // what travels is to be as plain as can be; never compared
record Batch(boolean links, String[] sources, String[] targets, long[] sizes, int attempts) {

    /// Returns the number of files.
    int files() {
        return sources.length;
    }

    /// Returns the sum of the sizes.
    long bytes() {
        long sum = 0;
        for (long size : sizes) {
            sum += size;
        }
        return sum;
    }

    /// Returns whether it is one file that takes as long as a batch of small ones, or longer.
    boolean isLarge() {
        return files() == 1 && sizes[0] >= Batcher.LARGE;
    }

    /// Returns the work, to be done in any process. It captures nothing but texts: those travel at
    /// the least cost.
    Task<@Nullable String[]> task(CopyMode mode) {
        String how = mode.forLinks(links).text();
        String[] from = sources;
        String[] to = targets;
        return () -> new FileCopier(CopyMode.of(how)).copyAll(from, to);
    }

    /// Does the work in this process.
    ///
    /// @throws InterruptedException if interrupted
    @Nullable String[] copyHere(CopyMode mode) throws InterruptedException {
        return new FileCopier(mode.forLinks(links)).copyAll(sources, targets);
    }

    /// Returns the same work in batches of one, as another attempt: whichever file is to blame for
    /// what went wrong, the others are rid of it.
    List<Batch> apart() {
        List<Batch> single = new ArrayList<>(files());
        for (int i = 0; i < files(); i++) {
            single.add(
                    new Batch(
                            links,
                            Arrays.copyOfRange(sources, i, i + 1),
                            Arrays.copyOfRange(targets, i, i + 1),
                            Arrays.copyOfRange(sizes, i, i + 1),
                            attempts + 1));
        }
        return single;
    }

    /// Removes what a worker that died had half done.
    ///
    /// @param token of the run
    void sweep(String token) {
        for (String target : targets) {
            try {
                Files.deleteIfExists(TempNames.of(target, token));
            } catch (IOException _) {
                // The next attempt meets the same obstacle and has a place to report it.
            }
        }
    }

    /// Returns how much of it is written, where that is worth a look: for a single file.
    ///
    /// @param token of the run
    long bytesWritten(String token) {
        if (files() != 1) {
            return 0;
        }
        try {
            return Math.min(sizes[0], Files.size(TempNames.of(targets[0], token)));
        } catch (IOException _) {
            return 0; // not begun, or already renamed
        }
    }
}
