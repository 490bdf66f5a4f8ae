//! How pages of other languages than English name a request and say that it is sent: a table.

use std::sync::LazyLock;

use regex::Regex;

use crate::guide::pattern::pattern;

/// What a language says of requests.
struct Language {
    /// What stands before the mark of a request's name: `die Anfrage `.
    before: Regex,
    /// What stands behind it, where something does: ` リクエスト`.
    behind: Option<Regex>,
    /// What stands before the mark of a folder's name, or behind it: `den Ordner `.
    folder: Side,
    /// That the open request, or the one that is named, is sent.
    sends: Regex,
    /// What stands before the name of a request that is sent, or behind it.
    orders: Side,
    /// What a sentence has that forbids a sending.
    forbids: Regex,
}

/// What stands on one side of a name.
enum Side {
    Before(Regex),
    Behind(Regex),
}

impl Side {
    fn is_said(&self, before: &str, behind: &str) -> bool {
        match self {
            Self::Before(words) => words.is_match(before),
            Self::Behind(words) => words.is_match(behind),
        }
    }
}

/// What begins and ends the mark of a button or a name.
macro_rules! marked {
    ($words:literal) => {
        concat!(r#"(?:\*\*|["'`„“‚«「])"#, $words, r#"(?:\*\*|["'`”“‘»」])"#)
    };
}

static LANGUAGES: LazyLock<[Language; 4]> =
    LazyLock::new(|| [german(), french(), spanish(), japanese()]);

fn german() -> Language {
    Language {
        before: pattern(
            r"(?i)\b(?:anfrage|anforderung|abfrage|de[nmrs] request)(?: namens| mit dem namen)? $",
        ),
        behind: Some(pattern(r"(?i)^[ -](?:anfrage|anforderung|abfrage)\b")),
        folder: Side::Before(pattern(r"(?i)\bordner(?: namens)? $")),
        sends: pattern(&format!(
            r"(?i)\b(?:klicken|klicke|klickt|drücken|drücke|drückt|tippen|tippe|wählen|wähle|wählt)\b[^.]*?{}|\b(?:führen|führe|führt) [^.]*?(?:anfrage|request)[^.]*? aus\b|\b(?:senden|sende|schicken|schicke) (?:sie )?(?:die |den |diese |diesen )?(?:anfrage|request)|\banfrage (?:ab)?(?:senden|schicken)\b",
            marked!("(?:Senden|Send)")
        )),
        orders: Side::Before(pattern(
            r"(?i)\b(?:senden|sende|schicken|schicke|starten|starte|führen|führe) (?:sie )?(?:\w+ )?(?:(?:die|den|diese|diesen) )?(?:anfrage |request |ordner )?$",
        )),
        forbids: pattern(
            r"(?i)\b(?:klicken|klicke|senden|sende|schicken|schicke|starten|starte|führen|führe) [^,]*?\b(?:nicht|nie|niemals)\b",
        ),
    }
}

fn french() -> Language {
    Language {
        before: pattern(r"(?i)\b(?:requête|demande)(?: nommée| appelée)? $"),
        behind: None,
        folder: Side::Before(pattern(r"(?i)\bdossier(?: nommé| appelé)? $")),
        sends: pattern(&format!(
            r"(?i)\b(?:cliquez|cliquer|appuyez|appuyer|sélectionnez|choisissez)\b[^.]*?{}|\b(?:exécutez|exécuter|lancez|lancer|envoyez|envoyer) (?:la |cette |ensuite la )?(?:requête|demande)",
            marked!("(?:Envoyer|Send)")
        )),
        orders: Side::Before(pattern(
            r"(?i)\b(?:exécutez|exécuter|lancez|lancer|envoyez|envoyer) (?:ensuite )?(?:la |cette |le |ce )?(?:requête |demande |dossier )?$",
        )),
        forbids: pattern(r"(?i)\b(?:ne |n['’])(?:\w+ )?\w+ (?:pas|jamais|plus)\b"),
    }
}

fn spanish() -> Language {
    Language {
        before: pattern(r"(?i)\b(?:solicitud|petición|consulta)(?: llamada| de nombre)? $"),
        behind: None,
        folder: Side::Before(pattern(r"(?i)\bcarpeta(?: llamada| de nombre)? $")),
        sends: pattern(&format!(
            r"(?i)\b(?:haga clic|haz clic|hacer clic|pulse|pulsa|pulsar|presione|presiona|seleccione|selecciona|elija|elige)\b[^.]*?{}|\b(?:ejecute|ejecuta|ejecutar|envíe|envía|enviar|lance|lanza) (?:la |esta )?(?:solicitud|petición|consulta)",
            marked!("(?:Enviar|Send)")
        )),
        orders: Side::Before(pattern(
            r"(?i)\b(?:ejecute|ejecuta|ejecutar|envíe|envía|enviar|lance|lanza) (?:la |esta )?(?:solicitud |petición |consulta |carpeta )?$",
        )),
        forbids: pattern(
            r"(?i)\b(?:no|nunca|jamás) (?:la |lo |las |los )?(?:haga|hagas|puls|presion|seleccion|elij|ejecut|env[ií]|lan[cz])",
        ),
    }
}

fn japanese() -> Language {
    Language {
        before: pattern(r"リクエスト ?$"),
        behind: Some(pattern(r"^ ?(?:の ?)?(?:リクエスト|要求)")),
        folder: Side::Behind(pattern(r"^ ?(?:の ?)?フォルダ")),
        sends: pattern(&format!(
            r"{} ?(?:ボタン)?を?(?:クリック|押|選択)|(?:リクエスト|要求)を(?:実行|送信)し(?:ま|て|、)",
            marked!("(?:送信|Send)")
        )),
        orders: Side::Behind(pattern(
            r"^ ?(?:の ?)?(?:フォルダー?|リクエスト|要求)?を(?:実行|送信)し(?:ま|て|、)",
        )),
        forbids: pattern(r"(?:クリック|押|実行|送信)(?:し|さ)(?:ない|ません)"),
    }
}

/// What headings of examples say in English, German, French, Spanish and Japanese.
const EXAMPLES: [&str; 19] = [
    "example",
    "request",
    "response",
    "sample",
    "output",
    "result",
    "beispiel",
    "anfrage",
    "antwort",
    "ausgabe",
    "exemple",
    "requête",
    "réponse",
    "ejemplo",
    "solicitud",
    "respuesta",
    "例",
    "リクエスト",
    "レスポンス",
];

/// Whether a heading belongs to an example, and begins no new subject.
pub(crate) fn is_about_an_example(heading: &str) -> bool {
    let words = heading.to_lowercase();
    let words = words.trim_end_matches([':', '：', ' ', 's']);
    // "Get a token and make a request" is a subject.
    let is_short = words.split_whitespace().nth(4).is_none();
    let mut marks = EXAMPLES.iter().filter(|_| is_short);
    marks.any(|word| words.ends_with(word) || words.starts_with(word))
}

/// Whether the words around a mark say in another language that it names a request.
pub(super) fn names_a_request(before: &str, behind: &str) -> bool {
    LANGUAGES.iter().any(|language| {
        let named_behind = language.behind.as_ref();
        language.before.is_match(before) || named_behind.is_some_and(|named| named.is_match(behind))
    })
}

/// Whether the words around a mark say in another language that it names a folder.
pub(super) fn names_a_folder(before: &str, behind: &str) -> bool {
    let mut sides = LANGUAGES.iter().map(|language| &language.folder);
    sides.any(|side| side.is_said(before, behind))
}

/// Whether the words around a mark say in another language that what it names is sent.
pub(super) fn sends_the_name(before: &str, behind: &str) -> bool {
    LANGUAGES.iter().any(|language| {
        language.orders.is_said(before, behind)
            && !language.forbids.is_match(&sentence(before, behind))
    })
}

/// Whether the words around a mark forbid in another language that something is sent.
pub(super) fn forbids(before: &str, behind: &str) -> bool {
    let sentence = sentence(before, behind);
    let mut languages = LANGUAGES.iter();
    languages.any(|language| language.forbids.is_match(&sentence))
}

/// What ends a sentence.
const STOPS: [char; 5] = ['.', '!', '?', ';', '。'];

/// The sentence around a place that has these words before and behind it.
fn sentence(before: &str, behind: &str) -> String {
    let begin = before.rsplit(STOPS).next().unwrap_or_default();
    let end = behind.split(STOPS).next().unwrap_or_default();
    format!("{begin}{end}")
}

/// Where a text says in another language that a request is sent: the end of the sentence, which may
/// name the request behind these words.
pub(super) fn sends(text: &str) -> Option<usize> {
    let found = LANGUAGES.iter().filter_map(|language| {
        let found = language.sends.find(text)?;
        let (before, behind) = text.split_at(found.end());
        (!language.forbids.is_match(&sentence(before, behind))).then_some(found)
    });
    let end = found.map(|found| found.end()).max()?;
    let ends = |each: char| matches!(each, '.' | '。');
    Some(text[end..].find(ends).map_or(text.len(), |at| end + at))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn each_language_names_requests_and_sends_them() {
        for (before, behind) in [
            ("Öffnen Sie die Anfrage ", " und"),
            ("Ouvrez la requête ", "."),
            ("Abra la solicitud ", " y"),
            ("", " リクエストを開き"),
        ] {
            assert!(names_a_request(before, behind), "{before}");
        }
        assert!(!names_a_request("Open the ", " request"));
        for text in [
            "klicken Sie auf **Senden**.",
            "Führen Sie danach die Anfrage **A b** aus.",
            "cliquez sur **Send**",
            "Exécutez la requête **A b**.",
            "Ejecute la petición **A b**.",
            "**Send** をクリックします",
            "**A b** リクエストを実行します",
        ] {
            assert!(sends(text).is_some(), "{text}");
        }
        for text in [
            "Öffnen Sie die Anfrage **A**.",
            "Send the request.",
            "An answer appears next to the `Send`-button.",
            "La requête **A**.",
            "Senden Sie die Anfrage **A** nicht.",
            "N'envoyez pas la requête **A**.",
            "No envíe la solicitud **A**.",
            "**A** リクエストを実行しません。",
        ] {
            assert_eq!(sends(text), None, "{text}");
        }
    }
}
