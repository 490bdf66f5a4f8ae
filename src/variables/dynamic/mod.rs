//! Dynamic variables: `{{$guid}}` and its kin, each made anew at every place it stands.
//!
//! Names and shapes are those of Postman's, which come from Faker 5. Where the crate `fake` has the
//! words, they are its.

mod business;
mod draw;
mod file;
mod finance;
mod internet;
mod moment;
mod person;
mod place;
mod system;
mod text;

use crate::world::World;
use draw::Draw;

/// A name and what makes its value.
type Generator = (&'static str, fn(&Draw<'_>) -> String);

/// Every dynamic variable, by name without the braces, in Postman's order.
const GENERATORS: [Generator; 118] = [
    ("$guid", |draw| draw.uuid()),
    ("$timestamp", moment::seconds),
    ("$isoTimestamp", moment::iso),
    ("$randomInt", |draw| draw.number(0, 1000).to_string()),
    ("$randomPhoneNumber", person::phone),
    ("$randomPhoneNumberExt", |draw| {
        format!("{}-{}", draw.number(1, 99), person::phone(draw))
    }),
    ("$randomLocale", place::locale),
    ("$randomWords", text::random_words),
    ("$randomFilePath", |draw| {
        format!("{}/{}", file::directory(draw), file::file_name(draw))
    }),
    ("$randomDirectoryPath", file::directory),
    ("$randomCity", place::city),
    ("$randomStreetName", place::street),
    ("$randomStreetAddress", place::street_address),
    ("$randomCountry", place::country),
    ("$randomCountryCode", place::country_code),
    ("$randomLatitude", |draw| place::degrees(draw, 90)),
    ("$randomLongitude", |draw| place::degrees(draw, 180)),
    ("$randomColor", business::color),
    ("$randomDepartment", business::department),
    ("$randomProductName", business::product_name),
    ("$randomProductAdjective", business::product_adjective),
    ("$randomProductMaterial", business::product_material),
    ("$randomProduct", business::product),
    ("$randomCompanyName", business::company),
    ("$randomCompanySuffix", business::company_suffix),
    ("$randomCatchPhrase", business::catch_phrase),
    ("$randomBs", business::buzz_phrase),
    ("$randomCatchPhraseAdjective", business::catch_adjective),
    ("$randomCatchPhraseDescriptor", business::catch_descriptor),
    ("$randomCatchPhraseNoun", business::catch_noun),
    ("$randomBsAdjective", business::buzz_adjective),
    ("$randomBsBuzz", business::buzz_verb),
    ("$randomBsNoun", business::buzz_noun),
    ("$randomDatabaseColumn", system::database_column),
    ("$randomDatabaseType", system::database_type),
    ("$randomDatabaseCollation", system::database_collation),
    ("$randomDatabaseEngine", system::database_engine),
    ("$randomDatePast", moment::past),
    ("$randomDateFuture", moment::future),
    ("$randomDateRecent", moment::recent),
    ("$randomMonth", moment::month),
    ("$randomWeekday", moment::weekday),
    ("$randomBankAccount", |draw| draw.pattern("########")),
    ("$randomBankAccountName", finance::account_name),
    ("$randomCreditCardMask", |draw| draw.pattern("####")),
    ("$randomPrice", finance::price),
    ("$randomTransactionType", finance::transaction),
    ("$randomCurrencyCode", finance::currency_code),
    ("$randomCurrencyName", finance::currency_name),
    ("$randomCurrencySymbol", finance::currency_symbol),
    ("$randomBitcoin", finance::bitcoin),
    ("$randomBankAccountIban", finance::iban),
    ("$randomBankAccountBic", finance::bic),
    ("$randomAbbreviation", system::abbreviation),
    ("$randomAdjective", system::adjective),
    ("$randomNoun", system::noun),
    ("$randomVerb", system::verb),
    ("$randomIngverb", system::ing_verb),
    ("$randomPhrase", system::phrase),
    ("$randomAvatarImage", internet::avatar),
    ("$randomImageUrl", |_| internet::image("")),
    ("$randomAbstractImage", |_| internet::image("/abstract")),
    ("$randomAnimalsImage", |_| internet::image("/animals")),
    ("$randomBusinessImage", |_| internet::image("/business")),
    ("$randomCatsImage", |_| internet::image("/cats")),
    ("$randomCityImage", |_| internet::image("/city")),
    ("$randomFoodImage", |_| internet::image("/food")),
    ("$randomNightlifeImage", |_| internet::image("/nightlife")),
    ("$randomFashionImage", |_| internet::image("/fashion")),
    ("$randomPeopleImage", |_| internet::image("/people")),
    ("$randomNatureImage", |_| internet::image("/nature")),
    ("$randomSportsImage", |_| internet::image("/sports")),
    ("$randomTransportImage", |_| internet::image("/transport")),
    ("$randomImageDataUri", |_| internet::data_uri()),
    ("$randomEmail", internet::email),
    ("$randomExampleEmail", internet::example_email),
    ("$randomUserName", internet::user_name),
    ("$randomProtocol", internet::protocol),
    ("$randomUrl", |draw| {
        format!("{}://{}", internet::protocol(draw), internet::domain(draw))
    }),
    ("$randomDomainName", internet::domain),
    ("$randomDomainSuffix", internet::domain_suffix),
    ("$randomDomainWord", internet::domain_word),
    ("$randomIP", internet::ip_v4),
    ("$randomIPV6", |draw| internet::groups(draw, 8, "%%%%")),
    ("$randomUserAgent", internet::user_agent),
    ("$randomHexColor", internet::hex_color),
    ("$randomMACAddress", |draw| internet::groups(draw, 6, "%%")),
    ("$randomPassword", internet::password),
    ("$randomLoremWord", text::word),
    ("$randomLoremWords", |draw| text::words(draw, 3)),
    ("$randomLoremSentence", text::sentence),
    ("$randomLoremSlug", |draw| {
        text::words(draw, 3).replace(' ', "-")
    }),
    ("$randomLoremSentences", |draw| text::sentences(draw, 2, 6)),
    ("$randomLoremParagraph", text::paragraph),
    ("$randomLoremParagraphs", text::paragraphs),
    ("$randomLoremText", text::text),
    ("$randomLoremLines", text::lines),
    ("$randomFirstName", person::first_name),
    ("$randomLastName", person::last_name),
    ("$randomFullName", person::full_name),
    ("$randomJobTitle", person::job_title),
    ("$randomNamePrefix", person::prefix),
    ("$randomNameSuffix", person::suffix),
    ("$randomJobDescriptor", person::job_descriptor),
    ("$randomJobArea", person::job_area),
    ("$randomJobType", person::job_type),
    ("$randomUUID", |draw| draw.uuid()),
    ("$randomBoolean", |draw| draw.one_of(&["true", "false"])),
    ("$randomWord", text::random_word),
    ("$randomAlphaNumeric", |draw| draw.pattern("*")),
    ("$randomFileName", file::file_name),
    ("$randomCommonFileName", file::common_file_name),
    ("$randomMimeType", file::mime_type),
    ("$randomCommonFileType", file::common_file_type),
    ("$randomCommonFileExt", file::common_file_ext),
    ("$randomFileType", file::file_type),
    ("$randomFileExt", file::file_ext),
    ("$randomSemver", |draw| draw.pattern("#.#.#")),
];

