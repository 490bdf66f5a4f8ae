//! What the engine can do and its safe interface can't: the one place with `unsafe`.
//!
//! The libraries that scripts see are loaded here from the bytecode that `build.rs` compiled and
//! embedded. `QuickJS` trusts bytecode blindly; what is loaded never comes from outside, but is
//! part of the program, compiled by the same version of the engine. And a script that can't be
//! stopped otherwise is kept from calling anything here.
#![expect(
    unsafe_code,
    reason = "bytecode is trusted here, and the runtime is reached while it is locked"
)]

mod heap;

use std::ptr::NonNull;
use std::rc::Rc;

use rquickjs::{Array, Context, Ctx, Module, Object, Runtime, Value, qjs};

use self::heap::Blocks;
pub(crate) use self::heap::Heap;

/// Name and bytecode of each module, sorted by name: `pm` and what else is ours.
const MODULES: Table = include!(concat!(env!("OUT_DIR"), "/modules.rs"));

/// The same of other people's code, whose value is what it exports.
const SCRIPTS: Table = include!(concat!(env!("OUT_DIR"), "/scripts.rs"));

type Table = &'static [(&'static str, &'static [u8])];

/// Starts an engine that takes its memory from `heap`.
///
/// # Errors
/// There is too little memory for it.
pub(crate) fn start(heap: &Rc<Heap>) -> rquickjs::Result<Runtime> {
    Runtime::new_with_alloc(Blocks(Rc::clone(heap)))
}

/// Leaves an engine that was stopped by force: it may be half done with anything, so it is not
/// taken apart, but what it holds is given back at one stroke.
pub(crate) fn leave<M>(machine: M, heap: &Heap) {
    std::mem::forget(machine);
    // SAFETY: whoever holds the engine has just been forgotten with it.
    unsafe { heap.release() };
}

/// Loads a library and returns what it exports; `None` if there is none of that name.
///
/// # Errors
/// The library threw, or memory ran out.
pub(crate) fn load<'js>(ctx: &Ctx<'js>, name: &str) -> rquickjs::Result<Option<Value<'js>>> {
    if let Some(bytecode) = find(SCRIPTS, name) {
        return evaluate(ctx, bytecode).map(Some);
    }
    let module = load_module(ctx, name)?;
    module.map(|exports| exports.get("default")).transpose()
}

/// Loads a module and returns its namespace; `None` if there is none of that name.
///
/// # Errors
/// The module threw, or memory ran out.
pub(crate) fn load_module<'js>(
    ctx: &Ctx<'js>,
    name: &str,
) -> rquickjs::Result<Option<Object<'js>>> {
    let Some(bytecode) = find(MODULES, name) else {
        return Ok(None);
    };
    // SAFETY: the bytes are this program's own, written by the same engine at build time.
    let module = unsafe { Module::load(ctx.clone(), bytecode) }?;
    let (module, evaluated) = module.eval()?;
    // None of the modules awaits anything, so it has been evaluated; this passes on what it threw.
    evaluated.result::<Value<'js>>().transpose()?;
    Ok(Some(module.namespace()?))
}

/// Runs a script and returns its value.
fn evaluate<'js>(ctx: &Ctx<'js>, bytecode: &'static [u8]) -> rquickjs::Result<Value<'js>> {
    let flags = qjs::JS_READ_OBJ_BYTECODE | qjs::JS_READ_OBJ_ROM_DATA;
    let length = bytecode.len() as qjs::size_t;
    let raw = ctx.as_raw().as_ptr();
    // SAFETY: the bytes are this program's own, written by the same engine at build time, and live
    // as long as it. The engine takes what was read, and gives a value that is ours.
    unsafe {
        let script = qjs::JS_ReadObject(raw, bytecode.as_ptr(), length, flags.cast_signed());
        if qjs::JS_IsException(script) {
            return Err(rquickjs::Error::Exception);
        }
        let value = qjs::JS_EvalFunction(raw, script);
        if qjs::JS_IsException(value) {
            return Err(rquickjs::Error::Exception);
        }
        Ok(Value::from_raw(ctx.clone(), value))
    }
}

/// Has the engine look for circles of garbage only when it holds more than `bytes`. Each search
/// sets that anew to half as much again as is left, which for a small engine is soon.
pub(crate) fn collect_beyond(context: &Context, bytes: usize) {
    let bytes = bytes as qjs::size_t;
    context.with(|ctx| {
        // SAFETY: the runtime is locked and alive; the calls read and set one number.
        unsafe {
            let runtime = qjs::JS_GetRuntime(ctx.as_raw().as_ptr());
            if qjs::JS_GetGCThreshold(runtime) < bytes {
                qjs::JS_SetGCThreshold(runtime, bytes);
            }
        }
    });
}

