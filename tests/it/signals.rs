//! Signals: whichever comes, whenever it comes, what was begun is whole and nothing else is left.

use std::os::unix::process::ExitStatusExt;
use std::process::{Child, Command, ExitStatus, Stdio};
use std::time::{Duration, Instant};

use serde_json::json;

use crate::ends::{EXPORTS, REPORTS, everything};
use crate::program::{Folder, wait_until};
use crate::server::{Answer, Received, Server, ok};

const SIGNALS: [(&str, i32); 4] = [("INT", 2), ("TERM", 15), ("HUP", 1), ("QUIT", 3)];

/// How often a run is ended at another moment; `POSTRIDER_SIGNALS` may ask for more.
fn times() -> u32 {
    crate::program::only_where_there_is("SIGNALS")
        .and_then(|times| times.to_str()?.parse().ok())
        .unwrap_or(40)
}

fn program(folder: &Folder) -> Command {
    let mut program = Command::new(env!("CARGO_BIN_EXE_postrider"));
    program
        .current_dir(folder.path())
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null());
    program
}

fn send(child: &Child, signal: &str) {
    let id = child.id().to_string();
    let sent = Command::new("kill").args(["-s", signal, &id]).status();
    assert!(sent.unwrap().success());
}

/// How a program ended, which must do so within ten seconds.
fn ended(child: &mut Child) -> ExitStatus {
    let begun = Instant::now();
    loop {
        if let Some(status) = child.try_wait().unwrap() {
            return status;
        }
        if begun.elapsed() > Duration::from_secs(10) {
            child.kill().unwrap();
            panic!("it goes on");
        }
        std::thread::sleep(Duration::from_millis(2));
    }
}

fn collection(server: &Server) -> String {
    let script = "pm.environment.set('kept', 'e'); pm.test('holds', () => {})";
    let test = json!([{"listen": "test", "script": {"exec": [script]}}]);
    let item = |number: u32| json!({"name": number.to_string(), "request": server.url("/x")});
    let items: Vec<_> = (0..12).map(item).collect();
    json!({"info": {"name": "C"}, "event": test, "item": items}).to_string()
}

/// Checks that each file there is whole, and that all of them are there or none.
fn is_whole_or_absent(folder: &Folder, told: &str) -> bool {
    let Ok(entries) = std::fs::read_dir(folder.path().join("out")) else {
        return false;
    };
    let names = entries.map(|entry| entry.unwrap().file_name().into_string().unwrap());
    let names: Vec<String> = names.collect();
    assert_eq!(
        names.len(),
        REPORTS.len() + EXPORTS.len(),
        "{told}: {names:?}"
    );
    for name in names {
        let text = folder.read(&format!("out/{name}"));
        let ends_with =
            |end: &str| assert!(text.trim_end().ends_with(end), "{told}: {name}: {text}");
        match name.rsplit_once('.').unwrap().1 {
            "json" | "har" => drop(folder.json(&format!("out/{name}"))),
            "xml" => ends_with("</testsuites>"),
            "html" => ends_with("</html>"),
            "ndjson" => {
                let events = text.lines().map(|line| {
                    let event: serde_json::Value = serde_json::from_str(line).unwrap();
                    event["event"].as_str().unwrap().to_owned()
                });
                assert_eq!(events.collect::<Vec<_>>().pop().unwrap(), "done");
            }
            "tap" => assert!(
                text.contains("\n1..") || text.contains("Bail out!"),
                "{told}: {text}"
            ),
            "md" | "txt" => {}
            _ => panic!("{told}: {name} is left"),
        }
    }
    true
}

#[test]
fn whichever_signal_comes_whenever_it_comes_all_is_whole_and_nothing_is_left() {
    let server = Server::start(|_: &Received| {
        let late = Duration::from_millis(5);
        let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}".to_vec();
        Answer::Slowly(vec![(late, answer)])
    });
    let files = [("c.json", collection(&server))];
    let folder = || Folder::with(&files.each_ref().map(|(name, text)| (*name, text.as_str())));
    let whole = folder();
    let begun = Instant::now();
    assert!(
        program(&whole)
            .args(everything())
            .status()
            .unwrap()
            .success()
    );
    let length = begun.elapsed();
    let times = times();
    let mut interrupted = 0;
    for number in 0..times {
        let (name, value) = SIGNALS[number as usize % SIGNALS.len()];
        let moment = length * number / times;
        let told = format!("SIG{name} after {moment:?} of {length:?}");
        let folder = folder();
        let mut child = program(&folder).args(everything()).spawn().unwrap();
        std::thread::sleep(moment);
        send(&child, name);
        let status = ended(&mut child);
        let is_there = is_whole_or_absent(&folder, &told);
        match status.code() {
            Some(0) => assert!(is_there, "{told}"),
            Some(code) => {
                assert_eq!(code, 128 + value, "{told}");
                interrupted += u32::from(is_there);
            }
            // It came before the program had begun to listen.
            None => assert!(
                !is_there && status.signal() == Some(value),
                "{told}: {status}"
            ),
        }
    }
    assert!(interrupted > 0);
}

/// An answer that does not come within a minute.
fn never() -> Answer {
    Answer::Slowly(vec![(Duration::from_mins(1), Vec::new())])
}

