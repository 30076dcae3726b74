package dev.brood.testkit.conformance;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;

/// That every contract is run for every engine, or that its list says why not; that the lists name
/// tests that there are; and that `docs/engines.md` is what they say.
class EnginesTest {
    private static final Path PROJECT = Path.of("..");
    private static final Path PAGE = PROJECT.resolve("docs/engines.md");

    private static Set<String> contracts;
    private static Claims claims;
    private static List<EngineList> engines;

    @BeforeAll
    static void read() throws IOException {
        claims = Claims.in(PROJECT, Row.all());
        contracts = claims.contracts();
        engines = EngineList.all(PROJECT, contracts);
    }

    @Test
    void engines_areKnown() {
        assertThat(contracts).contains("SharedQueueContract", "PoolMapContract");
        assertThat(engines).extracting(EngineList::engine).contains("local", "threads");
    }

    @Test
    void contracts_areRunForEachEngine_orExcluded() {
        List<String> problems = new ArrayList<>();
        for (EngineList engine : engines) {
            for (String contract : contracts) {
                boolean excluded = engine.reasons().containsKey(contract + ".*");
                if (excluded == engine.run().contains(contract)) {
                    problems.add(
                            "%s: %s is %s"
                                    .formatted(
                                            engine.engine(),
                                            contract,
                                            excluded
                                                    ? "run and excluded"
                                                    : "not run, nor excluded"));
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void exclusions_nameTestsThatThereAre() {
        List<String> problems = new ArrayList<>();
        for (EngineList engine : engines) {
            for (String excluded : engine.reasons().keySet()) {
                boolean whole = excluded.endsWith(".*");
                String contract = excluded.substring(0, excluded.indexOf('.'));
                if (whole ? !contracts.contains(contract) : !claims.isTest(excluded)) {
                    problems.add(engine.engine() + ": there is no " + excluded);
                }
            }
        }
        assertThat(problems).isEmpty();
    }

    @Test
    void page_isWhatTheListsSay() throws IOException {
        String page = EnginesPage.write(engines, contracts, claims);
        if ("write".equals(System.getProperty("brood.conformance"))) {
            Files.writeString(PAGE, page);
        }
        assertThat(Files.exists(PAGE) ? Files.readString(PAGE) : "")
                .as("docs/engines.md; make it anew: " + EnginesPage.COMMAND)
                .isEqualTo(page);
    }
}
