"""Crawls a site twice at once. Each line names its crawl, agent and path, which no function passes on."""
import asyncio
from contextvars import ContextVar, copy_context

SITE = {
    "/": ["/docs", "/blog"],
    "/blog": ["/docs", "/gone"],
    "/docs": ["/docs/rules"],
    "/docs/rules": ["/docs"],
}

crawl_id = ContextVar("crawl-id")
agent = ContextVar("agent", default="crawler")
path = ContextVar("path", default=())


def line(event):
    return f"{crawl_id.get('-')} {agent.get()} {' > '.join(path.get()) or '-'}: {event}"


async def fetch():
    """The links of the page at the end of the path."""
    await asyncio.sleep(0)
    url = path.get()[-1]
    if url not in SITE:
        raise LookupError("not found")
    return [link for link in SITE[url] if link not in path.get()]


async def visit(url):
    """Runs in a task of its own: its parent and siblings do not see the values that it sets."""
    path.set((*path.get(), url))
    try:
        links = await fetch()
    except LookupError as error:
        return [line(error)]
    lines = [line(f"{len(links)} to visit")]
    for more in await asyncio.gather(*(visit(link) for link in links)):
        lines += more
    return lines


async def robots():
    """Runs in its caller's task, so it restores the values that it sets."""
    token = agent.set("robots")
    try:
        await asyncio.sleep(0)
        return line("may crawl")
    finally:
        agent.reset(token)


def later(context, work):
    """Runs `work` as a callback of the event loop, in `context`."""
    loop = asyncio.get_running_loop()
    result = loop.create_future()
    loop.call_soon(lambda: result.set_result(work()), context=context)
    return result


def preview(url):
    path.set((url,))
    return line("previewed")


async def crawl(name, start):
    crawl_id.set(name)
    lines = [await robots()]
    before = copy_context()
    agent.set("archiver")
    lines += await asyncio.create_task(visit(start))
    lines.append(copy_context().run(preview, "/draft"))
    lines.append(await later(before, lambda: line("reported")))
    return lines + [line("done")]


async def main():
    for lines in await asyncio.gather(crawl("c-1", "/"), crawl("c-2", "/blog")):
        print(*lines, sep="\n")
    try:
        crawl_id.get()
    except LookupError:
        print(line("outside, a crawl has no id"))


asyncio.run(main())
