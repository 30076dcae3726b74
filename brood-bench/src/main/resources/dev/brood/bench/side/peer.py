# SPDX-License-Identifier: Apache-2.0
"""CPython's side of the comparison: the same cases with multiprocessing, standard library only.

Takes orders on standard input, one a line, and answers on standard output:

    open CASE START_METHOD SCALE ARGUMENT   sets a case up and lets it warm up
    sample                                  does the work once: lines "= METRIC UNIT VALUE"
    close                                   ends the case

An answer ends with "ok", or with "failed" and a message.

A case is a generator that yields one list of (metric, unit, value) for each sample, and cleans up
when it is closed. Work in children is done in step: they wait for the word, pass a barrier, and a
sample lasts from the first one's start to the last one's end. time.monotonic_ns is one clock for
all processes.
"""
import multiprocessing
import os
import sys
import threading
import time
from contextlib import contextmanager
from multiprocessing import connection, managers, shared_memory

now = time.monotonic_ns
CASES = {}
MIB = 1 << 20


def case(name, warm_ups=1):
    def register(function):
        CASES[name] = (function, warm_ups)
        return function
    return register


class Setup:
    def __init__(self, method, scale, argument):
        self.ctx = multiprocessing.get_context(method)
        self.method, self.scale, self.argument = method, scale, argument

    def count(self, usually, least=2):
        return max(least, int(usually * self.scale))


def timed(function, *args):
    begin = now()
    result = function(*args)
    return now() - begin, result


# What children do.

def obey(orders, gate, spans, function, args):
    while orders.get():
        gate.wait()
        begin = now()
        function(*args)
        spans.put((begin, now()))


class InStep:
    def __init__(self, ctx, works):
        self.orders, self.spans = ctx.SimpleQueue(), ctx.SimpleQueue()
        # Kept: its memory would be given to others when it is collected here.
        self.gate = ctx.Barrier(len(works))
        self.children = [
            ctx.Process(target=obey, args=(self.orders, self.gate, self.spans, work[0], work[1:]))
            for work in works]
        for child in self.children:
            child.start()

    def round(self):
        for _ in self.children:
            self.orders.put(True)
        spans = [self.spans.get() for _ in self.children]
        return max(end for _, end in spans) - min(begin for begin, _ in spans)

    def end(self):
        for _ in self.children:
            self.orders.put(False)
        for child in self.children:
            child.join()


@contextmanager
def in_step(setup, *works):
    steps = InStep(setup.ctx, works)
    try:
        yield steps.round
    finally:
        steps.end()


# Processes.

def nothing():
    pass


def tell_time(writer):
    moment = now()
    writer.send(moment)
    writer.close()


@case("process.start_join", 2)
def start_join(setup):
    def once():
        child = setup.ctx.Process(target=nothing)
        child.start()
        child.join()

    while True:
        yield [("start_join", "ms", timed(once)[0] / 1e6) for _ in range(setup.count(8))]


@case("process.start_latency", 2)
def start_latency(setup):
    def once():
        reader, writer = setup.ctx.Pipe(False)
        child = setup.ctx.Process(target=tell_time, args=(writer,))
        begin = now()
        child.start()
        started = now()
        first = reader.recv()
        child.join()
        reader.close()
        writer.close()
        return [("start_to_first_instruction", "ms", (first - begin) / 1e6),
                ("start_returns", "ms", (started - begin) / 1e6)]

    while True:
        yield [each for _ in range(setup.count(8)) for each in once()]


@case("process.churn")
def churn(setup):
    children = setup.count(120 if setup.method == "fork" else 16)

    def all_of_them():
        alive, left = [], children
        while left or alive:
            while left and len(alive) < 2:
                child = setup.ctx.Process(target=nothing)
                child.start()
                alive.append(child)
                left -= 1
            ended = connection.wait([each.sentinel for each in alive])
            for child in [each for each in alive if each.sentinel in ended]:
                child.join()
                alive.remove(child)

    while True:
        yield [("processes", "processes/s", children * 1e9 / timed(all_of_them)[0])]


# Queues.

def put_numbers(queue, times):
    put = queue.put
    for i in range(times):
        put(i & 255)


def put_item(queue, item, times):
    put = queue.put
    for _ in range(times):
        put(item)


