//! End-to-end cases live in `tests/` beside this file.
