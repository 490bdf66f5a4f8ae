//! Several units at a time.

use std::collections::HashSet;
use std::sync::{Arc, Condvar, Mutex};
use std::time::{Duration, Instant};

use serde_json::{Value, json};

use super::{Bench, assert_same, collection, folders, request, settled};
use crate::server::{ok, response};

const REPORTS: &str = "-r json,junit,tap,ctrf --reporter-json-export j.json --reporter-junit-export j.xml \
    --reporter-tap-export t.tap --reporter-ctrf-export c.ctrf";

fn reports(bench: &Bench) -> Vec<String> {
    ["j.json", "j.xml", "t.tap", "c.ctrf"]
        .map(|name| settled(&bench.read(name)))
        .to_vec()
}

#[test]
fn several_workers_report_what_one_run_reports() {
    for (by, more) in [
        ("folder", ""),
        ("iteration", "-n 3"),
        ("folder", "-n 2"),
        ("collection", "-n 2"),
    ] {
        let bench = Bench::of(&folders());
        let serial = bench.run(&format!("{REPORTS} {more}"));
        let told = reports(&bench);
        let stats = bench.json("j.json")["run"]["stats"].clone();
        for jobs in [1, 4] {
            let parallel = bench.run(&format!("{REPORTS} {more} --jobs {jobs} --by {by}"));
            assert_eq!((parallel.code, serial.code), (1, 1), "{}", parallel.stderr);
            for (parallel, serial) in reports(&bench).iter().zip(&told) {
                assert_same(parallel, serial, &format!("--jobs {jobs} --by {by} {more}"));
            }
            assert_eq!(bench.json("j.json")["run"]["stats"], stats);
        }
    }
}

#[test]
fn the_terminal_shows_units_in_the_order_of_the_plan() {
    let bench = Bench::answering(&folders(), |received| {
        // The first takes longest.
        let wait = if received.target().starts_with("/F") {
            60
        } else {
            0
        };
        std::thread::sleep(Duration::from_millis(wait));
        ok("{}")
    });
    let shown = |more: &str| settled(&bench.run(more).stdout);
    assert_same(&shown("--jobs 4 --by folder"), &shown(""), "jobs");
}

#[test]
fn units_run_at_the_same_time() {
    // Nobody is answered before four have asked.
    let asked = Arc::new((Mutex::new(0), Condvar::new()));
    let bench = Bench::answering(&folders(), move |_| {
        let (count, more) = &*asked;
        *count.lock().unwrap() += 1;
        more.notify_all();
        let patience = Duration::from_secs(20);
        let waited = more.wait_timeout_while(count.lock().unwrap(), patience, |count| *count < 4);
        assert!(!waited.unwrap().1.timed_out(), "the others do not come");
        ok("{}")
    });
    let ran = bench.run("--jobs 6 --by folder");
    assert_eq!(ran.code, 1, "{}", ran.stdout);
    assert_eq!(bench.server.received().len(), 14);
}

#[test]
fn a_unit_begins_with_what_the_run_began_with() {
    let leave = "pm.environment.set('left', 1); pm.globals.set('left', 1); pm.variables.set('left', 1); \
        leaked = 1; Array.prototype.leaked = 1;";
    let look = "pm.test('nothing is left', () => { pm.expect(pm.variables.get('left')).to.equal(undefined); \
        pm.expect(typeof leaked + typeof [].leaked).to.equal('undefinedundefined'); \
        pm.expect(pm.request.headers.has('Cookie')).to.equal(false) })";
    let folder = |name: &str| json!({"name": name, "item": [request(&format!("{name} looks"), look), request(&format!("{name} leaves"), leave)]});
    let items = json!([folder("F"), folder("G"), folder("H")]);
    let bench = Bench::answering(&collection(&items), |_| {
        response("200 OK", "Set-Cookie: c=1\r\n", "{}")
    });
    // One worker runs all.
    for jobs in [1, 3] {
        let ran = bench.run(&format!("--jobs {jobs} --by folder"));
        assert_eq!(ran.code, 0, "{}", ran.stdout);
    }
    assert_eq!(bench.run("").code, 1);
}

#[test]
fn each_event_says_its_unit() {
    let bench = Bench::of(&folders());
    let ran = bench.run("--jobs 3 --by folder -r ndjson");
    let mut units = HashSet::new();
    for line in ran.stdout.lines() {
        let event: Value = serde_json::from_str(line).unwrap();
        let unit = event["cursor"]["unit"].as_u64();
        units.insert(unit.unwrap_or_else(|| panic!("{line}")));
    }
    assert_eq!(units.len(), 6);
}

#[test]
fn what_units_lean_on_is_told() {
    let items = json!([
        {"name": "Login", "item": [request("in", "pm.environment.set('token', 1)")]},
        {"name": "Users", "item": [{"name": "all", "request": "{{base}}/{{token}}"}]},
        {"name": "Jump", "item": [request("jump", "pm.execution.setNextRequest('in')")]}]);
    let bench = Bench::of(&collection(&items));
    let ran = bench.run("--by folder");
    let told = "units lean on each other: `token` is set by `Login` and read by `Users`";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert!(
        ran.stdout.contains("`Login / in` is in another unit"),
        "{}",
        ran.stdout
    );
    let serial = bench.run("--exclude Jump");
    assert!(!serial.stderr.contains("lean"), "{}", serial.stderr);
    let counter = collection(&json!([request(
        "count",
        "pm.globals.set('n', (pm.globals.get('n') || 0) + 1)"
    )]));
    let ran = Bench::of(&counter).run("--jobs 2 -n 2");
    assert!(
        ran.stderr.contains("`n` is set by `an iteration`"),
        "{}",
        ran.stderr
    );
}

