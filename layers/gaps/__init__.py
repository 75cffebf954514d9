"""Gaps: ground out of reach, who lives there, what stands near; and the register of villages."""
