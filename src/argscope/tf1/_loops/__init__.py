"""Loops of training and of evaluation: sessions with hooks, supervisors, estimators."""

from __future__ import annotations
