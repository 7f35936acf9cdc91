"""One request under each task factory of aiotask-context: which values pass to and from child tasks."""
import asyncio
from collections import ChainMap
from copy import deepcopy


class context:
    """A stand-in for aiotask-context. With the real one: `import aiotask_context as context`."""

    def set(key, value):
        asyncio.current_task().context[key] = value

    def get(key, default=None):
        return asyncio.current_task().context.get(key, default)

    def clear():
        asyncio.current_task().context.clear()

    def factory(inherit):
        def start(loop, coroutine, **options):
            task = asyncio.Task(coroutine, loop=loop, **options)
            task.context = inherit(getattr(asyncio.current_task(loop), "context", {}))
            return task
        return start

    task_factory = factory(lambda parent: parent)
    copying_task_factory = factory(deepcopy)
    chainmap_task_factory = factory(lambda parent: ChainMap({}, parent))


def line(event):
    user = context.get("user", "anonymous")
    return f"{context.get('request_id', '-')} {user}: {event}"


async def sign_in(name):
    context.set("user", name)
    return line("signed in")


async def load(part):
    await asyncio.sleep(0)
    context.set(part, True)
    return line(f"loaded {part}")


async def audit(changed):
    """Starts before `user` changes, and reads it afterwards."""
    await changed.wait()
    return line("audited")


async def handle(request_id):
    context.set("request_id", request_id)
    lines = [await asyncio.create_task(sign_in("ada"))]
    lines.append(line("after ada has signed in"))

    lines += await asyncio.gather(load("profile"), load("orders"))
    loaded = [part for part in ("profile", "orders") if context.get(part)]
    lines.append(line(f"sees {' and '.join(loaded) or 'nothing'} loaded"))

    changed = asyncio.Event()
    auditor = asyncio.create_task(audit(changed))
    context.set("user", "root")
    changed.set()
    lines.append(await auditor)

    context.clear()
    return lines + [line("cleared")]


def main():
    for name in "task_factory", "copying_task_factory", "chainmap_task_factory":
        loop = asyncio.new_event_loop()
        loop.set_task_factory(getattr(context, name))
        print(f"{name}:", *loop.run_until_complete(handle("r-42")), sep="\n  ")
        loop.close()


main()
