//! Postrider runs Postman collections headlessly, and documentation pages ("guides") against them.
pub mod collection;
pub mod exchange;
pub mod report;
pub mod request;
pub mod runner;
pub mod script;
pub mod text;
pub mod variables;
pub mod world;
