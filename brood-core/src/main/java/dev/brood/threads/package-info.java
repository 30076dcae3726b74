/// The engine inside one JVM: the one of this machine, whose children are threads. What they share,
/// how pools and managers work, and what becomes of what they held is the same code; what is here
/// is what a process is.
package dev.brood.threads;
