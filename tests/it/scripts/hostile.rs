//! Scripts that replace what the language comes with: no failure of theirs, nor of later scripts, is
//! lost.

use std::collections::BTreeSet;
use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use postrider::script::{Effects, Limits, Target};

use super::{limits, run_all};

/// Keeps what the victim needs to fail at all, and finds every built-in: what the global object
/// leads to, and what only syntax does. Each is written as the object that has it, and its name.
const FIND: &str = r"
const global = Function('return this')();
const seen = new Set([global]);
const found = [];
const visit = (object, path) => {
    if (seen.has(object)) return;
    seen.add(object);
    for (const key of Reflect.ownKeys(object)) {
        const name = typeof key === 'symbol' ? `[${key.description}]` : `[${JSON.stringify(key)}]`;
        const { value, get, set, configurable, writable } = Reflect.getOwnPropertyDescriptor(object, key);
        const isFunction = typeof value === 'function' || get || set;
        if (isFunction && (configurable || writable)) found.push([path, name]);
        if (value !== null && (typeof value === 'object' || typeof value === 'function')) visit(value, path + name);
    }
    const above = Reflect.getPrototypeOf(object);
    if (above) visit(above, `Reflect.getPrototypeOf(${path})`);
};
const roots = {
    'keep.global': global,
    '[][Symbol.iterator]()': [][Symbol.iterator](),
    '``[Symbol.iterator]()': ''[Symbol.iterator](),
    'new Map().entries()': new Map().entries(),
    'new Set().values()': new Set().values(),
    '``.matchAll(/x/g)': ''.matchAll(/x/g),
    'function* () {}': function* () {},
    'async () => {}': async () => {},
    'async function* () {}': async function* () {},
};
seen.delete(global);
for (const path in roots) visit(roots[path], `(${path})`);
pm.environment.set('found', JSON.stringify(found));
";

/// Fails in every way that a script can, with nothing but syntax.
const VICTIM: &str = r"
pm.test('at once', () => { throw 'at once'; });
pm.test('no function', 1);
pm.test('an async function', async () => { throw 'an async function'; });
pm.test('later', async () => { await null; throw 'later'; });
pm.test('a promise', () => new keep.Promise((resolve, reject) => keep.setTimeout(() => reject('a promise'), 1)));
pm.test('a callback', (done) => { done('a callback'); });
pm.test('a late callback', (done) => { keep.setTimeout(() => done('a late callback'), 1); });
pm.test('a callback and a promise', async (done) => { await null; throw 'a callback and a promise'; });
pm.test('no callback', (done) => {});
pm.test('a TypeError', () => { null.x; });
pm.test('an expectation', () => { pm.expect(1).to.equal(2); });
pm.test('a negated one', () => { pm.expect(1).to.not.equal(1); });
pm.test('a property', () => { pm.expect(false).to.be.true; });
pm.test('a deep one', () => { pm.expect({ a: [1, { b: 2 }] }).to.eql({ a: [1, { b: 3 }] }); });
pm.test('a member', () => { pm.expect({ a: 1 }).to.have.property('b'); });
pm.test('an inclusion', () => { pm.expect('abc').to.include('d'); });
pm.test('a status', () => { pm.response.to.have.status(404); });
pm.test('a class of status', () => { pm.response.to.be.error; });
pm.test('a header', () => { pm.response.to.have.header('X-None'); });
pm.test('a deep body', () => { pm.response.to.have.jsonBody('nested', { deep: { x: 1 } }); });
pm.test('a body', () => { pm.response.to.have.jsonBody('id', 8); });
(async () => { throw 'a rejection'; })();
keep.setTimeout(() => { throw 'a timer'; }, 1);
pm.sendRequest('http://example.com', () => { throw 'an answer'; });
pm.sendRequest('http://refused.example.com', () => { throw 'a refusal'; });
tests['an old test'] = false;
postman.setNextRequest('nowhere');
throw 'at the top';
";

/// Each ends at once.
const ENDS: [&str; 4] = [
    "throw 'alone'",
    "null.x",
    "await null; pm.expect(1).to.equal(2)",
    "await (async () => { await null; throw 'awaited'; })()",
];

/// What the victim needs to fail at all, as it was before anything was replaced.
const KEEP: &str = "
const global = Function('return this')();
keep = { __proto__: null, global, setTimeout, Promise, restore() {} };";

/// A way to replace a built-in: JavaScript that is given `owner` and `name`.
const WAYS: [(&str, &str); 4] = [
    ("deleted", "delete owner[name];"),
    ("throwing", "replace(function () { throw 'replaced'; });"),
    ("idle", "replace(function () {});"),
    ("true", "replace(function () { return true; });"),
];

