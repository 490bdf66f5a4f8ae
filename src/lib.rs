//! Postrider runs Postman collections headlessly, and pages of documentation ("guides") against
//! them.
//!
//! # How a run goes
//!
//! ```text
//!     files ──► collection ──► plan ──► runner ──► events ──► summary ──► reports, exit code
//!                  │             ▲         │ ▲
//!     environment ─┴─ variables ─┘         ▼ │
//!                               request ──► http        one exchange
//!                               script  ◄─► runner      pm.* asks the runner; script and http never meet
//!     page.md ──► guide ──► the same runner, the same events, the same reports
//! ```
//!
//! Data flows one way. A [`collection::Collection`] is what the user wrote; a [`runner::Plan`] is
//! which of its requests run, each with what it inherits; [`runner::Session`] executes them one by
//! one. For each, the scripts run in [`script`], the request is built in [`request`] against the
//! scopes of [`variables`], and [`http`] turns it into an [`exchange::Exchange`]. Everything that
//! happens is a [`runner::Event`]; [`report`] shows events, and [`runner::Summary`], their fold,
//! decides the exit code.
//!
//! # Layers
//!
//! Each module may use what is listed, and [`text`], [`world`] and [`document`].
//! `tests/it/tidy.rs` holds this table.
//!
//! | module | uses | what it is |
//! | --- | --- | --- |
//! | [`text`], [`world`] | – | plurals, sizes, suggestions, redaction, Markdown; clock and randomness as values |
//! | [`document`] | – | JSON and YAML with the places of their parts |
//! | [`finding`] | – | what checks find in files, shown in a terminal and as SARIF |
//! | [`collection`] | – | what the user wrote: one model, readers, environments and globals |
//! | [`exchange`] | – | HTTP messages as data |
//! | [`variables`] | collection | scopes, precedence, substitution, dynamic variables, iteration data |
//! | [`request`] | collection, variables, exchange | item and variables → request: URL, headers, body, signing |
//! | [`convert`] | collection | the model → files of Postman's formats, and what these can't say |
//! | [`lint`] | collection, finding, script, variables, contract, exchange | what will not be as meant in collections' files |
//! | [`http`] | exchange | request → exchange: redirects, cookies, TLS, proxies, decoding |
//! | [`script`] | collection, variables, exchange | scripts in an engine; asks its [`script::Host`] for the rest |
//! | [`contract`] | exchange | what `OpenAPI` documents say of exchanges, and how much of them was touched |
//! | [`runner`] | all above | order, iterations, scripts around requests, events, summary |
//! | [`report`] | the data of a run | reporters |
//! | [`guide`] | runner and below | page → steps → run; drift, drafts, Arazzo |
//! | [`mock`] | exchange | services that stand in for real ones: an Okta org |
//! | [`cli`] | everything | arguments, files, exit codes |
//!
//! Only [`http`] names hyper and reqwest, only [`script`] rquickjs, only [`cli`] clap and anyhow,
//! only [`mock`] axum.
//!
//! # Rules that hold everywhere
//!
//! - A run is a future that one thread polls at a time; dropping it ends it. A thread whose script
//!   does not give way is left behind, so the future keeps nothing of its thread while it waits.
//! - What went wrong in a run (a failed assertion, a 500, a script that throws) is data in the
//!   summary. An error is what somebody must mend before anything can run; it names the file and
//!   the place. A panic is a bug.
//! - Clock and randomness come from [`world::World`], facts about the process from
//!   [`cli::Surroundings`].
//! - Scripts and servers are not trusted: their text is made harmless before it reaches a terminal.
//! - What is secret is masked where it is told, by the session; reporters never see it.

pub mod cli;
pub mod collection;
pub mod contract;
pub mod convert;
pub mod document;
pub mod exchange;
pub mod finding;
pub mod guide;
pub mod http;
pub mod lint;
pub mod mock;
pub mod report;
pub mod request;
pub mod runner;
pub mod script;
pub mod text;
pub mod variables;
pub mod world;
