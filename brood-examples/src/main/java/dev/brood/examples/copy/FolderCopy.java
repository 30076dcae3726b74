package dev.brood.examples.copy;

import dev.brood.Brood;
import dev.brood.ProcessPool;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.Stream;

/// Copies the files of a folder into a new one beside it, five at a time.
///
/// Counterpart of the tutorial's folder copier, `po.apply_async(copy_file, …)`. The tutorial reads
/// each file whole into memory, and says nothing when a copy fails; here the system copies piece by
/// piece, and a failure ends the program with its reason. As there, folders in the folder are left
/// out: `./brood copy` is the copier for whole trees.
final class FolderCopy {
    static void main(String[] args) throws Exception {
        Path folder = folderToCopy(args);
        Path newFolder = newFolderFor(folder);
        List<String> files = filesIn(folder);
        IO.println(files);

        try (ProcessPool pool = Brood.local().pool(5)) {
            List<CompletableFuture<?>> copies = new ArrayList<>();
            for (String file : files) {
                copies.add(pool.submit(() -> copy(file, folder, newFolder)));
            }
            for (CompletableFuture<?> copy : copies) {
                copy.get();
            }
        }
    }

    static Path folderToCopy(String[] args) throws IOException {
        String answer = args.length > 0 ? args[0] : IO.readln("Which folder shall be copied? ");
        return Path.of(answer).toRealPath();
    }

    static Path newFolderFor(Path folder) throws IOException {
        Path newFolder = folder.resolveSibling(folder.getFileName() + "_copy");
        Files.createDirectories(newFolder);
        IO.println("folder created: " + newFolder.getFileName());
        return newFolder;
    }

    static List<String> filesIn(Path folder) throws IOException {
        try (Stream<Path> entries = Files.list(folder)) {
            return entries.filter(Files::isRegularFile)
                    .map(file -> file.getFileName().toString())
                    .sorted()
                    .toList();
        }
    }

    static void copy(String file, Path folder, Path newFolder) throws IOException {
        Files.copy(
                folder.resolve(file), newFolder.resolve(file), StandardCopyOption.REPLACE_EXISTING);
        IO.println("file created: " + file);
    }
}
