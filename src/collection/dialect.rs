//! What the form of a collection, or the kind of a request, says beside what stands in it.

/// Which of Postman's runners a request was written for, where they do not agree: that of
/// collections in one file, or that of collections that are folders.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Dialect {
    /// Schemas v1, 2.0 and 2.1, which Newman runs.
    #[default]
    V2,
    /// Collection v3, which Postman's own command line runs.
    V3,
    /// Collection v3 to the letter of that command line.
    Letter,
}

impl Dialect {
    /// Whether it is one of collections that are folders.
    pub fn is_v3(self) -> bool {
        self != Self::V2
    }
}

/// What a request speaks.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub enum Protocol {
    /// HTTP.
    #[default]
    Http,
    /// GraphQL over HTTP.
    GraphQl,
    /// gRPC.
    Grpc,
    /// WebSocket.
    WebSocket,
    /// Socket.IO.
    SocketIo,
    /// MQTT.
    Mqtt,
    /// The Model Context Protocol.
    Mcp,
    /// A large language model.
    Llm,
}

/// The protocols by the `$kind` of their requests, with what they are called.
pub(super) const PROTOCOLS: [(&str, Protocol, &str); 10] = [
    ("http-request", Protocol::Http, "HTTP"),
    ("graphql-request", Protocol::GraphQl, "GraphQL"),
    ("grpc-request", Protocol::Grpc, "gRPC"),
    ("websocket-request", Protocol::WebSocket, "WebSocket"),
    ("ws-raw-request", Protocol::WebSocket, "WebSocket"),
    ("socket.io-request", Protocol::SocketIo, "Socket.IO"),
    ("socketio-request", Protocol::SocketIo, "Socket.IO"),
    ("mqtt-request", Protocol::Mqtt, "MQTT"),
    ("mcp-request", Protocol::Mcp, "MCP"),
    ("llm-request", Protocol::Llm, "LLM"),
];

impl Protocol {
    /// The protocol of requests of that `$kind`.
    pub(super) fn of_kind(kind: &str) -> Option<Self> {
        let found = PROTOCOLS.iter().find(|(name, ..)| *name == kind);
        found.map(|(_, protocol, _)| *protocol)
    }

    /// What it is called.
    pub fn name(self) -> &'static str {
        let mut all = PROTOCOLS.iter();
        all.find(|(_, protocol, _)| *protocol == self)
            .map_or("", |(_, _, name)| name)
    }

    /// Whether its requests can be sent.
    pub fn is_spoken(self) -> bool {
        matches!(self, Self::Http | Self::GraphQl)
    }
}