def take(queue, times):
    get = queue.get
    for _ in range(times):
        get()


def ask(there, back, times):
    for i in range(times):
        there.put(i & 255)
        back.get()


def answer(there, back, times):
    for _ in range(times):
        back.put(there.get())


def numbers_through(setup, queue, pairs, each):
    works = [(put_numbers, queue, each), (take, queue, each)] * pairs
    with in_step(setup, *works) as round_nanos:
        while True:
            yield [("items", "items/s", pairs * each * 1e9 / round_nanos())]


def bytes_through(setup, queue, size, times):
    with in_step(setup, (put_item, queue, os.urandom(size), times),
                 (take, queue, times)) as round_nanos:
        while True:
            nanos = round_nanos()
            yield [("items", "items/s", times * 1e9 / nanos),
                   ("bytes", "GB/s", times * size / nanos)]


def to_and_fro(setup, there, back, times):
    with in_step(setup, (ask, there, back, times), (answer, there, back, times)) as round_nanos:
        while True:
            yield [("round_trip", "us", round_nanos() / times / 1e3)]


def register_queues(prefix, make):
    case(prefix + ".throughput.int")(
        lambda setup: numbers_through(setup, make(setup), 1, setup.count(50_000)))
    case(prefix + ".throughput.1k")(
        lambda setup: bytes_through(setup, make(setup), 1024, setup.count(40_000)))
    case(prefix + ".throughput.1m")(
        lambda setup: bytes_through(setup, make(setup), MIB, setup.count(250)))
    case(prefix + ".mpmc")(
        lambda setup: numbers_through(setup, make(setup), 2, setup.count(20_000)))
    case(prefix + ".latency")(
        lambda setup: to_and_fro(setup, make(setup), make(setup), setup.count(6_000)))


register_queues("queue", lambda setup: setup.ctx.Queue())
register_queues("simplequeue", lambda setup: setup.ctx.SimpleQueue())


# Pipes.

def pipe_ask(end, times):
    for i in range(times):
        end.send(i & 255)
        end.recv()


def pipe_answer(end, times):
    for _ in range(times):
        end.send(end.recv())


def pipe_ask_bytes(end, times):
    for _ in range(times):
        end.send_bytes(b"8 bytes.")
        end.recv_bytes()


def pipe_answer_bytes(end, times):
    for _ in range(times):
        end.send_bytes(end.recv_bytes())


def send(end, item, times):
    for _ in range(times):
        end.send(item)


def receive(end, times):
    for _ in range(times):
        end.recv()


def send_bytes(end, item, times):
    for _ in range(times):
        end.send_bytes(item)


def receive_bytes(end, times):
    for _ in range(times):
        end.recv_bytes()


@case("pipe.pingpong")
def pipe_pingpong(setup):
    times = setup.count(10_000)
    one, other = setup.ctx.Pipe()
    two, another = setup.ctx.Pipe()
    with in_step(setup, (pipe_ask, one, times), (pipe_answer, other, times)) as objects, \
            in_step(setup, (pipe_ask_bytes, two, times),
                    (pipe_answer_bytes, another, times)) as raw:
        while True:
            yield [("round_trip.int", "us", objects() / times / 1e3),
                   ("round_trip.8_bytes", "us", raw() / times / 1e3)]


def through_pipe(setup, duplex, functions, size, times):
    reader, writer = setup.ctx.Pipe(duplex)
    return in_step(setup, (functions[0], writer, os.urandom(size), times),
                   (functions[1], reader, times))


def pipe_throughput(setup, size, times):
    objects, raw = (send, receive), (send_bytes, receive_bytes)
    with through_pipe(setup, True, objects, size, times) as a, \
            through_pipe(setup, True, raw, size, times) as b, \
            through_pipe(setup, False, objects, size, times) as c, \
            through_pipe(setup, False, raw, size, times) as d:
        while True:
            yield [(metric, "GB/s", times * size / round_nanos()) for metric, round_nanos in (
                ("send.duplex", a), ("send_bytes.duplex", b),
                ("send.oneway", c), ("send_bytes.oneway", d))]


case("pipe.throughput.1k")(lambda setup: pipe_throughput(setup, 1024, setup.count(30_000)))
case("pipe.throughput.16m")(lambda setup: pipe_throughput(setup, 16 * MIB, setup.count(10)))


