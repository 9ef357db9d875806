"""What a child of uvloop must not do between fork and exec: collect garbage."""

import gc
import os


def spare() -> None:
    """Let no child of a fork collect garbage; the parent goes on collecting.

    asyncio.create_subprocess_exec on uvloop runs Python's handlers in the child. A collection there that meets a
    completion queue of grpc.aio waits for ever for its thread, which was not forked, and the parent waits for the exec.
    """
    os.register_at_fork(before=gc.disable, after_in_parent=gc.enable)
