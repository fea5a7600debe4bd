"""`make run`: the whole portal under one supervisor, on any machine that has Python.

surroundings.py   the folder, the secrets and the addresses that every process gets
preparation.py    what is done once before the processes start: migrations, static files, sample data
supervisor.py     the processes: started, watched, restarted, stopped in order
__main__.py       the order of it all
"""
