"""From what a buyer can copy of a tracking page to one classified chronology."""
