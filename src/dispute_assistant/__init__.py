"""Dispute Assistant: from a parcel stuck at customs to three papers a buyer can attach."""

__version__ = "0.1.0"
