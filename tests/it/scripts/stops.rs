//! Scripts that are stopped in the middle of whatever they do, or can't be stopped at all.

use std::time::Duration;

use postrider::script::{Limits, Target};
use predicates::prelude::PredicateBooleanExt as _;
use predicates::str::contains;
use serde_json::json;

use super::run_all;
use crate::program::{Folder, postrider};
use crate::server::{Server, ok};

/// Names what to set to have each helper stopped more often.
const STRESS: &str = "POSTRIDER_STRESS";

/// What the native functions are for, each without end.
const HELPERS: [&str; 31] = [
    "for (;;) crypto.subtle.digest('SHA-512', new Uint8Array(1e5))",
    "for (;;) crypto.getRandomValues(new Uint8Array(65536))",
    "for (;;) crypto.randomUUID()",
    "const k = await crypto.subtle.generateKey({ name: 'AES-GCM', length: 256 }, true, ['encrypt']);
     for (;;) await crypto.subtle.encrypt({ name: 'AES-GCM', iv: new Uint8Array(12) }, k, new Uint8Array(1e5))",
    "const k = await crypto.subtle.importKey('raw', new Uint8Array(9), 'PBKDF2', false, ['deriveBits']);
     for (;;) await crypto.subtle.deriveBits({ name: 'PBKDF2', hash: 'SHA-1', salt: new Uint8Array(1), iterations: 99 }, k, 128)",
    "const k = await crypto.subtle.generateKey({ name: 'ECDSA', namedCurve: 'P-256' }, true, ['sign', 'verify']);
     for (;;) await crypto.subtle.sign({ name: 'ECDSA', hash: 'SHA-256' }, k.privateKey, new Uint8Array(9))",
    "for (;;) await crypto.subtle.generateKey({ name: 'HMAC', hash: 'SHA-256' }, true, ['sign'])",
    "for (;;) CryptoJS.AES.encrypt('x'.repeat(999), 'key').toString()",
    "for (;;) CryptoJS.SHA256('x'.repeat(9999)).toString()",
    "const bytes = new Uint8Array(1e5); for (;;) new TextDecoder('utf-16le').decode(bytes)",
    "for (;;) new TextEncoder().encode('ä'.repeat(1e4))",
    "for (;;) { const s = new CompressionStream('gzip'), w = s.writable.getWriter(); w.write(new Uint8Array(1e5)); w.close();
       const r = s.readable.getReader(); while (!(await r.read()).done); }",
    "for (;;) new URL('http://a/b?c=d#e').searchParams.append('f', 'ä'.repeat(999))",
    "for (let i = 0; ; i += 1) pm.variables.set('k' + i % 99, { a: ['x'.repeat(999)] })",
    "pm.variables.set('a', 'b'); for (;;) pm.variables.replaceIn('{{a}}{{$guid}}'.repeat(99))",
    "for (;;) try { pm.expect({ a: [1, { b: 2 }] }).to.eql({ a: [1, { b: 3 }] }) } catch {}",
    "for (;;) try { null.x } catch (error) { error.stack.length }",
    "for (;;) pm.response.json()",
    "for (;;) xml2Json('<a>' + '<b c=\"d\">e</b>'.repeat(99) + '</a>')",
    "const _ = require('lodash'); for (;;) _.cloneDeep(pm.response.json())",
    "for (;;) await new Promise((done) => setTimeout(done, 0))",
    "for (;;) Promise.reject(new Error('x'))",
    "for (;;) 'x'.repeat(1e5).split('').map((x) => x + 1).sort().join()",
    "for (;;) /(x+x+)+y/.test('x'.repeat(26))",
    "for (;;) JSON.parse(JSON.stringify(Array(999).fill({ a: 'b' })))",
    "for (let n = 3n; ; n *= n % 1000003n + 2n) n = n.toString().length > 999 ? 3n : n",
    // What they go through is kept by nothing else, and is given back once.
    "const all = Array.from({ length: 99 }, (_, i) => ({ i })); for (;;) all.find(() => false)",
    "const all = Array.from({ length: 99 }, (_, i) => 'a' + i); for (;;) all.findIndex(() => false)",
    "const all = Array.from({ length: 99 }, (_, i) => ({ i })); for (;;) all.findLast(() => false)",
    "const all = Array.from({ length: 99 }, (_, i) => 'a' + i); for (;;) all.findLastIndex(() => false)",
    "for (;;) Array.prototype.find.call(new Proxy([], { get: (_, k) => (k === 'length' ? 99 : { k }) }), () => false)",
];

