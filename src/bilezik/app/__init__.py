"""The composition root: settings, embedded engines, wiring, supervisor.

1. Only here is the environment read, a process started, and one stage given to another.
2. `settings.Settings` is built once and handed down; nobody below asks the environment again.
3. An expected failure is one line that says what to do: `settings.SettingsError`, `engines.EngineError`.
"""
