"""Long work, away from the threads that answer requests."""

from .press import Press, PressTrouble

__all__ = ["Press", "PressTrouble"]
