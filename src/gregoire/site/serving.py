"""The web server: granian, with a few threads in each process."""

from pathlib import Path

from granian.constants import Interfaces
from granian.log import LogLevels
from granian.server import Server

from gregoire.site.logs import set_up_logs

APPLICATION = "gregoire.site.wsgi:application"
THREADS = 4


def serve(
    *, host: str, port: int, workers: int, log_level: str, application: str = APPLICATION
) -> None:
    """Until told to stop. A process that dies is replaced."""
    set_up_logs(log_level)
    Server(
        application,
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=workers,
        blocking_threads=THREADS,
        blocking_threads_idle_timeout=600,
        runtime_blocking_threads=THREADS,
        backlog=256,
        websockets=False,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        log_level=LogLevels.warning,
        log_dictconfig={"loggers": {"_granian": {"handlers": [], "propagate": True}}},
        working_dir=Path.cwd(),
    ).serve()