/// Does something to a member of an object, and keeps what undoes it.
fn script_that_changes(owner: &str, name: &str, how: &str) -> String {
    format!(
        "{{
            const owner = {owner}, [name] = Reflect.ownKeys({{ {name}: 0 }}), define = Object.defineProperty;
            const own = Object.getOwnPropertyDescriptor(owner, name);
            keep.restore = () => {{
                if (!own) delete owner[name];
                else if (own.configurable) define(owner, name, own);
                else owner[name] = own.value;
            }};
            const replace = (by) => {{
                if (!own.configurable) owner[name] = by;
                else if (own.get || own.set) define(owner, name, {{ get: by, set: by, configurable: true }});
                else define(owner, name, {{ value: by, writable: true, configurable: true }});
            }};
            {how}
        }}"
    )
}

/// Runs scripts in one engine; returns what failed of each.
fn failures(scripts: &[String]) -> Vec<BTreeSet<String>> {
    let limits = Limits {
        time: Some(Duration::from_secs(4)),
        ..limits()
    };
    let scripts = scripts.iter().map(|script| (Target::Test, script.as_str()));
    let all: Vec<_> = std::iter::once((Target::Test, KEEP))
        .chain(scripts)
        .collect();
    let results = run_all(limits, &all);
    results[1..]
        .iter()
        .map(|(events, effects)| told(events, effects))
        .collect()
}

/// What of a script failed: tests by their names, errors by their words where those are the script's
/// own, and that it ended with one.
fn told(events: &[String], effects: &Effects) -> BTreeSet<String> {
    let tests = events
        .iter()
        .filter_map(|event| event.split_once(" failed: "));
    let thrown = events
        .iter()
        .filter(|event| event.starts_with("exception Error: "));
    let next = effects.next_request.iter().map(|next| format!("{next:?}"));
    let ended = effects.error.iter().flat_map(|error| {
        let is_stopped = error.message.starts_with("sandbox");
        ["ended"].into_iter().chain(is_stopped.then_some(STOPPED))
    });
    let tests = tests.map(|(test, _)| test.to_owned());
    tests
        .chain(thrown.cloned())
        .chain(next)
        .chain(ended.map(str::to_owned))
        .collect()
}

/// That a script was stopped by force, which nobody overlooks.
const STOPPED: &str = "stopped";

/// What is missing of what fails when nothing was replaced.
fn missing(all: &BTreeSet<String>, found: &BTreeSet<String>) -> Option<String> {
    let missing: Vec<_> = all.difference(found).map(String::as_str).collect();
    (!missing.is_empty()).then(|| missing.join(", "))
}

/// The victim, after what a script does, and in the next script.
fn victims(change: &str) -> [String; 2] {
    [
        format!("keep.restore();{change}\n{VICTIM}"),
        VICTIM.to_owned(),
    ]
}

/// Every built-in: the object that has it, and its name.
fn built_ins() -> Vec<(String, String)> {
    let (_, effects) = run_all(limits(), &[(Target::Test, FIND)]).remove(0);
    let found = effects.scopes.environment.get("found");
    let found = found.and_then(serde_json::Value::as_str).expect("a list");
    serde_json::from_str(found).expect("pairs")
}

/// Does the same to all, a few threads at a time; returns what they find wrong.
fn all_of<T: Sync>(list: &[T], check: impl Fn(&T) -> Vec<String> + Sync) -> Vec<String> {
    let next = AtomicUsize::new(0);
    let wrong = Mutex::new(Vec::new());
    std::thread::scope(|scope| {
        for _ in 0..4 {
            scope.spawn(|| {
                while let Some(item) = list.get(next.fetch_add(1, Ordering::Relaxed)) {
                    wrong.lock().unwrap().extend(check(item));
                }
            });
        }
    });
    wrong.into_inner().unwrap()
}

fn is_nothing_wrong(wrong: &[String]) {
    assert!(
        wrong.is_empty(),
        "{} hide something:\n{}",
        wrong.len(),
        wrong.join("\n")
    );
}