# Locks and what one waits at.

def acquire_release(lock, times):
    for _ in range(times):
        with lock:
            pass


def increment_under(lock, cell, times):
    for _ in range(times):
        with lock:
            cell.value += 1


def uncontended(setup, lock):
    times = setup.count(300_000)
    while True:
        yield [("acquire_release", "ns", timed(acquire_release, lock, times)[0] / times)]


def contended(setup, lock, processes=2):
    times = setup.count(100_000)
    cell = setup.ctx.RawValue("q", 0)
    with in_step(setup, *[(increment_under, lock, cell, times)] * processes) as round_nanos:
        while True:
            cell.value = 0
            nanos = round_nanos()
            assert cell.value == processes * times, cell.value
            yield [("increments", "ops/s", processes * times * 1e9 / nanos)]


def register_locks(prefix, make):
    case(prefix + ".uncontended")(lambda setup: uncontended(setup, make(setup)))
    case(prefix + ".contended")(lambda setup: contended(setup, make(setup)))


register_locks("lock", lambda setup: setup.ctx.Lock())
register_locks("rlock", lambda setup: setup.ctx.RLock())
register_locks("semaphore", lambda setup: setup.ctx.Semaphore(1))


def wait_for(event, writer):
    while True:
        writer.send(None)
        event.wait()
        writer.send(now())
        event.clear()


@case("event.wake")
def event_wake(setup):
    event = setup.ctx.Event()
    reader, writer = setup.ctx.Pipe(False)
    waiter = setup.ctx.Process(target=wait_for, args=(event, writer), daemon=True)
    waiter.start()

    def once():
        reader.recv()
        time.sleep(0.001)                 # lets the waiter fall asleep
        begin = now()
        event.set()
        return (reader.recv() - begin) / 1e3

    try:
        while True:
            yield [("set_to_return", "us", once()) for _ in range(setup.count(200))]
    finally:
        waiter.kill()
        waiter.join()


def take_turns(condition, turn, me, times):
    for _ in range(times):
        with condition:
            while turn.value != me:
                condition.wait()
            turn.value = 1 - me
            condition.notify()


@case("condition.pingpong")
def condition_pingpong(setup):
    times = setup.count(5_000)
    condition, turn = setup.ctx.Condition(), setup.ctx.RawValue("i", 0)
    with in_step(setup, *[(take_turns, condition, turn, me, times) for me in (0, 1)]) as nanos:
        while True:
            yield [("round_trip", "us", nanos() / times / 1e3)]


def pass_barrier(barrier, times):
    for _ in range(times):
        barrier.wait()


@case("barrier.2")
def barrier_of_two(setup):
    times, barrier = setup.count(3_000), setup.ctx.Barrier(2)
    with in_step(setup, *[(pass_barrier, barrier, times)] * 2) as nanos:
        while True:
            yield [("cycle", "us", nanos() / times / 1e3)]


# Shared values.

def increment(value, times):
    for _ in range(times):
        with value.get_lock():
            value.value += 1


def count_up(setup, processes, times):
    value = setup.ctx.Value("q", 0)
    with in_step(setup, *[(increment, value, times)] * processes) as round_nanos:
        while True:
            value.value = 0
            nanos = round_nanos()
            assert value.value == processes * times, value.value
            yield processes * times * 1e9 / nanos


@case("value.increment")
def value_increment(setup):
    times = setup.count(100_000)
    both, one = count_up(setup, 2, times), count_up(setup, 1, times)
    try:
        while True:
            yield [("increments", "ops/s", next(both)),
                   ("increments.one_process", "ops/s", next(one))]
    finally:
        both.close()
        one.close()


def sum_array(array, expected):
    assert sum(array) == expected


def sum_unlocked(array, expected):
    assert sum(array.get_obj()) == expected


def sum_memory(name, items, expected):
    memory = shared_memory.SharedMemory(name)
    view = memory.buf.cast("d")
    assert sum(view[:items]) == expected
    view.release()
    memory.close()


