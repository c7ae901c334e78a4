"""What people see: server-rendered pages that need no script. In: a request; out: HTML. Addresses: `finder/urls.py`."""
