"""預かり: who keeps what for whom, on what basis, where it lies, and every movement in and out."""
