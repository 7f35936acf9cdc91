"""Shared by the checks of the example shop: its processes, requests to it, and the lines of its logs."""
import asyncio
import collections
import os
import pathlib
import re
import tempfile

SECRET = "top-secret"
# The events that each order leaves in the logs.
ORDER_LINES = {
    "gateway": ["ordered", "entered", "counted", "asked", "asked", "priced", "quoted", "done", "answered", "mailed"],
    "stock": ["reserved"], "worker": ["packed"],
}

Answer = collections.namedtuple("Answer", "status fields body")
Line = collections.namedtuple("Line", "process event number deadline trace text")


class Fault(Exception):
    pass


class Broken(Fault):
    """The connection ends before the answer does."""


def fail(text):
    raise Fault(text)


class Shop:
    """A stock and a gateway that log to one file."""

    def __init__(self, folder, **environment):
        self.folder, self.environment = folder, {**os.environ, **environment}
        self.log = tempfile.NamedTemporaryFile("w+", prefix="shop-")

    async def __aenter__(self):
        self.stock = self.gateway = None
        try:
            self.stock, port = await self.start("Stock")
            self.gateway, self.port = await self.start("Gateway", port)
        except BaseException:
            if self.stock:
                self.stock.kill()
            raise
        return self

    async def start(self, name, *arguments):
        """Starts a program, and returns it with the port that it prints."""
        process = await asyncio.create_subprocess_exec(
            str(self.folder / name), *arguments, stdout=asyncio.subprocess.PIPE, stderr=self.log, env=self.environment)
        line = (await asyncio.wait_for(process.stdout.readline(), 60)).decode()
        if not (found := re.search(r" listens on (\d+)$", line.rstrip())):
            fail(f"{name} said '{line.rstrip()}', and not where it listens")
        return process, found.group(1)

    async def end(self):
        """Ends the gateway gracefully, and returns its counts."""
        self.gateway.terminate()
        try:
            metrics = (await asyncio.wait_for(self.gateway.stdout.read(), 60)).decode()
        except asyncio.TimeoutError:
            fail("the gateway is still running a minute after SIGTERM")
        if await self.gateway.wait() != 0:
            fail(f"the gateway exits with {self.gateway.returncode}")
        return metrics

    async def __aexit__(self, kind, *_):
        if kind:
            # If a process crashes, its clients notice first.
            await asyncio.sleep(1)
        for name, process in (("gateway", self.gateway), ("stock", self.stock)):
            if process.returncode is None:
                process.kill()
                await process.wait()
            elif process.returncode != 0:
                fail(f"the {name} has exited with {process.returncode}: {self.logged()[-3_000:]}")

    def logged(self):
        return pathlib.Path(self.log.name).read_text()


def headers_of(number):
    """The headers that the client of a request sends, and the trace in them, or None."""
    headers = {"x-request-id": f"r-{number}", "x-tenant": f"t-{number % 7}", "authorization": f"Bearer {SECRET}-{number}"}
    trace = f"{number + 1:032x}" if number % 2 else None
    if trace:
        headers["traceparent"] = f"00-{trace}-00000000000000ff-01"
    # Clients must not be able to set a variable.
    headers["baggage"] = "request-id=evil,tenant=evil,unknown=1"
    return headers, trace


def head_of(path, headers, length=0):
    fields = {"host": "shop", "content-length": str(length), **headers}
    return "".join([f"POST {path} HTTP/1.1\r\n", *(f"{k}: {v}\r\n" for k, v in fields.items()), "\r\n"]).encode()


async def receive(reader):
    """Reads one answer."""
    try:
        status, *lines = (await reader.readuntil(b"\r\n\r\n")).decode().rstrip().split("\r\n")
        fields = {key.lower(): value for key, value in (line.split(": ", 1) for line in lines)}
        body = b""
        if fields.get("transfer-encoding") == "chunked":
            while size := int(await reader.readuntil(b"\r\n"), 16):
                body += (await reader.readexactly(size + 2))[:-2]
            await reader.readexactly(2)
        else:
            body = await reader.readexactly(int(fields.get("content-length", 0)))
    except asyncio.IncompleteReadError as error:
        raise Broken(f"an answer ends after {error.partial}") from error
    return Answer(int(status.split()[1]), fields, body.decode())


async def post(port, path, headers):
    """Sends one request on a new connection."""
    reader, writer = await asyncio.open_connection("127.0.0.1", port)
    writer.write(head_of(path, {"connection": "close", **headers}))
    answer = await receive(reader)
    writer.close()
    return answer


def check_seen(text, number):
    """Checks the values that a process saw for a request, and returns the deadline and the trace."""
    found = re.fullmatch(r"id=r-(\d+) tenant=t-(\d+) deadline=(\d{13}) trace=([0-9a-f]{32})", text)
    trace = headers_of(number)[1]
    if not found or int(found[1]) != number or int(found[2]) != number % 7 or (trace and found[4] != trace):
        fail(f"request {number}: a process saw '{text}'")
    return found[3], found[4]


def check_order(answer, number):
    """Checks that all processes saw the same order, and returns their names, the deadline and the trace."""
    if answer.status != 200 or answer.fields.get("x-request-id") != f"r-{number}":
        fail(f"order {number}: {answer}")
    seen = dict(line.split(" ", 1) for line in answer.body.splitlines())
    if len(set(seen.values())) != 1:
        fail(f"order {number}: the processes have seen different values: {answer.body}")
    return sorted(seen), *check_seen(next(iter(seen.values())), number)


def check_lines(text):
    """Checks each line by itself, and returns all lines."""
    if SECRET in text:
        fail("the secret appears in a log")
    lines = []
    for line in text.splitlines():
        found = re.search(r" (gateway|stock|worker): (.*?) ?\[[A-Za-z]+\] (\w+)", line)
        fields = dict(re.findall(r"([a-z-]+)=(\S+)", line))
        if not found or not re.fullmatch(r"r-\d+", fields.get("request-id", "")):
            fail(f"a line of the log has no id: {line}")
        number = int(fields["request-id"][2:])
        trace = headers_of(number)[1]
        if fields.get("tenant") != f"t-{number % 7}" or trace not in (None, fields.get("trace")):
            fail(f"a line of the log mixes requests up: {line}")
        if (item := re.search(r"item-(\d+)", line)) and int(item[1]) != number:
            fail(f"a line of the log has another request's id: {line}")
        # Background work runs without the token, and the token is not sent to other processes.
        if fields.get("token") != ("<redacted>" if found[1] == "gateway" and found[3] != "mailed" else None):
            fail(f"a line of the log has a secret that it should not have, or lacks its redacted one: {line}")
        lines.append(Line(found[1], found[3], number, fields.get("deadline"), fields.get("trace"), line))
    return lines


def check_metrics(text, tenants):
    """Checks that the orders of each tenant were counted."""
    wanted = {f"orders tenant={tenant} {count}" for tenant, count in collections.Counter(tenants).items()}
    if (found := set(text.split("\n")) - {""}) != wanted:
        fail(f"the orders are counted as {sorted(found)}, not as {sorted(wanted)}")
