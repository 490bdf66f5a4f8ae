//! The org as its clients see it, driven through the routes without a network.

mod client;

mod apps;
mod misbehaviour;
mod org;
mod policies;
mod refusals;
mod rules;
mod sessions;