@case("array.sum")
def array_sum(setup):
    numbers = [(i % 1024) * 0.5 for i in range(setup.count(1_000_000))]
    items, expected = len(numbers), sum(numbers)
    array = setup.ctx.Array("d", numbers)
    memory = shared_memory.SharedMemory(create=True, size=8 * items)
    view = memory.buf.cast("d")
    for i, number in enumerate(numbers):
        view[i] = number
    view.release()
    try:
        with in_step(setup, (sum_array, array, expected)) as locked, \
                in_step(setup, (sum_unlocked, array, expected)) as unlocked, \
                in_step(setup, (sum_memory, memory.name, items, expected)) as shared:
            while True:
                yield [("sum.Array", "ms", locked() / 1e6),
                       ("sum.Array.get_obj", "ms", unlocked() / 1e6),
                       ("sum.shared_memory", "ms", shared() / 1e6)]
    finally:
        memory.close()
        memory.unlink()


# Pools.

def square(x):
    return x * x


def same(x):
    return x


def primes_between(bounds):
    low, high = bounds
    found = 0
    for number in range(max(low, 2), high):
        divisor = 2
        while divisor * divisor <= number:
            if number % divisor == 0:
                break
            divisor += 1
        else:
            found += 1
    return found


@case("pool.startup")
def pool_startup(setup):
    while True:
        begin = now()
        pool = setup.ctx.Pool(2)
        assert pool.apply(square, (3,)) == 9
        first = now()
        pool.close()
        pool.join()
        yield [("to_first_result", "ms", (first - begin) / 1e6),
               ("close_join", "ms", (now() - first) / 1e6)]


def map_squares(pool, times, chunk):
    nanos, squares = timed(pool.map, square, range(times), chunk)
    assert squares[-1] == (times - 1) ** 2 and len(squares) == times
    return times * 1e9 / nanos


@case("pool.map.tiny")
def pool_map_tiny(setup):
    times = setup.count(100_000)
    with setup.ctx.Pool(2) as pool:
        while True:
            yield [("chunksize=1", "items/s", map_squares(pool, times, 1)),
                   ("chunksize=default", "items/s", map_squares(pool, times, None))]


@case("pool.apply")
def pool_apply(setup):
    times = setup.count(2_000)

    def one_after_the_other():
        for i in range(times):
            pool.apply(square, (i,))

    with setup.ctx.Pool(2) as pool:
        while True:
            yield [("round_trip", "us", timed(one_after_the_other)[0] / times / 1e3)]


def flood(pool, times):
    for handle in [pool.apply_async(square, (i,)) for i in range(times)]:
        handle.get()


@case("pool.apply_async")
def pool_apply_async(setup):
    times = setup.count(10_000)
    with setup.ctx.Pool(setup.argument or 2) as pool:
        while True:
            yield [("tasks", "tasks/s", times * 1e9 / timed(flood, pool, times)[0])]


def drain(pool, times, chunk):
    nanos, taken = timed(
        lambda: sum(1 for _ in pool.imap_unordered(square, range(times), chunk)))
    assert taken == times
    return times * 1e9 / nanos


@case("pool.imap_unordered")
def pool_imap_unordered(setup):
    with setup.ctx.Pool(2) as pool:
        while True:
            yield [("chunksize=1", "items/s", drain(pool, setup.count(10_000), 1)),
                   ("chunksize=100", "items/s", drain(pool, setup.count(200_000), 100))]


