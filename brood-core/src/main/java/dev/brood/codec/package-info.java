/// Values and lambdas to bytes and back.
///
/// [dev.brood.codec.Codec] is the way in; what it makes is an [dev.brood.codec.Encoded]. An engine
/// whose objects travel by name implements [dev.brood.codec.Portable]. `Tag`, package-private,
/// tabulates the byte format.
package dev.brood.codec;