/// The names of all dynamic variables, `$` included.
pub fn dynamic_names() -> impl Iterator<Item = &'static str> {
    GENERATORS.iter().map(|(name, _)| *name)
}

/// Makes a value for a dynamic variable; `None` when there is none of that name.
pub(super) fn generate(name: &str, world: &World) -> Option<String> {
    let (_, make) = GENERATORS.iter().find(|(known, _)| *known == name)?;
    Some(make(&Draw(world)))
}

#[cfg(test)]
mod tests {
    use super::*;
    use regex::Regex;
    use std::collections::HashSet;

    /// Names and patterns; each pattern matches all of 1,500 values that Postman made.
    const SHAPES: &str = include_str!("../../../tests/data/dynamic-variables.tsv");

    #[test]
    fn every_value_has_the_shape_of_postmans() {
        let world = World::fixed(1_795_463_868_522, 1);
        let shapes: Vec<(&str, &str)> = SHAPES
            .lines()
            .map(|line| line.split_once('\t').unwrap())
            .collect();
        assert_eq!(
            shapes.iter().map(|(name, _)| *name).collect::<Vec<_>>(),
            dynamic_names().collect::<Vec<_>>()
        );
        for (name, pattern) in shapes {
            let pattern = Regex::new(&format!("^(?s:{pattern})$")).unwrap();
            for _ in 0..300 {
                let value = generate(name, &world).unwrap();
                assert!(
                    pattern.is_match(&value),
                    "{name} made {value:?}, which is not {pattern}"
                );
            }
        }
    }

    #[test]
    fn the_page_lists_them_all() {
        let page = include_str!("../../../docs/variables.md");
        for name in dynamic_names() {
            assert!(page.contains(&format!("| `{name}` |")), "{name}");
        }
    }

    #[test]
    fn names_are_unique_and_others_have_no_value() {
        assert_eq!(dynamic_names().collect::<HashSet<_>>().len(), 118);
        assert_eq!(generate("$other", &World::fixed(0, 1)), None);
    }

    #[test]
    fn the_time_is_that_of_the_world_and_the_rest_follows_from_the_seed() {
        let world = |seed| World::fixed(1_795_463_868_522, seed);
        assert_eq!(generate("$timestamp", &world(1)).unwrap(), "1795463869");
        assert_eq!(
            generate("$isoTimestamp", &world(1)).unwrap(),
            "2026-11-23T19:57:48.522Z"
        );
        for name in dynamic_names() {
            assert_eq!(
                generate(name, &world(7)),
                generate(name, &world(7)),
                "{name}"
            );
        }
        assert_ne!(generate("$guid", &world(7)), generate("$guid", &world(8)));
    }

    #[test]
    fn numbers_keep_to_their_ranges() {
        let world = World::fixed(0, 3);
        let values = |name: &str| -> Vec<f64> {
            (0..2000)
                .map(|_| generate(name, &world).unwrap().parse().unwrap())
                .collect()
        };
        for (name, low, high) in [
            ("$randomInt", 0.0, 1000.0),
            ("$randomPrice", 0.0, 1000.0),
            ("$randomLatitude", -90.0, 90.0),
            ("$randomLongitude", -180.0, 180.0),
        ] {
            let values = values(name);
            let least = values.iter().copied().fold(f64::INFINITY, f64::min);
            let most = values.iter().copied().fold(f64::NEG_INFINITY, f64::max);
            assert!(
                least >= low && least < low + (high - low) / 50.0,
                "{name}: {least}"
            );
            assert!(
                most <= high && most > high - (high - low) / 50.0,
                "{name}: {most}"
            );
        }
    }
}
