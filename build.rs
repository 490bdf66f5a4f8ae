//! Prepares what scripts see: bundles `sandbox/` with npm's packages, compiles each bundle to the
//! engine's bytecode and writes tables of them, which `src/script/raw.rs` embeds.
//!
//! Node and npm are needed here, never to run. A source package ships the bundles in
//! `sandbox/bundles/` (`.ci/package` makes it), and needs neither. A second build does nothing: npm
//! runs when the lock file changed, the bundler when anything under `sandbox/src` did.

use std::error::Error;
use std::ffi::{CStr, CString};
use std::fmt::Write as _;
use std::io::Write as _;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::{env, fs};

use flate2::Compression;
use flate2::write::GzEncoder;
use rquickjs::{CatchResultExt as _, Context, Ctx, Module, Runtime, Value, WriteOptions, qjs};

type Outcome<T> = Result<T, Box<dyn Error>>;

/// Written into `node_modules` once npm has succeeded: the lock file that it followed.
const INSTALLED: &str = "node_modules/.installed-lock.json";

/// What `postrider licenses` prints.
const LICENSES: &str = "THIRD-PARTY.md";

/// What runs reporters from npm under Node: scripts, no bytecode of ours.
const BRIDGE: [&str; 2] = ["bridge", "models"];

fn main() {
    if let Err(error) = run() {
        eprintln!("error: {error}");
        std::process::exit(1);
    }
}

fn run() -> Outcome<()> {
    let folder = |name: &str| {
        env::var_os(name)
            .map(PathBuf::from)
            .ok_or(format!("cargo did not set `{name}`"))
    };
    let sandbox = folder("CARGO_MANIFEST_DIR")?.join("sandbox");
    let out = folder("OUT_DIR")?;
    println!("cargo:rerun-if-changed=build.rs");
    println!("cargo:rerun-if-changed={LICENSES}");
    watch_memory();
    compress(Path::new(LICENSES), &out.join("licenses.gz"))?;

    let shipped = sandbox.join("bundles");
    let bundles = if shipped.is_dir() {
        println!("cargo:rerun-if-changed=sandbox/bundles");
        shipped
    } else {
        for input in [
            "package.json",
            "package-lock.json",
            ".npmrc",
            "bundle.mjs",
            "src",
        ] {
            println!("cargo:rerun-if-changed=sandbox/{input}");
        }
        println!("cargo:rerun-if-changed=npm/postrider/lib");
        install_packages(&sandbox)?;
        bundle(&sandbox, &out.join("bundles"))?
    };
    for name in BRIDGE {
        let file = bundles.join(name).with_extension("txt");
        compress(&file, &out.join(name).with_extension("gz"))?;
    }
    compile_all(&bundles, &out)
}

/// For `just sanitize`, which has the engine compiled with the address sanitizer: links its runtime
/// to the tests, and has the engine take its memory from where the sanitizer watches.
fn watch_memory() {
    println!("cargo:rustc-check-cfg=cfg(address_sanitizer)");
    println!("cargo:rerun-if-env-changed=POSTRIDER_SANITIZE");
    if let Some(library) = env::var_os("POSTRIDER_SANITIZE") {
        let library = Path::new(&library).display();
        println!("cargo:rustc-cfg=address_sanitizer");
        println!("cargo:rustc-link-arg=-Wl,--whole-archive,{library},--no-whole-archive");
        for of_system in ["stdc++", "m", "dl", "rt", "pthread"] {
            println!("cargo:rustc-link-arg=-l{of_system}");
        }
    }
}

/// Packs what is seldom wanted, and a fraction of its size so.
fn compress(file: &Path, packed: &Path) -> Outcome<()> {
    let mut encoder = GzEncoder::new(Vec::new(), Compression::best());
    encoder.write_all(&fs::read(file)?)?;
    fs::write(packed, encoder.finish()?)?;
    Ok(())
}

