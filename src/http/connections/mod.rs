//! Carrying bytes: finding a server, connections that are kept, heads and bodies of messages.

pub(crate) mod body;
pub(crate) mod connect;
pub(crate) mod connection;
pub(crate) mod decode;
pub(crate) mod event_stream;
pub(crate) mod fault;
mod frames;
pub(crate) mod head;
pub(crate) mod message;
pub(crate) mod pool;
pub(crate) mod progress;
pub(crate) mod resolve;
pub(crate) mod store;
pub(crate) mod stream;
pub(crate) mod transport;
pub(crate) mod tunnel;
pub(crate) mod wire;