@case("pool.cpu")
def pool_cpu(setup):
    below = setup.count(200_000, 64)
    edges = [below * i // 64 for i in range(65)]
    work = list(zip(edges, edges[1:]))
    with setup.ctx.Pool(2) as pool:
        while True:
            alone, expected = timed(lambda: sum(map(primes_between, work)))
            shared, found = timed(lambda: sum(pool.map(primes_between, work, 1)))
            assert found == expected
            yield [("one_process", "s", alone / 1e9), ("pool", "s", shared / 1e9),
                   ("speedup", "x", alone / shared)]


@case("pool.payload")
def pool_payload(setup):
    items = [os.urandom(MIB) for _ in range(setup.count(64))]

    def there_and_back(pool, chunk):
        nanos, back = timed(pool.map, same, items, chunk)
        assert back == items
        return len(items) * MIB / nanos

    with setup.ctx.Pool(2) as pool:
        while True:
            yield [("each_way.chunksize=default", "GB/s", there_and_back(pool, None)),
                   ("each_way.chunksize=1", "GB/s", there_and_back(pool, 1))]


@contextmanager
def executor(setup):
    from concurrent.futures import ProcessPoolExecutor
    with ProcessPoolExecutor(2, mp_context=setup.ctx) as pool:
        yield pool


@case("executor.submit")
def executor_submit(setup):
    turns, tasks = setup.count(1_000), setup.count(3_000)

    def one_after_the_other(pool):
        for i in range(turns):
            pool.submit(square, i).result()

    def all_at_once(pool):
        for future in [pool.submit(square, i) for i in range(tasks)]:
            future.result()

    with executor(setup) as pool:
        while True:
            yield [("round_trip", "us", timed(one_after_the_other, pool)[0] / turns / 1e3),
                   ("tasks", "tasks/s", tasks * 1e9 / timed(all_at_once, pool)[0])]


@case("executor.map")
def executor_map(setup):
    def rate(pool, times, chunk):
        nanos, taken = timed(
            lambda: sum(1 for _ in pool.map(square, range(times), chunksize=chunk)))
        assert taken == times
        return times * 1e9 / nanos

    with executor(setup) as pool:
        while True:
            yield [("chunksize=1", "items/s", rate(pool, setup.count(3_000), 1)),
                   ("chunksize=100", "items/s", rate(pool, setup.count(200_000), 100))]


# Managers.

class Counter:
    def __init__(self):
        self._value, self._lock = 0, threading.Lock()

    def increment(self):
        with self._lock:
            self._value += 1

    def value(self):
        return self._value


class CounterManager(managers.BaseManager):
    pass


CounterManager.register("Counter", Counter)


@contextmanager
def sync_manager(setup):
    manager = managers.SyncManager(ctx=setup.ctx)
    manager.start()
    with manager:
        yield manager


def per_call(function, times):
    begin = now()
    for i in range(times):
        function(i)
    return (now() - begin) / times / 1e3


@case("manager.dict.put")
def manager_dict_put(setup):
    times = setup.count(3_000)
    with sync_manager(setup) as manager:
        shared = manager.dict()
        while True:
            yield [("put", "us", per_call(lambda i: shared.__setitem__(i, i), times))]


@case("manager.dict.get")
def manager_dict_get(setup):
    times = setup.count(3_000)
    with sync_manager(setup) as manager:
        shared = manager.dict({i: i for i in range(times)})
        while True:
            yield [("get", "us", per_call(shared.__getitem__, times))]


@case("manager.list.append")
def manager_list_append(setup):
    with sync_manager(setup) as manager:
        shared = manager.list()
        while True:
            yield [("append", "us", per_call(shared.append, setup.count(3_000)))]


@case("manager.queue")
def manager_queue(setup):
    times = setup.count(3_000)
    with sync_manager(setup) as manager:
        shared = manager.Queue()
        while True:
            yield [("put", "us", per_call(shared.put, times)),
                   ("get", "us", per_call(lambda i: shared.get(), times))]


@case("manager.value")
def manager_value(setup):
    times = setup.count(3_000)
    with sync_manager(setup) as manager:
        shared = manager.Value("i", 0)
        while True:
            yield [("set", "us", per_call(shared.set, times)),
                   ("get", "us", per_call(lambda i: shared.get(), times))]


def increment_once(counter):
    counter.increment()


def increment_times(counter, times):
    for _ in range(times):
        counter.increment()


def increment_job(job):
    increment_times(*job)


def counter_program(setup, function, jobs, expected):
    begin = now()
    with CounterManager(ctx=setup.ctx) as manager:
        counter = manager.Counter()
        with setup.ctx.Pool(5) as pool:
            ready = now()
            pool.map(function, jobs(counter), 1)
            done = now()
        assert counter.value() == expected
    return (now() - begin) / 1e6, (done - ready) / 1e6


@case("manager.custom_counter")
def manager_custom_counter(setup):
    times = setup.count(3_000)
    programs = (("5_workers_x_50", increment_job, lambda c: [(c, 50)] * 5, 250),
                ("50_tasks_on_5_workers", increment_once, lambda c: [c] * 50, 50))
    with CounterManager(ctx=setup.ctx) as manager:
        counter = manager.Counter()
        with in_step(setup, (increment_times, counter, times)) as one, \
                in_step(setup, *[(increment_times, counter, times // 2)] * 2) as two:
            while True:
                rows = [("call", "us", per_call(lambda i: counter.increment(), times)),
                        ("calls.one_client", "calls/s", times * 1e9 / one()),
                        ("calls.two_clients", "calls/s", times // 2 * 2e9 / two())]
                for metric, function, jobs, expected in programs:
                    whole, mapped = counter_program(setup, function, jobs, expected)
                    rows.append((metric + ".whole", "ms", whole))
                    rows.append((metric + ".map", "ms", mapped))
                yield rows


# Memory.

def memory_of(pid):
    found = {}
    with open(f"/proc/{pid}/smaps_rollup") as lines:
        for line in lines:
            parts = line.split()
            if parts[-1] == "kB":
                found[parts[0]] = int(parts[1]) / 1024
    return (found["Rss:"], found["Pss:"], found["Private_Clean:"] + found["Private_Dirty:"])


def descendants(pid):
    found = []
    for task in os.listdir(f"/proc/{pid}/task"):
        with open(f"/proc/{pid}/task/{task}/children") as children:
            for child in map(int, children.read().split()):
                found += [child] + descendants(child)
    return found



@case("memory", 0)
def memory(setup):
    while True:
        rows = []
        for size in (2, 8):
            with setup.ctx.Pool(size) as pool:
                pool.map(square, range(100 * size), 1)
                time.sleep(0.3)
                for worker in pool._pool:
                    for kind, mib in zip(("rss", "pss", "uss"), memory_of(worker.pid)):
                        rows.append((f"pool_of_{size}.worker.{kind}", "MiB", mib))
                everybody = [os.getpid()] + descendants(os.getpid())
                rows.append((f"pool_of_{size}.all_processes.pss", "MiB",
                             sum(memory_of(pid)[1] for pid in everybody)))
        yield rows


# How cost grows.

case("growth.processes.lock")(
    lambda setup: contended(setup, setup.ctx.Lock(), setup.argument))
case("growth.processes.pool")(pool_apply_async)


@case("growth.processes.value")
def growing_value(setup):
    for rate in count_up(setup, setup.argument, setup.count(50_000)):
        yield [("increments", "ops/s", rate)]


def messages(setup):
    return setup.count(int(min(10_000, 64 * MIB / setup.argument)))


case("growth.processes.queue")(lambda setup: numbers_through(
    setup, setup.ctx.Queue(), setup.argument, setup.count(20_000) // setup.argument))
case("growth.message.queue")(lambda setup: bytes_through(
    setup, setup.ctx.Queue(), setup.argument, messages(setup)))
case("growth.capacity.queue")(lambda setup: numbers_through(
    setup, setup.ctx.Queue(min(setup.argument, 32_767)), 1, setup.count(20_000)))


@case("growth.message.pipe")
def growing_pipe(setup):
    times = messages(setup)
    with through_pipe(setup, False, (send_bytes, receive_bytes), setup.argument, times) as nanos:
        while True:
            yield [("send_bytes.oneway", "GB/s", times * setup.argument / nanos())]


@case("growth.items.map")
def growing_map(setup):
    times, items = setup.count(1_000), setup.argument
    with sync_manager(setup) as manager:
        shared = manager.dict()
        for start in range(0, items, 10_000):
            shared.update({i: i for i in range(start, min(items, start + 10_000))})
        while True:
            yield [("get", "us", per_call(lambda i: shared[i * 2654435761 % items], times))]


# Orders.

def serve():
    session = None
    for line in sys.stdin:
        order = line.split()
        try:
            if order[0] == "open":
                function, warm_ups = CASES[order[1]]
                session = function(Setup(order[2], float(order[3]), int(order[4])))
                for _ in range(warm_ups):
                    next(session)
            elif order[0] == "sample":
                for metric, unit, value in next(session):
                    print("=", metric, unit, repr(value))
            elif order[0] == "close":
                session.close()
            else:
                raise ValueError("no such order: " + order[0])
            print("ok", flush=True)
        except Exception as e:
            print("failed", repr(e).replace("\n", " "), flush=True)


if __name__ == "__main__":
    serve()
