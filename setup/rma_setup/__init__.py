"""The tools behind ``setup/demo``, ``setup/test``, ``setup/odoo`` and ``setup/bench``.

One concern per module; the standard library only, because these modules build
the environment in which anything else could be installed.
"""
