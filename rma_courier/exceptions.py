# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""What couriers and tracking services may do to us, as types."""


class RmaCourierError(Exception):
    """A courier or a tracking service did not tell what it was asked for.

    :param str message: the reason as a sentence for people, without any secret
    :param bool is_retryable: asking again soon may help (time-out, overload); else
        somebody has to mend something first (account, docket number, format)
    """

    def __init__(self, message, is_retryable=False):
        super().__init__(message)
        self.is_retryable = is_retryable
