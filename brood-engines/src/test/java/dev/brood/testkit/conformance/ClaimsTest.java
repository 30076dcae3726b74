package dev.brood.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;

/// That annotations are read as they stand in the sources, and that wrong ones are found.
class ClaimsTest {
    private static final Row FEATURE = new Row("", "Locks", "L-01", "", "`Lock()`");
    private static final Row LOCK = new Row("tests.py", "_TestLock", "test_lock", "A", "locks");
    private static final Row WAIT = new Row("tests.py", "_TestLock", "test_wait", "A", "waits");
    private static final Row OTHER = new Row("tests.py", "_TestEvent", "test_wait", "A", "waits");

    @TempDir Path project;

    private Claims claims(String source) throws IOException {
        Path folder = Files.createDirectories(project.resolve("module/src/test/java"));
        Files.createFile(project.resolve("module/pom.xml"));
        Files.writeString(folder.resolve("Some.java"), source);
        return Claims.in(
                project,
                Map.of(
                        FEATURE.key(),
                        FEATURE,
                        LOCK.key(),
                        LOCK,
                        WAIT.key(),
                        WAIT,
                        OTHER.key(),
                        OTHER));
    }

    @Test
    void in_namesInFull_orUnique_areFound() throws IOException {
        Claims claims =
                claims(
                        """
                        abstract class Contract {
                            @Test @Covers({"L-01", "test_lock"}) void a() {}
                            @ParameterizedTest @Covers("_TestLock.test_wait") void b() {}
                            @Test @Covers("_TestLock.test_wait") void c() {}
                        }
                        class LocalTest extends Contract {}
                        """);
        assertThat(claims.problems()).isEmpty();
        assertThat(claims.of(FEATURE)).containsExactly("Contract.a");
        assertThat(claims.of(LOCK)).containsExactly("Contract.a");
        assertThat(claims.of(WAIT)).containsExactly("Contract.b", "Contract.c");
        assertThat(claims.of(OTHER)).isEmpty();
        assertThat(claims.isTest("Contract.b")).isTrue();
        assertThat(claims.isTest("LocalTest.b")).isFalse();
    }

    @Test
    void in_namesThatAreUnknownOrAmbiguous_areProblems() throws IOException {
        Claims claims =
                claims(
                        """
                        class SomeTest {
                            @Test @Covers("test_wait") void a() {}
                            @Test @Covers("L-99") void b() {}
                        }
                        """);
        assertThat(claims.problems()).hasSize(2);
        assertThat(claims.problems())
                .anyMatch(each -> each.startsWith("SomeTest.a covers 'test_wait', which is ambig"))
                .contains("SomeTest.b covers 'L-99', which is no row");
    }

    @Test
    void in_annotationsThatNothingRuns_areProblems() throws IOException {
        Claims claims =
                claims(
                        """
                        abstract class Contract {
                            @Test @Covers("L-01") void a() {}
                        }
                        class SomeTest {
                            @Covers("L-01") void forgotten() {}
                        }
                        """);
        assertThat(claims.problems())
                .containsExactly(
                        "Contract has @Covers, but no class that runs it",
                        "SomeTest.forgotten has @Covers, but is no test");
    }
}
