//! What the user wrote: collections, environments and globals, as one model.
//!
//! Readers accept what Postman accepts (schemas v1, 2.0 and 2.1 and the folders of [`v3`], every
//! historical shape of a URL, a header list or a script) and say where in the file they stopped
//! understanding. Nothing here
//! resolves variables or sends requests: the texts still hold their `{{placeholders}}`.

mod auth;
mod body;
mod cast;
mod decode;
mod dialect;
mod environment;
mod error;
mod event;
mod file;
mod item;
pub mod members;
pub mod mentions;
mod meta;
mod note;
mod path_variable;
mod place;
mod read;
mod reference;
mod request;
mod saved;
mod scheme;
mod shield;
mod stream;
mod url;
mod user_info;
mod v1;
pub mod v3;
mod variable;

pub use auth::{Auth, AuthParam};
pub use body::{Body, FormParam, FormValue, Mode, UrlEncodedParam};
pub(crate) use cast::cast;
pub use decode::{Misread, decode, misread, text_of};
pub use dialect::{Dialect, Protocol};
pub use environment::{Environment, EnvironmentKind};
pub use error::{CollectionError, Problem, Spot};
pub use event::{ItemEvent, Listen, Script};
pub use file::read_file;
pub(crate) use item::name_or_id;
pub use item::{Behavior, Collection, Item, ItemKind};
pub use meta::Meta;
pub use note::{Note, Noted};
pub use path_variable::Lack;
pub(crate) use place::kind_of;
pub(crate) use read::{event as read_event, item as read_item};
pub use read::{parse, read_request};
pub use reference::Reference;
pub use request::{Header, Request};
pub use saved::Saved;
pub use scheme::{SCHEMES, Scheme};
pub use stream::{read_collection, read_large_collection};
pub use url::{QueryParam, Url};
pub use user_info::UserInfo;
pub use variable::Variable;
