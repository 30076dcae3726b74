package dev.brood.cli;

import picocli.CommandLine.IVersionProvider;

/// Tells the versions of Brood and of the JDK that runs it.
final class BroodVersion implements IVersionProvider {
    @Override
    public String[] getVersion() {
        String version = BroodVersion.class.getPackage().getImplementationVersion();
        return new String[] {
            "brood " + (version == null ? "(not packaged)" : version),
            "JDK " + Runtime.version() + " (" + System.getProperty("java.vendor") + ")",
        };
    }
}
