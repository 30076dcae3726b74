package dev.brood.local.channel;

/// An item that was taken and stays in its ring until it is acknowledged.
final class LeasedPayload extends Payload {
    private final int position;

    /// @param position of its record
    LeasedPayload(Payload payload, int position) {
        super(payload.head(), payload.headLength(), payload.arrays());
        this.position = position;
    }

    int position() {
        return position;
    }
}
