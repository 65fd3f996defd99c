"""Joint inspections (联合检查): rounds, the plan, tasks, states, records, findings, photos."""
