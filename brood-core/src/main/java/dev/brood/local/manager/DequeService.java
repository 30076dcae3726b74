package dev.brood.local.manager;

/// What proxies of double-ended queues ask the server for.
interface DequeService extends QueueService {}
