package dev.brood.local.manager;

import dev.brood.AllowedClasses;
import dev.brood.ChildProcess;
import dev.brood.codec.Codec;
import dev.brood.local.channel.Payload;

import org.jspecify.annotations.Nullable;

import java.util.Arrays;
import java.util.List;
import java.util.Set;

/// What may come over a wire.
///
/// | | from the tree | from elsewhere |
/// |---|---|---|
/// | classes, lambdas | all | those that are allowed |
/// | proxies | everywhere in a value | as an argument or a result, or one of several results, by a [RemoteObject] |
/// | other handles | everywhere in a value | no |
/// | pools and their processes, ending the server, letting others in | yes | no |
///
/// @param codec decodes what comes
/// @param allowed what classes may be named; null for all
record Trust(Codec codec, @Nullable AllowedClasses allowed) {
    /// What processes of the tree are trusted with.
    static final Trust TREE = new Trust(Codec.standard(), null);

    private static final Set<String> OF_THE_TREE = Set.of("shutdown", "serve", "pool");
    private static final String OWN = Trust.class.getPackageName() + ".";

    /// Returns what a server trusts clients of other programs with.
    static Trust ofClients(AllowedClasses allowed) {
        return of(
                allowed.and(
                        RemoteObject.class,
                        QueueService.class,
                        JoinableService.class,
                        DequeService.class));
    }

    /// Returns what a client of another program trusts the server with.
    static Trust ofServer(AllowedClasses allowed) {
        return of(
                allowed.and(RemoteObject.class).andPackage(AllowedClasses.class.getPackageName()));
    }

    private static Trust of(AllowedClasses allowed) {
        return new Trust(Codec.standard().restrictedTo(allowed), allowed);
    }

    /// Returns whether the other side is no process of the tree.
    boolean isRemote() {
        return allowed != null;
    }

    /// Decodes a part of a message.
    ///
    /// @param from where in its head the value begins
    /// @throws dev.brood.DecodingException if it can't be decoded, or is not allowed
    @Nullable Object decode(String what, Payload message, int from) {
        byte[] head = message.head();
        int length = message.headLength();
        return isRemote()
                ? codec.fromBytes(what, Arrays.copyOfRange(head, from, length))
                : codec.decode(what, head, from, length - from, message.arrays());
    }

    /// Refuses a call that is none of the other side's business.
    ///
    /// @throws UnsupportedOperationException if it is refused
    void check(Served object, Signature method) {
        if (!isRemote()) {
            return;
        }
        boolean isOfTree =
                object.target() instanceof Root && OF_THE_TREE.contains(method.method().getName());
        if (isOfTree || !mayLeave(object)) {
            throw new UnsupportedOperationException(
                    "%s is for processes of the manager's own tree, not for those that have connected to it"
                            .formatted(method));
        }
    }

    /// Returns whether clients of other programs may have an object.
    static boolean mayLeave(Served object) {
        return !object.faces().contains(PoolService.class)
                && !object.faces().contains(ChildProcess.Control.class);
    }

    /// Finds the interfaces of a remote object.
    ///
    /// @throws UnsupportedOperationException if one is missing here, or not allowed
    List<Class<?>> faces(List<String> names) {
        return names.stream().<Class<?>>map(this::face).toList();
    }

    private Class<?> face(String name) {
        if (allowed != null && !name.startsWith(OWN) && !allowed.allows(name)) {
            throw new UnsupportedOperationException(
                    "interface %s is not allowed from this manager; if it should be: LinkOptions.allowing(AllowedClasses.basic().and(%s.class))"
                            .formatted(name, name.replace('$', '.')));
        }
        ClassLoader context = Thread.currentThread().getContextClassLoader();
        try {
            return Class.forName(
                    name, false, context == null ? Trust.class.getClassLoader() : context);
        } catch (ClassNotFoundException e) {
            throw new UnsupportedOperationException(
                    "interface %s is not to be found in this program".formatted(name), e);
        }
    }
}
