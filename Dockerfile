# One image for web, worker, beat and release: they differ by command (see compose.yaml and Procfile).
FROM python:3.11-slim AS build
WORKDIR /app
RUN python -m venv /venv
COPY requirements.lock .
RUN /venv/bin/pip install --no-cache-dir --require-hashes -r requirements.lock

FROM python:3.11-slim
RUN useradd --system --uid 10001 --home-dir /app --shell /usr/sbin/nologin finder
WORKDIR /app
COPY --from=build /venv /venv
COPY . .
ENV PATH=/venv/bin:$PATH PYTHONUNBUFFERED=1 PYTHONDONTWRITEBYTECODE=1 FINDER_DATA_DIR=/app/var
# Static files are part of the image. The key is for this command alone; the real one comes from the environment.
RUN mkdir -p /app/var/dumps && SECRET_KEY=only-to-collect-static-files python manage.py collectstatic --no-input --verbosity 0 \
    && chown finder /app/var /app/var/dumps
USER finder
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://localhost:8000/healthz', timeout=4)"]
# /dev/shm: gunicorn's heartbeat file must not wait for a disk.
CMD ["gunicorn", "finder.wsgi", "--bind", "0.0.0.0:8000", "--workers", "2", "--worker-tmp-dir", "/dev/shm", "--log-level", "warning", "--no-control-socket"]
