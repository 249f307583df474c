# License AGPL-3.0 or later (https://www.gnu.org/licenses/agpl).
"""Values of fields in words for people."""


def selection_label(record, name, env=None):
    """Return the words for the value of the selection field *name*, or nothing.

    :param env: whose language they are in; the record's when missing
    """
    labels = dict(record._fields[name]._description_selection(env or record.env))
    return labels.get(record[name], "")
