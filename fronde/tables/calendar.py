"""The clock of a run: ticks, of which a day has 64, so that half days and hours are whole.

Draws are keyed by the tick at which a step begins. So two runs that divide a week differently
share the draws of the steps that begin together.
"""

TICKS_A_DAY = 64
TICKS_A_WEEK = 7 * TICKS_A_DAY
NEVER = 2**31 - 1  # the end of a term that lasts for ever
