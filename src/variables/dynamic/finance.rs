//! Money: accounts, prices, currencies.

use fake::locales::{Data as _, EN};

use super::draw::Draw;

/// What stands behind a country and two check digits in an IBAN, in the marks of [`Draw::pattern`]
/// (the SWIFT registry).
const IBANS: [(&str, &str); 20] = [
    ("AD", "########~~~~~~~~~~~~"),
    ("AT", "################"),
    ("BE", "############"),
    ("BG", "????######~~~~~~~~"),
    ("CH", "#####~~~~~~~~~~~~"),
    ("CZ", "####################"),
    ("DE", "##################"),
    ("DK", "##############"),
    ("EE", "################"),
    ("ES", "####################"),
    ("FI", "##############"),
    ("FO", "##############"),
    ("GB", "????##############"),
    ("GI", "????~~~~~~~~~~~~~~~"),
    ("HR", "#################"),
    ("IE", "????##############"),
    ("LU", "###~~~~~~~~~~~~~"),
    ("NL", "????##########"),
    ("NO", "###########"),
    ("RO", "????~~~~~~~~~~~~~~~~"),
];

/// The characters of base 58: none that could be taken for another.
const BASE_58: &[u8; 58] = b"123456789ABCDEFGHJKLMNPQRSTUVWXYZabcdefghijkmnopqrstuvwxyz";

pub(super) fn account_name(draw: &Draw<'_>) -> String {
    const KINDS: [&str; 8] = [
        "Auto Loan",
        "Checking",
        "Credit Card",
        "Home Loan",
        "Investment",
        "Money Market",
        "Personal Loan",
        "Savings",
    ];
    format!("{} Account", draw.pick(&KINDS))
}

pub(super) fn price(draw: &Draw<'_>) -> String {
    let cents = draw.number(0, 100_000);
    format!("{}.{:02}", cents / 100, cents % 100)
}

pub(super) fn transaction(draw: &Draw<'_>) -> String {
    draw.one_of(&["deposit", "withdrawal", "payment", "invoice"])
}

pub(super) fn currency_code(draw: &Draw<'_>) -> String {
    draw.one_of(EN::CURRENCY_CODE)
}

pub(super) fn currency_name(draw: &Draw<'_>) -> String {
    draw.one_of(EN::CURRENCY_NAME)
}

pub(super) fn currency_symbol(draw: &Draw<'_>) -> String {
    draw.one_of(EN::CURRENCY_SYMBOL)
}

/// An address as Bitcoin's look; nobody has the key to it.
pub(super) fn bitcoin(draw: &Draw<'_>) -> String {
    let character =
        |_| usize::try_from(draw.number(0, 57)).map_or('1', |at| char::from(BASE_58[at]));
    let length = draw.number(24, 33);
    format!(
        "{}{}",
        draw.pick(&["1", "3"]),
        (0..length).map(character).collect::<String>()
    )
}

pub(super) fn iban(draw: &Draw<'_>) -> String {
    let at = usize::try_from(draw.number(0, 19)).unwrap_or_default();
    let (country, pattern) = IBANS[at];
    let account = draw.pattern(pattern);
    let check = 98 - remainder(&format!("{account}{country}00"));
    format!("{country}{check:02}{account}")
}

/// What is left of a number when it is divided by 97; letters count from 10 on (ISO 13616).
fn remainder(text: &str) -> u32 {
    text.chars()
        .filter_map(|char| char.to_digit(36))
        .fold(0, |rest, digit| {
            let shift = if digit > 9 { 100 } else { 10 };
            (rest * shift + digit) % 97
        })
}

pub(super) fn bic(draw: &Draw<'_>) -> String {
    let country = draw.pick(EN::ADDRESS_COUNTRY_CODE);
    let branch = if draw.number(0, 1) == 0 {
        String::new()
    } else {
        draw.pattern("###")
    };
    let vowel = draw.pick(&["A", "E", "I", "O", "U"]);
    format!(
        "{}{vowel}{country}{}1{branch}",
        draw.pattern("???"),
        draw.pattern("?")
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::world::World;

    #[test]
    fn check_digits_are_right() {
        assert_eq!(98 - remainder("WEST12345698765432GB00"), 82);
        let world = World::fixed(0, 2);
        for _ in 0..200 {
            let iban = iban(&Draw(&world));
            assert_eq!(
                remainder(&format!("{}{}", &iban[4..], &iban[..4])),
                1,
                "{iban}"
            );
        }
    }
}
