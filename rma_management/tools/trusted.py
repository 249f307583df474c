# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Values that our code hands on through the context, and nobody else."""


class Trusted:
    """A value in the context that was put there by code.

    A client may send any context, but only plain JSON: it cannot make one of these.
    """

    def __init__(self, value):
        self.value = value

    @classmethod
    def get(cls, env, key, default):
        """Return the value under *key* of the context of *env*, else *default*."""
        held = env.context.get(key)
        return held.value if isinstance(held, cls) else default
