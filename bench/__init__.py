"""What the finder costs, beside a floor that does the same with nothing but a driver. Run by `script/bench`.

Each part runs in a process of its own on a folder that goes with the run, and prints its figures as JSON.
Nothing here is imported by the finder.
"""