#[test]
fn exports_have_the_changes_of_all_units() {
    let folder = |name: &str, value: u32| {
        let test =
            format!("pm.environment.set('of {name}', {value}); pm.globals.set('both', {value})");
        json!({"name": name, "item": [request(name, &test)]})
    };
    let bench = Bench::of(&collection(&json!([folder("F", 1), folder("G", 2)])));
    let ran = bench.run("--jobs 2 --by folder --export-environment e.json");
    assert_eq!(ran.code, 0, "{}", ran.stderr);
    let keys = bench.json("e.json")["values"].clone();
    let keys: Vec<&str> = keys
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|value| value["key"].as_str())
        .collect();
    assert_eq!(keys, ["base", "of F", "of G"]);
    let ran = bench.run("--jobs 2 --by folder --export-globals g.json");
    assert_eq!(ran.code, 1);
    let told = "`both` has one value after `F` and another after `G`";
    assert!(ran.stderr.contains(told), "{}", ran.stderr);
    assert_eq!(bench.json("g.json")["values"][0]["value"], 2);
}

#[test]
fn a_failure_ends_all_units_with_bail() {
    let bench = Bench::answering(&folders(), |received| {
        let wait = if received.target().starts_with("/fails") {
            0
        } else {
            100
        };
        std::thread::sleep(Duration::from_millis(wait));
        ok("{}")
    });
    let ran = bench.run("--jobs 6 --by folder --bail");
    assert_eq!(ran.code, 1);
    let sent = bench.server.received().len();
    assert!(sent < 14, "{sent}\n{}", ran.stdout);
    assert!(ran.stdout.contains("fails"), "{}", ran.stdout);
}

#[test]
fn one_rate_holds_for_all_workers() {
    let bench = Bench::of(&folders());
    let began = Instant::now();
    assert_eq!(bench.run("--jobs 6 --by folder --rate 50/s").code, 1);
    // Fourteen requests, of which the first goes at once.
    assert!(began.elapsed() >= Duration::from_millis(13 * 20));
}

#[test]
fn a_seed_makes_every_unit_repeatable() {
    let test = "pm.environment.set('r', Math.random())";
    let folder = |name: &str| json!({"name": name, "item": [request(name, test), {"name": "x", "request": format!("{{{{base}}}}/{name}?g={{{{$guid}}}}&r={{{{r}}}}")}]});
    let items = collection(&json!([folder("F"), folder("G"), folder("H"), folder("I")]));
    let sent = |jobs: usize| {
        let bench = Bench::of(&items);
        bench.run(&format!("--jobs {jobs} --by folder --seed 7"));
        let mut sent: Vec<String> = bench
            .server
            .received()
            .iter()
            .map(|received| received.line().to_owned())
            .collect();
        sent.sort();
        sent
    };
    let first = sent(4);
    assert_eq!(first.len(), 8);
    assert_eq!(first, sent(4));
    assert_eq!(first, sent(1));
    let drawn: HashSet<&str> = first
        .iter()
        .filter_map(|line| line.split("g=").nth(1))
        .collect();
    assert_eq!(drawn.len(), 4);
}

#[test]
fn no_event_is_lost_in_many_runs() {
    let bench = Bench::of(&folders());
    let mut told = HashSet::new();
    for round in 0..20 {
        let jobs = 2 + round % 5;
        let ran = bench.run(&format!("--jobs {jobs} --by folder -n 3 --disable-unicode"));
        told.insert(settled(&ran.stdout));
    }
    assert_eq!(told.len(), 1);
}

#[cfg(unix)]
#[test]
fn reports_are_whole_when_a_run_in_units_is_interrupted() {
    use std::process::Stdio;
    for moment in [0, 40, 90, 150] {
        let bench = Bench::answering(&folders(), |_| {
            std::thread::sleep(Duration::from_millis(30));
            ok("{}")
        });
        let base = format!("base={}", bench.server.url(""));
        let mut command = std::process::Command::new(env!("CARGO_BIN_EXE_postrider"));
        command
            .current_dir(bench.folder.path())
            .stdout(Stdio::null())
            .stderr(Stdio::piped());
        command.args([
            "run",
            "c.json",
            "--jobs",
            "3",
            "--by",
            "folder",
            "-n",
            "20",
            "--env-var",
            &base,
        ]);
        command.args([
            "-r",
            "json,junit",
            "--reporter-json-export",
            "j.json",
            "--reporter-junit-export",
            "j.xml",
        ]);
        let mut child = command.spawn().unwrap();
        while bench.server.received().is_empty() {
            std::thread::sleep(Duration::from_millis(1));
        }
        std::thread::sleep(Duration::from_millis(moment));
        crate::program::interrupt(&child);
        assert_eq!(child.wait().unwrap().code(), Some(130));
        let report = bench.json("j.json");
        assert!(report["run"]["executions"].is_array());
        assert!(bench.read("j.xml").trim_end().ends_with("</testsuites>"));
    }
}
