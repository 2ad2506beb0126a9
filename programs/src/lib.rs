//! Everything that runs on the machine, embedded as text.