/// The text of a string; each of its lone surrogates, which Rust's strings can't hold, becomes a
/// replacement character.
pub(crate) fn lossy(string: &rquickjs::String<'_>) -> Option<String> {
    let text = string.clone().to_cstring().ok()?;
    // SAFETY: the engine's text lives as long as `text`, and is so long.
    let bytes = unsafe { std::slice::from_raw_parts(text.as_ptr().cast::<u8>(), text.len()) };
    let mut bytes = bytes.to_vec();
    for at in 0..bytes.len().saturating_sub(2) {
        // The engine writes a surrogate as if it were a character.
        if bytes[at] == 0xED && bytes[at + 1] >= 0xA0 {
            bytes[at..at + 3].copy_from_slice("\u{fffd}".as_bytes());
        }
    }
    String::from_utf8(bytes).ok()
}

/// What tells an object from every other that lives.
pub(crate) fn place(object: &Object<'_>) -> usize {
    // SAFETY: an object is a pointer, which is only compared.
    unsafe { qjs::JS_VALUE_GET_PTR(object.as_raw()) }.addr()
}

/// Has one of two functions called when a promise is settled. No property of it is read, which a
/// script could have put there.
///
/// # Errors
/// Memory ran out.
pub(crate) fn follow<'js>(
    promise: &Value<'js>,
    fulfilled: &Value<'js>,
    rejected: &Value<'js>,
) -> rquickjs::Result<()> {
    let raw = promise.ctx().as_raw().as_ptr();
    // SAFETY: all are values of one runtime, which is locked; the call keeps what it needs of them,
    // and gives a promise that is ours.
    unsafe {
        let next =
            qjs::JS_PromiseThen(raw, promise.as_raw(), fulfilled.as_raw(), rejected.as_raw());
        if qjs::JS_IsException(next) {
            return Err(rquickjs::Error::Exception);
        }
        qjs::JS_FreeValue(raw, next);
    }
    Ok(())
}

/// Gives an object a property that can be listed, assigned to and taken away.
///
/// # Errors
/// The object takes none, or memory ran out.
pub(crate) fn define<'js>(
    target: &Object<'js>,
    name: &Value<'js>,
    value: &Value<'js>,
) -> rquickjs::Result<()> {
    let ctx = target.ctx().as_raw().as_ptr();
    let flags = (qjs::JS_PROP_C_W_E | qjs::JS_PROP_THROW).cast_signed();
    // SAFETY: all are values of one runtime, which is locked; the engine takes the count of the value
    // that is made here, and none of the others.
    let defined = unsafe {
        let atom = qjs::JS_ValueToAtom(ctx, name.as_raw());
        let value = qjs::JS_DupValue(ctx, value.as_raw());
        let defined = qjs::JS_DefinePropertyValue(ctx, target.as_raw(), atom, value, flags);
        qjs::JS_FreeAtom(ctx, atom);
        defined
    };
    done(defined)
}

/// Gives an object properties that are read through functions: `getters` has one for each of `names`.
/// They can be listed only where there are `setters`, one each.
///
/// # Errors
/// The object takes none, or memory ran out.
pub(crate) fn define_getters<'js>(
    target: &Object<'js>,
    names: &Array<'js>,
    getters: &Array<'js>,
    setters: Option<&Array<'js>>,
) -> rquickjs::Result<()> {
    let ctx = target.ctx().as_raw().as_ptr();
    let is_listed = if setters.is_some() {
        qjs::JS_PROP_ENUMERABLE
    } else {
        0
    };
    let flags = (qjs::JS_PROP_CONFIGURABLE | qjs::JS_PROP_THROW | is_listed).cast_signed();
    for at in 0..u32::try_from(names.len()).unwrap_or(u32::MAX) {
        // SAFETY: all are values of one runtime, which is locked; what is read from the lists is ours,
        // and the engine takes the functions.
        let defined = unsafe {
            let name = qjs::JS_GetPropertyUint32(ctx, names.as_raw(), at);
            let atom = qjs::JS_ValueToAtom(ctx, name);
            qjs::JS_FreeValue(ctx, name);
            let getter = qjs::JS_GetPropertyUint32(ctx, getters.as_raw(), at);
            let setter = setters.map_or(qjs::JS_UNDEFINED, |setters| {
                qjs::JS_GetPropertyUint32(ctx, setters.as_raw(), at)
            });
            let target = target.as_raw();
            let defined = qjs::JS_DefinePropertyGetSet(ctx, target, atom, getter, setter, flags);
            qjs::JS_FreeAtom(ctx, atom);
            defined
        };
        done(defined)?;
    }
    Ok(())
}

/// What the engine says of a property that was defined: below zero, something was thrown.
fn done(defined: std::ffi::c_int) -> rquickjs::Result<()> {
    if defined < 0 {
        return Err(rquickjs::Error::Exception);
    }
    Ok(())
}