/// Runs `npm ci`, unless the packages of this very lock file are there already.
fn install_packages(sandbox: &Path) -> Outcome<()> {
    let lock = fs::read(sandbox.join("package-lock.json"))?;
    if fs::read(sandbox.join(INSTALLED)).is_ok_and(|installed| installed == lock) {
        return Ok(());
    }
    let npm = if cfg!(windows) { "npm.cmd" } else { "npm" };
    let output = Command::new(npm).args(["ci", "--ignore-scripts"]).current_dir(sandbox).output().map_err(|error| {
        format!(
            "`npm` could not be started ({error}).\n\
             Postrider embeds the JavaScript libraries that Postman gives to scripts; building it from a checkout needs Node.js 20 or\n\
             later with npm, once. Install it (for example `apt install nodejs npm`, `brew install node`, or from nodejs.org) and build\n\
             again. Running Postrider needs neither."
        )
    })?;
    if !output.status.success() {
        return Err(format!(
            "`npm ci` in `sandbox/` failed ({}); it needs the network the first time:\n{}",
            output.status,
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    fs::write(sandbox.join(INSTALLED), lock)?;
    Ok(())
}

/// Bundles the libraries and `pm` into `folder`.
fn bundle(sandbox: &Path, folder: &Path) -> Outcome<PathBuf> {
    let output = Command::new("node").arg("bundle.mjs").arg(folder).current_dir(sandbox).output().map_err(
        |error| {
            format!(
                "`node` could not be started ({error}); install Node.js 20 or later to build from a checkout"
            )
        },
    )?;
    if !output.status.success() {
        return Err(format!(
            "bundling `sandbox/` failed:\n{}",
            String::from_utf8_lossy(&output.stderr)
        )
        .into());
    }
    Ok(folder.to_owned())
}

/// Compiles the bundles and writes two tables: `modules.rs` of what is ours, `scripts.rs` of other
/// people's code, which a module would make strict.
fn compile_all(bundles: &Path, out: &Path) -> Outcome<()> {
    let folder = out.join("bytecode");
    fs::create_dir_all(&folder)?;
    write_table(&folder, &bundles_of(bundles, "js")?, compile_module)?;
    fs::rename(folder.join("table.rs"), out.join("modules.rs"))?;
    write_table(&folder, &bundles_of(bundles, "cjs")?, compile_script)?;
    fs::rename(folder.join("table.rs"), out.join("scripts.rs"))?;
    Ok(())
}

/// The bundles with an extension, by name.
fn bundles_of(bundles: &Path, extension: &str) -> Outcome<Vec<PathBuf>> {
    let mut sources: Vec<PathBuf> = fs::read_dir(bundles)?
        .filter_map(|entry| entry.ok().map(|entry| entry.path()))
        .filter(|path| path.extension().is_some_and(|it| it == extension))
        .collect();
    // By name, not by file: `mime` comes before `mime-format`, but `mime-format.js` before
    // `mime.js`.
    sources.sort_by_key(|source| source.with_extension(""));
    Ok(sources)
}

/// Makes bytecode of a bundle, of its name and its text.
type Compile = fn(&str, &str) -> Outcome<Vec<u8>>;

/// Compiles bundles and writes `table.rs`: a slice of (name, bytecode), sorted by name.
fn write_table(folder: &Path, sources: &[PathBuf], compile: Compile) -> Outcome<()> {
    let mut table = String::from("&[\n");
    for source in sources {
        let stem = source
            .file_stem()
            .ok_or("a bundle without a name")?
            .to_string_lossy()
            .into_owned();
        let name = stem.replace("__", "/");
        fs::write(
            folder.join(&stem),
            compile(&name, &fs::read_to_string(source)?)?,
        )?;
        writeln!(
            table,
            "    ({name:?}, include_bytes!(concat!(env!(\"OUT_DIR\"), \"/bytecode/{stem}\"))),"
        )?;
    }
    table.push_str("]\n");
    fs::write(folder.join("table.rs"), table)?;
    Ok(())
}

/// Compiles one ES module to bytecode, without its source text.
fn compile_module(name: &str, source: &str) -> Outcome<Vec<u8>> {
    let runtime = Runtime::new()?;
    let context = Context::full(&runtime)?;
    context.with(|ctx| {
        let module = Module::declare(ctx.clone(), name, source)
            .catch(&ctx)
            .map_err(|error| format!("bundle `{name}` does not compile: {error}"))?;
        Ok(module.write(WriteOptions {
            strip_source: true,
            ..WriteOptions::default()
        })?)
    })
}

/// Compiles one script to bytecode, without its source text.
fn compile_script(name: &str, source: &str) -> Outcome<Vec<u8>> {
    let runtime = Runtime::new()?;
    let context = Context::full(&runtime)?;
    let file = CString::new(name)?;
    let text = CString::new(source)?;
    context.with(|ctx| {
        bytecode(&ctx, &file, &text)
            .catch(&ctx)
            .map_err(|error| format!("bundle `{name}` does not compile: {error}").into())
    })
}

#[expect(
    unsafe_code,
    reason = "of what it compiles, the engine's safe interface writes modules alone"
)]
fn bytecode(ctx: &Ctx<'_>, file: &CStr, text: &CStr) -> rquickjs::Result<Vec<u8>> {
    let raw = ctx.as_raw().as_ptr();
    let flags = qjs::JS_EVAL_TYPE_GLOBAL | qjs::JS_EVAL_FLAG_COMPILE_ONLY;
    let write = qjs::JS_WRITE_OBJ_BYTECODE | qjs::JS_WRITE_OBJ_STRIP_SOURCE;
    let mut length: qjs::size_t = 0;
    // SAFETY: the context is locked; the text ends with a zero, as the engine wants it. What was
    // compiled is this function's own, the value that holds it lets it go, and what the engine wrote
    // is `length` bytes, which are copied before they are given back.
    unsafe {
        let length_of_text = text.count_bytes() as qjs::size_t;
        let compiled = qjs::JS_Eval(
            raw,
            text.as_ptr(),
            length_of_text,
            file.as_ptr(),
            flags.cast_signed(),
        );
        if qjs::JS_IsException(compiled) {
            return Err(rquickjs::Error::Exception);
        }
        let compiled = Value::from_raw(ctx.clone(), compiled);
        let written =
            qjs::JS_WriteObject(raw, &raw mut length, compiled.as_raw(), write.cast_signed());
        if written.is_null() {
            return Err(rquickjs::Error::Exception);
        }
        let length = usize::try_from(length).unwrap_or_default();
        let bytes = std::slice::from_raw_parts(written, length).to_vec();
        qjs::js_free(raw, written.cast());
        Ok(bytes)
    }
}
