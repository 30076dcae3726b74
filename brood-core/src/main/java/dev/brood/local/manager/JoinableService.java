package dev.brood.local.manager;

import dev.brood.Quick;

import java.time.Duration;

/// What proxies of joinable queues ask the server for.
interface JoinableService extends QueueService {
    @Quick
    void taskDone();

    @Attempted
    boolean join(Duration timeout) throws InterruptedException;

    @Quick
    int unfinished();

    @Quick
    int lost();

    @Quick
    int writeOff();
}
