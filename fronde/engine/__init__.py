"""The week, from hazards to events: plan, sweep, resolve, run."""
