package dev.brood.testkit;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.util.List;

/// What is between two programs, and can be cut and mended.
public interface Cable extends AutoCloseable {
    /// Returns where the other program is to listen.
    ///
    /// @return an address of this machine
    String host();

    /// Returns what is to be before the other program's command.
    ///
    /// @return words; none if it needs nothing
    List<String> prefix();

    /// Cuts it.
    ///
    /// @param other the other program
    void cut(Process other);

    /// Mends it.
    ///
    /// @param other the other program
    void mend(Process other);

    @Override
    void close();

    private static boolean run(String... command) {
        try {
            Process process =
                    new ProcessBuilder(command)
                            .redirectErrorStream(true)
                            .redirectOutput(ProcessBuilder.Redirect.DISCARD)
                            .start();
            return process.waitFor() == 0;
        } catch (IOException _) {
            return false; // there is no such command
        } catch (InterruptedException e) {
            throw new AssertionError(e);
        }
    }

    /// Two network namespaces.
    final class Namespaces implements Cable {
        private final String name = "brood" + ProcessHandle.current().pid();
        private final String end = "br" + ProcessHandle.current().pid();
        private final String net = "10.213." + ProcessHandle.current().pid() % 250 + ".";

        /// Has none yet: they are made by [#make()].
        public Namespaces() {}

        /// Makes them.
        ///
        /// @return whether this system and user may have them
        public boolean make() {
            String other = end + "o";
            return run("ip", "netns", "add", name)
                    && run(
                            "ip", "link", "add", end, "type", "veth", "peer", "name", other,
                            "netns", name)
                    && run("ip", "addr", "add", net + "1/30", "dev", end)
                    && run("ip", "link", "set", end, "up")
                    && run("ip", "-n", name, "addr", "add", net + "2/30", "dev", other)
                    && run("ip", "-n", name, "link", "set", "lo", "up")
                    && run("ip", "-n", name, "link", "set", other, "up");
        }

        @Override
        public String host() {
            return net + "2";
        }

        /// Returns the address of this program's end.
        ///
        /// @return an address that the other program reaches it by
        public String nearHost() {
            return net + "1";
        }

        @Override
        public List<String> prefix() {
            return List.of("ip", "netns", "exec", name);
        }

        @Override
        public void cut(Process other) {
            assertThat(run("ip", "link", "set", end, "down")).isTrue();
        }

        @Override
        public void mend(Process other) {
            assertThat(run("ip", "link", "set", end, "up")).isTrue();
        }

        @Override
        public void close() {
            boolean _ = run("ip", "link", "del", end);
            boolean _ = run("ip", "netns", "del", name);
        }
    }

    /// One machine, on which the other program stands still, which looks the same to this one.
    final class StandingStill implements Cable {
        /// Nothing has to be made.
        public StandingStill() {}

        @Override
        public String host() {
            return "127.0.0.1";
        }

        @Override
        public List<String> prefix() {
            return List.of();
        }

        @Override
        public void cut(Process other) {
            assertThat(run("kill", "-STOP", "" + other.pid())).isTrue();
        }

        @Override
        public void mend(Process other) {
            assertThat(run("kill", "-CONT", "" + other.pid())).isTrue();
        }

        @Override
        public void close() {}
    }
}