/// Makes another realm of the same engine, with a global object and built-ins of its own. It lives as
/// long as anything that was made in it.
///
/// # Errors
/// Memory ran out.
pub(crate) fn new_realm<'js>(ctx: &Ctx<'js>) -> rquickjs::Result<Ctx<'js>> {
    // SAFETY: the runtime is locked, for as long as `ctx` lives, and the new context is of the same
    // runtime; what is returned holds it, so ours of it is let go.
    unsafe {
        let raw = qjs::JS_NewContext(qjs::JS_GetRuntime(ctx.as_raw().as_ptr()));
        let raw = NonNull::new(raw).ok_or(rquickjs::Error::Allocation)?;
        let realm = Ctx::from_raw(raw);
        qjs::JS_FreeContext(raw.as_ptr());
        // The engine gives it to the first realm alone.
        if qjs::JS_AddIntrinsicDOMException(raw.as_ptr()) != 0 {
            return Err(rquickjs::Error::Allocation);
        }
        Ok(realm)
    }
}

/// Notes that somebody has seen what a promise was rejected with.
pub(crate) fn mark_handled(promise: &Value<'_>) {
    // SAFETY: the runtime is locked; what is no promise is passed over.
    unsafe { qjs::JS_PromiseMarkAsHandled(promise.ctx().as_raw().as_ptr(), promise.as_raw()) };
}

/// Refuses `import(…)` from now on, in V8's words: it would hand out our own modules. None of them
/// imports anything.
pub(crate) fn refuse_imports(ctx: &Ctx<'_>) {
    // SAFETY: the runtime is locked and alive, and the function needs nothing that it is not given.
    unsafe {
        let runtime = qjs::JS_GetRuntime(ctx.as_raw().as_ptr());
        let nothing = std::ptr::null_mut();
        qjs::JS_SetModuleLoaderFunc(runtime, Some(refuse_import), None, nothing);
    }
}

/// Called by the engine for the name of a module that a script imports.
unsafe extern "C" fn refuse_import(
    ctx: *mut qjs::JSContext,
    _importer: *const std::ffi::c_char,
    _name: *const std::ffi::c_char,
    _: *mut std::ffi::c_void,
) -> *mut std::ffi::c_char {
    let set = |error, name: &std::ffi::CStr, text: &std::ffi::CStr| {
        // SAFETY: the engine hands in a context that is alive, and copies the texts.
        unsafe {
            let length = text.count_bytes() as qjs::size_t;
            let value = qjs::JS_NewStringLen(ctx, text.as_ptr(), length);
            qjs::JS_DefinePropertyValueStr(ctx, error, name.as_ptr(), value, WRITABLE);
        }
    };
    // SAFETY: as above; what is thrown is the engine's then.
    unsafe {
        qjs::JS_ThrowTypeError(ctx, c"%s".as_ptr(), NOT_IMPORTED.as_ptr());
        let error = qjs::JS_GetException(ctx);
        set(error, c"code", c"ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING");
        qjs::JS_Throw(ctx, error);
    }
    std::ptr::null_mut()
}

/// Node's words.
const NOT_IMPORTED: &std::ffi::CStr = c"A dynamic import callback was not specified.";

const WRITABLE: std::ffi::c_int = (qjs::JS_PROP_C_W_E).cast_signed();

fn find(table: Table, name: &str) -> Option<&'static [u8]> {
    let index = table
        .binary_search_by(|(library, _)| (*library).cmp(name))
        .ok()?;
    Some(table[index].1)
}

/// The stack of a runtime, for the functions that the runtime itself calls.
pub(crate) struct Stack(NonNull<qjs::JSRuntime>);

impl Stack {
    /// The stack of the runtime that a context belongs to. Must not be used when that is gone.
    pub(crate) fn of(ctx: &Ctx<'_>) -> Option<Self> {
        // SAFETY: a context has a runtime, which it keeps alive.
        NonNull::new(unsafe { qjs::JS_GetRuntime(ctx.as_raw().as_ptr()) }).map(Self)
    }

    /// Leaves the engine no stack: whatever is called fails. What runs can still return.
    pub(crate) fn close(&self) {
        // SAFETY: called by the runtime's own interrupt handler, so it is alive; the call sets two
        // numbers.
        unsafe { qjs::JS_SetMaxStackSize(self.0.as_ptr(), 1) };
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn libraries_are_found_by_name() {
        for table in [MODULES, SCRIPTS] {
            assert!(table.is_sorted_by_key(|(name, _)| *name));
            assert!(find(table, "fs").is_none());
        }
        assert!(find(MODULES, "pm").is_some() && find(MODULES, "chai").is_some());
        assert!(find(SCRIPTS, "csv-parse/lib/sync").is_some());
    }
}
