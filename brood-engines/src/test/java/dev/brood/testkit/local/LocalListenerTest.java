package dev.brood.testkit.local;

import static org.assertj.core.api.Assertions.assertThat;

import dev.brood.Address;
import dev.brood.Brood;
import dev.brood.Listener;
import dev.brood.Secret;
import dev.brood.testkit.ListenerContract;

import org.junit.jupiter.api.Test;

import java.net.URI;

class LocalListenerTest extends ListenerContract {
    @Override
    protected Brood open() {
        return Brood.local();
    }

    @Test
    void broodThatIsClosed_closesItsListeners() throws Exception {
        Listener listener;
        try (Brood own = Brood.open(URI.create("local:own"))) {
            listener = own.listener(Address.tcp(0), Secret.random());
            assertThat(listener.isClosed()).isFalse();
        }
        assertThat(listener.isClosed()).isTrue();
    }
}
