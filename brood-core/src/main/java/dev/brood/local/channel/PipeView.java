package dev.brood.local.channel;

import dev.brood.Diagnosis.Access;
import dev.brood.local.memory.ArenaView;
import dev.brood.local.memory.CellView;
import dev.brood.local.memory.Segment;

import org.jspecify.annotations.Nullable;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A pipe as one sees it who is not of its tree: by reads alone.
///
/// @param cell where it is
/// @param name its name
/// @param ends both
public record PipeView(CellView cell, String name, List<End> ends) {

    /// An end of a pipe.
    ///
    /// @param number 0 for the first, 1 for the second
    /// @param in from which it receives, null if it does not
    /// @param out into which it sends, null if it does not
    /// @param holders the entries in the roster of those who have it
    /// @param leaver how it has come that nobody has it, such as `closed by 'x' (pid 1)`; null if
    ///   it is not gone
    public record End(
            int number,
            @Nullable RingView in,
            @Nullable RingView out,
            List<Integer> holders,
            @Nullable String leaver) {}

    /// Returns all there are in a tree.
    ///
    /// @param directory the tree's
    /// @param arena the tree's
    /// @return a new list
    /// @throws IOException if the memory of one can't be read
    public static List<PipeView> all(Path directory, ArenaView arena) throws IOException {
        List<PipeView> found = new ArrayList<>();
        for (CellView view : arena.published(PipeCell.TYPE)) {
            open(directory, view).ifPresent(found::add);
        }
        return found;
    }

    private static Optional<PipeView> open(Path directory, CellView view) throws IOException {
        PipeCell cell = new PipeCell(view.cell());
        try {
            @Nullable RingView[] rings = {
                ring(directory, cell.ringTo(0)), ring(directory, cell.ringTo(1))
            };
            List<End> ends = new ArrayList<>();
            for (int i = 0; i < 2; i++) {
                EndState end = cell.end(i);
                String leaver = end.isGone() ? end.describeLeaver() : null;
                ends.add(new End(i, rings[i], rings[1 - i], end.holders(), leaver));
            }
            PipeView seen = new PipeView(view, cell.name(), ends);
            return view.isUnchanged() ? Optional.of(seen) : Optional.empty();
        } catch (NoSuchFileException _) {
            return Optional.empty(); // both ends are gone, and it goes with them
        }
    }

    private static @Nullable RingView ring(Path directory, long number) throws IOException {
        if (number == 0) {
            return null;
        }
        try (Segment segment = Segment.openToRead(directory.resolve(RingFile.name(number)))) {
            return RingView.read(segment.memory());
        }
    }

    /// Returns what threads wait to do that have written that they wait for a pipe.
    ///
    /// @param wanted what they have written
    /// @return send or receive
    public static Access accessOf(int wanted) {
        int want = wanted & ((1 << BlockingRing.WANT_BITS) - 1);
        return want == BlockingRing.PUT ? Access.SEND : Access.RECEIVE;
    }

    /// Returns at which end threads wait that have written that they wait for a pipe.
    ///
    /// @param wanted what they have written
    /// @return its number
    public static int endOf(int wanted) {
        return wanted >>> BlockingRing.WANT_BITS;
    }
}
