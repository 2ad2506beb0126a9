//! The ledger's rules, each told as a story: a hand-made sequence of events, and what is booked.

mod after;
mod books;
mod description;
mod direct;
mod random;
mod recompute;
mod rows;
mod story;
mod times;
