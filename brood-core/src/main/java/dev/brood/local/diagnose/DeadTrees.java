package dev.brood.local.diagnose;

import dev.brood.DeadTree;
import dev.brood.Diagnosis.Who;
import dev.brood.local.channel.QueueView;
import dev.brood.local.memory.TreeDirectory;
import dev.brood.local.os.OperatingSystem;
import dev.brood.local.roster.Member;
import dev.brood.local.roster.TreeView;

import java.io.IOException;
import java.nio.file.DirectoryIteratorException;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/// What trees have left whose roots are dead.
public final class DeadTrees {
    private static final OperatingSystem SYSTEM = OperatingSystem.named("portable");
    private static final int SIGKILL = 9;

    /// How long to wait for the end of a process that was sent SIGKILL.
    private static final Duration DYING = Duration.ofSeconds(10);

    private DeadTrees() {}

    /// Finds them in the directory in which this process would make a tree.
    ///
    /// @return a new list
    public static List<DeadTree> find() {
        return TreeDirectory.abandoned(TreeDirectory.base()).stream().map(DeadTrees::look).toList();
    }

    private static DeadTree look(Path directory) {
        String obstacle = "";
        long root = 0;
        List<Who> living = new ArrayList<>();
        try (TreeView tree = TreeView.open(directory)) {
            root = tree.rootPid();
            for (Member member : living(tree)) {
                living.add(new Who(member.pid(), member.name(), 0, ""));
            }
        } catch (NoSuchFileException _) {
            obstacle = ""; // it had not begun, or was being deleted: no process was of it
        } catch (IOException e) {
            obstacle = "it can't be read: " + e.getMessage();
        } catch (IllegalStateException e) {
            obstacle = String.valueOf(e.getMessage());
        }
        int files = 0;
        long bytes = 0;
        try (DirectoryStream<Path> entries = Files.newDirectoryStream(directory)) {
            for (Path file : entries) {
                files++;
                bytes += QueueView.bytes(file);
            }
        } catch (IOException | DirectoryIteratorException _) {
            files = Math.max(0, files); // it goes just now, by another's hand
        }
        String name = directory.getFileName().toString();
        return new DeadTree(name, directory.toString(), root, files, bytes, living, obstacle);
    }

    private static List<Member> living(TreeView tree) {
        return tree.processes().stream()
                .map(TreeView.Seen::member)
                .filter(TreeReader::isAlive)
                .toList();
    }

    /// Deletes what a dead tree has left, if no process of it lives.
    ///
    /// @param dead the tree
    /// @param kill whether to kill those of its processes that live
    /// @return whether it is gone now
    public static boolean remove(DeadTree dead, boolean kill) {
        Path directory = Path.of(dead.directory());
        if (!TreeDirectory.isAbandoned(directory)) {
            return Files.notExists(directory);
        }
        try (TreeView tree = TreeView.open(directory)) {
            for (Member member : living(tree)) {
                if (!kill || !end(member)) {
                    return false;
                }
            }
        } catch (NoSuchFileException _) {
            return TreeDirectory.reclaim(directory);
        } catch (IOException | IllegalStateException _) {
            return false;
        }
        return TreeDirectory.reclaim(directory);
    }

    private static boolean end(Member member) {
        SYSTEM.signal(member.pid(), SIGKILL);
        try {
            return SYSTEM.awaitEnd(member.pid(), member.startToken(), DYING);
        } catch (InterruptedException _) {
            Thread.currentThread().interrupt();
            return false;
        }
    }
}