#[test]
fn a_script_may_be_stopped_at_any_moment_of_whatever_helps_it() {
    let times = std::env::var_os(STRESS);
    let times = times.map_or(3, |times| times.to_str().unwrap().parse().unwrap());
    let mut moment = 0x2545_F491_u32;
    for helper in HELPERS {
        for _ in 0..times {
            // An even spread that is the same in every run.
            moment = moment.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let limits = Limits {
                time: Some(Duration::from_micros(u64::from(moment >> 16))),
                memory: 64 << 20,
                ..Limits::default()
            };
            let after = "pm.test('after', () => {})";
            let results = run_all(limits, &[(Target::Test, helper), (Target::Test, after)]);
            let error = results[0].1.error.clone().expect(helper);
            let message = &error.message;
            let is_stopped = message.ends_with("timeout") || message.ends_with("not responding");
            assert!(is_stopped, "{helper}: {error:?}");
        }
    }
}

/// What the engine does without ever looking whether it must stop.
const ENDLESS: [&str; 5] = [
    "Array.prototype.reverse.call({ length: 2 ** 53 - 1 })",
    "Array.prototype.indexOf.call({ length: 2 ** 53 - 1 }, 1)",
    "Array.prototype.copyWithin.call({ length: 2 ** 53 - 1 }, 1, 0)",
    "let n = 7n ** 99999n; n = n * n * n; n ** 77n",
    "pm.variables.replaceIn('{{a}}'.repeat(1e7))",
];

#[test]
fn a_script_that_cannot_be_stopped_is_left_behind_and_the_rest_runs() {
    let server = Server::start(|_| ok("{}"));
    let item = |script: &str| {
        let event = json!({"listen": "test", "script": {"exec": [script]}});
        json!({"name": script, "request": server.url("/"), "event": [event]})
    };
    let mut items: Vec<_> = ENDLESS
        .iter()
        .map(|endless| {
            item(&format!(
                "pm.environment.set('before', 1); pm.test('before', () => {{}}); {endless}"
            ))
        })
        .collect();
    items.push(item(
        "pm.test('after', () => pm.expect(pm.environment.get('before')).to.eql(1))",
    ));
    let collection = json!({"info": {"name": "c"}, "item": items}).to_string();
    let folder = Folder::with(&[("c.json", &collection)]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--timeout-script", "200"])
        .args(["-r", "cli,json", "--reporter-json-export", "r.json"])
        .args(["--export-environment", "e.json"])
        .timeout(Duration::from_mins(1))
        .assert()
        .code(1)
        .stdout(contains("sandbox: synchronous script execution timeout").and(contains("after")));
    let report = folder.json("r.json");
    let stats = &report["run"]["stats"];
    assert_eq!(stats["testScripts"]["failed"], ENDLESS.len());
    assert_eq!(stats["assertions"]["total"], ENDLESS.len() + 1);
    assert_eq!(stats["assertions"]["failed"], 0);
    assert!(folder.read("e.json").contains("before"));
}

#[test]
fn a_run_whose_script_cannot_be_stopped_ends_in_its_time() {
    let server = Server::start(|_| ok("{}"));
    let event = json!({"listen": "test", "script": {"exec": [ENDLESS[0]]}});
    let item = json!({"name": "r", "request": server.url("/"), "event": [event]});
    let collection = json!({"info": {"name": "c"}, "item": [item]}).to_string();
    let folder = Folder::with(&[("c.json", &collection)]);
    postrider()
        .current_dir(folder.path())
        .args(["run", "c.json", "--timeout", "300"])
        .timeout(Duration::from_mins(1))
        .assert()
        .code(1)
        .stdout(contains("the time for the whole run is over"));
}
