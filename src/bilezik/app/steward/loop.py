"""The loop: every task on its clock, in threads, until told to stop."""

import asyncio
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from typing import Final

import msgspec
import structlog
from django.db import close_old_connections

_log = structlog.get_logger("steward")
LONGEST_PAUSE_S: Final = 60.0
"""A task that keeps failing is tried at least once a minute: what it waits for comes back without telling."""


class Task(msgspec.Struct, frozen=True):
    """One thing that is done every `every_s` seconds. `act` returns what it did, in words for the log, or nothing."""

    name: str
    every_s: float
    act: Callable[[], str]


async def run(tasks: Sequence[Task], stop: asyncio.Event, *, on_ready: Callable[[], None]) -> None:
    """Do all tasks once, call `on_ready`, then go on until `stop` is set; what is being done then is finished."""
    threads = ThreadPoolExecutor(max_workers=len(tasks), thread_name_prefix="steward")
    first = [asyncio.create_task(_do(task, threads, 0)) for task in tasks]
    failures = await asyncio.gather(*first)
    on_ready()
    running = [asyncio.create_task(_keep(task, threads, failed, stop)) for task, failed in zip(tasks, failures, strict=True)]
    await asyncio.gather(*running)
    threads.shutdown()


async def _keep(task: Task, threads: ThreadPoolExecutor, failed: int, stop: asyncio.Event) -> None:
    while True:
        pause = task.every_s if not failed else min(LONGEST_PAUSE_S, max(1.0, task.every_s) * 2.0 ** min(failed, 8))
        try:
            await asyncio.wait_for(stop.wait(), pause)
        except TimeoutError:
            failed = await _do(task, threads, failed)
        else:
            return


async def _do(task: Task, threads: ThreadPoolExecutor, failed: int) -> int:
    """Do the task once and return how often it has failed in a row."""
    try:
        did = await asyncio.get_running_loop().run_in_executor(threads, _in_thread, task.act)
    except Exception as error:  # noqa: BLE001 - the lane: a task that raises must not end the others; it is said and tried again
        said = (str(error).splitlines() or [""])[0]
        _log.error("task failed", task=task.name, times=failed + 1, error=f"{type(error).__name__}: {said}")
        return failed + 1
    if failed:
        _log.info("task works again", task=task.name)
    if did:
        _log.info(did, task=task.name)
    return 0


def _in_thread(act: Callable[[], str]) -> str:
    """A thread gives its connection back to the pool after every round; one that broke is not used again."""
    try:
        return act()
    finally:
        close_old_connections()
