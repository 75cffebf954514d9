"""Which day it is where the product is used, wherever its server stands."""

import datetime

VIET_NAM = datetime.timezone(datetime.timedelta(hours=7))


def day_of(moment: datetime.datetime) -> datetime.date:
    """The day of a moment in Viet Nam."""
    return moment.astimezone(VIET_NAM).date()
