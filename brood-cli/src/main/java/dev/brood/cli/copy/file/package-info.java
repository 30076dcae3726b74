/// The copy of one file after another: what runs in a worker. Only paths come in, as
/// [dev.brood.cli.copy.file.PathText], and only reasons of failures go out.
@org.jspecify.annotations.NullMarked
package dev.brood.cli.copy.file;
