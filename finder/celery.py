"""The Celery app and the schedule: one dict, times in UTC.

In: settings (`BROKER_URL`); out: `app`, which `finder/tasks.py` hangs its tasks on and `celery -A finder …` runs.

Messages may be lost, delayed or doubled: the truth about a run is in the database (SyncRun, Lease), and `reconcile`
finishes what a lost message left undone. So nothing here tries to make a broker safe.
"""

from __future__ import annotations

import os
import signal
import warnings

from celery import Celery, signals
from celery.exceptions import SecurityWarning, WorkerTerminate
from celery.schedules import crontab
from django.conf import settings

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "finder.settings")

# Name of the entry → task (each has a command of the same name), when. A message that waited longer than `expires`
# is dropped: the next one says the same.
SCHEDULE = {
    # The registry dates its data about 09:00 of the US east coast: a quarter past is the freshest a day can be.
    "nightly": {"task": "nightly", "schedule": crontab(hour="14", minute="17"), "options": {"expires": 6 * 3600}},
    "weekly": {
        "task": "weekly",
        "schedule": crontab(hour="3", minute="41", day_of_week="sun"),
        "options": {"expires": 6 * 3600},
    },
    "reconcile": {"task": "reconcile", "schedule": 300.0, "options": {"expires": 290}},
}

QUEUE_DIR = settings.DATA_DIR / "queue"


def _broker() -> dict[str, object]:
    if not settings.BROKER_URL.startswith("filesystem:"):
        return {"broker_url": settings.BROKER_URL}
    QUEUE_DIR.mkdir(parents=True, exist_ok=True)
    return {
        "broker_url": "filesystem://",
        "broker_transport": "finder.queue:Transport",
        "broker_transport_options": {
            "data_folder_in": str(QUEUE_DIR),
            "data_folder_out": str(QUEUE_DIR),
            "control_folder": str(QUEUE_DIR / "control"),
            # The default of a second makes every click and every test wait.
            "polling_interval": 0.1,
        },
    }


# Five lines at each start of a container. What they warn of is pickle; messages here are JSON alone.
warnings.filterwarnings("ignore", category=SecurityWarning)

app = Celery("finder")
app.conf.update(
    _broker(),
    imports=("finder.tasks",),
    beat_schedule=SCHEDULE,
    # One beat sends, the others wait: no way to start one that does not know it.
    beat_scheduler="finder.beat:LeasedScheduler",
    # Two finders may share one broker.
    task_default_queue=settings.BROKER_QUEUE,
    # What a task did stands in SyncRun; a result would be a second truth.
    task_ignore_result=True,
    task_serializer="json",
    accept_content=("json",),
    enable_utc=True,
    timezone="UTC",
    # Early acknowledgement: a task of a killed worker is finished by `reconcile` in minutes. Late acknowledgement was
    # measured to lose it all the same (filesystem), to bring it back after an hour (Redis), and makes RabbitMQ close
    # the channel of a task that runs longer than its consumer timeout.
    task_acks_late=False,
    worker_prefetch_multiplier=1,
    # No inbox for remote control and no events: each would be a queue that nobody reads.
    worker_enable_remote_control=False,
    worker_send_task_events=False,
    # A child that a large sync has blown up is replaced (kilobytes).
    worker_max_memory_per_child=600_000,
    # The last resort against a task that hangs: no honest sync lasts so long. Seconds.
    task_time_limit=12 * 3600,
    # Django's LOGGING counts, in the worker as everywhere.
    worker_hijack_root_logger=False,
    worker_redirect_stdouts=False,
    broker_connection_retry_on_startup=True,
    # A page that asks for a task must not hang on a broker that is down.
    broker_connection_timeout=5,
)


@signals.worker_ready.connect
def _end_at_once(**_: object) -> None:
    """On SIGTERM the worker ends its tasks now, and they give their leases back: a sync goes on from its last page, in
    the next worker. Celery's own way waits for the task to end, until somebody loses patience and kills it."""

    def leave(*_: object) -> None:
        raise WorkerTerminate(0)

    signal.signal(signal.SIGTERM, leave)