/// What is missing in the script after each change. Many share an engine, each undone before the
/// next: what is loaded on demand is there then.
fn hidden_by_one_of(changes: &[String]) -> Vec<String> {
    let all = failures(&[VICTIM.to_owned()]).remove(0);
    assert_eq!(all.len(), 28, "{all:?}");
    let several: Vec<_> = changes.chunks(40).collect();
    all_of(&several, |changes| {
        let undone = |change: &String| format!("keep.restore();{change}");
        let scripts = changes
            .iter()
            .flat_map(|it| [undone(it), VICTIM.to_owned()]);
        let found = failures(&scripts.collect::<Vec<_>>());
        let each = changes.iter().zip(found.chunks(2));
        each.filter_map(|(change, found)| {
            missing(&all, &found[1])?;
            hidden_alone(change, &all)
        })
        .collect()
    })
}

/// What is missing after a change in an engine of its own: one that was stopped by force had not
/// what the next scripts need.
fn hidden_alone(change: &str, all: &BTreeSet<String>) -> Option<String> {
    let found = failures(&[change.to_owned(), VICTIM.to_owned()]);
    if found[1].contains(STOPPED) {
        return None;
    }
    let more: Vec<_> = found[1].difference(all).collect();
    let missing = missing(all, &found[1])?;
    Some(format!("{change} hides {missing}; instead: {more:?}"))
}

#[test]
fn a_built_in_that_is_replaced_hides_no_failure() {
    let built_ins = built_ins();
    assert!(built_ins.len() > 800, "{}", built_ins.len());
    // Each in one of the ways; in all of them takes minutes (`just sweep`).
    let is_whole = std::env::var_os("SWEEP_ALL").is_some();
    let mut changes = Vec::new();
    for (number, (owner, name)) in built_ins.iter().enumerate() {
        for (way, (_, how)) in WAYS.iter().enumerate() {
            if is_whole || number % WAYS.len() == way {
                changes.push(script_that_changes(owner, name, how));
            }
        }
    }
    is_nothing_wrong(&hidden_by_one_of(&changes));
}

/// Objects whose members nearly all code relies on.
const COMMON: [&str; 9] = [
    "Object", "Function", "Array", "String", "RegExp", "Map", "Promise", "Reflect", "Error",
];

#[test]
fn a_built_in_that_is_replaced_before_anything_is_loaded_hides_no_failure() {
    let built_ins = built_ins();
    let is_common = |(owner, _): &&(String, String)| {
        COMMON
            .iter()
            .any(|name| owner.contains(&format!("[\"{name}\"]")))
            || owner.contains("Iterator")
            || owner.starts_with("Reflect.getPrototypeOf")
    };
    let every = if std::env::var_os("SWEEP_ALL").is_some() {
        1
    } else {
        4
    };
    let common = built_ins.iter().filter(is_common).step_by(every);
    let changes: Vec<_> = common
        .map(|(owner, name)| script_that_changes(owner, name, WAYS[2].1))
        .collect();
    assert!(changes.len() * every > 200, "{}", changes.len());
    is_nothing_wrong(&hidden_by(&changes));
}

/// What is missing after each script, in an engine of its own.
fn hidden_by(scripts: &[String]) -> Vec<String> {
    let run = |script: &str| {
        let mut all: Vec<String> = victims(script).into();
        all.extend(ENDS.map(str::to_owned));
        failures(&all)
    };
    let all = run("");
    all_of(scripts, |script| {
        let found = run(script);
        let each = all.iter().zip(&found).enumerate();
        each.filter_map(|(at, (all, found))| {
            Some(format!(
                "{script} hides of script {at}: {}",
                missing(all, found)?
            ))
        })
        .collect()
    })
}

#[test]
fn what_is_put_into_the_prototypes_hides_no_failure() {
    let names = [
        "'then'",
        "'get'",
        "'set'",
        "'value'",
        "'writable'",
        "'configurable'",
        "'enumerable'",
        "0",
        "1",
        "2",
        "'length'",
        "'constructor'",
        "'toJSON'",
        "'toString'",
        "'valueOf'",
        "'message'",
        "'name'",
        "'stack'",
        "'error'",
        "'index'",
        "'skip'",
        "'next'",
        "'done'",
        "'call'",
        "'apply'",
        "'exec'",
        "'flags'",
        "'lastIndex'",
        "Symbol.iterator",
        "Symbol.species",
        "Symbol.hasInstance",
        "Symbol.toPrimitive",
        "Symbol.toStringTag",
        "'__proto__'",
        "'pm'",
        "'tests'",
        "'is'",
        "'code'",
        "'type'",
        "'key'",
        "'id'",
        "'disabled'",
    ];
    let kinds = [
        "{ value: undefined, writable: true, configurable: true }",
        "{ value() {}, writable: true, configurable: true }",
        "{ value: true, configurable: true }",
        "{ get() { return undefined; }, set() {}, configurable: true }",
        "{ get() { throw 'read'; }, set() { throw 'written'; }, configurable: true }",
    ];
    let owners = ["Object", "Array", "Function", "Promise", "Error", "String"];
    let all = names.iter().flat_map(|name| {
        kinds.iter().flat_map(move |kind| {
            owners.map(|owner| {
                let how = format!("try {{ define(owner, name, {kind}); }} catch {{}}");
                script_that_changes(&format!("{owner}.prototype"), &format!("[{name}]"), &how)
            })
        })
    });
    is_nothing_wrong(&hidden_by_one_of(&all.collect::<Vec<_>>()));
}

