//! Whole reports of runs made by hand. What is not of our own making is as Newman 6.2.2 wrote it
//! for the same run.

mod fixture;

use std::io;

use super::{Colour, Hidden, Style, Symbols};
use crate::exchange::SendError;
use crate::report::ReportError;
use crate::runner::{Summary, Verdict};
use crate::script::{Level, NextRequest};
use fixture::{Stage, plain, step};

const URL: &str = "http://127.0.0.1:18080/get";

/// The report of a run with an answer, a refusal and a script that throws.
const BASIC: &str = "\
postrider

Basic collection

→ Root get
  GET http://127.0.0.1:18080/get [200 OK, 419B, 20ms]
  ✓  status is 200
  -  [skipped] skipped one
  1. fails

❏ Folder A / Nested B
↳ Refused
  GET http://127.0.0.1:18099/x [errored]
     connect ECONNREFUSED 127.0.0.1:18099
  3. never

↳ Throws
  GET http://127.0.0.1:18080/get [200 OK, 19B, 20ms]
  4⠄ ReferenceError in test-script

Attempting to set next request to three

┌─────────────────────────┬──────────────────┬──────────────────┐
│                         │         executed │           failed │
├─────────────────────────┼──────────────────┼──────────────────┤
│              iterations │                0 │                0 │
├─────────────────────────┼──────────────────┼──────────────────┤
│                requests │                3 │                1 │
├─────────────────────────┼──────────────────┼──────────────────┤
│            test-scripts │                1 │                1 │
├─────────────────────────┼──────────────────┼──────────────────┤
│      prerequest-scripts │                0 │                0 │
├─────────────────────────┼──────────────────┼──────────────────┤
│              assertions │                4 │                2 │
├─────────────────────────┴──────────────────┴──────────────────┤
│ total run duration: 154ms                                     │
├───────────────────────────────────────────────────────────────┤
│ total data received: 400B (approx)                            │
├───────────────────────────────────────────────────────────────┤
│ average response time: 20ms [min: 20ms, max: 20ms, s.d.: 0µs] │
└───────────────────────────────────────────────────────────────┘

  #  failure         detail                                 
                                                            
 1.  AssertionError  fails                                  
                     expected 1 to deeply equal 2           
                     at assertion:0 in test-script          
                     inside \"Root get\"                      
                                                            
 2.  Error                                                  
                     connect ECONNREFUSED 127.0.0.1:18099   
                     at request                             
                     inside \"Folder A / Nested B / Refused\" 
                                                            
 3.  AssertionError  never                                  
                     expected undefined to be a number      
                     at assertion:0 in test-script          
                     inside \"Folder A / Nested B / Refused\" 
                                                            
 4.  ReferenceError                                         
                     undefinedThing is not defined          
                     at test-script                         
                     inside \"Folder A / Nested B / Throws\"  
";

/// Neither banner nor summary: what stands between them.
fn middle() -> Style {
    Style {
        hide: Hidden {
            banner: true,
            summary: true,
            ..Hidden::default()
        },
        ..plain()
    }
}

/// Neither banner nor tables.
fn lines() -> Style {
    Style {
        hide: Hidden {
            failures: true,
            ..middle().hide
        },
        ..middle()
    }
}

#[test]
fn a_run_looks_as_newmans_does() {
    let mut stage = Stage::new(plain());
    stage.start("Basic collection");
    stage.iteration();
    stage.item(&[], "Root get");
    stage.answered(URL, 400);
    stage.passed("status is 200");
    stage.skipped("skipped one");
    stage.failed("fails", "expected 1 to deeply equal 2");
    stage.end_item();
    stage.item(&["Folder A", "Nested B"], "Refused");
    stage.refused(
        "http://127.0.0.1:18099/x",
        &SendError::new("connect ECONNREFUSED 127.0.0.1:18099"),
    );
    stage.failed("never", "expected undefined to be a number");
    stage.end_item();
    stage.item(&["Folder A", "Nested B"], "Throws");
    stage.answered(URL, 0);
    stage.script_failed("ReferenceError", "undefinedThing is not defined");
    stage.next_request(NextRequest::Named("three".into()));
    stage.end_item();
    // Newman's table does not count them.
    stage.summary.stats.skipped = 0;
    assert_eq!(stage.report(), BASIC);
}