#[test]
fn a_signal_ends_the_reading_of_inputs_that_do_not_come() {
    let server = Server::start(|_: &Received| never());
    for (name, value) in SIGNALS {
        let folder = Folder::with(&[]);
        let fifo = folder.path().join("fifo");
        assert!(
            Command::new("mkfifo")
                .arg(&fifo)
                .status()
                .unwrap()
                .success()
        );
        for input in [server.url("/c.json").as_str(), "-", "fifo"] {
            let before = server.received().len();
            let mut child = program(&folder)
                .args([
                    "run",
                    input,
                    "-r",
                    "json",
                    "--reporter-json-export",
                    "out/r.json",
                ])
                .stdin(Stdio::piped())
                .spawn()
                .unwrap();
            // Opening it waits for the one who reads it.
            let held = (input == "fifo").then(|| {
                let mut options = std::fs::OpenOptions::new();
                options.write(true).open(&fifo).unwrap()
            });
            match input {
                "fifo" => {}
                "-" => std::thread::sleep(Duration::from_millis(300)),
                _ => server.wait_for_requests(before + 1),
            }
            send(&child, name);
            assert_eq!(ended(&mut child).code(), Some(128 + value), "{input}");
            drop(held);
            assert!(!folder.path().join("out").exists());
        }
    }
}

#[test]
fn a_second_signal_ends_at_once_and_leaves_nothing_half_written() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    // A program that reads on keeps the run from its end.
    let mut child = program(&folder)
        .args(["run", "c.json", "-n", "100000", "-r", "json,exec:sleep 20"])
        .args(["--reporter-json-export", "out/r.json"])
        .spawn()
        .unwrap();
    server.wait_for_requests(3);
    send(&child, "TERM");
    std::thread::sleep(Duration::from_millis(700));
    assert!(child.try_wait().unwrap().is_none());
    let begun = Instant::now();
    send(&child, "INT");
    assert_eq!(ended(&mut child).code(), Some(130));
    assert!(begun.elapsed() < Duration::from_secs(2));
    let left = std::fs::read_dir(folder.path().join("out")).unwrap();
    assert!(
        left.map(|entry| entry.unwrap().path())
            .all(|path| path.ends_with("r.json"))
    );
}

#[test]
fn the_same_signal_sent_to_the_program_and_to_its_group_is_one() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    let mut child = program(&folder)
        .args(["run", "c.json", "-n", "100000"])
        .args(["-r", "json", "--reporter-json-export", "out/r.json"])
        .spawn()
        .unwrap();
    server.wait_for_requests(3);
    send(&child, "TERM");
    send(&child, "TERM");
    assert_eq!(ended(&mut child).code(), Some(143));
    assert!(folder.json("out/r.json")["run"]["executions"].is_array());
}

#[test]
fn a_run_that_was_told_to_outlive_its_terminal_does() {
    let server = Server::start(|_: &Received| ok("{}"));
    let folder = Folder::with(&[("c.json", &collection(&server))]);
    let mut child = Command::new("sh")
        .current_dir(folder.path())
        .args([
            "-c",
            "trap '' HUP; exec \"$0\" run c.json -n 100000 --silent",
        ])
        .arg(env!("CARGO_BIN_EXE_postrider"))
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    server.wait_for_requests(3);
    send(&child, "HUP");
    server.wait_for_requests(server.received().len() + 50);
    assert!(child.try_wait().unwrap().is_none());
    send(&child, "TERM");
    assert_eq!(ended(&mut child).code(), Some(143));
}

#[test]
fn a_signal_ends_a_guide_its_watch_and_a_mock() {
    let server = Server::start(|request: &Received| match request.target() {
        "/slow" => never(),
        _ => ok("{}"),
    });
    let page = "<!-- postrider\ncollections: { c: c.json }\n-->\n# Page\n\nSend it.\n<!-- postrider\nsend: one\n-->\n";
    let items = |path: &str| json!({"info": {"name": "C"}, "item": [{"name": "one", "request": server.url(path)}]});
    for (name, value) in SIGNALS {
        let folder = Folder::with(&[("page.md", page), ("c.json", &items("/slow").to_string())]);
        let before = server.received().len();
        let mut guide = program(&folder)
            .args([
                "guide",
                "run",
                "page.md",
                "-r",
                "json",
                "--reporter-json-export",
                "out/r.json",
            ])
            .spawn()
            .unwrap();
        server.wait_for_requests(before + 1);
        send(&guide, name);
        assert_eq!(ended(&mut guide).code(), Some(128 + value), "{name}");
        assert!(folder.json("out/r.json")["run"].is_object());

        folder.write("c.json", &items("/x").to_string());
        let mut watched = program(&folder);
        watched.args(["guide", "run", "page.md", "--watch", "-r", "json"]);
        watched.args(["--reporter-json-export", "out/w.json"]);
        let mut watched = watched.spawn().unwrap();
        wait_until(|| folder.path().join("out/w.json").exists());
        std::thread::sleep(Duration::from_millis(100));
        send(&watched, name);
        // Ctrl-C is how a watch and a mock are ended by hand.
        let by_hand = |code| if name == "INT" { 0 } else { code };
        assert_eq!(
            ended(&mut watched).code(),
            Some(by_hand(128 + value)),
            "{name}"
        );

        let mut mock = program(&folder)
            .args(["mock", "okta"])
            .stdout(std::fs::File::create(folder.path().join("mock.txt")).unwrap())
            .spawn()
            .unwrap();
        wait_until(|| folder.read("mock.txt").lines().count() >= 3);
        send(&mock, name);
        assert_eq!(
            ended(&mut mock).code(),
            Some(by_hand(128 + value)),
            "{name}"
        );
    }
}
