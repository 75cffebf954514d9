"""The base of all failures, and the making of one anew from its code."""


class HatangError(Exception):
    """Base of all failures that a user can do something about."""

    code = "failure"
    exit_status = 2

    def __init__(self, **params):
        super().__init__(self.code, params)
        self.params = params

    def __str__(self) -> str:
        from layers.words import explain

        return explain(self, "en")


class Because(HatangError):
    """A failure of several kinds: ``reason`` makes the code more precise."""

    def __init__(self, reason: str, **params):
        super().__init__(**params)
        self.reason = reason
        self.code = f"{self.code}.{reason}"


class BadOption(HatangError):
    code = "bad_option"


def told_again(code: str, params: dict) -> HatangError:
    """The error that another process met and told of by its code and its parameters."""
    kind, _, reason = code.partition(".")
    found = {each.code: each for each in _kinds(HatangError)}.get(kind)
    if found is None:
        return HatangError(fault=code)
    return found(reason, **params) if reason else found(**params)


def _kinds(base: type[HatangError]) -> list[type[HatangError]]:
    """Every kind below one that has a code of its own."""
    below = [deep for kind in base.__subclasses__() for deep in (kind, *_kinds(kind))]
    return [kind for kind in below if "code" in vars(kind)]