#[test]
fn iterations_have_headings_and_failures_name_theirs() {
    let mut stage = Stage::new(middle());
    stage.cursor.cycles = 2;
    stage.start("Iter");
    for iteration in 0..2 {
        stage.cursor.iteration = iteration;
        stage.iteration();
        stage.item(&[], "a");
        stage.answered(URL, 0);
    }
    stage.failed("i", "expected 1 to deeply equal 0");
    let expected = "\
Iter

Iteration 1/2

→ a
  GET http://127.0.0.1:18080/get [200 OK, 19B, 20ms]

Iteration 2/2

→ a
  GET http://127.0.0.1:18080/get [200 OK, 19B, 20ms]
  1. i

  #  failure         detail                        
                                                   
 1.  AssertionError  i                             
     iteration: 2    expected 1 to deeply equal 0  
                     at assertion:0 in test-script 
                     inside \"a\"                    
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn a_folder_is_shown_where_it_is_another_than_before() {
    let mut stage = Stage::new(lines());
    stage.item(&["A"], "1");
    stage.item(&["A", "B"], "2");
    stage.item(&["A", "B"], "3");
    stage.item(&[], "4");
    stage.item(&["A"], "5");
    let expected = "\n❏ A\n↳ 1\n\n❏ A / B\n↳ 2\n\n↳ 3\n\n→ 4\n\n❏ A\n↳ 5\n";
    assert_eq!(stage.report(), expected);
}

#[test]
fn console_lines_share_a_block_until_something_else_is_written() {
    let mut stage = Stage::new(lines());
    stage.console(Level::Log, "'pre', { a: 1 }");
    stage.console(Level::Error, &"e".repeat(60));
    stage.answered(URL, 0);
    stage.console(Level::Warn, "a\n\n\nb");
    let expected = format!(
        "  ┌\n  │ 'pre', {{ a: 1 }}\n  │ {}\n  │ {}\n  └\n  GET {URL} [200 OK, 19B, 20ms]\n  ┌\n  │ a\n  │ b\n  └\n",
        "e".repeat(54),
        "e".repeat(6)
    );
    assert_eq!(stage.report(), expected);
}

#[test]
fn requests_of_scripts_are_shown_when_they_are_answered() {
    let mut stage = Stage::new(lines());
    stage.answered(URL, 0);
    stage.console(Level::Log, "'sending'");
    stage.answered_to_script("http://127.0.0.1/token");
    let expected = "  GET http://127.0.0.1:18080/get [200 OK, 19B, 20ms]
  ┌
  │ 'sending'
  └
  GET http://127.0.0.1/token [200 OK, 19B, 20ms]
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn an_error_that_can_be_explained_has_a_hint() {
    let mut stage = Stage::new(lines());
    let hint = Some("is the server running?".to_owned());
    stage.refused(
        URL,
        &SendError {
            hint,
            ..SendError::new("connect ECONNREFUSED")
        },
    );
    let expected = "  GET http://127.0.0.1:18080/get [errored]
     connect ECONNREFUSED
     hint: is the server running?
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn the_end_of_a_chain_of_requests_is_not_announced() {
    let mut stage = Stage::new(lines());
    stage.next_request(NextRequest::Stop);
    assert_eq!(stage.report(), "");
}

#[test]
fn without_unicode_there_are_words_and_ascii() {
    let style = Style {
        symbols: Symbols::Ascii,
        ..lines()
    };
    let mut stage = Stage::new(style);
    stage.item(&[], "one");
    stage.item(&["F"], "two");
    stage.warning("variable `a` has no value");
    stage.console(Level::Log, "1");
    stage.passed("fine");
    let expected = "
Root one

Folder F
Sub-folder two
  !  variable `a` has no value
  -
  | 1
  -
  Pass  fine
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn what_is_hidden_is_not_shown_but_counts() {
    let all = lines().hide;
    let failing = |hide: Hidden| {
        let mut stage = Stage::new(Style { hide, ..plain() });
        stage.console(Level::Log, "1");
        stage.failed("first", "m");
        stage.passed("fine");
        stage.skipped("later");
        stage.failed("second", "m");
        stage.report()
    };
    let quiet = Hidden {
        console: true,
        success_assertions: true,
        ..all
    };
    assert_eq!(failing(quiet), "  1. first\n  2. second\n");
    assert_eq!(
        failing(Hidden {
            console: true,
            assertions: true,
            ..all
        }),
        ""
    );
}

#[test]
fn foreign_text_cannot_move_the_cursor() {
    let mut stage = Stage::new(middle());
    let escape = "\u{1b}[2J";
    stage.start(escape);
    stage.item(&[escape], escape);
    stage.refused(
        escape,
        &SendError {
            hint: Some(escape.into()),
            ..SendError::new(escape)
        },
    );
    stage.console(Level::Log, escape);
    stage.passed(escape);
    stage.skipped(escape);
    stage.failed(escape, escape);
    stage.script_failed(escape, escape);
    stage.next_request(NextRequest::Named(escape.into()));
    stage.warning(escape);
    let step = crate::runner::GuideStep {
        page: escape.into(),
        sentence: escape.into(),
        ..step(1, 1, escape)
    };
    stage.begin_step(&step);
    stage.end_step(&step, &Verdict::Failed(vec![escape.into()]));
    stage.summary.error = Some(escape.into());
    assert!(!stage.report().contains('\u{1b}'));
}

#[test]
fn colours_are_those_of_newman() {
    let mut stage = Stage::new(Style {
        colour: Colour::On,
        ..lines()
    });
    stage.answered(URL, 0);
    stage.passed("fine");
    stage.skipped("later");
    stage.failed("wrong", "m");
    stage.console(Level::Info, "1");
    let expected = "\
\u{1b}[90m  GET http://127.0.0.1:18080/get\u{1b}[0m \u{1b}[90m[200 OK, 19B, 20ms]\u{1b}[0m
\u{1b}[32m  ✓ \u{1b}[0m \u{1b}[90mfine\u{1b}[0m
\u{1b}[36m  -  [skipped] later\u{1b}[0m
\u{1b}[31;1m  1. wrong\u{1b}[0m
\u{1b}[36m  ┌\u{1b}[0m
  \u{1b}[36m│\u{1b}[0m \u{1b}[90m1\u{1b}[0m
\u{1b}[36m  └\u{1b}[0m
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn skipped_assertions_are_counted_below_the_table() {
    let mut stage = Stage::new(plain());
    stage.skipped("later");
    let report = stage.report();
    assert!(
        report.contains("│ skipped assertions: 1                         │"),
        "{report}"
    );
}

#[test]
fn a_request_that_a_script_skips_says_so() {
    let mut stage = Stage::new(plain());
    stage.start("C");
    stage.item(&["F"], "a");
    stage.end_skipped("F\u{1b}");
    stage.item(&["F"], "b");
    stage.end_item();
    let report = stage.report();
    let expected = "\n❏ F\n↳ a\n  -  skipped by the pre-request script of `F\\u{1b}`\n\n↳ b\n";
    assert!(report.contains(expected), "{report}");
}

#[test]
fn a_run_that_ends_early_says_so_on_a_line_of_its_own() {
    let ends = [
        (
            Summary {
                interrupted: true,
                ..Summary::default()
            },
            "run interrupted",
        ),
        (
            Summary {
                error: Some("callback timed out".into()),
                ..Summary::default()
            },
            "run ended early: callback timed out",
        ),
    ];
    for (summary, words) in ends {
        let mut stage = Stage::new(lines());
        stage.sending(URL);
        stage.summary = summary;
        assert_eq!(stage.report(), format!("  GET {URL}\n\n{words}\n"));
    }
}

#[test]
fn failures_of_a_terminal_are_no_wider_than_it() {
    let mut stage = Stage::new(Style {
        table_width: Some(50),
        ..middle()
    });
    stage.failed("the name of a test of many words", &"unbroken".repeat(6));
    stage.item(&["F"], "i");
    stage.refused(URL, &SendError::new("socket hang up"));
    let report = stage.report();
    let table = report.split_once("socket hang up\n").unwrap().1;
    let expected = "
  #  failure         detail                       
                                                  
 1.  AssertionError  the name of a test of many   
                     words                        
                     unbrokenunbrokenunbrokenunbr 
                     okenunbrokenunbroken         
                     at assertion:0 in            
                     test-script                  
                     inside \"id of \"              
                                                  
 2.  Error           socket hang up               
                     at request                   
                     inside \"F / i\"               
";
    assert_eq!(table, expected);
}

#[test]
fn wide_characters_keep_the_columns_straight() {
    let mut stage = Stage::new(middle());
    stage.failed("日本語", "x");
    let report = stage.report();
    assert!(
        report.contains(" 1.  AssertionError  日本語                        \n"),
        "{report}"
    );
}

#[test]
fn a_guide_quotes_its_page_and_says_what_holds() {
    let mut stage = Stage::new(middle());
    stage.start("Guide");
    let steps = [
        step(1, 12, "List"),
        step(2, 20, "Delete"),
        step(3, 31, "Look"),
    ];
    stage.begin_step(&steps[0]);
    stage.item(&["F"], "List");
    stage.answered(URL, 0);
    stage.passed("status is 200");
    stage.end_item();
    stage.end_step(&steps[0], &Verdict::Passed);
    stage.begin_step(&steps[1]);
    stage.item(&["F"], "Remove");
    stage.answered(URL, 0);
    stage.failed("status is 204", "status is 200 OK, expected 204");
    stage.end_item();
    stage.end_step(
        &steps[1],
        &Verdict::Failed(vec![
            "status is 200 OK, expected 204".into(),
            "two\nlines".into(),
        ]),
    );
    stage.begin_step(&steps[2]);
    stage.end_step(
        &steps[2],
        &Verdict::NotRun("it uses `id`, which line 20 did not set".into()),
    );
    let expected = "\
Guide

Step 1  List  guide.md:12
  │ Press Send to see List.
  GET http://127.0.0.1:18080/get [200 OK, 19B, 20ms]
  ✓  status is 200
  ✔ passed

Step 2  Delete  guide.md:20
  │ Press Send to see Delete.
  ↳ Remove
  GET http://127.0.0.1:18080/get [200 OK, 19B, 20ms]
  1. status is 204
  ✘ failed at guide.md:20
    status is 200 OK, expected 204
    two
    lines

Step 3  Look  guide.md:31
  │ Press Send to see Look.
  - not run: it uses `id`, which line 20 did not set

  #  failure         detail                         
                                                    
 1.  AssertionError  status is 204                  
                     status is 200 OK, expected 204 
                     at assertion:0 in test-script  
                     inside \"F / Remove\"            
                     step 2, guide.md:20            

3 steps: 1 passed, 1 failed, 1 not run
  ✘ guide.md:20  step 2, Delete
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn long_sentences_are_shortened() {
    let mut stage = Stage::new(lines());
    let step = crate::runner::GuideStep {
        sentence: "word ".repeat(60),
        ..step(1, 2, "Send")
    };
    stage.begin_step(&step);
    let line = format!("  │ {}", "word ".repeat(11).trim_end());
    assert_eq!(
        stage.text(),
        format!("\nStep 1  Send  guide.md:2\n{line}\n{line}\n{line} …\n")
    );
}

#[test]
fn putting_back_is_no_step_of_the_page() {
    let mut stage = Stage::new(lines());
    let change = step(1, 5, "Change");
    let back = crate::runner::GuideStep {
        puts_back: true,
        ..step(1, 5, "put back")
    };
    stage.begin_step(&change);
    stage.end_step(&change, &Verdict::Passed);
    stage.begin_step(&back);
    stage.end_step(
        &back,
        &Verdict::Failed(vec!["it could not be put back".into()]),
    );
    let expected = "
Step 1  Change  guide.md:5
  │ Press Send to see Change.
  ✔ passed

Afterwards  put back  guide.md:5
  ✘ failed at guide.md:5
    it could not be put back

1 step: 1 passed, 1 not put back
  ✘ guide.md:5  step 1, put back
";
    assert_eq!(stage.report(), expected);
}

#[test]
fn a_reader_that_goes_away_is_no_error() {
    let mut stage = Stage::failing(io::ErrorKind::BrokenPipe);
    stage.start("Collection");
    stage.answered(URL, 0);
    assert!(stage.finish().is_ok());
}

#[test]
fn an_output_that_cannot_be_written_is_an_error() {
    let mut stage = Stage::failing(io::ErrorKind::StorageFull);
    stage.start("Collection");
    assert!(matches!(
        stage.finish(),
        Err(ReportError::Output {
            reporter: "cli",
            ..
        })
    ));
}
