//! The native functions behind `URL`, `TextEncoder`, `crypto` and the time zones of `Intl`.

use std::rc::Rc;

use rquickjs::function::Func;
use rquickjs::{ArrayBuffer, Ctx, Object};
use serde_json::json;

use crate::script::address::Address;
use crate::script::state::State;
use crate::script::value::{Text, to_js};

pub(super) fn install(
    ctx: &Ctx<'_>,
    functions: &Object<'_>,
    state: &Rc<State>,
) -> rquickjs::Result<()> {
    install_url(functions)?;
    install_text(functions)?;
    install_zones(functions)?;
    if state.world.is_repeatable() {
        let world = state.world.clone();
        let math: Object<'_> = ctx.globals().get("Math")?;
        math.set("random", Func::from(move || world.fraction()))?;
    }
    let world = state.world.clone();
    functions.set(
        "random",
        Func::from(move |ctx, length: usize| {
            let mut bytes = vec![0; length];
            world.fill(&mut bytes);
            ArrayBuffer::new(ctx, bytes)
        }),
    )
}

fn install_url(functions: &Object<'_>) -> rquickjs::Result<()> {
    functions.set(
        "parseUrl",
        Func::from(|text: Text, base: Option<Text>| {
            let base = base.as_ref().map(|base| base.0.as_str());
            Address::parse(&text.0, base).map(|address| address.href())
        }),
    )?;
    functions.set(
        "urlParts",
        Func::from(|href: Text| {
            Address::parse(&href.0, None).map(|address| address.parts().to_string())
        }),
    )?;
    functions.set(
        "changeUrl",
        Func::from(|href: Text, part: Text, value: Text| {
            let mut address = Address::parse(&href.0, None)?;
            address.change(&part.0, &value.0);
            Some(address.href())
        }),
    )
}

fn install_zones(functions: &Object<'_>) -> rquickjs::Result<()> {
    functions.set(
        "zoneAt",
        Func::from(|ctx, millis: f64, zone: Text| {
            to_js(&ctx, &zone_at(millis, &zone.0).unwrap_or_default())
        }),
    )?;
    functions.set(
        "localZone",
        Func::from(|| {
            let zone = jiff::tz::TimeZone::system();
            zone.iana_name()
                .filter(|name| *name != "Etc/UTC")
                .unwrap_or("UTC")
                .to_owned()
        }),
    )
}

/// Offset from UTC in minutes, and abbreviation, of a time zone at a moment.
#[expect(
    clippy::cast_possible_truncation,
    reason = "JavaScript's dates are whole milliseconds"
)]
fn zone_at(millis: f64, zone: &str) -> Option<serde_json::Value> {
    let zone = jiff::tz::TimeZone::get(zone).ok()?;
    let info = zone.to_offset_info(jiff::Timestamp::from_millisecond(millis as i64).ok()?);
    let offset = info.offset().seconds() / 60;
    Some(json!({"offset": offset, "name": info.abbreviation(), "id": zone.iana_name()}))
}

fn install_text(functions: &Object<'_>) -> rquickjs::Result<()> {
    functions.set(
        "encodeUtf8",
        Func::from(|ctx, text: Text| ArrayBuffer::new_copy(ctx, text.0.as_bytes())),
    )?;
    functions.set(
        "charset",
        Func::from(|label: Text| {
            encoding_rs::Encoding::for_label(label.0.as_bytes())
                .map(|it| it.name().to_ascii_lowercase())
        }),
    )
}
