"""The Python client in `client/`, on a real server."""
