//! Bytes on their way between the engine and the functions of this folder.
//!
//! They come as Base64, which the engine makes of a `Uint8Array` itself: to look into its memory
//! from here would take `unsafe`.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rquickjs::{ArrayBuffer, Ctx, FromJs, IntoJs, Object, Value};

use crate::script::value::text;

/// Bytes that a script gave.
pub(super) struct Bytes(pub(super) Vec<u8>);

impl<'js> FromJs<'js> for Bytes {
    fn from_js(_: &Ctx<'js>, value: Value<'js>) -> rquickjs::Result<Self> {
        let decoded = STANDARD.decode(text(&value));
        decoded
            .map(Self)
            .map_err(|_| rquickjs::Error::new_from_js("value", "bytes"))
    }
}

/// What came of a computation: an `ArrayBuffer`, or `undefined` where it failed.
pub(super) struct Output(pub(super) Option<Vec<u8>>);

impl<'js> IntoJs<'js> for Output {
    fn into_js(self, ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
        match self.0 {
            Some(bytes) => Ok(ArrayBuffer::new_copy(ctx.clone(), &bytes)?.into_value()),
            None => Ok(Value::new_undefined(ctx.clone())),
        }
    }
}

/// Reads a member that is bytes.
pub(super) fn bytes(object: &Object<'_>, name: &str) -> rquickjs::Result<Vec<u8>> {
    Ok(object.get::<_, Bytes>(name)?.0)
}

/// The engine's own `Uint8Array.prototype.toBase64`, taken before scripts can reach it.
pub(super) fn encoder<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Value<'js>> {
    let array: Object<'_> = ctx.globals().get("Uint8Array")?;
    array.get::<_, Object<'_>>("prototype")?.get("toBase64")
}
