"""Going to the doctor: the home's own providers, a slip for each person and visit, out and back, and a rehearsal."""