#[test]
fn what_else_a_script_does_to_the_language_hides_no_failure() {
    let called = [
        "Function.prototype.call",
        "Function.prototype.apply",
        "Function.prototype.bind",
        "Reflect.apply",
    ];
    let others = [
        "Promise.prototype.then",
        "Promise.prototype.catch",
        "Promise.prototype.constructor",
        "Promise.resolve",
        "Array.prototype.map",
        "Array.prototype[Symbol.iterator]",
        "Array.prototype.push",
        "Object.defineProperty",
        "Object.keys",
        "RegExp.prototype.exec",
        "Map.prototype.get",
        "Map.prototype.set",
        "Set.prototype.has",
        "JSON.stringify",
        "String.prototype.replace",
        "Error.prototype.toString",
    ];
    let pairs = called.iter().flat_map(|one| {
        others.map(|other| format!("const idle = () => {{}}; {one} = idle; {other} = idle;"))
    });
    let all = "const global = Function('return this')();";
    let more = [
        "Error.stackTraceLimit = 0".to_owned(),
        "Error.stackTraceLimit = { valueOf() { throw 1; } }".to_owned(),
        "try { Error.prepareStackTrace = () => { throw 1; } } catch {}".to_owned(),
        "Error.prototype.stack = null".to_owned(),
        "Object.defineProperty(Error, Symbol.hasInstance, { value: () => false })".to_owned(),
        "Object.defineProperty(Promise, Symbol.hasInstance, { value: () => false })".to_owned(),
        "Object.defineProperty(Promise, Symbol.species, { value: function (run) { run(() => {}, () => {}); } })".to_owned(),
        "Promise.prototype.constructor = { [Symbol.species]: function (run) { run(() => {}, () => {}); } }".to_owned(),
        "Promise.prototype.then = function () { return this; }; Promise.prototype.catch = Promise.prototype.then".to_owned(),
        format!("{all} Object.freeze(Object.prototype); Object.freeze(Array.prototype); Object.freeze(Function.prototype)"),
        format!("{all} Object.freeze(Promise.prototype); Object.freeze(Promise); Object.freeze(Error.prototype)"),
        format!("{all} Object.freeze(global)"),
        format!("{all} Object.preventExtensions(global)"),
        format!("{all} global.pm = {{ test() {{}}, expect() {{}} }}; global.tests = {{}}; global.postman = {{}}"),
        format!("{all} Proxy = Reflect = undefined"),
        format!("{all} for (const name of Object.getOwnPropertyNames(global)) if (name !== 'keep') delete global[name]"),
        "Object.defineProperty(Object.prototype, '__proto__', { get() { return null; }, set() { throw 1; } })".to_owned(),
        "Object.setPrototypeOf(Array.prototype, null); Object.setPrototypeOf(Function.prototype, null)".to_owned(),
        "Object.setPrototypeOf(Promise.prototype, null); Object.setPrototypeOf(Error.prototype, null)".to_owned(),
        "pm.test = undefined ?? pm.test; Object.defineProperty(pm, 'mine', { value: 1 })".to_owned(),
    ];
    let scripts: Vec<String> = pairs.chain(more).collect();
    is_nothing_wrong(&hidden_by(&scripts));
}

#[test]
fn import_is_refused() {
    let script = "
        for (const name of ['pm', 'intl', 'chai', 'x']) {
            const seen = [];
            try { await import(name); } catch (error) { seen.push(error.name, error.code, error.message); }
            pm.test(name, () => pm.expect(seen).to.eql([
                'TypeError', 'ERR_VM_DYNAMIC_IMPORT_CALLBACK_MISSING', 'A dynamic import callback was not specified.',
            ]));
        }
        await import('x')";
    let (events, effects) = run_all(limits(), &[(Target::Test, script)]).remove(0);
    assert!(
        events
            .iter()
            .take(4)
            .all(|event| event.ends_with(" passed")),
        "{events:?}"
    );
    let error = effects.error.expect("an error");
    assert_eq!(error.name, "TypeError");
}
