//! The libraries that scripts see, compiled by `build.rs` and embedded.
//!
//! The one place with `unsafe`: `QuickJS` trusts bytecode blindly. What is loaded here never comes from outside: it is part
//! of the program, compiled by the same version of the engine.
#![expect(unsafe_code, reason = "bytecode is loaded here, and only what build.rs compiled into this program")]

use rquickjs::{Ctx, Module, Object, Value};

/// Name and bytecode of each library, sorted by name.
const LIBRARIES: &[(&str, &[u8])] = include!(concat!(env!("OUT_DIR"), "/libraries.rs"));

/// Loads a library and returns what it exports; `None` if there is none of that name.
///
/// # Errors
/// The library threw, or memory ran out.
pub(super) fn load<'js>(ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Option<Object<'js>>> {
    let Some(bytecode) = find(name) else { return Ok(None) };
    // SAFETY: the bytes are this program's own, written by the same engine at build time.
    let module = unsafe { Module::load(ctx.clone(), bytecode) }?;
    let (module, evaluated) = module.eval()?;
    // None of the libraries awaits anything, so it has been evaluated; this passes on what it threw.
    evaluated.result::<Value<'js>>().transpose()?;
    Ok(Some(module.namespace()?))
}

fn find(name: &str) -> Option<&'static [u8]> {
    let index = LIBRARIES.binary_search_by(|(library, _)| (*library).cmp(name)).ok()?;
    Some(LIBRARIES[index].1)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_found_by_name() {
        assert!(LIBRARIES.is_sorted_by_key(|(name, _)| *name));
        assert!(["chai", "csv-parse/lib/sync", "pm"].into_iter().all(|name| find(name).is_some()));
        assert!(find("fs").is_none());
    }
}
