package dev.brood.local.memory;

import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;

/// The arena of any tree, for looking at it from outside: mapped read-only, without any lock.
public final class ArenaView implements AutoCloseable {
    private final List<CellFile> files = new ArrayList<>();

    private ArenaView() {}

    /// Maps what there is at this moment.
    ///
    /// @param directory the tree's
    /// @return the view
    /// @throws IOException if a file is there and can't be mapped
    public static ArenaView open(Path directory) throws IOException {
        ArenaView view = new ArenaView();
        try {
            while (true) {
                view.files.add(CellFile.openToRead(directory, view.files.size()));
            }
        } catch (NoSuchFileException _) {
            return view; // that was the last, or the tree is going
        } catch (Throwable e) {
            view.close();
            throw e;
        }
    }

    /// Returns the published cells of a type.
    ///
    /// @param type what is in them
    /// @return a new list
    public List<CellView> published(int type) {
        List<CellView> found = new ArrayList<>();
        files.forEach(file -> file.view(type, true, found));
        return found;
    }

    /// Returns the cells of a type that are allocated and not published.
    ///
    /// @param type what is in them
    /// @return a new list
    public List<CellView> claimed(int type) {
        List<CellView> found = new ArrayList<>();
        files.forEach(file -> file.view(type, false, found));
        return found;
    }

    @Override
    public void close() {
        files.forEach(CellFile::close);
    }
}
