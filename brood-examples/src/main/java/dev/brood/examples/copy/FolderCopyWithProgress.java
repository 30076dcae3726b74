package dev.brood.examples.copy;

import dev.brood.Brood;
import dev.brood.ProcessPool;
import dev.brood.SharedQueue;

import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;

/// Copies the files of a folder as [FolderCopy] does, and shows how far it is.
///
/// Counterpart of the tutorial's exercise: each task puts the name of the file it has copied into a
/// queue, and the main process counts. Python needs `Manager().Queue()` for that; here a task
/// captures an ordinary queue. The exercise counts up to the number of files, and would wait for
/// ever if one could not be copied; here the counting ends with the tasks.
final class FolderCopyWithProgress {
    static void main(String[] args) throws Exception {
        Path folder = FolderCopy.folderToCopy(args);
        Path newFolder = FolderCopy.newFolderFor(folder);
        List<String> files = FolderCopy.filesIn(folder);

        SharedQueue<String> copied = Brood.local().queue(100);
        try (ProcessPool pool = Brood.local().pool(5)) {
            CompletableFuture<?>[] copies =
                    files.stream()
                            .map(file ->
                                    pool.submit(() -> {
                                        FolderCopy.copy(file, folder, newFolder);
                                        copied.put(file);
                                    }))
                            .toArray(CompletableFuture<?>[]::new);
            CompletableFuture<?> all = CompletableFuture.allOf(copies);

            int number = 0;
            while (!all.isDone() || !copied.isEmpty()) {
                String file = copied.poll(Duration.ofMillis(100));
                if (file != null) {
                    number++;
                    IO.println(100 * number / files.size() + " % copied, the last: " + file);
                }
            }
            all.get();
        }
    }
}
