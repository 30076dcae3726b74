package dev.brood.cli;

import static org.assertj.core.api.Assertions.assertThat;

import static java.nio.charset.StandardCharsets.UTF_8;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import picocli.CommandLine;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/// The command line without a JVM of its own: what is answered or refused before anything is done.
class CommandLineTest {
    private final StringWriter out = new StringWriter();
    private final StringWriter err = new StringWriter();

    @TempDir private Path dir = Path.of("");

    private int run(String... args) {
        CommandLine line = Main.commandLine();
        line.setOut(new PrintWriter(out));
        line.setErr(new PrintWriter(err, true));
        return line.execute(args);
    }

    private void assertRefused(String message, String... args) throws IOException {
        err.getBuffer().setLength(0);
        Files.createDirectories(dir.resolve("source"));
        Files.createDirectories(dir.resolve("other"));
        Files.writeString(dir.resolve("source/file"), "x");
        List<String> found = list();
        String[] there = new String[args.length];
        for (int i = 0; i < args.length; i++) {
            there[i] = args[i].replace("DIR", dir.toString());
        }
        assertThat(run(there)).as(String.join(" ", args)).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString().lines().toList())
                .hasSizeBetween(1, 2)
                .first()
                .isEqualTo(message.replace("DIR", dir.toString()));
        assertThat(err.toString()).doesNotContain("Exception", "\tat ");
        assertThat(out.toString()).isEmpty();
        assertThat(list()).as("nothing is written").isEqualTo(found);
    }

    private List<String> list() throws IOException {
        try (var all = Files.walk(dir)) {
            return new ArrayList<>(all.map(Path::toString).sorted().toList());
        }
    }

    @Test
    void help_everywhere_isOnStandardOutput() {
        assertThat(run("--help")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("brood", "copy", "completion", "help");
        out.getBuffer().setLength(0);
        assertThat(run("copy", "--help")).isEqualTo(ExitCode.OK);
        String help = out.toString();
        assertThat(help)
                .contains("SOURCE... DEST", "--workers", "--overwrite", "--dry-run", "--verify")
                .containsPattern("never,\\s+older,\\s+different,\\s+always")
                .contains("130");
        out.getBuffer().setLength(0);
        assertThat(run("help", "copy")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).isEqualTo(help);
        assertThat(err.toString()).isEmpty();
    }

    @Test
    void version_asked_namesProgramAndJdk() {
        assertThat(run("--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString().lines().toList())
                .hasSize(2)
                .first()
                .asString()
                .startsWith("brood ");
        assertThat(out.toString()).contains("JDK " + Runtime.version());
        out.getBuffer().setLength(0);
        assertThat(run("copy", "--version")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).startsWith("brood ");
    }

    @Test
    void brood_withoutCommand_showsUsageAndFails() {
        assertThat(run()).isEqualTo(ExitCode.USAGE);
        assertThat(err.toString()).contains("COMMAND", "copy");
        assertThat(out.toString()).isEmpty();
    }

    @Test
    void copy_misused_saysOneThingAndWritesNothing() throws IOException {
        assertRefused("brood copy: name at least one SOURCE and a DEST", "copy");
        assertRefused("brood copy: name at least one SOURCE and a DEST", "copy", "DIR/source");
        assertRefused(
                "brood copy: --workers must be at least 1, was 0",
                "copy",
                "-w0",
                "DIR/source",
                "DIR/to");
        assertRefused(
                "brood copy: --workers must be at least 1, was -3",
                "copy",
                "--workers=-3",
                "DIR/source",
                "DIR/to");
        assertRefused(
                "brood copy: Invalid value for option '--workers': 'many' is not an int",
                "copy",
                "--workers",
                "many",
                "DIR/source",
                "DIR/to");
        assertRefused(
                "brood copy: Invalid value for option '--overwrite': expected one of"
                        + " [NEVER, OLDER, DIFFERENT, ALWAYS] (case-insensitive) but was"
                        + " 'sometimes'",
                "copy",
                "--overwrite=sometimes",
                "DIR/source",
                "DIR/to");
        assertRefused(
                "brood copy: Unknown option: '--fast'", "copy", "--fast", "DIR/source", "DIR/to");
        assertRefused("brood: Unmatched argument at index 0: 'cpy'", "cpy");
    }

    @Test
    void copy_argumentsThatCannotEndWell_areRefused() throws IOException {
        assertRefused(
                "brood copy: no such file or folder: 'DIR/missing'",
                "copy",
                "DIR/missing",
                "DIR/to");
        assertRefused(
                "brood copy: the folder 'DIR/source' can't be copied into itself:"
                        + " 'DIR/source/to' is inside it",
                "copy",
                "DIR/source",
                "DIR/source/to");
        assertRefused(
                "brood copy: 'DIR/source/file' and 'DIR/source/file' are the same file",
                "copy",
                "DIR/source/file",
                "DIR/source/file");
        assertRefused(
                "brood copy: 'DIR/source' is given twice",
                "copy",
                "DIR/source",
                "DIR/source",
                "DIR/other");
    }

    @Test
    void serve_argumentsThatMakeNoSense_areRefused() throws IOException {
        Files.writeString(dir.resolve("secret"), "a secret of this test");
        Files.setPosixFilePermissions(
                dir.resolve("secret"), PosixFilePermissions.fromString("rw-------"));
        Files.writeString(dir.resolve("open"), "a secret of this test");
        Files.setPosixFilePermissions(
                dir.resolve("open"), PosixFilePermissions.fromString("rw-r--r--"));
        assertRefused(
                "brood serve: Error: Missing required argument (specify one of these):"
                        + " (--secret-file=FILE | --secret-env=VARIABLE)",
                "serve",
                "unix:DIR/socket");
        assertServeRefused("no such file: DIR/missing", "--secret-file=DIR/missing");
        assertServeRefused(
                "file DIR/open is open to others (mode rw-r--r--): chmod 600 it, and change the"
                        + " secret",
                "--secret-file=DIR/open");
        assertServeRefused("the environment has no variable NOT_IN_ANY", "--secret-env=NOT_IN_ANY");
        String secret = "--secret-file=DIR/secret";
        assertServeRefused(
                "--queue takes a name and a number of at least 1, as in --queue tasks:100, was"
                        + " 'tasks'",
                secret,
                "--queue=tasks");
        assertServeRefused(
                "--barrier takes a name and a number of at least 1, as in --barrier tasks:100, was"
                        + " 'all:0'",
                secret,
                "--barrier=all:0");
        assertServeRefused(
                "the name 'one' is given to two objects", secret, "--map=one", "--lock=one");
        assertServeRefused(
                "no such jar or folder of classes: DIR/classes",
                secret,
                "--class-path=DIR/classes");
        assertServeRefused(
                "no such class: com.example.Order; a package is named as in com.example.*, one"
                        + " within another as in com.example.Outer$Inner, and --class-path says"
                        + " where classes are",
                secret,
                "--allow=com.example.Order");
        assertServeRefused(
                "'com.example.**' would be packages that come later too: allow each package, as in"
                        + " com.example.*",
                secret,
                "--allow=com.example.**");
        assertServeRefused(
                "no such file: DIR/keys",
                secret,
                "--tls-key-store=DIR/keys",
                "--tls-password-file=DIR/secret",
                "tcp://127.0.0.1:0");
    }

    private void assertServeRefused(String message, String... args) throws IOException {
        List<String> all = new ArrayList<>(List.of("serve"));
        all.addAll(List.of(args));
        if (!args[args.length - 1].startsWith("tcp:")) {
            all.add("unix:DIR/socket");
        }
        assertRefused("brood serve: " + message, all.toArray(String[]::new));
    }

    @Test
    void serve_badAddress_isRefused() throws IOException {
        assertRefused(
                "brood serve: an address is like tcp://127.0.0.1:5000, tcp://[::1]:5000 or"
                        + " unix:/path, was 'nowhere'",
                "serve",
                "--secret-env=PATH",
                "nowhere");
        assertRefused(
                "brood serve: TLS is for tcp://, what goes through unix:DIR/socket does not leave"
                        + " the machine",
                "serve",
                "--secret-env=PATH",
                "--tls-key-store=DIR/keys",
                "--tls-password-file=DIR/password",
                "unix:DIR/socket");
    }

    @Test
    void completion_bash_isReadByBash() throws Exception {
        assertThat(run("completion", "bash")).isEqualTo(ExitCode.OK);
        assertThat(out.toString()).contains("--workers", "--overwrite", "complete");
        Path script = Files.writeString(dir.resolve("script"), out.toString());
        Process bash =
                new ProcessBuilder(
                                "bash",
                                "-c",
                                "source \"$1\" && complete -p brood",
                                "bash",
                                script.toString())
                        .redirectErrorStream(true)
                        .start();
        String answer = new String(bash.getInputStream().readAllBytes(), UTF_8);
        assertThat(bash.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(answer).contains("complete").contains("brood");
        assertThat(bash.exitValue()).as(answer).isZero();
    }

    @Test
    void completion_unknownShell_isRefused() throws IOException {
        assertRefused(
                "brood completion: Invalid value for positional parameter at index 0 (SHELL):"
                        + " expected one of [BASH, ZSH] (case-insensitive) but was 'fish'",
                "completion",
                "fish");
    }
}
